"""Where PO files lie, and what stands in them: one a lecture and language, and the memory of no lecture."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from sys import intern

import msgspec

from pipeline.config import Course
from pipeline.errors import SubtitleError
from pipeline.formats import po
from pipeline.formats.po import Entry, PoFile, one_line
from pipeline.model.cue import Origin
from pipeline.review.lines import noted
from pipeline.review.merge import occurrences
from pipeline.store import Store
from pipeline.workbench import CACHE

REVISION = 1  # raise it when a PO file is understood in another way than before
MEMORY = "_memory"
"""The folder of imported translation memories, beside those of the lectures; no lecture can have this id."""

_REMARK = ("One entry is one sentence. Write the translation and take the mark fuzzy (needs work) off: the next build\n"
           "uses it. `localize review export` brings this file up to date and never changes what you have written.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A sentence that a person has translated; ``nth`` of its kind in its file, 0 when its English is out of use there.

    ``terms`` are the approved terms it was written with.
    """

    english: str
    text: str
    lecture: str
    nth: int
    terms: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """All that people have translated into one language: by English sentence and by lecture, and unreadable files."""

    sentences: Mapping[str, tuple[Known, ...]] = field(default_factory=dict)
    lectures: Mapping[str, tuple[Known, ...]] = field(default_factory=dict)
    broken: Mapping[str, SubtitleError] = field(default_factory=dict)


def po_name(course: Course, lecture: str, language: str) -> str:
    """Name the PO file of a lecture and language."""
    return f"{course.settings.subtitles.format(lecture=lecture)}/{language}.po"


def read_po(store: Store, name: str) -> PoFile:
    """Read a PO file; an empty one where there is none. Raises SubtitleError with the line."""
    if not store.exists(name):
        return PoFile()
    return po.read(po.decode(store.read(name), path=name), path=name)


def write_po(store: Store, name: str, before: PoFile, entries: tuple[Entry, ...], fields: Mapping[str, str]) -> str:
    """Write a PO file as a whole, with the fields and the comment that others have put into its header."""
    ours = {**fields, "MIME-Version": "1.0", "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit"}
    file = PoFile(fields={**before.fields, **ours}, remark=before.remark or _REMARK, entries=entries)
    return store.write(name, po.write(file).encode())


def po_files(store: Store, subtitles: str, language: str) -> dict[str, str]:
    """Find all PO files of a language by the name of their folder, also of lectures the course does not list.

    ``subtitles`` is the pattern of course.toml.
    """
    folder, mark, rest = subtitles.partition("{lecture}")
    pattern = f"{glob.escape(folder)}*{glob.escape(rest)}/{glob.escape(language)}.po" if mark else ""
    found = {}
    for path in sorted(store.root.glob(pattern)) if pattern else ():
        name = path.relative_to(store.root).as_posix()
        found[name[len(folder):len(name) - len(rest) - len(f"/{language}.po")]] = name
    return found


def snapshot(store: Store, course: Course) -> str:
    """Give a digest over all PO files of the course, "" when there is none. It is taken once a build."""
    digests = [(name, store.digest(name)) for language, origin in course.languages if origin is Origin.MACHINE
               for name in po_files(store, course.settings.subtitles, language.tag).values()]
    return hashlib.sha256(repr(digests).encode()).hexdigest() if digests else ""


def memory(store: Store, course: Course, language: str, state: str, *, keep: bool = False) -> Memory:
    """Read all that people have translated into a language; once for every state of the files (:func:`snapshot`).

    With ``keep`` what was read is kept in the cache, so that the next run need not parse what has not changed.
    """
    found = _memory(store.root, course.settings.subtitles, language, state)
    if keep:
        _keep(store.root, course.settings.subtitles, language, state)
    return found


@lru_cache(maxsize=8)
def _memory(root: Path, subtitles: str, language: str, state: str) -> Memory:
    store = Store(root)
    sentences: dict[str, list[Known]] = {}
    lectures: dict[str, tuple[Known, ...]] = {}
    broken: dict[str, SubtitleError] = {}
    for lecture, name in po_files(store, subtitles, language).items():
        try:
            kept = _recalled(store, _kept_name(store, name), lecture)
            lectures[lecture] = known_in(read_po(store, name).entries, lecture) if kept is None else kept
        except SubtitleError as error:
            broken[lecture] = error
            continue
        for known in lectures[lecture]:
            sentences.setdefault(known.english, []).append(known)
    return Memory(sentences={english: tuple(found) for english, found in sentences.items()}, lectures=lectures,
                  broken=broken)


@lru_cache(maxsize=8)
def _keep(root: Path, subtitles: str, language: str, state: str) -> None:
    store, found = Store(root), _memory(root, subtitles, language, state)
    for lecture, name in po_files(store, subtitles, language).items():
        if lecture in found.lectures and not store.exists(kept := _kept_name(store, name)):
            body = msgspec.json.encode([replace(known, lecture="") for known in found.lectures[lecture]])
            store.write(kept, hashlib.sha256(body).hexdigest().encode() + b"\n" + body)


def _kept_name(store: Store, name: str) -> str:
    return f"{CACHE}/post-edits/{REVISION}-{store.digest(name)}.json"


def _recalled(store: Store, name: str, lecture: str) -> tuple[Known, ...] | None:
    """Read what was kept of a PO file with these very bytes; None where there is nothing, or it is damaged."""
    if not store.exists(name):
        return None
    digest, _, body = store.read(name).partition(b"\n")
    if hashlib.sha256(body).hexdigest().encode() != digest:
        return None
    return tuple(replace(known, lecture=lecture, english=intern(known.english), terms=intern(known.terms))
                 for known in msgspec.json.decode(body, type=tuple[Known, ...]))


def known_in(entries: tuple[Entry, ...], lecture: str) -> tuple[Known, ...]:
    """Give what a person has translated in a PO file."""
    active = [entry for entry in entries if not entry.obsolete]
    numbers = occurrences(one_line(entry.english) for entry in active)
    numbered = [*zip(active, numbers, strict=True), *((entry, 0) for entry in entries if entry.obsolete)]
    return tuple(Known(english=one_line(entry.english), text=one_line(entry.text), lecture=lecture, nth=nth,
                       terms=noted(entry, "terms")) for entry, nth in numbered if entry.by_person)
