"""Timing repair that moves as little as it can: one linear programme over the whole track.

Cues of a lecture stand shoulder to shoulder, so a cue that is too fast gets time only when its neighbours give some.
The programme moves boundaries by 250 ms at most, no word is changed, and what was good stays good: every rule is asked
again afterwards, and a move that raised a problem is taken back.

Sources: L1 regression as a linear programme (least total movement); HiGHS (Huangfu and Hall, Parallelizing the dual
revised simplex method, 2018). Lectures read well at the limits of the profile, see course.toml.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.model.cue import Cue, Track
from pipeline.model.profile import Profile
from pipeline.model.text import reading_units
from pipeline.model.video import VideoInfo
from pipeline.validate.codes import TOO_FAST, TOO_SHORT
from pipeline.validate.programme import MAX_MOVE_MS, Span, solve
from pipeline.validate.sheet import amount, clock, seconds, two_frames_ms
from pipeline.validate.stage import look

REVISION = 1
_ROLLBACKS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One cue that was given other times; all in milliseconds."""

    cue: int
    from_start_ms: int
    from_end_ms: int
    start_ms: int
    end_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsatisfied:
    """One cue that times alone cannot help, and why; ``code`` is the rule it still breaks."""

    cue: int
    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """The track with its new times, what was moved, and what could not be helped."""

    track: Track
    moves: tuple[Move, ...] = ()
    unsatisfied: tuple[Unsatisfied, ...] = ()

    def diff(self) -> str:
        """Show every move in a line, as people read it; empty when nothing was moved."""
        return "\n".join(
            f"cue {m.cue}: {clock(m.from_start_ms)} --> {clock(m.from_end_ms)}  becomes  "
            f"{clock(m.start_ms)} --> {clock(m.end_ms)}  ({m.start_ms - m.from_start_ms:+d} ms, "
            f"{m.end_ms - m.from_end_ms:+d} ms)" for m in self.moves)


def repair(track: Track, profile: Profile, *, video: VideoInfo | None = None) -> Repair:
    """Move the boundaries of a track so that cues are seen long enough to be read, and change nothing else.

    ``profile`` holds the limits of the track's language; ``video`` its end and frame rate, where it has come. No
    boundary moves by more than 250 ms, no cue that was within the limits leaves them, none that was not gets less time.
    Cues that cannot be helped are named with the reason. Texts, order, names, settings and lines stay as they are.
    """
    needs_ms = [needed_ms(cue, profile) for cue in track.cues]
    wanting = any(_wants(cue, need) for cue, need in zip(track.cues, needs_ms, strict=True))
    if not wanting and not _flickers(track, profile, video):
        return Repair(track=track)
    order = sorted(range(len(track.cues)), key=lambda n: (track.cues[n].start_ms, n))
    times = solve([Span(start_ms=track.cues[n].start_ms, end_ms=track.cues[n].end_ms, need_ms=needs_ms[n])
                   for n in order], profile=profile, video=video)
    cues = list(track.cues)
    for n, (start_ms, end_ms) in zip(order, times, strict=True):
        if (start_ms, end_ms) != (cues[n].start_ms, cues[n].end_ms):
            cues[n] = replace(cues[n], start_ms=start_ms, end_ms=end_ms)
    cues = _without_new_problems(track, cues, order, profile, video)
    moves = tuple(Move(cue=new.index, from_start_ms=old.start_ms, from_end_ms=old.end_ms, start_ms=new.start_ms,
                       end_ms=new.end_ms) for old, new in zip(track.cues, cues, strict=True) if old != new)
    return Repair(track=replace(track, cues=tuple(cues)) if moves else track, moves=moves,
                  unsatisfied=tuple(_unsatisfied(cues, needs_ms, profile)))


def needed_ms(cue: Cue, profile: Profile) -> int:
    """How long a cue has to be seen: long enough to be found and to be read, but no longer than a cue may be."""
    units = reading_units(cue.text, profile)
    read_ms = math.ceil(units * 1000 / profile.cps_warn) if units else 0
    return min(max(profile.min_duration_warn_ms, read_ms), profile.max_duration_warn_ms)


def _wants(cue: Cue, need_ms: int) -> bool:
    return 0 < cue.duration_ms < need_ms


def _flickers(track: Track, profile: Profile, video: VideoInfo | None) -> bool:
    """Whether two cues overlap, or the screen is empty between them for less than two frames."""
    least_ms = two_frames_ms(video, profile)
    gaps_ms = (second.start_ms - first.end_ms for first, second in zip(track.cues, track.cues[1:], strict=False))
    return any(gap_ms < least_ms and gap_ms != 0 for gap_ms in gaps_ms)


def _without_new_problems(track: Track, cues: list[Cue], order: Sequence[int], profile: Profile,
                          video: VideoInfo | None) -> list[Cue]:
    """Take back the moves around every cue that has a problem it did not have before; at last all of them."""
    before = _problems(track, profile, video)
    for _ in range(_ROLLBACKS):
        after = _problems(replace(track, cues=tuple(cues)), profile, video)
        worse = {cue for (code, cue), rank in after.items() if rank < before.get((code, cue), 99)}
        if not worse:
            return cues
        if 0 in worse:
            break
        bad = {place for place, n in enumerate(order) if cues[n].index in worse}
        for n in (order[place] for place in _runs_around(bad, [cues[n] != track.cues[n] for n in order])):
            cues[n] = track.cues[n]
    return list(track.cues)


def _runs_around(places: Iterable[int], moved: Sequence[bool]) -> set[int]:
    """Give all moved cues that hang together with these: boundaries are shared, so a run goes back as a whole."""
    found: set[int] = set()
    for place in places:
        for start, step in ((place, -1), (place + 1, 1), (place - 1, -1)):
            at = start
            while 0 <= at < len(moved) and (moved[at] or at == place):
                found.add(at)
                at += step
    return found


def _problems(track: Track, profile: Profile, video: VideoInfo | None) -> dict[tuple[str, int], int]:
    """Give the gravest rank of every kind of problem at every cue."""
    found: dict[tuple[str, int], int] = {}
    for problem in look((track,), source=track.language, profiles=(profile,), video=video):
        key = (problem.code, problem.cue)
        found[key] = min(problem.severity.rank, found.get(key, 99))
    return found


def _unsatisfied(cues: Sequence[Cue], needs_ms: Sequence[int], profile: Profile) -> Iterable[Unsatisfied]:
    for cue, need_ms in zip(cues, needs_ms, strict=True):
        room = math.floor(profile.cps_warn * cue.duration_ms / 1000 * 2) / 2
        fast = cue.duration_ms > 0 and reading_units(cue.text, profile) * 1000 > profile.cps_warn * cue.duration_ms
        if not fast and not _wants(cue, need_ms):
            continue
        reason = (f"it needs {seconds(need_ms)} and has {seconds(cue.duration_ms)} when its neighbours have given what "
                  f"they can within {MAX_MOVE_MS} ms; ")
        reason += f"shorten it to {amount(room)} characters" if fast else "make one cue of it and its neighbour"
        yield Unsatisfied(cue=cue.index, code=(TOO_FAST if fast else TOO_SHORT).code, reason=reason)
