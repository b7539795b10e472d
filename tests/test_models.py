"""Translation packages: the right one is found, and nothing of a bad one reaches the disk."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from pipeline import models
from pipeline.errors import ModelError
from pipeline.model.language import find_language
from pipeline.model.package import Package

EN, KO, ZH = find_language("en"), find_language("ko"), find_language("zh-Hans")


def _metadata(**changed: object) -> bytes:
    return json.dumps({"package_version": "1.1", "from_code": "en", "to_code": "ko"} | changed).encode()


def _make(path: Path, files: Mapping[str, bytes] | None = None, **metadata: object) -> Path:
    """Write a package that is good, but for the files given."""
    path.parent.mkdir(parents=True, exist_ok=True)
    root = "translate-en_ko"
    good = {f"{root}/metadata.json": _metadata(**metadata), f"{root}/sentencepiece.model": b"pieces",
            f"{root}/model/model.bin": b"weights", f"{root}/model/config.json": b"{}"}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (good | dict(files or {})).items():
            archive.writestr(name, data)
    return path


def test_an_installed_package_beats_a_bundled_one(tmp_path: Path) -> None:
    _make(tmp_path / "translate-en_ko-0_9.argosmodel", package_version="0.9")
    assert models.find(tmp_path, EN, KO).starter
    _make(tmp_path / "installed" / "a.argosmodel", package_version="1.1")
    package = models.find(tmp_path, EN, KO)
    assert (package.version, package.starter, package.name) == ("1.1", False, "translate-en_ko")


def test_the_highest_version_counts_as_a_number(tmp_path: Path) -> None:
    for version in ("1.9", "1.10", "1.2"):
        _make(tmp_path / f"{version}.argosmodel", package_version=version)
    assert models.find(tmp_path, EN, KO).version == "1.10"


def test_a_package_can_say_that_it_is_a_starter(tmp_path: Path) -> None:
    assert models.read(_make(tmp_path / "a.argosmodel", package_version="1.0", starter=True)).starter
    assert not models.read(_make(tmp_path / "b.argosmodel", package_version="1.0")).starter


def test_no_package_is_an_error_with_a_hint(tmp_path: Path) -> None:
    _make(tmp_path / "a.argosmodel")
    with pytest.raises(ModelError, match=r"translate-en_zh: .*Chinese \(Simplified\)") as caught:
        models.find(tmp_path, EN, ZH)
    assert "installed" in caught.value.hint


def test_a_changed_file_is_another_package(tmp_path: Path) -> None:
    first = models.read(_make(tmp_path / "a.argosmodel"))
    second = models.read(_make(tmp_path / "a.argosmodel", {"translate-en_ko/model/model.bin": b"other weights"}))
    assert first.sha256 != second.sha256


def test_unpack_takes_only_what_translating_needs_and_only_once(tmp_path: Path) -> None:
    package = models.read(_make(tmp_path / "a.argosmodel", {
        "translate-en_ko/stanza/en.pt": b"pickle", "translate-en_ko/model/deep/x": b"x",
        "translate-en_ko/run.py": b"x"}))
    folder = models.unpack(package, tmp_path / "cache")
    assert folder == tmp_path / "cache" / package.sha256
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()) == [
        "metadata.json", "model/config.json", "model/model.bin", "sentencepiece.model"]
    package.path.unlink()
    assert models.unpack(package, tmp_path / "cache") == folder
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [package.sha256]


@pytest.mark.parametrize(("files", "why"), [
    ({"../escape.txt": b"x"}, "escape"),
    ({"translate-en_ko/../../escape.txt": b"x"}, "escape"),
    ({"/etc/escape": b"x"}, "escape"),
    ({"C:/escape": b"x"}, "escape"),
    ({"translate-en_ko\\..\\escape": b"x"}, "escape"),
    ({"top.txt": b"x"}, "top.txt"),
    ({"other/file": b"x"}, "more than one folder"),
    ({"translate-en_ko/bomb": b"\0" * 50_000_000}, "unpack into"),
    ({f"translate-en_ko/{n}": b"x" for n in range(1001)}, "unpack into"),
    ({"translate-en_ko/metadata.json": b"{"}, "cannot be read"),
    ({"translate-en_ko/metadata.json": b"[]"}, "package_version"),
    ({"translate-en_ko/metadata.json": _metadata(to_code=7)}, "to_code"),
    ({"translate-en_ko/metadata.json": _metadata(package_version="1\n2")}, "package_version"),
])
def test_a_bad_package_is_refused_and_leaves_nothing(tmp_path: Path, files: Mapping[str, bytes], why: str) -> None:
    path = _make(tmp_path / "in" / "a.argosmodel", files)
    with pytest.raises(ModelError, match=why):
        models.find(path.parent, EN, KO)
    digest = "0" * 64
    package = Package(path=path, name="x", version="1", sha256=digest, source="en", target="ko")
    if "metadata" not in next(iter(files)):
        with pytest.raises(ModelError):
            models.unpack(package, tmp_path / "cache")
        assert list((tmp_path / "cache").iterdir()) == []
    assert not list(tmp_path.rglob("*escape*"))


def test_without_a_model_or_not_a_zip(tmp_path: Path) -> None:
    path = tmp_path / "a.argosmodel"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x/metadata.json", _metadata())
    with pytest.raises(ModelError, match="no model or no tokenizer"):
        models.read(path)
    path.write_bytes(b"not a zip at all")
    with pytest.raises(ModelError, match="cannot be read"):
        models.read(path)


def test_a_damaged_package_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.argosmodel"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("x/metadata.json", _metadata())
        archive.writestr("x/sentencepiece.model", b"pieces")
        archive.writestr("x/model/model.bin", b"weights" * 1000)
    path.write_bytes(path.read_bytes().replace(b"weightsweights", b"weightsWEIGHTS", 1))
    with pytest.raises(ModelError, match="damaged"):
        models.unpack(models.read(path), tmp_path / "cache")
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.parametrize("language", [KO, ZH])
def test_the_bundled_packages_are_starters(language: object) -> None:
    package = models.find(Path(__file__).parents[1] / "models", EN, language)  # type: ignore[arg-type]
    assert package.starter
