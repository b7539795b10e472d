"""course.toml: every complaint names its key and says what to do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.config import read_course
from pipeline.errors import ConfigError

COURSE = (Path(__file__).parents[1] / "course.toml").read_text(encoding="utf-8")


def test_the_course_has_fourteen_lectures_in_two_parts_and_seven_languages() -> None:
    course = read_course(COURSE)
    assert [lecture.part for lecture in course.lectures] == [1] * 8 + [2] * 6
    assert [language.tag for language, _ in course.languages] == ["en", "it", "de", "ar", "fr", "ko", "zh-Hans"]
    assert [str(origin) for _, origin in course.languages] == ["human"] * 5 + ["machine"] * 2


def test_only_languages_that_ask_for_it_are_bilingual() -> None:
    assert read_course(COURSE).bilingual == ()
    asked = COURSE.replace('zh-Hans = { origin = "machine" }', 'zh-hans = { origin = "human", bilingual = true }')
    course = read_course(asked.replace('fr = { origin = "human" }', 'fr = { origin = "human", bilingual = false }'))
    assert course.bilingual == ("zh-Hans",)


def test_every_limit_names_its_source_and_strict_is_never_laxer() -> None:
    course = read_course(COURSE)
    by_name = {(p.name, p.language): p for p in course.profiles}
    assert all(p.source for p in course.profiles)
    for language, _ in course.languages:
        lecture, strict = by_name["lecture", language.tag], by_name["strict", language.tag]
        assert strict.cps_error <= lecture.cps_error
        assert strict.min_gap_ms >= lecture.min_gap_ms


FAULTS = [
    ('profile = "lecture"', 'profle = "lecture"', "course.profle", "did you mean 'profile'?"),
    ('title = "Smart and Sustainable Cities"', "", "course.title", "add title"),
    ("part = 1\n", 'part = "one"\n', r"lecture\[1\].part", "expected int"),
    ('id = "p1-01-transitions"', 'id = "../p1"', r"lecture\[1\].id", "file names"),
    ('id = "p1-02-metropolitan-century"', 'id = "p1-01-transitions"', r"lecture\[2\].id", "of its own"),
    ('ko = { origin = "machine" }', 'xx = { origin = "machine" }', "languages.xx", "use one of"),
    ('ko = { origin = "machine" }', 'ko = { origin = "robot" }', "languages.ko.origin", '"machine"'),
    ('ko = { origin = "machine" }', 'ko = { origin = "machine", bilingual = "yes" }', "languages.ko.bilingual",
     "expected bool"),
    ('ko = { origin = "machine" }', 'ko = { origin = "machine", bilingal = true }', "languages.ko.bilingal",
     "did you mean 'bilingual'?"),
    ('source = "en"', 'source = "ja"', "course.source", "use one of"),
    ('video = "videos/{lecture}.mp4"', 'video = "videos/x.mp4"', "course.video", "{lecture}"),
    ("cps_target = 10", "cps_target = 99", "profiles.lecture.ko.cps_target", "at most"),
    ("cps_target = 10", "cps_target = true", "profiles.lecture.ko.cps_target", "expected float"),
    ("[profiles.strict.ko]\nbase = \"lecture\"", "[profiles.strict.ko]\nbase = \"leture\"", "strict.ko.base", "before"),
    ('containers = ["mp4"]', "containers = []", "course.containers", "list of texts"),
    ('profile = "lecture"', 'profile = "film"', "profiles.film.en", "limits with their source"),
]


@pytest.mark.parametrize(("good", "bad", "key", "hint"), FAULTS)
def test_a_fault_is_named_by_its_key_with_a_way_out(good: str, bad: str, key: str, hint: str) -> None:
    assert good in COURSE
    with pytest.raises(ConfigError) as caught:
        read_course(COURSE.replace(good, bad, 1))
    assert re.search(key, caught.value.message)
    assert caught.value.message.startswith("course.toml: ")
    assert hint in caught.value.hint


def test_an_allow_needs_a_reason_and_a_lecture_of_the_course() -> None:
    with pytest.raises(ConfigError, match=r"allow\[1\].reason: is missing"):
        read_course(COURSE + '\n[[allow]]\ncode = "L001"\n')
    with pytest.raises(ConfigError, match=r"allow\[1\].reason: is empty"):
        read_course(COURSE + '\n[[allow]]\ncode = "L001"\nreason = " "\n')
    with pytest.raises(ConfigError) as caught:
        read_course(COURSE + '\n[[allow]]\ncode = "L001"\nreason = "x"\nlecture = "p1-01-transition"\n')
    assert caught.value.hint == "did you mean 'p1-01-transitions'?"


def test_broken_toml_says_so() -> None:
    with pytest.raises(ConfigError, match="is not TOML"):
        read_course("[course\n")
