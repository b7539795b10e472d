from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from pipeline.errors import PipelineError, SubtitleError
from pipeline.formats import FORMATS
from pipeline.formats.codes import CODES as FORMAT_CODES
from pipeline.ingest.codes import CODES as INGEST_CODES
from pipeline.ingest.stage import run, sniff
from pipeline.model.cue import Reading, Track
from pipeline.model.language import find_language

SRT = "1\n00:00:01,000 --> 00:00:02,000\n{}\n\n2\n00:00:03,000 --> 00:00:04,000\nsecond\n"
EN = find_language("en")


def test_a_clean_file_gives_its_cues_and_nothing_else() -> None:
    reading = run(SRT.format("first").encode(), language=EN, path="subtitles/a/en.srt")
    assert (reading.format, reading.encoding, reading.encoding_found_by) == ("SubRip", "utf-8", "utf-8")
    assert reading.problems == ()
    assert (reading.track.path, reading.track.language) == ("subtitles/a/en.srt", "en")
    assert [(cue.text, cue.line) for cue in reading.track.cues] == [("first", 2), ("second", 6)]


def test_repairs_name_file_line_cue_and_text() -> None:
    reading = run(SRT.format("first\u200b").encode(), language=EN, path="a/en.srt")
    (problem,) = reading.problems
    assert (problem.path, problem.line, problem.cue, problem.language) == ("a/en.srt", 2, 1, "en")
    assert problem.text == "first\u200b"
    assert reading.track.cues[0].text == "first"


def test_contents_win_over_the_suffix_with_a_problem() -> None:
    reading = run(b"WEBVTT\n\n00:01.000 --> 00:02.000\nfirst\n", language=EN, path="a/en.srt")
    assert reading.format == "WebVTT"
    assert [problem.code for problem in reading.problems] == ["S062"]
    assert "suffix .vtt" in reading.problems[0].hint


def test_any_suffix_is_read_where_the_contents_are_known() -> None:
    reading = run(SRT.format("first").encode(), language=EN, path="a/en.txt")
    assert [problem.code for problem in reading.problems] == ["S062"]
    with pytest.raises(PipelineError, match=r"en\.txt") as caught:
        run(b"just text", language=EN, path="a/en.txt")
    assert ".srt" in caught.value.hint


def test_a_vtt_without_any_timing_is_refused() -> None:
    with pytest.raises(SubtitleError, match=r"en\.vtt:1"):
        run(b"just text", language=EN, path="a/en.vtt")


def test_problems_come_in_file_order() -> None:
    text = SRT.format("first\u200b") + "\n3\n00:00:xx,000 --> 00:00:09,000\nlost\n"
    reading = run(text.encode(), language=EN, path="a/en.srt")
    assert [problem.line for problem in reading.problems] == [2, 10]
    assert list(reading.problems) == sorted(reading.problems, key=lambda problem: problem.sort_key)


def _with_reader(monkeypatch: pytest.MonkeyPatch, change: Callable[[Track], Track]) -> list[str]:
    """Read with a reader of ours that makes a mistake; give the codes."""
    form = FORMATS[".srt"]

    def read(text: str, *, language: str, path: str = "") -> Reading:
        reading = form.read(text, language=language, path=path)
        return replace(reading, track=change(reading.track))

    monkeypatch.setitem(FORMATS, ".srt", replace(form, read=read))
    return [problem.code for problem in run(SRT.format("first").encode(), language=EN, path="a/en.srt").problems]


def test_a_cue_our_reader_loses_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _with_reader(monkeypatch, lambda track: replace(track, cues=track.cues[:1])) == ["S063"]


def test_a_time_our_reader_gets_wrong_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _with_reader(monkeypatch, lambda track: replace(
        track, cues=(replace(track.cues[0], end_ms=2001), track.cues[1]))) == ["S010"]


@pytest.mark.parametrize(("text", "suffix"), [("WEBVTT", ".vtt"), ("\ufeffWEBVTT x\n", ".vtt"), ("WEBVTTx", ""),
                                              ("", ""), (SRT, ".srt"), ("9:30 -> 10:15", "")])
def test_sniffing(text: str, suffix: str) -> None:
    assert sniff(text) == suffix


def test_codes_are_unique_named_in_kebab_case_and_explained() -> None:
    codes = [*FORMAT_CODES, *INGEST_CODES]
    assert len({code.code for code in codes}) == len({code.name for code in codes}) == len(codes)
    assert all(code.code <= "S049" for code in FORMAT_CODES)
    assert all("S050" <= code.code <= "S099" for code in INGEST_CODES)
    for code in codes:
        assert code.name == code.name.lower()
        assert code.what.endswith(".")
        assert code.why.endswith(".")
        assert code.source
