"""How well a cut of the translation fits a cut of the source: position, words, phrase and punctuation, as numbers.

For every place where the translation may be cut, and every cue end of the source sentence, four things are known:
how far the place is from where it should be by characters and by time, how many words stand on the wrong side of it
(by the links of the engine and by a table of word translations), how readily people end a cue there, and whether
both sides have a mark. :mod:`pipeline.translate.projection` weighs them.

Sources: Cherry et al. 2021, Subtitle Translation as Markup Translation (cue ends moved by word alignment); Brown et al.
1993, IBM model 1 (the word table).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import regex

from pipeline.model.engine import Link
from pipeline.translate.endings import ending_class
from pipeline.translate.phrases import is_chinese
from pipeline.translate.tables import read_phrases, read_words

_ENGLISH = regex.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:[.,]\d+)*")
_KOREAN = regex.compile(r"\p{Hangul}+|[a-z]+|\d+(?:[.,]\d+)*")
_CHINESE = regex.compile(r"\p{Han}+|[a-z]+|\d+(?:[.,]\d+)*")
_STEM = 6  # letters of a Latin word that are compared: networks, networking and network are one
_SAME_WORD = 0.5  # probability that a number or Latin word stands for itself
_NOTHING = 0.01  # probability mass of a word that translates nothing on the other side
_SLOPE = 2.0  # how quickly a translation far from its place in the sentence becomes unlikely
_MARKS = regex.compile(r"[\p{P}\s]+$")
_MARK_KIND = {mark: kind for kind, marks in {"stop": ".?!。？！…", "comma": ",，、;；:："}.items() for mark in marks}


class Features(NamedTuple):
    """One place as a cut for one cue end, in numbers; the weights of the projection have the same names.

    ``off`` is the distance from the place in proportion to the source's characters, in characters of the translation,
    ``off_root`` its square root, ``off_share`` the same as a share of the sentence, ``time_share`` that of the
    distance from the place in proportion to time; ``words`` counts words on their right side less words on the
    wrong side; ``phrase`` is the log odds that a person would end a cue here; the last three say which side has a
    comma: both, the translation only, the source only.
    """

    off: float
    off_root: float
    off_share: float
    time_share: float
    words: float
    phrase: float
    commas: float
    comma_added: float
    comma_lost: float


class Vote(NamedTuple):
    """A word of the translation, and where in the source what it translates stands: (place, weight), sorted."""

    place: int
    sources: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceCut:
    """One cue end inside the source sentence: where, its last character, and its share of characters and of time."""

    place: int
    mark: str
    characters: float
    time: float


def family_of(language: str) -> str:
    """Give the name of the tables of a language: its BCP 47 tag without script and region."""
    return language.split("-")[0].lower()


def measure(text: str, places: Sequence[int], cuts: Sequence[SourceCut], votes: Sequence[Vote],
            language: str) -> Iterator[list[Features]]:
    """Give, for each cue end of the source in order, the features of every place of the translation."""
    visible = list(accumulate((not c.isspace() for c in text), initial=0))
    total = max(1, visible[-1])
    phrase = [phrase_score(text, place, language) for place in places]
    marks = [_MARK_KIND.get(text[:place].rstrip()[-1:], "") for place in places]
    for cut in cuts:
        balance = _balance(votes, places, cut.place)
        source_mark = _MARK_KIND.get(cut.mark, "")
        yield [_features((abs(visible[place] - cut.characters * total), abs(visible[place] - cut.time * total), total),
                         balance[i], phrase[i], (source_mark, marks[i])) for i, place in enumerate(places)]


def _features(place: tuple[float, float, int], words: float, phrase: float, marks: tuple[str, str]) -> Features:
    off, time_off, total = place
    source, target = marks
    return Features(off=off, off_root=off**0.5, off_share=off / total, time_share=time_off / total, words=words,
                    phrase=phrase, commas=float(source == target == "comma"),
                    comma_added=float(source == "" and target == "comma"),
                    comma_lost=float(source == "comma" and target == ""))


def phrase_score(text: str, place: int, language: str) -> float:
    """Say how readily people end a cue at a place of a sentence, as log odds; 0 in a language without a table."""
    table = read_phrases(family_of(language))
    return sum(table.get(sign, 0.0) for sign in phrase_signs(text, place, language)) if table else 0.0


def phrase_signs(text: str, place: int, language: str) -> tuple[str, ...]:
    """Name what is seen at a place: the mark before it, the last characters before and the first after it."""
    before = text[max(0, place - 24):place].rstrip()
    bare = _MARKS.sub("", before)
    last = bare if is_chinese(language) else bare.rsplit(maxsplit=1)[-1] if bare else ""
    after = text[place:place + 24]
    following = after if is_chinese(language) else after.split(maxsplit=1)[0] if after.split() else ""
    mark = _MARK_KIND.get(before[-1:], "other") if before != bare else ""
    signs = ["any", f"mark {mark}", f"<{last[-1:]}", f"<{last[-2:]}", f">{following[:1]}", f">{following[:2]}"]
    if family_of(language) == "ko":
        signs += [f"<={ending_class(last)}", f">={ending_class(_MARKS.sub('', following))}"]
    return (*signs, *(f"{side} latin" for side, c in (("<", last[-1:]), (">", following[:1])) if c.isascii() and c))


def lexical_votes(source: str, text: str, language: str) -> list[Vote]:
    """Find what each word of the translation translates, by the word table and by equal numbers and Latin words."""
    table = read_words(family_of(language))
    english = list(english_words(source))
    here: dict[str, list[int]] = {}
    for place, word in english:
        here.setdefault(word, []).append(place)
    length, target_length = max(1, len(source)), max(1, len(text))
    votes = []
    for place, word in target_words(text, language):
        known = table.get(word, {})
        found = [(at, weight) for other, weight in known.items() for at in here.get(other, ())]
        found += [(at, _SAME_WORD) for at in here.get(word, ()) if word not in known]
        if found:
            near = [(at, weight * 2.0 ** (-_SLOPE * abs(at / length - place / target_length))) for at, weight in found]
            mass = sum(weight for _, weight in near) + _NOTHING
            votes.append(Vote(place, tuple(sorted((at, weight / mass) for at, weight in near))))
    return votes


def link_votes(links: Sequence[Link]) -> list[Vote]:
    """Make votes of the engine's alignment."""
    return [Vote(link.target_start, ((link.source_start, link.weight),)) for link in links]


