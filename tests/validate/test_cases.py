"""Every rule has a folder of cases: what it must find, and what it must leave alone.

A folder is called CODE-name. `fail.<language>.srt` holds one fault of that kind, `pass.<language>.srt` the same text
without it; other files are the other tracks of the lecture; `case.toml` names another profile or what is known of the video (`shots_ms`: when its picture changes).
Korean and Chinese are machine tracks, as in the course.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline.config import read_course
from pipeline.formats import FORMATS
from pipeline.model.cue import Origin, Track
from pipeline.model.problem import Problem
from pipeline.model.profile import Profile
from pipeline.model.text import plain
from pipeline.model.video import VideoInfo
from pipeline.validate.codes import CODES
from pipeline.validate.stage import look

ROOT = Path(__file__).parents[2]
CASES = sorted((ROOT / "tests" / "cases").iterdir())
COURSE = read_course((ROOT / "course.toml").read_text(encoding="utf-8"))
MACHINE = {"ko", "zh-Hans"}


def read(path: Path) -> Track:
    language = path.name.removesuffix(".srt").split(".")[-1]
    track = FORMATS[".srt"].read(path.read_text(encoding="utf-8"), language=language, path=path.name).track
    if language not in MACHINE:
        return track
    cues = tuple(replace(cue, line=0, origin=Origin.MACHINE) for cue in track.cues)
    return replace(track, cues=cues, path="", origin=Origin.MACHINE)


def video(settings: dict[str, object]) -> VideoInfo | None:
    if "video_ms" not in settings:
        return None
    return VideoInfo(path="case.mp4", duration_ms=int(str(settings["video_ms"])), start_ms=0, width=640, height=360,
                     frame_rate=Fraction(str(settings.get("frame_rate", 25))), video_packets=1, audio_packets=1,
                     audio_streams=1, subtitle_streams=0)


def profiles(settings: dict[str, object]) -> tuple[Profile, ...]:
    name = settings.get("profile", "lecture")
    return tuple(replace(profile, punctuation=str(settings.get("punctuation", profile.punctuation)))
                 for profile in COURSE.profiles if profile.name == name)


def found(folder: Path, kind: str) -> tuple[Problem, ...]:
    settings = tomllib.loads((folder / "case.toml").read_text()) if (folder / "case.toml").exists() else {}
    others = [path for path in sorted(folder.glob("*.srt")) if not path.name.startswith(("pass.", "fail."))]
    (own,) = folder.glob(f"{kind}.*.srt")
    tracks = [*map(read, others), read(own)]
    shots_ms = tuple(int(time) for time in settings.get("shots_ms", ()))  # type: ignore[attr-defined]
    return tuple(problem for problem in look(tuple(tracks), source="en", profiles=profiles(settings), shots_ms=shots_ms,
                                             video=video(settings)) if problem.language == tracks[-1].language)


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_the_fault_is_found_with_everything_a_person_needs(folder: Path) -> None:
    code = folder.name[:4]
    told = [problem for problem in found(folder, "fail") if problem.code == code]
    assert told
    for problem in told:
        assert folder.name == f"{code}-{problem.name}"
        assert problem.path or not list(folder.glob("en.srt"))
        assert problem.hint
        assert problem.message
        assert problem.message[-1] not in ".!?"
        assert not problem.message[0].isupper() or problem.message.split()[0].isupper()


@pytest.mark.parametrize("folder", CASES, ids=lambda folder: folder.name)
def test_text_without_the_fault_passes(folder: Path) -> None:
    assert [problem for problem in found(folder, "pass") if problem.code == folder.name[:4]] == []


def test_every_code_has_a_folder() -> None:
    assert {folder.name for folder in CASES} == {f"{code.code}-{code.name}" for code in CODES}


def test_the_text_in_a_problem_is_what_the_viewer_sees() -> None:
    (problem,) = (p for p in found(ROOT / "tests/cases/L001-line-too-wide", "fail") if p.code == "L001")
    assert problem.text == plain(problem.text)
    assert problem.measured.endswith("columns")
    assert problem.limit == "16 columns"


