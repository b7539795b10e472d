"""Rules about the track as a whole: is there anything in it, and in order?"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.problem import Problem
from pipeline.validate.codes import CUE_ORDER, EMPTY_TRACK
from pipeline.validate.sheet import Lecture, Sheet, clock


def empty_track(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """A track needs a cue: an empty one is a translation or an upload that failed.

    Files of people without a cue are told of when they are read; this is about tracks made here.
    """
    if not sheet.cues and sheet.is_machine:
        yield sheet.problem(EMPTY_TRACK, "the track has no cue", hint="build the track again", measured="0 cues",
                            limit="1 cue")


def cue_order(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """Cues stand in the order of their starts (W3C WebVTT, 4.1)."""
    for place in range(1, len(sheet.cues)):
        before, cue = sheet.cues[place - 1], sheet.cues[place]
        if cue.start_ms < before.start_ms:
            yield sheet.problem(
                CUE_ORDER, f"the cue starts at {clock(cue.start_ms)}, the one above it at {clock(before.start_ms)}",
                place=place, measured=f"{cue.start_ms} ms", limit=f"{before.start_ms} ms",
                hint=f"move it up to where {clock(cue.start_ms)} belongs, or correct its time")
