"""The download: cut off it goes on, and no answer is believed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ModelError, StoreError
from pipeline.models import download as downloading
from pipeline.models.download import download
from pipeline.models.web import Access, check_url

BODY = b"PK" + bytes(range(256)) * 40
ACCESS = Access(plain_host="127.0.0.1")
Make = Callable[..., Any]


@pytest.fixture
def part(tmp_path: Path) -> Path:
    return tmp_path / "installed" / "a.argosmodel.part"


def _fetch(server: Any, part: Path, path: str = "/a") -> None:
    download(server.url.rstrip("/") + path, part, access=ACCESS, package="a", tell=lambda done, of: None)


def _left(part: Path) -> list[str]:
    return sorted(path.name for path in part.parent.glob("*")) if part.parent.is_dir() else []


def test_a_cut_connection_goes_on_where_it_stopped(server: Any, part: Path, make_answer: Make) -> None:
    server.answers["/a"] = make_answer(body=BODY, cut_after=[1000, 2000])
    _fetch(server, part)
    assert part.read_bytes() == BODY
    asked = server.asked("/a")
    assert [headers.get("Range") for headers in asked] == [None, "bytes=1000-", "bytes=3000-"]
    assert [headers.get("If-Range") for headers in asked] == [None, '"one"', '"one"']


def test_the_next_run_goes_on_where_this_one_stopped(server: Any, part: Path, make_answer: Make) -> None:
    server.answers["/a"] = make_answer(body=BODY, cut_after=[1000, 0, 0, 0])
    with pytest.raises(ModelError, match="stopped after 1000 bytes") as caught:
        _fetch(server, part)
    assert "goes on from there" in caught.value.hint
    assert part.read_bytes() == BODY[:1000]
    server.requests.clear()
    _fetch(server, part)
    assert part.read_bytes() == BODY
    assert [headers.get("Range") for headers in server.asked("/a")] == ["bytes=1000-"]


def test_a_file_that_has_changed_meanwhile_starts_again(server: Any, part: Path, make_answer: Make) -> None:
    server.answers["/a"] = make_answer(body=b"PK" + b"old" * 5000, cut_after=[1000, 0, 0, 0])
    with pytest.raises(ModelError):
        _fetch(server, part)
    server.answers["/a"] = make_answer(body=BODY, etag='"two"')
    _fetch(server, part)
    assert part.read_bytes() == BODY


@pytest.mark.parametrize("headers", [{"Content-Range": "bytes 5-9/10"}, {"Content-Range": "nonsense"},
                                     {"Content-Range": f"bytes 1000-1999/{10**9}"}])
def test_a_part_that_does_not_fit_is_not_glued_on(server: Any, part: Path, make_answer: Make,
                                                  headers: dict[str, str]) -> None:
    server.answers["/a"] = make_answer(body=BODY, cut_after=[1000, 0, 0, 0])
    with pytest.raises(ModelError):
        _fetch(server, part)
    server.answers["/a"] = make_answer(body=b"another file", status=206, headers=headers)
    with pytest.raises(ModelError):
        _fetch(server, part)
    assert not part.exists() or part.read_bytes() == BODY[:1000]
    server.answers["/a"] = make_answer(body=BODY)
    _fetch(server, part)
    assert part.read_bytes() == BODY


def test_without_an_etag_the_length_tells(server: Any, part: Path, make_answer: Make) -> None:
    server.answers["/a"] = make_answer(body=BODY, etag="", cut_after=[1000])
    _fetch(server, part)
    assert part.read_bytes() == BODY
    assert [headers.get("Range") for headers in server.asked("/a")] == [None, "bytes=1000-"]


def test_a_server_that_cannot_go_on_starts_again(server: Any, part: Path, make_answer: Make) -> None:
    server.answers["/a"] = make_answer(body=BODY, ranges=False, cut_after=[1000])
    _fetch(server, part)
    assert part.read_bytes() == BODY


def test_another_address_never_goes_on_with_this_one(server: Any, part: Path, make_answer: Make) -> None:
    server.answers["/a"] = make_answer(body=b"PK" + b"a" * 5000, cut_after=[1000, 0, 0, 0])
    with pytest.raises(ModelError):
        _fetch(server, part)
    server.answers["/b"] = make_answer(body=BODY)
    _fetch(server, part, "/b")
    assert part.read_bytes() == BODY


def test_too_much_that_is_there_is_thrown_away(server: Any, part: Path, make_answer: Make) -> None:
    part.parent.mkdir()
    part.write_bytes(BODY + b"more")
    part.with_name(f"{part.name}.json").write_text(
        json.dumps({"url": f"{server.url}a", "validator": '"one"', "size_bytes": 0}))
    server.answers["/a"] = make_answer(body=BODY)
    _fetch(server, part)
    assert part.read_bytes() == BODY


@pytest.mark.parametrize(("answer", "why"), [
    ({"kind": "text/html", "body": b"<html>Sign in to use this network</html>"}, "text/html"),
    ({"kind": "application/json", "body": b"{}"}, "application/json"),
    ({"headers": {"Content-Encoding": "gzip"}, "body": BODY}, "gzip"),
    ({"body": b"not a zip archive at all"}, "no zip archive"),
    ({"body": BODY, "length": 10**12}, "1000000000000 bytes"),
    ({"status": 404}, "answered 404"),
    ({"status": 204}, "answered 204"),
])
def test_what_cannot_be_a_package_is_refused_and_gone(server: Any, part: Path, make_answer: Make,
                                                      answer: dict[str, Any], why: str) -> None:
    server.answers["/a"] = make_answer(**answer)
    with pytest.raises(ModelError, match=why):
        _fetch(server, part)
    assert _left(part) == []
    assert len(server.asked("/a")) == 1


def test_more_than_the_limit_is_refused_even_without_a_length(server: Any, part: Path, make_answer: Make,
                                                              monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloading, "PACKAGE_BYTES_MAX", 5000)
    server.answers["/a"] = make_answer(body=BODY, length=-1)  # no length that can be used
    with pytest.raises(ModelError, match="more than 5000 bytes"):
        _fetch(server, part)
    assert _left(part) == []


def test_a_server_that_drips_is_given_up(server: Any, part: Path, make_answer: Make,
                                         monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloading, "ATTEMPTS_MAX", 2)
    server.answers["/a"] = make_answer(body=BODY, pause_s=0.05)
    began = time.monotonic()
    with pytest.raises(ModelError, match="next to nothing"):
        _fetch(server, part)
    assert time.monotonic() - began < 5


def test_a_server_that_falls_silent_is_given_up(server: Any, part: Path, make_answer: Make,
                                                monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloading, "ATTEMPTS_MAX", 2)
    server.answers["/a"] = make_answer(body=BODY, pause_s=5)
    with pytest.raises(ModelError, match="timed out"):
        _fetch(server, part)


def test_a_server_that_never_answers_is_given_up(server: Any, part: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloading, "ANSWER_WAIT_S", 0.2)
    monkeypatch.setattr(downloading, "open_address", lambda *args: time.sleep(3))
    with pytest.raises(ModelError, match="no answer within"):
        _fetch(server, part)


def test_a_busy_server_is_asked_again(server: Any, part: Path, make_answer: Make) -> None:
    server.answers["/a"] = make_answer(status=503)
    with pytest.raises(ModelError, match="it answered 503"):
        _fetch(server, part)
    assert len(server.asked("/a")) == 3


@pytest.mark.parametrize(("target", "why"), [
    ("http://example.org/a", "http://example.org is not encrypted"),
    ("ftp://127.0.0.1/a", "ftp://127.0.0.1 is not encrypted"),
    ("file:///etc/passwd", "not an address"),
    ("http://[", "not an address"),
    ("http://me:secret@127.0.0.1/a", "holds a name or a password"),
])
def test_a_redirect_does_not_lead_out_of_the_rule(server: Any, part: Path, make_answer: Make, target: str,
                                                  why: str) -> None:
    server.answers["/a"] = make_answer(status=302, headers={"Location": target})
    with pytest.raises(ModelError, match=why.replace("[", r"\[")) as caught:
        _fetch(server, part)
    assert "secret" not in caught.value.message
    assert _left(part) == []


def test_a_redirect_within_the_rule_is_followed_and_not_read(server: Any, part: Path, make_answer: Make) -> None:
    server.answers["/a"] = make_answer(status=302, headers={"Location": "/b"}, length=10**12)
    server.answers["/b"] = make_answer(body=BODY)
    _fetch(server, part)
    assert part.read_bytes() == BODY


def test_redirects_without_end_end(server: Any, part: Path, make_answer: Make) -> None:
    server.answers["/a"] = make_answer(status=302, headers={"Location": "/a"})
    with pytest.raises(ModelError, match="redirects more than"):
        _fetch(server, part)


@pytest.mark.parametrize("url", ["http://example.org/a", "https://a b/", "https://", "https://ex.org:0/", "https://a/\n",
                                 "https://ü.example/", "https://me@example.org/", "/relative", "https://x:99999/"])
def test_addresses_that_are_never_asked(url: str) -> None:
    with pytest.raises(ModelError):
        check_url(url, Access(), package="a")


def test_a_host_that_cannot_be_one_is_an_error_with_a_hint(part: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloading, "PAUSE_S", 0.0)
    with pytest.raises(ModelError) as caught:
        download("https://a..b/x", part, access=Access(), package="a", tell=lambda done, of: None)
    assert caught.value.hint


def test_a_disk_that_refuses_is_named(server: Any, tmp_path: Path, make_answer: Make) -> None:
    (tmp_path / "installed").write_text("a file where a folder is needed")
    server.answers["/a"] = make_answer(body=BODY)
    with pytest.raises(StoreError, match=r"a\.argosmodel\.part"):
        _fetch(server, tmp_path / "installed" / "a.argosmodel.part")
