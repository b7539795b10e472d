"""Sync on tracks whose true place is known, beside ffsubsync: injected offsets and frame-rate ratios, and strangers.

    python benchmarks/sync.py FOLDER REFERENCE ... [--half even] [--rounds 3] [--ffsubsync PYTHON] [--json]

Takes folders of tracks in twos, with the same file names, one language each. An offset of up to 40 s and one of seven
frame-rate ratios are injected into every track, as it was delivered and shaken: four starts of ten taken out, the rest
moved by 150 ms (a standard deviation), as when another person cuts the same speech. Then the English tracks of the
samples are laid on the sound of their videos in the same way. For every pair there is one of different lectures: it
has no true place, so whatever is proposed for it is wrong.

The limit that keeps strangers out was chosen on the files at odd places in the order of names; ``--half even`` reports
the others.
Where most starts of a pair coincide to the millisecond at another offset than 0, that offset is its true place.
``--ffsubsync`` names the Python that ffsubsync is installed in; it gets the same files, with its own defaults. "At
best" is how often a straight line through the true partner of every start has the right ratio: three minutes of starts
do not always tell a thousandth. Claims: ratio right in 92 %, within half a second in 90 %, wrong proposals under 1 %.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

import numpy as np

from pipeline.formats import FORMATS
from pipeline.media import find_speech
from pipeline.model.cue import Cue, Track
from pipeline.syncing import starts_of
from pipeline.validate.alignment import RATIOS, Verdict, align_starts

GOALS = {"ratio right": 0.92, "within half a second": 0.90, "wrong proposals": 0.01}
OFFSET_MS, NEAR_MS, WRONG_MS, APART_MS = 40_000, 500, 1_000, 5_000
LEAST_CUES, LEAST_COINCIDING = 25, 0.5
SHAKES = {"as delivered": (1.0, 0.0), "shaken": (0.6, 150.0)}  # name: share of starts that stay, movement in ms
T = TypeVar("T")
HALVES = {"odd": slice(0, None, 2), "even": slice(1, None, 2), "all": slice(None)}
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A track with something injected, and what it is laid on; ``true`` holds where each cue belongs, None: nowhere."""

    name: str
    track: Path
    reference: Path
    ratio: Fraction
    starts: tuple[float, ...]
    true: tuple[float, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a tool says of a trial; ``seconds`` of processor time, reading the files included."""

    ratio: float
    offset_ms: float
    proposed: bool
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """The cues of one lecture, where they truly stand (ms from what the file says), and what they are laid on."""

    cues: tuple[Cue, ...]
    apart_ms: int
    reference: Path


def main() -> None:
    """Read the options, measure, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folders", nargs="*", type=Path)
    options.add_argument("--half", choices=HALVES, default="even")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seed", type=int, default=5)
    options.add_argument("--ffsubsync", metavar="PYTHON", default="")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    if len(chosen.folders) % 2:
        options.error("folders go in twos: tracks, then what they are laid on")
    with tempfile.TemporaryDirectory() as work:
        trials = list(_trials(_groups(chosen), chosen, Path(work)))
        tools = {"starts": _ours(trials)}
        if chosen.ffsubsync:
            tools["ffsubsync"] = _theirs(trials, chosen.ffsubsync)
    _print({tool: _figures(trials, answers) for tool, answers in tools.items()}, _at_best(trials),
           as_json=chosen.json)
    if not chosen.folders:
        print("tracks: NOT MEASURED: name two folders, such as `benchmarks/sync.py corpus/ko corpus/en`",
              file=sys.stderr)
    if not chosen.ffsubsync:
        print("ffsubsync: NOT MEASURED: name the Python it is installed in with --ffsubsync", file=sys.stderr)


def _groups(chosen: argparse.Namespace) -> Iterator[tuple[str, Sequence[Pair]]]:
    """Give the pairs of the folders, and those of the samples in this project and their videos."""
    for folder, reference in zip(chosen.folders[::2], chosen.folders[1::2], strict=True):
        names = sorted(path.name for path in folder.iterdir() if (reference / path.name).exists())
        pairs = [_pair(folder / name, reference / name) for name in names[HALVES[chosen.half]]]
        yield f"{folder.parent.name} {folder.name}", [
            pair for pair in pairs if min(len(pair.cues), len(_cues(pair.reference))) >= LEAST_CUES]
    yield "sound", [Pair(cues=_cues(next((ROOT / "subtitles" / video.stem).glob("en.*"))), apart_ms=0, reference=video)
                    for video in sorted((ROOT / "videos").glob("*.mp4"))]


def _cues(path: Path) -> tuple[Cue, ...]:
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    track = FORMATS[path.suffix.lower()].read(text, language="en", path=path.name).track
    return tuple(cue for cue in track.cues if cue.text.strip())


def _pair(track: Path, reference: Path) -> Pair:
    """Find the true place of a delivered track: where most of its starts coincide to the millisecond, else 0."""
    cues = _cues(track)
    ours, theirs = (np.array([cue.start_ms for cue in each]) for each in (cues, _cues(reference)))
    apart = (theirs[None, :] - ours[:, None]).ravel()
    values, counts = np.unique(apart[np.abs(apart) <= APART_MS], return_counts=True)
    coincide = len(counts) and counts.max() >= len(ours) * LEAST_COINCIDING
    return Pair(cues=cues, apart_ms=int(values[counts.argmax()]) if coincide else 0, reference=reference)


def _trials(groups: Iterator[tuple[str, Sequence[Pair]]], chosen: argparse.Namespace, work: Path) -> Iterator[Trial]:
    dice = random.Random(chosen.seed)
    for kind, pairs in groups:
        for shake, (kept, jitter_ms) in SHAKES.items():
            for number, pair in enumerate(pairs):
                for turn in range(chosen.rounds):
                    path = work / f"{kind}-{shake.replace(' ', '-')}-{number}-{turn}.srt"
                    ratio, starts, true = _inject(pair, dice, path, kept, jitter_ms)
                    stranger = pairs[(number + 1 + dice.randrange(len(pairs) - 1)) % len(pairs)]
                    for reference, place in ((pair.reference, true), (stranger.reference, None)):
                        yield Trial(name=f"{kind} {shake}", track=path, reference=reference, ratio=ratio,
                                    starts=starts, true=place)


def _inject(pair: Pair, dice: random.Random, path: Path, kept: float,
            jitter_ms: float) -> tuple[Fraction, tuple[float, ...], tuple[float, ...]]:
    """Write a shaken and moved track; gives the ratio that brings it back, its starts and where they belong."""
    ratio, offset_ms = dice.choice(RATIOS), dice.uniform(-OFFSET_MS, OFFSET_MS)
    cues: list[Cue] = []
    true: list[float] = []
    for cue in pair.cues:
        by_ms = pair.apart_ms + dice.gauss(0, jitter_ms)
        start_ms, end_ms = (round((time_ms + by_ms - offset_ms) / ratio) for time_ms in (cue.start_ms, cue.end_ms))
        if dice.random() < kept and start_ms >= 0:
            cues.append(Cue(index=len(cues) + 1, start_ms=start_ms, end_ms=max(end_ms, start_ms + 1), text="x"))
            true.append(float(cue.start_ms + pair.apart_ms))
    path.write_text(FORMATS[".srt"].write(Track(language="en", cues=tuple(cues))), encoding="utf-8")
    return ratio, tuple(float(cue.start_ms) for cue in cues), tuple(true)


def _ours(trials: Sequence[Trial]) -> list[Answer]:
    heard: dict[Path, tuple[Sequence[int], float]] = {}

    def onsets(video: Path) -> tuple[Sequence[int], float]:
        if video not in heard:
            heard[video] = _timed(lambda: find_speech(video).onsets_ms)
        return heard[video]

    answers = []
    for trial in trials:
        is_track = trial.reference.suffix.lower() in FORMATS
        reference, listened = (_timed(lambda t=trial: _starts(t.reference)) if is_track  # type: ignore[misc]
                               else onsets(trial.reference))
        found, seconds = _timed(lambda t=trial, r=reference: align_starts(_starts(t.track), r))  # type: ignore[misc]
        answers.append(Answer(ratio=float(found.ratio), offset_ms=found.offset_ms, seconds=seconds + listened,
                              proposed=found.verdict is Verdict.SURE))
    return answers


def _starts(path: Path) -> list[int]:
    return starts_of(Track(language="en", cues=_cues(path)))


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    begun = time.process_time()
    return work(), time.process_time() - begun


def _theirs(trials: Sequence[Trial], python: str) -> list[Answer]:
    jobs = json.dumps([[str(trial.reference), str(trial.track)] for trial in trials])
    done = subprocess.run([python, str(Path(__file__).with_name("_ffsubsync.py"))], input=jobs, text=True, check=True,
                          stdout=subprocess.PIPE, env={**os.environ, "TQDM_DISABLE": "1"})
    return [Answer(ratio=ratio, offset_ms=offset * 1000, proposed=proposed, seconds=seconds)
            for offset, ratio, proposed, seconds in json.loads(done.stdout)]


def _figures(trials: Sequence[Trial], answers: Sequence[Answer]) -> dict[str, dict[str, float]]:
    """Give the shares for each group; wrong proposals are of all trials, the others of those that have a true place."""
    figures = {}
    for name in dict.fromkeys(trial.name for trial in trials):
        group = [(trial, answer) for trial, answer in zip(trials, answers, strict=True) if trial.name == name]
        own = [(trial, answer, _error_ms(trial, answer)) for trial, answer in group if trial.true is not None]
        wrong = sum(a.proposed and (t.true is None or _error_ms(t, a) > WRONG_MS) for t, a in group)
        figures[name] = {
            "ratio right": sum(_nearest(a.ratio) == t.ratio for t, a, _ in own) / len(own),
            "within half a second": sum(error <= NEAR_MS for *_, error in own) / len(own),
            "proposed": sum(a.proposed for _, a, _ in own) / len(own), "wrong proposals": wrong / len(group),
            "seconds": sum(a.seconds for _, a in group) / len(group), "pairs": len(own)}
    return figures


def _error_ms(trial: Trial, answer: Answer) -> float:
    """The greatest distance from where a cue belongs, at a quarter, the half and three quarters of the track."""
    true = trial.true or ()
    return max(abs(trial.starts[at] * answer.ratio + answer.offset_ms - true[at])
               for at in (len(true) * quarter // 4 for quarter in (1, 2, 3)))


def _nearest(ratio: float) -> Fraction:
    return min(RATIOS, key=lambda one: abs(float(one) - ratio))


def _at_best(trials: Sequence[Trial]) -> dict[str, float]:
    right: dict[str, list[bool]] = {}
    for trial in trials:
        if trial.true is not None:
            slope = float(np.polyfit(trial.starts, trial.true, 1)[0])
            right.setdefault(trial.name, []).append(_nearest(slope) == trial.ratio)
    return {name: sum(each) / len(each) for name, each in right.items()}


def _print(tools: dict[str, dict[str, dict[str, float]]], at_best: dict[str, float], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"tools": tools, "ratio right at best": at_best, "goals": GOALS}, indent=2))
        return
    for name, best in at_best.items():
        ours = tools["starts"][name]
        print(f"\n{name}: {ours['pairs']} pairs of one lecture, as many of different ones")
        print(f"{'':24}" + "".join(f"{tool:>12}" for tool in tools) + f"{'goal':>8}")
        for row in ("ratio right", "within half a second", "proposed", "wrong proposals"):
            shares = "".join(f"{figures[name][row]:12.1%}" for figures in tools.values())
            print(f"{row:24}{shares}" + (f"{GOALS[row]:8.0%}" if row in GOALS else "")
                  + (f"   at best {best:.1%}" if row == "ratio right" else ""))
        print(f"{'time, times ours':24}" + "".join(
            f"{figures[name]['seconds'] / ours['seconds']:12.1f}" for figures in tools.values())
            + f"   ours {ours['seconds'] * 1000:.0f} ms a pair")


if __name__ == "__main__":
    main()
