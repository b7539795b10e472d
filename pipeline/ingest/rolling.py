"""Collapses automatic captions that roll up, as YouTube makes them: every line comes two or three times.

Such a cue shows the line before and under it the new one, with a 10 ms echo between; read as they stand, a line would
be translated three times and stand over the next.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from pipeline.ingest.codes import ROLLING_CAPTIONS
from pipeline.model.cue import Cue, Track
from pipeline.model.problem import Problem
from pipeline.model.text import plain

# People do repeat a line ("[Music]"), but not in every other cue and with a new line under it.
_MIN_SHARE, _MIN_SHARE_ROLLED, _MIN_CUES = 0.5, 0.3, 6
_WORD_TIMES = re.compile(r"<\d+(?::\d\d){1,2}\.\d{3}>|</?c(?:\.[^<>\s]*)?>")


def collapse(track: Track) -> tuple[Track, tuple[Problem, ...]]:
    """Give a rolling track with every line once, and a problem with both counts; any other track as it is."""
    if len(track.cues) < _MIN_CUES or not _rolls(track.cues):
        return track, ()
    cues: list[Cue] = []
    shown: list[str] = []
    for cue in track.cues:
        lines = [line for line in _WORD_TIMES.sub("", cue.text).split("\n") if line.strip()]
        fresh = lines[_overlap(shown, lines):]
        if fresh:
            cues.append(replace(cue, index=len(cues) + 1, text="\n".join(fresh)))
        elif cues and lines:
            cues[-1] = replace(cues[-1], end_ms=max(cues[-1].end_ms, cue.end_ms))
        shown = lines or shown
    cues = [replace(cue, end_ms=min(cue.end_ms, after.start_ms)) if cue.start_ms < after.start_ms else cue
            for cue, after in zip(cues, [*cues[1:], cues[-1]], strict=True)]
    told = ROLLING_CAPTIONS.problem(
        f"{len(track.cues)} cues that roll up were collapsed to {len(cues)}", path=track.path, language=track.language,
        line=track.cues[0].line, measured=f"{len(track.cues)} cues", limit=f"{len(cues)} cues",
        hint="a person's captions are better than automatic ones; check times and text")
    return replace(track, cues=tuple(cues)), (told,)


def _rolls(cues: tuple[Cue, ...]) -> bool:
    lines = [[line.strip() for line in plain(cue.text).split("\n") if line.strip()] for cue in cues]
    repeats = [after for before, after in itertools.pairwise(lines) if before and after and before[-1] == after[0]]
    rolled = sum(len(after) > 1 for after in repeats)
    return len(repeats) > (len(cues) - 1) * _MIN_SHARE and rolled > (len(cues) - 1) * _MIN_SHARE_ROLLED


def _overlap(shown: list[str], lines: list[str]) -> int:
    """How many lines at the top of a cue stood at the bottom of the cue before."""
    return next((size for size in range(min(len(shown), len(lines)), 0, -1) if shown[-size:] == lines[:size]), 0)
