"""What a translation engine is, whoever it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Words of both sentences that belong together: half-open character spans; ``weight`` is 0 to 1."""

    source_start: int
    source_end: int
    target_start: int
    target_end: int
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hypothesis:
    """One translation; ``score`` is the engine's own, higher is better; ``links`` if it gives an alignment."""

    text: str
    score: float = 0.0
    links: tuple[Link, ...] = ()


class Engine(Protocol):
    """Anything that translates sentences of one language into one other."""

    @property
    def signature(self) -> str:
        """One readable line that says what made the words: engine, package, version, digest, settings.

        Two engines with one signature give the same words for the same sentence.
        """

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Symbols that the engine copies unchanged into its translation; none when it has none it was trained on."""

    def translate(self, texts: Sequence[str], *, hypotheses: int = 4) -> tuple[tuple[Hypothesis, ...], ...]:
        """Translate sentences in one batched call: for each, in order, its hypotheses, the best first, at least one.

        What a sentence becomes depends on that sentence alone, never on the others in the call.
        Raises EngineError when the engine cannot work.
        """
