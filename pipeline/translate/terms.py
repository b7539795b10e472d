"""Glossary terms in a sentence: where they stand in the English, and whether the translation has them.

A term is found by whole words, the longest match first, and a word belongs to one term only. Inflection is looked up in
a dictionary (simplemma) for the last word of a term only; the other words are as they are written.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import regex
import simplemma

from pipeline.model.cue import Cue, Track
from pipeline.model.glossary import Glossary, Match, Term
from pipeline.model.problem import Problem
from pipeline.model.text import one_line
from pipeline.translate.codes import TERM_DIFFERS
from pipeline.translate.sentences import split

_WORD = regex.compile(r"[\p{L}\p{N}\p{M}]+")
_LOOSE = regex.compile(r"[\s\-‐‑–]+")  # between the words of a term a space is as good as a hyphen
_APOSTROPHES = str.maketrans({"’": "'", "‐": "-", "‑": "-", "–": "-"})
_SPACED = frozenset({"en", "it", "de", "fr", "ar"})  # languages whose words end at spaces and not before


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A term in an English sentence: ``form`` is how it stands there, at characters ``start`` to ``end``."""

    term: Term
    start: int
    end: int
    form: str


def find(text: str, glossary: Glossary, language: str) -> tuple[Occurrence, ...]:
    """Find the terms of a sentence that have an approved rendering in a language, in order; they never overlap."""
    words = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]
    index = _index(glossary)
    found: list[Occurrence] = []
    for place, (word, _, _) in enumerate(words):
        for key in {word.casefold(), *_base_forms(word)}:
            for term, pattern in index.get(key, ()):
                end = _match(term, pattern, words, place, text)
                if end and term.renderings(language):
                    start = words[place][1] - len(pattern.before)
                    found.append(Occurrence(term=term, start=start, end=end, form=text[start:end]))
    found.sort(key=lambda occurrence: (occurrence.start - occurrence.end, occurrence.start))
    kept: list[Occurrence] = []
    for occurrence in found:
        if all(occurrence.end <= other.start or other.end <= occurrence.start for other in kept):
            kept.append(occurrence)
    return tuple(sorted(kept, key=lambda occurrence: occurrence.start))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pattern:
    """A term taken apart: its words, what stands between them, and signs before and after (C++, .NET)."""

    words: tuple[str, ...]
    between: tuple[str, ...]
    before: str
    after: str


@lru_cache(maxsize=8)
def _index(glossary: Glossary) -> dict[str, tuple[tuple[Term, _Pattern], ...]]:
    """Put the terms under their first word, small letters."""
    index: dict[str, list[tuple[Term, _Pattern]]] = defaultdict(list)
    for term in glossary.terms:
        spans = [match.span() for match in _WORD.finditer(term.source)]
        pattern = _Pattern(
            words=tuple(term.source[start:end] for start, end in spans),
            between=tuple(term.source[spans[n][1]:spans[n + 1][0]] for n in range(len(spans) - 1)),
            before=term.source[:spans[0][0]], after=term.source[spans[-1][1]:])
        index[pattern.words[0].casefold()].append((term, pattern))
    return {key: tuple(terms) for key, terms in index.items()}


@lru_cache(maxsize=20_000)
def _base_forms(word: str) -> frozenset[str]:
    """Give the dictionary forms of an English word, and for an acronym in the plural (SDGs) the acronym."""
    plural = regex.fullmatch(r"(\p{Lu}[\p{L}\p{N}]*[\p{Lu}\p{N}])s", word)
    if plural:
        return frozenset({plural[1].casefold()})
    return frozenset({simplemma.lemmatize(word, lang="en").casefold(),
                      simplemma.lemmatize(word.casefold(), lang="en").casefold()})


def _match(term: Term, pattern: _Pattern, words: Sequence[tuple[str, int, int]], place: int, text: str) -> int:
    """Give the end of the term that begins at a word, 0 when it does not stand there."""
    last = place + len(pattern.words) - 1
    if last >= len(words):
        return 0
    for n, wanted in enumerate(pattern.words):
        word = words[place + n][0]
        if not _same(word, wanted, term.match, is_last=place + n == last):
            return 0
        if n and not _same_between(text[words[place + n - 1][2]:words[place + n][1]], pattern.between[n - 1]):
            return 0
    start, end = words[place][1], words[last][2]
    if not text[:start].endswith(pattern.before) or not text.startswith(pattern.after, end):
        return 0
    return end + len(pattern.after)


def _same(word: str, wanted: str, match: Match, *, is_last: bool) -> bool:
    if match is not Match.ANY:
        return word == wanted or (is_last and word == f"{wanted}s" and wanted[-1:].isupper())
    return word.casefold() == wanted.casefold() or (is_last and wanted.casefold() in _base_forms(word))


def _same_between(written: str, wanted: str) -> bool:
    if _LOOSE.fullmatch(wanted):
        return bool(_LOOSE.fullmatch(written))
    return written.translate(_APOSTROPHES) == wanted.translate(_APOSTROPHES)


