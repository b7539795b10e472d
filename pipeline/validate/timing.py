"""Rules about when cues come and go, and how fast they have to be read. Limits come from the profile."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from pipeline.model.cue import Cue
from pipeline.model.problem import Problem
from pipeline.model.text import reading_units
from pipeline.validate.codes import (
    CHAIN_GAP,
    NO_TIME,
    OVERLAP,
    PAST_END,
    ROLLING,
    SHORT_GAP,
    SHOT_CHANGE,
    TOO_FAST,
    TOO_LONG,
    TOO_SHORT,
    TOO_SLOW,
)
from pipeline.validate.sheet import Lecture, Sheet, amount, clock, seconds

# A rolling track has nearly every cue on top of the next; two speakers or a sign on the picture make a few overlaps.
_ROLLING_SHARE, _ROLLING_CUES = 0.5, 8
# Players show the last cue until the picture ends; less than half a second past it nobody sees.
_PAST_END_MS = 500
_HALF_SECOND_MS = 500
_WITH_SHOT_MS = 100
_SLOW_CPS, _SLOW_MS, _SLOW_WORDS = 2, 5_000, 2


def overlap(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """No cue starts before the one before it has ended: players stack or hide one (Netflix, General Requirements)."""
    places = [(place, first, second) for place, first, second in sheet.pairs()
              if second.start_ms < first.end_ms and first.end_ms > first.start_ms]
    if len(places) >= max(_ROLLING_CUES, len(sheet.cues) * _ROLLING_SHARE):
        return  # rolling_overlap says it once
    for place, first, second in places:
        over_ms = first.end_ms - second.start_ms
        if second.start_ms > first.start_ms:
            hint = f"end the cue at {clock(second.start_ms)}"
        else:
            hint = f"both start at {clock(first.start_ms)}: give each its own time, or make one cue of the two"
        yield sheet.problem(OVERLAP, f"the cue is still there for {seconds(over_ms)} when cue {second.index} starts",
                            place=place, measured=f"{over_ms} ms", limit="0 ms", hint=hint)


def rolling_overlap(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """A track where most cues overlap rolls up like live captions; it is told of once, not cue by cue."""
    places = [place for place, first, second in sheet.pairs()
              if second.start_ms < first.end_ms and first.end_ms > first.start_ms]
    if len(places) >= max(_ROLLING_CUES, len(sheet.cues) * _ROLLING_SHARE):
        yield sheet.problem(
            ROLLING, f"{len(places)} of {len(sheet.cues)} cues overlap the next one", place=places[0],
            measured=f"{len(places)} cues", limit=f"{int(len(sheet.cues) * _ROLLING_SHARE)} cues",
            hint="end every cue where the next one starts")


def no_time(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """A cue ends after it starts (W3C WebVTT, 4.1); no player shows one that does not."""
    following = {place: second.start_ms for place, _, second in sheet.pairs()}
    for place, cue in enumerate(sheet.cues):
        if cue.end_ms <= cue.start_ms:
            until_ms = following.get(place, 0)
            hint = (f"end it at {clock(until_ms)}, where the next cue starts" if until_ms > cue.start_ms
                    else "correct its times")
            yield sheet.problem(NO_TIME, f"the cue starts at {clock(cue.start_ms)} and ends at {clock(cue.end_ms)}",
                                place=place, measured=f"{cue.duration_ms} ms", limit="1 ms", hint=hint)


def too_short(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """A cue stands long enough to be found by the eye: 5/6 s, 1 s in Korean and Chinese (Netflix; TED)."""
    limit_ms = sheet.profile.min_duration_warn_ms
    for place, cue in enumerate(sheet.cues):
        if 0 < cue.duration_ms < limit_ms:
            grave = cue.duration_ms < sheet.profile.min_duration_error_ms
            yield sheet.problem(
                TOO_SHORT, f"the cue stands for {seconds(cue.duration_ms)}, the least is {seconds(limit_ms)}",
                place=place, severity=sheet.graded(cue, grave=grave), measured=f"{cue.duration_ms} ms",
                limit=f"{limit_ms} ms", hint=_longer(sheet, cue, limit_ms) or "make one cue of it and its neighbour")


def too_fast(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """Nobody is asked to read faster than the language's characters per second (CPS).

    Counted by model/text: tags are not read, a line break is a space, and in Korean and Chinese what is not wide
    counts half. Sources: the guidelines named in the profile.
    """
    profile = sheet.profile
    for place, cue in enumerate(sheet.cues):
        duration_ms, text = cue.duration_ms, sheet.texts[place]
        # No character counts more than 1, so most cues need not be counted at all.
        if duration_ms <= 0 or len(text) * 1000 <= profile.cps_warn * duration_ms:
            continue
        units = reading_units(text, profile)
        cps = units * 1000 / duration_ms
        if cps <= profile.cps_warn:
            continue
        room = math.floor(profile.cps_warn * duration_ms / 1000 * 2) / 2
        longer = _longer(sheet, cue, math.ceil(units * 1000 / profile.cps_warn))
        yield sheet.problem(
            TOO_FAST, f"{amount(units)} characters in {seconds(duration_ms)} is {cps:.1f} per second, the limit for "
            f"{sheet.language} is {amount(profile.cps_warn)}", place=place,
            severity=sheet.graded(cue, grave=cps > profile.cps_error), measured=f"{cps:.1f} CPS",
            limit=f"{amount(profile.cps_warn)} CPS",
            hint=f"shorten to {amount(room)} characters" + (f", or {longer}" if longer else ""))


def too_long(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """No cue stands so long that it is read twice: 7 s (Netflix, General Requirements)."""
    limit_ms = sheet.profile.max_duration_warn_ms
    for place, cue in enumerate(sheet.cues):
        if cue.duration_ms > limit_ms:
            grave = cue.duration_ms > sheet.profile.max_duration_error_ms
            yield sheet.problem(
                TOO_LONG, f"the cue stands for {seconds(cue.duration_ms)}, the most is {seconds(limit_ms)}",
                place=place, severity=sheet.graded(cue, grave=grave), measured=f"{cue.duration_ms} ms",
                limit=f"{limit_ms} ms", hint=f"make {math.ceil(cue.duration_ms / limit_ms)} cues of it, or end it by "
                     f"{clock(cue.start_ms + limit_ms)}")


def past_end(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """Nothing stands after the video has ended; the tail that a player cuts off may be read by nobody."""
    if lecture.video is None:
        return
    end_ms = lecture.video.duration_ms
    late = [n for n, cue in enumerate(sheet.cues) if cue.end_ms > end_ms + _PAST_END_MS and cue.duration_ms > 0]
    for place in late:
        cue = sheet.cues[place]
        where = "is never seen" if cue.start_ms >= end_ms else f"goes on {seconds(cue.end_ms - end_ms)} after the end"
        yield sheet.problem(
            PAST_END, f"the video ends at {clock(end_ms)}, the cue {where}", place=place, measured=f"{cue.end_ms} ms",
            limit=f"{end_ms} ms", hint="check that the track belongs to this cut of the video"
            if cue.start_ms >= end_ms else f"end it at {clock(end_ms)}")


def short_gap(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """Between two cues the screen is empty for two frames or not at all (Netflix, Subtitle Timing Guidelines)."""
    least_ms = lecture.two_frames_ms(sheet)
    from_ms = 0 if sheet.profile.min_gap_ms else 1
    for place, first, second in sheet.pairs():
        gap_ms = second.start_ms - first.end_ms
        if from_ms <= gap_ms < least_ms:
            yield sheet.problem(
                SHORT_GAP, f"the screen is empty for {gap_ms} ms before cue {second.index}, two frames are "
                f"{least_ms} ms", place=place, severity=sheet.graded(first, grave=False), measured=f"{gap_ms} ms",
                limit=f"{least_ms} ms",
                hint=f"end the cue at {clock(second.start_ms - least_ms)}" if sheet.profile.min_gap_ms
                else f"end the cue at {clock(second.start_ms)}, where the next one starts")


def chain_gap(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """A gap is two frames or at least half a second (Netflix, chaining); asked only where film limits hold."""
    if not sheet.profile.min_gap_ms:
        return
    least_ms = lecture.two_frames_ms(sheet)
    for place, first, second in sheet.pairs():
        gap_ms = second.start_ms - first.end_ms
        if least_ms < gap_ms < _HALF_SECOND_MS:
            yield sheet.problem(
                CHAIN_GAP, f"the gap before cue {second.index} is {gap_ms} ms, neither {least_ms} ms nor half a second",
                place=place, measured=f"{gap_ms} ms", limit=f"{least_ms} ms or {_HALF_SECOND_MS} ms",
                hint=f"end the cue at {clock(second.start_ms - least_ms)}")


def too_slow(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """A sentence that stands for long with few characters may have lost words, or covers a pause (TED)."""
    for place, cue in enumerate(sheet.cues):
        text = sheet.texts[place]
        if (cue.duration_ms <= _SLOW_MS or len(text) * 1000 >= 4 * _SLOW_CPS * cue.duration_ms
                or len(text.split()) <= _SLOW_WORDS or text[:1] in "[(（【♪"):
            continue
        cps = reading_units(text, sheet.profile) * 1000 / cue.duration_ms
        if cps < _SLOW_CPS:
            yield sheet.problem(TOO_SLOW, f"{seconds(cue.duration_ms)} for {cps:.1f} characters per second",
                                place=place, measured=f"{cps:.1f} CPS", limit=f"{_SLOW_CPS} CPS",
                                hint="check that no words are missing, or end the cue where the speaker stops")


def _longer(sheet: Sheet, cue: Cue, needed_ms: int) -> str:
    """Say how the cue could stand for ``needed_ms``, if the cues around it leave room; empty if they do not."""
    place, end_ms = bisect_right(sheet.starts_ms, cue.start_ms), cue.start_ms + needed_ms
    if place == len(sheet.starts_ms):
        return f"extend to {clock(end_ms)}"
    after_ms = sheet.starts_ms[place]
    return f"extend to {clock(end_ms)} (the next cue starts at {clock(after_ms)})" if end_ms <= after_ms else ""


def shot_change(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """A cue that starts or ends within half a second of a change of the picture does it with the change (Netflix).

    Asked only where the changes were measured. A tenth of a second beside the change nobody sees, and the guideline
    itself asks for an end two frames before it. Lectures change slides, so for everybody this is information.
    """
    for place, cue in enumerate(sheet.cues if lecture.shots_ms else ()):
        for word, time_ms in (("starts", cue.start_ms), ("ends", cue.end_ms)):
            change_ms = _nearest(lecture.shots_ms, time_ms)
            away_ms = time_ms - change_ms if change_ms is not None else _HALF_SECOND_MS
            if change_ms is not None and _WITH_SHOT_MS < abs(away_ms) < _HALF_SECOND_MS:
                yield sheet.problem(
                    SHOT_CHANGE, f"the cue {word} {seconds(abs(away_ms))} {'after' if away_ms > 0 else 'before'} the "
                    "picture changes", place=place, measured=f"{abs(away_ms)} ms",
                    limit=f"{_WITH_SHOT_MS} ms, or {_HALF_SECOND_MS} ms",
                    hint=f"if the voice allows it, let it {word.removesuffix('s')} at {clock(change_ms)}")
                break


def _nearest(times_ms: tuple[int, ...], time_ms: int) -> int | None:
    at = bisect_left(times_ms, time_ms)
    return min(times_ms[max(0, at - 1):at + 1], key=lambda one: abs(one - time_ms), default=None)
