"""Which sentences a person has changed in a subtitle file: a corrected .srt or .vtt beside the track it was made from.

Cues may have been retimed, split or joined: stretches are compared that no sentence leaves, and within one it is
followed letter by letter where each sentence now begins and ends.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from pipeline.formats.po import one_line
from pipeline.model.cue import Cue, Track
from pipeline.model.text import plain
from pipeline.model.timecode import format_vtt
from pipeline.review.merge import occurrences
from pipeline.review.take import Edit
from pipeline.translate.stage import TranslatedSentence

_FINAL = re.compile(r"[.!?。！？…]+[\"'”’」』)）\]]*(?!\d)")
_LONGEST_LABEL = 60
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a corrected file changes: sentences, and places where nobody can say which sentence is meant.

    ``retimed`` counts cues with other times than the track has; times are not taken over.
    """

    edits: tuple[Edit, ...]
    unclear: tuple[str, ...] = ()
    retimed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    """Cues of the track that belong together, the sentences in them, and the place of each in the letters."""

    cues: tuple[Cue, ...]
    letters: str
    sentences: tuple[tuple[int, Span], ...]


def compare(built: Track, edited: Track, sentences: Sequence[TranslatedSentence]) -> Comparison:
    """Find the sentences whose words differ between the built track and its corrected copy."""
    numbers = occurrences(one_line(sentence.source) for sentence in sentences)
    stretches = _stretches(built, sentences)
    answers = _matched(stretches, edited)
    edits: list[Edit] = []
    unclear: list[str] = []
    for place, stretch in enumerate(stretches):
        text = _joined([_shown(cue) for cue in answers[place]], built.language)
        if _letters(text) == stretch.letters:
            continue
        when = f"{format_vtt(stretch.cues[0].start_ms)} to {format_vtt(stretch.cues[-1].end_ms)}"
        found = _resplit(stretch, text) if text else None
        if found is None:
            unclear.append(f"{when}: {text or 'no words are left'}")
            continue
        edits += [Edit(english=one_line(sentences[number].source), text=words, nth=numbers[number])
                  for number, words in found if _letters(words) != _letters(sentences[number].text)]
        unclear += [f"{when}: no words are left for {one_line(sentences[number].source)!r}"
                    for number, words in found if not words]
    times = {(cue.start_ms, cue.end_ms) for cue in built.cues}
    return Comparison(edits=tuple(edit for edit in edits if edit.text), unclear=tuple(unclear),
                      retimed=sum((cue.start_ms, cue.end_ms) not in times for cue in edited.cues))


def _letters(text: str) -> str:
    return "".join(one_line(plain(text)).split())


def _shown(cue: Cue) -> str:
    return plain(cue.text)


def _joined(texts: Sequence[str], language: str) -> str:
    """Put lines and cues after one another as a sentence; Chinese sets a space only between Latin letters."""
    joined = ""
    for line in (line.strip() for text in texts for line in text.split("\n")):
        apart = not language.startswith("zh") or (joined[-1:].isascii() and line[:1].isascii())
        joined += (" " if joined and line and apart else "") + line
    return one_line(joined)


def _stretches(built: Track, sentences: Sequence[TranslatedSentence]) -> tuple[_Stretch, ...]:
    """Cut the track where a cue ends and no sentence goes on."""
    letters = [_letters(_shown(cue)) for cue in built.cues]
    whole = "".join(letters)
    starts = [0]
    for said in letters:
        starts.append(starts[-1] + len(said))
    spans = _located(whole, sentences)
    crossed = {border for border in starts if any(start < border < end for _, (start, end) in spans)}
    cuts = [n for n in range(len(letters) + 1) if n in (0, len(letters)) or starts[n] not in crossed]
    made = []
    for first, last in pairwise(cuts):
        low, high = starts[first], starts[last]
        inside = tuple((number, (start - low, end - low)) for number, (start, end) in spans
                       if low <= start and end <= high)
        made.append(_Stretch(cues=built.cues[first:last], letters=whole[low:high], sentences=inside))
    return tuple(made)


