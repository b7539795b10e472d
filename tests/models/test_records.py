"""models.toml: every complaint names its key, and nothing a person wrote is changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ConfigError, StoreError
from pipeline.models.records import FILE, Record, Register, add, read_register

SHA = "ab" * 32
RECORD = Record(name="translate-en_ko", version="1.1", sha256=SHA, url="https://example.org/a",
                licence='README.md: "quoted" \\ back\u200b\nslash', starter=False)


def test_no_file_is_an_empty_register(folder: Path) -> None:
    assert read_register(folder) == Register()


def test_what_was_added_is_read_back_and_the_rest_stays(folder: Path) -> None:
    text = f'# by hand\n[index]\nurl = "mirror"  # ours\n\n[[package]]\nname = "translate-en_zh"\nversion = "0.1"\n' \
           f'sha256 = "{SHA}"\nstarter = true\n'
    (folder / FILE).write_text(text)
    add(folder, RECORD)
    assert (folder / FILE).read_text().startswith(text)
    register = read_register(folder)
    assert register.index == "mirror"
    assert register.get("translate-en_ko", "1.1") == Record(
        name="translate-en_ko", version="1.1", sha256=SHA, url="https://example.org/a",
        licence='README.md: "quoted" \\ backslash')
    assert [path.name for path in folder.iterdir()] == [FILE]


def test_the_newest_official_package_is_the_pinned_one(folder: Path) -> None:
    for version, starter in (("1.9", False), ("1.10", False), ("9.0", True)):
        add(folder, Record(name="translate-en_ko", version=version, sha256=SHA, starter=starter))
    pinned = read_register(folder).pinned("translate-en_ko")
    assert pinned is not None
    assert pinned.version == "1.10"
    assert read_register(folder).pinned("translate-en_zh") is None


GOOD = f'[[package]]\nname = "translate-en_ko"\nversion = "1.1"\nsha256 = "{SHA}"\n'


@pytest.mark.parametrize(("text", "key"), [
    ("x = 1", "x"), ("[index]\nuri = 'x'", "index.uri"), ("[index]\nallow_http = 'yes'", "index.allow_http"),
    ("index = 3", "index"), ("package = [1]", "package[1]"), (GOOD + "digest = 'x'", "package[1].digest"),
    (GOOD.replace("translate-en_ko", "../x"), "package[1].name"), (GOOD.replace("1.1", "1/1"), "package[1].version"),
    (GOOD.replace(SHA, "12"), "package[1].sha256"), (GOOD.replace('version = "1.1"\n', ""), "package[1].version"),
    (GOOD + GOOD, "package[2]"), ("[[package", "is not TOML"),
])
def test_every_complaint_names_its_key(folder: Path, text: str, key: str) -> None:
    (folder / FILE).write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_register(folder)
    assert caught.value.message.startswith(f"models/{FILE}: {key}")
    assert caught.value.hint


def test_a_file_that_cannot_take_a_table_is_left_as_it_was(folder: Path) -> None:
    (folder / FILE).write_text("package = []\n")  # an array written out cannot be added to
    with pytest.raises(ConfigError):
        add(folder, RECORD)
    assert (folder / FILE).read_text() == "package = []\n"


def test_a_disk_that_refuses_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=FILE):
        add(tmp_path / "nothing", RECORD)