def english_words(text: str) -> Iterator[tuple[int, str]]:
    """Cut English into compared words: place and stem; a negated verb is "not"."""
    for match in _ENGLISH.finditer(_lower(text.replace("’", "'"))):
        word = match.group()
        yield match.start(), "not" if word.endswith("n't") else word.split("'")[0][:_STEM]


def target_words(text: str, language: str) -> Iterator[tuple[int, str]]:
    """Cut a translation into compared pieces of words: place and piece.

    A Korean word gives its first two syllables and, marked ``~``, its last one and two, where the particle or ending
    is; Chinese gives every two neighbouring characters; numbers and Latin words are themselves.
    """
    chinese = is_chinese(language)
    for match in (_CHINESE if chinese else _KOREAN).finditer(_lower(text)):
        word, start = match.group(), match.start()
        if word.isascii():
            yield start, word[:_STEM] if word[0].isalpha() else word
        elif chinese:
            yield from ((start + i, word[i:i + 2]) for i in range(max(1, len(word) - 1)))
        else:
            yield start, word[:2]
            if len(word) > 1:
                yield start, "~" + word[-1:]
            if len(word) > 2:
                yield start, "~" + word[-2:]


def _lower(text: str) -> str:
    """Lower case that keeps every character in its place (İ would become two)."""
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _balance(votes: Sequence[Vote], places: Sequence[int], source_place: int) -> list[float]:
    """For every place: the weight of words on their right side of the cut, less that of words on the wrong side."""
    change = [0.0] * (len(places) + 1)  # what moves from after to before the cut with each further place
    after = 0.0
    for vote in votes:
        weight = sum(w if at < source_place else -w for at, w in vote.sources)
        change[bisect_left(places, vote.place + 1)] += 2 * weight
        after -= weight
    return [after + moved for moved in accumulate(change[:-1])]


def share_of(text: str, place: int) -> float:
    """Give the share of a text's visible characters that stand before a place."""
    visible = sum(not c.isspace() for c in text)
    return sum(not c.isspace() for c in text[:place]) / visible if visible else 0.0


def votes_for(source: str, text: str, language: str, links: Sequence[Link],
              link_weight: float) -> list[Vote]:
    """Put the engine's links, weighed, beside the word table's votes."""
    weighed = [Vote(v.place, tuple((at, w * link_weight) for at, w in v.sources)) for v in link_votes(links)]
    return lexical_votes(source, text, language) + weighed
