"""What can be done with a course's glossary: check the human tracks against it, and exchange it with other tools."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from pipeline.config import Course
from pipeline.delivered import path_of
from pipeline.errors import PipelineError
from pipeline.formats import tbx, terms
from pipeline.ingest import stage as ingest
from pipeline.model.cue import Track
from pipeline.model.glossary import Glossary
from pipeline.model.language import Language
from pipeline.model.problem import Problem
from pipeline.store import Store, read_file
from pipeline.translate.terms import check_track
from pipeline.translator import open_glossary


@dataclass(frozen=True, slots=True, kw_only=True)
class _Format:
    read: Callable[..., Glossary]
    write: Callable[[Glossary], str]


_FORMATS = {".tsv": _Format(read=terms.read, write=terms.write), ".tbx": _Format(read=tbx.read, write=tbx.write)}


def check_human_tracks(root: Path, course: Course, lectures: tuple[str, ...] = ()) -> tuple[Problem, ...]:
    """Tell where a human track has other words than the approved term; information, never an error."""
    store = Store(root)
    glossary = open_glossary(store, course)
    found: list[Problem] = []
    for lecture in course.lectures:
        folder = course.settings.subtitles.format(lecture=lecture.id)
        source = _track(store, folder, course.source, course)
        if source is None or (lectures and lecture.id not in lectures):
            continue
        for language, _ in course.languages:
            track = _track(store, folder, language, course) if language != course.source else None
            if track is not None:
                found += [replace(p, lecture=lecture.id, path=p.path or track.path)
                          for p in check_track(track, source, glossary)]
    return tuple(found)


def read_glossary(path: Path) -> Glossary:
    """Read a glossary from a .tsv or TBX-Basic (.tbx) file. Raises GlossaryError with the line of a fault."""
    return _format(path.name).read(read_file(path).decode("utf-8-sig", errors="replace"), path=str(path))


def write_glossary(glossary: Glossary, name: str) -> str:
    """Write a glossary in the format that the suffix of a name says: .tsv or .tbx."""
    return _format(name).write(glossary)


def _format(name: str) -> _Format:
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in _FORMATS:
        raise PipelineError(f"{name}: '{suffix}' is not a glossary format", hint="use .tsv or .tbx (TBX-Basic)")
    return _FORMATS[suffix]


def _track(store: Store, folder: str, language: Language, course: Course) -> Track | None:
    there = path_of(store, folder, language.tag)
    bilingual = language.tag in course.bilingual
    return ingest.run(store.read(there), language=language, path=there, bilingual=bilingual).track if there else None
