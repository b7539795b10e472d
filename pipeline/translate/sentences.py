"""Cues into sentences, with the map back: what an engine can translate, and where every word of it stood.

A cue ends where the eye needs rest, not where a thought ends; translated cue by cue, words land in the neighbouring
cue. So the speech of a track is put together first and cut at its sentences. Speaker labels, sounds in brackets and
songs are taken apart before (:mod:`pipeline.translate.runs`); nupunkt finds the ends of sentences, and what it cannot
know of subtitles is put right here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import nupunkt

from pipeline.model.cue import Cue, Track
from pipeline.translate.runs import Kind, Run, split_runs

PAUSE_MS = 2000
"""A silence after which speech without punctuation begins anew."""

MAX_CHARACTERS = 350
"""Longer sentences (60 words) are cut at the best place: models lose words beyond what they were trained on."""

_WORDS_PER_MARK = 60  # fewer sentence ends than this in a track: automatic captions, without punctuation
_WORDS_WITHOUT_MARK = 30
_QUOTE_CHARACTERS = 200
_SENTENCE_END = re.compile(r"[.!?…。！？][\"'”’)\]»]*$")
_MARKER = re.compile(r"(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})[.)]$")
_STARTERS = frozenset({"so", "and", "but", "now", "okay", "ok", "well", "then", "because", "let's"})
_PLAIN_END = re.compile(r"(?<![\w.'’])(?:(?P<word>[a-z]{3,}|[a-z])|(?P<letter>[A-Z]))\.[\"”’)\]]*"
                        r"(?=\s+[\"“‘(]?(?P<next>[A-Z]\w*))")
_ABBREVIATIONS = frozenset({
    "app", "approx", "art", "capt", "chap", "col", "corp", "dept", "dist", "eds", "esp", "est", "fig", "figs", "gen",
    "gov", "hon", "inc", "incl", "ltd", "max", "min", "nos", "pres", "prof", "resp", "rev", "sec", "sgt", "trans",
    "vol", "vols"})
_OPENERS = frozenset({
    "And", "Because", "But", "For", "He", "Here", "How", "If", "In", "It", "Let", "Now", "Okay", "Right", "She", "So",
    "That", "The", "Then", "There", "These", "They", "This", "Those", "We", "Well", "What", "When", "Why", "Yeah",
    "You"})
_CUTS = (re.compile(r"[;:—–]\s"), re.compile(r",\s(?=(?:and|but|so|because|which|where|when|then|or)\s)"),
         re.compile(r",\s"), re.compile(r"\s"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """The part of a sentence that is shown in one cue: ``text[start:end]`` of the sentence; ``cue`` counts from 0."""

    cue: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence on one line with single spaces, tags off, and the cues it is shown in.

    ``speaker`` is the label as written before it (``ANNA:``, ``<v Anna>``, ``-``), which is not part of ``text``.
    """

    text: str
    pieces: tuple[Piece, ...]
    kind: Kind = "speech"
    speaker: str = ""


def split(track: Track) -> tuple[Sentence, ...]:
    """Cut a track into sentences, in order; every visible character is in exactly one, or in its speaker label."""
    punctuated = _is_punctuated(track)
    cased = any(word[:1].isupper() for cue in track.cues for word in cue.text.split())
    sentences = [sentence for run in split_runs(track.cues)
                 for sentence in _sentences(run, track.cues, punctuated=punctuated, cased=cased)]
    return tuple(sorted(sentences, key=lambda sentence: sentence.pieces[0].cue if sentence.pieces else 0))


def _is_punctuated(track: Track) -> bool:
    words = [word for cue in track.cues for word in cue.text.split()]
    marks = sum(1 for word in words if _SENTENCE_END.search(word))
    return marks * _WORDS_PER_MARK >= len(words) and marks > 0


def _sentences(run: Run, cues: Sequence[Cue], *, punctuated: bool, cased: bool) -> Iterator[Sentence]:
    whole = [(0, len(run.text))]
    spans = whole if run.kind != "speech" else _spans(run, cues, punctuated=punctuated, cased=cased)
    speaker = run.speaker
    for start, end in _no_longer(spans, run.text):
        yield Sentence(text=run.text[start:end], pieces=_pieces(run, start, end), kind=run.kind, speaker=speaker)
        speaker = ""


def _pieces(run: Run, start: int, end: int) -> tuple[Piece, ...]:
    """Group the characters of a span by their cue; the space between two cues belongs to neither."""
    pieces: list[Piece] = []
    for place in range(start, end):
        cue = run.cues[place]
        if cue < 0:
            continue
        if pieces and pieces[-1].cue == cue:
            pieces[-1] = Piece(cue=cue, start=pieces[-1].start, end=place + 1 - start)
        else:
            pieces.append(Piece(cue=cue, start=place - start, end=place + 1 - start))
    return tuple(pieces)


def _spans(run: Run, cues: Sequence[Cue], *, punctuated: bool, cased: bool) -> list[tuple[int, int]]:
    ends = {end for _, end in nupunkt.sent_spans(run.text)} | _missed_ends(run.text)
    ends |= _pause_ends(run, cues, punctuated=punctuated, cased=cased)
    alone = _alone(run)
    spans, start = [], 0
    for end in sorted(ends.union(*alone, {len(run.text)})):
        trimmed = _trim(run.text, start, end)
        if trimmed[0] < trimmed[1]:
            spans.append(trimmed)
        start = end
    spans = _joined(spans, run.text, alone, cased=cased)
    if punctuated:
        return spans
    return [part for span in spans for part in _without_marks(span, run, cues)]


