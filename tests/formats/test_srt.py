from __future__ import annotations

import pytest

from pipeline.formats import FORMATS, srt
from pipeline.model.cue import Cue, Track


def _cue(text: str, **more: object) -> Cue:
    return Cue(index=1, start_ms=1001, end_ms=360_002_345, text=text, **more)


def _track(*cues: Cue, **more: object) -> Track:
    return Track(language="en", cues=cues, **more)


def test_writes_what_players_read() -> None:
    assert srt.write(_track(_cue("<i>Cities</i>\nchange."), _cue("42"))) == (
        "1\n00:00:01,001 --> 100:00:02,345\n<i>Cities</i>\nchange.\n\n"
        "2\n00:00:01,001 --> 100:00:02,345\n42\n")


def test_a_line_like_a_timing_is_written_so_that_nobody_reads_it_as_one() -> None:
    track = _track(_cue("as in\n00:00:01,000 --> 00:00:02,000"))
    again = srt.read(srt.write(track), language="en").track
    assert [cue.text for cue in again.cues] == ["as in\n00∶00∶01,000 --> 00∶00∶02,000"]
    assert [problem.code for problem in srt.loss(track)] == ["S020"]


def test_loss_names_what_subrip_cannot_carry_cue_by_cue() -> None:
    track = _track(
        _cue("plain <i>italics</i> {\\an8}"),
        Cue(index=2, start_ms=0, end_ms=1, text="<v Anna>Hello <c.term>city</c></v>", name="intro", settings="line:0",
            notes=("NOTE check this",), line=9),
        header="\n\nSTYLE\n::cue { color: red }", trailer=("NOTE end",))
    told = [(problem.cue, problem.message, problem.text) for problem in srt.loss(track)]
    assert told == [
        (0, "SubRip cannot carry the blocks after the last cue", "NOTE end"),
        (0, "SubRip cannot carry the header", "STYLE\n::cue { color: red }"),
        (2, "SubRip cannot carry the comment", "NOTE check this"),
        (2, "SubRip cannot carry the cue identifier", "intro"),
        (2, "SubRip cannot carry the cue settings", "line:0"),
        (2, "SubRip cannot carry the tags", "<v Anna> <c.term> </c> </v>"),
    ]
    assert "Hello city\n" in srt.write(track)


def test_a_fault_in_every_line_is_told_once_with_its_count() -> None:
    text = "".join(f"{n}\n00:00:{n:02d}.000 --> 00:00:{n:02d}.900\ntext\n\n" for n in range(1, 31))
    (problem,) = srt.read(text, language="en", path="a.srt").problems
    assert (problem.code, problem.line, problem.measured) == ("S002", 2, "30 places")
    assert "29 more places, up to line 118" in problem.message


def test_every_lost_cue_is_told_for_itself_with_its_text() -> None:
    text = "".join(f"{n}\n00:00:xx,000 --> 00:00:05,000\ntext {n}\n\n" for n in range(1, 13))
    problems = srt.read(text, language="en", path="a.srt").problems
    lost = [problem for problem in problems if problem.code == "S001"]
    assert [problem.line for problem in lost] == list(range(2, 50, 4))
    assert all(f"text {n}" in problem.text for n, problem in enumerate(lost, start=1))


def test_the_second_reader_speaks_up_when_a_cue_is_missing() -> None:
    text = srt.write(_track(_cue("one"), _cue("two")))
    track = srt.read(text, language="en").track
    assert srt.confirm(text, track) == ()
    (problem,) = srt.confirm(text, Track(language="en", cues=track.cues[:1]))
    assert (problem.code, problem.measured, problem.limit) == ("S010", "2 cues", "1 cues")


def test_a_ten_hour_track_of_20000_cues_comes_back_whole() -> None:
    track = _track(*(Cue(index=n, start_ms=n * 1800, end_ms=n * 1800 + 1700, text=f"cue {n}\nof many")
                     for n in range(1, 20_001)))
    reading = srt.read(srt.write(track), language="en")
    assert len(reading.track.cues) == 20_000
    assert (reading.track.cues[-1].text, reading.track.cues[-1].end_ms) == ("cue 20000\nof many", 36_001_700)
    assert reading.problems == ()


def test_lines_are_those_of_the_file() -> None:
    text = "\r\n\r\n1\r\n00:00:01,000 --> 00:00:02,000\r\na\u2028b\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nc\r\n"
    assert [cue.line for cue in srt.read(text, language="en").track.cues] == [4, 8]


@pytest.mark.parametrize("suffix", [".srt", ".sbv"])
def test_a_byte_order_mark_inside_a_text_is_told_and_not_written(suffix: str) -> None:
    track = Track(language="en", cues=(Cue(index=1, start_ms=0, end_ms=1000, text="\n\ufeff"),))
    written = FORMATS[suffix].write(track)
    assert "\ufeff" not in written
    assert FORMATS[suffix].write(FORMATS[suffix].read(written, language="en").track) == written
    assert [problem.cue for problem in FORMATS[suffix].loss(track)] == [1]
