"""The report's first page: the matrix of lectures and languages, and what was found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from pathlib import PurePosixPath
from typing import Any

from pipeline.model.language import Language
from pipeline.model.problem import Problem, Severity
from pipeline.model.result import LectureResult
from pipeline.report.render import clock, render
from pipeline.report.terms import LectureTerms, whole_summary

REVISION = 1


def run(title: str, languages: tuple[Language, ...], lectures: tuple[LectureResult, ...],
        problems: tuple[Problem, ...], terms: Iterable[LectureTerms] = ()) -> str:
    """Write the page: one row a lecture, one column a language, then every kind of problem with its count."""
    found = [*problems, *(problem for lecture in lectures for problem in lecture.problems)]
    parts = [(part, [_row(lecture, languages) for lecture in group])
             for part, group in groupby(lectures, key=lambda lecture: lecture.part)]
    return render("index.html", title=title, languages=languages, lectures=lectures, parts=parts, problems=problems,
                  built=[lecture for lecture in lectures if not lecture.awaited], counts=_counts(found),
                  kinds=_kinds(found), terms=whole_summary(terms),
                  provenance=sorted({t.provenance for lecture in lectures for t in lecture.tracks if t.provenance}))


def _row(lecture: LectureResult, languages: tuple[Language, ...]) -> dict[str, Any]:
    states = {track.language: track for track in lecture.tracks}
    cells: list[dict[str, Any] | None] = []
    for language in languages:
        track = states.get(language.tag)
        if track is None:
            cells.append(None)
            continue
        counts = Counter(p.severity for p in lecture.problems if p.language == language.tag and not p.allowed)
        cells.append({"origin": track.origin.value, "cues": track.cues, "withheld": track.withheld,
                      "post_edited": track.post_edited,
                      "errors": counts[Severity.ERROR], "warnings": counts[Severity.WARNING]})
    return {"id": lecture.id, "title": lecture.title, "awaited": lecture.awaited, "cells": cells,
            "duration": clock(lecture.duration_ms) if lecture.duration_ms else "",
            "page": "" if lecture.awaited else f"{lecture.id}.html", "failures": lecture.failures,
            "videos": [{"href": f"../videos/{PurePosixPath(v).name}", "name": PurePosixPath(v).suffix[1:]}
                       for v in lecture.videos]}


def _counts(problems: Sequence[Problem]) -> dict[str, int]:
    counted = Counter(p.severity.value for p in problems if not p.allowed)
    return {**{severity.value: counted[severity.value] for severity in Severity},
            "allowed": sum(bool(p.allowed) for p in problems)}


def _kinds(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    groups: dict[tuple[int, str, str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        if not problem.allowed:
            groups[problem.severity.rank, problem.code, problem.name, problem.severity.value].append(problem)
    return [{"code": code, "name": name, "severity": severity, "count": len(group),
             "places": sorted({f"{p.lecture} {p.language}".strip() for p in group if p.lecture})[:12]}
            for (_, code, name, severity), group in sorted(groups.items())]
