"""A file without faults is read a second time, by a library of the format; both must find the same times."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.formats.codes import SECOND_READER
from pipeline.model.cue import Track
from pipeline.model.problem import Problem


def compare(track: Track, theirs: Sequence[tuple[int, int]], *, reader: str) -> tuple[Problem, ...]:
    """Hold the times of all cues (start and end, milliseconds) against those ``reader`` found; tell the first other."""
    ours = [(cue.start_ms, cue.end_ms) for cue in track.cues]
    if theirs == ours:
        return ()
    place = next((n for n, pair in enumerate(zip(ours, theirs, strict=False)) if pair[0] != pair[1]),
                 min(len(ours), len(theirs)))
    line = track.cues[place].line if place < len(ours) else 0
    return (SECOND_READER.problem(f"{reader} finds {len(theirs)} cues, this reader finds {len(ours)}; they differ "
                                  f"from cue {place + 1} on", path=track.path, line=line, cue=place + 1,
                                  language=track.language, measured=f"{len(theirs)} cues", limit=f"{len(ours)} cues"),)
