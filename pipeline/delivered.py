"""The files that people delivered: found and read for looking, and given other times without touching a word.

A person's file is never overwritten before a copy of it stands beside it, and it is only written when reading it back
gives every cue as it was, but for the times.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace

from pipeline.config import Course, Lecture
from pipeline.errors import PipelineError
from pipeline.formats import FORMATS, READABLE_SUFFIXES, Format, exchange, find_format
from pipeline.formats import codes as of_formats
from pipeline.ingest import codes as of_ingest
from pipeline.ingest import stage as ingest
from pipeline.ingest.encoding import decode
from pipeline.model.cue import Cue, Reading, Track
from pipeline.model.language import Language
from pipeline.model.result import Failure
from pipeline.store import Store

_UTF8_MARK = b"\xef\xbb\xbf"
# What these tell of is mended by writing the file, or stands in the text of a cue and is written as it stands. Behind
# every other fault of a file may be words that are in no cue, and those would not be written.
_HARMLESS = frozenset(code.code for code in (
    of_formats.CUE_NUMBER, of_formats.TIMING_FORM, of_formats.BLANK_LINE_IN_CUE, of_formats.MISSING_BLANK_LINE,
    of_ingest.LEGACY_ENCODING, of_ingest.LOST_CHARACTER, of_ingest.CONTROL_CHARACTER, of_ingest.NOT_NFC,
    of_ingest.ZERO_WIDTH, of_ingest.BIDI_MARK, of_ingest.PRESENTATION_FORM, of_ingest.VISUAL_ORDER,
    of_ingest.MOVED_PUNCTUATION, of_ingest.WHITE_SPACE))


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """One file of one lecture in one language: its name in the course, its bytes, and what they read as."""

    lecture: str
    language: Language
    path: str
    raw: bytes = field(repr=False)
    reading: Reading = field(repr=False)

    @property
    def track(self) -> Track:
        """The clean track."""
        return self.reading.track


def chosen(course: Course, lectures: Sequence[str], languages: Sequence[str]) -> tuple[Lecture, ...]:
    """Give the lectures of these ids, all when none is named. Raises PipelineError for what the course has not."""
    for names, known, kind in ((lectures, [lecture.id for lecture in course.lectures], "lecture"),
                               (languages, [language.tag for language, _ in course.languages], "language")):
        for name in names:
            if name not in known:
                raise PipelineError(f"the course has no {kind} {name!r}", hint=f"use one of {', '.join(known)}")
    return tuple(lecture for lecture in course.lectures if not lectures or lecture.id in lectures)


def path_of(store: Store, folder: str, tag: str, *, names: Container[str] | None = None) -> str:
    """Find a language's file, "" for none; ``names`` are the files of the folder, where they are known already.

    Raises PipelineError when there are two: nobody can say which counts.
    """
    there = [name for suffix in READABLE_SUFFIXES
             if (name := f"{folder}/{tag}{suffix}") and (store.exists(name) if names is None else name in names)]
    if len(there) > 1:
        raise PipelineError(f"there are both {there[0]} and {there[1]}", hint="keep the one that counts")
    return there[0] if there else ""


def find(store: Store, course: Course, lecture: str, languages: Sequence[str] = (),
         ) -> tuple[tuple[Delivered, ...], tuple[Failure, ...]]:
    """Read what people delivered of a lecture, in course order, and tell of the files that cannot be read."""
    found: list[Delivered] = []
    failures: list[Failure] = []
    for language, _ in course.languages:
        if languages and language.tag not in languages:
            continue
        try:
            path = path_of(store, course.settings.subtitles.format(lecture=lecture), language.tag)
            if path:
                raw = store.read(path)
                found.append(Delivered(lecture=lecture, language=language, path=path, raw=raw,
                                       reading=ingest.run(raw, language=language, path=path,
                                                          bilingual=language.tag in course.bilingual)))
        except PipelineError as error:
            failures.append(Failure(where=f"{lecture} {language.tag}", message=error.message, hint=error.hint))
    return tuple(found), tuple(failures)


def retime(store: Store, file: Delivered, track: Track) -> str:
    """Give a person's file the times of ``track``, in its own format, and name the copy that is kept of the old one.

    ``track`` is the file's own track with other times. Byte-order mark and line ends stay as they are; what is not
    UTF-8 becomes UTF-8. Raises PipelineError, and changes nothing, when the file cannot be written without loss or
    has changed since it was read.
    """
    content = _content(file, track)
    if store.read(file.path) != file.raw:
        raise PipelineError(f"{file.path} has changed in the meantime", hint="run it again")
    aside = store.copy_aside(file.path)
    store.write(file.path, content)
    return aside


def _content(file: Delivered, track: Track) -> bytes:
    if exchange.is_exchange(file.path):
        raise PipelineError(f"{file.path} is in a format that is read here and never written",
                            hint=f"save it as one of {', '.join(FORMATS)}, then run it again")
    form = find_format(file.path)
    fault = next((problem for problem in file.reading.problems if problem.code not in _HARMLESS), None)
    if fault:
        place = f"{file.path}:{fault.line}" if fault.line else file.path
        raise PipelineError(f"{place}: {fault.code} {fault.name}: {fault.message}; writing it could lose words",
                            hint="mend this first, then run it again")
    as_it_stands = form.read(decode(file.raw, language=file.language, path=file.path).text,
                             language=file.language.tag, path=file.path).track
    wanted = _with_times(as_it_stands, track)
    if lost := form.loss(wanted):
        raise PipelineError(f"{file.path}:{lost[0].line}: {lost[0].message}", hint="mend this first, then run it again")
    text = form.write(wanted)
    if not _reads_as(form, text, wanted):
        raise PipelineError(f"{file.path} would not read back as it is", hint="change its times in a subtitle editor")
    if b"\r\n" in file.raw:
        text = text.replace("\n", "\r\n")
    return (_UTF8_MARK if file.raw.startswith(_UTF8_MARK) else b"") + text.encode()


def _with_times(as_it_stands: Track, track: Track) -> Track:
    """Put the times of the clean track into the one whose words are as the person wrote them."""
    if [cue.line for cue in as_it_stands.cues] != [cue.line for cue in track.cues]:
        raise PipelineError(f"{as_it_stands.path}: its cues were put together when it was read, so they have no times "
                            "of their own", hint="change its times in a subtitle editor")
    cues = tuple(replace(cue, start_ms=timed.start_ms, end_ms=timed.end_ms)
                 for cue, timed in zip(as_it_stands.cues, track.cues, strict=True))
    return replace(as_it_stands, cues=cues)


def _reads_as(form: Format, text: str, wanted: Track) -> bool:
    def seen(cue: Cue) -> tuple[object, ...]:
        return cue.start_ms, cue.end_ms, cue.text, cue.name, cue.settings, cue.notes

    back = form.read(text, language=wanted.language, path=wanted.path).track
    return ([*map(seen, back.cues)], back.header, back.trailer) == (
        [*map(seen, wanted.cues)], wanted.header, wanted.trailer)
