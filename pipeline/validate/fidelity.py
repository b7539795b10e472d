"""Rules about the words themselves: is all there, in the right language, and said as in the other tracks?

One faulty cue is a warning; where a tenth of a track is lost it is an error, and the track is kept out of the video.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

import opencc
import regex

from pipeline.model.language import LANGUAGES
from pipeline.model.problem import Code, Problem, Severity
from pipeline.validate.codes import (
    DOUBLED_WORD,
    DUPLICATE,
    EMPTY_TEXT,
    LENGTH,
    REPEATED,
    TRADITIONAL,
    UNTRANSLATED,
    WRONG_SCRIPT,
)
from pipeline.validate.sheet import Lecture, Sheet, clock

_WITHHOLD_SHARE, _WITHHOLD_CUES = 0.1, 3
_COPIED_WORDS = 4
_FOREIGN_WORD = regex.compile(r"\b[a-z]{2,}\b")
_FOREIGN_WORDS, _FOREIGN_SHARE = 3, 0.6
# A syllable or character says about as much as three Latin letters.
_LETTERS_EACH = 3
# Terms stay in Latin letters by choice, also a list of them; a sentence that was left has words that hold it together.
_LEFT_BY_CHOICE = regex.compile(r"(?<![\w._/@:=-])\w*+(?:[._/@:=-]++\w++)++|"
                                r"[\"“„«《][^\"“„«《”»》]{0,200}[\"”»》]|[(（][^()（）]{0,200}[)）]")
_TOGETHER = {
    "en":
        "a an the of to in on at for with by from is are was were be been it this that these those we you they he she "
        "i our your their and or but not as if so can will do does have has",
}
_HOLDING_TOGETHER = {language: frozenset(words.split()) for language, words in _TOGETHER.items()}
_LATIN, _LETTER = regex.compile(r"\p{Latin}"), regex.compile(r"\p{L}")
_NOT_LETTERS = regex.compile(r"[^\p{L}\p{N}]+")
# What never belongs into a language; Greek letters are signs in all of them, Latin ones names and acronyms.
_STRANGERS = {
    "Latn": regex.compile(r"[^\p{Latin}\p{Greek}\p{P}\p{S}\p{N}\p{M}\p{Z}\p{C}\p{Lm}]"),
    "Arab": regex.compile(r"[^\p{Arabic}\p{Latin}\p{Greek}\p{P}\p{S}\p{N}\p{M}\p{Z}\p{C}\p{Lm}]"),
    "Kore": regex.compile(r"[\p{Hiragana}\p{Katakana}\p{Cyrillic}\p{Arabic}\p{Thai}\p{Hebrew}]"),
    "Hans": regex.compile(r"[\p{Hiragana}\p{Katakana}\p{Hangul}\p{Cyrillic}\p{Arabic}\p{Thai}\p{Hebrew}]"),
}
_HAN = regex.compile(r"\p{Han}")
_MOST_HAN_IN_KOREAN = 0.2
_LOOP = regex.compile(r"(?P<unit>\S.{0,39}?)(?:[\s,，、]*(?P=unit)){3,}")
_LOOP_TIMES, _LOOP_CHARACTERS, _LOOP_SEARCHED = 4, 8, 2_000
_DOUBLED = regex.compile(r"\b(?P<first>\p{L}{2,}) (?P<second>(?P=first))\b", regex.IGNORECASE)
# Korean doubles adverbs and counts so (매일 매일, 하나 하나); a slip is told by the particle that is doubled too.
_KOREAN_SLIP = regex.compile(r"\p{Hangul}+(?:은|는|을|를|과|와|의|에|에서|으로)$")
_DOUBLE = (
    "vous nous die das der sie des den that had is so very no ja nein non si sì piano piccolo blah bla ha oh well now "
    "more là pian man via really super many much far in on two three four five six seven eight nine ten")
_MAY_DOUBLE = frozenset(_DOUBLE.split())
_STRETCH_MS, _STRETCH_CHARACTERS = 60_000, 200
_LENGTH_FACTOR, _LENGTH_STRETCHES = 2.5, 4
_ECHO_MS, _ECHO_LETTERS = 1_000, 6


def untranslated(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """A cue is in its own language: not word for word the source, not in letters that its readers do not use.

    Names, titles and short answers are the same in many languages, so it takes four words or more.
    """
    if lecture.source_sheet is None or sheet.language == lecture.source:
        return
    found = []
    for place, text in enumerate(sheet.texts):
        if len(text) < _COPIED_WORDS * 2 or not _FOREIGN_WORD.search(text):
            continue
        if _is_copied(sheet, lecture.source_sheet, place, text):
            found.append((place, f"the cue is the {LANGUAGES[lecture.source].english_name} text"))
        elif LANGUAGES[sheet.language].script != "Latn" and _is_left(text, lecture.source):
            found.append((place, f"the cue is nearly all {LANGUAGES[lecture.source].english_name}"))
    for place, message in found:
        yield sheet.problem(UNTRANSLATED, message, place=place,
                            hint=f"write it in {LANGUAGES[sheet.language].english_name}")
    yield from _too_much(UNTRANSLATED, sheet, len(found), "are not translated")


def empty_text(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """A cue shows something; one without text where the source speaks has lost words (WCAG 1.2.2)."""
    lost = 0
    for place, text in enumerate(sheet.texts):
        if text.strip():
            continue
        cue, source = sheet.cues[place], lecture.source_sheet
        words = source.words_during(cue.start_ms, cue.end_ms) if source and source.language != sheet.language else ""
        lost += bool(words.strip())
        yield sheet.problem(
            EMPTY_TEXT, f"the cue at {clock(cue.start_ms)} shows nothing", place=place,
            severity=Severity.WARNING if words.strip() else Severity.INFO,
            hint=f"write what is said: {words.strip()!r}" if words.strip() else "take the cue out")
    yield from _too_much(EMPTY_TEXT, sheet, lost, "show nothing where the source speaks")


def traditional_character(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """Simplified Chinese has no Traditional characters; the conversion tables of OpenCC tell them apart."""
    if sheet.language != "zh-Hans":
        return
    for place, text in enumerate(sheet.texts):
        if not _HAN.search(text):
            continue
        simplified = _to_simplified().convert(text)
        same_length = len(text) == len(simplified)
        right = {a: b for a, b in zip(text, simplified, strict=True) if a != b} if same_length else {}
        if right:
            yield sheet.problem(TRADITIONAL, f"{'、'.join(sorted(right))} is Traditional Chinese", place=place,
                                hint="write " + ", ".join(f"{right[c]} for {c}" for c in sorted(right)))


def wrong_script(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """Every letter is of a script that the language uses: no kana in Korean or Chinese, no Cyrillic anywhere."""
    script = LANGUAGES[sheet.language].script
    strangers = _STRANGERS.get("Hans" if script == "Hant" else script)
    for place, text in enumerate(sheet.texts):
        if text.isascii():
            continue
        foreign = sorted(set(strangers.findall(text))) if strangers else []
        if script == "Kore" and not foreign:
            han = _HAN.findall(text)
            foreign = sorted(set(han)) if len(han) > len(_LETTER.findall(text)) * _MOST_HAN_IN_KOREAN else []
        if foreign:
            yield sheet.problem(
                WRONG_SCRIPT, f"{''.join(foreign[:8])!r} is not {LANGUAGES[sheet.language].english_name}", place=place,
                measured=f"{len(foreign)} letters", limit="0 letters",
                hint=f"write it in {LANGUAGES[sheet.language].english_name} letters, or take it out")


def duplicate_text(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """Two cues in a row do not show the same, unless the source says it twice: one of them hides what belongs there."""
    for place, first, second in sheet.pairs():
        if first.text != second.text or second.start_ms - first.end_ms > _ECHO_MS:
            continue
        is_sound = first.text[:1] in "[(（【♪"
        if is_sound or len(_LETTER.findall(first.text)) < _ECHO_LETTERS or _said_twice(sheet, lecture, place):
            continue
        yield sheet.problem(DUPLICATE, f"cue {second.index} shows the same text again", place=place,
                            hint=f"write what is said from {clock(second.start_ms)} on, or make one cue of the two")


def repeated_words(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """The same words do not come four times in a row: a decoder that loops has lost the rest of the sentence."""
    for place, text in enumerate(sheet.texts):
        line = text[:_LOOP_SEARCHED]
        if len(line) < _LOOP_CHARACTERS or not _may_loop(line):
            continue
        for match in _LOOP.finditer(line):
            if len(match.group()) >= _LOOP_CHARACTERS and _LETTER.search(match["unit"]):
                severity = Severity.WARNING if sheet.is_machine else Severity.INFO  # people do say: up and up and up
                yield sheet.problem(REPEATED, f"{match['unit'].strip()!r} stands there again and again", place=place,
                                    severity=severity, hint="write it once, and what else is said")
                break


def doubled_word(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """A word does not stand twice in a row, but for those that may: `die die`, `vous vous`, `that that`."""
    for place, text in enumerate(sheet.texts):
        match = next((m for m in _DOUBLED.finditer(text.replace("\n", " ")) if _is_slip(m, sheet.language)), None)
        if match:
            yield sheet.problem(DOUBLED_WORD, f"{match[1]!r} stands twice", place=place,
                                hint=f"write {match[1]!r} once")


def _is_slip(match: regex.Match[str], language: str) -> bool:
    """Whether a doubled word is one too many: no name (Fei Fei), no adverb made stronger, no Latin in other letters."""
    first, second = match[1], match[2]
    if language == "ko":
        return bool(_KOREAN_SLIP.match(first))
    is_name = first == second and first[0].isupper() and not first.isupper()
    foreign = LANGUAGES[language].script != "Latn" and _LATIN.match(first)
    return first.lower() not in _MAY_DOUBLE and not is_name and not foreign


def odd_length(sheet: Sheet, lecture: Lecture) -> Iterator[Problem]:
    """A minute of the track is about as long as the same minute of the source, by the ratio of the whole track."""
    source = lecture.source_sheet
    if source is None or source.language == sheet.language or not sheet.cues:
        return
    ours, theirs = (_by_stretch(each) for each in (sheet, source))
    ratios = {n: ours.get(n, 0) / count for n, count in theirs.items() if count >= _STRETCH_CHARACTERS}
    if len(ratios) < _LENGTH_STRETCHES:
        return
    middle = sorted(ratios.values())[len(ratios) // 2]
    for n, ratio in ratios.items():
        if middle and not middle / _LENGTH_FACTOR <= ratio <= middle * _LENGTH_FACTOR:
            start_ms = n * _STRETCH_MS
            places = sheet.during(start_ms, start_ms + _STRETCH_MS)
            yield sheet.problem(
                LENGTH, f"from {clock(start_ms)} on a minute is {ratio / middle:.1f} times as long as it should be by "
                f"the {LANGUAGES[source.language].english_name} text", place=places[0] if places else None,
                measured=f"{ratio:.2f}", limit=f"{middle / _LENGTH_FACTOR:.2f} to {middle * _LENGTH_FACTOR:.2f}",
                hint="compare this minute with the source: something is missing, or does not belong there")


def _is_copied(sheet: Sheet, source: Sheet, place: int, text: str) -> bool:
    bare = _NOT_LETTERS.sub(" ", text).casefold().split()
    if len(bare) < _COPIED_WORDS:
        return False
    cue = sheet.cues[place]
    return any(_NOT_LETTERS.sub(" ", source.texts[n]).casefold().split() == bare
               for n in source.during(cue.start_ms, cue.end_ms))


def _is_left(text: str, source: str) -> bool:
    """Whether a cue was left in Latin letters: a sentence of the source, not terms, names or what stands in quotes."""
    bare = _LEFT_BY_CHOICE.sub(" ", text)
    words = _FOREIGN_WORD.findall(bare)
    latin, letters = len(_LATIN.findall(bare)), len(_LETTER.findall(bare))
    if len(words) < _FOREIGN_WORDS or latin < _FOREIGN_SHARE * (latin + _LETTERS_EACH * (letters - latin)):
        return False
    return source not in _HOLDING_TOGETHER or not _HOLDING_TOGETHER[source].isdisjoint(words)


def _too_much(code: Code, sheet: Sheet, count: int, what: str) -> Iterator[Problem]:
    """Where a tenth of a track is lost it is no longer a slip: an error, once, for the whole track."""
    if count >= _WITHHOLD_CUES and count > len(sheet.cues) * _WITHHOLD_SHARE:
        yield sheet.problem(code, f"{count} of {len(sheet.cues)} cues {what}", severity=Severity.ERROR,
                            measured=f"{count / len(sheet.cues):.0%}", limit=f"{_WITHHOLD_SHARE:.0%}",
                            hint="the track is kept out of the video until they are written")


def _may_loop(line: str) -> bool:
    """Whether a search for a loop is worth its time: some words, or some pairs of characters, come again and again."""
    words = line.split()
    if len(words) - len(set(words)) >= _LOOP_TIMES - 1:
        return True
    return (len(line) > 20 * len(words) or not _LATIN.search(line)) and (
        len(line) - len(set(pairwise(line))) > _LOOP_CHARACTERS // 2)


def _said_twice(sheet: Sheet, lecture: Lecture, place: int) -> bool:
    source, cue = lecture.source_sheet, sheet.cues[place]
    if source is None or source.language == sheet.language:
        return False
    there = source.during(cue.start_ms - _ECHO_MS, cue.end_ms + cue.duration_ms + _ECHO_MS)
    words = [source.texts[n].strip() for n in there]
    return len(words) > len(set(words))


def _by_stretch(sheet: Sheet) -> dict[int, int]:
    counts: dict[int, int] = {}
    for cue, text in zip(sheet.cues, sheet.texts, strict=True):
        stretch = (cue.start_ms + cue.end_ms) // 2 // _STRETCH_MS
        counts[stretch] = counts.get(stretch, 0) + len(text)
    return counts


@cache
def _to_simplified() -> Any:
    return opencc.OpenCC("t2s")
