"""Draw problems of `check` at random from a corpus, each with its cues, so that a person can say whether it is true.

    python benchmarks/fifty.py CORPUS ... [--seed 1] [--count 50] [--json]

A corpus is a folder with one folder of tracks for each language, the same file names in all; its name is the language
(en, ko, zh-CN; a zh-CN cue may hold Chinese over English). Every lecture is read and checked as `localize check` does
it, with the limits of course.toml; people wrote all of it. docs/fifty.md holds such a list with its verdicts.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.config import read_course
from pipeline.ingest import stage as ingest
from pipeline.ingest import wrong_file
from pipeline.model.cue import Track
from pipeline.model.language import LANGUAGES
from pipeline.model.problem import Problem
from pipeline.validate import stage as validate
from pipeline.validate.sheet import clock

COURSE = read_course((Path(__file__).parents[1] / "course.toml").read_text(encoding="utf-8"))
TAGS = {"zh-CN": "zh-Hans", "zh-TW": "zh-Hant"}
BILINGUAL = {"zh-CN", "zh-TW"}
SOURCE = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One problem, and what the tracks show around it: the cue before, the cue, the cue after, in every language."""

    problem: Problem
    around: dict[str, list[str]]


def main() -> None:
    """Read the options, check, draw, print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("corpora", nargs="*", type=Path)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--count", type=int, default=50)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    if not chosen.corpora:
        print("not measured: name a corpus, such as `benchmarks/fifty.py corpora/cs231n corpora/hf-course`")
        return
    found = [one for corpus in chosen.corpora for one in _check(corpus)]
    drawn = random.Random(chosen.seed).sample(found, min(chosen.count, len(found)))
    counts = Counter(one.problem.code for one in found)
    if chosen.json:
        print(json.dumps({"problems": len(found), "counts": counts, "drawn": [_data(one) for one in drawn]},
                         ensure_ascii=False, indent=2))
        return
    print(f"{len(found)} problems: " + ", ".join(f"{code} {count}" for code, count in sorted(counts.items())))
    for number, one in enumerate(drawn, start=1):
        _show(number, one)


def _check(corpus: Path) -> Iterator[Found]:
    folders = [folder for folder in sorted(corpus.iterdir()) if TAGS.get(folder.name, folder.name) in LANGUAGES]
    for name in sorted({path.name for folder in folders for path in folder.iterdir()}):
        problems: list[Problem] = []
        tracks: list[Track] = []
        for folder in folders:
            if (folder / name).exists():
                reading = ingest.run((folder / name).read_bytes(), path=f"{corpus.name}/{folder.name}/{name}",
                                     language=LANGUAGES[TAGS.get(folder.name, folder.name)],
                                     bilingual=folder.name in BILINGUAL)
                problems += reading.problems
                tracks.append(reading.track)
        source = next((track for track in tracks if track.language == SOURCE), None)
        for track in tracks:
            problems += wrong_file.check(track, reference=source, video_duration_ms=None)
        problems += validate.run(tuple(tracks), source=SOURCE, video=None,
                                 profiles=tuple(COURSE.profile(track.language) for track in tracks))
        # "12 more cues have this" stands for others, which are as good as the ten that were told of.
        yield from (Found(problem=problem, around=_around(problem, tracks)) for problem in problems
                    if "more cues have this" not in problem.message)


def _around(problem: Problem, tracks: Sequence[Track]) -> dict[str, list[str]]:
    cue = next((cue for track in tracks if track.path == problem.path for cue in track.cues
                if cue.index == problem.cue), None)
    if cue is None:
        return {}
    from_ms, to_ms = cue.start_ms - 4_000, cue.end_ms + 4_000
    return {track.language: [f"{clock(each.start_ms)} --> {clock(each.end_ms)}  {each.text!r}" for each in track.cues
                             if each.start_ms < to_ms and each.end_ms > from_ms] for track in tracks}


def _data(one: Found) -> dict[str, object]:
    problem = one.problem
    return {"path": problem.path, "line": problem.line, "cue": problem.cue, "code": problem.code, "name": problem.name,
            "severity": problem.severity.value, "message": problem.message, "text": problem.text, "hint": problem.hint,
            "around": one.around}


def _show(number: int, one: Found) -> None:
    problem = one.problem
    print(f"\n{number}. {problem.path}:{problem.line} {problem.severity.value} {problem.code} {problem.name}: "
          f"{problem.message}")
    print(f"   {problem.text!r}  hint: {problem.hint}")
    for language, cues in one.around.items():
        for cue in cues:
            print(f"   {language:8} {cue}")


if __name__ == "__main__":
    main()
