"""Cues that stand at the same time, made into texts that follow each other: a container shows one at a time.

A short overlap is a slip of the hand, and the earlier cue ends when the later begins. A longer one is meant (two people
speak, or a caption stands over a sentence), and both texts are shown together while both cues stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from pipeline.model.video import TimedText

# Under half a second nobody reads a joined text: it would only flash.
TRIMMED_OVERLAP_MS = 500


def flatten(cues: Iterable[TimedText]) -> tuple[TimedText, ...]:
    """Give texts in order of time that never overlap; each names the cues it shows, and no cue is lost."""
    ordered = _trim(sorted(cues, key=lambda cue: (cue.start_ms, cue.cues)))
    return tuple(text for cluster in _clusters(ordered) for text in _layers(cluster))


def overlaps(cues: Iterable[TimedText]) -> tuple[tuple[TimedText, TimedText], ...]:
    """Give each pair of cues that follow each other in time and overlap."""
    ordered = sorted(cues, key=lambda cue: (cue.start_ms, cue.cues))
    found: list[tuple[TimedText, TimedText]] = []
    longest = None
    for cue in ordered:
        if longest is not None and cue.start_ms < longest.end_ms:
            found.append((longest, cue))
        if longest is None or cue.end_ms > longest.end_ms:
            longest = cue
    return tuple(found)


def _trim(ordered: list[TimedText]) -> list[TimedText]:
    """End a cue at the start of the next where they overlap for a moment only."""
    trimmed = list(ordered)
    for place, (cue, later) in enumerate(pairwise(ordered)):
        overlap_ms = cue.end_ms - later.start_ms
        if 0 < overlap_ms <= TRIMMED_OVERLAP_MS and cue.start_ms < later.start_ms and cue.end_ms <= later.end_ms:
            trimmed[place] = TimedText(start_ms=cue.start_ms, end_ms=later.start_ms, text=cue.text, cues=cue.cues)
    return trimmed


def _clusters(ordered: list[TimedText]) -> list[list[TimedText]]:
    clusters: list[list[TimedText]] = []
    end_ms = 0
    for cue in ordered:
        if clusters and cue.start_ms < end_ms:
            clusters[-1].append(cue)
        else:
            clusters.append([cue])
        end_ms = max(end_ms, cue.end_ms)
    return clusters


def _layers(cluster: list[TimedText]) -> list[TimedText]:
    if len(cluster) == 1:
        return cluster
    bounds = sorted({time for cue in cluster for time in (cue.start_ms, cue.end_ms)})
    layers = []
    for start_ms, end_ms in pairwise(bounds):
        active = [cue for cue in cluster if cue.start_ms < end_ms and cue.end_ms > start_ms]
        if active:
            layers.append(TimedText(start_ms=start_ms, end_ms=end_ms, text="\n".join(cue.text for cue in active),
                                    cues=tuple(index for cue in active for index in cue.cues)))
    return layers
