"""A lecture added to course.toml: the rest of the file stays as it was, byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import course_text
from pipeline.config import Lecture, read_course
from pipeline.errors import ConfigError

COURSE = (Path(__file__).parents[1] / "course.toml").read_text(encoding="utf-8")


def lecture(id: str = "p1-09-new", part: int = 1, title: str = "New") -> Lecture:
    return Lecture(id=id, part=part, title=title)


@pytest.mark.parametrize("part", [1, 2, 3])
def test_the_entry_stands_behind_its_part_and_all_other_lines_stay(part: int) -> None:
    made = course_text.add_lecture(COURSE, lecture(part=part))
    entry = f'[[lecture]]\nid = "p1-09-new"\npart = {part}\ntitle = "New"\n'
    assert made.count(entry) == 1
    assert made.replace(f"\n{entry}", "", 1) == COURSE
    parts = [one.part for one in read_course(made).lectures]
    assert parts == sorted(parts)
    assert made.index("# Limits. Widths") > made.index(entry)


def test_line_ends_of_windows_and_a_missing_last_one_are_kept() -> None:
    windows = COURSE.replace("\n", "\r\n")
    made = course_text.add_lecture(windows, lecture())
    assert "\n" not in made.replace("\r\n", "")
    head, _, tail = COURSE.partition("[[lecture]]")
    tables = tail[tail.index("# Limits."):].rstrip("\n")
    short = f'{head}{tables}\n[[lecture]]\nid = "a"\npart = 1\ntitle = "A"'
    assert course_text.add_lecture(short, lecture()).startswith(short)


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec="utf-8")), st.integers(0, 99))
def test_any_title_is_read_again_as_it_was(title: str, part: int) -> None:
    made = course_text.add_lecture(COURSE, lecture(part=part, title=title))
    assert lecture(part=part, title=title) in read_course(made).lectures


@pytest.mark.parametrize("wrong", ["p1-01-transitions", "", "../up", "a b", "_memory", ".hidden"])
def test_an_id_that_cannot_be_is_refused(wrong: str) -> None:
    with pytest.raises(ConfigError):
        course_text.add_lecture(COURSE, lecture(id=wrong))


def test_a_course_in_another_way_of_writing_is_refused_rather_than_spoilt() -> None:
    head, _, tail = COURSE.partition("[[lecture]]")
    inline = 'lecture = [{ id = "a", part = 1, title = "A" }]\n' + head + tail[tail.index("# Limits."):]
    with pytest.raises(ConfigError) as caught:
        course_text.add_lecture(inline, lecture())
    assert caught.value.hint


def test_what_is_refused_changes_nothing_on_disk(tmp_path: Path) -> None:
    file = tmp_path / "course.toml"
    file.write_bytes(COURSE.encode() + b"# \xff\n")
    before = file.read_bytes()
    with pytest.raises(ConfigError):
        course_text.add(tmp_path, lecture())
    file.write_bytes(COURSE.encode())
    with pytest.raises(ConfigError):
        course_text.add(tmp_path, lecture(id="p1-01-transitions"))
    assert file.read_bytes() == COURSE.encode()
    assert before
    assert not (tmp_path / "subtitles").exists()


def test_add_makes_the_folder_of_the_tracks(tmp_path: Path) -> None:
    (tmp_path / "course.toml").write_text(COURSE, encoding="utf-8")
    course, folder = course_text.add(tmp_path, lecture())
    assert folder == "subtitles/p1-09-new"
    assert (tmp_path / folder).is_dir()
    assert len(course.lectures) == 15
