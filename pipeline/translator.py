"""What a course translates with: its engine, which remembers, and its glossary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline import models
from pipeline.config import Course
from pipeline.errors import PipelineError
from pipeline.formats import terms
from pipeline.memory import RememberingEngine
from pipeline.model.engine import Engine
from pipeline.model.glossary import Glossary
from pipeline.model.language import Language, find_language
from pipeline.store import Store
from pipeline.translate.enforce import Item, Rendering, enforce
from pipeline.translate.engines import ENGINES
from pipeline.translate.terms import find
from pipeline.workbench import CACHE


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedLine:
    """A line that was translated to try a model and a glossary: what became of each term, and what is doubtful."""

    source: str
    text: str
    terms: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


def open_engine(store: Store, course: Course, language: Language, *, threads: int) -> Engine:
    """Open the course's engine for a language; it costs nothing until it is asked a sentence it does not remember.

    Raises ModelError or EngineError when there is none, PipelineError when course.toml names an unknown one.
    """
    settings = course.settings
    if settings.engine not in ENGINES:
        raise PipelineError(f"there is no engine {settings.engine!r}", hint=f"use one of {', '.join(ENGINES)}")
    kind = ENGINES[settings.engine]
    package = models.find(store.path(settings.models), course.source, language) if kind.needs_package else None
    engine = kind.open(source=course.source, target=language, threads=threads, url=settings.engine_url, package=package,
                       unpack=lambda found: models.unpack(found, store.path(f"{CACHE}/models")))
    return RememberingEngine(engine, store.path(f"{CACHE}/sentences.sqlite"))


def open_glossary(store: Store, course: Course) -> Glossary:
    """Read the course's glossary; an empty one where there is no file. Raises GlossaryError with the line."""
    name = course.settings.glossary
    return terms.read(store.read(name).decode(errors="replace"), path=name) if store.exists(name) else Glossary()


def translate_lines(root: Path, course: Course, tag: str, lines: Sequence[str], *, terms_on: bool,
                    threads: int) -> tuple[TriedLine, ...]:
    """Translate plain lines, a sentence a line, exactly as a lecture's sentences are, and say what became of each term.

    An empty line stays empty. Raises PipelineError for a language the course does not have.
    """
    store, language = Store(root), find_language(tag)
    if language.tag not in [known.tag for known, _ in course.languages]:
        raise PipelineError(f"the course has no language {tag!r}", hint="name one of [languages] in course.toml")
    glossary = open_glossary(store, course) if terms_on else Glossary()
    spoken = [line.strip() for line in lines if line.strip()]
    items = [Item(text=line, occurrences=find(line, glossary, language.tag)) for line in spoken]
    renderings = iter(enforce(items, open_engine(store, course, language, threads=threads), language))
    pairs = zip(items, renderings, strict=True)
    return tuple(_tried(*next(pairs)) if line.strip() else TriedLine(source="", text="") for line in lines)


def _tried(item: Item, rendering: Rendering) -> TriedLine:
    text = rendering.hypothesis.text
    found = [f"{o.form} = {text[span[0]:span[1]]} ({how})" if span else f"{o.form} unmet: {reason}"
             for o, span, how, reason in zip(item.occurrences, rendering.spans, rendering.hows, rendering.reasons,
                                             strict=True)]
    return TriedLine(source=item.text, text=text, terms=tuple(found),
                     faults=tuple(fault.message for fault in rendering.faults))
