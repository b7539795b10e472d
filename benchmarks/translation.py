"""How fast lectures are translated: against argostranslate cue by cue, and against a bare CTranslate2 call.

    python benchmarks/translation.py [--language ko] [--package FILE] [--rounds 3] [--lectures 1 10 100] [--json]

Two models, one process, interleaved rounds, each side at its best thread setting; medians and their ratios.

- The course's package (small): all sample lectures.
- A package of the size of an official one, *with weights made by chance*: it shows time and nothing else. How much is
  written is forced by one rule on all sides (benchmarks/_timing_model.py), for which the bare call is asked in groups
  of like length. Where terms are enforced, it is asked the sentences that the course's package had to be asked, and
  says what that one said. One round, as it takes minutes.

argostranslate translates every cue alone, through the object its users call; its sentence splitter is replaced by one
that does nothing, since it would fetch a model (this favours argostranslate). The bare call gets the tokens of the same
sentences, as many hypotheses, and their attention, in one batch or several. Everything is loaded before the clock
starts. CPU seconds stand beside the wall's: on a busy machine they are the steadier measure.

Then 1, 10 and 100 lectures in fresh processes, loading and memory included (benchmarks/_many_lectures.py).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import ctranslate2  # noqa: E402
from _cue_by_cue import CueByCue  # noqa: E402
from _many_lectures import Sample, cue_by_cue, ours, read_sample  # noqa: E402
from _timing_model import Recorded, forced_length, write  # noqa: E402

from pipeline import models  # noqa: E402
from pipeline.config import read_course  # noqa: E402
from pipeline.formats import srt, vtt  # noqa: E402
from pipeline.model.cue import Track  # noqa: E402
from pipeline.model.engine import Engine  # noqa: E402
from pipeline.model.language import Language, find_language  # noqa: E402
from pipeline.model.text import one_line  # noqa: E402
from pipeline.translate import stage  # noqa: E402
from pipeline.translate.argos import BEAM_SIZE, LENGTH_PENALTY, open_engine  # noqa: E402
from pipeline.translate.sentences import split  # noqa: E402

HYPOTHESES = 4
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
ARGOS, BARE, ENGINE, LECTURES = "argostranslate, cue by cue", "bare CTranslate2 call", "our engine", "our lectures"
Work = Callable[[], object]
RATIOS = (("cue by cue / our engine", ARGOS, ENGINE, "at least 6, goal 10"),
          ("cue by cue / our lectures", ARGOS, LECTURES, "terms enforced, cues and lines laid"),
          ("our engine / bare call", ENGINE, BARE, "at most 1.25"),
          ("our lectures / bare call", LECTURES, BARE, "terms enforced, cues and lines laid"))


def read_lectures() -> list[Track]:
    """Read the English tracks of the sample lectures."""
    readers = {".srt": srt, ".vtt": vtt}
    paths = sorted(path for path in (ROOT / "subtitles").glob("*/en.*") if path.suffix in readers)
    return [readers[path.suffix].read(path.read_text(encoding="utf-8"), language="en").track for path in paths]


def read_all() -> Sample:
    """Read the sample lectures, the course and its glossary."""
    course = read_course((ROOT / "course.toml").read_text(encoding="utf-8"))
    return read_sample(read_lectures(), course, ROOT / course.settings.glossary)


def sides(sample: Sample, language: Language, package: Path, speaker: Engine | None,
          cache: Path) -> dict[str, dict[str, Work]]:
    """Give what is timed: for each side its work at every setting. ``speaker`` says what a timing model cannot."""
    unpack, read = partial(models.unpack, into=cache), models.read(package)
    folder = unpack(read)
    cues = [one_line(cue.text) for track in sample.tracks for cue in track.cues]
    texts = [sentence.text for track in sample.tracks for sentence in split(track) if sentence.kind == "speech"]
    by_cue = {n: CueByCue(folder, threads=n) for n in {1, CORES}}
    tokens = [by_cue[1].tokenizer.encode(text) for text in texts]
    engines = {n: open_engine(read, unpack=unpack, threads=n) for n in {1, CORES}}
    bare = {(inter, intra): ctranslate2.Translator(str(folder / "model"), compute_type="int8", inter_threads=inter,
                                                   intra_threads=intra)
            for inter, intra in sorted({(1, 1), (1, CORES), (CORES, 1)})}

    groups = like_lengths(tokens) if speaker else [tokens]

    def call(setting: tuple[int, int], batch: int) -> None:
        asked = [bare[setting].translate_batch(
            group, max_batch_size=batch, batch_type="tokens", beam_size=BEAM_SIZE, num_hypotheses=HYPOTHESES,
            length_penalty=LENGTH_PENALTY, return_scores=True, return_attention=True, asynchronous=True)
            for group in groups]
        for result in (result for results in asked for result in results):
            result.result()

    def lectures(engine: Engine) -> None:
        for track in sample.tracks:
            stage.run(source=track, language=language, profile=sample.course.profile(language.tag),
                      glossary=sample.glossary, engine=engine)

    for side in (*by_cue.values(), *engines.values()):
        side.translate(texts[:1])  # loads the model
    asked = {n: Recorded(engine, speaker) if speaker else engine for n, engine in engines.items()}
    return {
        ARGOS: {f"{n} threads": partial(side.translate, cues) for n, side in by_cue.items()},
        BARE: {f"{inter}x{intra} threads, {batch} tokens": partial(call, (inter, intra), batch)
               for inter, intra in bare for batch in ((2048, 512) if inter > 1 else (2048,))},
        ENGINE: {f"{n} threads": partial(engine.translate, texts, hypotheses=HYPOTHESES)
                 for n, engine in engines.items()},
        LECTURES: {f"{n} threads": partial(lectures, engine) for n, engine in asked.items()},
    }


def like_lengths(tokens: Sequence[list[str]]) -> list[list[list[str]]]:
    """Put sentences of like lengths together, as a length that is forced on a call has to suit them all."""
    groups: dict[int, list[list[str]]] = {}
    for pieces in tokens:
        groups.setdefault(len(pieces) // 16, []).append(pieces)
    return list(groups.values())


def measure(timed: dict[str, dict[str, Work]], rounds: int) -> dict[str, Any]:
    """Time all sides in interleaved rounds."""
    seconds: dict[str, dict[str, list[tuple[float, float]]]] = {
        side: {setting: [] for setting in works} for side, works in timed.items()}
    for _ in range(rounds):
        for side, works in timed.items():
            for setting, work in works.items():
                seconds[side][setting].append(clocked(work))
    result: dict[str, Any] = {}
    for number, kind in enumerate(("wall", "cpu")):
        best = {side: min((statistics.median(run[number] for run in runs), setting) for setting, runs in found.items())
                for side, found in seconds.items()}
        result[kind] = {"seconds": {side: round(value, 3) for side, (value, _) in best.items()},
                        "settings": {side: setting for side, (_, setting) in best.items()},
                        "ratios": {name: round(best[above][0] / best[below][0], 2) for name, above, below, _ in RATIOS}}
    return result


def clocked(work: Work) -> tuple[float, float]:
    """Give wall and CPU seconds."""
    start, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - cpu


def speed(tag: str, package: Path, rounds: int) -> dict[str, Any]:
    """Time both models, and count the terms."""
    sample, language = read_all(), find_language(tag)
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        found = {"model": models.read(package).name, "timing_model": False,
                 **measure(sides(sample, language, package, None, cache), rounds)}
        speaker = open_engine(models.read(package), unpack=partial(models.unpack, into=cache), threads=CORES)
        speaker.translate(["It is loaded."])
        (cache / "timing").mkdir()
        clock = write(cache / "timing" / package.name, like=package)
        with forced_length():
            large = measure(sides(sample, language, clock, speaker, cache), 1)
        return {"language": tag, "terms": term_figures(sample, language, speaker), "models": [
            found, {"model": "size of an official package, weights by chance", "timing_model": True, **large}]}


def term_figures(sample: Sample, language: Language, engine: Engine) -> dict[str, int]:
    """Count how the occurrences of terms in the sample lectures were met."""
    proofs = [proof.how for track in sample.tracks for proof in stage.run(
        source=track, language=language, profile=sample.course.profile(language.tag), glossary=sample.glossary,
        engine=engine).terms]
    return {"occurrences": len(proofs), "met": len(proofs) - proofs.count("unmet"), **Counter(proofs)}


def many(tag: str, package: Path, counts: Iterable[int]) -> list[dict[str, Any]]:
    """Translate more and more lectures, each number in a fresh process."""
    rows = []
    for side, count in (("argostranslate", 1), *(("ours", count) for count in counts)):
        job = json.dumps({"side": side, "tag": tag, "package": str(package), "count": count})
        done = subprocess.run([sys.executable, __file__, "--job", job], check=True, capture_output=True, text=True)
        rows.append({"side": side, **json.loads(done.stdout)})
    return rows


def run_job(side: str, tag: str, package: str, count: int) -> dict[str, Any]:
    """Do the work of one fresh process; argostranslate gets one thread, which is its best with single cues."""
    if side == "ours":
        return ours(read_all(), Path(package), tag, count, CORES)
    return cue_by_cue(read_all(), Path(package), count, 1)


def show(result: dict[str, Any]) -> None:
    """Print one language."""
    terms = result["terms"]
    print(f"{result['language']}: {terms['met']} of {terms['occurrences']} occurrences of terms met "
          f"({100 * terms['met'] / max(1, terms['occurrences']):.1f} %, goal 99)")
    for model in result["models"]:
        print(f"\n  {model['model']}")
        for kind in ("wall", "cpu"):
            for side, value in model[kind]["seconds"].items():
                print(f"    {kind:<5}{side:<30}{value:8.2f} s   {model[kind]['settings'][side]}")
            for name, _, _, note in RATIOS:
                print(f"    {kind:<5}{name:<30}{model[kind]['ratios'][name]:8.2f}     ({note})")
    print("\n  in fresh processes, loading included, the memory of sentences on")
    for row in result["many"]:
        print(f"    {row['side']:<15}{row['lectures']:5} lectures{row['cues']:7} cues{row['wall_s']:9.2f} s wall"
              f"{row['cpu_s']:9.2f} s CPU{row['peak_mb']:6} MB" + (
                  f"   {row['asked']} asked, {row['remembered']} remembered" if "asked" in row else ""))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--language", action="append", help="ko, zh-Hans; both if not given")
    parser.add_argument("--package", type=Path, help="an .argosmodel; the one the course uses if not given")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--lectures", type=int, nargs="*", default=[1, 10, 100])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--job", help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.job:
        print(json.dumps(run_job(**json.loads(given.job))))
        return
    results = []
    for tag in given.language or ("ko", "zh-Hans"):
        package = given.package or models.find(ROOT / "models", find_language("en"), find_language(tag)).path
        results.append({**speed(tag, package, given.rounds), "many": many(tag, package, given.lectures)})
    if given.json:
        print(json.dumps(results, indent=2))
    else:
        for result in results:
            show(result)


if __name__ == "__main__":
    main()
