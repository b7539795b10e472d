"""The gate as a whole: who is held to what, where a problem points, and that nothing makes it fall over."""

from __future__ import annotations

import inspect
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import read_course
from pipeline.ingest import stage as ingest
from pipeline.model.cue import Cue, Origin, Track
from pipeline.model.language import find_language
from pipeline.model.problem import Problem, Severity
from pipeline.validate.stage import NOTES_EACH, RULES, look, run

ROOT = Path(__file__).parents[2]
COURSE = read_course((ROOT / "course.toml").read_text(encoding="utf-8"))
LECTURE = tuple(profile for profile in COURSE.profiles if profile.name == "lecture")
STRICT = tuple(profile for profile in COURSE.profiles if profile.name == "strict")
SAMPLES = [folder for folder in sorted((ROOT / "subtitles").iterdir()) if folder.is_dir()]


def track(language: str, *rows: tuple[int, int, str], origin: Origin = Origin.HUMAN) -> Track:
    cues = tuple(Cue(index=n, start_ms=start, end_ms=end, text=text, line=4 * n, origin=origin)
                 for n, (start, end, text) in enumerate(rows, start=1))
    if origin is not Origin.HUMAN:
        cues = tuple(replace(cue, line=0) for cue in cues)
    return Track(language=language, cues=cues, origin=origin,
                 path="" if origin is not Origin.HUMAN else f"subtitles/a/{language}.srt")


def check(*tracks: Track, profiles: tuple = LECTURE) -> tuple[Problem, ...]:
    return run(tracks, source="en", profiles=profiles, video=None)


def severities(problems: tuple[Problem, ...], code: str) -> set[Severity]:
    return {problem.severity for problem in problems if problem.code == code}


@pytest.mark.parametrize("folder", SAMPLES, ids=lambda folder: folder.name)
def test_the_sample_tracks_have_no_error_and_no_warning(folder: Path) -> None:
    tracks = [ingest.run(path.read_bytes(), language=find_language(path.stem), path=f"{folder.name}/{path.name}").track
              for path in sorted(folder.iterdir()) if path.suffix in (".srt", ".vtt")]
    assert len(tracks) == 5
    assert [p for p in check(*tracks) if p.severity is not Severity.INFO] == []


@pytest.mark.parametrize(("code", "for_people"), [
    ("T002", Severity.WARNING), ("T003", Severity.WARNING), ("T004", Severity.WARNING), ("L001", Severity.INFO)])
def test_people_are_told_and_machines_are_held(code: str, for_people: Severity) -> None:
    texts = {"T002": (1000, 1200, "가"), "T003": (1000, 2000, "도시는 나무와 강과 길을 셉니다"), "T004": (1000, 30_000, "도시"),
             "L001": (1000, 7000, "도시는 해마다 나무와 강과 길을 모두 하나씩 빠짐없이 셉니다")}
    by_person = severities(check(track("ko", texts[code])), code)
    by_machine = severities(check(track("ko", texts[code], origin=Origin.MACHINE)), code)
    assert by_person == {for_people}
    assert by_machine == {Severity.ERROR}


def test_over_the_guideline_is_information_for_people_and_a_warning_for_machines() -> None:
    row = (1000, 2500, "도시는 나무와 강과 길을 모두 다 셉니다")
    assert severities(check(track("ko", row)), "T003") == {Severity.INFO}
    assert severities(check(track("ko", row, origin=Origin.MACHINE)), "T003") == {Severity.WARNING}


def test_the_strict_profile_holds_people_to_film_limits() -> None:
    row = (1000, 2000, "The city counts all of its many trees.")
    assert severities(check(track("en", row)), "T003") == {Severity.WARNING}
    assert severities(check(track("en", row), profiles=STRICT), "T003") == {Severity.ERROR}


def test_a_problem_of_a_machine_track_points_at_the_source_cue() -> None:
    source = track("en", (0, 1000, "First."), (1000, 2000, "Then it all comes at once."))
    draft = track("ko", (0, 1000, "먼저."), (1000, 2000, "그러면 모든 것이 한꺼번에 옵니다."), origin=Origin.MACHINE)
    (problem,) = (p for p in check(source, draft) if p.code == "T003" and p.language == "ko")
    assert (problem.path, problem.line, problem.cue) == ("subtitles/a/en.srt", 8, 2)
    assert "draft" in problem.message


def test_the_hint_of_a_fast_cue_would_satisfy_the_rule() -> None:
    first, text = (1000, 1800, "The city counts all of its trees."), "The city counts all of its trees."
    (problem,) = (p for p in check(track("en", first, (4000, 6000, "Done."))) if p.code == "T003")
    assert "extend to 00:00:02.650" in problem.hint
    assert not severities(check(track("en", (1000, 2650, text), (4000, 6000, "Done."))), "T003")
    assert "shorten to 16 characters" in problem.hint
    assert not severities(check(track("en", (1000, 1800, text[:16]), (4000, 6000, "Done."))), "T003")


