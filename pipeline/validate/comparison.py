"""Rules that compare a track with all the others of its lecture: what most of them say at one time and one does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from difflib import SequenceMatcher

from pipeline.model.language import LANGUAGES
from pipeline.model.numbers import worded
from pipeline.model.problem import Problem, Severity
from pipeline.validate.agreement import (
    WINDOW_MS,
    Said,
    Shared,
    names_of,
    near,
    numbers_of,
    place_at,
    questions_of,
    shared,
    shown,
)
from pipeline.validate.codes import (
    ENDS_EARLY,
    LOST_NAME,
    LOST_NUMBER,
    LOST_QUESTION,
    MISSING_CUES,
    WRONG_UNIT,
)
from pipeline.validate.sheet import Lecture, Sheet, clock, seconds
from pipeline.validate.words import asks_in_words, says_number

# A pause of a lecturer and the freedom of a translator make holes of some seconds; nobody leaves out half a minute.
_HOLE_MS, _GRAVE_HOLE_MS = 30_000, 60_000
# Where all the others (three or more) go on speaking, a shorter hole is one, too.
_SURE_HOLE_MS, _SURE_TRACKS = 8_000, 3
_SPOKEN_SHARE = 0.5
_LATIN_TRACKS = 3
_TOLD_MS = 3_000
_ALIKE = 0.5


def missing_cues(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """Where the other tracks have text, this one has, too: no hole of half a minute, no end long before theirs.

    Eight seconds are enough where three tracks or more go on speaking through all of it. Over a minute it is an error.
    """
    others = lecture.others(sheet)
    if not sheet.cues or not others:
        return
    reached_ms = 0
    last_ms = max(cue.end_ms for other in others for cue in other.cues)
    for place in [*sheet.in_time, None]:
        start_ms = last_ms if place is None else sheet.cues[place].start_ms
        if start_ms - reached_ms >= _SURE_HOLE_MS:
            yield from _hole(sheet, others, reached_ms, start_ms, place)
        reached_ms = max(reached_ms, sheet.cues[place].end_ms if place is not None else 0)


def lost_number(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """A number that most of the other tracks share at one time stands here, too, in digits or in words.

    Numbers are compared as values: 3.5 million, 3,5 Millionen and 350만 are one. Both cues are shown.
    """
    others = lecture.others(sheet)
    if not sheet.cues or not _comparable(sheet, lecture, others):
        return
    told: set[tuple[int, object]] = set()
    for one in shared(lecture, others, numbers_of):
        assert isinstance(one.what, Decimal)
        ours = near(lecture, sheet, numbers_of, one.start_ms, one.end_ms)
        if any(said.what == one.what for said in ours) or _in_words(sheet, one, one.what):
            continue
        instead = next((said for said in ours if _alike(said.what, one.what)
                        and not _known(said, one, others, lecture)), None)
        place = instead.place if instead else place_at(sheet, (one.start_ms + one.end_ms) // 2)
        if (place or 0, one.what) in told:
            continue
        told.add((place or 0, one.what))
        where = f", {shown(instead.what)} stands here" if instead else " is missing here"
        yield sheet.problem(
            LOST_NUMBER, f"{shown(one.what)} stands in {_names(one.sheets)}{where}", place=place,
            severity=Severity.INFO if len(others) == 1 and not sheet.is_machine else Severity.WARNING,
            measured=shown(instead.what) if instead else "none", limit=shown(one.what), hint=_other_cue(one, lecture))


def wrong_unit(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """A number has the unit that it has in the other tracks: metre, kilometre, per cent, degree, and so on."""
    others = lecture.others(sheet)
    if not sheet.cues or not _comparable(sheet, lecture, others):
        return
    for one in shared(lecture, others, numbers_of):
        units = Counter(unit for _, unit in {(id(other), said.unit) for other, said in one.said if said.unit})
        agreed, count = units.most_common(1)[0] if units else ("", 0)
        if len(units) != 1 or count < min(2, len(others)):
            continue
        ours = [said for said in near(lecture, sheet, numbers_of, one.start_ms, one.end_ms) if said.what == one.what]
        if ours and all(said.unit and said.unit != agreed for said in ours):
            yield sheet.problem(
                WRONG_UNIT, f"{shown(one.what)} {ours[0].unit} stands here, {shown(one.what)} {agreed} in "
                f"{_names(one.sheets)}", place=ours[0].place, measured=ours[0].unit, limit=agreed,
                hint=_other_cue(one, lecture))


def lost_question(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """Where most of the other tracks ask, this one asks, too, or tells of the question."""
    others = lecture.others(sheet)
    if not sheet.cues or not _comparable(sheet, lecture, others):
        return
    for one in shared(lecture, others, questions_of):
        told = sheet.words_during(one.start_ms - _TOLD_MS, one.end_ms + _TOLD_MS)
        if not near(lecture, sheet, questions_of, one.start_ms, one.end_ms) and not asks_in_words(told, sheet.language):
            yield sheet.problem(
                LOST_QUESTION, f"{_names(one.sheets)} ask a question here, this track does not",
                place=place_at(sheet, (one.start_ms + one.end_ms) // 2),
                severity=Severity.INFO if len(others) == 1 and not sheet.is_machine else Severity.WARNING,
                hint=_other_cue(one, lecture))


def lost_name(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """A name or acronym that all other tracks in Latin letters share stands here, too, in the same letters."""
    if LANGUAGES[sheet.language].script != "Latn" or not sheet.cues:
        return
    others = tuple(other for other in lecture.others(sheet) if LANGUAGES[other.language].script == "Latn")
    if len(others) < _LATIN_TRACKS:
        return
    for one in shared(lecture, others, names_of, least=len(others)):
        words = sheet.words_during(one.start_ms - WINDOW_MS, one.end_ms + WINDOW_MS)
        if str(one.what).casefold() not in words.casefold():
            yield sheet.problem(
                LOST_NAME, f"{one.what!r} stands in {_names(one.sheets)}, not here",
                place=place_at(sheet, (one.start_ms + one.end_ms) // 2), hint=_other_cue(one, lecture))


def _hole(sheet: Sheet, others: Sequence[Sheet], start_ms: int, end_ms: int, place: int | None) -> Iterator[Problem]:
    length_ms = end_ms - start_ms
    speaking = [other for other in others if _spoken_ms(other, start_ms, end_ms) >= length_ms * _SPOKEN_SHARE]
    sure = len(others) >= _SURE_TRACKS and len(speaking) == len(others)
    if not speaking or not (sure or (length_ms >= _HOLE_MS and len(speaking) * 2 >= len(others))):
        return
    severity = Severity.ERROR if length_ms >= _GRAVE_HOLE_MS and len(speaking) == len(others) else Severity.WARNING
    words = " ".join(speaking[0].words_during(start_ms, end_ms).split())
    hint = f"{speaking[0].language} says there: {words[:160]!r}" + (" and so on" if len(words) > 160 else "")
    if place is None:
        yield sheet.problem(
            ENDS_EARLY, f"the track ends at {clock(start_ms)}, {_names(speaking)} {seconds(length_ms)} later",
            place=sheet.in_time[-1], severity=severity, measured=f"{start_ms} ms", limit=f"{end_ms} ms", hint=hint)
    else:
        yield sheet.problem(
            MISSING_CUES, f"nothing stands from {clock(start_ms)} to {clock(end_ms)}, where {_names(speaking)} have "
            "text", place=place, severity=severity, measured=f"{length_ms} ms",
            limit=f"{_SURE_HOLE_MS if sure else _HOLE_MS} ms", hint=hint)


def _spoken_ms(sheet: Sheet, start_ms: int, end_ms: int) -> int:
    spans = [(max(start_ms, sheet.cues[n].start_ms), min(end_ms, sheet.cues[n].end_ms))
             for n in sheet.during(start_ms, end_ms) if sheet.texts[n].strip() and sheet.texts[n][:1] not in "[(（♪"]
    return sum(end - start for start, end in spans)


def _comparable(sheet: Sheet, lecture: Lecture, others: Sequence[Sheet]) -> bool:
    """Two tracks alone cannot outvote each other: then the source is right, and is itself not checked."""
    return len(others) > 1 or (len(others) == 1 and others[0].language == lecture.source)


def _in_words(sheet: Sheet, one: Shared, value: Decimal) -> bool:
    words = sheet.words_during(one.start_ms - WINDOW_MS, one.end_ms + WINDOW_MS)
    return says_number(words, value, sheet.language) or value in worded(words, sheet.language)


def _known(said: Said, one: Shared, others: Sequence[Sheet], lecture: Lecture) -> bool:
    """Whether another track says this number at this time, too."""
    return any(said.what == there.what for other in others
               for there in near(lecture, other, numbers_of, one.start_ms, one.end_ms))


def _alike(first: object, second: object) -> bool:
    """Whether one number may be a slip for the other: 2016 for 2015, 20000 for 200, but not 7 for 2012."""
    ours, theirs = (shown(number).replace(".", "") for number in (first, second))
    return SequenceMatcher(None, ours, theirs).ratio() >= _ALIKE


def _names(sheets: Sequence[Sheet]) -> str:
    tags = [sheet.language for sheet in sheets]
    return tags[0] if len(tags) == 1 else f"{', '.join(tags[:-1])} and {tags[-1]}"


def _other_cue(one: Shared, lecture: Lecture) -> str:
    """Show the cue of the source, or else of the first other track, that says it."""
    sheet, said = next((pair for pair in one.said if pair[0].language == lecture.source), one.said[0])
    words = " ".join(sheet.texts[said.place].split())
    return f"{sheet.language} says at {clock(sheet.cues[said.place].start_ms)}: {words[:160]!r}"
