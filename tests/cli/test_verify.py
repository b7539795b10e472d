"""The same comparison as after a mux, on any file, from anywhere."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import cli, media

LECTURE = "p1-01-transitions"
FOLDER = f"build/subtitles/{LECTURE}"
SOURCE = f"videos/{LECTURE}.mp4"


@pytest.fixture
def course(make_course: Callable[..., Path], pseudo_engine: object, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = make_course(LECTURE)
    file = root / "course.toml"
    file.write_text(file.read_text("utf-8").replace('["mp4"]', '["mp4", "mkv", "mkv-webvtt", "hls"]'), "utf-8")
    monkeypatch.chdir(root)
    assert cli._run(["build", "--jobs", "1"]) in (0, 1)
    return root


def verify(video: str, *more: str) -> int:
    return cli._run(["verify", video, "--against", FOLDER, *more])


def test_every_container_is_verified_with_and_without_its_source(course, capsys):
    for suffix in (".mp4", ".mkv", ".webvtt.mkv", ".hls/master.m3u8"):
        video = f"build/videos/{LECTURE}{suffix}"
        assert verify(video) == 0
        assert verify(video, "--source", SOURCE) == 0, suffix
        assert f"{video}: 7 tracks, every cue as in {FOLDER}; picture and sound as in {SOURCE}" in (
            capsys.readouterr().out.replace("\n", " "))


def test_sound_that_is_missing_is_found_when_the_source_is_named(course, capsys):
    program = media.find_ffmpeg().path
    subprocess.run([program, "-v", "error", "-i", f"build/videos/{LECTURE}.mp4", "-map", "0:v", "-map", "0:s", "-c",
                    "copy", "mute.mp4"], check=True)
    assert verify("mute.mp4") == 0
    assert verify("mute.mp4", "--source", SOURCE) == 1
    assert "M021" in capsys.readouterr().out


def test_a_file_that_is_cut_off_is_no_good(course, capsys):
    whole = Path(f"build/videos/{LECTURE}.mkv").read_bytes()
    Path("cut.mkv").write_bytes(whole[:len(whole) // 2])
    assert verify("cut.mkv") == 2
    assert "cut off" in capsys.readouterr().err


def test_tracks_kept_from_the_source_are_expected_when_it_is_named(course, capsys):
    program, held = media.find_ffmpeg().path, Path("held.srt")
    held.write_text("1\n00:00:01,000 --> 00:00:03,000\nlive captions\n", "utf-8")
    subprocess.run([program, "-v", "error", "-i", SOURCE, "-i", held, "-map", "0:v", "-map", "0:a", "-map", "1", "-c",
                    "copy", "-c:s", "mov_text", "-metadata:s:s:0", "language=spa", "held.mp4"], check=True)
    Path("held.mp4").replace(SOURCE)
    file = Path("course.toml")
    file.write_text(file.read_text("utf-8").replace('source = "en"', 'source = "en"\nkeep_subtitles = true'), "utf-8")
    assert cli._run(["build", "--jobs", "1"]) in (0, 1)
    for suffix in (".mp4", ".mkv"):
        video = f"build/videos/{LECTURE}{suffix}"
        assert verify(video, "--source", SOURCE) == 0, suffix
        assert f"{video}: 8 tracks" in capsys.readouterr().out.replace("\n", " ")
        assert verify(video) == 1  # without the source nobody knows where the eighth comes from
        assert "M022" in capsys.readouterr().out
