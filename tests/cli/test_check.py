"""`localize check`: what is selected, allowed, and measured on request."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import cli, shots

LECTURE = "p1-01-transitions"


def told(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, list[dict[str, object]]]:
    code = cli._run(["check", "--format", "json", "--select", "T013", "--language", "de", *options])
    return code, json.loads(capsys.readouterr().out)["problems"]


@pytest.fixture
def course(make_course: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    root = make_course(LECTURE)
    monkeypatch.chdir(root)
    return root


def test_near_changes_are_told_of_as_information_when_asked_for(course: Path, monkeypatch: pytest.MonkeyPatch,
                                                                capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[Path] = []

    def found(path: Path, **_: object) -> tuple[int, ...]:
        asked.append(path)
        return (2400, 5900)

    monkeypatch.setattr("pipeline.media.find_shots", found)
    assert told(capsys) == (0, [])
    assert not asked
    code, problems = told(capsys, "--shots")
    assert code == 0
    assert [(p["cue"], p["severity"], p["measured"], p["lecture"]) for p in problems] == [
        (1, "info", "400 ms", LECTURE), (2, "info", "300 ms", LECTURE)]
    assert told(capsys, "--shots")[1] == problems
    assert len(asked) == 1
    video = course / "videos" / f"{LECTURE}.mp4"
    video.write_bytes(video.read_bytes() + b"\0")
    monkeypatch.setattr(shots.shots, "REVISION", 2)
    told(capsys, "--shots")
    assert len(asked) == 2


def test_an_allow_covers_them_and_is_not_called_unused_without_them(course: Path, monkeypatch: pytest.MonkeyPatch,
                                                                    capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("pipeline.media.find_shots", lambda *_, **__: (2400,))
    with (course / "course.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[allow]]\ncode = "T013"\nreason = "slides come late"\n')
    _, problems = told(capsys, "--shots")
    assert {p["allowed"] for p in problems} == {"slides come late"}
    cli._run(["check", "--format", "json"])
    assert "slides come late" not in capsys.readouterr().out


def test_a_picture_that_cannot_be_decoded_is_no_success(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    video = course / "videos" / f"{LECTURE}.mp4"
    video.write_bytes(video.read_bytes()[:3000])
    assert cli._run(["check", "--shots", "--language", "de"]) == 2
    assert "picture" in capsys.readouterr().err


def test_an_allow_that_matches_nothing_is_a_problem_of_the_check(course: Path, capsys: pytest.CaptureFixture[str],
                                                                 pseudo_engine: object) -> None:
    with (course / "course.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[allow]]\ncode = "F003"\nreason = "an old one"\n')
    assert cli._run(["check", "--format", "concise", "--fail-on", "warning", "--select", "S094", "--jobs", "1"]) == 1
    assert "unused-allow: [[allow]] F003 (an old one) matches nothing" in capsys.readouterr().out
    assert cli._run(["check", "--fail-on", "warning", "--select", "S094", "--language", "de"]) == 0


def test_what_is_selected_is_taken_apart_and_has_to_exist(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = course / "subtitles" / LECTURE
    words = (folder / "de.srt").read_text(encoding="utf-8")
    (folder / "de.srt").write_text(words.replace("Vorlesung.", "Vorlesung... und und"), encoding="utf-8")

    def codes(*select: str) -> set[str]:
        cli._run(["check", "--language", "de", "--format", "json", *(w for s in select for w in ("--select", s))])
        return {p["code"] for p in json.loads(capsys.readouterr().out)["problems"]}

    assert codes("L014,f014") == codes("L014", "F014") == {"L014", "F014"}
    assert codes("F") == {"F014"}
    assert cli._run(["check", "--select", "X9"]) == 2
    assert "no code begins with 'X9'" in capsys.readouterr().err
