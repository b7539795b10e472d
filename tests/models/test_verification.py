"""Verifying: every package on the disk against models.toml."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import models
from pipeline.errors import ConfigError
from pipeline.models.records import FILE, Record, add

Make = Callable[..., bytes]
NAME = "translate-en_ko-1_1.argosmodel"


@pytest.fixture
def installed(folder: Path, make_package: Make) -> Path:
    path = folder / "installed" / NAME
    path.parent.mkdir()
    path.write_bytes(make_package())
    models.install_file(folder, path)
    return path


def test_what_is_as_recorded_is_good(folder: Path, installed: Path) -> None:
    assert [(v.file, v.good) for v in models.verify(folder)] == [(f"installed/{NAME}", True)]


def test_a_changed_package_is_bad_with_both_digests(folder: Path, installed: Path, make_package: Make) -> None:
    before = models.read(installed).sha256
    installed.write_bytes(make_package(weights=b"changed"))
    (verdict,) = models.verify(folder)
    assert not verdict.good
    assert before in verdict.message
    assert models.read(installed).sha256 in verdict.message


def test_a_flipped_bit_is_bad(folder: Path, installed: Path) -> None:
    data = installed.read_bytes()
    installed.write_bytes(data.replace(b"weightsweights", b"weightsweighTs", 1))
    (verdict,) = models.verify(folder)
    assert not verdict.good
    assert "damaged" in verdict.message


def test_a_package_that_nobody_recorded_is_bad_and_its_entry_is_shown(folder: Path, make_package: Make) -> None:
    (folder / "a.argosmodel").write_bytes(make_package(package_version="0.2"))
    (verdict,) = models.verify(folder)
    assert not verdict.good
    (folder / FILE).write_text(verdict.message.partition("add:")[2])
    (verdict,) = models.verify(folder)
    assert verdict.good
    assert models.read_register(folder).records[0].starter


def test_what_is_recorded_and_not_there_is_said(folder: Path) -> None:
    add(folder, Record(name="translate-en_ko", version="1.1", sha256="0" * 64))
    add(folder, Record(name="translate-en_ko", version="0.1", sha256="0" * 64, starter=True))
    assert [(v.file, v.good) for v in models.verify(folder)] == [
        (f"installed/{NAME}", True), ("translate-en_ko-0_1.argosmodel", False)]


def test_a_register_that_cannot_be_used_is_an_error(folder: Path) -> None:
    (folder / FILE).write_text("x = 1")
    with pytest.raises(ConfigError):
        models.verify(folder)


def test_the_bundled_packages_are_as_recorded() -> None:
    """Whoever replaces a bundled package also writes its digest into models.toml; `models verify` prints it."""
    bundled = [v for v in models.verify(Path(__file__).parents[2] / "models") if not v.file.startswith("installed/")]
    assert len(bundled) >= 2
    assert [v for v in bundled if not v.good] == []
