"""Placeholder symbols: reserved vocabulary pieces that stand for a glossary term, a number or a name."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

PLACEHOLDERS = ("⟦1⟧", "⟦2⟧", "⟦3⟧", "⟦4⟧", "⟦5⟧")
"""No underscores: the argos tokenizer turns them into spaces."""

LATIN_TOKEN = re.compile(r"[A-Za-z][A-Za-z0-9.+#-]*[A-Za-z0-9]|\d+(?:[.,]\d+)*")
HOW_MANY = (1, 1, 1, 1, 2, 2, 2, 3, 4, 5)
WORD = re.compile(r"\w+")
SHUFFLED_SHARE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term in English and how it is written in each target language (language code -> term)."""

    english: re.Pattern[str]
    targets: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Characters `start` to `end` of the English sentence and their counterpart in each target."""

    start: int
    end: int
    targets: dict[str, str]


class Terms:
    """Terms by their first English word, so that a sentence is compared with few of them."""

    def __init__(self) -> None:
        self.by_word: dict[str, list[Term]] = defaultdict(list)

    def add(self, english: str, targets: dict[str, str]) -> None:
        """A term that also matches its regular English plural, in any case."""
        term = Term(english=re.compile(rf"\b{re.escape(english)}s?\b", re.IGNORECASE), targets=targets)
        first = WORD.findall(english.lower())[0]
        for word in (first, f"{first}s"):
            self.by_word[word].append(term)

    def near(self, sentence: str) -> list[Term]:
        """The terms whose first word is in the sentence."""
        return [term for word in sorted(set(WORD.findall(sentence.lower()))) for term in self.by_word.get(word, ())]


def occurrences(piece: str, text: str) -> list[tuple[int, int]]:
    """Where `piece` stands in `text`: Latin and digits as whole words, Hangul at the start of a word."""
    if re.match(r"[A-Za-z0-9]", piece):
        pattern = rf"(?<![A-Za-z0-9.]){re.escape(piece)}(?![A-Za-z0-9]|[.,]\d)"
    elif re.match(r"[가-힣]", piece):
        pattern = rf"(?<![가-힣]){re.escape(piece)}"
    else:
        pattern = re.escape(piece)
    return [match.span() for match in re.finditer(pattern, text)]


def aligned_matches(english: str, targets: dict[str, str], terms: Terms) -> list[Match]:
    """Every term, number or name that stands exactly once in the English and once in each target."""
    found = []
    for token in LATIN_TOKEN.finditer(english):
        text = token.group(0)
        if text.islower() and len(text) < 4:
            continue
        if all(len(occurrences(text, side)) == 1 for side in (english, *targets.values())):
            found.append(Match(start=token.start(), end=token.end(), targets=dict.fromkeys(targets, text)))
    for term in terms.near(english):
        spans = [match.span() for match in term.english.finditer(english)]
        wanted = {language: term.targets.get(language, "") for language in targets}
        if len(spans) == 1 and all(
            wanted[language] and len(occurrences(wanted[language], text)) == 1 for language, text in targets.items()
        ):
            found.append(Match(start=spans[0][0], end=spans[0][1], targets=wanted))
    return found


def choose(matches: Sequence[Match], rng: random.Random, limit: int) -> list[Match]:
    """At most `limit` matches that do not overlap in any language, in the order of the English sentence."""
    chosen: list[Match] = []
    for match in rng.sample(list(matches), len(matches)):
        if len(chosen) < limit and not any(collide(match, other) for other in chosen):
            chosen.append(match)
    return sorted(chosen, key=lambda match: match.start)


def collide(one: Match, other: Match) -> bool:
    """Whether two matches share characters in English, or one's target contains the other's."""
    if one.start < other.end and other.start < one.end:
        return True
    return any(one.targets[code] in text or text in one.targets[code] for code, text in other.targets.items())


def with_placeholders(
    english: str, targets: dict[str, str], terms: Terms, rng: random.Random, *, limit: int | None = None
) -> tuple[str, dict[str, str]] | None:
    """The pair with aligned terms replaced on all sides by placeholders; None where nothing aligns.

    Without `limit`, one to five of them. A Korean particle after the term stays as it was written.
    """
    chosen = choose(aligned_matches(english, targets, terms), rng, limit or rng.choice(HOW_MANY))
    if not chosen:
        return None
    names = list(PLACEHOLDERS)
    if rng.random() < SHUFFLED_SHARE:
        rng.shuffle(names)
    replaced = dict(targets)
    for match, name in reversed(list(zip(chosen, names, strict=False))):
        english = english[: match.start] + name + english[match.end :]
        for code, text in replaced.items():
            spans = occurrences(match.targets[code], text)
            if len(spans) != 1:
                return None
            start, end = spans[0]
            replaced[code] = text[:start] + name + text[end:]
    return english, replaced
