"""Timing repair against extending ends only: how many cues that are too fast come under the limit, and what it costs.

    python benchmarks/repair.py FOLDER --language ko [--course course.toml] [--json]

Takes any folder of tracks (.srt, .vtt) of one language. Both ways may move a boundary by 250 ms at most; a third figure
has ends extended as far as the next cue allows. Claims: at least twice as many fast cues brought under the limit, no
new problem of any rule, 6,000 cues in under two seconds (of processor time, so that a busy machine does not
count). Without a folder it says so and ends.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from pipeline.config import read_course
from pipeline.formats import FORMATS
from pipeline.model.cue import Cue, Origin, Track
from pipeline.model.profile import Profile
from pipeline.model.text import reading_speed_cps
from pipeline.validate.programme import MAX_MOVE_MS
from pipeline.validate.repair import needed_ms, repair
from pipeline.validate.stage import look

GOAL_RATIO, GOAL_SECONDS, GOAL_CUES = 2.0, 2.0, 6_000
COURSE = Path(__file__).parents[1] / "course.toml"


@dataclass(slots=True)
class Totals:
    """What both ways came to, over all tracks."""

    tracks: int = 0
    cues: int = 0
    fast_before: int = 0
    helped_by_ends: int = 0
    helped_by_ends_unbounded: int = 0
    helped_by_repair: int = 0
    cues_moved: int = 0
    moved_ms: int = 0
    greatest_move_ms: int = 0
    new_problems: int = 0
    seconds: float = 0.0


def main() -> None:
    """Read the options, measure, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", nargs="?", type=Path)
    options.add_argument("--language", default="ko")
    options.add_argument("--course", type=Path, default=COURSE)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    if chosen.folder is None:
        print("not measured: name a folder of subtitle tracks, such as `benchmarks/repair.py corpus/ko --language ko`")
        return
    profile = read_course(chosen.course.read_text(encoding="utf-8")).profile(chosen.language)
    totals, whole = Totals(), []
    for path in sorted(chosen.folder.iterdir()):
        if path.suffix.lower() in FORMATS:
            track = _track(path, chosen.language)
            _measure(track, profile, totals)
            whole.extend(track.cues)
    if not totals.cues:
        sys.exit(f"no subtitles in {chosen.folder}")
    _print(totals, _time_of(GOAL_CUES, whole, profile), as_json=chosen.json)


def _track(path: Path, language: str) -> Track:
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    return replace(FORMATS[path.suffix.lower()].read(text, language=language, path=path.name).track,
                   origin=Origin.MACHINE)


def _measure(track: Track, profile: Profile, totals: Totals) -> None:
    fast = {n for n, cue in enumerate(track.cues) if _is_fast(cue, profile)}
    totals.tracks, totals.cues = totals.tracks + 1, totals.cues + len(track.cues)
    totals.fast_before += len(fast)
    for name, most_ms in (("helped_by_ends", MAX_MOVE_MS), ("helped_by_ends_unbounded", 10**9)):
        ends = _extend_ends(track.cues, profile, most_ms)
        setattr(totals, name, getattr(totals, name) + sum(not _is_fast(ends[n], profile) for n in fast))
    begun = time.process_time()
    mended = repair(track, profile)
    totals.seconds += time.process_time() - begun
    totals.helped_by_repair += sum(not _is_fast(mended.track.cues[n], profile) for n in fast)
    totals.cues_moved += len(mended.moves)
    steps = [abs(step) for m in mended.moves for step in (m.start_ms - m.from_start_ms, m.end_ms - m.from_end_ms)]
    totals.moved_ms += sum(steps)
    totals.greatest_move_ms = max([totals.greatest_move_ms, *steps])
    before = _ranks(track, profile)
    totals.new_problems += sum(rank < before.get(key, rank + 1) for key, rank in _ranks(mended.track, profile).items())


def _is_fast(cue: Cue, profile: Profile) -> bool:
    return cue.duration_ms > 0 and reading_speed_cps(cue.text, cue.duration_ms, profile) > profile.cps_warn


def _extend_ends(cues: Sequence[Cue], profile: Profile, most_ms: int) -> list[Cue]:
    """What editors' tools do: move the end of a fast cue into the gap behind it."""
    made = []
    for n, cue in enumerate(cues):
        until_ms = cues[n + 1].start_ms if n + 1 < len(cues) else cue.end_ms + most_ms
        wanted_ms = cue.start_ms + needed_ms(cue, profile)
        made.append(replace(cue, end_ms=max(cue.end_ms, min(wanted_ms, until_ms, cue.end_ms + most_ms))))
    return made


def _ranks(track: Track, profile: Profile) -> dict[tuple[str, int], int]:
    """The severity of every kind of problem at every cue; a new one, or a graver one, is a lower rank."""
    return {(p.code, p.cue): p.severity.rank for p in
            look((track,), source=track.language, profiles=(profile,), video=None)}


def _time_of(count: int, cues: Sequence[Cue], profile: Profile) -> float:
    """Time one track of ``count`` cues, made of the corpus end to end."""
    made: list[Cue] = []
    shift_ms = 0
    while len(made) < count:
        for cue in cues:
            if made and cue.start_ms + shift_ms < made[-1].end_ms:
                shift_ms = made[-1].end_ms - cue.start_ms
            made.append(replace(cue, index=len(made) + 1, start_ms=cue.start_ms + shift_ms,
                                end_ms=cue.end_ms + shift_ms))
    track = Track(language=profile.language, cues=tuple(made[:count]), origin=Origin.MACHINE)
    begun = time.process_time()
    repair(track, profile)
    return time.process_time() - begun


def _print(totals: Totals, whole_seconds: float, *, as_json: bool) -> None:
    ratio = totals.helped_by_repair / max(1, totals.helped_by_ends)
    if as_json:
        print(json.dumps({**asdict(totals), "ratio": ratio, f"seconds_for_{GOAL_CUES}_cues": whole_seconds}, indent=2))
        return
    print(f"{totals.tracks} tracks, {totals.cues:,} cues, {totals.fast_before:,} of them too fast")
    print(f"  ends only, 250 ms      {totals.helped_by_ends:6,} brought under the limit")
    print(f"  ends only, unbounded   {totals.helped_by_ends_unbounded:6,}")
    print(f"  repair, 250 ms         {totals.helped_by_repair:6,}   ratio {ratio:.2f} (goal {GOAL_RATIO})")
    print(f"  {totals.cues_moved:,} cues moved, by {totals.moved_ms / 1000:.1f} s in all, "
          f"{totals.greatest_move_ms} ms at most; {totals.new_problems} new problems (goal 0)")
    print(f"  {totals.seconds:.2f} s for all tracks; {whole_seconds:.2f} s for one of {GOAL_CUES:,} cues "
          f"(goal {GOAL_SECONDS})")


if __name__ == "__main__":
    main()
