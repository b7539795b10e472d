"""Other ways to ask for a sentence whose translation lacks something: with symbols in it, or clause by clause.

Symbols (⟦1⟧) stand for terms and numbers, and are replaced afterwards. The fewer stand in a sentence, the more surely a
model copies them, and the shorter what it is asked, the less it loses; so smaller choices are tried where the whole
does not do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from pipeline.model.engine import Hypothesis, Link
from pipeline.model.language import Language
from pipeline.translate.guards import check, weight
from pipeline.translate.placeholders import Stand, listed, mask, number_stands
from pipeline.translate.terms import Occurrence

_MARK = regex.compile(r"(?:(?<!\d):|[;…—–])\s+")
_SUBJECT = "it|we|they|you|I|he|she|there"
_CLAUSE = regex.compile(  # a comma after one or two words stands in a list
    rf"(?<=(?:\s[^\s,]+){{3}}),\s+(?=(?:{_SUBJECT})\s"
    rf"|(?:and|but|so)\s+(?:\w+ly\s+)?(?:{_SUBJECT}|the|an?|this|that|these|those|its|our|their)\s)")
_CLAUSE_WORDS_MIN = 4
_UNSPACED = ("zh",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What the engine is asked in place of a sentence: ``parts`` in order, with symbols for the ``stands``.

    ``starts`` are the places of the parts in the sentence with its symbols.
    """

    parts: tuple[str, ...]
    starts: tuple[int, ...] = (0,)
    stands: tuple[Stand, ...] = ()

    def among(self, answers: Mapping[str, Sequence[Hypothesis]], symbols: Sequence[str],
              language: Language) -> tuple[Hypothesis, ...]:
        """Give the translations of this: all of a whole sentence, of parts the best of each, put together."""
        if len(self.parts) == 1:
            return tuple(answers[self.parts[0]])
        return (_joined([_best(part, answers[part], symbols, language) for part in self.parts], self.starts, language),)


def variants(text: str, occurrences: Sequence[Occurrence], missing: Sequence[int], *, wrong_number: bool, language: str,
             symbols: Sequence[str]) -> tuple[Variant, ...]:
    """Give the ways to ask for a sentence that lacks the ``missing`` terms or changed a number, the best one first."""
    choices = _choices(text, occurrences, missing, wrong_number=wrong_number, language=language)
    stands = list(dict.fromkeys(choice[:len(symbols)] for choice in choices)) if symbols else []
    whole = [Variant(parts=(mask(text, chosen, symbols),), stands=chosen) for chosen in stands if chosen]
    clauses = [_by_clause(mask(text, chosen, symbols), chosen) for chosen in dict.fromkeys((*stands[:2], ()))]
    return (*whole, *(variant for variant in clauses if len(variant.parts) > 1))


def _choices(text: str, occurrences: Sequence[Occurrence], missing: Sequence[int], *, wrong_number: bool,
             language: str) -> Iterator[tuple[Stand, ...]]:
    """Choose what to protect: missing terms, wrong numbers and the other terms too; less of these; one term alone.

    Numbers that came out right are protected only late: beside a symbol a model may lose them.
    """
    terms = [Stand(start=o.start, end=o.end, words=o.term.renderings(language)[0], reading=o.term.korean_reading)
             for o in occurrences]
    lacking = [terms[n] for n in missing]
    others = [term for term in terms if term not in lacking]
    numbers = [number for number in number_stands(text, language)
               if all(number.end <= term.start or term.end <= number.start for term in terms)]
    wrong = numbers if wrong_number else []
    for choice in ([*lacking, *wrong, *others], [*lacking, *wrong], lacking, [*lacking, *others],
                   [*lacking, *numbers], *([stand] for stand in lacking)):
        yield listed(text, sorted(choice, key=lambda stand: stand.start), language)


def _by_clause(text: str, stands: tuple[Stand, ...]) -> Variant:
    """Cut a sentence after its semicolons, colons, dots and dashes, and where a comma is before a subject."""
    starts = [0]
    for end in sorted(match.end() for pattern in (_MARK, _CLAUSE) for match in pattern.finditer(text)):
        if min(len(text[starts[-1]:end].split()), len(text[end:].split())) >= _CLAUSE_WORDS_MIN:
            starts.append(end)
    parts = tuple(text[start:end].strip() for start, end in pairwise((*starts, len(text))))
    return Variant(parts=parts, starts=tuple(starts), stands=stands)


def _best(part: str, hypotheses: Sequence[Hypothesis], symbols: Sequence[str], language: Language) -> Hypothesis:
    """Take the first that copied its symbols, each once, and has the least wrong with it."""
    return min(hypotheses, key=lambda one: (any(one.text.count(symbol) != part.count(symbol) for symbol in symbols),
                                            weight(check(part, one.text, language))))


def _joined(row: Sequence[Hypothesis], starts: Sequence[int], language: Language) -> Hypothesis:
    text, links = "", list[Link]()
    for hypothesis, start in zip(row, starts, strict=True):
        text += " " if text and not language.tag.startswith(_UNSPACED) else ""
        links += (replace(link, source_start=link.source_start + start, source_end=link.source_end + start,
                          target_start=link.target_start + len(text), target_end=link.target_end + len(text))
                  for link in hypothesis.links)
        text += hypothesis.text
    return Hypothesis(text=text, score=min(hypothesis.score for hypothesis in row), links=tuple(links))
