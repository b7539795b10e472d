"""What is said when, in every track: numbers, questions, names; and where one track stands alone against the others."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import regex

from pipeline.model.numbers import found
from pipeline.model.units import unit_after
from pipeline.validate.sheet import Lecture, Sheet
from pipeline.validate.words import tag_question

# Translations put the parts of a sentence into other cues; a sentence seldom runs for more than ten seconds.
WINDOW_MS = 10_000
# A number that three of four tracks share counts; two of four may be a choice of style.
_MAJORITY_TENTHS = 6
_DIGIT = regex.compile(r"\d")
_IN_WORD = regex.compile(r"\p{Latin}$")
_QUESTION = regex.compile(r"[?？؟]")
_TOKEN = regex.compile(r"(?<![\p{L}\d])(?=\p{Lu})[\p{Latin}][\p{Latin}\d]*(?:-[\p{Latin}\d]+)*")
_LEAST_NAME = 4
_NOD = 200  # characters before a question mark that are looked at for a nod


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Something that is said: what, when (milliseconds), in which cue, and the unit behind a number."""

    what: Hashable
    time_ms: int
    place: int
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Something that other tracks say at one time: from when to when, and each of those tracks with its first place."""

    what: Hashable
    start_ms: int
    end_ms: int
    said: tuple[tuple[Sheet, Said], ...]

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The tracks, each once, in course order."""
        return tuple(dict.fromkeys(sheet for sheet, _ in self.said))


def numbers_of(sheet: Sheet) -> tuple[Said, ...]:
    """Find every number that a track writes in digits; digits inside a name (CO2, PM2.5) are part of the name."""
    said = []
    for place, text in enumerate(sheet.texts):
        if not _DIGIT.search(text):
            continue
        line = text.replace("\n", " ")
        for value, start, end in found(line, sheet.language):
            if not _IN_WORD.search(line[:start]):
                said.append(Said(what=value, time_ms=_time_ms(sheet, place, start, line), place=place,
                                 unit=unit_after(line, end)))
    return tuple(sorted(said, key=_time_of))


def questions_of(sheet: Sheet) -> tuple[Said, ...]:
    """Find every question mark, but for those of a nod that is asked for: "…, right?"."""
    nod = tag_question(sheet.language)
    return tuple(sorted((
        Said(what="?", time_ms=_time_ms(sheet, place, match.start(), text), place=place)
        for place, text in enumerate(sheet.texts) for match in _QUESTION.finditer(text)
        if not nod.search(text[max(0, match.start() - _NOD):match.start()])), key=_time_of))


def names_of(sheet: Sheet) -> tuple[Said, ...]:
    """Find acronyms and what may be names: capitalised Latin words; German nouns are sorted out by comparison."""
    return tuple(sorted((
        Said(what=match.group(), time_ms=_time_ms(sheet, place, match.start(), text), place=place)
        for place, text in enumerate(sheet.texts) for match in _TOKEN.finditer(text)
        if len(match.group()) >= _LEAST_NAME or sum(c.isupper() for c in match.group()) > 1), key=_time_of))


def shared(lecture: Lecture, others: Sequence[Sheet], find: Callable[[Sheet], tuple[Said, ...]], *,
           least: int = 0) -> Iterator[Shared]:
    """Give what most of the other tracks say at one time; ``least`` is how many tracks it takes, else a majority."""
    least = least or max(min(2, len(others)), -(-len(others) * _MAJORITY_TENTHS // 10))
    order = {id(sheet): n for n, sheet in enumerate(others)}
    times: dict[Hashable, list[tuple[Said, Sheet]]] = defaultdict(list)
    for sheet in others:
        for said in lecture.once(find, sheet):
            times[said.what].append((said, sheet))
    for what, said_by in times.items():
        said_by.sort(key=lambda pair: pair[0].time_ms)
        for run in _runs(said_by):
            one = Shared(what=what, start_ms=run[0][0].time_ms, end_ms=run[-1][0].time_ms,
                         said=tuple(sorted(((sheet, said) for said, sheet in run),
                                           key=lambda pair: order[id(pair[0])])))
            if len(one.sheets) >= least:
                yield one


def near(lecture: Lecture, sheet: Sheet, find: Callable[[Sheet], tuple[Said, ...]], start_ms: int,
         end_ms: int) -> list[Said]:
    """Give what a track says within a stretch of time and a sentence before and after it."""
    said = lecture.once(find, sheet)
    low = bisect_left(said, start_ms - WINDOW_MS, key=_time_of)
    return list(said[low:bisect_right(said, end_ms + WINDOW_MS, key=_time_of)])


def place_at(sheet: Sheet, time_ms: int) -> int | None:
    """Give the place of the cue that is seen at a time, or else of the one that starts nearest to it."""
    there = sheet.during(time_ms, time_ms + 1)
    if there:
        return there[0]
    after = bisect_left(sheet.starts_ms, time_ms)
    near = range(max(0, after - 1), min(len(sheet.starts_ms), after + 1))
    return min((sheet.in_time[n] for n in near), key=lambda n: abs(sheet.cues[n].start_ms - time_ms), default=None)


def _time_of(said: Said) -> int:
    return said.time_ms


def _runs(said_by: Sequence[tuple[Said, Sheet]]) -> Iterator[list[tuple[Said, Sheet]]]:
    """Take apart what is said at different times: a run goes on while nothing is more than a window from its first."""
    run: list[tuple[Said, Sheet]] = []
    for pair in said_by:
        if run and pair[0].time_ms - run[0][0].time_ms > WINDOW_MS:
            yield run
            run = []
        run.append(pair)
    if run:
        yield run


def _time_ms(sheet: Sheet, place: int, at: int, text: str) -> int:
    """When the character at ``at`` is said, as if the cue were spoken evenly."""
    cue = sheet.cues[place]
    return cue.start_ms + max(0, cue.duration_ms) * at // max(1, len(text))


def shown(what: object) -> str:
    """Write a number as people do, anything else as it is."""
    return f"{what:f}" if isinstance(what, Decimal) else str(what)
