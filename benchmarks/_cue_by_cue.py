"""argostranslate as its users call it, cue by cue, without what it would fetch from the network."""

from __future__ import annotations

import os
import sys
import types
from collections.abc import Sequence
from pathlib import Path
from typing import Any


class OneSentence:
    """Takes every cue for one sentence: argostranslate's own splitter would fetch a model, and cost time."""

    def split_sentences(self, text: str) -> list[str]:
        """Give the text."""
        return [text]


class CueByCue:
    """The object that ``argostranslate.translate`` gives for an unpacked package, and its ``translate`` a cue."""

    def __init__(self, folder: Path, *, threads: int) -> None:
        self._argos = _import(str(folder.parent))
        package = self._argos.package.Package(folder)
        source, target = (self._argos.Language(code, name) for code, name in (
            (package.from_code, package.from_name), (package.to_code, package.to_name)))
        self._threads = threads
        self._translation = self._argos.CachedTranslation(self._argos.PackageTranslation(source, target, package))
        self._translation.underlying.sentencizer = OneSentence()
        self.tokenizer = package.tokenizer

    def translate(self, cues: Sequence[str]) -> None:
        """Translate one cue after another."""
        self._argos.settings.intra_threads = self._threads  # read when the first cue loads the model
        for cue in cues:
            self._translation.translate(cue)


def _import(folder: str) -> Any:
    """Import argostranslate.translate without the sentence splitters that it imports and that are not used here."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "ARGOS_PACKAGES_DIR"):
        os.environ.setdefault(name, folder)
    for name in ("stanza", "minisbd", "minisbd.models"):
        try:
            __import__(name)
        except ImportError:
            sys.modules[name] = types.ModuleType(name)
    sys.modules["minisbd"].SBDetect = None  # type: ignore[attr-defined]
    sys.modules["minisbd.models"].list_models = lambda: ["en"]  # type: ignore[attr-defined]
    sys.modules["minisbd"].models = sys.modules["minisbd.models"]  # type: ignore[attr-defined]
    from argostranslate import translate
    return translate
