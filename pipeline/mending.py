"""Timing repair over a course: what would move in which track, and a person's file written when that is asked for.

Machine tracks are repaired by the build itself, which keeps what it moved; here that is shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import delivered
from pipeline.config import Course
from pipeline.delivered import Delivered
from pipeline.errors import PipelineError
from pipeline.model.cue import Origin
from pipeline.model.result import Failure
from pipeline.model.video import VideoInfo
from pipeline.store import Store
from pipeline.validate.repair import Repair, repair
from pipeline.workbench import CACHE, Workbench

_BUILT = "build/subtitles/{lecture}/{language}.vtt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """One track and its repair; ``aside`` names the copy of a person's file that was written, "" where none was.

    ``refused`` is why a file that was to be written was not.
    """

    lecture: str
    language: str
    path: str
    human: bool
    repair: Repair
    aside: str = ""
    refused: str = ""
    hint: str = ""


def mend(root: Path, course: Course, *, lectures: Sequence[str] = (), languages: Sequence[str] = (),
         write: bool = False) -> tuple[tuple[Mended, ...], tuple[Failure, ...]]:
    """Repair the timing of every track of a course, and give what could not be read.

    Machine tracks are those of the last build. ``write`` writes the files of people that change, each after a copy of
    it was put beside it; nothing else is written. Raises PipelineError for a lecture or language not in the course.
    """
    store = Store(root)
    found: list[Mended] = []
    failures: list[Failure] = []
    for lecture in delivered.chosen(course, lectures, languages):
        files, unread = delivered.find(store, course, lecture.id, languages)
        failures += unread
        bench = Workbench(root, lecture.id, dry=True)
        video = _video(bench, course)
        by_tag = {file.language.tag: file for file in files}
        for language, made_by in course.languages:
            tag = language.tag
            if tag in by_tag:
                found.append(_person(store, course, by_tag[tag], video, write=write))
            elif made_by is Origin.MACHINE and (not languages or tag in languages):
                found += _machine(bench, tag)
    return tuple(found), tuple(failures)


def _person(store: Store, course: Course, file: Delivered, video: VideoInfo | None, *, write: bool) -> Mended:
    done = repair(file.track, course.profile(file.language.tag), video=video)
    found = Mended(lecture=file.lecture, language=file.language.tag, path=file.path, human=True, repair=done)
    if not write or not done.moves:
        return found
    try:
        with store.lock(f"{CACHE}/build.lock"):
            return replace(found, aside=delivered.retime(store, file, done.track))
    except PipelineError as error:
        return replace(found, refused=error.message, hint=error.hint)


def _machine(bench: Workbench, tag: str) -> Iterator[Mended]:
    """Give what the last build noted when it repaired a draft; repaired once more, it would move further."""
    name = bench.cache_name(f"repair-{tag}")
    if bench.store.exists(name):
        yield Mended(lecture=bench.lecture, language=tag, human=False,
                     path=_BUILT.format(lecture=bench.lecture, language=tag), repair=bench.kept(name, Repair))


def _video(bench: Workbench, course: Course) -> VideoInfo | None:
    """What the last build knows of the lecture's video: its frame rate and end; None where it has not come."""
    name = bench.cache_name("probe")
    there = bench.store.exists(course.settings.video.format(lecture=bench.lecture)) and bench.store.exists(name)
    return bench.kept(name, VideoInfo) if there else None
