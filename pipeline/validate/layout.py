"""Rules about how a cue looks: width, lines, where they break, tags."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import regex

from pipeline.model.problem import Problem
from pipeline.model.text import TAG, graphemes, reading_units, width_columns
from pipeline.validate.codes import (
    KINSOKU,
    ONE_LINE_FITS,
    ORPHAN,
    TOO_MANY_LINES,
    TOO_WIDE,
    UNBALANCED_TAG,
    UNEVEN_LINES,
    WEAK_BREAK,
)
from pipeline.validate.sheet import Lecture, Sheet, amount
from pipeline.validate.words import WEAK_ENDS, WEAK_STARTS

_PAIRED = frozenset({"i", "b", "u", "s", "font", "ruby"})
_OPEN_OR_CLOSE = re.compile(r"<(/?)([a-z]+)")
_CLOSING = frozenset(")]}）］｝〉》」』】〗、。，．！？：；…%％·")
_OPENING = frozenset("([{（［｛〈《「『【〖")
_SIGN_END = regex.compile(r"[\p{P}\p{S}]\s*$")
_TWO_SPEAKERS = regex.compile(r"^\s*(?:[-–—]|[\p{Lu}\d .]{2,}:|[\[(（♪♫【])")
_HAN = regex.compile(r"\p{Han}")  # a line may break between any two
_SENTENCE_END = regex.compile(r"[.?!…。？！]\s*$")
_NOT_LETTERS = regex.compile(r"[\p{P}\s]")
_LEAST_SHARE = 0.5


def line_too_wide(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """A line fits the picture of a telephone: the columns of its language, counted by model/text (see the profile)."""
    profile = sheet.profile
    limit, hard = profile.width_warn_columns, profile.width_error_columns
    for place, text in enumerate(sheet.texts):
        if len(text) <= limit:
            continue
        wide = [(width_columns(line, profile), line) for line in text.split("\n") if len(line) > limit]
        widest = max((columns for columns, _ in wide), default=0.0)
        if widest <= limit:
            continue
        units, cue = reading_units(text, profile), sheet.cues[place]
        longest = max((word for word in text.split() if not _HAN.search(word)), key=len, default="")
        fits = units <= limit * profile.max_lines - 1
        if width_columns(longest, profile) > limit:
            hint = f"no line holds {longest!r}: shorten it, or let it be wide"
        else:
            hint = ("break it into lines of about " + amount(round(units / profile.max_lines)) + " columns" if fits
                    else f"shorten it to {amount(limit * profile.max_lines)} columns in all, or make two cues of it")
        yield sheet.problem(
            TOO_WIDE, f"a line is {amount(widest)} columns wide, the limit for {sheet.language} is {amount(limit)}",
            place=place, severity=sheet.graded(cue, grave=sheet.held(cue) and hard is not None and widest > hard),
            measured=f"{amount(widest)} columns", limit=f"{amount(limit)} columns", hint=hint)


def too_many_lines(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """A cue has two lines at most (Netflix, General Requirements); more cover what the lecturer shows."""
    most = sheet.profile.max_lines
    for place, text in enumerate(sheet.texts):
        count = text.count("\n") + 1
        if count > most:
            fits = reading_units(text, sheet.profile) <= sheet.profile.width_warn_columns * most
            yield sheet.problem(
                TOO_MANY_LINES, f"the cue has {count} lines, the most is {most}", place=place,
                severity=sheet.graded(sheet.cues[place], grave=count > most + 1), measured=f"{count} lines",
                limit=f"{most} lines", hint=f"break it into {most} lines" if fits else "make two cues of it")


def unbalanced_tag(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """Every tag that is opened is closed in its cue (W3C WebVTT, 6.4); players differ in what they do otherwise."""
    for place, cue in enumerate(sheet.cues):
        if "<" not in cue.text:
            continue
        stack: list[str] = []
        wrong = ""
        for tag in TAG.findall(cue.text):
            match = _OPEN_OR_CLOSE.match(tag.lower())
            if not match or match[2] not in _PAIRED or tag.endswith("/>"):
                continue
            if not match[1]:
                stack.append(match[2])
            elif stack and stack[-1] == match[2]:
                stack.pop()
            else:
                wrong = f"</{match[2]}> closes nothing"
                break
        if not wrong and stack:
            wrong = f"<{stack[-1]}> is not closed"
        if wrong:
            name = wrong[wrong.index("<"):wrong.index(">")].strip("</")
            yield sheet.problem(UNBALANCED_TAG, wrong, place=place, text=cue.text,
                                hint=f"write <{name}> before the words and </{name}> after them")


def one_line_fits(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """Words that have room in one line stand in one line (Netflix), unless two people speak or two sentences meet."""
    limit = sheet.profile.width_warn_columns
    for place, text in enumerate(sheet.texts):
        first, _, second = text.partition("\n")
        # No character counts less than narrow_width, so a long cue need not be counted.
        if not second or "\n" in second or len(text) * sheet.profile.narrow_width > 2 * limit:
            continue
        if _SIGN_END.search(first) or any(_TWO_SPEAKERS.match(line) for line in (first, second)):
            continue
        units = reading_units(text, sheet.profile)
        if units <= limit:
            yield sheet.problem(ONE_LINE_FITS, f"both lines together are {amount(units)} columns wide, one line holds "
                                f"{amount(limit)}", place=place, measured=f"{amount(units)} columns",
                                limit=f"{amount(limit)} columns", hint="put both into one line")


def uneven_lines(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """Neither line is less than half as long as the other (TED), unless the break stands at a mark."""
    for place, text in enumerate(sheet.texts):
        first, _, second = text.partition("\n")
        if not second or "\n" in second or _SIGN_END.search(first) or any(
                _TWO_SPEAKERS.match(line) for line in (first, second)):
            continue
        low, high = sorted((len(first), len(second)))
        if low * 2 >= high:
            continue
        low_columns, high_columns = sorted(width_columns(line, sheet.profile) for line in (first, second))
        if low_columns < high_columns * _LEAST_SHARE and low_columns + high_columns > sheet.profile.width_warn_columns:
            yield sheet.problem(
                UNEVEN_LINES, f"the lines are {amount(low_columns)} and {amount(high_columns)} columns wide",
                place=place, measured=f"{low_columns / high_columns:.0%}", limit=f"{_LEAST_SHARE:.0%}",
                hint=f"break near column {amount(round((low_columns + high_columns) / 2))}")


def orphan_word(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """No line holds one short word alone (Netflix): two letters, two syllables, two characters, or less."""
    for place, text in enumerate(sheet.texts):
        lines = text.split("\n")
        if len(lines) != 2 or any(_TWO_SPEAKERS.match(line) for line in lines):
            continue
        for number, line in enumerate(lines, start=1):
            # A word of its own after a mark (Right?) or up to one (Well,) is no orphan.
            if _SIGN_END.search(line) if number == 1 else _SENTENCE_END.search(lines[0]):
                continue
            letters = _NOT_LETTERS.sub("", line) if len(line) < 12 else line
            if len(line.split()) == 1 and 0 < len(graphemes(letters)) <= 2 and letters.isalpha():
                yield sheet.problem(ORPHAN, f"line {number} holds {line.strip()!r} alone", place=place,
                                    measured=f"{len(graphemes(letters))} characters", limit="3 characters",
                                    hint="move it to the other line, or another word to it")


def weak_break(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """A line does not end with a word that leans on the next: an article, a preposition (Netflix).

    In Korean no dependent noun (수, 것) and in Chinese no 的 or 了 begins the second line.
    """
    ends, starts = WEAK_ENDS.get(sheet.language, frozenset()), WEAK_STARTS.get(sheet.language)
    for place, text in enumerate(sheet.texts):
        if "\n" not in text:
            continue
        lines = text.split("\n")
        for first, second in pairwise(lines):
            last = first.split()[-1:] or [""]
            head = starts.match(second) if starts else None
            if last[0].lower() in ends:
                message, hint = f"the line ends with {last[0]!r}", f"put {last[0]!r} into the next line"
            elif head:
                message, hint = f"the line begins with {head.group()!r}", f"put {head.group()!r} into the line before"
            else:
                continue
            yield sheet.problem(WEAK_BREAK, message, place=place, hint=hint)


def kinsoku(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """No line starts with a closing mark or ends with an opening one (W3C, requirements for Chinese text layout)."""
    for place, text in enumerate(sheet.texts):
        if "\n" not in text and text[:1].isalnum():
            continue
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        for number, line in enumerate(lines, start=1):
            # An ellipsis may open a cue that goes on with a broken-off sentence.
            if line[0] in _CLOSING and line[0] not in "…%" and len(line) > 1:
                yield sheet.problem(KINSOKU, f"line {number} starts with {line[0]!r}", place=place,
                                    hint=f"put {line[0]!r} at the end of the line before")
            if line[-1] in _OPENING:
                yield sheet.problem(KINSOKU, f"line {number} ends with {line[-1]!r}", place=place,
                                    hint=f"put {line[-1]!r} at the start of the next line")
