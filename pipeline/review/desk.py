"""What is done at the editor's desk: sentences out to a PO file, corrections back in, the memory exchanged as TMX."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from pipeline.config import Course
from pipeline.errors import PipelineError
from pipeline.formats import po, tmx
from pipeline.formats.po import Entry, one_line
from pipeline.ingest import stage as ingest
from pipeline.model.cue import Reading, Track
from pipeline.model.glossary import Glossary
from pipeline.model.language import Language
from pipeline.model.problem import Problem
from pipeline.review.edited import Comparison, compare
from pipeline.review.files import MEMORY, known_in, memory, po_name, read_po, snapshot, write_po
from pipeline.review.lines import Line, lines_of
from pipeline.review.merge import Change, apart, merge
from pipeline.review.take import Conflict, Edit, Take, Taken, take
from pipeline.store import Store
from pipeline.translate.stage import Translation
from pipeline.workbench import CACHE, Workbench

_OTHER_BUILD = "correct the track of the last build; or use --take theirs if every sentence of the file is to count"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a file that came in: where its sentences are now, how many, and what a person must decide.

    ``unclear`` are changed places of a subtitle file whose sentence cannot be told; ``kept`` counts sentences whose
    English is not in use here: they are kept for when it is.
    """

    name: str
    taken: int = 0
    kept: int = 0
    conflicts: tuple[Conflict, ...] = ()
    unclear: tuple[str, ...] = ()
    retimed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One lecture in one machine language, on the editor's desk."""

    root: Path
    course: Course
    lecture: str
    language: Language

    @property
    def name(self) -> str:
        """The PO file, relative to the course."""
        return po_name(self.course, self.lecture, self.language.tag)

    def export(self, *, glossary: Glossary, problems: Sequence[Problem] = ()) -> Change:
        """Bring the PO file up to date with the last build. Raises PipelineError when nothing was built."""
        store = Store(self.root)
        with store.lock(f"{CACHE}/build.lock"):
            translation, english = self._built()
            before = read_po(store, self.name)
            change = merge(before.entries, self._lines(translation, english, glossary, problems))
            write_po(store, self.name, before, change.entries, self._fields(translation))
        return change

    def take_subtitles(self, raw: bytes, path: str, *, glossary: Glossary, prefer: Take = Take.NEITHER) -> Outcome:
        """Take over the sentences that were changed in a .srt or .vtt made from the last build.

        Raises SubtitleError when the file cannot be read, PipelineError when nothing was built, or when a .vtt says
        that another engine or other terms made it: then nobody knows which words a person has changed.
        """
        store = Store(self.root)
        edited = ingest.run(raw, language=self.language, path=path).track
        if not edited.cues:
            raise PipelineError(f"{path} has no cue", hint="save the file in the subtitle editor again")
        with store.lock(f"{CACHE}/build.lock"):
            translation, english = self._built()
            if prefer is not Take.THEIRS and (made := _provenance(edited)) not in ("", translation.track.provenance):
                raise PipelineError(f"{path} was made from another build ({made})", hint=_OTHER_BUILD)
            found = compare(translation.track, edited, translation.sentences)
            before = read_po(store, self.name)
            # Problems in the comments stay out here: the next export puts them in.
            entries = merge(before.entries, self._lines(translation, english, glossary, ())).entries
            taken = take(entries, found.edits, prefer=prefer)
            if taken.entries != entries or not store.exists(self.name):
                write_po(store, self.name, before, taken.entries, self._fields(translation))
        return _outcome(self.name, taken, found)

    def take_po(self, raw: bytes, path: str, *, prefer: Take = Take.NEITHER) -> Outcome:
        """Take over what a person wrote in a PO file that comes back, from Weblate or by mail."""
        store = Store(self.root)
        theirs = po.read(po.decode(raw, path=path), path=path)
        with store.lock(f"{CACHE}/build.lock"):
            before = read_po(store, self.name)
            if not before.entries:
                write_po(store, self.name, theirs, theirs.entries, {})
                return Outcome(name=self.name, taken=len(known_in(theirs.entries, self.lecture)))
            taken = take(before.entries, _edits(theirs.entries), prefer=prefer)
            kept = _kept(taken.entries, taken.unknown)
            active = [entry for entry in taken.entries if not entry.obsolete]
            obsolete = apart([*(entry for entry in taken.entries if entry.obsolete), *kept])
            write_po(store, self.name, before, (*active, *obsolete), {})
        return replace(_outcome(self.name, taken, None), kept=len(kept))

    def _built(self) -> tuple[Translation, Track]:
        bench = Workbench(self.root, self.lecture, dry=True)
        names = [bench.cache_name(f"translate-{self.language.tag}"),
                 bench.cache_name(f"ingest-{self.course.settings.source}")]
        if not all(map(bench.store.exists, names)):
            raise PipelineError(f"{self.lecture} has no machine track in {self.language.english_name} yet",
                                hint=f"run `localize subtitles --lecture {self.lecture}` first")
        return bench.kept(names[0], Translation), bench.kept(names[1], Reading).track

    def _lines(self, translation: Translation, english: Track, glossary: Glossary,
               problems: Sequence[Problem]) -> tuple[Line, ...]:
        return lines_of(translation, english, glossary=glossary, problems=problems)

    def _fields(self, translation: Translation) -> dict[str, str]:
        store, settings = Store(self.root), self.course.settings
        source = Workbench(self.root, self.lecture, dry=True).cache_name(f"ingest-{settings.source}")
        return {"Project-Id-Version": settings.title, "Language": self.language.tag.replace("-", "_"),
                "X-Lecture": self.lecture, "X-Engine": translation.track.provenance,
                "X-Source-Language": settings.source, "X-Source-SHA256": store.digest(source)}


