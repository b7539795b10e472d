"""English track -> translated track: sentences, engine, guard rails, terms, cues, lines."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.model.cue import Cue, Origin, Track
from pipeline.model.engine import Engine, Hypothesis
from pipeline.model.glossary import Glossary, TermProof
from pipeline.model.language import LANGUAGES, Language
from pipeline.model.numbers import found as find_numbers
from pipeline.model.problem import Problem
from pipeline.model.profile import Profile
from pipeline.translate.codes import EMPTY, PARTICLE, TERM_ALIGNED, TERM_UNMET
from pipeline.translate.cues import Said, lay
from pipeline.translate.enforce import Item, Rendering, enforce
from pipeline.translate.sentences import Sentence, split
from pipeline.translate.sounds import SOUNDS
from pipeline.translate.terms import cover, find

REVISION = 2
_EDGES = re.compile(r"(?P<before>[\s♪♫♬\[\]()（）【】]*)(?P<body>.*?)(?P<after>[\s♪♫♬\[\]()（）【】]*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslatedSentence:
    """One sentence in both languages; ``cues`` are the English cues it is shown in, from 1."""

    source: str
    text: str
    cues: tuple[int, ...]
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """The translated track, what a person should look at, the proof of every term, and the sentences."""

    track: Track
    problems: tuple[Problem, ...] = ()
    terms: tuple[TermProof, ...] = ()
    sentences: tuple[TranslatedSentence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    """What of a sentence goes to the engine: ``body``, with the notes or brackets around it set aside."""

    sentence: Sentence
    before: str
    after: str
    item: Item


def run(*, source: Track, language: Language, profile: Profile, glossary: Glossary, engine: Engine,
        corrections: Mapping[str, str] | None = None) -> Translation:
    """Translate a track; ``corrections`` gives a person's sentence for an English one, used in place of the engine's.

    Where the same English stands several times, ``English\\n2`` gives the words for the second time alone.
    Raises EngineError when the engine cannot work.
    """
    sentences = split(source)
    units = [_unit(sentence, glossary, language) for sentence in sentences]
    said_by_person = {n: _by_person(units[n], text, language)
                      for n, text in enumerate(_corrected(sentences, corrections or {})) if text.strip()}
    fixed = {n: text for n, unit in enumerate(units) if n not in said_by_person and (text := _fixed(unit, language))}
    open_ones = [n for n in range(len(units)) if n not in said_by_person and n not in fixed]
    answers = dict(zip(open_ones, enforce([units[n].item for n in open_ones], engine, language), strict=True))
    renderings = said_by_person | answers
    said = [Said(sentence=units[n].sentence, text=fixed[n]) if n in fixed else
            _said(units[n], renderings[n], language, Origin.POST_EDITED if n in said_by_person else Origin.MACHINE)
            for n in range(len(units))]
    cues, merged = lay(said, source.cues, profile=profile, language=language.tag)
    origin = _whole_origin(said, fixed)
    provenance = _provenance(engine, units)
    track = Track(language=language.tag, cues=cues, origin=origin, provenance=provenance,
                  header=_header(language, origin, provenance))
    proofs = tuple(proof for n, rendering in sorted(renderings.items())
                   for proof in _proofs(units[n], rendering, language, source.cues))
    problems = (*merged, *(problem for n, rendering in sorted(renderings.items()) if n not in said_by_person
                           for problem in _problems(units[n], rendering, language, source.cues)))
    return Translation(track=track, problems=_placed(problems, source, cues, len(merged)), terms=proofs,
                       sentences=tuple(_sentence(one, source.cues) for one in said))


def asked(sentence: Sentence, glossary: Glossary, language: Language) -> Item:
    """Give what an engine is asked of a sentence: its words without the signs around them, and the terms in these."""
    return _unit(sentence, glossary, language).item


def _corrected(sentences: Sequence[Sentence], corrections: Mapping[str, str]) -> list[str]:
    """Give a person's words for each sentence, "" where there are none."""
    times: Counter[str] = Counter()
    found = []
    for sentence in sentences:
        times[sentence.text] += 1
        found.append(corrections.get(f"{sentence.text}\n{times[sentence.text]}") or corrections.get(sentence.text, ""))
    return found


