"""The command line: verbs, exit codes, and what goes to which stream."""

from __future__ import annotations

import io
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
    return root


def test_build_says_what_was_built_and_where_the_report_is(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli._run(["build", "--jobs", "1"]) == 0
    out, err = capsys.readouterr()
    assert "ko° zh-Hans°" in out
    assert out.rstrip().endswith("Report: build/report/index.html")
    assert err == ""  # not a terminal: no progress
    assert cli._run(["build"]) == 0
    assert "Nothing to do: 1 lecture up to date, 13 awaited" in capsys.readouterr().out


def test_status_names_every_step_with_its_reason_before_and_nothing_after(
        course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli._run(["status", "--json"]) == 0
    before = json.loads(capsys.readouterr().out)["lectures"][0]
    assert {step["reason"] for step in before["steps"]} == {"no record"}
    cli._run(["build", "--jobs", "1"])
    capsys.readouterr()
    assert cli._run(["status"]) == 0
    assert capsys.readouterr().out.rstrip().endswith("Nothing to do.")


def test_problems_give_exit_code_1_and_are_printed_with_their_place(course: Path,
                                                                 capsys: pytest.CaptureFixture[str]) -> None:
    path = course / f"subtitles/{LECTURE}/de.srt"
    path.write_text(path.read_text(encoding="utf-8").replace("00:00:02,100 -->", "00:00:0x,100 -->"), encoding="utf-8")
    assert cli._run(["check", "--jobs", "1", "--output-format", "concise"]) == 1
    out = capsys.readouterr().out
    assert f"subtitles/{LECTURE}/de.srt:6: S001 timing-not-read" in out
    assert cli._run(["check", "--select", "M", "--output-format", "concise"]) == 0
    assert cli._run(["check", "--output-format", "json"]) == 1
    found = json.loads("".join(capsys.readouterr().out.partition("{")[1:]))
    assert (found["schema"], found["counts"]["error"] > 0) == (1, True)


def test_what_cannot_run_gives_exit_code_2_with_key_and_hint(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    toml = course / "course.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("profile =", "profle ="), encoding="utf-8")
    assert cli._run(["build"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == ["error: course.toml: course.profle: is not a known key",
                                "  help: did you mean 'profile'?"]


@pytest.mark.parametrize("arguments", [["nonsense"], ["build", "--lecture", "p9"], ["videos", "--language", "ko"],
                                       ["explain", "X999"], ["translate", "--language", "xx"]])
def test_wrong_words_give_exit_code_2(course: Path, arguments: list[str], capsys: pytest.CaptureFixture[str],
                                      monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a line\n"))
    assert cli._run(arguments) == 2
    assert capsys.readouterr().err


def test_checking_nothing_is_not_a_pass(make_course: Make, monkeypatch: pytest.MonkeyPatch,
                                        capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(make_course(LECTURE))
    assert cli._run(["check", "--lecture", "p2-01-introduction"]) == 2
    assert "no track was checked" in capsys.readouterr().err


def test_an_interrupt_gives_130(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.build.build_lecture", interrupt)
    assert cli._run(["build"]) == 130


def test_explain_tells_what_why_and_where_the_limit_comes_from(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli._run(["explain", "T003"]) == 0
    by_code = capsys.readouterr().out
    assert by_code.startswith("T003 too-fast")
    assert "Source: " in by_code
    assert cli._run(["explain", "too-fast"]) == 0
    assert capsys.readouterr().out == by_code


def test_plain_lines_are_translated_one_for_one(course: Path, monkeypatch: pytest.MonkeyPatch,
                                                capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("Hello there.\n\nA third line\n"))
    assert cli._run(["translate", "--language", "ko", "--no-terms"]) == 0
    lines = capsys.readouterr().out.split("\n")
    assert len(lines) == 4
    assert lines[0]
    assert lines[1] == ""
    assert lines[2]


def test_every_verb_has_a_help_worth_reading(capsys: pytest.CaptureFixture[str]) -> None:
    from pipeline.cli.menu import localize

    for name, command in localize.commands.items():
        assert command.help, name
        assert cli._run([name, "--help"]) == 0
    assert "Exit codes" in localize.help
    capsys.readouterr()
