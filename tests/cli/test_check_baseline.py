"""`localize check --baseline`: a team takes up the check on old tracks, and only what is new stops it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import cli

LECTURE = "p1-01-transitions"
Make = Callable[..., Path]


@pytest.fixture
def course(make_course: Make, pseudo_engine: object, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = make_course(LECTURE)
    monkeypatch.chdir(root)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    damage(root, "de")
    return root


def damage(root: Path, tag: str) -> None:
    path = root / f"subtitles/{LECTURE}/{tag}.srt"
    path.write_text(path.read_text(encoding="utf-8").replace("00:00:02,100 -->", "00:00:0x,100 -->"), encoding="utf-8")


def test_old_problems_pass_new_ones_do_not_and_mended_ones_are_named(course: Path,
                                                                    capsys: pytest.CaptureFixture[str]) -> None:
    path = course / f"subtitles/{LECTURE}/de.srt"
    assert cli._run(["check", "--jobs", "1"]) == 1
    assert cli._run(["check", "--write-baseline", "old.txt"]) == 0
    assert f"S001\t{LECTURE}\tde\t" in (course / "old.txt").read_text(encoding="utf-8")
    capsys.readouterr()
    assert cli._run(["check", "--baseline", "old.txt", "--output-format", "json"]) == 0
    out, err = capsys.readouterr()
    assert {p["allowed"] for p in json.loads(out)["problems"] if p["code"] == "S001"} == {"baseline"}
    assert err == ""
    path.write_text("\n\n" + path.read_text(encoding="utf-8"), encoding="utf-8")  # other lines, the same problem
    assert cli._run(["check", "--baseline", "old.txt"]) == 0
    damage(course, "it")
    assert cli._run(["check", "--baseline", "old.txt"]) == 1
    path.write_text(path.read_text(encoding="utf-8").replace("0x,100", "02,100"), encoding="utf-8")
    capsys.readouterr()
    assert cli._run(["check", "--baseline", "old.txt"]) == 1
    assert f"no longer there: S001 {LECTURE} de " in capsys.readouterr().err
    assert cli._run(["check", "--baseline", "old.txt", "--language", "it"]) == 1
    assert "no longer there: S001" not in capsys.readouterr().err


def test_a_baseline_holds_the_whole_course_or_is_not_written(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli._run(["check", "--write-baseline", "old.txt", "--language", "de"]) == 2
    assert not (course / "old.txt").exists()
    (course / "old.txt").write_text("<<<<<<< ours\n", encoding="utf-8")
    assert cli._run(["check", "--baseline", "old.txt"]) == 2
    assert "old.txt:1: is not a baseline" in capsys.readouterr().err
    assert cli._run(["check", "--baseline", "none.txt"]) == 2
