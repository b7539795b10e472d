"""The index: read within a time limit, believed in nothing."""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import ModelError
from pipeline.models import index as indexing
from pipeline.models import open_index

KO = "translate-en_ko"
ENTRY = {"from_code": "en", "to_code": "ko", "package_version": "1.1", "links": ["https://example.org/a.argosmodel"]}
Make = Callable[..., Any]


def _index(server: Any, make_answer: Make, told: object, **answer: Any) -> str:
    server.answers["/index.json"] = make_answer(body=json.dumps(told).encode(), **answer)
    return str(server.url)


@pytest.mark.parametrize("tail", ["", "index.json"])
def test_the_address_may_end_in_the_file_or_not(server: Any, make_answer: Make, tail: str) -> None:
    where = _index(server, make_answer, [ENTRY]) + tail
    assert open_index(where).offer(KO).links == ("https://example.org/a.argosmodel",)
    assert open_index(where.removesuffix("/")).offer(KO).version == "1.1"


def test_the_newest_offer_counts_and_relative_links_are_the_mirrors_own(server: Any, make_answer: Make) -> None:
    where = _index(server, make_answer, [ENTRY, ENTRY | {"package_version": "1.10", "links": ["v1/new.argosmodel"]},
                                         ENTRY | {"package_version": "1.9"}])
    offer = open_index(where).offer(KO)
    assert (offer.version, offer.links) == ("1.10", (f"{server.url}v1/new.argosmodel",))
    assert open_index(where).offer(KO, "1.9").version == "1.9"


@pytest.mark.parametrize(("body", "why"), [
    (b"<html>Sign in</html>", "is not an index"), (b"{}", "is not an index"), (b"[]", "is not an index"),
    (b"[" * 100_000, "is not an index"), (b"\xff\xfe", "is not an index"), (b"", "cannot be reached"),
])
def test_what_is_no_index_is_refused(server: Any, make_answer: Make, body: bytes, why: str) -> None:
    server.answers["/index.json"] = make_answer(body=body)
    with pytest.raises(ModelError, match=why) as caught:
        open_index(server.url)
    assert "--index" in caught.value.hint


def test_an_index_that_is_huge_is_not_read_to_its_end(server: Any, make_answer: Make,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "_INDEX_BYTES_MAX", 1000)
    server.answers["/index.json"] = make_answer(body=b"[" + b" " * 10**6)
    with pytest.raises(ModelError, match="larger than 1000 bytes"):
        open_index(server.url)


@pytest.mark.parametrize("answer", [{"pause_s": 0.1}, {"cut_after": [10]}, {"status": 500}, {"status": 404}])
def test_an_index_that_drips_is_cut_or_missing_is_given_up(server: Any, make_answer: Make, answer: dict[str, Any],
                                                           monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "INDEX_WAIT_S", 0.5)
    where = _index(server, make_answer, [ENTRY] * 20, **answer)
    began = time.monotonic()
    with pytest.raises(ModelError, match="cannot be reached"):
        open_index(where)
    assert time.monotonic() - began < 5


def test_offline_is_an_error_at_once(server: Any) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    with pytest.raises(ModelError, match=r"index: 127\.0\.0\.1 cannot be reached: Connection refused") as caught:
        open_index(f"http://127.0.0.1:{port}/")
    assert "starter packages" in caught.value.hint


def test_a_name_that_is_looked_up_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "INDEX_WAIT_S", 0.3)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: time.sleep(5))
    began = time.monotonic()
    with pytest.raises(ModelError, match="no answer within"):
        open_index("https://index.example/")
    assert time.monotonic() - began < 3


def test_http_needs_a_word_of_the_person(server: Any) -> None:
    with pytest.raises(ModelError, match=r"http://mirror\.example is not encrypted"):
        open_index("http://mirror.example/")
    assert server.requests == []


def test_http_that_was_allowed_is_allowed_for_that_host_only(monkeypatch: pytest.MonkeyPatch) -> None:
    told = [ENTRY | {"links": ["a.argosmodel"]}, ENTRY | {"to_code": "zh", "links": ["http://other.example/a.argosmodel"]}]
    monkeypatch.setattr(indexing, "get", lambda url, **options: json.dumps(told).encode())
    index = open_index("http://mirror.example/", allow_http=True)
    assert index.offer(KO).links == ("http://mirror.example/a.argosmodel",)
    with pytest.raises(ModelError, match=r"http://other\.example is not encrypted"):
        index.offer("translate-en_zh")


@pytest.mark.parametrize(("change", "why"), [
    ({"package_version": "1.1/../../x"}, "version"), ({"package_version": 1.1}, "version"),
    ({"package_version": "9" * 400}, "version"), ({"links": []}, "no links"), ({"links": "https://x/"}, "no links"),
    ({"links": [7]}, "no links"), ({"links": ["http://example.org/a"]}, "not encrypted"),
    ({"links": ["ipfs://Qm"]}, "not encrypted"), ({"links": ["https://["]}, "not an address"),
    ({"code": "translate-en_zh"}, "code 'translate-en_zh'"),
])
def test_an_entry_that_cannot_be_used_is_refused(server: Any, make_answer: Make, change: dict[str, Any],
                                                 why: str) -> None:
    index = open_index(_index(server, make_answer, [ENTRY | change]))
    with pytest.raises(ModelError, match=why) as caught:
        index.offer(KO)
    assert caught.value.hint


def test_bad_entries_of_other_languages_do_no_harm(server: Any, make_answer: Make) -> None:
    index = open_index(_index(server, make_answer, [7, {}, {"from_code": [], "to_code": {}}, {"type": "sbd"}, ENTRY]))
    assert index.offer(KO).version == "1.1"
    with pytest.raises(ModelError, match=r"translate-en_zh: .* does not offer it"):
        index.offer("translate-en_zh")


@pytest.mark.parametrize("link", ["../../secret.argosmodel", "/etc/x.argosmodel", "https://x/..%2fa.argosmodel",
                                  "a.argosmodel/..", ".argosmodel", "x.txt", "a\\b.argosmodel"])
def test_a_link_cannot_lead_out_of_the_folder(tmp_path: Path, link: str) -> None:
    (tmp_path / "index.json").write_text(json.dumps([ENTRY | {"links": [link]}]))
    with pytest.raises(ModelError, match="does not end in the name of a package"):
        open_index(str(tmp_path)).offer(KO)


def test_a_folder_that_is_not_there_is_an_error_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read") as caught:
        open_index(str(tmp_path / "nothing"))
    assert "folder" in caught.value.hint


def test_the_default_is_the_one_of_argos_translate_and_leaves_no_trace(tmp_path: Path,
                                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(indexing, "get", lambda url, **options: asked.append(url) or json.dumps([ENTRY]).encode())
    before = dict(os.environ)
    open_index()
    settings = indexing.importlib.import_module("argostranslate.settings")  # type: ignore[attr-defined]
    assert asked == [settings.remote_package_index]
    assert {name: value for name, value in os.environ.items() if not name.startswith("KMP")} == before
    assert list(tmp_path.iterdir()) == []
