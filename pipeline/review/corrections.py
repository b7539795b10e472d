"""Which sentences of a lecture are a person's: from its own PO file, else from any other with the same English."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import msgspec

from pipeline.config import Course
from pipeline.formats.po import one_line
from pipeline.model.glossary import Glossary
from pipeline.model.language import Language
from pipeline.model.problem import Problem
from pipeline.review.codes import STALE_CORRECTION, TWO_CORRECTIONS
from pipeline.review.files import Known, Memory, memory, po_name
from pipeline.review.lines import same, terms_of
from pipeline.review.merge import occurrences
from pipeline.review.spoken import Spoken
from pipeline.translate.terms import cover, find
from pipeline.translator import open_glossary
from pipeline.workbench import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """A person's sentences for one lecture and language.

    ``texts`` gives them by English sentence, and by ``numbered(english, nth)`` where the same English is said
    differently; ``inputs`` is what the translation step is to be fingerprinted with: it changes only with these texts.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    inputs: Mapping[str, str] = field(default_factory=dict)


def numbered(english: str, nth: int) -> str:
    """Give the key of a sentence that stands several times; no sentence holds a line end."""
    return f"{english}\n{nth}"


def for_lecture(bench: Workbench, course: Course, language: Language, *, said: Spoken, state: str) -> Corrections:
    """Give the corrections of the lecture on the bench; nothing is read when ``state`` says there is no PO file.

    Raises SubtitleError when the lecture's own PO file, or one of no lecture of the course, cannot be read: nothing is
    lost in silence.
    """
    if not state:
        return Corrections()
    found = memory(bench.store, course, language.tag, state, keep=not bench.dry)
    lectures = {lecture.id for lecture in course.lectures} - {bench.lecture}
    for lecture, error in found.broken.items():
        if lecture not in lectures:
            raise error
    if not found.sentences:
        return Corrections()
    sentences = said.sentences()
    if sentences is None:
        return Corrections(inputs={"corrections": "unsure"})
    texts, twice = choose(sentences, found, lecture=bench.lecture, language=language.tag,
                          glossary=cache(lambda: open_glossary(bench.store, course)))
    name = po_name(course, bench.lecture, language.tag)
    problems = (*(_two(pair, name, language.tag) for pair in twice),
                *(_stale(known, name) for known in _gone(found, sentences, bench.lecture)))
    body = msgspec.json.encode(sorted(texts.items()))
    return Corrections(texts=texts, problems=problems,
                       inputs={"corrections": hashlib.sha256(body).hexdigest()} if texts else {})


def choose(sentences: Sequence[str], found: Memory, *, lecture: str, language: str,
           glossary: Callable[[], Glossary]) -> tuple[dict[str, str], tuple[tuple[Known, Known], ...]]:
    """Choose a person's text for every sentence that has one, and name the pairs of lectures that contradict.

    The lecture's own word wins. Another lecture's counts when it was written with the same terms, or meets the terms of
    now; two others that differ count for nothing.
    """
    texts: dict[str, str] = {}
    twice: list[tuple[Known, Known]] = []
    by_english: dict[str, list[Known]] = defaultdict(list)
    for one in found.lectures.get(lecture, ()):
        by_english[one.english].append(one)
    for sentence, nth in zip(sentences, occurrences(sentences), strict=True):
        known = found.sentences.get(one_line(sentence), ())
        own = by_english[one_line(sentence)]
        exact = next((one.text for one in own if one.nth == nth), "")
        if exact:
            texts[numbered(sentence, nth)] = exact
        if nth > 1 or not known:
            continue
        in_use = {one.text for one in own if one.nth} or {one.text for one in own[:1]}
        if in_use:
            if len(in_use) == 1:
                texts[sentence] = in_use.pop()
            continue
        others = _fitting(known, sentence, language, glossary)
        other = next((one for one in others if one.text != others[0].text), None)
        if other is not None:
            twice.append((others[0], other))
        elif others:
            texts[sentence] = others[0].text
    return {key: text for key, text in texts.items() if not _is_said_already(key, text, texts)}, tuple(twice)


def _is_said_already(key: str, text: str, texts: Mapping[str, str]) -> bool:
    english, mark, _ = key.partition("\n")
    return bool(mark) and texts.get(english) == text


def _fitting(known: Sequence[Known], sentence: str, language: str, glossary: Callable[[], Glossary]) -> list[Known]:
    """Give the other lectures' texts that fit the terms; of each lecture what is in use before what is kept."""
    occurring = find(sentence, glossary(), language)
    now = terms_of(occurring, language)
    in_use = {one.lecture for one in known if one.nth}
    return [one for one in known if (one.nth or one.lecture not in in_use)
            and (same(one.terms, now) or all(cover(one.text, occurring, language)))]


def _gone(found: Memory, sentences: Sequence[str], lecture: str) -> list[Known]:
    spoken = set(map(one_line, sentences))
    return [one for one in found.lectures.get(lecture, ()) if one.nth and one.english not in spoken]


def _two(pair: tuple[Known, Known], name: str, language: str) -> Problem:
    one, other = pair
    return TWO_CORRECTIONS.problem(
        f"{one.english!r} is {one.text!r} in {one.lecture}, {other.text!r} in {other.lecture}", path=name,
        language=language, hint=f"write the sentence into {name}; a lecture's own word counts first")


def _stale(known: Known, name: str) -> Problem:
    return STALE_CORRECTION.problem(
        f"{known.english!r} was post-edited and does not stand in the English any more", path=name, text=known.text,
        hint="run `localize review export`; it puts the old text beside the new sentence")
