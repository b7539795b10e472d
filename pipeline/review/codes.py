"""The problems of post-edited sentences."""

from __future__ import annotations

from pipeline.model.problem import Code, Severity

TWO_CORRECTIONS = Code(
    code="S095", name="two-corrections", severity=Severity.INFO,
    what="The same English sentence was post-edited in different words in two other lectures, so neither is used here.",
    why="Nobody but a person can say which of the two is meant.",
    source="rule of this project: conflicting edits are shown, never resolved in silence")
STALE_CORRECTION = Code(
    code="S096", name="stale-correction", severity=Severity.INFO,
    what="A sentence was post-edited, and its English has changed since or is gone.",
    why="The correction says what the lecturer said before; a person has to look at it again.",
    source="GNU gettext manual, Fuzzy Entries and obsolete entries")
CODES = (TWO_CORRECTIONS, STALE_CORRECTION)
