"""How a word ends when it is read aloud in Korean: what decides the particle after it.

Hangul says it in its letters. Digits are read in Sino-Korean, units by their names, acronyms letter by letter. A
Latin word in small letters does not tell (its spelling is not its sound), nor does an acronym that may be said as a
word (OPEC): then the ending is unknown, and the glossary's reading has to say.

Sources: Unicode 3.12 on Hangul syllables; 국립국어원 외래어 표기법 on the names of letters; 한글 맞춤법 44 on numbers.
"""

from __future__ import annotations

import unicodedata
from enum import Enum

import regex


class Ending(Enum):
    """How a spoken word ends: on a vowel, on ㄹ, on another consonant, or nobody can tell from its letters."""

    VOWEL = "vowel"
    RIEUL = "rieul"
    CONSONANT = "consonant"
    UNKNOWN = "unknown"


_V, _R, _C = Ending.VOWEL, Ending.RIEUL, Ending.CONSONANT
# 영 일 이 삼 사 오 육 칠 팔 구
_DIGITS = dict(zip("0123456789", (_C, _R, _V, _C, _V, _V, _C, _R, _R, _V), strict=True))
_LETTERS = {**dict.fromkeys("ABCDEFGHIJKOPQSTUVWXYZ", _V), "L": _R, "R": _R, "M": _C, "N": _C}
# Units and signs as they are read aloud after a number: 킬로미터, 킬로와트, 퍼센트, 톤, 그램, 데시벨.
_READ = {
    _V: "km m cm mm nm m² m2 km² km2 m³ m3 ha W kW MW GW TW Wh kWh MWh GWh TWh Hz kHz MHz GHz °C °F ° % € $ "
        "£ L l mL ml km/h V "
        "kV A s ms h KB MB GB TB ppb bps Mbps Gbps J kJ MJ Pa hPa lx lm/W",
    _C: "kg g mg μg t ppm ₩ ¥ min lm rpm",
    _R: "dB ‰ mol",
}
_UNITS = {unit: ending for ending, units in _READ.items() for unit in units.split()}
_CURRENCY_BEFORE = {"$": _V, "€": _V, "£": _V, "₩": _C, "¥": _C}
_UNIT = regex.compile(rf"(?<=\d\s?)(?:{'|'.join(regex.escape(u) for u in sorted(_UNITS, key=len, reverse=True))})$")
_NUMBER = regex.compile(r"(?<![\d.,])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$")
_FRACTION = regex.compile(r"(?<![\d/.,])(?P<top>\d)/(?P<bottom>\d|10|100)$")
_CLOCK = regex.compile(r"(?<!\d)\d{1,2}:\d\d$")
_CLOSING = regex.compile(r"[\p{Pe}\p{Pf}\p{Po}\"'*_`~]+$")
_IN_BRACKETS = regex.compile(r"^(?P<word>.*\S)\s*\([^()]*\)$")
_SAID_AS_A_WORD = regex.compile(r"^(?=.{4,}$)[A-Z]*[AEIOU][BCDGKPT]$")
_SYLLABLES = (ord("가"), ord("힣"))
_FINALS = 28  # 27 final consonants and none
_FINAL_RIEUL = 8


def ending_of(word: str) -> Ending:
    """Say how a word ends when it is read aloud in Korean.

    What stands in brackets after the word, and quotation marks around it, are not read with it.
    """
    bare = unicodedata.normalize("NFKC", word).strip()
    in_brackets = _IN_BRACKETS.match(bare)
    bare = in_brackets["word"] if in_brackets else bare
    if not _UNIT.search(bare):
        bare = _CLOSING.sub("", bare)
    if not bare:
        return Ending.UNKNOWN
    return _hangul_ending(bare[-1]) or _unit_ending(bare) or _number_ending(bare) or _latin_ending(bare)


def _hangul_ending(character: str) -> Ending | None:
    if _SYLLABLES[0] <= ord(character) <= _SYLLABLES[1]:
        final = (ord(character) - _SYLLABLES[0]) % _FINALS
        return _V if final == 0 else _R if final == _FINAL_RIEUL else _C
    return None


def _unit_ending(word: str) -> Ending | None:
    found = _UNIT.search(word)
    if found:
        return _UNITS[found.group()]
    return _UNITS.get(word) if len(word) > 1 else None  # kWh, named alone


def _number_ending(word: str) -> Ending | None:
    """Read the number a word ends in: 10 is 십, 100 백, 1000 천, 10000 만, 2.5 이점오, 1/3 삼분의 일, 9:05 오분."""
    fraction = _FRACTION.search(word)
    if fraction:
        proper = int(fraction["top"]) < int(fraction["bottom"])
        return _DIGITS[fraction["top"]] if proper else Ending.UNKNOWN
    if _CLOCK.search(word):
        return _C  # 분
    found = _NUMBER.search(word)
    if not found:
        return _DIGITS.get(word[-1])
    if word[found.start() - 1:found.start()] in _CURRENCY_BEFORE and found.start():
        return _CURRENCY_BEFORE[word[found.start() - 1]]
    digits = found.group().replace(",", "")
    if "." in digits or not digits.endswith("0"):
        return _DIGITS[digits[-1]]
    zeros = len(digits) - len(digits.rstrip("0")) if digits.strip("0") else 0
    # 영, 십, 백, 천, 만 and 억 end in consonants; 조 (10^12) ends in a vowel, 경 (10^16) in a consonant.
    return _V if 12 <= zeros < 16 else _C


def _latin_ending(word: str) -> Ending:
    """Read capitals by letter (IoT, GIS, LoRaWAN); what ends in a small letter, or may be said whole, is unknown."""
    last = regex.split(r"[\s\-/·_]", word)[-1]
    capitals = regex.sub(r"(?<=\p{Lu})s$", "", last)
    if not capitals or _SAID_AS_A_WORD.match(capitals):
        return Ending.UNKNOWN
    return _LETTERS.get(capitals[-1], Ending.UNKNOWN)
