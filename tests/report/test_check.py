"""The six outputs of `localize check`, word for word; and what each must never do.

After a wanted change, `UPDATE_GOLDEN=1 python -m pytest tests/report/test_check.py` writes the files again: read the diff.
"""

from __future__ import annotations

import json
import os
import xml.etree.ElementTree as ElementTree
from dataclasses import fields
from pathlib import Path

import pytest

import pipeline
from pipeline.model.problem import Problem, Severity
from pipeline.report.check import OUTPUTS, SCHEMA

GOLDEN = Path(__file__).parents[1] / "golden"
VERSION = "<version>"
PROBLEMS = (
    Problem(code="T003", name="too-fast", severity=Severity.ERROR, path="subtitles/a/en.srt", line=118, cue=27,
            language="ko", lecture="a", measured="17.5 CPS", limit="12 CPS",
            text="마이크로컨트롤러를 노트북에\n연결해 주세요",
            message="21 characters in 1.2 s is 17.5 per second, the limit for ko is 12 (in the draft translation)",
            hint="shorten to 14 characters, or extend to 00:02:15.870 (the next cue starts at 00:02:16.000)"),
    Problem(code="F002", name="lost-number", severity=Severity.WARNING, path="subtitles/a/fr.vtt", line=9, cue=2,
            language="fr", lecture="a", measured="2016", limit="2015", text="En 2016, <la ville> & “l’eau”",
            message="2015 stands in en, it and de, 2016 stands here", hint="en says at 00:00:05.000: 'In 2015'"),
    Problem(code="L001", name="line-too-wide", severity=Severity.INFO, path="subtitles/a/fr.vtt", line=12, cue=3,
            language="fr", lecture="a", measured="52 columns", limit="42 columns", text="Une ligne\x1b[31m trop large",
            message="a line is 52 columns wide, the limit for fr is 42", hint="break it"),
    Problem(code="S071", name="other-lecture", severity=Severity.ERROR, path="subtitles/a, b: 100%/de.srt", language="de",
            lecture="a", message="the track is 2.10 times as long\nas the en track", hint="check the file"),
    Problem(code="T001", name="overlap", severity=Severity.WARNING, path="subtitles/a/it.srt", line=4, cue=1, language="it",
            lecture="a", message="the cue is still there for 0.2 s when cue 2 starts", measured="200 ms", limit="0 ms",
            text="Due voci", hint="end the cue at 00:00:03.000", allowed="two people speak at once"),
    Problem(code="M090", name="no-video", severity=Severity.INFO, path="videos/b.mp4", lecture="b",
            message="videos/b.mp4 has not come"),
)


def written(style: str, problems: tuple[Problem, ...]) -> str:
    return OUTPUTS[style](problems, 7, False).replace(pipeline.__version__, VERSION) + "\n"


@pytest.mark.parametrize("what", ["found", "clean"])
@pytest.mark.parametrize("style", list(OUTPUTS))
def test_the_output_is_as_agreed(style: str, what: str) -> None:
    path = GOLDEN / f"check-{what}.{style}.txt"
    text = written(style, PROBLEMS if what == "found" else ())
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


def test_there_is_a_golden_file_for_every_output_and_no_other() -> None:
    assert {path.name for path in GOLDEN.glob("check-*")} == {
        f"check-{what}.{style}.txt" for what in ("found", "clean") for style in OUTPUTS}


def test_json_holds_every_field_of_every_problem() -> None:
    data = json.loads(OUTPUTS["json"](PROBLEMS, 7, False))
    assert data["schema"] == SCHEMA
    assert data["tracks"] == 7
    assert [set(problem) for problem in data["problems"]] == [{field.name for field in fields(Problem)}] * len(PROBLEMS)
    assert data["counts"] == {"error": 2, "warning": 1, "info": 2, "allowed": 1}


def test_github_shows_errors_first_escapes_and_leaves_out_what_is_allowed() -> None:
    lines = OUTPUTS["github"](PROBLEMS, 7, False).splitlines()
    kinds = [line.split(" ")[0] for line in lines if line.startswith("::")]
    assert kinds == ["::error", "::error", "::warning", "::notice", "::notice"]
    assert "file=subtitles/a%2C b%3A 100%25/de.srt" in lines[1]
    assert "%0A" in lines[1]
    assert "T001" not in "\n".join(lines)


def test_junit_is_xml_and_counts_failures() -> None:
    root = ElementTree.fromstring(OUTPUTS["junit"](PROBLEMS, 7, False))
    assert sum(int(suite.get("failures", "0")) for suite in root) == len(root.findall(".//failure")) == 2
    assert len(ElementTree.fromstring(OUTPUTS["junit"]((), 7, False)).findall(".//testcase")) == 1


def test_sarif_marks_what_is_allowed_as_suppressed() -> None:
    (run,) = json.loads(OUTPUTS["sarif"](PROBLEMS, 7, False))["runs"]
    assert len(run["results"]) == len(PROBLEMS)
    assert [result["ruleId"] for result in run["results"] if "suppressions" in result] == ["T001"]
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {problem.code for problem in PROBLEMS}


def test_colour_only_adds() -> None:
    plain = OUTPUTS["full"](PROBLEMS[:1], 1, False)
    painted = OUTPUTS["full"](PROBLEMS[:1], 1, True)
    assert "\x1b[" in painted
    assert painted.replace("\x1b[31m", "").replace("\x1b[1m", "").replace("\x1b[0m", "") == plain


@pytest.mark.parametrize("style", OUTPUTS)
def test_no_control_character_of_a_subtitle_reaches_the_terminal(style: str) -> None:
    assert "\x1b" not in OUTPUTS[style](PROBLEMS, 7, False)
