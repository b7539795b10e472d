"""`localize fix` shows what would move, and writes a person's file only when told twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.store import Store

LECTURE = "p1-01-transitions"
FOLDER = f"subtitles/{LECTURE}"
FAST = ("1\n00:00:00,200 --> 00:00:02,600\nWillkommen zu dieser Vorlesung.\n\n"
        "2\n00:00:02,600 --> 00:00:04,000\nHeute geht es um Sensoren.\n\n"
        "3\n00:00:04,000 --> 00:00:05,900\nSie messen die <b>Luft</b>.\n")
MOVED = "cue 2: 00:00:02.600 --> 00:00:04.000  becomes  00:00:02.600 --> "
Make = Callable[..., Path]


@pytest.fixture
def course(make_course: Make, pseudo_engine: object, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = make_course(LECTURE)
    monkeypatch.chdir(root)
    (root / FOLDER / "de.srt").write_bytes(FAST.encode())
    return root


def files(root: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((root / FOLDER).iterdir())}


def test_fix_shows_what_would_move_and_writes_nothing(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(course)
    assert cli._run(["fix", "--language", "de"]) == 0
    out = capsys.readouterr().out
    assert f"{FOLDER}/de.srt (de): 2 cues moved, 0 cues not helped" in out
    assert MOVED in out
    assert "1 file of a person stays as delivered" in out
    assert cli._run(["fix", "--language", "de", "--write"]) == 0
    assert files(course) == before


def test_a_persons_file_gets_its_times_and_nothing_else_and_the_old_one_is_kept(
        course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli._run(["fix", "--language", "de", "--write", "--human"]) == 0
    assert f"written; the old file is {FOLDER}/de.edited-1.srt" in capsys.readouterr().out
    after = files(course)
    assert after["de.edited-1.srt"] == FAST.encode()
    old, new = FAST.splitlines(), after["de.srt"].decode().splitlines()
    assert len(old) == len(new)
    changed = [n for n, (one, two) in enumerate(zip(old, new, strict=True), start=1) if one != two]
    assert changed == [6, 10]  # one boundary, in two timing lines
    assert cli._run(["fix", "--language", "de", "--write", "--human"]) == 0  # nothing is left to do
    assert "0 cues moved" in capsys.readouterr().out
    assert files(course) == after


def test_the_files_own_form_stays_mark_line_ends_and_marks_in_the_text(course: Path) -> None:
    odd = "\ufeff" + FAST.replace("Sensoren", "Sen\u200bsoren").replace("\n", "\r\n")
    (course / FOLDER / "de.srt").write_bytes(odd.encode())
    assert cli._run(["fix", "--language", "de", "--write", "--human"]) == 0
    new = files(course)["de.srt"].decode()
    assert new != odd
    assert [line for line in new.splitlines() if "-->" not in line] == [
        line for line in odd.splitlines() if "-->" not in line]
    assert new.startswith("\ufeff1\r\n")


def test_webvtt_keeps_its_comments_names_and_settings(course: Path) -> None:
    (course / FOLDER / "de.srt").unlink()
    text = ("WEBVTT - Vorlesung\n\nNOTE von Hand\n\neins\n00:00:00.200 --> 00:00:02.600 line:0\nWillkommen &amp; los.\n\n"
            "00:00:02.600 --> 00:00:04.000\nHeute geht es um Sensoren.\n\n"
            "00:00:04.000 --> 00:00:05.900\nSie messen die Luft.\n\nNOTE Ende\n")
    (course / FOLDER / "de.vtt").write_text(text, encoding="utf-8")
    assert cli._run(["fix", "--language", "de", "--write", "--human"]) == 0
    new = files(course)["de.vtt"].decode()
    assert new != text
    assert [line for line in new.splitlines() if "-->" not in line] == [
        line for line in text.splitlines() if "-->" not in line]
    assert "line:0" in new


@pytest.mark.parametrize(("good", "bad", "what"), [
    ("</b>.\n", "</b>.\n\n4\n00:00:0x,000 --> 00:00:06,000\nverloren\n", "de.srt:14: S001 timing-not-read"),
    ("05,900\n", "05,900 X1:9\n", "de.srt:10: S009 text-beside-timing"),
    ("<b>Luft</b>", "<c.x>Luft</c>", "de.srt:10: SubRip cannot carry the tags"),
])
def test_a_file_that_would_lose_something_is_not_written(course: Path, capsys: pytest.CaptureFixture[str], good: str,
                                                         bad: str, what: str) -> None:
    (course / FOLDER / "de.srt").write_text(FAST.replace(good, bad), encoding="utf-8")
    before = files(course)
    assert cli._run(["fix", "--language", "de", "--write", "--human"]) == 2
    out, err = capsys.readouterr()
    assert MOVED in out
    assert f"not written: {FOLDER}/" in err
    assert what in err
    assert files(course) == before


def test_the_old_file_is_there_whatever_fails(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = Store.write

    def full(store: Store, name: str, content: bytes) -> str:
        if name == f"{FOLDER}/de.srt":
            raise RuntimeError("power cut")
        return write(store, name, content)

    monkeypatch.setattr(Store, "write", full)
    with pytest.raises(RuntimeError):
        cli._run(["fix", "--language", "de", "--write", "--human"])
    assert files(course)["de.srt"] == files(course)["de.edited-1.srt"] == FAST.encode()


def test_what_times_cannot_help_is_named_and_gives_exit_code_1(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    long = FAST.replace("Heute geht es um Sensoren.", "Heute geht es um Sensoren, um Netze und um alles andere auch.")
    (course / FOLDER / "de.srt").write_text(long, encoding="utf-8")
    assert cli._run(["fix", "--language", "de"]) == 1
    out = capsys.readouterr().out
    assert "cue 2: T003: it needs " in out
    assert "1 cue not helped by times alone" in out


def test_a_machine_track_is_shown_as_the_build_makes_it(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    english = "\n".join(line.replace("02,100 --> 00:00:04,000", "02,000 --> 00:00:02,500").replace(
        "04,100 -->", "02,500 -->") for line in (course / FOLDER / "en.srt").read_text(encoding="utf-8").splitlines())
    (course / FOLDER / "en.srt").write_text(english, encoding="utf-8")
    assert cli._run(["fix", "--language", "ko"]) in (0, 1)
    out = capsys.readouterr().out
    built = (course / f"build/subtitles/{LECTURE}/ko.vtt").read_text(encoding="utf-8")
    assert f"build/subtitles/{LECTURE}/ko.vtt (ko, machine track): 3 cues moved" in out
    (line,) = (line for line in out.splitlines() if "cue 2: 00:00:02.000 --> 00:00:02.500  becomes  " in line)
    assert line.partition("becomes  ")[2].partition("  (")[0] in built  # what is shown is what was built
    assert "stays as delivered" not in out


def test_all_tracks_are_counted_and_words_are_checked(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli._run(["fix", "--jobs", "1"]) in (0, 1)
    assert "in 7 tracks" in capsys.readouterr().out
    assert cli._run(["fix", "--human"]) == 2
    assert cli._run(["fix", "--language", "xx"]) == 2
    assert cli._run(["fix", "--lecture", "p1-02-metropolitan-century"]) == 2
    assert "no track to repair" in capsys.readouterr().err
