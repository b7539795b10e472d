"""The English sentences of a lecture and the terms in each, worked out once and kept.

What a language's machine track depends on of the glossary is exactly the terms that stand in the lecture, so a term
that is changed makes only those lectures stale that hold it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.config import Course
from pipeline.ledger import Step
from pipeline.model.cue import Origin, Track
from pipeline.translate import stage
from pipeline.translate.enforce import Item
from pipeline.translate.sentences import Sentence, split
from pipeline.translator import open_glossary
from pipeline.workbench import Workbench


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
        return _texts(split(self.track)) if self.track else None


def spoken(bench: Workbench, course: Course, *, track: Track | None, file: str) -> Spoken:
    """Work out the sentences of the English track kept as ``file``, and their terms, where that is not done yet.

    ``track`` is None in a dry run that would make it. Raises GlossaryError with the line.
    """
    machine = [language for language, origin in course.languages if origin is Origin.MACHINE]
    name, names = bench.cache_name("sentences"), {one.tag: bench.cache_name(f"terms-{one.tag}") for one in machine}
    step = Step(key="sentences", revision=stage.REVISION, outputs=(name, *names.values()),
                inputs={"track": bench.digest(file), "glossary": bench.digest(course.settings.glossary)})
    if track is None:
        bench.do(step, lambda: None)
        return Spoken(bench=bench, name=name, track=None, terms=names)

    def values() -> dict[str, object]:
        sentences, glossary = split(track), open_glossary(bench.store, course)
        return {name: _texts(sentences), **{names[one.tag]: [_terms(stage.asked(sentence, glossary, one))
                                                             for sentence in sentences] for one in machine}}

    bench.work_out(step, values)
    return Spoken(bench=bench, name=name, track=track, terms=names)


def _texts(sentences: Sequence[Sentence]) -> tuple[str, ...]:
    return tuple(sentence.text for sentence in sentences)


def _terms(item: Item) -> list[tuple[object, ...]]:
    """Give all that a translation is told of the terms of a sentence; not the line they have in their file."""
    return [(found.term.source, found.term.match, found.term.korean_reading, found.term.targets, found.start, found.end)
            for found in item.occurrences]
