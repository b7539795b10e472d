"""Whether two tracks belong to one lecture: by what is the same in every language, and when it is said.

Numbers, acronyms and names stand in a translation at nearly the time they stand in the original. Measured on lectures
with at least 28 of them, 25 pairs of tracks of one lecture and 120 of different lectures (English with Korean, Italian,
German, French and Arabic): of one lecture 60 % and more agree, of different lectures 32 % at most.
"""

from __future__ import annotations

import bisect
import re
from collections import Counter, defaultdict
from dataclasses import dataclass

from pipeline.model.cue import Track
from pipeline.model.text import one_line

_DIGITS = str.maketrans({chr(base + digit): str(digit) for base in (0xFF10, 0x0660, 0x06F0) for digit in range(10)})
_THOUSANDS = re.compile(r"(?<=\d)[.,'’\u00a0\u202f\u066c](?=\d{3}(?!\d))")
_NUMBER = re.compile(r"\d{2,}", re.ASCII)
_ACRONYM = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z]*[A-Z0-9][A-Za-z0-9]*(?![A-Za-z])")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}")
_TOKEN = re.compile(r"\d+|[a-z][a-z0-9]*", re.ASCII)
_LATIN = ("en", "it", "de", "fr")
# A word that comes back all the time says nothing about when.
_MOST_OFTEN = 4
_BIN_MS = 10_000
_SAME_START_MS = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike two tracks are.

    ``anchors`` counts numbers, acronyms and names of the reference; ``agreeing`` is the share that stands in the track
    at one common offset (0 to 1); ``same_starts`` the share of reference cues with a cue that starts at the same time;
    ``length_ratio`` the end of the track by the end of the reference.
    """

    anchors: int
    agreeing: float
    same_starts: float
    length_ratio: float


def compare(track: Track, reference: Track) -> Likeness:
    """Compare a track with the reference track of the lecture. Both must have cues.

    Only the part of the reference the track reaches is asked for, so an unfinished track is not taken for another one.
    """
    end_ms = max(cue.end_ms for cue in track.cues)
    wanted = [(at_ms, anchor) for at_ms, anchor in _anchors(reference, names=track.language in _LATIN)
              if at_ms < end_ms + 2 * _BIN_MS]
    often = Counter(anchor for _, anchor in wanted)
    wanted = [(at_ms, anchor) for at_ms, anchor in wanted if often[anchor] <= _MOST_OFTEN]
    return Likeness(anchors=len(wanted), agreeing=_agreeing(wanted, _places(track, {anchor for _, anchor in wanted})),
                    same_starts=_same_starts(track, reference, end_ms),
                    length_ratio=end_ms / max(max(cue.end_ms for cue in reference.cues), 1))


def _anchors(track: Track, *, names: bool) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for cue in track.cues:
        text = _folded(cue.text)
        anchors = {*_NUMBER.findall(text), *map(str.lower, _ACRONYM.findall(text))}
        if names:
            anchors |= set(map(str.lower, _NAME.findall(text)))
        found += [(cue.start_ms, anchor) for anchor in sorted(anchors)]
    return found


def _places(track: Track, anchors: set[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for cue in track.cues:
        for anchor in anchors.intersection(_TOKEN.findall(_folded(cue.text).lower())):
            places[anchor].append(cue.start_ms)
    return places


def _agreeing(wanted: list[tuple[int, str]], places: dict[str, list[int]]) -> float:
    """The share of anchors found at the offset that suits most of them, to within two bins."""
    votes: Counter[int] = Counter()
    for at_ms, anchor in wanted:
        bins = {(place - at_ms) // _BIN_MS for place in places.get(anchor, ())}
        votes.update({neighbour for found in bins for neighbour in (found, found + 1)})
    return max(votes.values(), default=0) / max(len(wanted), 1)


def _same_starts(track: Track, reference: Track, end_ms: int) -> float:
    starts = sorted(cue.start_ms for cue in track.cues)
    asked = [cue.start_ms for cue in reference.cues if cue.start_ms < end_ms]
    hits = 0
    for start_ms in asked:
        place = bisect.bisect_left(starts, start_ms - _SAME_START_MS)
        hits += place < len(starts) and starts[place] <= start_ms + _SAME_START_MS
    return hits / max(len(asked), 1)


def _folded(text: str) -> str:
    return _THOUSANDS.sub("", one_line(text).translate(_DIGITS))
