"""Reading subtitles: this project beside pysubs2, srt, pysrt and webvtt-py, on the same files in one run.

    python benchmarks/parsing.py [--folder FOLDER] [--rounds 5] [--cues 20000]

First the table of files people really send (tests/ingest/cases.py): how many each reader gets right, how many it
refuses with an error, and how many it gets wrong in silence. The other readers get decoded text, so that none fails
for its encoding, and a text counts as right with its tags and line ends in any form. Then the CPU time per cue on a
ten- hour track, and on the .srt files of a folder. Claims: all cases right or told; not slower than pysubs2; a
million cues a minute or better for the whole of ingest, second reader included. pysubs2 and srt are not installed
with the project: without them their lines are missing, and the run says so.
"""

from __future__ import annotations

import argparse
import importlib
import re
import runpy
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pysrt
import webvtt

from pipeline.errors import PipelineError
from pipeline.formats import FORMATS
from pipeline.ingest.stage import run
from pipeline.model.language import find_language

ROOT = Path(__file__).resolve().parents[1]
ENGLISH = find_language("en")
_CUE_LOST = ("S001", "S013")
Found = list[tuple[int, int, str]]
Reader = Callable[[str], Found]


def main() -> int:
    """Print both tables; exit 1 when a claim does not hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, help="time the .srt files of this folder too")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--cues", type=int, default=20_000)
    options = parser.parse_args()
    missing = [name for name in ("pysubs2", "srt") if not _module(name)]
    for name in missing:
        print(f"MISSING: {name} is not installed, so it is not compared (pip install {name})", file=sys.stderr)
    held = [_cases()]
    texts = {".srt": [_long_track(options.cues, ",")], ".vtt": ["WEBVTT\n\n" + _long_track(options.cues, ".")]}
    for suffix, title in ((".srt", "SubRip"), (".vtt", "WebVTT")):
        held.append(_times(f"{title}, ten hours, {options.cues} cues", suffix, texts[suffix], options.rounds))
    if options.folder is None:
        print("\nno --folder given: only the made track was timed")
    else:
        files = sorted(options.folder.rglob("*.srt"))
        held.append(_times(f"SubRip, {len(files)} files of the folder", ".srt",
                           [file.read_text(encoding="utf-8-sig") for file in files], options.rounds))
    held.append(_ingest(texts, options.rounds))
    return 0 if all(held) else 1


def _cases() -> bool:
    table = runpy.run_path(str(ROOT / "tests" / "ingest" / "cases.py"))
    ours_silent = 0
    print(f"{'reader':<18}{'file':<8}{'right':>7}{'told':>7}{'silent':>8}   wrong in silence")
    for suffix, known in ((".srt", "SRT"), (".vtt", "VTT")):
        cases = [*table[known], *table[f"MORE_{known}"]]
        for name, reader in _readers(suffix).items():
            outcome = {case.name: _judge(case, reader, suffix) for case in cases}
            count = Counter(outcome.values())
            silent = [case.split()[0] for case, how in outcome.items() if how == "silent"]
            ours_silent += len(silent) if name == "this project" else 0
            print(f"{name:<18}{suffix:<8}{count['right']:>7}{count['told']:>7}{count['silent']:>8}   "
                  f"{' '.join(silent)}")
    print(f"claim: every case right or told: {'holds' if not ours_silent else 'DOES NOT HOLD'}\n")
    return not ours_silent


def _judge(case: Any, reader: Reader | None, suffix: str) -> str:
    """Right: the cues of the table. Told: an error, or for this project a problem. Silent: anything else."""
    if reader is None:
        try:
            reading = run(case.raw, language=ENGLISH, path=f"case{suffix}")
        except PipelineError:
            return "right" if case.refused else "told"
        found = [(cue.start_ms, cue.end_ms, cue.text) for cue in reading.track.cues]
        if tuple(found) != case.cues:
            return "silent"
        return "told" if any(problem.code in _CUE_LOST for problem in reading.problems) else "right"
    try:
        found = reader(_decoded(case.raw))
    except Exception:  # whatever a reader raises is its way of telling
        return "right" if case.refused else "told"
    return "right" if not case.refused and list(map(_loosely, found)) == list(map(_loosely, case.cues)) else "silent"


def _loosely(cue: tuple[int, int, str]) -> tuple[int, int, str]:
    text = re.sub(r"<[^>]*>|\{[^}]*\}|&\w+;|&#\d+;|[<>&\0\ufffd\s\u00a0é]|\\N", "", cue[2])
    return cue[0], cue[1], text


def _decoded(raw: bytes) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if raw.startswith(mark):
            return raw.decode(encoding)
    return raw.decode("utf-8-sig")


def _times(title: str, suffix: str, texts: list[str], rounds: int) -> bool:
    """Time every reader in turn, the best of all rounds each; tell the ratio to ours."""
    print(title)
    best: dict[str, float] = {}
    cues = 0
    form = FORMATS[suffix]
    readers: dict[str, Callable[[str], Any]] = {
        name: (lambda text: form.read(text, language="en")) if reader is None else reader
        for name, reader in _readers(suffix, raw=True).items()}
    for _ in range(rounds):
        for name, reader in readers.items():
            started = time.process_time()
            results = [_quietly(reader, text) for text in texts]
            best[name] = min(best.get(name, float("inf")), time.process_time() - started)
            if name == "this project":
                cues = sum(len(result.track.cues) for result in results)
    ours = best["this project"]
    for name, seconds in best.items():
        print(f"  {name:<18}{seconds / cues * 1e6:>8.2f} us a cue{seconds / ours:>8.2f} times ours"
              f"{cues / seconds * 60 / 1e6:>8.1f} million cues a minute")
    if "pysubs2" not in best:
        return True
    holds = ours <= best["pysubs2"]
    print(f"  claim: not slower than pysubs2: {'holds' if holds else 'DOES NOT HOLD'}")
    return holds


def _ingest(texts: dict[str, list[str]], rounds: int) -> bool:
    """Time the whole stage: bytes to clean track, conservation and second reader included."""
    print("\nwhole ingest (decode, read, clean, check, second reader)")
    holds = True
    for suffix, (text,) in texts.items():
        raw = text.encode()
        seconds = float("inf")
        for _ in range(rounds):
            started = time.process_time()
            reading = run(raw, language=ENGLISH, path=f"long{suffix}")
            seconds = min(seconds, time.process_time() - started)
        rate = len(reading.track.cues) / seconds * 60 / 1e6
        holds = holds and rate >= 1
        print(f"  {suffix:<18}{rate:>8.1f} million cues a minute, {len(reading.problems)} problems")
    print(f"  claim: a million cues a minute: {'holds' if holds else 'DOES NOT HOLD'}")
    return holds


def _readers(suffix: str, *, raw: bool = False) -> dict[str, Reader | None]:
    """The readers of a suffix; None stands for ours. ``raw`` leaves out the conversion of what they give."""
    pysubs2, srt = _module("pysubs2"), _module("srt")
    readers: dict[str, Reader | None] = {"this project": None}

    def plain(read: Callable[[str], Any], convert: Callable[[Any], Found]) -> Reader:
        return read if raw else lambda text: convert(read(text))

    if pysubs2:
        readers["pysubs2"] = plain(
            lambda text: pysubs2.SSAFile.from_string(text, format_=suffix[1:]),
            lambda subs: [(event.start, event.end, event.text.replace("\\N", "\n")) for event in subs])
    if suffix == ".srt":
        if srt:
            readers["srt"] = plain(
                lambda text: list(srt.parse(text)),
                lambda subs: [(_ms(sub.start), _ms(sub.end), sub.content) for sub in subs])
        readers["pysrt"] = plain(
            pysrt.from_string, lambda subs: [(sub.start.ordinal, sub.end.ordinal, sub.text) for sub in subs])
    else:
        readers["webvtt-py"] = plain(
            webvtt.from_string, lambda subs: [
                (caption.start_time.in_milliseconds(), caption.end_time.in_milliseconds(), caption.raw_text)
                for caption in subs])
    return readers


def _quietly(reader: Callable[[str], Any], text: str) -> Any:
    try:
        return reader(text)
    except Exception:  # a reader that gives up on a real file is timed all the same
        return None


def _ms(delta: Any) -> int:
    return int(delta.total_seconds() * 1000 + 0.5)


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError:
        return None


def _long_track(cues: int, mark: str) -> str:
    """A ten-hour lecture: two lines a cue, a tag here and there."""
    step_ms = 36_000_000 // cues
    return "".join(f"{n + 1}\n{_clock(n * step_ms, mark)} --> {_clock(n * step_ms + step_ms - 100, mark)}\n"
                   f"The {n}th thing to know about a <i>city</i> is\nthat people live in it.\n\n" for n in range(cues))


def _clock(time_ms: int, mark: str) -> str:
    seconds, ms = divmod(time_ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{mark}{ms:03d}"


if __name__ == "__main__":
    sys.exit(main())
