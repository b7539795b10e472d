"""`localize sync` says where a track lies, refuses when it does not know, and moves a file only when told twice."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.model.timecode import format_srt

LECTURE = "p1-01-transitions"
FOLDER = f"subtitles/{LECTURE}"
Make = Callable[..., Path]


def starts(seed: int, count: int = 400) -> list[int]:
    dice, at, made = random.Random(seed), 9000, []
    for _ in range(count):
        made.append(at)
        at += dice.randint(1200, 6000)
    return made


def srt(times: Sequence[int]) -> str:
    return "\n".join(f"{n}\n{format_srt(time)} --> {format_srt(time + 1000)}\nWort {n}\n"
                     for n, time in enumerate(times, start=1))


ENGLISH = starts(1)
GAP_MS = 20_000
MOVED = {
    "it": [time + 80 for time in ENGLISH],
    "de": [time + 7000 for time in ENGLISH],
    "ar": [round(time * Fraction(24, 25)) for time in ENGLISH],
    "fr": starts(99),
}


@pytest.fixture
def course(make_course: Make, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = make_course(LECTURE)
    monkeypatch.chdir(root)
    for tag, times in {"en": ENGLISH, **MOVED}.items():
        (root / FOLDER / f"{tag}.srt").write_text(srt(times), encoding="utf-8")
    return root


def told(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, dict[str, dict[str, object]]]:
    code = cli._run(["sync", "--json", *options])
    data = json.loads(capsys.readouterr().out)
    assert data["schema"] == 1
    return code, {track["language"]: track for track in data["tracks"]}


def files(root: Path) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((root / FOLDER).iterdir())}


def test_offset_drift_and_strangers_are_told_apart(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(course)
    code, tracks = told(capsys)
    assert code == 1
    assert {tag: (track["verdict"], track["off"]) for tag, track in tracks.items()} == {
        "en": ("refused", False), "it": ("sure", False), "de": ("sure", True), "ar": ("sure", True),
        "fr": (tracks["fr"]["verdict"], False)}
    assert tracks["fr"]["against"] == "en"
    assert tracks["fr"]["verdict"] in ("unsure", "refused")
    assert tracks["fr"]["reason"]
    assert (tracks["de"]["ratio"], tracks["de"]["offset_ms"]) == ("1", -7000)
    assert tracks["ar"]["ratio"] == "25/24"
    assert abs(int(str(tracks["ar"]["drift_ms"])) - ENGLISH[-1] // 25) < 1500
    assert files(course) == before


def test_people_read_it_too(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli._run(["sync"]) == 1
    out = capsys.readouterr().out
    assert f"{FOLDER}/de.srt: sure: comes 7 s later than English; move all cues by -7000 ms" in out
    assert f"{FOLDER}/ar.srt: sure: runs faster than English" in out
    assert f"{FOLDER}/it.srt: sure: lies where English lies (-80 ms)" in out
    assert f"{FOLDER}/en.srt: refused: hardly any speech is heard in videos/{LECTURE}.mp4" in out
    assert "2 of 5 tracks surely off" in out
    assert "localize sync --write --human" in out


def test_only_what_is_surely_off_is_moved_and_the_old_file_is_kept(course: Path,
                                                                   capsys: pytest.CaptureFixture[str]) -> None:
    before = files(course)
    assert cli._run(["sync", "--write"]) == 1
    assert files(course) == before
    capsys.readouterr()
    code, tracks = told(capsys, "--write", "--human")
    assert code == 0
    after = files(course)
    assert {tag for tag, track in tracks.items() if track["written"]} == {"de", "ar"}
    assert after["de.srt"] == before["en.srt"]
    assert after["de.edited-1.srt"] == before["de.srt"]
    assert after["ar.edited-1.srt"] == before["ar.srt"]
    assert {name: after[name] for name in ("en.srt", "it.srt", "fr.srt")} == {
        name: before[name] for name in ("en.srt", "it.srt", "fr.srt")}
    code, tracks = told(capsys)
    assert (code, [track["off"] for track in tracks.values()]) == (0, [False] * 5)


def test_a_cut_is_told_of_and_never_mended(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    at_ms = ENGLISH[200]
    cut = [time if time <= at_ms else time - GAP_MS for time in ENGLISH if not 0 < time - at_ms < GAP_MS]
    (course / FOLDER / "de.srt").write_text(srt(cut), encoding="utf-8")
    before = files(course)
    code, tracks = told(capsys, "--language", "de", "--write", "--human")
    assert code == 1
    (track,) = tracks.values()
    (jump,) = track["cuts"]  # type: ignore[misc]
    assert abs(jump["jump_ms"] - GAP_MS) < 500
    assert jump["from_ms"] - 90_000 <= at_ms <= jump["to_ms"] + 90_000
    assert track["verdict"] != "sure"
    assert files(course) == before
    assert cli._run(["sync", "--language", "de"]) == 1
    assert "English has 20 s more" in capsys.readouterr().out


def test_a_cue_that_would_come_before_the_video_stops_the_writing(course: Path,
                                                                  capsys: pytest.CaptureFixture[str]) -> None:
    (course / FOLDER / "de.srt").write_text(srt([1000, *MOVED["de"]]), encoding="utf-8")
    before = files(course)
    assert cli._run(["sync", "--language", "de", "--write", "--human"]) == 2
    assert "cue 1 would start before the video does (1 such cues)" in capsys.readouterr().err
    assert files(course) == before


def test_nothing_to_compare_is_not_success(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli._run(["sync", "--lecture", "p1-02-metropolitan-century"]) == 2
    assert "no track to compare" in capsys.readouterr().err
    assert cli._run(["sync", "--language", "xx"]) == 2
    assert cli._run(["sync", "--human"]) == 2
    (course / FOLDER / "en.srt").unlink()
    assert cli._run(["sync"]) == 2
    assert "there is no English track to compare with" in capsys.readouterr().err


def test_an_unreadable_file_is_told_of_and_the_others_are_compared(course: Path,
                                                                   capsys: pytest.CaptureFixture[str]) -> None:
    (course / FOLDER / "de.srt").write_bytes(b"1\n00:00:01,000 --> 00:00:02,000\n\x81\x8d\x8f\n")
    assert cli._run(["sync"]) == 2
    out, err = capsys.readouterr()
    assert "de.srt:3" in err
    assert f"{FOLDER}/it.srt: sure" in out


def test_a_file_in_two_formats_is_left_to_the_person(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (course / FOLDER / "de.vtt").write_text("WEBVTT\n", encoding="utf-8")
    assert cli._run(["sync"]) == 2
    assert "keep the one that counts" in capsys.readouterr().err


SPOKEN = [(time, time + 900) for time in ENGLISH[:70]]


@pytest.fixture(scope="module")
def speaking(make_spoken: Callable[..., Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A video in which somebody speaks whenever the first seventy English cues start."""
    return make_spoken(tmp_path_factory.mktemp("spoken") / "spoken.mp4", SPOKEN, ENGLISH[70])


