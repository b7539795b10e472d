"""How fast a lecture is translated: against argostranslate cue by cue, and against a bare CTranslate2 call.

    python benchmarks/translation.py [--language ko] [--package FILE] [--rounds 3] [--cues 60] [--json]

Everything runs in one process, in interleaved rounds, each side at its best thread setting; the medians and their
ratios are printed. argostranslate translates every cue alone, as tools do that use it; its sentence splitter is
replaced by one that does nothing, since it would fetch a model from the network (this favours argostranslate). The bare
call gets the tokens of the same sentences, as many hypotheses, and their attention. CPU seconds are printed beside the
wall's: on a busy machine they are the steadier measure. How much batching gains depends on the size of the model: a
small one spends its time in the search itself.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
import types
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from pipeline import models  # noqa: E402
from pipeline.config import read_course  # noqa: E402
from pipeline.formats import srt, terms, vtt  # noqa: E402
from pipeline.model.cue import Track  # noqa: E402
from pipeline.model.language import find_language  # noqa: E402
from pipeline.model.text import one_line  # noqa: E402
from pipeline.translate import stage  # noqa: E402
from pipeline.translate.argos import BEAM_SIZE, LENGTH_PENALTY, open_engine  # noqa: E402
from pipeline.translate.sentences import split  # noqa: E402

HYPOTHESES = 4
BATCH_TOKENS = 2048
THREADS = (1, 2)


class OneSentence:
    """Takes every cue for one sentence."""

    def split_sentences(self, text: str) -> list[str]:
        return [text]


def import_argos(folder: str) -> Any:
    """Import argostranslate.translate without the sentence splitters that it imports and that are not used here."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "ARGOS_PACKAGES_DIR"):
        os.environ[name] = folder
    for name in ("stanza", "minisbd", "minisbd.models"):
        try:
            __import__(name)
        except ImportError:
            sys.modules[name] = types.ModuleType(name)
    sys.modules["minisbd"].SBDetect = None  # type: ignore[attr-defined]
    sys.modules["minisbd"].models = sys.modules["minisbd.models"]  # type: ignore[attr-defined]
    from argostranslate import translate
    return translate


def read_lectures() -> list[Track]:
    readers = {".srt": srt, ".vtt": vtt}
    paths = sorted(path for path in (ROOT / "subtitles").glob("*/en.*") if path.suffix in readers)
    return [readers[path.suffix].read(path.read_text(encoding="utf-8"), language="en").track for path in paths]


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Give wall and CPU seconds."""
    start, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - cpu


def measure(language: str, package_path: Path | None, rounds: int, cue_count: int, cache: Path) -> dict[str, Any]:
    import ctranslate2

    target = find_language(language)
    package = (models.read(package_path) if package_path
               else models.find(ROOT / "models", find_language("en"), target))
    unpack = partial(models.unpack, into=cache)
    argos = import_argos(str(cache))
    installed = argos.package.Package(unpack(package))
    tracks = read_lectures()
    texts = [sentence.text for track in tracks for sentence in split(track) if sentence.kind == "speech"]
    cues = [one_line(cue.text) for track in tracks for cue in track.cues]
    some = cues[::max(1, len(cues) // cue_count)]
    tokens = [installed.tokenizer.encode(text) for text in texts]
    course = read_course((ROOT / "course.toml").read_text(encoding="utf-8"))
    glossary = terms.read((ROOT / "glossary" / "terms.tsv").read_text(encoding="utf-8"), path="terms.tsv")
    translators = {n: ctranslate2.Translator(str(unpack(package) / "model"), compute_type="int8", intra_threads=n)
                   for n in THREADS}
    engines = {n: open_engine(package, unpack=unpack, threads=n) for n in THREADS}

    def by_cue(threads: int) -> None:
        for cue in some:
            argos.apply_packaged_translation(installed, cue, translators[threads], OneSentence(), 1)

    def bare(threads: int) -> None:
        translators[threads].translate_batch(
            tokens, max_batch_size=BATCH_TOKENS, batch_type="tokens", beam_size=BEAM_SIZE, num_hypotheses=HYPOTHESES,
            length_penalty=LENGTH_PENALTY, return_scores=True, return_attention=True)

    def lecture(threads: int) -> None:
        for track in tracks:
            stage.run(source=track, language=target, profile=course.profile(language), glossary=glossary,
                      engine=engines[threads])

    sides: dict[str, Callable[[int], object]] = {
        "argostranslate, cue by cue": by_cue, "bare CTranslate2 call": bare,
        "our engine": lambda threads: engines[threads].translate(texts, hypotheses=HYPOTHESES),
        "our lectures, whole": lecture,
    }
    for work in sides.values():
        work(1)  # the first call of each loads and warms up
    seconds: dict[str, dict[int, list[tuple[float, float]]]] = {name: {n: [] for n in THREADS} for name in sides}
    for _ in range(rounds):
        for name, work in sides.items():
            for threads in THREADS:
                seconds[name][threads].append(timed(partial(work, threads)))
    return summary(seconds, cues=len(cues), some=len(some), sentences=len(texts), signature=engines[1].signature)


def summary(seconds: dict[str, dict[int, list[tuple[float, float]]]], *, cues: int, some: int, sentences: int,
            signature: str) -> dict[str, Any]:
    """Take each side at its best thread setting; argostranslate was given some of the cues, and is scaled to all."""
    result: dict[str, Any] = {"engine": signature, "cues": cues, "cues_timed_one_by_one": some, "sentences": sentences}
    for measure_number, kind in enumerate(("wall", "cpu")):
        best = {name: min((statistics.median(run[measure_number] for run in runs), threads)
                          for threads, runs in by_threads.items()) for name, by_threads in seconds.items()}
        argos, bare, engine, lecture = (value for value, _ in best.values())
        argos *= cues / some
        result[kind] = {
            "seconds": dict(zip(best, (round(value, 3) for value in (argos, bare, engine, lecture)), strict=True)),
            "threads": {name: threads for name, (_, threads) in best.items()},
            "cue_by_cue_over_our_engine": round(argos / engine, 2),
            "cue_by_cue_over_our_lectures": round(argos / lecture, 2),
            "our_engine_over_bare_call": round(engine / bare, 2),
        }
    return result


def show(result: dict[str, Any]) -> None:
    print(result["engine"])
    one_by_one = f"{result['cues_timed_one_by_one']} timed one by one"
    print(f"{result['cues']} cues ({one_by_one}), {result['sentences']} sentences")
    for kind in ("wall", "cpu"):
        found = result[kind]
        for name, value in found["seconds"].items():
            print(f"  {kind:<5}{name:<28}{value:8.2f} s  (threads: {found['threads'][name]})")
        for name, key, goal in (("cue by cue / our engine", "cue_by_cue_over_our_engine", "at least 6, goal 10"),
                                ("cue by cue / our lectures", "cue_by_cue_over_our_lectures", "terms enforced"),
                                ("our engine / bare call", "our_engine_over_bare_call", "at most 1.25")):
            print(f"  {kind:<5}{name:<28}{found[key]:8.2f}    ({goal})")


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--language", action="append", help="ko, zh-Hans; both if not given")
    parser.add_argument("--package", type=Path, help="an .argosmodel; the one the course uses if not given")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--cues", type=int, default=60, help="how many cues argostranslate is given one by one")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        results = [measure(language, given.package, given.rounds, given.cues, Path(folder))
                   for language in given.language or ("ko", "zh-Hans")]
    if given.json:
        print(json.dumps(results, indent=2))
    else:
        for result in results:
            show(result)


if __name__ == "__main__":
    main()
