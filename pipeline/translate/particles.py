"""Korean particles after a term: the form that fits the last sound of the word before it.

When an approved term replaces what the model wrote, the particle after it may no longer fit: 디지털 트윈을 but
메타시티를.
The rule is by sound: after a final consonant one form, after a vowel the other; 으로/로 counts a final ㄹ as a vowel.
How words, numbers, units and acronyms end when they are read aloud is known to :mod:`pipeline.translate.readings`.

Sources: 국립국어원 표준 문법 (Standard Korean Grammar) on 조사 and their forms; 한글 맞춤법 on 이에요/예요 and 이었/였.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from pipeline.translate.readings import Ending, ending_of

__all__ = ["Attached", "Ending", "attach", "ending_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """What follows the word, with the particle that fits; ``known`` is False when the ending could not be told."""

    text: str
    changed: bool
    known: bool


def _forms(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# (after a consonant, after a vowel): each pair is one particle in two forms.
_SIMPLE = (("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"), ("아", "야"))
_AND_TAILS = _forms("의 는 도 만 같은 같이 함께")
_BY_TAILS = ("", *_forms(
    "부터 부터의 부터는 부터도 써 써의 써는 써도 서 서의 서는 서도 는 도 만 만은 의 까지 까지도 나 밖에 든 든지 야 "
    "라도 인해 인한"))
_QUOTED_TAILS = _forms(
    "라 라는 라고 라고는 라고도 라고만 라면 라도 라서 라야 라기보다 라기보다는 라기에는 라기에 라며 라면서 "
    "라던가 라든가 라든지 라니 라지만 란 랑 랑은 나 나마 든 든지 든가 야말로")
_PAIRS = (
    *_SIMPLE,
    *((f"과{tail}", f"와{tail}") for tail in _AND_TAILS),
    *((f"으로{tail}", f"로{tail}") for tail in _BY_TAILS),
    *((f"이{tail}", tail) for tail in _QUOTED_TAILS),
    ("은커녕", "는커녕"), ("이에요", "예요"), ("이어요", "여요"),
)
# The copula may keep its 이 after a vowel (도시이며 is as good as 도시며), but never lose it after a consonant.
_COPULA = tuple((f"이{tail}", tail) for tail in _forms(
    "며 고 지만 므로 니까 죠 지요 자 면서 면 거나 니 고요 네요 군요 구나 냐 냐는 다"))
# What may follow these is a whole ending: 이었습니다, 이었던, 이었지만.
_PAST = ("이었", "였")
_FORMS = {form: pair for pair in (*_PAIRS, *_COPULA) for form in pair}
_COPULA_FORMS = frozenset(form for form, _ in _COPULA)
_RIEUL_AS_VOWEL = "으로"
# Forms written both ways by people (and models) that do not know the word: 은(는), (이)라고, 을/를.
_BOTH_WAYS = {
    **{f"{one}{mark}{other}{end}": pair for pair in _SIMPLE for one, other in (pair, pair[::-1])
       for mark, end in (("(", ")"), ("/", ""))},
    **{f"(으)로{tail}": (f"으로{tail}", f"로{tail}") for tail in _BY_TAILS},
    "으로/로": ("으로", "로"), "로/으로": ("으로", "로"), "로(으로)": ("으로", "로"),
    **{f"(이){tail}": (f"이{tail}", tail) for tail in (*_QUOTED_TAILS, *(tail for _, tail in _COPULA))},
}
# A particle ends where its word ends: at a space, a mark, or the end of the text. 이 also begins 이야기, 은 은행.
_END = r"(?=[\s\p{P}\p{S}]|$)"


def _alternation(forms: dict[str, tuple[str, str]]) -> str:
    return "|".join(regex.escape(form) for form in sorted(forms, key=len, reverse=True))


# Between the word and its particle may stand the end of a quotation and an explanation in brackets: ‘트윈’(twin)을.
_REST = regex.compile(
    rf"(?P<lead>[”’\"'」』》〉)\]*_]*(?:(?!\([이으]\))\s?[(（\[][^()（）\[\]]{{1,80}}[)）\]])?[”’\"'」』》〉*_]*)"
    rf"(?:(?P<both>{_alternation(_BOTH_WAYS)})|(?P<form>{_alternation(_FORMS)}){_END}|(?P<past>이었|였)(?=\p{{Hangul}}))")


def attach(word: str, rest: str, *, reading: str = "") -> Attached:
    """Give the Korean text that follows ``word`` the particle that fits it.

    ``rest`` begins right after the word, perhaps with a particle of the wrong form; ``reading`` is the Hangul that is
    said for a word whose letters do not tell (``LoRaWAN``: 로라완). Where the ending is unknown the text stays as it is
    and ``known`` is False: nothing is ever guessed as 을(를). ``known`` is True when there is no particle to choose.
    """
    found = _REST.match(rest)
    if found is None:
        return Attached(text=rest, changed=False, known=True)
    written = found["both"] or found["form"] or found["past"]
    pair = _BOTH_WAYS[written] if found["both"] else _FORMS[written] if found["form"] else _PAST
    ending = ending_of(reading or word)
    if ending is Ending.UNKNOWN:
        return Attached(text=rest, changed=False, known=False)
    text = found["lead"] + _form(pair, ending, written) + rest[found.end():]
    return Attached(text=text, changed=text != rest, known=True)


def _form(pair: tuple[str, str], ending: Ending, written: str) -> str:
    if ending is Ending.RIEUL and pair[0].startswith(_RIEUL_AS_VOWEL):
        return pair[1]
    if ending is not Ending.VOWEL:
        return pair[0]
    return written if written in _COPULA_FORMS else pair[1]