def _unit(sentence: Sentence, glossary: Glossary, language: Language) -> _Unit:
    before, body, after = "", sentence.text, ""
    if sentence.kind != "speech":
        edges = _EDGES.fullmatch(sentence.text)
        before, body, after = edges.groups() if edges else (before, body, after)
    return _Unit(sentence=sentence, before=before, after=after,
                 item=Item(text=body, occurrences=find(body, glossary, language.tag)))


def _fixed(unit: _Unit, language: Language) -> str:
    """Give the words for a sentence that no engine is needed for: numbers, signs, emoji, the usual sounds."""
    body = unit.item.text
    if not any(c.isalpha() for c in body):
        return unit.sentence.text
    usual = SOUNDS.get(language.tag, {}).get(body.casefold().strip(" .!")) if unit.sentence.kind == "sound" else None
    return unit.before + usual + unit.after if usual else ""


def _by_person(unit: _Unit, text: str, language: Language) -> Rendering:
    """Take a person's sentence as it is; its terms are looked for and reported, never changed."""
    text = " ".join(text.split())
    spans = cover(text, unit.item.occurrences, language.tag)
    return Rendering(hypothesis=Hypothesis(text=text), spans=spans,
                     hows=tuple("natural" if s else "unmet" for s in spans),
                     reasons=tuple("" if s else "a person wrote the sentence so" for s in spans))


def _said(unit: _Unit, rendering: Rendering, language: Language, origin: Origin) -> Said:
    """Put the notes or brackets around it again; where the engine gave nothing, the English words stay."""
    if origin is Origin.POST_EDITED:
        before = after = ""
    else:
        before, after = unit.before, unit.after
    words = rendering.hypothesis.text
    if any(fault.code is EMPTY for fault in rendering.faults):
        return Said(sentence=unit.sentence, text=unit.sentence.text, origin=origin)
    text, shift, source_shift = before + words + after, len(before), len(unit.before)
    keep = [(start + shift, end + shift) for start, end in filter(None, rendering.spans)]
    keep += [(start, end) for _, start, end in find_numbers(text, language.tag)
             if all(end <= first or last <= start for first, last in keep)]
    links = tuple(replace(link, source_start=link.source_start + source_shift, target_start=link.target_start + shift,
                          source_end=link.source_end + source_shift, target_end=link.target_end + shift)
                  for link in rendering.hypothesis.links)
    return Said(sentence=unit.sentence, text=text, links=links, keep=tuple(sorted(keep)), origin=origin)


def _whole_origin(said: Sequence[Said], fixed: Mapping[int, str]) -> Origin:
    """A track counts as gone over by a person only when every sentence was."""
    spoken = [one.origin for n, one in enumerate(said) if n not in fixed]
    return Origin.POST_EDITED if spoken and all(o is Origin.POST_EDITED for o in spoken) else Origin.MACHINE


def _provenance(engine: Engine, units: Sequence[_Unit]) -> str:
    """Say in one line which engine, package and terms made the track; only terms that stand in the lecture count."""
    terms = {(term.source, term.match, term.korean_reading, term.targets)
             for unit in units for term in (occurrence.term for occurrence in unit.item.occurrences)}
    digest = hashlib.sha256(repr(sorted(terms)).encode()).hexdigest()[:12]
    return f"{engine.signature}|terms:{len(terms)}|terms-sha256:{digest}|revision:{REVISION}"


