"""A file that is not what its name says is kept from viewers: its language, never the lecture."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import media
from pipeline.build import Wanted, build, open_course
from pipeline.model.problem import Severity

LECTURE = "p1-01-transitions"
MADE = ["eng", "ita", "deu", "ara", "fra", "kor", "zho"]


@pytest.mark.parametrize(("tag", "text", "code"), [
    ("fr", "1\n00:00:00,200 --> 00:00:02,000\nمرحبًا بكم في هذه المحاضرة.\n", "S070"),
    ("it", "1\n00:00:00,200 --> 00:00:02,000\nBenvenuti.\n\n2\n00:09:00,000 --> 00:09:02,000\nArrivederci.\n", "S072"),
    ("de", "1\n00:00:00,200 --> 00:00:01,000\nTODO\n\n2\n00:00:01,000 --> 00:00:02,000\nTODO\n\n"
           "3\n00:00:02,000 --> 00:00:03,000\nTODO\n", "S073"),
], ids=["another language", "another lecture", "a draft"])
def test_a_wrong_file_stops_the_mux_of_its_language_only(make_course: Callable[..., Path], pseudo_engine: object,
                                                         tag: str, text: str, code: str) -> None:
    root = make_course(LECTURE)
    (root / f"subtitles/{LECTURE}/{tag}.srt").write_text(text, encoding="utf-8")
    lecture = build(root, open_course(root), Wanted()).lectures[0]
    errors = [problem for problem in lecture.problems if problem.severity is Severity.ERROR]
    assert (code, tag) in [(problem.code, problem.language) for problem in errors]
    assert {problem.language for problem in errors} == {tag}
    assert all(problem.hint for problem in errors if problem.code == code)
    muxed = [track.language for track in media.read_tracks(root / f"build/videos/{LECTURE}.mp4")]
    assert muxed == [made for made in MADE if not made.startswith(tag)]