def export_memory(root: Path, course: Course, language: Language) -> tuple[bytes, int]:
    """Write all that people have translated into a language as TMX, and count the sentences.

    Raises SubtitleError when a PO file cannot be read.
    """
    store = Store(root)
    found = memory(store, course, language.tag, snapshot(store, course))
    for error in found.broken.values():
        raise error
    units = [tmx.Unit(source=one.english, target=one.text, lecture=one.lecture)
             for known in found.lectures.values() for one in known]
    units = sorted(dict.fromkeys(units), key=lambda unit: (unit.lecture, unit.source, unit.target))
    return tmx.write(units, source=course.settings.source, target=language.tag), len(units)


def import_memory(root: Path, course: Course, language: Language, raw: bytes, path: str, *,
                  prefer: Take = Take.NEITHER) -> Outcome:
    """Take a TMX file into the memory that belongs to no lecture; what a lecture has already is not taken twice."""
    store, name = Store(root), po_name(course, MEMORY, language.tag)
    units = tmx.read(raw, source=course.settings.source, target=language.tag, path=path)
    with store.lock(f"{CACHE}/build.lock"):
        known = memory(store, course, language.tag, snapshot(store, course)).sentences
        edits = [Edit(english=unit.source, text=unit.target) for unit in units
                 if unit.target not in {one.text for one in known.get(unit.source, ())}]
        before = read_po(store, name)
        entries = list(before.entries)
        present = {one_line(entry.english) for entry in entries}
        new = [english for english in dict.fromkeys(edit.english for edit in edits) if english not in present]
        taken = take([*entries, *(Entry(english=english) for english in new)], edits, prefer=prefer)
        if taken.entries:
            write_po(store, name, before, taken.entries, {
                "Project-Id-Version": course.settings.title, "Language": language.tag.replace("-", "_"),
                "X-Source-Language": course.settings.source})
    return _outcome(name, taken, None)


def _provenance(track: Track) -> str:
    """Find what a track of this tool says of its making; "" where an editor has dropped it, as SubRip does."""
    return next((line.strip() for line in track.header.split("\n") if "|terms-sha256:" in line), "")


def _edits(entries: Sequence[Entry]) -> list[Edit]:
    remarks = {(one_line(entry.english), entry.text): entry.remarks for entry in entries}
    by_text = {(one_line(english), one_line(text)): found for (english, text), found in remarks.items()}
    return [Edit(english=one.english, text=one.text, nth=one.nth, remarks=by_text.get((one.english, one.text), ()))
            for one in known_in(tuple(entries), "")]


def _kept(entries: Sequence[Entry], unknown: Sequence[Edit]) -> list[Entry]:
    """Make obsolete entries of sentences whose English is not in use here, those that are not kept already."""
    there = {(one_line(entry.english), one_line(entry.text)) for entry in entries}
    kept: list[Entry] = []
    for edit in unknown:
        if (edit.english, edit.text) not in there:
            there.add((edit.english, edit.text))
            kept.append(Entry(english=edit.english, text=edit.text, obsolete=True, remarks=edit.remarks))
    return kept


def _outcome(name: str, taken: Taken, found: Comparison | None) -> Outcome:
    return Outcome(name=name, taken=taken.taken, conflicts=taken.conflicts,
                   unclear=found.unclear if found else (), retimed=found.retimed if found else 0)


def kind_of(path: str) -> str:
    """Say what a file is by its suffix: ``po`` or ``subtitles``."""
    return "po" if PurePath(path).suffix.lower() in (".po", ".pot") else "subtitles"

