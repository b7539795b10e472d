"""Rules about a whole track against the source track: is it as early, and as fast?"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.model.problem import Problem
from pipeline.validate.alignment import Alignment, Verdict, align
from pipeline.validate.codes import DRIFT, OFFSET
from pipeline.validate.sheet import Lecture, Sheet, seconds

_HALF_SECOND_MS = 500


def out_of_step(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """A track is as early and as fast as the source track; it is told of only where the alignment is sure.

    One that was made for another frame rate runs away from it: seconds or minutes at the end of a lecture.
    """
    found = _against_source(sheet, lecture)
    if found and found.ratio != 1:
        yield from _drift(sheet, lecture, found)
    elif found and abs(found.offset_ms) > _HALF_SECOND_MS:
        late = "later" if found.offset_ms < 0 else "earlier"
        yield sheet.problem(
            OFFSET, f"the track comes {seconds(abs(found.offset_ms))} {late} than the {lecture.source} track",
            measured=f"{found.offset_ms} ms", limit=f"{_HALF_SECOND_MS} ms",
            hint=f"move all cues by {found.offset_ms:+d} ms (correlation {found.score:.2f}, {found.margin:.1f} times "
                 "the next best)")


def _drift(sheet: Sheet, lecture: Lecture, found: Alignment) -> Iterator[Problem]:
    last_ms = max(cue.end_ms for cue in sheet.cues)
    away_ms = round(abs(found.ratio - 1) * last_ms)
    if away_ms > _HALF_SECOND_MS:
        yield sheet.problem(
            DRIFT, f"the track runs {'faster' if found.ratio > 1 else 'slower'} than the {lecture.source} track, by "
            f"{seconds(away_ms)} at its end", measured=f"{float(found.ratio):.5f}", limit="1",
            hint=f"multiply all times by {float(found.ratio):.5f} and move them by {found.offset_ms:+d} ms")


def _against_source(sheet: Sheet, lecture: Lecture) -> Alignment | None:
    """Lay a person's track over the source; None where there is nothing to compare or the result is not sure."""
    source = lecture.source_sheet
    if source is None or sheet.is_machine or sheet.language == source.language:
        return None
    found = align(sheet.track, source.track)
    return found if found.verdict is Verdict.SURE else None
