"""One lecture's page: the video, every cue in every language side by side, each problem beside its cue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from markupsafe import Markup

from pipeline.model.cue import Cue, Origin, Track
from pipeline.model.label import machine_label, track_name
from pipeline.model.language import find_language
from pipeline.model.problem import Problem, Severity
from pipeline.model.result import LectureResult
from pipeline.model.text import plain
from pipeline.report.render import clock, render, script_digest, text_of

REVISION = 2


def run(lecture: LectureResult, tracks: tuple[Track, ...], *, source: str) -> str:
    """Write the page. Rows are the cues of the source language; other cues stand in the row they overlap most."""
    by_cue, general = _by_cue(lecture.problems)
    base = next((track for track in tracks if track.language == source), tracks[0] if tracks else None)
    rows = _rows(base, tracks, by_cue) if base else []
    script = text_of("lecture.js")
    video = next((f"../videos/{PurePosixPath(v).name}" for v in lecture.videos if v.endswith(".mp4")), "")
    return render("lecture.html", lecture=lecture, columns=[_column(track, source) for track in tracks], rows=rows,
                  general=general, video=video, counts={s.value: lecture.count(s) for s in Severity},
                  tracks=[_embedded(track) for track in tracks], script=Markup(script),
                  script_digest=script_digest(script))


def _column(track: Track, source: str) -> dict[str, Any]:
    language = find_language(track.language)
    return {"tag": language.tag, "autonym": language.autonym, "label": machine_label(track),
            "provenance": track.provenance, "post_edited": sum(c.origin is Origin.POST_EDITED for c in track.cues),
            "cues": len(track.cues), "direction": "rtl" if language.right_to_left else "ltr",
            "shown": track.language == source or track.origin is not Origin.HUMAN}


def _by_cue(problems: Sequence[Problem]) -> tuple[dict[tuple[str, int], list[Problem]], list[Problem]]:
    by_cue: dict[tuple[str, int], list[Problem]] = defaultdict(list)
    general = []
    for problem in problems:
        if problem.cue:
            by_cue[problem.language, problem.cue].append(problem)
        else:
            general.append(problem)
    return by_cue, general


def _rows(base: Track, tracks: tuple[Track, ...],
          by_cue: dict[tuple[str, int], list[Problem]]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"start_ms": cue.start_ms, "end_ms": cue.end_ms, "time": clock(cue.start_ms),
         "cells": [[] for _ in tracks], "faulty": False} for cue in base.cues]
    if not rows:
        return rows
    for column, track in enumerate(tracks):
        place = 0
        for cue in track.cues:
            while place + 1 < len(rows) and _overlap_ms(rows[place + 1], cue) > _overlap_ms(rows[place], cue):
                place += 1
            place = _nearest(rows, place, cue)
            problems = by_cue.get((track.language, cue.index), [])
            rows[place]["cells"][column].append({"index": cue.index, "text": plain(cue.text), "problems": problems,
                                                 "origin": cue.origin.value})
            rows[place]["faulty"] = rows[place]["faulty"] or bool(problems)
    return rows


def _nearest(rows: list[dict[str, Any]], place: int, cue: Cue) -> int:
    """Move on to the last row that starts before the cue's middle, where no row overlaps it."""
    middle_ms = (cue.start_ms + cue.end_ms) // 2
    while place + 1 < len(rows) and rows[place + 1]["start_ms"] <= middle_ms and not _overlap_ms(rows[place], cue):
        place += 1
    return place


def _overlap_ms(row: dict[str, Any], cue: Cue) -> int:
    return max(0, min(int(row["end_ms"]), cue.end_ms) - max(int(row["start_ms"]), cue.start_ms))


def _embedded(track: Track) -> dict[str, Any]:
    return {"tag": track.language, "label": track_name(track),
            "cues": [[cue.start_ms, cue.end_ms, plain(cue.text)] for cue in track.cues]}
