from __future__ import annotations

from pipeline.formats import find_format, sbv
from pipeline.model.cue import Cue, Track


def test_writes_what_youtube_reads() -> None:
    track = Track(language="en", cues=(Cue(index=1, start_ms=1001, end_ms=36_002_345, text="one\ntwo"),
                                       Cue(index=2, start_ms=36_003_000, end_ms=36_004_000, text="")))
    assert sbv.write(track) == "0:00:01.001,10:00:02.345\none\ntwo\n\n10:00:03.000,10:00:04.000\n\n"
    assert sbv.loss(track) == ()


def test_loss_names_tags_and_all_that_only_webvtt_has() -> None:
    track = Track(language="en", cues=(Cue(index=1, start_ms=0, end_ms=1, text="<i>x</i>", settings="line:0", line=4),))
    assert [(problem.cue, problem.line, problem.message) for problem in sbv.loss(track)] == [
        (1, 4, "SubViewer cannot carry the cue settings"), (1, 4, "SubViewer cannot carry the text as it stands")]


def test_it_is_in_the_table() -> None:
    assert find_format("Lecture.SBV").read is sbv.read
