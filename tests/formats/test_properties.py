"""What must hold for every track and every text, whatever somebody writes into it."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.formats import FORMATS, srt, vtt
from pipeline.formats.lines import split_lines
from pipeline.formats.timing import looks_like_timing
from pipeline.model.cue import Cue, Track

# `make fuzz` sets more.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "100"))

# What parsers stumble over, as whole pieces, so that a few draws make a nasty file.
PIECES = st.sampled_from([
    "\n", "\n\n", "\r", "\r\n", " ", "\t", "1", "2", "42", "-->", "->", "→", "--", ">", "<", "&", "&amp;", "&lt;i&gt;",
    "&amp;lt;b&amp;gt;", "&#10;", "&#0;", "&nbsp;", "<i>", "</i>", "<v Anna>", "<c.x-->", "<b", "{\\an8}",
    "<font color=red>",
    "00:00:01,000 --> 00:00:02,000", "00:00:01.000 --> 00:00:02.000", "0:00:01.000,0:00:02.000", "00:00:01,5 -> 0:2",
    "00:00:xx,000 --> 00:00:02,000", "9:30 -> 10:15", "NOTE", "NOTE x", "STYLE", "REGION", "WEBVTT", "#", "## cut",
    "2 # slide",
    "\ufeff", "\u200f", "\u200b", "\u2028", "\x85", "\x0b", "\x0c", "\x1c", "\0", "\u00a0", "\u3000", "：",
    "00：00：01，000",
    "hello", "안녕하세요", "你好，", "مرحبا", "e\u0301", "👩‍💻", "\ud7a3",
])
TEXT = st.lists(st.one_of(PIECES, st.text(max_size=3)), max_size=12).map("".join)
TIMES = st.integers(min_value=0, max_value=400_000_000)
LINE = st.text(st.characters(blacklist_characters="\n\r\0", blacklist_categories=("Cs",)), max_size=8)


def _cue(values: tuple[int, int, str, str, str, list[str]]) -> Cue:
    start_ms, end_ms, text, name, setting, notes = values
    return Cue(index=1, start_ms=start_ms, end_ms=end_ms, text=text, name=name, settings=setting, notes=tuple(notes))


CUE = st.tuples(TIMES, TIMES, TEXT, st.one_of(st.just(""), LINE, PIECES),
                st.one_of(st.just(""), st.just("line:0 align:start"), LINE),
                st.lists(st.one_of(st.sampled_from(["NOTE a\nb", "NOTE\n-->", "STYLE\nx"]), TEXT), max_size=2)
                ).map(_cue)


def _number(cues: list[Cue]) -> tuple[Cue, ...]:
    return tuple(replace(cue, index=place) for place, cue in enumerate(cues, start=1))


def _track(cues: list[Cue], header: str, trailer: list[str]) -> Track:
    return Track(language="en", cues=_number(cues), header=header, trailer=tuple(trailer))


TRACK = st.builds(_track, st.lists(CUE, max_size=5), st.one_of(st.just(""), st.just(" title\nKind: captions"), TEXT),
                  st.lists(TEXT, max_size=1))


def _timed(track: Track) -> list[tuple[int, int]]:
    return [(cue.start_ms, cue.end_ms) for cue in track.cues]


@pytest.mark.parametrize("suffix", FORMATS)
@given(track=TRACK)
@settings(max_examples=EXAMPLES, deadline=None)
def test_every_cue_written_is_read_again(suffix: str, track: Track) -> None:
    form = FORMATS[suffix]
    written = form.write(track)
    again = form.read(written, language="en").track
    assert _timed(again) == _timed(track)
    assert form.write(again) == written
    altered = {problem.cue for problem in form.loss(track)}
    for before, after in zip(track.cues, again.cues, strict=True):
        if before.index not in altered:
            assert after.text == before.text


@given(track=TRACK)
@settings(max_examples=EXAMPLES, deadline=None)
def test_a_subrip_track_without_loss_comes_back_whole(track: Track) -> None:
    plain = replace(track, header="", trailer=(), cues=tuple(
        replace(cue, name="", settings="", notes=(), text="\n".join(filter(str.strip, split_lines(cue.text))))
        for cue in track.cues))
    if srt.loss(plain):
        return
    reading = srt.read(srt.write(plain), language="en")
    assert [replace(cue, line=0) for cue in reading.track.cues] == list(plain.cues)
    assert not reading.problems
    assert srt.confirm(srt.write(plain), reading.track) == ()


@given(track=TRACK)
@settings(max_examples=EXAMPLES, deadline=None)
def test_a_webvtt_track_without_loss_comes_back_whole(track: Track) -> None:
    cues = [replace(cue, notes=tuple(filter(None, cue.notes)) if cue.index > 1 else ()) for cue in track.cues]
    plain = replace(track, cues=tuple(cues), trailer=tuple(block for block in track.trailer if block) if cues else ())
    if vtt.loss(plain):
        return
    reading = vtt.read(vtt.write(plain), language="en")
    assert replace(reading.track, cues=tuple(replace(cue, line=0) for cue in reading.track.cues)) == plain
    assert not [problem for problem in reading.problems if problem.code in ("S001", "S007")]
    if not reading.problems:
        assert vtt.confirm(vtt.write(plain), reading.track) == ()


@given(text=st.lists(st.one_of(PIECES, st.just("\n"), st.text(max_size=3)), max_size=30).map("".join))
@settings(max_examples=EXAMPLES, deadline=None)
def test_subrip_loses_no_timing_and_no_word(text: str) -> None:
    reading = srt.read(text, language="en")
    lost = [problem for problem in reading.problems if problem.code == "S001"]
    assert sum(map(looks_like_timing, split_lines(text))) == len(reading.track.cues) + len(lost)
    told = "\n".join([*(cue.text for cue in reading.track.cues), *(problem.text for problem in reading.problems)])
    for word in ("hello", "안녕하세요", "你好", "مرحبا"):
        assert told.count(word) >= min(1, text.count(word))


@given(text=st.lists(st.one_of(PIECES, st.just("\n"), st.text(max_size=3)), max_size=30).map("".join))
@settings(max_examples=EXAMPLES, deadline=None)
def test_webvtt_loses_no_timing(text: str) -> None:
    text = f"WEBVTT\n{text}"
    reading = vtt.read(text, language="en")
    lost = [problem for problem in reading.problems if problem.code == "S001"]
    lines = split_lines(text.replace("\0", "\ufffd"))
    assert sum("-->" in line for line in lines[1:]) == len(reading.track.cues) + len(lost)
    once = vtt.write(reading.track)
    assert vtt.write(vtt.read(once, language="en").track) == once


HOSTILE = {
    "arrows": "-->" * 30_000, "spaces": " " * 100_000 + "x", "spaces, then a time": " " * 100_000 + "00:00:01,000 -->",
    "digits": "1" * 100_000 + ":00 -->", "colons": ":" * 100_000 + "-->", "ampersands": "&amp;" * 20_000 + "lt;",
    "angles": "<" * 100_000, "classes": "<c" + ".x" * 50_000, "braces": "{\\" * 50_000,
    "decimals": "0:0:0,0." + "1." * 45_000,
    "blank lines": "\n" * 100_000, "carriage returns": "\r" * 100_000, "numbers": "1\n" * 50_000,
    "empty cues": "00:00:01,000 --> 00:00:02,000\n" * 10_000, "one line": "x" * 500_000,
    "hyphens": "-" * 100_000 + ">",
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("suffix", FORMATS)
def test_hostile_input_is_read_in_one_pass(name: str, suffix: str) -> None:
    """Nothing is timed here: anything that is not linear would take minutes and be noticed."""
    head = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n" if suffix == ".vtt" else "1\n00:00:01,000 --> 00:00:02,000\n"
    reading = FORMATS[suffix].read(head + HOSTILE[name], language="en")
    assert reading.track.cues
    FORMATS[suffix].read(FORMATS[suffix].write(reading.track), language="en")
    FORMATS[suffix].loss(reading.track)
