"""The verified cascade: every approved term in the translation, by the gentlest means that works.

First the best translation of several that already has every term. Where none has, the engine translates the sentence
again with symbols in place of the terms, which are replaced afterwards; where it does not copy the symbols, the words
that the engine's attention aligns to the term are replaced, and marked for review. After each step the result is looked
at again; what still lacks a term stays as the engine said it, and is reported. Guard rails decide at every step too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.model.engine import Engine, Hypothesis
from pipeline.model.glossary import How
from pipeline.model.language import Language
from pipeline.model.text import one_line
from pipeline.translate.codes import NUMBER, REPEATED
from pipeline.translate.guards import Fault, check, unloop, weight
from pipeline.translate.placeholders import Stand, fill, listed, mask, move, number_stands, put
from pipeline.translate.terms import Occurrence, cover

HYPOTHESES = 4
MORE_HYPOTHESES = 8
_VARIANTS_MAX = 4
_GRAVE = 30  # a fault of this weight costs the viewer more than a term under another name
_LINK_WEIGHT_MEAN_MIN = 0.4
_PARTICLE_CHARACTERS_MAX = 3


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
    """Translate sentences so that their terms are met, in three batched calls at most.

    All sentences first; then with symbols those that lack a term or changed a number; then, with a wider beam, those
    that still have a fault, and with fewer symbols those that still lack a term.
    """
    whole = {n: rendering for n, item in enumerate(items) if (rendering := _whole_term(item, language))}
    asked = [n for n in range(len(items)) if n not in whole]
    answers = _ask(engine, [items[n].text for n in asked], HYPOTHESES)
    found = whole | {n: _best(items[n], answers[items[n].text], language) for n in asked}
    symbols = engine.placeholders if any(_wants(found[n]) for n in asked) else ()
    for hypotheses, most in ((HYPOTHESES, 1), (MORE_HYPOTHESES, _VARIANTS_MAX)):
        wanting = [n for n in asked if symbols and _wants(found[n])]
        variants = {n: _variants(items[n], found[n], language, len(symbols))[:most] for n in wanting}
        again = [n for n in asked if found[n].faults and hypotheses > HYPOTHESES]
        masked = {(n, stands): mask(items[n].text, stands, symbols) for n in wanting for stands in variants[n]}
        answers = _ask(engine, [*(items[n].text for n in again), *masked.values()], hypotheses)
        for n in again:
            found[n] = min(found[n], _best(items[n], answers[items[n].text], language), key=_badness)
        for n in wanting:
            filled = [(stands, answers[masked[n, stands]]) for stands in variants[n]]
            found[n] = _with_placeholders(items[n], found[n], filled, symbols, language)
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


def _wants(rendering: Rendering) -> bool:
    return bool(rendering.unmet) or any(fault.code is NUMBER for fault in rendering.faults)


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
    return min((_judge(item, hypothesis, language) for hypothesis in hypotheses), key=_badness)


def _judge(item: Item, hypothesis: Hypothesis, language: Language, how: How = "natural") -> Rendering:
    spans = cover(hypothesis.text, item.occurrences, language.tag)
    hows: tuple[How, ...] = tuple(how if span else "unmet" for span in spans)
    return Rendering(hypothesis=hypothesis, spans=spans, hows=hows, reasons=("",) * len(spans),
                     faults=check(item.text, hypothesis.text, language))


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


def _variants(item: Item, rendering: Rendering, language: Language, room: int) -> tuple[tuple[Stand, ...], ...]:
    """Choose what to protect: the missing terms, wrong numbers and the other terms too, or only some of these.

    The fewer symbols stand in a sentence, the more surely a model copies them; so smaller choices are tried next, and
    the one that lacks least wins.
    """
    terms = [Stand(start=o.start, end=o.end, words=o.term.renderings(language.tag)[0], reading=o.term.korean_reading)
             for o in item.occurrences]
    missing = [terms[n] for n in rendering.unmet]
    others = [term for term in terms if term not in missing]
    numbers = number_stands(item.text, language.tag) if any(f.code is NUMBER for f in rendering.faults) else ()
    free = [number for number in numbers if all(number.end <= t.start or t.end <= number.start for t in terms)]
    choices = [[*missing, *free, *others], [*missing, *free], missing, [*missing, *others],
               *([stand] for stand in missing)]
    in_order = [tuple(sorted(choice, key=lambda stand: stand.start)) for choice in choices]
    cut = (listed(item.text, choice, language.tag)[:room] for choice in in_order)
    return tuple(dict.fromkeys(stands for stands in cut if stands))[:_VARIANTS_MAX]


def _with_placeholders(item: Item, before: Rendering, tried: Sequence[tuple[tuple[Stand, ...], Sequence[Hypothesis]]],
                       symbols: Sequence[str], language: Language) -> Rendering:
    candidates = [before]
    for stands, hypotheses in tried:
        for filled in filter(None, (fill(hypothesis, stands, symbols, language.tag) for hypothesis in hypotheses)):
            judged = _judge(item, filled.hypothesis, language)
            hows: tuple[How, ...] = tuple(
                "placeholder" if how != "unmet" and any(s.start <= o.start < s.end for s in stands) else how
                for how, o in zip(judged.hows, item.occurrences, strict=True))
            candidates.append(replace(judged, hows=hows, uncertain=filled.uncertain))
    best = min(candidates, key=_badness)
    if not tried:
        return before
    if best is not before:
        return _because(best, "the engine did not copy its placeholder")
    return _because(before, "the engine did not copy the placeholders" if len(candidates) == 1
                    else "with placeholders the sentence came out worse")


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
