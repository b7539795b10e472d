"""The numbers in a sentence, as values: what must survive translation whatever way it is written.

``three and a half million``, ``3.5 million``, ``350만``, ``350万``, ``3,5 Millionen`` and ``٣٫٥ مليون`` are one number.
Compared as multisets, two sentences show at once which number was lost or changed.

Sources: Unicode decimal digits; CLDR number symbols (decimal and grouping sign per language) and long compact forms.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from decimal import Decimal
from functools import cache

import regex

_GROUPS = {"en": ",", "zh-Hans": ",", "zh-Hant": ",", "ko": ",", "ar": "٬,", "it": ".'", "de": ".'",
           "fr": " \u00a0\u202f"}
_DECIMALS = {"en": ".", "zh-Hans": ".", "zh-Hant": ".", "ko": ".", "ar": "٫.,", "it": ",", "de": ",", "fr": ","}
_K, _M, _B, _T = 3, 6, 9, 12
_SCALES: dict[str, dict[str, int]] = {  # words behind a number, as powers of ten
    "en": {"hundred": 2, "thousand": _K, "million": _M, "billion": _B, "trillion": _T,
           "thousands": _K, "millions": _M, "billions": _B},
    "it": {"mila": _K, "mille": _K, "milione": _M, "milioni": _M, "miliardo": _B, "miliardi": _B},
    "de": {"tausend": _K, "million": _M, "millionen": _M, "mio.": _M, "milliarde": _B, "milliarden": _B, "mrd.": _B,
           "billion": _T, "billionen": _T},
    "fr": {"mille": _K, "million": _M, "millions": _M, "milliard": _B, "milliards": _B},
    "ar": {"ألف": _K, "آلاف": _K, "الف": _K, "ألفا": _K, "مليون": _M, "ملايين": _M, "مليونا": _M, "مليار": _B,
           "مليارات": _B, "تريليون": _T},
}
_CJK_SCALES = {"천": 3, "백": 2, "만": 4, "억": 8, "조": 12, "千": 3, "百": 2, "万": 4, "萬": 4, "亿": 8, "億": 8}
_BIG = "만억조万萬亿億"
_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12,
    "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}
_HAN = {c: value for value, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_HANGUL = {c: value for value, c in enumerate("영일이삼사오육칠팔구")} | {"륙": 6}
_SMALL_SCALES = {"十": 1, "百": 2, "千": 3, "십": 1, "백": 2, "천": 3}
_DIGITS = regex.compile(r"[0-9][0-9.,٫٬'\u00a0\u202f ]*[0-9]|[0-9]")
_DECIMAL = regex.compile(r"\d")
_WORD, _SCALE = "|".join(_WORDS), "hundred|thousand|million|billion|trillion"
_ENGLISH = regex.compile(rf"\b(?:{_WORD})(?:[- ](?:and )?(?:{_WORD}|{_SCALE}))*\b|\b(?:a|half a) (?:{_SCALE})\b",
                         regex.IGNORECASE)
_HAN_NUMBER = regex.compile(r"[零〇一二两兩三四五六七八九十百千]*[十百千万萬亿億]"
                            r"[零〇一二两兩三四五六七八九十百千万萬亿億]*")
_HANGUL_NUMBER = regex.compile(r"(?<![가-힣])(?=[일이삼사오육칠팔구십백천]*[십백천만억])"
                               r"[일이삼사오육칠팔구십백천]+[만억조]?"
                               r"(?=\s|명|개|년|원|톤|%|퍼센트|킬로|미터|곳|회|배|가지|여|,|\.|$)")


def numbers(text: str, language: str) -> Counter[Decimal]:
    """Give every number written in digits, in any script and scale word, as its value, with how often it stands.

    Numbers in words are not in it (:func:`worded` gives them), since "one" is as often a pronoun as a number.
    ``language`` is a BCP 47 tag; it says what a comma means. Ordinal marks, units and signs are left aside.
    """
    return Counter(value for value, _, _ in found(text, language))


def found(text: str, language: str) -> list[tuple[Decimal, int, int]]:
    """Give the numbers written in digits with the characters they stand in, their scale word included: [start, end)."""
    if not _DECIMAL.search(text):
        return []
    western = "".join(str(unicodedata.digit(c)) if c.isdecimal() else c for c in text)
    values: list[tuple[Decimal, int, int]] = []
    for match in _DIGITS.finditer(western):
        place = match.start()
        for part in _parts(match.group(), language):
            start = western.index(part, place)
            place = start + len(part)
            bare = _bare_point(western, start, language)
            value, end = _scaled(_value(f"0.{part}" if bare else part, language), western, place, language)
            values.append((value, start - bare, end))
    return _added(values, western)


def _bare_point(text: str, start: int, language: str) -> bool:
    """Whether a decimal point without a zero stands before the digits: .9, not the end of a sentence."""
    before = text[max(0, start - 2):start]
    return before.endswith(".") and "." in _DECIMALS.get(language, ".")[:1] and not (
        len(before) == 2 and (before[0].isalnum() or before[0] in ".)”\""))


def worded(text: str, language: str) -> Counter[Decimal]:
    """Give the numbers written in words (English, Korean and Chinese): what a number in digits may have become."""
    if language == "en":
        return Counter(_english(match.group().lower()) for match in _ENGLISH.finditer(text))
    if language.startswith("zh"):
        return Counter(_east(match.group(), _HAN) for match in _HAN_NUMBER.finditer(text))
    if language == "ko":
        return Counter(_east(match.group(), _HANGUL) for match in _HANGUL_NUMBER.finditer(text))
    return Counter()


def _added(values: list[tuple[Decimal, int, int]], text: str) -> list[tuple[Decimal, int, int]]:
    """Add up what is one number in steps: 3억 5000만 is 350 million."""
    added: list[tuple[Decimal, int, int]] = []
    for value, start, end in values:
        if added:
            before, first, last = added[-1]
            if text[last - 1] in _BIG and last <= start <= last + 1 and not text[last:start].strip() and value < before:
                added[-1] = (before + value, first, end)
                continue
        added.append((value, start, end))
    return added


def _parts(written: str, language: str) -> list[str]:
    """Take apart digits that only stand side by side: a list (3, 4, 5), a range, an enumeration (2.1.3 stays whole)."""
    grouped = regex.compile(rf"(?:{_grouped(language)})(?![0-9])|[0-9]+(?:[.,٫][0-9]+)*")
    return [part.group() for part in grouped.finditer(written)]


@cache
def _grouped(language: str) -> str:
    """Give the pattern of a number with grouping signs: 1,250,000.5 in English, 1.250.000,5 in German."""
    groups, decimals = _GROUPS.get(language, ","), _DECIMALS.get(language, ".")
    return rf"[0-9]{{1,3}}(?:[{regex.escape(groups)}][0-9]{{3}})+(?:[{regex.escape(decimals)}][0-9]+)?"


def _value(written: str, language: str) -> Decimal:
    if regex.fullmatch(_grouped(language), written):
        written = "".join(c for c in written if c not in _GROUPS.get(language, ","))
    marks = [c for c in written if not c.isdigit()]
    if len(marks) > 1:  # a version, an address: its digits as one number, so that it is compared as a whole
        return Decimal("".join(c for c in written if c.isdigit()))
    return Decimal(written.replace(marks[0], ".") if marks else written).normalize()


def _scaled(value: Decimal, text: str, end: int, language: str) -> tuple[Decimal, int]:
    """Multiply by the scale word or sign behind a number: 3.5 million, 350만, 3千万."""
    spaced = language.startswith("zh") and text[end:end + 1] == " " and text[end + 1:end + 2] in tuple("万萬亿億")
    place = end = end + spaced
    while place < len(text) and (text[place] in _CJK_SCALES):
        value, place = value * 10 ** _CJK_SCALES[text[place]], place + 1
        if text[place - 1] in _BIG:
            break
    if place > end:
        return value.normalize(), place
    word = regex.match(r"[\s\u00a0-]{0,2}(\p{L}+\.?)", text, pos=end)
    if word:
        scales, said = _SCALES.get(language, {}), word.group(1).lower()
        power = scales.get(said, scales.get(said.rstrip(".")))
        if power is not None:
            return (value * 10**power).normalize(), word.end(1)
    return value, end


def _english(words: str) -> Decimal:
    total = current = Decimal(0)
    half = words.startswith("half a ")
    for word in regex.split(r"[- ]", words.removeprefix("half ")):
        if word in _WORDS:
            current += _WORDS[word]
        elif word == "a":
            current = Decimal(1)
        elif word in _SCALES["en"]:
            power = _SCALES["en"][word]
            current = max(current, Decimal(1)) * 10**power
            if power > 2:
                total, current = total + current, Decimal(0)
    value = total + current
    return (value / 2 if half else value).normalize()


def _east(written: str, digits: dict[str, int]) -> Decimal:
    total = section = digit = 0
    for c in written:
        if c in digits:
            digit = digits[c]
        elif c in _SMALL_SCALES:
            section, digit = section + (digit or 1) * 10 ** _SMALL_SCALES[c], 0
        elif c in _CJK_SCALES:
            total, section, digit = total + ((section + digit) or 1) * 10 ** _CJK_SCALES[c], 0, 0
    return Decimal(total + section + digit).normalize()
