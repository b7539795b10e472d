"""Time and memory of translating 1, 10 and 100 lectures, each size in a process of its own, from nothing loaded.

The sample lectures come round again and again; from the second round on two words of every cue are other ones of the
lecture, of the same length (never a word of a term), so that the memory of sentences has little to answer. It is on, as
in a build; short sentences without such words do come again, and how many it remembered is printed.
"""

from __future__ import annotations

import random
import re
import tempfile
import time
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from typing import Any

from pipeline import models
from pipeline.config import Course
from pipeline.formats import terms
from pipeline.memory import RememberingEngine
from pipeline.model.cue import Track
from pipeline.model.glossary import Glossary
from pipeline.model.language import find_language
from pipeline.model.text import one_line
from pipeline.translate import stage
from pipeline.translate.argos import open_engine

_WORD = re.compile(r"(?<![\w'-])[a-z]{4,}(?![\w'-])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The sample lectures, and what the course translates them with."""

    tracks: tuple[Track, ...]
    course: Course
    glossary: Glossary


def read_sample(tracks: list[Track], course: Course, glossary_path: Path) -> Sample:
    """Put the sample together."""
    return Sample(tracks=tuple(tracks), course=course,
                  glossary=terms.read(glossary_path.read_text(encoding="utf-8"), path=glossary_path.name))


def vary(track: Track, number: int, glossary: Glossary) -> Track:
    """Give a lecture in which two words of every cue are other ones; number 0 is the lecture itself."""
    if number == 0:
        return track
    protected = {word for term in glossary.terms for word in term.source.lower().split()}
    words = sorted({word for cue in track.cues for word in _WORD.findall(cue.text)} - protected)
    chance = random.Random(number)
    return replace(track, cues=tuple(replace(cue, text=_varied(cue.text, words, chance)) for cue in track.cues))


def _varied(text: str, words: list[str], chance: random.Random) -> str:
    places = [found for found in _WORD.finditer(text) if found.group() in words]
    for place in sorted(chance.sample(places, min(2, len(places))), key=lambda found: -found.start()):
        others = [word for word in words if len(word) == len(place.group()) and word != place.group()] or words
        text = text[:place.start()] + chance.choice(others) + text[place.end():]
    return text


def ours(sample: Sample, package_path: Path, tag: str, count: int, threads: int) -> dict[str, Any]:
    """Translate that many lectures; to be run in a fresh process."""
    start, language = time.perf_counter(), find_language(tag)
    with tempfile.TemporaryDirectory() as folder:
        unpack = partial(models.unpack, into=Path(folder))
        inner = open_engine(models.read(package_path), unpack=unpack, threads=threads)
        engine = RememberingEngine(inner, Path(folder) / "sentences.sqlite")
        cues = 0
        for n in range(count):
            track = vary(sample.tracks[n % len(sample.tracks)], n // len(sample.tracks), sample.glossary)
            made = stage.run(source=track, language=language, profile=sample.course.profile(tag),
                             glossary=sample.glossary, engine=engine)
            cues += len(made.track.cues)
    return _figures(start) | {"lectures": count, "cues": cues, "asked": engine.asked, "remembered": engine.remembered}


def cue_by_cue(sample: Sample, package_path: Path, count: int, threads: int) -> dict[str, Any]:
    """Translate the first lectures as argostranslate does; to be run in a fresh process."""
    start = time.perf_counter()
    from _cue_by_cue import CueByCue
    with tempfile.TemporaryDirectory() as folder:
        side = CueByCue(models.unpack(models.read(package_path), into=Path(folder)), threads=threads)
        cues = [one_line(cue.text) for track in sample.tracks[:count] for cue in track.cues]
        side.translate(cues)
    return _figures(start) | {"lectures": count, "cues": len(cues)}


def _figures(start: float) -> dict[str, Any]:
    used = getrusage(RUSAGE_SELF)
    return {"wall_s": round(time.perf_counter() - start, 2), "cpu_s": round(used.ru_utime + used.ru_stime, 2),
            "peak_mb": round(_peak_kb(used.ru_maxrss) / 1024)}


def _peak_kb(told: int) -> int:
    """Give this process's own peak; what getrusage tells may be that of the process that started it."""
    status = Path("/proc/self/status")
    lines = status.read_text(encoding="ascii").splitlines() if status.exists() else []
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), told)
