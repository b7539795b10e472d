"""Only what changed is built again, and what was built is never built twice: counted, step by step and word by word."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.build import CourseResult, Wanted, build, open_course, status
from pipeline.cli.menu import localize

LECTURE, OTHER, THIRD = "p1-01-transitions", "p1-07-digital-twins", "p2-01-introduction"
HEAD = "en\tmatch\tko\tzh-Hans\n"
Make = Callable[..., Path]


def run(root: Path, **wanted: object) -> CourseResult:
    return build(root, open_course(root), Wanted(**wanted))  # type: ignore[arg-type]


def steps(result: CourseResult) -> set[str]:
    return {f"{lecture.id} {step.key}" for lecture in result.lectures for step in lecture.steps}


def public(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in (root / "build").rglob("*")
            if path.is_file() and ".cache" not in path.parts}


def glossary(root: Path, *rows: str) -> None:
    (root / "glossary").mkdir(exist_ok=True)
    (root / "glossary/terms.tsv").write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")


def change_english(root: Path, lecture: str, old: str, new: str) -> None:
    path = root / f"subtitles/{lecture}/en.srt"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def clone(root: Path, place: Path) -> Path:
    """Do as git and a CI cache do: the same files, all of them new on this disk, and build/.cache put back beside them."""
    for name in ("course.toml", "subtitles", "videos", "build/.cache"):
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (root / name).is_dir() else shutil.copy)(root / name, path)
    for path in place.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    return place


@pytest.fixture
def course(make_course: Make, pseudo_engine: object) -> Path:
    return make_course(LECTURE, OTHER)


def test_a_fresh_clone_with_a_restored_cache_rebuilds_nothing(
        course: Path, pseudo_engine: type, tmp_path_factory: pytest.TempPathFactory) -> None:
    run(course)
    pseudo_engine.asked.clear()
    place = clone(course, tmp_path_factory.mktemp("elsewhere") / "clone")
    assert not (place / "build/videos").exists()
    assert status(place, open_course(place), Wanted()).steps == 0
    assert not (place / "build/videos").exists()
    assert run(place).steps == 0
    assert pseudo_engine.asked == []
    assert public(place) == public(course)
    assert run(place).steps == 0


def test_a_cache_that_was_damaged_on_its_way_is_found_out_and_only_that_is_built_again(
        course: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    run(course)
    wanted, place = public(course), clone(course, tmp_path_factory.mktemp("elsewhere") / "clone")
    video = max((place / f"build/.cache/outputs/{LECTURE}").iterdir(), key=lambda path: path.stat().st_size)
    content = video.read_bytes()
    video.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    result = place / f"build/.cache/results/{OTHER}/ingest-fr.json"
    result.write_bytes(result.read_bytes().replace(b"Bienvenue", b"Au revoir"))
    assert steps(run(place)) == {f"{LECTURE} mux/mp4", f"{OTHER} ingest/fr"}
    assert public(place) == wanted
    assert run(place).steps == 0


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b'{"sha256":"0","body":{}}'])
def test_a_damaged_manifest_is_not_trusted_and_its_lecture_alone_is_built_again(course: Path, damage: bytes) -> None:
    run(course)
    wanted = public(course)
    (course / f"build/.cache/ledger/{LECTURE}.json").write_bytes(damage)
    found = status(course, open_course(course), Wanted())
    assert {step.reason for lecture in found.lectures for step in lecture.steps} == {"the record was damaged"}
    assert {step.split()[0] for step in steps(run(course))} == {LECTURE}
    assert public(course) == wanted
    assert list(course.rglob("*.edited-*")) == []


def test_what_is_deleted_from_the_results_is_put_back_without_a_step(course: Path) -> None:
    run(course)
    wanted = public(course)
    for name in ("videos", "subtitles", "report"):
        shutil.rmtree(course / "build" / name)
    assert run(course).steps == 0
    assert public(course) == wanted


def test_the_cache_takes_no_room_for_what_it_keeps_twice_and_forgets_what_is_old(course: Path) -> None:
    run(course)
    kept = course / f"build/.cache/outputs/{LECTURE}"
    video = course / f"build/videos/{LECTURE}.mp4"
    assert any(path.samefile(video) for path in kept.iterdir())
    before = len(list(kept.iterdir()))
    for n in range(3):
        change_english(course, LECTURE, "sensors" if n == 0 else f"sensors {n - 1}", f"sensors {n}")
        run(course)
    assert len(list(kept.iterdir())) == before


def test_a_file_changed_in_place_by_a_person_is_set_aside_although_the_cache_holds_the_same_file(course: Path) -> None:
    run(course)
    video = course / f"build/videos/{LECTURE}.mp4"
    wanted = video.read_bytes()
    with video.open("r+b") as file:  # as mkvpropedit and taggers do
        file.seek(100)
        file.write(b"a person was here")
    edited = video.read_bytes()
    result = run(course)
    assert (course / f"build/videos/{LECTURE}.edited-1.mp4").read_bytes() == edited
    assert video.read_bytes() == wanted
    assert [p.code for p in result.all_problems if p.code == "S093"] == ["S093"]
    assert steps(run(course)) == {f"{LECTURE} page"}  # which does not tell of it any more
    assert run(course).steps == 0


def test_one_glossary_term_touches_exactly_the_sentences_that_hold_it(
        make_course: Make, pseudo_engine: type) -> None:
    root = make_course(LECTURE, OTHER, THIRD)
    glossary(root, "sensor\tany\t센서\t传感器", "city\tany\t도시\t城市")
    change_english(root, OTHER, "Today we look at sensors.", "Today we look at a city.")
    run(root)
    before = public(root)
    pseudo_engine.asked.clear()
    glossary(root, "city\tany\t도읍\t城市", "sensor\tany\t센서\t传感器")
    expected = {*(f"{lecture} sentences" for lecture in (LECTURE, OTHER, THIRD)),
                *(f"{OTHER} {key}" for key in ("translate/ko", "translate/zh-Hans", "check", "mux/mp4", "page"))}
    assert steps(status(root, open_course(root), Wanted())) <= expected
    done = steps(run(root))
    assert done <= expected
    assert f"{OTHER} translate/ko" in done
    assert {text for text in pseudo_engine.asked if "city" not in text and "⟦" not in text} == set()
    after = public(root)
    assert {name for name in after if after[name] != before[name]} <= {
        name for name in after if OTHER in name or name.startswith("build/report/")}
    assert after[f"build/report/{LECTURE}.html"] == before[f"build/report/{LECTURE}.html"]
    assert run(root).steps == 0


def test_a_term_that_stands_in_no_lecture_builds_nothing_for_people(course: Path) -> None:
    glossary(course, "sensor\tany\t센서\t传感器")
    run(course)
    before = public(course)
    glossary(course, "sensor\tany\t센서\t传感器", "water meter\tany\t수도 계량기\t水表")
    assert steps(run(course)) == {f"{LECTURE} sentences", f"{OTHER} sentences"}
    assert public(course) == before


def test_a_track_that_is_gone_leaves_no_file_behind(course: Path) -> None:
    run(course)
    assert (course / f"build/subtitles/{LECTURE}/fr.vtt").exists()
    (course / f"subtitles/{LECTURE}/fr.srt").unlink()
    run(course)
    left = {path.name for path in (course / f"build/subtitles/{LECTURE}").iterdir()}
    assert left == {f"{tag}.{kind}" for tag in ("en", "it", "de", "ar", "ko", "zh-Hans") for kind in ("vtt", "origin.json")}
    assert (course / f"build/videos/{LECTURE}.mp4").exists()


def test_the_manifest_says_who_made_every_cue_and_with_what(course: Path) -> None:
    run(course)
    po = course / f"subtitles/{LECTURE}/ko.po"
    po.write_text('msgid ""\nmsgstr ""\n\nmsgid "Today we look at sensors."\nmsgstr "오늘은 센서를 살펴봅니다."\n', encoding="utf-8")
    run(course)
    body = json.loads((course / f"build/.cache/ledger/{LECTURE}.json").read_bytes())["body"]
    assert body["tracks"]["de"] == {"origin": "human", "engine": "", "glossary": "", "cues": [["human", 1, 3]]}
    korean = body["tracks"]["ko"]
    assert korean["cues"] == [["machine", 1, 1], ["post-edited", 2, 2], ["machine", 3, 3]]
    assert korean["engine"] == "pseudo|ko|version:1"
    assert len(korean["glossary"]) == 12
    human = json.loads((course / f"build/subtitles/{LECTURE}/de.origin.json").read_text(encoding="utf-8"))
    assert human["counts"] == {"human": 3, "post-edited": 0, "machine": 0}
    page = (course / f"build/report/{LECTURE}.html").read_text(encoding="utf-8")
    assert '<p class="cue" id="ko-2" data-origin="post-edited">' in page
    assert '<p class="cue" id="ko-1" data-origin="machine">' in page
    assert '<p class="cue" id="de-2" data-origin="human">' in page
    assert "1 of 3 cues post-edited" in page
    assert "1 post-edited" in (course / "build/report/index.html").read_text(encoding="utf-8")


def test_status_says_the_reason_for_every_stale_step_as_json_too(
        course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(course)
    change_english(course, LECTURE, "Today we look", "Today we listen")
    capsys.readouterr()
    assert localize.main(["status", "--json", "--root", str(course)], standalone_mode=False) == 0
    told = {one["lecture"]: {step["key"]: step["reason"] for step in one["steps"]}
            for one in json.loads(capsys.readouterr().out)["lectures"]}
    assert told[OTHER] == {}
    assert told[LECTURE] == {
        "ingest/en": f"input changed (file subtitles/{LECTURE}/en.srt)", "sentences": "input changed (track)",
        "translate/ko": "input changed (terms in it, track en)",
        "translate/zh-Hans": "input changed (terms in it, track en)", "check": "input changed (track en, track ko, "
        "track zh-Hans)", "mux/mp4": "input changed (track en, track ko, track zh-Hans)",
        "page": told[LECTURE]["page"]}
    assert told[LECTURE]["page"].startswith("input changed (")
