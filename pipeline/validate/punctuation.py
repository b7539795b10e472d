"""Rules about marks, spaces and characters nobody sees; each language by its own habits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import regex

from pipeline.model.problem import Code, Problem
from pipeline.validate.codes import (
    ARABIC_MARK,
    BIDI_LINE,
    BRACKETS,
    DOUBLE_SPACE,
    FRENCH_SPACE,
    FULL_WIDTH,
    HALF_WIDTH,
    INVISIBLE,
    LINE_FINAL,
    NOT_COMPOSED,
    QUOTE_MIX,
    THREE_DOTS,
)
from pipeline.validate.sheet import Lecture, Sheet

_DOUBLE = regex.compile(r"(?<=\S)[ \u00a0\u3000]{2,}(?=\S)|\u3000")
_LOOSE = regex.compile(r"(?<=[\p{L}\p{N}]) [,.](?!\d|\.)(?=\s|$)")
_FRENCH_BARE = regex.compile(r"(?<=[\p{L}\p{N})\]])(?:[?!»;]|:(?!//))(?=\s|$)|«(?=[\p{L}\p{N}])")
_HALF = regex.compile(r"(?<=\p{Han})[,.?!:;](?!\d)")
_FULL = regex.compile(r"[，。？！：；、（）](?=.|$)")
_ARABIC = regex.compile(r"(?<=[\p{Arabic}])[,;?]")
_DOTS = regex.compile(r"(?<!\.)\.{3}(?!\.)|……?…|…\.|\.…")
_CHINESE_ELLIPSIS = "……"
_PAIRS = {"(": ")", "[": "]", "（": "）", "【": "】", "「": "」", "『": "』", "《": "》", "«": "»", "“": "”"}
_BRACKET = regex.compile(r"[()\[\]（）【】「」『』《》«»“”]")
_NEIGHBOURS = 5
_UNSEEN = regex.compile(r"[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c\x00-\x08\x0b-\x1f\x7f-\x9f"
                        r"\ufffd]")
_SPLIT_FORM = regex.compile(r"[\u1100-\u1112][\u1161-\u1175]|[\ufb50-\ufdef\ufe70-\ufefc]|[\uf900-\ufaff]|"
                            r"[aeiouAEIOU][\u0300-\u0302\u0308]")
_LATIN_FIRST = regex.compile(r"[\s\p{P}\p{S}\d]*\p{Latin}")
_STRAIGHT, _CURLY = regex.compile(r'"'), regex.compile(r"[“”„]")
_EXAMPLES = {"zh-Hans": {",": "，", ".": "。", "?": "？", "!": "！", ":": "：", ";": "；"},
             "ar": {",": "،", ";": "؛", "?": "؟"},
             "ko": {"，": ",", "。": ".", "？": "?", "！": "!", "：": ":", "；": ";", "、": ",", "（": "(", "）": ")"}}
_NO_FINAL = regex.compile(r"[.,。，、]$")


def double_space(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """Between two words there is one space, and none before a full stop or comma."""
    for place, text in enumerate(sheet.texts):
        match = _DOUBLE.search(text) or _LOOSE.search(text)
        if match:
            loose = match.group().strip()
            yield sheet.problem(
                DOUBLE_SPACE, f"a space stands before {loose!r}" if loose else "two spaces stand side by side"
                if len(match.group()) > 1 else "a full-width space stands in the text", place=place,
                hint=f"take the space before {loose!r} out" if loose else "write one space")


def french_space(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """French sets a no-break space before ; : ! ? » and after « (Imprimerie nationale)."""
    if sheet.language != "fr":
        return
    for place, text in enumerate(sheet.texts):
        match = _FRENCH_BARE.search(text)
        if match:
            side = "after" if match.group() == "«" else "before"
            yield sheet.problem(FRENCH_SPACE, f"no space stands {side} {match.group()!r}", place=place,
                                hint=f"put a no-break space (U+202F) {side} it")


def half_width_mark(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """After a Han character stands a full-width mark (GB/T 15834)."""
    yield from _wrong_mark(sheet, "zh-Hans", _HALF, HALF_WIDTH, "half-width")


def full_width_mark(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """Korean sets the marks of Latin keyboards, with a space behind."""
    yield from _wrong_mark(sheet, "ko", _FULL, FULL_WIDTH, "full-width")


def latin_mark_in_arabic(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """Arabic has its own comma, semicolon and question mark (Netflix, Arabic)."""
    yield from _wrong_mark(sheet, "ar", _ARABIC, ARABIC_MARK, "Latin")


def three_dots(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """An ellipsis is one character, U+2026 (Netflix); in Chinese two of them are one ellipsis, too."""
    for place, text in enumerate(sheet.texts):
        if "..." not in text and "…" not in text:
            continue
        match = _DOTS.search(text)
        if match and not (sheet.language.startswith("zh") and match.group() == _CHINESE_ELLIPSIS):
            yield sheet.problem(THREE_DOTS, f"{match.group()!r} stands for an ellipsis", place=place, hint="write '…'")


def unbalanced_bracket(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """A bracket or quotation mark has its partner in this cue or one of the five around it; a quotation may run on."""
    unclear = "“«" if sheet.language == "de" else ""  # in German these close as often as they open
    pairs = {start: close for start, close in _PAIRS.items() if start not in unclear}
    closing = {close: start for start, close in pairs.items()}
    waiting: list[tuple[str, int]] = []
    for place, text in enumerate(sheet.texts):
        for mark in _BRACKET.findall(text):
            if mark in pairs:
                waiting.append((mark, place))
            elif mark in closing:
                partner = next((pair for pair in reversed(waiting) if pair[0] == closing[mark]), None)
                if partner:
                    waiting.remove(partner)
                elif not _enumerates(text, mark):
                    yield _unpaired(sheet, mark, closing[mark], place)
        while waiting and place - waiting[0][1] > _NEIGHBOURS:
            mark, at = waiting.pop(0)
            yield _unpaired(sheet, mark, pairs[mark], at)
    for mark, at in waiting:
        yield _unpaired(sheet, mark, pairs[mark], at)


def invisible_character(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """Nothing stands in the text that cannot be seen, but for joiners inside Arabic words and emoji."""
    for place, text in enumerate(sheet.texts):
        found = [] if text.isascii() and text.isprintable() else sorted(set(_UNSEEN.findall(text)))
        if found:
            codes = ", ".join(f"U+{ord(c):04X}" for c in found[:5])
            yield sheet.problem(INVISIBLE, f"{codes} stands in the text", place=place,
                                measured=f"{len(found)} characters", limit="0 characters", hint="take it out")


def not_composed(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """Letters are composed (NFC), and Arabic letters are letters, not the shapes that they are drawn in."""
    for place, text in enumerate(sheet.texts):
        match = None if text.isascii() else _SPLIT_FORM.search(text)
        if match:
            codes = " ".join(f"U+{ord(c):04X}" for c in match.group())
            yield sheet.problem(NOT_COMPOSED, f"{match.group()!r} is stored as {codes}", place=place,
                                hint="store the text in Unicode NFC, with plain letters")


def bidi_line(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """An Arabic line begins with an Arabic letter: a player without a base direction goes by the first strong one."""
    if sheet.language != "ar":
        return
    for place, text in enumerate(sheet.texts):
        for number, line in enumerate(text.split("\n"), start=1):
            if _LATIN_FIRST.match(line) and regex.search(r"\p{Arabic}", line):
                yield sheet.problem(BIDI_LINE, f"line {number} begins with Latin letters", place=place,
                                    hint="begin it with an Arabic word, where the sentence allows it")
                break


def line_final_mark(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """Where the profile asks for it, no line of Korean or Chinese ends with a full stop or comma (Netflix)."""
    if sheet.profile.punctuation != "netflix":
        return
    for place, text in enumerate(sheet.texts):
        for number, line in enumerate(text.split("\n"), start=1):
            match = _NO_FINAL.search(line)
            if match:
                yield sheet.problem(LINE_FINAL, f"line {number} ends with {match.group()!r}", place=place,
                                    hint=f"take {match.group()!r} out")
                break


def mixed_quotes(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """A track uses one kind of quotation marks throughout."""
    straight = [n for n, text in enumerate(sheet.texts) if _STRAIGHT.search(text)]
    curly = [n for n, text in enumerate(sheet.texts) if _CURLY.search(text)]
    if straight and curly:
        fewer, many = sorted((straight, curly), key=len)
        yield sheet.problem(QUOTE_MIX, f"{len(straight)} cues have straight quotation marks, {len(curly)} curly ones",
                            place=fewer[0], measured=f"{len(fewer)} cues", limit="0 cues",
                            hint="write them as in the other " + (f"{len(many)} cues" if len(many) > 1 else "cue"))


def _wrong_mark(sheet: Sheet, language: str, pattern: regex.Pattern[str], code: Code, kind: str) -> Iterator[Problem]:
    if sheet.language != language:
        return
    for place, text in enumerate(sheet.texts):
        marks = Counter(pattern.findall(text))
        if marks:
            right = ", ".join(f"{_EXAMPLES[language].get(mark, mark)!r} for {mark!r}" for mark in marks)
            yield sheet.problem(code, f"a {kind} {next(iter(marks))!r} stands in the text", place=place,
                                measured=f"{sum(marks.values())} marks", limit="0 marks", hint=f"write {right}")


def _enumerates(text: str, mark: str) -> bool:
    """Whether the mark closes no bracket but a number or letter of a list: 1) and a)."""
    return mark in ")）" and bool(regex.search(r"(?:^|\s)[\p{L}\d]{1,2}[)）]", text))


def _unpaired(sheet: Sheet, mark: str, partner: str, place: int) -> Problem:
    return sheet.problem(BRACKETS, f"{mark!r} has no {partner!r}", place=place,
                         hint=f"write {partner!r}, or take {mark!r} out")
