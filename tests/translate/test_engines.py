"""The table of engines: every engine in it opens without work, or says what it lacks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import EngineError
from pipeline.model.language import find_language
from pipeline.model.package import Package
from pipeline.translate.engines import ENGINES

PACKAGE = Package(path=Path("x.argosmodel"), name="translate-en_ko", version="1.1", sha256="0" * 64, source="en",
                  target="ko")


def _open(name: str, **changed: Any) -> Any:
    def never(_: Package) -> Path:
        raise AssertionError("the package was unpacked")
    given: dict[str, Any] = {"source": find_language("en"), "target": find_language("ko"), "threads": 1,
                             "url": "http://127.0.0.1:9", "package": PACKAGE, "unpack": never}
    return ENGINES[name].open(**given | changed)


@pytest.mark.parametrize("name", ENGINES)
def test_every_engine_opens_without_work_and_has_a_signature_of_its_own(name: str) -> None:
    assert ENGINES[name].name == name
    assert ENGINES[name].what
    signature = _open(name).signature
    assert signature.startswith(f"{name}|")
    assert "\n" not in signature


def test_an_engine_that_needs_a_package_says_so() -> None:
    assert [name for name, kind in ENGINES.items() if kind.needs_package] == ["argos"]
    with pytest.raises(EngineError, match="no package") as caught:
        _open("argos", package=None)
    assert caught.value.hint
    assert _open("libretranslate", package=None)


def test_an_engine_that_needs_a_server_says_so() -> None:
    with pytest.raises(EngineError, match="no address") as caught:
        _open("libretranslate", url="")
    assert "engine_url" in caught.value.hint
