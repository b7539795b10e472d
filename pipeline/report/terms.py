"""The proof of the glossary: what became of every occurrence of an approved term."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pipeline.model.result import LectureResult

COLUMNS = ("lecture", "language", "cue", "term", "form", "rendered", "how", "reason")


def table(lectures: Sequence[LectureResult], *, unmet_only: bool = False) -> str:
    """Write tab-separated text, one row an occurrence, in lecture and cue order, with a header row."""
    rows = ["\t".join(COLUMNS)]
    for lecture in lectures:
        wanted = [proof for proof in lecture.terms if not unmet_only or proof.how == "unmet"]
        for proof in sorted(wanted, key=lambda p: (p.language, p.cue, p.term)):
            cells = (lecture.id, proof.language, str(proof.cue), proof.term, proof.form, proof.rendered, proof.how,
                     proof.reason)
            rows.append("\t".join(" ".join(cell.split()) for cell in cells))
    return "\n".join(rows) + "\n"


def counts(lectures: Sequence[LectureResult]) -> dict[str, Counter[str]]:
    """Count per language how the occurrences were met: natural, placeholder, alignment, unmet."""
    found: dict[str, Counter[str]] = {}
    for lecture in lectures:
        for proof in lecture.terms:
            found.setdefault(proof.language, Counter())[proof.how] += 1
    return found


def summary(lectures: Sequence[LectureResult]) -> list[str]:
    """Say in one line a language how many occurrences have an approved rendering."""
    lines = []
    for language, by_how in counts(lectures).items():
        whole = sum(by_how.values())
        met = whole - by_how["unmet"]
        ways = ", ".join(f"{by_how[how]} {how}" for how in ("natural", "placeholder", "alignment") if by_how[how])
        lines.append(f"{language}: {met} of {whole} term occurrences met ({100 * met / whole:.1f} %): {ways}")
    return lines
