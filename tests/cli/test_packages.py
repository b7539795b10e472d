"""`localize models install` and `models verify`: what a person sees, and the exit codes."""

from __future__ import annotations

import http.server
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from pipeline.cli import packages
from pipeline.errors import ModelError
from pipeline.models import download

COURSE = (Path(__file__).parents[2] / "course.toml").read_text(encoding="utf-8")


def _package(target: str) -> bytes:
    told = {"package_version": "1.9", "from_code": "en", "to_code": target}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in (("metadata.json", json.dumps(told)), ("sentencepiece.model", "x"), ("model/model.bin", "x")):
            archive.writestr(f"en_{target}/{name}", data)
    return buffer.getvalue()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A course with Korean and Chinese and no package."""
    (tmp_path / "models").mkdir()
    (tmp_path / "course.toml").write_text(COURSE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Path, str]]:
    """A plain file server with both packages and an index."""
    folder = tmp_path_factory.mktemp("site")
    entries = []
    for target in ("ko", "zh"):
        (folder / f"{target}.argosmodel").write_bytes(_package(target))
        entries.append({"from_code": "en", "to_code": target, "package_version": "1.9",
                        "links": [f"{target}.argosmodel"]})
    (folder / "index.json").write_text(json.dumps(entries))
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(download, "PAUSE_S", 0.0)

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, directory=str(folder), **kwargs)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def _run(command: click.Command, root: Path, *arguments: str) -> Result:
    """Run a verb as `localize` does: errors are raised, the exit code is what it gives back."""
    result = CliRunner().invoke(command, [*arguments, "--root", str(root)], standalone_mode=False)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_install_fetches_what_the_course_needs_and_verify_finds_it_good(root: Path, site: tuple[Path, str]) -> None:
    first = _run(packages.install, root, "--index", site[1])
    assert first.return_value == 0
    assert "translate-en_ko 1.9: installed\n  first download: sha256" in first.output
    assert "translate-en_zh 1.9: installed\n" in first.output
    assert "█" not in first.output  # the bar is for terminals
    again = _run(packages.install, root, "--index", "http://127.0.0.1:9/")  # nobody there, and nobody asked
    assert again.output == "translate-en_ko 1.9: is installed\ntranslate-en_zh 1.9: is installed\n"
    verified = _run(packages.verify, root)
    assert verified.return_value == 0
    assert verified.output.count("as recorded") == 2


def test_the_index_of_models_toml_is_used(root: Path, site: tuple[Path, str]) -> None:
    (root / "models" / "models.toml").write_text(f'[index]\nurl = "{site[1]}"\n')
    assert _run(packages.install, root).return_value == 0
    assert (root / "models" / "models.toml").read_text().startswith("[index]")


def test_what_was_installed_stays_when_the_next_is_refused(root: Path, site: tuple[Path, str]) -> None:
    (site[0] / "zh.argosmodel").write_bytes(_package("ko"))
    with pytest.raises(ModelError, match=r"translate-en_zh-1_9.*inside it is translate-en_ko"):
        _run(packages.install, root, "--index", site[1])
    assert sorted(path.name for path in (root / "models" / "installed").iterdir()) == ["translate-en_ko-1_9.argosmodel"]


def test_verify_says_what_is_bad(root: Path, site: tuple[Path, str]) -> None:
    _run(packages.install, root, "--index", str(site[0]))  # a folder
    path = root / "models" / "installed" / "translate-en_zh-1_9.argosmodel"
    path.write_bytes(path.read_bytes() + b"more")
    verified = _run(packages.verify, root)
    assert verified.return_value == 1
    assert "BAD   installed/translate-en_zh-1_9.argosmodel: differs from models.toml" in verified.output
    assert "good  installed/translate-en_ko-1_9.argosmodel" in verified.output


def test_verify_without_any_package_could_not_run(root: Path) -> None:
    assert _run(packages.verify, root).return_value == 2


def test_a_file_is_installed(root: Path, site: tuple[Path, str]) -> None:
    assert "translate-en_ko 1.9: installed" in _run(packages.install, root, str(site[0] / "ko.argosmodel")).output


def test_http_mirrors_need_the_option(root: Path) -> None:
    with pytest.raises(ModelError, match="not encrypted"):
        _run(packages.install, root, "--index", "http://mirror.example/")


def test_the_bar_shows_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for terminal in (False, True):
        monkeypatch.setattr("sys.stderr.isatty", lambda shown=terminal: shown)
        with packages._download_progress("translate-en_ko") as tell:
            tell(500_000, 1_000_000)
            tell(700_000, 0)
        shown = capsys.readouterr()
        assert shown.out == ""
        assert ("0.5 of 1.0 MB translate-en_ko" in shown.err) is terminal
        assert ("0.7 MB translate-en_ko" in shown.err) is terminal