def _located(whole: str, sentences: Sequence[TranslatedSentence]) -> list[tuple[int, Span]]:
    """Find every sentence in the letters of the track, in order; only a speaker's name may stand between two."""
    found: list[tuple[int, Span]] = []
    place = 0
    for number, sentence in enumerate(sentences):
        words = _letters(sentence.text)
        at = whole.find(words, place, place + _LONGEST_LABEL + len(words)) if words else -1
        if at >= 0:
            found.append((number, (at, at + len(words))))
            place = at + len(words)
    return found


def _matched(stretches: Sequence[_Stretch], edited: Track) -> dict[int, list[Cue]]:
    """Give every cue of the corrected file to the stretch it shares most time with, else to the nearest."""
    answers: dict[int, list[Cue]] = defaultdict(list)
    times = [(stretch.cues[0].start_ms, max(cue.end_ms for cue in stretch.cues)) for stretch in stretches]
    for cue in edited.cues:
        middle = (cue.start_ms + cue.end_ms) / 2
        shared = [(min(end, cue.end_ms) - max(start, cue.start_ms), -abs((start + end) / 2 - middle), place)
                  for place, (start, end) in enumerate(times)]
        if shared:
            answers[max(shared)[2]].append(cue)
    return answers


def _resplit(stretch: _Stretch, text: str) -> list[tuple[int, str]] | None:
    """Cut the new words of a stretch into its sentences; None where that cannot be told."""
    if not stretch.sentences:
        return None
    new, places = "", []
    for at, character in enumerate(text):
        if not character.isspace():
            new += character
            places.append(at)
    spans = [span for _, span in stretch.sentences]
    borders = _borders(stretch.letters, new, spans)
    if borders is None:
        return None
    return [(number, text[places[start]:places[end - 1] + 1] if start < end else "")
            for (number, _), (start, end) in zip(stretch.sentences, borders, strict=True)]


def _borders(old: str, new: str, spans: Sequence[Span]) -> list[Span] | None:
    """Follow where each sentence begins and ends from the old letters to the new ones."""
    gaps = [(0, spans[0][0]), *((one[1], other[0]) for one, other in pairwise(spans)), (spans[-1][1], len(old))]
    ends, new_ends = _ends(old), _ends(new)
    plainly = all(start == end for start, end in gaps) and ends == [end for _, end in spans]
    if plainly and len(new_ends) == len(ends) and new_ends[-1] == len(new):
        return list(pairwise([0, *new_ends]))
    anchors: dict[int, int] = {}
    for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
        anchors.update({block.a + n: block.b + n for n in range(block.size)})
    cuts = []
    for place, (end, start) in enumerate(gaps):
        before = max((anchors[p] for p in range(end) if p in anchors), default=-1) + 1 if place else 0
        after = min((anchors[p] for p in range(start, len(old)) if p in anchors), default=len(new))
        after = len(new) if place == len(gaps) - 1 else after
        cut = _cut(old[end:start], new, before, after, outer=(place == 0, place == len(gaps) - 1))
        if cut is None:
            return None
        cuts.append(cut)
    return [(cuts[n][1], cuts[n + 1][0]) for n in range(len(spans))]


def _cut(gap: str, new: str, low: int, high: int, *, outer: tuple[bool, bool]) -> Span | None:
    """Find between two anchors where a sentence ends and the next begins; ``gap`` are letters of neither (a name)."""
    region = new[low:high]
    if gap and (at := region.find(gap)) >= 0:
        return low + at, low + at + len(gap)
    if gap:
        return None
    if any(outer):
        return (0, 0) if outer[0] else (high, high)
    if low == high:
        return low, low
    ends = [end for end in _ends(new) if low <= end <= high]
    return (ends[0], ends[0]) if ends else None


def _ends(letters: str) -> list[int]:
    """Give where sentences seem to end."""
    return [match.end() for match in _FINAL.finditer(letters)]