@pytest.fixture
def spoken(course: Path, speaking: Path) -> Path:
    """The course with that video, and no tracks yet."""
    shutil.copy(speaking, course / "videos" / f"{LECTURE}.mp4")
    for tag in ("en", "it", "de", "ar", "fr"):
        path = course / FOLDER / f"{tag}.srt"
        path.unlink(missing_ok=True)
    return course


def deliver(root: Path, **tracks: Sequence[int]) -> None:
    for tag, times in tracks.items():
        (root / FOLDER / f"{tag}.srt").write_text(srt(times), encoding="utf-8")


@pytest.mark.parametrize(("ratio", "offset_ms"), [("1", 0), ("1", 3200), ("25/24", -1500), ("24000/25025", 800)])
def test_english_is_laid_on_the_sound(spoken: Path, capsys: pytest.CaptureFixture[str], ratio: str,
                                      offset_ms: int) -> None:
    deliver(spoken, en=[round((time - offset_ms) / Fraction(ratio)) for time in ENGLISH[:70]])
    code, tracks = told(capsys)
    assert tracks["en"]["against"] == "sound"
    assert (tracks["en"]["verdict"], Fraction(str(tracks["en"]["ratio"]))) == ("sure", Fraction(ratio))
    assert abs(int(str(tracks["en"]["offset_ms"])) - offset_ms) < 100
    assert code == (1 if offset_ms else 0)


def test_all_go_where_the_sound_is_in_one_run(spoken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deliver(spoken, en=[time + 4000 for time in ENGLISH[:70]], de=[time + 4000 for time in ENGLISH[:70]],
            it=ENGLISH[:70])
    code, tracks = told(capsys)
    assert code == 1
    assert {tag: track["off"] for tag, track in tracks.items()} == {"en": True, "de": True, "it": False}
    assert tracks["de"]["against_moved"]
    assert cli._run(["sync", "--write", "--human"]) == 0
    assert "de.srt: sure: comes 4" in capsys.readouterr().out
    code, tracks = told(capsys)
    assert (code, [track["off"] for track in tracks.values()]) == (0, [False] * 3)
    assert not tracks["de"]["against_moved"]
    assert (spoken / FOLDER / "en.edited-1.srt").read_text(encoding="utf-8") == srt([t + 4000 for t in ENGLISH[:70]])


def test_english_of_another_lecture_is_not_laid_on_this_sound(spoken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deliver(spoken, en=starts(77)[:70])
    code, tracks = told(capsys)
    assert (code, tracks["en"]["verdict"] in ("refused", "unsure"), tracks["en"]["off"]) == (0, True, False)


def test_without_a_video_or_with_a_broken_one_english_is_not_called_right(
        spoken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    deliver(spoken, en=ENGLISH[:70], de=ENGLISH[:70])
    video = spoken / "videos" / f"{LECTURE}.mp4"
    video.write_bytes(video.read_bytes()[:5000])
    assert cli._run(["sync"]) == 2
    out, err = capsys.readouterr()
    assert f"{LECTURE} sound" in err
    assert "de.srt: sure: lies where English lies" in out
    video.unlink()
    code, tracks = told(capsys)
    assert (code, tracks["en"]["verdict"]) == (0, "refused")
    assert "has not come" in str(tracks["en"]["reason"])
    code, tracks = told(capsys, "--language", "de")
    assert list(tracks) == ["de"]
