"""The English sentences of a lecture and the terms in each, worked out once and kept.

What a language's machine track depends on of the glossary is exactly the terms that stand in the lecture, so a term
that is changed makes only those lectures stale that hold it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.config import Course
from pipeline.formats import terms
from pipeline.ledger import Step
from pipeline.model.cue import Origin, Track
from pipeline.model.glossary import Glossary
from pipeline.store import Store
from pipeline.translate import stage
from pipeline.translate.sentences import split
from pipeline.translate.terms import find
from pipeline.workbench import Workbench

_EDGES = " \t\n♪♫♬[]()（）【】"  # signs around a sound or a song, which are not part of the sentence that is translated


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """What is said in a lecture; ``terms`` names by language the kept file of the terms in it."""

    bench: Workbench = field(repr=False)
    name: str
    track: Track | None = field(repr=False)
    terms: Mapping[str, str]

    def sentences(self) -> tuple[str, ...] | None:
        """Give the English sentences in order; None in a dry run that would make the English track."""
        if self.bench.has(self.name):
            return self.bench.kept(self.name, tuple[str, ...])
        return _cut(self.track) if self.track else None


def spoken(bench: Workbench, course: Course, *, track: Track | None, file: str) -> Spoken:
    """Work out the sentences of the English track kept as ``file``, and their terms, where that is not done yet.

    ``track`` is None in a dry run that would make it. Raises GlossaryError with the line.
    """
    tags = [language.tag for language, origin in course.languages if origin is Origin.MACHINE]
    name, names = bench.cache_name("sentences"), {tag: bench.cache_name(f"terms-{tag}") for tag in tags}
    step = Step(key="sentences", revision=stage.REVISION, outputs=(name, *names.values()),
                inputs={"track": bench.digest(file), "glossary": bench.digest(course.settings.glossary)})
    if track is None:
        bench.do(step, lambda: None)
        return Spoken(bench=bench, name=name, track=None, terms=names)

    def values() -> dict[str, object]:
        texts, glossary = _cut(track), read_glossary(bench.store, course.settings.glossary)
        return {name: texts, **{names[tag]: [_terms(text, glossary, tag) for text in texts] for tag in tags}}

    bench.work_out(step, values)
    return Spoken(bench=bench, name=name, track=track, terms=names)


def read_glossary(store: Store, name: str) -> Glossary:
    """Read the course's glossary; an empty one where there is no file. Raises GlossaryError with the line."""
    return terms.read(store.read(name).decode(errors="replace"), path=name) if store.exists(name) else Glossary()


def _cut(track: Track) -> tuple[str, ...]:
    return tuple(sentence.text for sentence in split(track))


def _terms(text: str, glossary: Glossary, language: str) -> list[tuple[object, ...]]:
    """Give all that a translation is told of the terms of a sentence; not the line they have in their file."""
    return [(found.term.source, found.term.match, found.term.korean_reading, found.term.targets, found.start, found.end)
            for words in dict.fromkeys((text, text.strip(_EDGES))) for found in find(words, glossary, language)]
