"""What a container loses is told before there is a video; and what the source holds is kept where the course says so."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import cli, media

LECTURE = "p1-01-transitions"


@pytest.fixture
def course(make_course: Callable[..., Path], pseudo_engine: object, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = make_course(LECTURE)
    monkeypatch.chdir(root)
    return root


def italian(course: Path, change: Callable[[str], str]) -> None:
    file = course / f"subtitles/{LECTURE}/it.srt"
    file.write_text(change(file.read_text("utf-8")), "utf-8")


def test_losses_are_told_cue_by_cue_and_no_video_is_made(course, capsys):
    lines = (course / f"subtitles/{LECTURE}/it.srt").read_text("utf-8").splitlines()
    timings = [number for number, line in enumerate(lines) if "-->" in line]
    italian(course, lambda text: "\n".join("{\\an8}" + line if number - 1 in timings[:2] else line
                                           for number, line in enumerate(text.splitlines())) +
            "\n\n99\n00:00:05,800 --> 00:00:06,700\nfine\n")
    assert cli._run(["losses", "--lecture", LECTURE, "--language", "it", "--jobs", "1"]) == 0
    told = capsys.readouterr().out
    for place in (f"{timings[0] + 1}  info M006", f"{timings[1] + 1}  info M006", "warning M001",
                  "warning M002"):
        assert place in told, told
    assert not list((course / "build").glob("videos/*.mp4"))


def test_the_containers_of_the_course_count_and_nothing_lost_is_good(course, capsys):
    assert cli._run(["losses", "--jobs", "1"]) == 0
    assert "0 errors, 0 warnings, 0 notes in 0 of 7 tracks" in capsys.readouterr().out


def test_without_a_video_the_rest_is_told(course, capsys):
    (course / f"videos/{LECTURE}.mp4").unlink()
    italian(course, lambda text: "\n".join(f"<u><c.red>{line}</c></u>" if line[:1].isalpha() else line
                                           for line in text.splitlines()))
    assert cli._run(["losses", "--language", "it", "--jobs", "1", "--container", "mkv"]) == 0
    assert "info M005" in capsys.readouterr().out


def test_a_container_nobody_knows_is_named(course, capsys):
    file = course / "course.toml"
    file.write_text(file.read_text("utf-8").replace('"mp4"', '"avi"'), "utf-8")
    assert cli._run(["build", "--jobs", "1"]) == 2
    said = capsys.readouterr().err
    assert "there is no container 'avi'" in said
    assert "mp4, mkv, mkv-webvtt, hls" in said


def test_subtitles_of_the_source_are_kept_where_the_course_says_so(course):
    made = course / f"build/videos/{LECTURE}.mp4"
    assert cli._run(["build", "--jobs", "1"]) in (0, 1)
    assert len(media.read_tracks(made)) == 7
    (course / f"videos/{LECTURE}.mp4").write_bytes(made.read_bytes())
    assert cli._run(["build", "--jobs", "1"]) in (0, 1)
    assert len(media.read_tracks(made)) == 7
    file = course / "course.toml"
    file.write_text(file.read_text("utf-8").replace('source = "en"', 'source = "en"\nkeep_subtitles = true'), "utf-8")
    assert cli._run(["build", "--jobs", "1"]) in (0, 1)
    kept = media.read_tracks(made)
    assert len(kept) == 14
    assert [track.default for track in kept] == [True] + [False] * 13
    assert kept[7].name == "English (2)"
