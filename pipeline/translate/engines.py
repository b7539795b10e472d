"""The engines a course can choose from; a new one is a module and a line in the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline.model.engine import Engine
from pipeline.model.language import Language
from pipeline.model.package import Package
from pipeline.translate import argos, libretranslate


class Open(Protocol):
    """How an engine is opened: it costs nothing until the engine is asked to translate.

    ``package`` and ``unpack`` matter to engines that need a package, ``url`` to those that ask a server.
    """

    def __call__(self, *, source: Language, target: Language, threads: int, url: str, package: Package | None,
                 unpack: Callable[[Package], Path]) -> Engine:
        """Open the engine for one pair of languages. Raises EngineError when that cannot be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineKind:
    """One kind of engine: its name in course.toml, what it is, whether it needs a translation package."""

    name: str
    what: str
    needs_package: bool
    open: Open


ENGINES: dict[str, EngineKind] = {kind.name: kind for kind in (
    EngineKind(name="argos", what="an argos package on this machine, offline", needs_package=True, open=argos.open_for),
    EngineKind(name="libretranslate", what="a LibreTranslate server (course.engine_url)", needs_package=False,
               open=libretranslate.open_for),
)}