def cover(text: str, occurrences: Iterable[Occurrence], language: str) -> tuple[tuple[int, int] | None, ...]:
    """Give for each occurrence where an approved rendering of it stands in the translation; None where there is none.

    No word of the translation counts twice: two occurrences need two renderings, and *smart city* is not also *city*.
    Spaces inside a rendering do not count in Korean and Chinese, nor do small and capital letters.
    """
    wanted = list(occurrences)
    spans: list[tuple[int, int] | None] = [None] * len(wanted)
    taken: list[tuple[int, int]] = []
    forms = sorted(((form, place) for place, occurrence in enumerate(wanted)
                    for form in occurrence.term.renderings(language)), key=lambda pair: -len(pair[0]))
    for form, place in forms:
        if spans[place] is not None:
            continue
        exact = wanted[place].term.match is Match.KEEP
        for match in _pattern(form, language, exact).finditer(text):
            if all(match.end() <= start or end <= match.start() for start, end in taken):
                spans[place] = match.span()
                taken.append(match.span())
                break
    return tuple(spans)


@lru_cache(maxsize=4096)
def _pattern(form: str, language: str, exact: bool) -> regex.Pattern[str]:
    """Make the pattern that finds a rendering; Latin letters and digits at its edge need an edge of a word there."""
    form = _folded(form, language)
    if language in _SPACED:
        body = r"[\s\-]+".join(_flexible(word, language) for word in form.replace("-", " ").split())
    else:
        body = r"\s*".join(regex.escape(c) for c in form if not c.isspace())
    edge = r"[\p{Latin}\p{N}]" if language not in _SPACED else r"[\p{L}\p{N}]"
    before = rf"(?<!{edge})" if regex.match(r"[\p{Latin}\p{N}]", form) and language != "de" else ""
    after = rf"(?!{edge})" if regex.search(r"[\p{Latin}\p{N}]$", form) or language in _SPACED else ""
    return regex.compile(before + body + after, 0 if exact else regex.IGNORECASE)


def _folded(text: str, language: str) -> str:
    """Take off what inflection changes: umlauts of a German plural, vowel signs of Arabic; apostrophes become one."""
    if language not in _SPACED:
        return unicodedata.normalize("NFC", text)
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return bare.replace("’", "'").replace("\u0640", "")


def _flexible(word: str, language: str) -> str:
    """A word of a term in a language that inflects: its stem and an ending of up to three letters, in any case.

    German compounds may begin before it; Arabic may have an article, a preposition and a pronoun at it.
    """
    if any(c.isdigit() for c in word):
        return str(regex.escape(word))
    if word.isupper():
        return rf"{regex.escape(word)}s?"
    if language == "ar":
        return rf"\p{{Arabic}}{{0,4}}{regex.escape(word.rstrip('ةهيى'))}\p{{Arabic}}{{0,4}}"
    if len(word) <= 3:
        return rf"{regex.escape(word)}\p{{L}}{{0,2}}"
    return rf"{regex.escape(word[:-1])}\p{{L}}{{0,3}}"


def check_track(track: Track, source: Track, glossary: Glossary) -> tuple[Problem, ...]:
    """Tell where a human track has other words than the approved term: information, never an error.

    A human track has cue times of its own, so a term may stand in any cue that is shown within a cue of the English
    sentence; an Arabic plural that is not regular is taken for other words.
    """
    problems = []
    starts = [cue.start_ms for cue in track.cues]
    for sentence in split(source):
        occurrences = find(sentence.text, glossary, track.language)
        if not occurrences:
            continue
        shown = [piece.cue for piece in sentence.pieces]
        first_ms = source.cues[max(0, shown[0] - 1)].start_ms
        last_ms = source.cues[min(shown[-1] + 1, len(source.cues) - 1)].end_ms
        near = [cue for cue in track.cues[max(0, bisect_left(starts, first_ms) - 1):bisect_left(starts, last_ms)]
                if cue.end_ms > first_ms]
        text = _folded(" ".join(one_line(cue.text) for cue in near), track.language)
        for occurrence, span in zip(occurrences, cover(text, occurrences, track.language), strict=True):
            if span is None:
                place = next(piece.cue for piece in sentence.pieces if occurrence.start < piece.end)
                own = next((cue for cue in near if cue.end_ms > source.cues[place].start_ms), None)
                problems.append(_differs(occurrence, track, own))
    return tuple(problems)


def _differs(occurrence: Occurrence, track: Track, cue: Cue | None) -> Problem:
    return TERM_DIFFERS.problem(
        f"{occurrence.form!r} in the English; none of its approved terms here: "
        f"{' | '.join(occurrence.term.renderings(track.language))}", path=track.path, line=cue.line if cue else 0,
        cue=cue.index if cue else 0, language=track.language, text=one_line(cue.text) if cue else "")
