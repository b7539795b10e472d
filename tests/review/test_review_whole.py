"""The whole way of a correction: out to a PO file, edited by a person, into the next build, and kept whatever changes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import polib
import pytest

from pipeline import media
from pipeline.build import Wanted, build, open_course, status
from pipeline.cli.menu import localize
from pipeline.review import files

LECTURE, OTHER = "p1-01-transitions", "p1-07-digital-twins"
TODAY, HELLO, AIR = "Today we look at sensors.", "Welcome to this lecture.", "They measure the air."
Make = Callable[..., Path]


def run(root: Path, *arguments: str) -> int:
    jobs = ["--jobs", "1"] if arguments == ("review", "export") else []  # the pseudo engine is in this process only
    result = localize.main([*arguments, *jobs, "--root", str(root)], standalone_mode=False)
    assert isinstance(result, int)
    return result


def post_edit(root: Path, texts: dict[str, str], lecture: str = LECTURE, tag: str = "ko") -> None:
    """Do as Poedit does: write the text, take fuzzy off, save."""
    path = root / f"subtitles/{lecture}/{tag}.po"
    file = polib.pofile(str(path), wrapwidth=78)
    for entry in file:
        if entry.msgid in texts and not entry.obsolete:
            entry.msgstr, entry.flags = texts[entry.msgid], []
    file.save()


def change_english(root: Path, old: str, new: str, lecture: str = LECTURE) -> None:
    path = root / f"subtitles/{lecture}/en.srt"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def entries(root: Path, lecture: str = LECTURE, tag: str = "ko") -> polib.POFile:
    return polib.pofile(str(root / f"subtitles/{lecture}/{tag}.po"))


def built(root: Path, lecture: str = LECTURE, tag: str = "ko", suffix: str = "vtt") -> str:
    return (root / f"build/subtitles/{lecture}/{tag}.{suffix}").read_text(encoding="utf-8")


def steps(root: Path, until: str = "subtitles") -> set[str]:
    result = build(root, open_course(root), Wanted(until=until))
    assert [lecture.failures for lecture in result.lectures if lecture.failures] == []
    return {f"{lecture.id} {step.key}" for lecture in result.lectures for step in lecture.steps}


@pytest.fixture
def course(make_course: Make, pseudo_engine: object) -> Path:
    return make_course(LECTURE, OTHER)


def test_an_export_is_one_fuzzy_entry_a_sentence_and_a_second_export_the_same_bytes(course: Path) -> None:
    assert run(course, "review", "export") == 0
    paths = sorted(course.glob("subtitles/*/*.po"))
    assert [f"{path.parent.name}/{path.name}" for path in paths] == [
        f"{LECTURE}/ko.po", f"{LECTURE}/zh-Hans.po", f"{OTHER}/ko.po", f"{OTHER}/zh-Hans.po"]
    file = entries(course)
    assert [entry.msgid for entry in file] == [HELLO, TODAY, AIR]
    assert all(entry.fuzzy and entry.msgstr for entry in file)
    assert "time: 00:00:02.100 --> 00:00:04.000" in file[1].comment
    assert "cues: 2" in file[1].comment
    assert file[1].occurrences == [(f"subtitles/{LECTURE}/en.srt", "6")]
    assert file.metadata["Language"] == "ko"
    assert file.metadata["X-Engine"].startswith("pseudo|ko")
    assert re.fullmatch("[0-9a-f]{64}", file.metadata["X-Source-SHA256"])
    before = [path.read_bytes() for path in paths]
    assert run(course, "review", "export") == 0
    assert [path.read_bytes() for path in paths] == before


def test_a_correction_rebuilds_its_track_alone_and_is_used_in_the_other_lecture_too(course: Path) -> None:
    run(course, "review", "export")
    steps(course, "videos")
    post_edit(course, {TODAY: "오늘은 센서를 살펴봅니다."})
    shown = status(course, open_course(course), Wanted())
    told = {f"{lecture.id} {step.key}": step.reason for lecture in shown.lectures for step in lecture.steps}
    assert told[f"{LECTURE} translate/ko"] == told[f"{OTHER} translate/ko"] == "input changed (corrections)"
    done = steps(course, "videos")
    assert done == {f"{lecture} {key}" for lecture in (LECTURE, OTHER)
                    for key in ("translate/ko", "check", "mux/mp4", "page")}
    assert steps(course, "videos") == set()
    for lecture in (LECTURE, OTHER):
        assert "오늘은 센서를" in built(course, lecture)


def test_a_correction_touches_only_lectures_that_hold_the_sentence(course: Path) -> None:
    change_english(course, TODAY, "Here we talk about something else.", OTHER)
    run(course, "review", "export")
    steps(course)
    post_edit(course, {TODAY: "오늘은 센서를 살펴봅니다."})
    assert {step.split()[0] for step in steps(course)} == {LECTURE}


def test_when_english_changes_that_entry_alone_turns_stale_with_the_old_text_beside_it(course: Path) -> None:
    run(course, "review", "export")
    post_edit(course, {TODAY: "오늘은 센서를 살펴봅니다.", HELLO: "강의에 오신 것을 환영합니다."})
    change_english(course, TODAY, "Today we look at cheap sensors.")
    assert run(course, "review", "export") == 0
    file = entries(course)
    by_english = {entry.msgid: entry for entry in file}
    changed = by_english["Today we look at cheap sensors."]
    assert changed.fuzzy
    assert changed.previous_msgid == TODAY
    assert "earlier: 오늘은 센서를 살펴봅니다." in changed.comment
    assert by_english[TODAY].obsolete
    assert by_english[TODAY].msgstr == "오늘은 센서를 살펴봅니다."
    assert not by_english[HELLO].fuzzy
    assert by_english[HELLO].msgstr == "강의에 오신 것을 환영합니다."
    assert not by_english[AIR].previous_msgid
    before = (course / f"subtitles/{LECTURE}/ko.po").read_bytes()
    assert run(course, "review", "export") == 0
    assert (course / f"subtitles/{LECTURE}/ko.po").read_bytes() == before
    change_english(course, "Today we look at cheap sensors.", TODAY)
    assert run(course, "review", "export") == 0
    back = {entry.msgid: entry for entry in entries(course)}[TODAY]
    assert not back.obsolete
    assert not back.fuzzy
    assert back.msgstr == "오늘은 센서를 살펴봅니다."


def test_the_label_says_reviewed_only_when_every_sentence_is_post_edited(course: Path) -> None:
    run(course, "review", "export")
    post_edit(course, {TODAY: "오늘은 센서를 살펴봅니다.", HELLO: "강의에 오신 것을 환영합니다."})
    steps(course, "videos")
    assert "기계 번역" in built(course)
    assert "검수됨" not in built(course)
    assert media.read_tracks(course / f"build/videos/{LECTURE}.mp4")[5].name == "한국어 (기계 번역)"
    origins = json.loads(built(course, suffix="origin.json"))
    assert [cue["origin"] for cue in origins["cues"]] == ["post-edited", "post-edited", "machine"]
    post_edit(course, {AIR: "센서는 공기를 측정합니다."})
    steps(course, "videos")
    assert "기계 번역, 검수됨" in built(course)
    tracks = media.read_tracks(course / f"build/videos/{LECTURE}.mp4")
    assert tracks[5].name == "한국어 (기계 번역, 검수됨)"
    assert json.loads(built(course, suffix="origin.json"))["counts"]["post-edited"] == 3


@pytest.mark.parametrize("suffix", [".vtt", ".srt"])
def test_a_corrected_subtitle_file_is_taken_in_sentence_by_sentence(course: Path, tmp_path: Path, suffix: str) -> None:
    steps(course)
    text = built(course)
    old = next(block for block in text.split("\n\n") if "00:00:02.100" in block)
    new = old.split("\n")[0] + "\n오늘은 센서를\n살펴봅니다."
    text = text.replace(old, new if "-->" in new.split("\n")[0] else old)
    if suffix == ".srt":
        cues = [block for block in text.split("\n\n") if "-->" in block]
        text = "\n\n".join(f"{n}\n" + re.sub(r"(\d\d:\d\d)\.(\d{3})", r"\1,\2", cue) for n, cue in enumerate(cues, 1))
    file = tmp_path / f"corrected{suffix}"
    file.write_text(text, encoding="utf-8")
    assert run(course, "review", "import", str(file), "--lecture", LECTURE, "--language", "ko") == 0
    assert [(e.msgid, e.msgstr) for e in entries(course) if not e.fuzzy] == [(TODAY, "오늘은 센서를 살펴봅니다.")]
    steps(course)
    assert "오늘은 센서를" in built(course)


def test_two_people_and_one_sentence_are_shown_and_nothing_is_lost_either_way(
        course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    steps(course)
    text, file = built(course), tmp_path / "corrected.vtt"
    machine = text.split("00:00:02.100 --> 00:00:04.000")[1].split("\n")[1]
    file.write_text(text.replace(machine, "두 번째 사람이 쓴 문장입니다."), encoding="utf-8")
    run(course, "review", "export")
    post_edit(course, {TODAY: "오늘은 센서를 살펴봅니다."})
    steps(course)
    asked = ("review", "import", str(file), "--lecture", LECTURE, "--language", "ko")
    capsys.readouterr()
    assert run(course, *asked) == 1
    out = capsys.readouterr().out
    assert "ours:   오늘은 센서를 살펴봅니다." in out
    assert "theirs: 두 번째 사람이 쓴 문장입니다." in out
    assert {e.msgid: e.msgstr for e in entries(course)}[TODAY] == "오늘은 센서를 살펴봅니다."
    assert run(course, *asked, "--take", "theirs") == 0
    entry = next(e for e in entries(course) if e.msgid == TODAY)
    assert entry.msgstr == "두 번째 사람이 쓴 문장입니다."
    assert "오늘은 센서를 살펴봅니다." in entry.tcomment
    assert run(course, *asked) == 0


def test_two_other_lectures_that_differ_are_not_used_and_reported(make_course: Make, pseudo_engine: object) -> None:
    course = make_course(LECTURE, OTHER, "p2-01-introduction")
    run(course, "review", "export")
    post_edit(course, {TODAY: "오늘은 센서를 살펴봅니다."})
    post_edit(course, {TODAY: "오늘 우리는 센서를 봅니다."}, OTHER)
    result = build(course, open_course(course), Wanted(until="subtitles"))
    assert "오늘은 센서를" in built(course, LECTURE)
    assert "오늘 우리는" in built(course, OTHER)
    third = next(lecture for lecture in result.lectures if lecture.id == "p2-01-introduction")
    told = [problem for problem in third.problems if problem.code == "S095"]
    assert len(told) == 1
    assert LECTURE in told[0].message
    assert OTHER in told[0].message
    assert "오늘" not in built(course, "p2-01-introduction")


def test_the_memory_goes_out_as_tmx_and_into_another_course(course: Path, tmp_path: Path) -> None:
    run(course, "review", "export")
    post_edit(course, {TODAY: "오늘은 센서를 살펴봅니다."})
    file = tmp_path / "memory.tmx"
    assert run(course, "review", "tmx", "export", str(file), "--language", "ko") == 0
    for path in course.glob("subtitles/*/*.po"):
        path.unlink()
    assert run(course, "review", "tmx", "import", str(file), "--language", "ko") == 0
    steps(course)
    assert "오늘은 센서를" in built(course, LECTURE)
    before = (course / "subtitles/_memory/ko.po").read_bytes()
    assert run(course, "review", "tmx", "import", str(file), "--language", "ko") == 0
    assert (course / "subtitles/_memory/ko.po").read_bytes() == before


def test_a_po_file_that_comes_back_is_taken_in_and_contradictions_are_shown(course: Path, tmp_path: Path) -> None:
    run(course, "review", "export")
    path, back = course / f"subtitles/{LECTURE}/ko.po", tmp_path / "from-weblate.po"
    machine = path.read_bytes()
    post_edit(course, {TODAY: "오늘은 센서를 살펴봅니다.", HELLO: "강의에 오신 것을 환영합니다."})
    back.write_bytes(path.read_bytes())
    path.write_bytes(machine)
    post_edit(course, {TODAY: "오늘 우리는 센서를 봅니다."})
    asked = ("review", "import", str(back), "--lecture", LECTURE, "--language", "ko")
    assert run(course, *asked) == 1
    texts = {entry.msgid: entry.msgstr for entry in entries(course) if not entry.fuzzy}
    assert texts == {TODAY: "오늘 우리는 센서를 봅니다.", HELLO: "강의에 오신 것을 환영합니다."}
    assert run(course, *asked, "--take", "ours") == 0
    entry = next(entry for entry in entries(course) if entry.msgid == TODAY)
    assert entry.msgstr == "오늘 우리는 센서를 봅니다."
    assert "오늘은 센서를 살펴봅니다." in entry.tcomment


def test_the_same_english_twice_can_be_said_in_two_ways(make_course: Make, pseudo_engine: object) -> None:
    course = make_course(LECTURE)
    change_english(course, AIR, TODAY)
    run(course, "review", "export")
    assert [(entry.msgctxt, entry.msgid) for entry in entries(course)] == [(None, HELLO), (None, TODAY), ("2", TODAY)]
    path = course / f"subtitles/{LECTURE}/ko.po"
    file = polib.pofile(str(path))
    file[1].msgstr, file[1].flags = "오늘은 센서를 살펴봅니다.", []
    file[2].msgstr, file[2].flags = "다시 한번 센서를 봅시다.", []
    file.save()
    steps(course)
    assert "오늘은 센서를" in built(course)
    assert "다시 한번" in built(course)
    run(course, "review", "export")
    assert [e.msgstr for e in entries(course) if not e.fuzzy] == ["오늘은 센서를 살펴봅니다.", "다시 한번 센서를 봅시다."]


def test_a_broken_po_file_stops_its_language_and_is_not_touched(course: Path) -> None:
    run(course, "review", "export")
    path = course / f"subtitles/{LECTURE}/ko.po"
    path.write_text(path.read_text(encoding="utf-8") + '\n<<<<<<< ours\nmsgid "x"\n', encoding="utf-8")
    broken = path.read_bytes()
    result = build(course, open_course(course), Wanted(until="subtitles"))
    lecture = next(found for found in result.lectures if found.id == LECTURE)
    assert [problem.code for problem in lecture.problems if "ko.po" in problem.path] == ["S092"]
    assert "ko" not in [track.language for track in lecture.tracks]
    assert run(course, "review", "export") in (0, 2)
    assert path.read_bytes() == broken


def test_what_was_parsed_is_kept_and_a_damaged_copy_is_not_trusted(course: Path) -> None:
    run(course, "review", "export")
    post_edit(course, {TODAY: "오늘은 센서를 살펴봅니다."})
    steps(course)
    kept = sorted((course / "build/.cache/post-edits").iterdir())
    assert len(kept) == 4
    for path in kept:
        path.write_bytes(path.read_bytes().replace("살펴봅니다".encode(), "보지 마세요".encode()))
    files._memory.cache_clear()
    assert steps(course) == set()
    for path in kept:
        path.unlink()
    files._memory.cache_clear()
    assert steps(course) == set()


def test_a_human_track_wins_over_a_post_edited_machine_track(course: Path) -> None:
    run(course, "review", "export")
    post_edit(course, {TODAY: "오늘은 센서를 살펴봅니다."})
    (course / f"subtitles/{LECTURE}/ko.srt").write_text(
        "1\n00:00:00,200 --> 00:00:02,000\n사람이 만든 자막입니다.\n", encoding="utf-8")
    before = (course / f"subtitles/{LECTURE}/ko.po").read_bytes()
    assert run(course, "review", "export") == 0
    assert "사람이 만든" in built(course)
    assert (course / f"subtitles/{LECTURE}/ko.po").read_bytes() == before


def test_a_renamed_lecture_keeps_its_memory(course: Path) -> None:
    run(course, "review", "export")
    post_edit(course, {TODAY: "오늘은 센서를 살펴봅니다."})
    (course / f"subtitles/{OTHER}/ko.po").unlink()
    toml = course / "course.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace(f'"{LECTURE}"', '"p1-01-renamed"'), encoding="utf-8")
    steps(course)
    assert "오늘은 센서를" in built(course, OTHER)
    (course / f"subtitles/{LECTURE}").rename(course / "subtitles/p1-01-renamed")
    steps(course)
    assert "오늘은 센서를" in built(course, "p1-01-renamed")


def test_add_makes_the_entry_and_the_folder(course: Path) -> None:
    assert run(course, "add", "p1-09-new", "--part", "1", "--title", 'A "new" lecture') == 0
    assert (course / "subtitles/p1-09-new").is_dir()
    lectures = open_course(course).lectures
    assert [lecture.id for lecture in lectures][7:10] == ["p1-08-resilient-cities", "p1-09-new", "p2-01-introduction"]
    assert lectures[8].title == 'A "new" lecture'
