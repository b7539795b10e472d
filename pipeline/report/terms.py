"""The proof of the glossary: what became of every occurrence of an approved term."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.model.result import LectureResult

COLUMNS = ("lecture", "language", "cue", "term", "form", "rendered", "how", "reason")
_HEAD = "\t".join(COLUMNS) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class LectureTerms:
    """What the report says of one lecture's terms: its rows of the table, and by language how they were met.

    ``rows`` is UTF-8, compressed (RFC 1950): it takes a fraction of the room that the proofs themselves do, which
    matters in a course of a thousand lectures.
    """

    rows: bytes
    counts: Mapping[str, Counter[str]]


def of_lecture(lecture: LectureResult, *, unmet_only: bool = False) -> LectureTerms:
    """Put together one lecture's rows, in the order of languages, cues and terms, and its counts."""
    wanted = [proof for proof in lecture.terms if not unmet_only or proof.how == "unmet"]
    rows = []
    for proof in sorted(wanted, key=lambda p: (p.language, p.cue, p.term)):
        cells = (lecture.id, proof.language, str(proof.cue), proof.term, proof.form, proof.rendered, proof.how,
                 proof.reason)
        rows.append("\t".join(" ".join(cell.split()) for cell in cells) + "\n")
    return LectureTerms(rows=zlib.compress("".join(rows).encode()), counts=counts([lecture]))


def counts(lectures: Iterable[LectureResult]) -> dict[str, Counter[str]]:
    """Count per language how the occurrences were met: natural, placeholder, alignment, unmet."""
    found: dict[str, Counter[str]] = {}
    for lecture in lectures:
        for proof in lecture.terms:
            found.setdefault(proof.language, Counter())[proof.how] += 1
    return found


def whole_table(lectures: Iterable[LectureTerms]) -> bytes:
    """Write tab-separated text, one row an occurrence, in lecture and cue order, with a header row."""
    return _HEAD.encode() + b"".join(zlib.decompress(lecture.rows) for lecture in lectures)


def table(lectures: Sequence[LectureResult], *, unmet_only: bool = False) -> str:
    """Write the table of these lectures as text."""
    return whole_table(of_lecture(lecture, unmet_only=unmet_only) for lecture in lectures).decode()


def whole_summary(lectures: Iterable[LectureTerms]) -> list[str]:
    """Say in one line a language how many occurrences have an approved rendering."""
    found: dict[str, Counter[str]] = {}
    for lecture in lectures:
        for language, by_how in lecture.counts.items():
            found.setdefault(language, Counter()).update(by_how)
    lines = []
    for language, by_how in found.items():
        whole = sum(by_how.values())
        met = whole - by_how["unmet"]
        ways = ", ".join(f"{by_how[how]} {how}" for how in ("natural", "placeholder", "alignment") if by_how[how])
        lines.append(f"{language}: {met} of {whole} term occurrences met ({100 * met / whole:.1f} %): {ways}")
    return lines


def summary(lectures: Sequence[LectureResult]) -> list[str]:
    """Say the same of lectures whose proofs are at hand."""
    return whole_summary(map(of_lecture, lectures))
