"""Official packages: installed whole or not at all, and only what models.toml records."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline import models
from pipeline.errors import ModelError, PipelineError, StoreError
from pipeline.model.language import find_language

KO = "translate-en_ko"
FILE = "translate-en_ko-1_1.argosmodel"
Make = Callable[..., bytes]


def _install(folder: Path, server: Any, **options: Any) -> models.Outcome:
    return models.install(folder, KO, lambda: models.open_index(server.url), **options)


def _left(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_a_first_download_is_recorded_and_used(folder: Path, server: Any, make_package: Make) -> None:
    body = make_package({"translate-en_ko-1_1/README.md": b"# Model\n\n## License\n\ncc-by-4.0\n"})
    server.offer(body)
    seen: list[tuple[int, int]] = []
    outcome = _install(folder, server, tell=lambda done, of: seen.append((done, of)))
    assert (outcome.recorded, outcome.there_before, outcome.package.version) == (True, False, "1.1")
    assert _left(folder) == [f"installed/{FILE}", "models.toml"]
    assert (folder / "installed" / FILE).read_bytes() == body
    assert seen[0][0] == 0
    assert seen[-1] == (len(body), len(body))
    record = models.read_register(folder).get(KO, "1.1")
    assert record is not None
    assert (record.sha256, record.url, record.licence) == (
        _sha256(body), f"{server.url}v1/{FILE}", "README.md: cc-by-4.0")
    assert models.find(folder, find_language("en"), find_language("ko")).sha256 == _sha256(body)


@pytest.mark.parametrize(("readme", "licence"), [
    ("# Model\n\n* license: CC-BY 4.0\n", "README.md: CC-BY 4.0"),
    ("**Licence**\n\nMIT\n", "README.md: MIT"),
    ("Texts and licences: SOURCES.md beside it.\nLicensed data was avoided.\n", "not stated in the package"),
    ("", "not stated in the package"),
])
def test_the_licence_is_quoted_never_guessed(folder: Path, server: Any, make_package: Make, readme: str,
                                             licence: str) -> None:
    server.offer(make_package({"translate-en_ko-1_1/README.md": readme.encode()}))
    _install(folder, server)
    assert models.read_register(folder).records[0].licence == licence


def test_what_is_installed_and_recorded_needs_no_network(folder: Path, server: Any, make_package: Make) -> None:
    server.offer(make_package())
    _install(folder, server)

    def no_network() -> models.Index:
        raise AssertionError("the index was asked")

    outcome = models.install(folder, KO, no_network)
    assert (outcome.there_before, outcome.recorded) == (True, False)


def test_what_is_recorded_is_fetched_again_and_compared(folder: Path, server: Any, make_package: Make) -> None:
    server.offer(make_package())
    _install(folder, server)
    before = (folder / "models.toml").read_bytes()
    (folder / "installed" / FILE).unlink()
    assert _install(folder, server).recorded is False
    assert (folder / "models.toml").read_bytes() == before


def test_a_later_difference_is_refused_with_both_digests(folder: Path, server: Any, make_package: Make) -> None:
    good, bad = make_package(), make_package(weights=b"other weights")
    server.offer(good)
    _install(folder, server)
    (folder / "installed" / FILE).unlink()
    server.offer(bad, answer=None)
    with pytest.raises(ModelError) as caught:
        _install(folder, server)
    assert _sha256(good) in caught.value.message
    assert _sha256(bad) in caught.value.message
    assert _left(folder) == ["models.toml"]


def test_an_installed_file_that_was_changed_is_refused(folder: Path, server: Any, make_package: Make) -> None:
    server.offer(make_package())
    _install(folder, server)
    (folder / "installed" / FILE).write_bytes(make_package(weights=b"changed by somebody"))
    with pytest.raises(ModelError, match="sha256 recorded"):
        _install(folder, server)


def test_only_the_recorded_version_is_taken_until_upgrade(folder: Path, server: Any, make_package: Make) -> None:
    server.offer(make_package())
    _install(folder, server)
    newer = "translate-en_ko-1_2.argosmodel"
    server.offer(make_package(package_version="1.2"), file=newer, package_version="1.2")
    assert _install(folder, server).package.version == "1.1"
    (folder / "installed" / FILE).unlink()
    with pytest.raises(ModelError, match=r"en_ko 1\.1: .*does not offer it") as caught:
        _install(folder, server)
    assert "--upgrade" in caught.value.hint
    assert _install(folder, server, upgrade=True).package.version == "1.2"
    assert [(r.version) for r in models.read_register(folder).records] == ["1.1", "1.2"]
    assert models.find(folder, find_language("en"), find_language("ko")).version == "1.2"


BAD_PACKAGES: list[tuple[dict[str, Any], str]] = [
    ({"files": {"../escape.txt": b"x"}}, "escape"),
    ({"files": {"/etc/escape": b"x"}}, "escape"),
    ({"files": {"translate-en_ko-1_1\\..\\escape": b"x"}}, "escape"),
    ({"files": {"translate-en_zh-1_9/metadata.json": b"{}"}}, "more than one folder"),
    ({"files": {"translate-en_ko-1_1/bomb": b"\0" * 30_000_000}}, "unpack into"),
    ({"files": {f"translate-en_ko-1_1/{n}": b"x" for n in range(1001)}}, "unpack into"),
    ({"to_code": "zh"}, r"inside it is translate-en_zh 1\.1, not translate-en_ko 1\.1"),
    ({"from_code": "ko", "to_code": "en"}, "inside it is translate-ko_en"),
    ({"package_version": "1.0"}, r"inside it is translate-en_ko 1\.0"),
    ({"package_version": "../../1"}, "inside it is"),
    ({"root": "translate-en_zh-1_9"}, "over another package, translate-en_zh-1_9"),
    ({"root": "en_zh"}, "over another package, en_zh"),
    ({"files": {"translate-en_ko-1_1/metadata.json": b"["}}, "cannot be read"),
]


@pytest.mark.parametrize(("told", "why"), BAD_PACKAGES, ids=[why for _, why in BAD_PACKAGES])
def test_a_bad_package_is_refused_and_leaves_nothing(folder: Path, server: Any, make_package: Make,
                                                     told: dict[str, Any], why: str) -> None:
    options = dict(told)
    server.offer(make_package(options.pop("files", None), **options))
    with pytest.raises(ModelError, match=why) as caught:
        _install(folder, server)
    assert caught.value.hint
    assert FILE in caught.value.message
    assert _left(folder) == []
    assert not list(folder.parent.rglob("*escape*"))


@pytest.mark.parametrize("root", ["en_ko", "translate-en_ko-1_1", "something"])
def test_the_folder_inside_may_be_named_as_official_ones_are(folder: Path, server: Any, make_package: Make,
                                                             root: str) -> None:
    server.offer(make_package(root=root))
    assert _install(folder, server).recorded


def test_damage_that_only_a_checksum_shows_is_refused(folder: Path, server: Any, make_package: Make) -> None:
    body = make_package(weights=b"weights" * 100)
    server.offer(body.replace(b"weightsweights", b"weightsWEIGHTS", 1))
    with pytest.raises(ModelError, match=r"damaged \('translate-en_ko-1_1/model/model\.bin'\)"):
        _install(folder, server)
    assert _left(folder) == []


def test_a_file_that_nobody_recorded_is_never_overwritten(folder: Path, server: Any, make_package: Make) -> None:
    mine = make_package(weights=b"put here by hand")
    (folder / "installed").mkdir()
    (folder / "installed" / FILE).write_bytes(mine)
    server.offer(make_package())
    with pytest.raises(ModelError, match="not overwritten") as caught:
        _install(folder, server)
    assert f"models install models/installed/{FILE}" in caught.value.hint
    assert (folder / "installed" / FILE).read_bytes() == mine
    assert _left(folder) == [f"installed/{FILE}"]


def test_a_disk_that_refuses_keeps_the_download(folder: Path, server: Any, make_package: Make,
                                                monkeypatch: pytest.MonkeyPatch) -> None:
    server.offer(make_package())

    def full(*args: object) -> None:
        raise StoreError("no space left on device", path="models.toml")

    with monkeypatch.context() as patch:
        patch.setattr("pipeline.models.installation.add", full)
        with pytest.raises(StoreError):
            _install(folder, server)
    assert _left(folder) == [f"installed/{FILE}.part", f"installed/{FILE}.part.json"]
    _install(folder, server)
    assert len(server.asked(f"/v1/{FILE}")) == 1  # the whole file was there already
    assert _left(folder) == [f"installed/{FILE}", "models.toml"]


def test_the_second_address_is_asked_when_the_first_has_nothing(folder: Path, server: Any, make_package: Make) -> None:
    body = make_package()
    server.offer(body, links=["ipfs://QmSomething", f"{server.url}gone/{FILE}", f"{server.url}v1/{FILE}"])
    assert _install(folder, server).package.sha256 == _sha256(body)
    assert server.asked(f"/gone/{FILE}")


def test_a_folder_stands_in_for_a_server(folder: Path, tmp_path: Path, make_package: Make) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "any-name.argosmodel").write_bytes(make_package())
    assert models.install(folder, KO, lambda: models.open_index(str(stick))).recorded
    record = models.read_register(folder).get(KO, "1.1")
    assert record is not None
    assert record.url == ""
    assert _left(folder) == [f"installed/{FILE}", "models.toml"]


def test_a_bad_package_in_a_folder_leaves_nothing(folder: Path, tmp_path: Path, make_package: Make) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / FILE).write_bytes(make_package(to_code="zh"))
    (stick / "index.json").write_text(
        f'[{{"from_code": "en", "to_code": "ko", "package_version": "1.1", "links": ["https://example.org/v1/{FILE}"]}}]')
    with pytest.raises(ModelError, match="inside it is translate-en_zh"):
        models.install(folder, KO, lambda: models.open_index(str(stick)))
    assert _left(folder) == []


def test_a_file_is_installed_by_what_it_says_of_itself(folder: Path, tmp_path: Path, make_package: Make) -> None:
    path = tmp_path / "download(1).argosmodel"
    path.write_bytes(make_package())
    assert models.install_file(folder, path).recorded
    assert models.install_file(folder, path).there_before
    path.write_bytes(make_package(weights=b"other"))
    with pytest.raises(ModelError, match="would overwrite"):
        models.install_file(folder, path)
    assert _left(folder) == [f"installed/{FILE}", "models.toml"]


def test_a_file_in_its_place_is_recorded_where_it_lies(folder: Path, make_package: Make) -> None:
    path = folder / "installed" / FILE
    path.parent.mkdir()
    path.write_bytes(make_package())
    outcome = models.install_file(folder, path)
    assert (outcome.recorded, outcome.there_before) == (True, True)
    assert _left(folder) == [f"installed/{FILE}", "models.toml"]


@pytest.mark.parametrize("told", [{"from_code": "../en"}, {"package_version": "../../1"}, {"to_code": "KO"}])
def test_a_file_whose_name_would_be_a_path_is_refused(folder: Path, tmp_path: Path, make_package: Make,
                                                      told: dict[str, str]) -> None:
    path = tmp_path / "a.argosmodel"
    path.write_bytes(make_package(**told))
    with pytest.raises(ModelError, match="calls itself"):
        models.install_file(folder, path)
    assert _left(folder) == []


def test_a_broken_register_stops_everything_before_the_network(folder: Path, server: Any, make_package: Make) -> None:
    (folder / "models.toml").write_text("[[package]]\nname = 7\n")
    server.offer(make_package())
    with pytest.raises(PipelineError, match=re.escape("models/models.toml: package[1].name")):
        _install(folder, server)
    assert server.requests == []