def _missed_ends(text: str) -> set[int]:
    """Find the ends that nupunkt misses where an ordinary short word (by hand.) looks like an abbreviation."""
    return {match.end() for match in _PLAIN_END.finditer(text)
            if match["word"] not in _ABBREVIATIONS and (not match["letter"] or match["next"] in _OPENERS)}


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _borders(run: Run, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Give every place inside a span where one cue ends and another begins: place, cue before, cue after."""
    before = -1
    for place in range(start, end):
        cue = run.cues[place]
        if cue >= 0:
            if before >= 0 and cue != before:
                yield place, before, cue
            before = cue


def _gap_ms(cues: Sequence[Cue], before: int, after: int) -> int:
    return cues[after].start_ms - cues[before].end_ms


def _pause_ends(run: Run, cues: Sequence[Cue], *, punctuated: bool, cased: bool) -> set[int]:
    """A long pause ends a sentence only where nothing else says so: no mark before it, and no lower case after it."""
    ends = set()
    for place, before, after in _borders(run, 0, len(run.text)):
        if _gap_ms(cues, before, after) < PAUSE_MS:
            continue
        last = run.text[max(0, place - 8):place].rstrip()[-1:]
        if not punctuated or (last.isalnum() and not (cased and run.text[place].islower())):
            ends.add(place)
    return ends


def _alone(run: Run) -> set[tuple[int, int]]:
    """Find numbers, emoji and signs that have a cue between two sentences: they stand for themselves."""
    borders = [0, *(place for place, _, _ in _borders(run, 0, len(run.text))), len(run.text)]
    alone = set()
    for start, end in pairwise(borders):
        start, end = _trim(run.text, start, end)
        words = run.text[start:end]
        before, after = run.text[max(0, start - 8):start].rstrip(), run.text[end:end + 8].lstrip()
        if (words and not any(c.isalpha() for c in words) and not _MARKER.match(words) and len(borders) > 2
                and (not before or _SENTENCE_END.search(before)) and (not after or after[:1].isupper())):
            alone.add((start, end))
    return alone


def _joined(spans: list[tuple[int, int]], text: str, alone: set[tuple[int, int]], *,
            cased: bool) -> list[tuple[int, int]]:
    """Put together again what is one sentence: list marks, quotations, what goes on in lower case."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        apart = not joined or joined[-1] in alone or (start, end) in alone
        if not apart and _goes_on(text[joined[-1][0]:joined[-1][1]], text[start:end], cased=cased):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _goes_on(before: str, after: str, *, cased: bool) -> bool:
    if _MARKER.fullmatch(before) or not any(c.isalnum() for c in after):
        return True
    if _open_quote(before) and len(before) + len(after) <= _QUOTE_CHARACTERS and _closes_quote(after):
        return True
    lower = cased and after[:1].islower() and not re.match(r"[a-z]+[A-Z]", after)
    return lower and bool(_SENTENCE_END.search(before))


def _open_quote(text: str) -> bool:
    return text.count("“") > text.count("”") or text.count('"') % 2 == 1


def _closes_quote(text: str) -> bool:
    return "”" in text or text.count('"') % 2 == 1


def _without_marks(span: tuple[int, int], run: Run, cues: Sequence[Cue]) -> Iterator[tuple[int, int]]:
    """Cut a long stretch without punctuation where a cue ends: at the longest pause, rather before so, and, but."""
    start, end = span
    open_places: list[tuple[float, int, int]] = []  # value, place and words up to there of each place to cut
    words, last = 0, start
    for place, before, after in (*_borders(run, start, end), (end, -1, -1)):
        words += len(run.text[last:place].split())
        last = place
        if words > _WORDS_WITHOUT_MARK and open_places:
            _, cut, said = max(open_places)
            yield _trim(run.text, start, cut)
            start, words = cut, words - said
            open_places = [(value, later, count - said) for value, later, count in open_places if later > cut]
        if after >= 0:
            opener = run.text[place:place + 20].split(maxsplit=1)[0].lower()
            value = min(_gap_ms(cues, before, after), PAUSE_MS) + 500 * (opener in _STARTERS) + 10 * words
            open_places.append((value, place, words))
    yield _trim(run.text, start, end)


def _no_longer(spans: Sequence[tuple[int, int]], text: str) -> Iterator[tuple[int, int]]:
    """Cut what is longer than a model can take: at a semicolon or colon, a comma, a space, or anywhere."""
    for start, end in spans:
        while end - start > MAX_CHARACTERS:
            place = _cut(text[start:start + MAX_CHARACTERS]) + start
            yield _trim(text, start, place)
            start = _trim(text, place, end)[0]
        if start < end:
            yield start, end


def _cut(text: str) -> int:
    found = ((match.end() for match in pattern.finditer(text) if match.end() > len(text) // 2) for pattern in _CUTS)
    return next((max(places) for places in map(list, found) if places), len(text))
