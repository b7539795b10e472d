"""Whatever bytes somebody uploads: a reading or an error that names the file, and no cue lost on the way."""

from __future__ import annotations

import os
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import PipelineError
from pipeline.formats import FORMATS
from pipeline.ingest.clean import clean
from pipeline.ingest.stage import run
from pipeline.model.language import LANGUAGES, find_language

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "100"))
# What only a person can mend, so it is told again.
STAY = {"S052", "S059", "S011", "S013", "S001"}
LANGUAGE = st.sampled_from(sorted(LANGUAGES)).map(find_language)
PATH = st.sampled_from(["a/en.srt", "a/en.vtt", "a/en.txt", "a/en.SRT"])
PIECES = st.sampled_from([
    b"\n", b"\n\n", b"\r\n", b"1\n", b"WEBVTT\n\n", b"00:00:01,000 --> 00:00:02,000\n",
    b"00:00:01.000 --> 00:00:02.000\n",
    b"0:00:01.000,0:00:02.000\n", b"00:00:xx,000 --> 00:00:02,000\n", b"00:00:01.000 -> 00:00:02.000\n", b"hello",
    b"-->", "안녕".encode(), "안녕".encode("cp949"), "你好".encode("gb18030"), "é".encode("cp1252"), b"\xff\xfe",
    b"\xef\xbb\xbf", b"\0", "\u2028".encode(), "\x85".encode(), "\u200f".encode(), "\ufedf\ufeee".encode(),
    b"<i>", b"&amp;",
])
CHARACTERS = st.text(st.one_of(st.characters(blacklist_categories=("Cs",)), st.sampled_from(
    "\u200b\u200c\u200d\u200e\u202b\u2028\x85\x0b\t\n \u0301e\ufeff\ufefb\ufedf\u0644\u064b\u3000\u1100\u1161가👩💻")))


@given(raw=st.lists(st.one_of(PIECES, PIECES, PIECES, st.binary(max_size=4)), max_size=25).map(b"".join),
       language=LANGUAGE, path=PATH)
@settings(max_examples=EXAMPLES * 5, deadline=None)
def test_any_bytes_are_read_or_refused(raw: bytes, language: object, path: str) -> None:
    refused, reading = None, None
    try:
        reading = run(raw, language=language, path=path)
    except PipelineError as error:
        refused = str(error)
    if reading is None:
        assert path in refused
        return
    assert not {"S010", "S063"} & {problem.code for problem in reading.problems}
    assert reading.encoding
    assert reading.format
    form = next(form for form in FORMATS.values() if form.name == reading.format)
    if not form.loss(reading.track) and reading.track.cues:
        again = run(form.write(reading.track).encode(), language=language, path=f"a/en{form.suffixes[0]}")
        assert [(cue.start_ms, cue.end_ms, cue.text) for cue in again.track.cues] == [
            (cue.start_ms, cue.end_ms, cue.text) for cue in reading.track.cues]
        assert {problem.code for problem in again.problems} <= STAY


@given(text=CHARACTERS)
@settings(max_examples=EXAMPLES * 3, deadline=None)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once, found = clean(text)
    assert unicodedata.is_normalized("NFC", once)
    again, _ = clean(once)
    assert again == once
    assert bool(found) or once == text
