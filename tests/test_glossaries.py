"""The glossary beside the build: human tracks against it, and its files in and out."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.config import read_course
from pipeline.errors import GlossaryError, PipelineError
from pipeline.glossaries import check_human_tracks, read_glossary, write_glossary
from tests.conftest import COURSE, MakeCourse

TERMS = "en\tit\tde\tko\tzh-Hans\nsensor\tsensore\tMessgerät\t센서\t传感器\n"


def _course(root: Path) -> Path:
    (root / "glossary").mkdir()
    (root / "glossary/terms.tsv").write_text(TERMS, encoding="utf-8")
    return root


def test_a_human_track_is_told_what_differs_with_file_line_and_lecture(make_course: MakeCourse) -> None:
    root = _course(make_course("p1-01-transitions"))
    problem, = check_human_tracks(root, read_course(COURSE))
    assert (problem.code, problem.severity, problem.language) == ("F110", "info", "de")
    assert (problem.lecture, problem.path, problem.line) == ("p1-01-transitions", "subtitles/p1-01-transitions/de.srt", 6)
    assert check_human_tracks(root, read_course(COURSE), ("p1-07-digital-twins",)) == ()


def test_without_a_glossary_nothing_differs(make_course: MakeCourse) -> None:
    assert check_human_tracks(make_course("p1-01-transitions"), read_course(COURSE)) == ()


@pytest.mark.parametrize("suffix", [".tsv", ".tbx", ".TBX"])
def test_what_is_written_is_read_again(tmp_path: Path, suffix: str) -> None:
    (tmp_path / "a.tsv").write_text(TERMS, encoding="utf-8")
    before = read_glossary(tmp_path / "a.tsv")
    (tmp_path / f"b{suffix}").write_text(write_glossary(before, f"b{suffix}"), encoding="utf-8")
    after = read_glossary(tmp_path / f"b{suffix}")
    assert [(t.source, t.targets, t.match) for t in after.terms] == [(t.source, t.targets, t.match) for t in before.terms]


def test_a_format_nobody_knows(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match=r"\.xlsx.* is not a glossary format"):
        write_glossary(read_glossary(_written(tmp_path)), "terms.xlsx")


def _written(folder: Path) -> Path:
    path = folder / "terms.tsv"
    path.write_text(TERMS, encoding="utf-8")
    return path


def test_bytes_that_are_no_text_are_an_error_with_a_line(tmp_path: Path) -> None:
    (tmp_path / "terms.tsv").write_bytes(b"\xff\xfe\x00bad")
    with pytest.raises(GlossaryError, match=r"terms\.tsv:1"):
        read_glossary(tmp_path / "terms.tsv")