def _header(language: Language, origin: Origin, provenance: str) -> str:
    """Write the WebVTT comment that says in both languages that a machine translated this."""
    lines = []
    for spoken in dict.fromkeys((language, LANGUAGES["en"])):
        label = spoken.reviewed_label if origin is Origin.POST_EDITED else spoken.machine_label
        starter = f" ({spoken.starter_label})" if "starter" in provenance.split("|") else ""
        name = language.autonym if spoken is language else language.english_name
        lines.append(f"{name}: {label}{starter}")
    return "\n\n" + "\n".join(("NOTE", *lines, provenance))


def _cue_of(unit: _Unit, place: int, cues: Sequence[Cue]) -> int:
    place += len(unit.before)
    piece = next((piece for piece in unit.sentence.pieces if place < piece.end), unit.sentence.pieces[-1])
    return cues[piece.cue].index


def _proofs(unit: _Unit, rendering: Rendering, language: Language, cues: Sequence[Cue]) -> list[TermProof]:
    text = rendering.hypothesis.text
    return [TermProof(term=occurrence.term.source, form=occurrence.form, cue=_cue_of(unit, occurrence.start, cues),
                      language=language.tag, rendered=text[span[0]:span[1]] if span else "", how=how,
                      reason=reason if how == "unmet" else "")
            for occurrence, span, how, reason in zip(unit.item.occurrences, rendering.spans, rendering.hows,
                                                     rendering.reasons, strict=True)]


def _problems(unit: _Unit, rendering: Rendering, language: Language, cues: Sequence[Cue]) -> list[Problem]:
    """Give what a person should look at in a sentence; ``cue`` is the English one, by its index."""
    text, first = rendering.hypothesis.text, _cue_of(unit, 0, cues)
    problems = [fault.code.problem(fault.message, cue=first, language=language.tag, text=text,
                                   hint="correct the sentence by hand, or simplify the English one")
                for fault in rendering.faults]
    for occurrence, how, reason in zip(unit.item.occurrences, rendering.hows, rendering.reasons, strict=True):
        wanted = occurrence.term.renderings(language.tag)[0]
        cue = _cue_of(unit, occurrence.start, cues)
        if how == "unmet":
            problems.append(TERM_UNMET.problem(f"{occurrence.form!r} is not {wanted!r} here: {reason}", cue=cue,
                                               language=language.tag, text=text, hint="correct the sentence by hand"))
        elif how == "alignment":
            problems.append(TERM_ALIGNED.problem(f"{wanted!r} was put in by alignment for {occurrence.form!r}", cue=cue,
                                                 language=language.tag, text=text, hint="read the sentence once"))
    problems += [PARTICLE.problem(f"the particle after {words!r} is a guess of the engine", cue=first,
                                  language=language.tag, text=text, hint="give the term a ko-reading in the glossary")
                 for words in rendering.uncertain]
    return problems


def _placed(problems: Sequence[Problem], source: Track, cues: Sequence[Cue], merged: int) -> tuple[Problem, ...]:
    """Name the cue of the translated track, and the line of the English one, which a person can mend.

    The first ``merged`` problems name a translated cue already, the others an English one; merged times make the
    translated cues fewer.
    """
    place, index_of = 0, {}
    for cue in source.cues:
        while place + 1 < len(cues) and cues[place].end_ms < cue.end_ms:
            place += 1
        index_of[cue.index] = cues[place].index
    line_of = {cue.index: cue.line for cue in source.cues}
    line_of_translated = {index_of[cue.index]: cue.line for cue in reversed(source.cues)}
    return (*(replace(p, path=source.path, line=line_of_translated.get(p.cue, 0)) for p in problems[:merged]),
            *(replace(p, cue=index_of.get(p.cue, p.cue), path=source.path, line=line_of.get(p.cue, 0))
              for p in problems[merged:]))


def _sentence(said: Said, cues: Sequence[Cue]) -> TranslatedSentence:
    return TranslatedSentence(source=said.sentence.text, text=said.text, origin=said.origin,
                              cues=tuple(cues[piece.cue].index for piece in said.sentence.pieces))
