"""The approved terms of a course: what must be said, in which words, in every language."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

How = Literal["natural", "placeholder", "alignment", "unmet"]


class Match(StrEnum):
    """How a term is found: in any case and inflection, exactly as written, or kept in English everywhere."""

    ANY = "any"
    EXACT = "exact"
    KEEP = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One approved term.

    ``source`` is the English term; ``targets`` holds per BCP 47 tag the approved renderings, the preferred first (it is
    the one inserted; the others are accepted); for ``Match.KEEP`` the English form stands for every language.
    ``korean_reading`` is the Hangul that is said where the Korean form ends in Latin letters or digits; ``line`` is the
    line in its file.
    """

    source: str
    targets: tuple[tuple[str, tuple[str, ...]], ...] = ()
    match: Match = Match.ANY
    korean_reading: str = ""
    note: str = ""
    line: int = 0

    def renderings(self, language: str) -> tuple[str, ...]:
        """Give the approved renderings in a language, the preferred first; empty where none is approved."""
        if self.match is Match.KEEP:
            return (self.source,)
        return next((forms for tag, forms in self.targets if tag == language), ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Glossary:
    """All terms of a course, in file order."""

    terms: tuple[Term, ...] = ()
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermProof:
    """What became of one occurrence of a term: the words that render it, how they came there, or why they did not.

    ``form`` is the term as it stands in the English, in the cue ``cue`` (from 1); ``how`` is ``natural`` where the
    engine said it by itself, ``placeholder`` or ``alignment`` where it was put in, ``unmet`` with a ``reason`` else.
    """

    term: str
    form: str
    cue: int
    language: str
    rendered: str = ""
    how: How = "natural"
    reason: str = ""
