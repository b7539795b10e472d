"""The verbs that write subtitles for others: export and convert. What is lost is told before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import cli, exporting
from pipeline.formats import srt, vtt
from pipeline.model.cue import Cue, Track

LECTURE = "p1-01-transitions"
Make = Callable[..., Path]
RLE, PDF, RLM = "\u202b", "\u202c", "\u200f"
TALK = """WEBVTT

STYLE
::cue { color: lime }

intro
00:00:01.000 --> 00:00:02.000 line:0
<v Ada>Welcome.</v>

NOTE check the term

00:00:03.000 --> 00:00:04.000
<i>Sensors</i> measure.
"""


@pytest.fixture
def course(make_course: Make, pseudo_engine: object, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = make_course(LECTURE)
    monkeypatch.chdir(root)
    return root


def export(*arguments: str) -> int:
    return cli._run(["export", "--to", "out", "--jobs", "1", *arguments])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_every_track_goes_out_in_every_format_and_machine_translation_says_so_in_its_name(
        course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert export("--format", "srt", "--format", "vtt", "--format", "sbv") == 0
    stems = [f"{LECTURE}.{tag}" for tag in ("ar", "de", "en", "fr", "it", "ko.machine", "zh-Hans.machine")]
    assert names(course / "out") == sorted(f"{stem}.{suffix}" for stem in stems for suffix in ("srt", "vtt", "sbv"))
    human = (course / f"out/{LECTURE}.fr.srt").read_bytes()
    assert human == (course / f"subtitles/{LECTURE}/fr.srt").read_bytes()
    machine = (course / f"out/{LECTURE}.ko.machine.vtt").read_bytes()
    assert machine == (course / f"build/subtitles/{LECTURE}/ko.vtt").read_bytes()
    assert "NOTE" in machine.decode()
    out = capsys.readouterr().out
    for tag in ("ko", "zh-Hans"):  # the NOTE is what their SubRip and SubViewer files lack
        for target in ("SubRip", "SubViewer"):
            assert out.count(f"    {tag}\n") == 2
            assert f"{target} cannot carry the header" in out
    assert "0 errors, 4 warnings, 0 notes in 2 of 7 tracks" in out
    assert out.index("4 warnings") < out.index(f"out/{LECTURE}.en.srt")
    assert cli._run(["inspect", "--json", f"out/{LECTURE}.ko.machine.srt"]) == 0
    assert '"language": "ko"' in capsys.readouterr().out


def test_losses_are_told_cue_by_cue_before_anything_is_written(course: Path,
                                                              capsys: pytest.CaptureFixture[str]) -> None:
    folder = course / f"subtitles/{LECTURE}"
    (folder / "it.srt").unlink()
    cues = "\n\n".join(f"00:00:0{n // 2}.{n % 2 * 5}00 --> 00:00:0{n // 2}.{n % 2 * 5 + 4}00 line:0\nparola {n}"
                       for n in range(8))
    (folder / "it.vtt").write_text(f"WEBVTT\n\n{cues}\n", encoding="utf-8")
    assert export("--language", "it", "--format", "srt", "--dry-run") == 0
    out = capsys.readouterr().out
    for cue in range(1, 9):  # eight, so that losses of one kind are not told as one
        assert f"subtitles/{LECTURE}/it.vtt:{cue * 3}  warning S020 not-carried\n    cue {cue}, it\n    | line:0\n" in out
    assert "0 errors, 8 warnings, 0 notes in 1 of 1 track\n" in out
    assert f"out/{LECTURE}.it.srt: not written" in out
    assert not (course / "out").exists()
    assert export("--language", "it", "--format", "srt") == 0
    assert names(course / "out") == [f"{LECTURE}.it.srt"]


def test_what_only_subrip_players_know_is_kept_for_them_and_told_for_browsers(
        course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = course / f"subtitles/{LECTURE}/de.srt"
    path.write_text(path.read_text(encoding="utf-8").replace("Heute", "{\\an8}Heute"), encoding="utf-8")
    assert export("--language", "de", "--format", "srt", "--format", "vtt") == 0
    out = capsys.readouterr().out
    assert f"subtitles/{LECTURE}/de.srt:6  warning S020 not-carried\n    cue 2, de\n    | {{\\an8}}\n" in out
    assert "WebVTT cannot carry the tags" in out
    assert "1 warning" in out
    assert "{\\an8}Heute" in (course / f"out/{LECTURE}.de.srt").read_text(encoding="utf-8")
    assert "an8" not in (course / f"out/{LECTURE}.de.vtt").read_text(encoding="utf-8")


def test_direction_marks_go_into_arabic_alone_and_the_second_export_is_the_same(course: Path) -> None:
    assert export("--format", "srt", "--bidi", "embed") == 0
    paths = sorted((course / "out").iterdir())
    first = {path.name: path.read_bytes() for path in paths}
    marked = [name for name, content in first.items() if RLE in content.decode()]
    assert marked == [f"{LECTURE}.ar.srt"]
    cues = srt.read(first[f"{LECTURE}.ar.srt"].decode(), language="ar").track.cues
    assert [cue.text[0] + cue.text[-1] for cue in cues] == [RLE + PDF] * 3
    assert export("--format", "srt", "--bidi", "embed") == 0
    assert {path.name: path.read_bytes() for path in paths} == first
    # What went out with marks comes back without them, and the build never had them.
    assert cli._run(["convert", f"out/{LECTURE}.ar.srt", "back.srt"]) == 0
    assert (course / "back.srt").read_bytes() == (course / f"subtitles/{LECTURE}/ar.srt").read_bytes()
    assert RLE not in (course / f"build/subtitles/{LECTURE}/ar.vtt").read_text(encoding="utf-8")


def test_a_file_that_somebody_changed_is_named_and_nothing_is_written(course: Path,
                                                                     capsys: pytest.CaptureFixture[str]) -> None:
    assert export("--language", "de", "--format", "srt") == 0
    path = course / f"out/{LECTURE}.de.srt"
    ours = path.read_bytes()
    path.write_text("mended by hand", encoding="utf-8")
    capsys.readouterr()
    assert export("--language", "de", "--language", "fr", "--format", "srt") == 2
    out, err = capsys.readouterr()
    assert "0 errors" in out  # the report comes first all the same
    assert f"out/{LECTURE}.de.srt" in err
    assert "--force" in err
    assert (path.read_text(encoding="utf-8"), names(course / "out")) == ("mended by hand", [path.name])
    assert export("--language", "de", "--format", "srt", "--dry-run") == 0
    assert "is there with other contents" in capsys.readouterr().out
    assert export("--language", "de", "--language", "fr", "--format", "srt", "--force") == 0
    assert path.read_bytes() == ours
    assert names(course / "out") == [path.name, f"{LECTURE}.fr.srt"]


def test_a_reviewed_track_is_called_reviewed(course: Path) -> None:
    assert cli._run(["review", "export", "--language", "ko", "--jobs", "1"]) == 0
    po = course / f"subtitles/{LECTURE}/ko.po"
    kept = po.read_text(encoding="utf-8").replace("#, fuzzy\n", "")  # a person read every sentence and took it
    po.write_text(kept, encoding="utf-8")
    assert export("--language", "ko", "--format", "srt", "--format", "vtt") == 0
    assert names(course / "out") == [f"{LECTURE}.ko.machine-reviewed.{suffix}" for suffix in ("srt", "vtt")]
    assert "검수됨" in (course / f"out/{LECTURE}.ko.machine-reviewed.vtt").read_text(encoding="utf-8")


def test_a_track_that_is_withheld_from_the_video_does_not_go_out_either(course: Path,
                                                                       capsys: pytest.CaptureFixture[str]) -> None:
    path = course / f"subtitles/{LECTURE}/de.srt"
    path.write_text(path.read_text(encoding="utf-8").replace("Luft", "L\ufffdft"), encoding="utf-8")
    assert export("--language", "de", "--language", "it", "--format", "srt") == 1
    assert names(course / "out") == [f"{LECTURE}.it.srt"]
    assert f"{LECTURE} de: not exported, as it is not delivered either: S052 lost-character" in capsys.readouterr().err


def test_an_export_of_nothing_is_an_error(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert export("--lecture", "p1-02-metropolitan-century", "--format", "srt") == 2
    assert "no track to export" in capsys.readouterr().err
    assert export("--format", "ttml") == 2
    assert cli._run(["export", "--to", "out"]) == 2
    assert not (course / "out").exists()


def test_convert_tells_every_loss_and_keeps_what_there_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    talk, out = tmp_path / "talk.en.vtt", tmp_path / "new" / "talk.srt"
    talk.write_text(TALK, encoding="utf-8")
    assert cli._run(["convert", str(talk), str(out), "--dry-run"]) == 0
    told = capsys.readouterr().out
    for what, value in (("header", "STYLE"), ("cue identifier", "intro"), ("cue settings", "line:0"),
                        ("tags", "<v Ada> </v>"), ("comment", "NOTE check the term")):
        assert f"SubRip cannot carry the {what}" in told
        assert f"    | {value}" in told
    assert f"{talk}:12  warning S020 not-carried\n    cue 2, en\n" in told
    assert "5 warnings" in told
    assert not out.parent.exists()
    assert cli._run(["convert", str(talk), str(out)]) == 0
    cues = srt.read(out.read_text(encoding="utf-8"), language="en").track.cues
    assert [(c.start_ms, c.end_ms, c.text) for c in cues] == [
        (1000, 2000, "Welcome."), (3000, 4000, "<i>Sensors</i> measure.")]
    assert cli._run(["convert", str(talk), str(tmp_path / "same.vtt")]) == 0
    assert (tmp_path / "same.vtt").read_text(encoding="utf-8") == TALK


def test_convert_asks_before_it_replaces_and_refuses_what_it_cannot_do(tmp_path: Path,
                                                                      capsys: pytest.CaptureFixture[str]) -> None:
    talk, out = tmp_path / "talk.vtt", tmp_path / "talk.srt"
    talk.write_text(TALK, encoding="utf-8")
    out.write_text("mine", encoding="utf-8")
    assert cli._run(["convert", str(talk), str(out)]) == 2
    assert (out.read_text(encoding="utf-8"), str(out) in capsys.readouterr().err) == ("mine", True)
    assert cli._run(["convert", str(talk), str(out), "--force"]) == 0
    assert out.read_text(encoding="utf-8").startswith("1\n00:00:01,000 -->")
    assert cli._run(["convert", str(talk), str(tmp_path / "talk.docx")]) == 2
    assert cli._run(["convert", str(tmp_path / "none.srt"), str(tmp_path / "a.vtt")]) == 2
    assert cli._run(["convert", str(talk), str(tmp_path / "a.srt"), "--bidi", "rlm"]) == 2
    assert "--language ar" in capsys.readouterr().err
    assert names(tmp_path) == ["talk.srt", "talk.vtt"]


def test_convert_says_what_it_did_not_understand_and_writes_the_rest(tmp_path: Path,
                                                                    capsys: pytest.CaptureFixture[str]) -> None:
    bad, empty = tmp_path / "talk.fr.srt", tmp_path / "empty.srt"
    bad.write_bytes("1\n00:00:xx,000 --> 00:00:02,000\nun\n\n2\n00:00:03,000 --> 00:00:04,000\nété\n".encode("cp1252"))
    assert cli._run(["convert", str(bad), str(tmp_path / "talk.fr.vtt")]) == 1
    out = capsys.readouterr().out
    assert f"{bad}:2  error S001 timing-not-read" in out
    assert "S050 legacy-encoding" in out
    assert vtt.read((tmp_path / "talk.fr.vtt").read_text(encoding="utf-8"), language="fr").track.cues[0].text == "été"
    empty.write_text("", encoding="utf-8")
    assert cli._run(["convert", str(empty), str(tmp_path / "empty.vtt")]) == 1
    assert not (tmp_path / "empty.vtt").exists()


def test_convert_sets_direction_marks_where_a_player_goes_wrong_and_never_twice(tmp_path: Path) -> None:
    talk = tmp_path / "talk.ar.srt"
    talk.write_text("1\n00:00:01,000 --> 00:00:02,000\nGPU تقيس الهواء.\n", encoding="utf-8")
    assert cli._run(["convert", str(talk), str(tmp_path / "rlm.ar.srt"), "--bidi", "rlm"]) == 0
    marked = (tmp_path / "rlm.ar.srt").read_text(encoding="utf-8")
    assert f"\n{RLM}GPU تقيس الهواء.{RLM}\n" in marked
    assert cli._run(["convert", str(tmp_path / "rlm.ar.srt"), str(tmp_path / "b.ar.srt"), "--bidi", "rlm"]) == 0
    assert (tmp_path / "b.ar.srt").read_text(encoding="utf-8") == marked


def test_a_place_where_nothing_can_be_written_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    talk, wall = tmp_path / "talk.vtt", tmp_path / "wall"
    talk.write_text(TALK, encoding="utf-8")
    wall.write_text("no folder", encoding="utf-8")
    assert cli._run(["convert", str(talk), str(wall / "a.srt")]) == 2
    assert capsys.readouterr().err.startswith("error: a.srt: ")
    assert names(tmp_path) == ["talk.vtt", "wall"]


def test_losses_of_cues_that_come_from_no_line_are_not_told_as_one() -> None:
    cues = tuple(Cue(index=n, start_ms=n * 1000, end_ms=n * 1000 + 900, text=f"{n}", settings="line:0")
                 for n in range(1, 9))
    (file,) = exporting.sidecars(Track(language="de", cues=cues), lecture=LECTURE, suffixes=[".srt"])
    assert [(p.cue, p.text, p.lecture) for p in file.losses] == [(n, "line:0", LECTURE) for n in range(1, 9)]


def test_every_origin_has_a_name_mark_of_its_own() -> None:
    assert len(set(exporting.NAME_MARKS.values())) == len(exporting.NAME_MARKS) == 3