def test_one_lost_cue_is_a_warning_a_tenth_of_the_track_an_error() -> None:
    words = [(n * 3000, n * 3000 + 2900, f"The city counts tree number {n} today.") for n in range(40)]
    korean = [(a, b, f"도시는 오늘 {n}번 나무를 셉니다.") for n, (a, b, _) in enumerate(words)]
    source = track("en", *words)
    one = check(source, track("ko", *korean[:5], words[5], *korean[6:], origin=Origin.MACHINE))
    many = check(source, track("ko", *words[:8], *korean[8:], origin=Origin.MACHINE))
    assert severities(one, "F003") == {Severity.WARNING}
    assert severities(many, "F003") == {Severity.WARNING, Severity.ERROR}


def test_numbers_of_seven_ways_to_write_are_one() -> None:
    rows = {"en": "about 3.5 million people", "it": "circa 3,5 milioni di persone", "de": "rund 3,5 Millionen Menschen",
            "fr": "environ 3,5 millions de personnes", "ar": "نحو ٣٫٥ مليون نسمة"}
    made = {"ko": "약 350만 명", "zh-Hans": "约350万人"}
    tracks = [track(tag, (0, 4000, text)) for tag, text in rows.items()]
    tracks += [track(tag, (0, 4000, text), origin=Origin.MACHINE) for tag, text in made.items()]
    assert not severities(check(*tracks), "F002")
    wrong = track("zh-Hans", (0, 4000, "约35万人"), origin=Origin.MACHINE)
    (problem,) = (p for p in check(*tracks[:-1], wrong) if p.code == "F002")
    assert (problem.measured, problem.limit) == ("350000", "3500000")


def test_many_notes_of_a_kind_are_counted_not_listed() -> None:
    rows = [(n * 8000, n * 8000 + 5000, "The city counts all of its many trees and rivers again.") for n in range(50)]
    notes = [p for p in check(track("en", *rows)) if p.code == "L001"]
    assert len(notes) == NOTES_EACH + 1
    assert any("40 more cues" in p.message for p in notes)


def test_rules_are_told_apart_and_say_why() -> None:
    assert len(set(RULES)) == len(RULES)
    for rule in RULES:
        assert inspect.getdoc(rule), rule.__name__


def test_no_track_and_no_cue_and_no_profile_are_no_reason_to_fall() -> None:
    assert check() == ()
    assert check(Track(language="en", cues=())) == ()
    assert check(track("xx", (0, 1000, "?")), profiles=LECTURE) == ()


HOSTILE = ["", " ", "\n\n\n", "🏙️👨‍👩‍👧‍👦🇰🇷" * 20, "\x00\x1b[31m\x7f", "a" * 100_000, "ha" * 50_000, "<i>" * 5000, "{\\an8}", "((((" * 999,
           "\u202eabc\u2066", "1" * 10_000, "9" * 50 + "만", "？" * 500, "ا" * 3000, "가 " * 20_000, "١٢٫٣٫٤", "½ ² ①", "\ud7ff", "- \n- "]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
@pytest.mark.parametrize("language", ["en", "it", "de", "ar", "fr", "ko", "zh-Hans"])
def test_hostile_text_breaks_no_rule(text: str, language: str) -> None:
    source = track("en", (0, 2000, "In 2015 the city counts 300 trees?"), (2000, 4000, text))
    other = track("it", (0, 2000, "Nel 2015 la città conta 300 alberi?"), (2000, 4000, text))
    own = track(language, (0, 2000, text), (2000, 1000, text), (-500, 4000, "2015 300"), origin=Origin.MACHINE)
    look((source, other, own), source="en", profiles=LECTURE, video=None)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-1000, 60_000), st.integers(-100, 9000), st.text(max_size=60)), max_size=12),
       st.sampled_from(["en", "it", "de", "ar", "fr", "ko", "zh-Hans"]), st.sampled_from(list(Origin)))
def test_any_track_gives_problems_in_one_order(rows: list[tuple[int, int, str]], language: str, origin: Origin) -> None:
    own = track(language, *((start, start + length, text) for start, length, text in rows), origin=origin)
    source = track("en", (0, 3000, "In 2015 the city counts 300 trees?"))
    problems = run((source, own) if language != "en" else (own,), source="en", profiles=LECTURE, video=None)
    assert list(problems) == sorted(problems, key=lambda p: p.sort_key)
    assert all(problem.message and problem.language for problem in problems)
