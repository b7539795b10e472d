"""Places where a track jumps against its reference: something was cut out of the video, or put into it.

The alignment is found again for windows of three minutes; where two windows that are sure disagree by more than a
second, something lies between them. It tells of cuts and never mends them: which text belongs to the gap only a person
knows.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipeline.validate.alignment import MAX_OFFSET_MS, Verdict, align_starts

_WINDOW_MS, _STEP_MS = 180_000, 60_000
_JUMP_MS = 1_000
_CONFIRMED = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """Somewhere from ``from_ms`` to ``to_ms`` of the track its offset changes by ``jump_ms``, all in milliseconds.

    A jump above 0 means that the reference has something there which the track has not.
    """

    from_ms: int
    to_ms: int
    jump_ms: int


def cuts_between(starts_ms: Sequence[int], reference_ms: Sequence[int]) -> tuple[Cut, ...]:
    """Find the jumps between two series of starts, both rising, in milliseconds; none where too little is sure."""
    levels = list(_levels(list(_offsets(starts_ms, reference_ms))))
    return tuple(Cut(from_ms=before[1], to_ms=after[0], jump_ms=after[2] - before[2])
                 for before, after in pairwise(levels))


def _offsets(starts_ms: Sequence[int], reference_ms: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Give the middle of each window that is sure, and the offset there."""
    for begin_ms in range(0, (starts_ms[-1] if starts_ms else 0), _STEP_MS):
        ours = starts_ms[bisect_left(starts_ms, begin_ms):bisect_left(starts_ms, begin_ms + _WINDOW_MS)]
        low, high = begin_ms - MAX_OFFSET_MS, begin_ms + _WINDOW_MS + MAX_OFFSET_MS
        theirs = reference_ms[bisect_left(reference_ms, low):bisect_left(reference_ms, high)]
        base_ms = max(0, low)
        found = align_starts([time - base_ms for time in ours], [time - base_ms for time in theirs])
        if found.verdict is Verdict.SURE:
            middle_ms = begin_ms + _WINDOW_MS // 2
            moved_ms = (middle_ms - base_ms) * (found.ratio - 1)
            yield middle_ms, round(moved_ms) + found.offset_ms


def _levels(offsets: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Put windows with one offset together: first and last middle, and the offset; two windows have to agree."""
    runs: list[list[tuple[int, int]]] = []
    for window in offsets:
        if runs and abs(window[1] - runs[-1][-1][1]) <= _JUMP_MS:
            runs[-1].append(window)
        else:
            runs.append([window])
    for run in runs:
        if len(run) >= _CONFIRMED:
            values = sorted(offset for _, offset in run)
            yield run[0][0], run[-1][0], values[len(values) // 2]
