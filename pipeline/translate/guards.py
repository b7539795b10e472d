"""Guard rails: what a good translation never is. Each looks at one sentence and says what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import regex

from pipeline.model.engine import Hypothesis
from pipeline.model.language import Language
from pipeline.model.numbers import found, numbers, worded
from pipeline.model.problem import Code
from pipeline.model.units import has_unit, unit_after
from pipeline.translate.codes import COPIED, EMPTY, LENGTH, NUMBER, REPEATED, SCRIPT, UNIT

_LATIN = regex.compile(r"\p{Latin}")
_LETTERS = {script: regex.compile(letters) for script, letters in {
    "Kore": r"[\p{Hangul}\p{Han}]", "Hans": r"\p{Han}", "Hant": r"\p{Han}", "Latn": r"\p{Latin}",
    "Arab": r"\p{Arabic}"}.items()}
_ORDINARY_WORD = re.compile(r"\b[a-z]{2,}\b")
_LOOP = regex.compile(r"(?P<unit>\S.{0,39}?)(?:[\s,，、]*(?P=unit)){2,}|(?P<long>\S.{4,79}?)[\s,，、]*(?P=long)",
                      regex.DOTALL)
_REPLACEMENT = "\ufffd"
_SYMBOL = "⟦"  # a placeholder that nobody asked for
_LOOP_CHARACTERS_MIN = 6
# Characters of the translation for one of English, over the sentences of public parallel corpora with much to spare.
_RATIOS = {"ko": (0.12, 1.4), "zh-Hans": (0.06, 0.9), "zh-Hant": (0.06, 0.9)}
_RATIO_ELSE = (0.25, 3.0)
_SHORT_CHARACTERS = 12
_CALENDAR = regex.compile(r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|"
                          r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|first|second|third|fourth|fifth|\p{L}+th|half|"
                          r"quarter|once|twice|double|both|pair|dozens?|decades?|century|centuries)\b",
                          regex.IGNORECASE)
_ARTICLE = re.compile(r"\b(?:an?|each|every|per|single|alone)\b", re.IGNORECASE)
_SMALL = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing wrong with a translation: what kind, said in a clause; the weight says how much it matters."""

    code: Code
    message: str
    weight: int


def check(source: str, text: str, language: Language, *,
          terms: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()) -> tuple[Fault, ...]:
    """Look at one translated sentence; nothing comes back when nothing is wrong.

    ``source`` is the English sentence, ``text`` its translation; ``terms`` are the spans of approved terms in both,
    whose numbers are as approved (3D city model: 三维城市模型).
    """
    if not any(c.isalnum() for c in text) or (_SYMBOL in text and _SYMBOL not in source):
        return (Fault(code=EMPTY, message="there is no translation", weight=100),)
    rest = _without(source, [own for own, _ in terms]), _without(text, [shown for _, shown in terms])
    faults = (guard(*rest, language) if guard is _number else guard(source, text, language) for guard in GUARDS)
    return tuple(fault for fault in faults if fault)


def _without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def weight(faults: Sequence[Fault]) -> int:
    """How bad it is: 0 for nothing."""
    return sum(fault.weight for fault in faults)


def choose(source: str, hypotheses: Sequence[Hypothesis], language: Language) -> tuple[Hypothesis, tuple[Fault, ...]]:
    """Take the best hypothesis without a fault, or the one with the least, and what is wrong with it."""
    judged = [(hypothesis, check(source, hypothesis.text, language)) for hypothesis in hypotheses]
    return min(judged, key=lambda pair: weight(pair[1]))


def _copied(source: str, text: str, language: Language) -> Fault | None:
    if language.script != "Latn" and _bare(source) == _bare(text) and _ORDINARY_WORD.search(source):
        return Fault(code=COPIED, message="the translation is the English sentence", weight=60)
    return None


def _wrong_script(source: str, text: str, language: Language) -> Fault | None:
    letters = [c for c in text if c.isalpha()]
    if _REPLACEMENT in text and _REPLACEMENT not in source:
        return Fault(code=SCRIPT, message="a character came out broken", weight=40)
    if not letters or not _ORDINARY_WORD.search(source) or _bare(source) == _bare(text):
        return None
    own = len(_LETTERS[language.script].findall(text))
    latin = len(_LATIN.findall(text))
    foreign = len(letters) - own - (latin if language.script != "Latn" else 0)
    if foreign > 0:
        return Fault(code=SCRIPT, message=f"{foreign} of {len(letters)} letters belong to another language", weight=40)
    if own < len(letters) * 0.3:
        return Fault(code=SCRIPT, weight=40,
                     message=f"only {own} of {len(letters)} letters are {language.english_name}")
    return None


def _repeats(source: str, text: str, language: Language) -> Fault | None:
    for loop in _LOOP.finditer(text):
        unit = loop["unit"] or loop["long"]
        if len(loop.group()) >= _LOOP_CHARACTERS_MIN and any(c.isalpha() for c in unit) and not _LOOP.search(source):
            return Fault(code=REPEATED, message=f"{unit.strip()[:30]!r} is said again and again", weight=30)
    return None


def unloop(text: str) -> str:
    """Say once what a looping decoder said again and again, so that it has room on the screen."""
    return str(_LOOP.sub(lambda found: found["unit"] or found["long"], text))


def _length(source: str, text: str, language: Language) -> Fault | None:
    low, high = _RATIOS.get(language.tag, _RATIO_ELSE)
    if len(text) <= len(source) * high + _SHORT_CHARACTERS and len(text) >= (len(source) - _SHORT_CHARACTERS) * low:
        return None
    return Fault(code=LENGTH, message=f"{len(text)} characters stand for {len(source)} English ones", weight=10)


def _number(source: str, text: str, language: Language) -> Fault | None:
    lost, made_up = compare_numbers(source, text, language.tag)
    if not lost and not made_up:
        return None
    said = [f"{_shown(lost)} is missing"] if lost else []
    said += [f"{_shown(made_up)} is not in the English"] if made_up else []
    return Fault(code=NUMBER, message=" and ".join(said), weight=30)


def compare_numbers(source: str, text: str, language: str) -> tuple[list[Decimal], list[Decimal]]:
    """Give the numbers that were lost and those that were made up; words may become digits and back."""
    english, said = numbers(source, "en"), numbers(text, language)
    lost = english - said - worded(text, language)
    made_up: Counter[Decimal] = said - english - worded(source, "en")
    if _CALENDAR.search(source):  # March may become 3月, the twenty-first century 21세기
        made_up = Counter({value: count for value, count in made_up.items() if value > _SMALL})
    if _ARTICLE.search(source):  # a year later: 1년 뒤
        made_up.pop(Decimal(1), None)
    return sorted(lost.elements()), sorted(made_up.elements())


def _unit(source: str, text: str, language: Language) -> Fault | None:
    units = dict.fromkeys(unit for _, _, end in found(source, "en") if (unit := unit_after(source, end)))
    lost = [unit for unit in units if not has_unit(text, unit)]
    return Fault(code=UNIT, message=f"the unit {', '.join(lost)} is missing", weight=30) if lost else None


def _shown(values: Sequence[Decimal]) -> str:
    return ", ".join(f"{value:f}" for value in values[:5])


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


GUARDS: tuple[Callable[[str, str, Language], Fault | None], ...] = (
    _copied, _wrong_script, _repeats, _length, _number, _unit)
