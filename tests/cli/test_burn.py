"""The verb that makes a clip: what is said, where it goes, and that nothing is replaced unasked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import cli, media
from pipeline.config import read_course

LECTURE = "p1-01-transitions"


@pytest.fixture
def course(make_course: Callable[..., Path], pseudo_engine: object, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = make_course(LECTURE)
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict]:
    """Let nothing be drawn, but keep what was asked for."""
    calls: list[dict] = []

    def draw(plan, *, target: Path, **more):
        calls.append({"plan": plan, "target": target, **more})
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(b"a clip")
        return more["fonts"][0]

    monkeypatch.setattr(media, "burn", draw)
    return calls


def burn(*arguments: str) -> int:
    return cli._run(["burn", LECTURE, "--to", "clips", *arguments])


def test_a_machine_clip_says_so_in_its_name(course, asked, capsys):
    assert burn("--language", "ko") == 0
    assert capsys.readouterr().out.rstrip().endswith(
        f"clips/{LECTURE}.ko.machine.mp4: {len(asked[0]['plan'].cues)} cues in Noto Sans CJK KR, "
        "each looked at in the picture")
    assert "기계" in asked[0]["plan"].label
    assert asked[0]["video"].samefile(f"videos/{LECTURE}.mp4")


@pytest.mark.parametrize(("begins", "ends", "name"), [
    ("1", "4", "1000-4000"), ("0:01.5", "0:00:04.25", "1500-4250"), ("0", "3,5", "0-3500")])
def test_a_stretch_is_in_the_name(course, asked, begins, ends, name):
    assert burn("--language", "it", "--from", begins, "--until", ends) == 0
    assert asked[0]["target"] == Path(f"clips/{LECTURE}.it.{name}.mp4")
    assert f"{asked[0]['plan'].start_ms}-{asked[0]['plan'].end_ms}" == name


def test_a_clip_that_is_there_stays(course, asked, capsys):
    assert burn("--language", "it") == 0
    assert burn("--language", "it") == 2
    assert "--force" in capsys.readouterr().err
    assert len(asked) == 1
    assert burn("--language", "it", "--force") == 0


def test_a_dry_run_makes_nothing(course, asked, capsys):
    assert burn("--language", "it", "--dry-run") == 0
    assert f"clips/{LECTURE}.it.mp4: not made" in capsys.readouterr().out
    assert asked == []


@pytest.mark.parametrize(("arguments", "complaint"), [
    (("--language", "ja"), "ja"), (("--language", "it", "--from", "noon"), "is no time"),
    (("--language", "it", "--from", "9:00:00"), "there is nothing between")])
def test_what_cannot_be_made_is_said(course, asked, capsys, arguments, complaint):
    assert burn(*arguments) == 2
    assert complaint in capsys.readouterr().err
    assert asked == []


def test_the_font_of_course_toml_counts_and_an_option_more(course, asked):
    file = course / "course.toml"
    file.write_text(file.read_text("utf-8").replace("ko = { ", 'ko = { font = "Nanum Gothic", '), "utf-8")
    assert read_course(file.read_text("utf-8")).fonts == (("ko", "Nanum Gothic"),)
    assert burn("--language", "ko") == 0
    assert burn("--language", "ko", "--font", "a/b.ttf", "--force") == 0
    assert [call["fonts"] for call in asked] == [("Nanum Gothic",), ("a/b.ttf",)]
