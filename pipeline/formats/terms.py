"""The glossary as a tab-separated file: one approved term a row, one language a column.

The columns are ``en``, a BCP 47 tag for every other language, ``match`` (any, exact, keep), ``ko-reading`` and
``note``; alternatives stand in one cell, the preferred first, with `` | `` between them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from pipeline.errors import GlossaryError
from pipeline.model.glossary import Glossary, Match, Term
from pipeline.model.language import LANGUAGES

SOURCE = "en"
_OTHERS = ("match", "ko-reading", "note")
_BETWEEN = " | "
_TERM_CHARACTERS_MAX = 200


def read(text: str, *, path: str) -> Glossary:
    """Read a glossary. Raises GlossaryError, with file and line, for a row that cannot be used."""
    columns: Sequence[str] = ()
    terms: list[Term] = []
    for line, raw in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if not raw.strip() or (not columns and raw.startswith("#")):
            continue
        cells = [visible(cell) for cell in raw.split("\t")]
        if not columns:
            columns = _header(cells, path=path, line=line)
        else:
            terms.append(_term(_row(cells, columns, path=path, line=line), path=path, line=line))
    if not columns:
        raise GlossaryError("has no header", path=path, line=1,
                            hint="begin with a line that names the columns: en, ko, …")
    check(terms, path=path)
    return Glossary(terms=tuple(terms), path=path)


def write(glossary: Glossary) -> str:
    """Write a glossary; reading it gives the same terms."""
    tags = [tag for tag in LANGUAGES if any(tag == known for term in glossary.terms for known, _ in term.targets)]
    lines = ["\t".join((SOURCE, *tags, *_OTHERS))]
    lines += ["\t".join((term.source, *(_BETWEEN.join(dict(term.targets).get(tag, ())) for tag in tags), term.match,
                         term.korean_reading, term.note)).rstrip("\t") for term in glossary.terms]
    return "\n".join(lines) + "\n"


def visible(cell: str) -> str:
    """Put a cell on single spaces in NFC, without control characters."""
    kept = "".join(c for c in cell if c.isspace() or unicodedata.category(c) != "Cc")
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def _header(cells: Sequence[str], *, path: str, line: int) -> Sequence[str]:
    for name in cells:
        if name not in LANGUAGES and name not in _OTHERS:
            raise GlossaryError(f"the column {name!r:.40} is not known", path=path, line=line,
                                hint=f"use one of {', '.join((*LANGUAGES, *_OTHERS))}, with tabs between")
        if cells.count(name) > 1:
            raise GlossaryError(f"the column {name!r} stands twice", path=path, line=line, hint="take one of them out")
    if SOURCE not in cells:
        raise GlossaryError(f"there is no column {SOURCE!r}", path=path, line=line,
                            hint="add it: terms are found by it")
    return cells


def _row(cells: Sequence[str], columns: Sequence[str], *, path: str, line: int) -> Mapping[str, str]:
    if len(cells) > len(columns):
        raise GlossaryError(f"there are {len(cells)} cells for {len(columns)} columns", path=path, line=line,
                            hint="take a tab out of it; alternatives stand in one cell, with ' | ' between them")
    if len(cells) == 1 and len(columns) > 1:
        raise GlossaryError("there is no tab in it", path=path, line=line,
                            hint="put tabs, not spaces, between the columns")
    return dict(zip(columns, [*cells, *[""] * (len(columns) - len(cells))], strict=True))


def _term(row: Mapping[str, str], *, path: str, line: int) -> Term:
    source, told = row[SOURCE], row.get("match") or Match.ANY
    if not any(c.isalnum() for c in source) or len(source) > _TERM_CHARACTERS_MAX:
        raise GlossaryError(f"the English term is {source!r:.40}", path=path, line=line,
                            hint=f"write 1 to {_TERM_CHARACTERS_MAX} characters with a letter or a digit among them")
    if told not in list(Match):
        raise GlossaryError(f"match is {told!r:.40}", path=path, line=line, hint=f"use one of {', '.join(Match)}")
    targets = tuple((tag, _forms(cell, tag, path=path, line=line)) for tag, cell in row.items()
                    if tag in LANGUAGES and tag != SOURCE and (cell or told != Match.KEEP))
    return Term(source=source, targets=targets, match=Match(told), korean_reading=row.get("ko-reading", ""),
                note=row.get("note", ""), line=line)


def _forms(cell: str, tag: str, *, path: str, line: int) -> tuple[str, ...]:
    forms = tuple(dict.fromkeys(form.strip() for form in cell.split("|")))
    if not all(forms):
        raise GlossaryError(f"there is no {LANGUAGES[tag].english_name} term, or an empty alternative", path=path,
                            line=line, hint=f"fill the column {tag}, or write keep under match to leave it English")
    return forms


def check(terms: Sequence[Term], *, path: str) -> None:
    """Refuse a term that stands twice, and terms that are each other's translation: no order of use is right then."""
    first: dict[str, Term] = {}
    for term in terms:
        key = term.source.casefold()
        if key in first:
            raise GlossaryError(f"the term {term.source!r} stands in line {first[key].line} already", path=path,
                                line=term.line, hint="take one of the two out")
        first[key] = term
    for term in terms:
        for tag, forms in term.targets:
            _check_circle(term, tag, forms[0], first, path=path)


def _check_circle(term: Term, tag: str, form: str, terms: Mapping[str, Term], *, path: str) -> None:
    seen = [term.source.casefold()]
    while (key := form.casefold()) in terms and key not in seen:
        seen.append(key)
        form = terms[key].renderings(tag)[0] if terms[key].renderings(tag) else ""
    if len(seen) > 1 and key == seen[0]:
        raise GlossaryError(f"{' -> '.join([*seen, key])} goes round in a circle in {tag}", path=path, line=term.line,
                            hint="give each of these terms a translation that is not another English term")
