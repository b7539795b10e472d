"""Limits of one language: how fast, how wide, how long, each from a named guideline."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a viewer can read in one language, and how its characters are counted.

    Widths are in columns and speeds in characters per second (CPS), both counted by :mod:`pipeline.model.text`:
    a wide (East Asian) character is 1, any other ``narrow_width``; where ``ambiguous_wide`` is set, characters of
    ambiguous width between Han count 1. ``None`` as a limit means there is none. Times are integer milliseconds.
    ``punctuation`` is ``transcript`` (full punctuation) or ``netflix`` (no line-final stop or comma in Korean, spaces
    in their place in Chinese). ``source`` names the guideline; a profile without one is refused by config.
    """

    language: str
    name: str
    source: str
    width_warn_columns: float
    width_error_columns: float | None
    cps_target: float
    cps_warn: float
    cps_error: float
    min_duration_warn_ms: int
    min_duration_error_ms: int
    max_duration_warn_ms: int
    max_duration_error_ms: int
    min_gap_ms: int
    max_lines: int = 2
    narrow_width: float = 1.0
    ambiguous_wide: bool = False
    punctuation: str = "transcript"
