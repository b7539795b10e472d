"""What an editor is told of each sentence: when it is said, in which cues, with which terms and doubts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.formats.po import Entry, one_line
from pipeline.model.cue import Cue, Origin, Track
from pipeline.model.glossary import Glossary
from pipeline.model.problem import Problem
from pipeline.model.timecode import format_vtt
from pipeline.translate.stage import Translation
from pipeline.translate.terms import Occurrence, cover, find

_LABELS = ("time", "cues", "terms", "problem", "earlier", "memory", "machine")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One sentence of a lecture as the build has it; ``by_person`` where a person's words were used for it.

    ``cues`` count from 1 in the English track; ``places`` are file and line there.
    """

    english: str
    text: str
    language: str
    by_person: bool = False
    start_ms: int = 0
    end_ms: int = 0
    cues: tuple[int, ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    occurrences: tuple[Occurrence, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def terms(self) -> str:
        """The approved terms of the sentence: ``smart city = 스마트 도시; …``."""
        return terms_of(self.occurrences, self.language)

    def meets_terms(self, text: str) -> bool:
        """Say whether a translation has an approved rendering of every term."""
        return all(cover(one_line(text), self.occurrences, self.language))


def terms_of(occurrences: Sequence[Occurrence], language: str) -> str:
    """Write the terms of a sentence on one line, each once."""
    pairs = [f"{one.term.source} = {one.term.renderings(language)[0]}" for one in occurrences]
    return one_line("; ".join(dict.fromkeys(pairs)))


def lines_of(translation: Translation, english: Track, *, glossary: Glossary,
             problems: Sequence[Problem] = ()) -> tuple[Line, ...]:
    """Put together what is known of every sentence; ``problems`` are those of the translated track, by its cues."""
    cues = {cue.index: cue for cue in english.cues}
    made = {cue.index: cue for cue in translation.track.cues}
    lines = []
    for sentence in translation.sentences:
        own = [cues[index] for index in sentence.cues if index in cues]
        start_ms, end_ms = min((c.start_ms for c in own), default=0), max((c.end_ms for c in own), default=0)
        text = one_line(sentence.text)
        told = [f"{p.code} {p.name}: {p.message}" for p in problems if _is_about(p, text, start_ms, end_ms, made)]
        lines.append(Line(
            english=one_line(sentence.source), text=text, language=translation.track.language,
            by_person=sentence.origin is Origin.POST_EDITED, start_ms=start_ms, end_ms=end_ms,
            cues=tuple(c.index for c in own),
            places=tuple((english.path, str(c.line)) for c in own if english.path and c.line),
            occurrences=find(one_line(sentence.source), glossary, translation.track.language),
            problems=tuple(dict.fromkeys(one_line(line) for line in told))))
    return tuple(lines)


def _is_about(problem: Problem, text: str, start_ms: int, end_ms: int, cues: Mapping[int, Cue]) -> bool:
    cue = cues.get(problem.cue)
    if cue is None or cue.end_ms <= start_ms or end_ms <= cue.start_ms:
        return False
    words = one_line(problem.text)
    # A problem of the translation names its sentence; one of the cue concerns every sentence in it.
    return not words or words in text or words in one_line(cue.text)


def comments(line: Line, *, terms: str, machine: str, earlier: str = "") -> tuple[str, ...]:
    """Write the comments of an entry. ``machine`` comes last: an editor that wraps comments then spoils nothing."""
    told = [f"time: {format_vtt(max(0, line.start_ms))} --> {format_vtt(max(0, line.end_ms))}",
            f"cues: {' '.join(map(str, line.cues))}"]
    told += [f"terms: {terms}"] if terms else []
    told += [f"problem: {problem}" for problem in line.problems]
    if not same(terms, line.terms):
        told.append(f"problem: the terms were approved anew since: {line.terms or 'none'}")
    told += [f"earlier: {earlier}"] if earlier else []
    told += [machine] if machine else []
    return tuple(map(one_line, told))


def noted(entry: Entry, label: str) -> str:
    """Find what an entry's comments say under a label, "" for nothing; a wrapped comment is put together again."""
    words, inside = [], False
    for line in entry.comments:
        head, mark, rest = line.partition(":")
        if mark and head in _LABELS:
            inside = head == label
            line = rest
        if inside:
            words.append(line.strip())
    return one_line(" ".join(words))


def same(one: str, other: str) -> bool:
    """Compare two texts but for spaces: editors wrap comments, and Chinese has no spaces to wrap at."""
    return "".join(one_line(one).split()) == "".join(one_line(other).split())
