"""Every file people send, case by case: right, or a problem with its line, never silence."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import SubtitleError
from pipeline.ingest.stage import run
from pipeline.model.language import find_language

TABLES: dict[str, Any] = runpy.run_path(str(Path(__file__).with_name("cases.py")))
FILE_LEVEL = {"S061", "S063", "S051"}


def _run(case: Any, suffix: str) -> None:
    if case.refused:
        with pytest.raises(SubtitleError) as caught:
            run(case.raw, language=find_language("en"), path=f"lecture/en{suffix}")
        assert case.refused in str(caught.value)
        return
    reading = run(case.raw, language=find_language("en"), path=f"lecture/en{suffix}")
    assert tuple((cue.start_ms, cue.end_ms, cue.text) for cue in reading.track.cues) == case.cues
    assert sorted({problem.code for problem in reading.problems}) == sorted(case.codes), reading.problems
    assert all(problem.line or problem.code in FILE_LEVEL for problem in reading.problems)
    assert all(problem.path and problem.message for problem in reading.problems)
    assert [cue.index for cue in reading.track.cues] == list(range(1, len(case.cues) + 1))


@pytest.mark.parametrize("case", [*TABLES["SRT"], *TABLES["MORE_SRT"]], ids=lambda case: case.name)
def test_subrip(case: Any) -> None:
    _run(case, ".srt")


@pytest.mark.parametrize("case", [*TABLES["VTT"], *TABLES["MORE_VTT"]], ids=lambda case: case.name)
def test_webvtt(case: Any) -> None:
    _run(case, ".vtt")


@pytest.mark.parametrize("case", TABLES["SBV"], ids=lambda case: case.name)
def test_subviewer(case: Any) -> None:
    _run(case, ".sbv")


def test_the_tables_are_whole() -> None:
    assert [case.name.split()[0] for case in TABLES["SRT"]] == [f"S{n:02d}" for n in range(1, 51)]
    assert [case.name.split()[0] for case in TABLES["VTT"]] == [f"V{n:02d}" for n in range(1, 29)]
