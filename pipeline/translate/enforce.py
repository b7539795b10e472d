"""The verified cascade: every approved term in the translation, by the gentlest means that works.

First the best translation of several that already has every term. Where none has, the engine translates the sentence
again with symbols in place of the terms, which are replaced afterwards (:mod:`pipeline.translate.variants`); where it
does not copy the symbols, the words that the engine's attention aligns to the term are replaced, and marked for review.
After each step the result is looked at again; what still lacks a term stays as the engine said it, and is reported.
Guard rails decide at every step too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.model.engine import Engine, Hypothesis
from pipeline.model.glossary import How
from pipeline.model.language import Language
from pipeline.model.text import one_line
from pipeline.translate.codes import NUMBER, REPEATED, UNIT
from pipeline.translate.guards import Fault, check, unloop, weight
from pipeline.translate.placeholders import Stand, fill, move, put
from pipeline.translate.terms import Occurrence, cover
from pipeline.translate.variants import Variant, variants

HYPOTHESES = 4
MORE_HYPOTHESES = 8
_GRAVE = 30  # a fault of this weight costs the viewer more than a term under another name
_LINK_WEIGHT_MEAN_MIN = 0.4
_PARTICLE_CHARACTERS_MAX = 3
_FIGURES = (NUMBER, UNIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A sentence to translate and the terms that stand in it."""

    text: str
    occurrences: tuple[Occurrence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """A translated sentence: where each term stands in it and how it came there, and what is wrong with it."""

    hypothesis: Hypothesis
    spans: tuple[tuple[int, int] | None, ...] = ()
    hows: tuple[How, ...] = ()
    reasons: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    uncertain: tuple[str, ...] = ()

    @property
    def unmet(self) -> tuple[int, ...]:
        """The occurrences, by place, that have no approved rendering."""
        return tuple(n for n, how in enumerate(self.hows) if how == "unmet")


def enforce(items: Sequence[Item], engine: Engine, language: Language) -> tuple[Rendering, ...]:
    """Translate sentences so that their terms are met, in four batched calls at most, each of fewer sentences.

    All sentences first; those that lack a term or changed a figure with symbols; those that still lack something in
    every other way there is; and what has a fault even then once more with a wider beam.
    """
    found = {n: rendering for n, item in enumerate(items) if (rendering := _whole_term(item, language))}
    asked = [n for n in range(len(items)) if n not in found]
    answers = _ask(engine, [items[n].text for n in asked], HYPOTHESES)
    found |= {n: _best(items[n], answers[items[n].text], language) for n in asked}
    symbols = engine.placeholders if any(_wants(found[n]) for n in asked) else ()
    ways = {n: _ways(items[n], found[n], symbols, language) for n in asked if _lacks(found[n])}
    first = {n: tried[:1] for n, tried in ways.items() if _wants(found[n])}

    def again(tries: Mapping[int, Sequence[Variant]], hypotheses: int) -> dict[int, Rendering]:
        wanting = {n: tried for n, tried in tries.items() if _lacks(found[n])}
        said = _ask(engine, [part for tried in wanting.values() for way in tried for part in way.parts], hypotheses)
        return {n: _better(items[n], found[n], tried, said, symbols, language) for n, tried in wanting.items()}

    found |= again(first, HYPOTHESES)
    found |= again({n: tried[len(first.get(n, ())):] for n, tried in ways.items()}, HYPOTHESES)
    found |= again({n: _wider(items[n], found[n], symbols, language) for n in ways}, MORE_HYPOTHESES)
    for n in asked:
        reason = "" if symbols or not found[n].unmet else "the engine has no placeholders"
        found[n] = _without_loop(items[n], _by_alignment(items[n], _because(found[n], reason), language), language)
    return tuple(found[n] for n in range(len(items)))


def _without_loop(item: Item, rendering: Rendering, language: Language) -> Rendering:
    """Where every hypothesis loops, keep one turn of the loop; the fault is still reported."""
    loops = tuple(fault for fault in rendering.faults if fault.code is REPEATED)
    if not loops:
        return rendering
    text = unloop(rendering.hypothesis.text)
    once = _judge(item, replace(rendering.hypothesis, text=text, links=()), language)
    hows: tuple[How, ...] = tuple(before if span and before != "unmet" else now for before, now, span in zip(
        rendering.hows, once.hows, once.spans, strict=True))
    reasons = tuple(reason or ("the engine said the same again and again" if how == "unmet" else "")
                    for reason, how in zip(rendering.reasons, hows, strict=True))
    faults = (*loops, *(fault for fault in once.faults if fault.code is not REPEATED))
    return replace(once, hows=hows, reasons=reasons, faults=faults, uncertain=rendering.uncertain)


def _lacks(rendering: Rendering) -> bool:
    return bool(rendering.unmet or rendering.faults)


def _wants(rendering: Rendering) -> bool:
    return bool(rendering.unmet) or any(fault.code in _FIGURES for fault in rendering.faults)


def _ask(engine: Engine, texts: Sequence[str], hypotheses: int) -> Mapping[str, Sequence[Hypothesis]]:
    unique = list(dict.fromkeys(texts))
    answers = engine.translate(unique, hypotheses=hypotheses) if unique else ()
    return {text: [_clean(one) for one in answer] for text, answer in zip(unique, answers, strict=True)}


def _clean(hypothesis: Hypothesis) -> Hypothesis:
    """Take out what would be a tag in a subtitle, and line breaks: an engine has no business with either."""
    text = one_line(hypothesis.text)
    return hypothesis if text == hypothesis.text else replace(hypothesis, text=text, links=())


def _badness(rendering: Rendering) -> tuple[int, int, int]:
    faults = weight(rendering.faults)
    return (faults if faults >= _GRAVE else 0, len(rendering.unmet), faults)


def _best(item: Item, hypotheses: Sequence[Hypothesis], language: Language) -> Rendering:
    """Take the first hypothesis with no grave fault, every term and no fault at all; else the one that lacks least."""
    judged: list[Rendering] = []
    for hypothesis in hypotheses:
        judged.append(_judge(item, hypothesis, language))
        if not any(_badness(judged[-1])):
            break
    return min(judged, key=_badness)


def _judge(item: Item, hypothesis: Hypothesis, language: Language, how: How = "natural") -> Rendering:
    spans = cover(hypothesis.text, item.occurrences, language.tag)
    hows: tuple[How, ...] = tuple(how if span else "unmet" for span in spans)
    terms = [((o.start, o.end), span) for o, span in zip(item.occurrences, spans, strict=True) if span]
    return Rendering(hypothesis=hypothesis, spans=spans, hows=hows, reasons=("",) * len(spans),
                     faults=check(item.text, hypothesis.text, language, terms=terms))


def _whole_term(item: Item, language: Language) -> Rendering | None:
    """A heading that is a term and nothing else needs no engine."""
    if len(item.occurrences) != 1:
        return None
    occurrence = item.occurrences[0]
    around = item.text[:occurrence.start] + item.text[occurrence.end:]
    if any(c.isalnum() for c in around):
        return None
    words = occurrence.term.renderings(language.tag)[0]
    hypothesis = Hypothesis(text=item.text[:occurrence.start] + words + item.text[occurrence.end:])
    return _judge(item, hypothesis, language, "placeholder")


def _ways(item: Item, rendering: Rendering, symbols: Sequence[str], language: Language) -> tuple[Variant, ...]:
    return variants(item.text, item.occurrences, rendering.unmet, language=language.tag, symbols=symbols,
                    wrong_number=any(fault.code in _FIGURES for fault in rendering.faults))


def _wider(item: Item, rendering: Rendering, symbols: Sequence[str], language: Language) -> tuple[Variant, ...]:
    """Give what is worth a wider beam: the sentence itself, with its symbols, and by clause."""
    ways = _ways(item, rendering, symbols, language)
    return (Variant(parts=(item.text,)), *ways[:1], *(way for way in ways[1:] if len(way.parts) > 1))


def _better(item: Item, before: Rendering, tried: Sequence[Variant], answers: Mapping[str, Sequence[Hypothesis]],
            symbols: Sequence[str], language: Language) -> Rendering:
    """Take what lacks least of what was asked in other ways; what is as good as before changes nothing."""
    candidates, copied = [before], False
    for way in tried:
        said = way.among(answers, symbols, language)
        for filled in filter(None, (fill(one, way.stands, symbols, language.tag) for one in said)):
            judged = _judge(item, filled.hypothesis, language)
            hows: tuple[How, ...] = tuple(
                "placeholder" if how != "unmet" and any(s.start <= o.start < s.end for s in way.stands) else how
                for how, o in zip(judged.hows, item.occurrences, strict=True))
            candidates.append(replace(judged, hows=hows, uncertain=filled.uncertain))
            copied = copied or bool(way.stands)
    best = min(candidates, key=_badness)
    if not any(way.stands for way in tried):
        return best
    if best is not before:
        return _because(best, "the engine did not copy its placeholder")
    return _because(before, "with placeholders the sentence came out worse" if copied
                    else "the engine did not copy the placeholders")


def _because(rendering: Rendering, reason: str) -> Rendering:
    reasons = tuple("; ".join(filter(None, (old, reason))) if how == "unmet" and reason not in old else old
                    for how, old in zip(rendering.hows, rendering.reasons, strict=True))
    return replace(rendering, reasons=reasons)


def _by_alignment(item: Item, rendering: Rendering, language: Language) -> Rendering:
    for n in rendering.unmet:
        span, reason = _aligned(item.occurrences[n], rendering, language)
        if span:
            occurrence = item.occurrences[n]
            stand = Stand(start=occurrence.start, end=occurrence.end, reading=occurrence.term.korean_reading,
                          words=occurrence.term.renderings(language.tag)[0])
            text, edit, known = put(rendering.hypothesis.text, *span, stand, language.tag)
            changed = replace(rendering.hypothesis, text=text, links=move(rendering.hypothesis.links, edit))
            judged = _judge(item, changed, language, "alignment")
            if judged.spans[n] and _badness(judged) < _badness(rendering):
                hows = tuple(old if old != "unmet" or judged.hows[k] == "unmet" else "alignment"
                             for k, old in enumerate(rendering.hows))
                uncertain = rendering.uncertain if known else (*rendering.uncertain, stand.words)
                rendering = replace(judged, hows=hows, reasons=rendering.reasons, uncertain=uncertain)
                continue
            reason = "in place of the aligned words it made the sentence worse"
        rendering = replace(rendering, reasons=tuple(
            "; ".join(filter(None, (old, reason))) if k == n else old for k, old in enumerate(rendering.reasons)))
    return rendering


def _aligned(occurrence: Occurrence, rendering: Rendering,
             language: Language) -> tuple[tuple[int, int] | None, str]:
    """Find the words of the translation that belong to a term and to nothing else, in one stretch; or say why not."""
    best: dict[tuple[int, int], tuple[float, bool]] = {}
    for link in rendering.hypothesis.links:
        inside = occurrence.start <= link.source_start and link.source_end <= occurrence.end
        key = (link.target_start, link.target_end)
        if link.weight > best.get(key, (0.0, False))[0]:
            best[key] = (link.weight, inside)
    pieces = sorted(best)
    own = [place for place, piece in enumerate(pieces) if best[piece][1]]
    if not own:
        return None, "no words are aligned to it"
    if own[-1] - own[0] + 1 != len(own):
        return None, "the words aligned to it do not stand together"
    if sum(best[pieces[place]][0] for place in own) / len(own) < _LINK_WEIGHT_MEAN_MIN:
        return None, "the alignment is weak"
    span = (pieces[own[0]][0], pieces[own[-1]][1])
    if any(other and other[0] < span[1] and span[0] < other[1] for other in rendering.spans):
        return None, "the words aligned to it belong to another term"
    text = rendering.hypothesis.text
    if language.tag == "ko":
        tail = text[span[1]:].split(" ", 1)[0].rstrip(".,?!…\"'”’)")
        if (span[0] and text[span[0] - 1].isalnum()) or len(tail) > _PARTICLE_CHARACTERS_MAX:
            return None, "the words aligned to it are only parts of words"
    return span, ""
