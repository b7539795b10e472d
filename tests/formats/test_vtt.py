from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.errors import SubtitleError
from pipeline.formats import vtt
from pipeline.model.cue import Cue, Track

WHOLE = """WEBVTT - Digital Twins
Kind: captions
Language: en

STYLE
::cue(.term) { color: yellow }

REGION
id:bottom
width:80%

NOTE reviewed by Anna

intro
00:00:01.000 --> 00:00:03.500 line:85% align:start
<v.loud Anna Rossi>A <c.term>digital twin</c> costs &lt; 1&nbsp;% of R&amp;D.

NOTE
ask about this
number

00:00:04.000 --> 100:00:06.000
<i>Two</i> lines, and
x &gt; y <00:00:05.000>later

2 of 2
00:00:07.000 --> 00:00:08.000
write &lt;i&gt; for italics

NOTE end of file
"""


def test_an_untouched_file_is_written_back_byte_for_byte() -> None:
    assert vtt.write(vtt.read(WHOLE, language="en").track) == WHOLE


@pytest.mark.parametrize("cue", [
    "00:01.000 --> 00:02.000\nshort times",
    "00:00:01.000-->00:00:02.000\nno space around the arrow",
    "00:00:01.000 -->\t00:00:02.000   line:0  align:start \ntabs and spaces",
    "0001:00:01.000 --> 0001:00:02.000\nhours with zeros",
    "00:00:01.000 --> 00:00:02.000\n1&nbsp;% of R&amp;D, &#8364;5, &#x20AC;6, AT&T, &lrm;a&rlm;, x > y, {braces}",
    "00:00:01.000 --> 00:00:02.000\n<v.loud Anna>&lt;b&gt;</v> <00:00:01.500><c.term>term</c>",
])
def test_every_spelling_is_kept_while_nobody_changes_the_cue(cue: str) -> None:
    text = f"WEBVTT\n\n{cue}\n"
    track = vtt.read(text, language="en").track
    assert vtt.write(track) == text
    first = track.cues[0]
    moved = vtt.write(replace(track, cues=(replace(first, start_ms=first.start_ms + 7),)))
    assert moved.split("\n")[2].startswith(("00:00:01.007 --> ", "01:00:01.007 --> "))
    assert moved.split("\n")[3:] == text.split("\n")[3:]
    said = vtt.write(replace(track, cues=(replace(first, text="a < b\u00a0%"),)))
    assert said == f"WEBVTT\n\n{cue.partition(chr(10))[0]}\na &lt; b\u00a0%\n"


@pytest.mark.parametrize("raw", ["a --> b", "a\n\nb", "a\rb", "a < b", "other words"])
def test_a_spelling_that_would_break_the_file_is_not_used(raw: str) -> None:
    cue = Cue(index=1, start_ms=0, end_ms=1000, text=raw, raw_text=raw if raw != "other words" else "words")
    written = vtt.write(Track(language="en", cues=(cue,)))
    again = vtt.read(written, language="en")
    assert (len(again.track.cues), again.problems) == (1, ())


def test_everything_about_a_cue_is_kept() -> None:
    track = vtt.read(WHOLE, language="en", path="a.vtt").track
    first, second, third = track.cues
    assert track.header.startswith(" - Digital Twins\nKind: captions\n")
    assert track.header.endswith("NOTE reviewed by Anna")
    assert track.trailer == ("NOTE end of file",)
    assert (first.name, first.settings, first.line) == ("intro", "line:85% align:start", 15)
    assert first.text == "<v.loud Anna Rossi>A <c.term>digital twin</c> costs < 1\u00a0% of R&D."
    assert (second.name, second.notes) == ("", ("NOTE\nask about this\nnumber",))
    assert second.text == "<i>Two</i> lines, and\nx > y <00:00:05.000>later"
    assert third.text == "write &lt;i&gt; for italics"


@pytest.mark.parametrize("text", ["WEBVTTx\n", "webvtt\n", " WEBVTT\n", "", "1\n00:00:01,000 --> 00:00:02,000\na\n"])
def test_a_file_without_signature_is_refused(text: str) -> None:
    with pytest.raises(SubtitleError, match=r"a\.vtt:1: ") as caught:
        vtt.read(text, language="en", path="a.vtt")
    assert caught.value.hint


@pytest.mark.parametrize(("text", "written"), [
    ("a --> b", "a --&gt; b"), ("<v a-->b", "<v a->b"), ("one\n\ntwo", "one\ntwo"), ("R&D", "R&amp;D"),
    ("&lt;", "&amp;lt;"), ("<b>x</b> < y", "<b>x</b> &lt; y"), ("NOTE no comment", "NOTE no comment"),
    ("{\\an8}<font color=red>up</font>", "up"),
])
def test_text_is_written_so_that_it_is_read_as_text(text: str, written: str) -> None:
    track = Track(language="en", cues=(Cue(index=1, start_ms=0, end_ms=1000, text=text),))
    assert vtt.write(track) == f"WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n{written}\n"
    assert len(vtt.read(vtt.write(track), language="en").track.cues) == 1


def test_loss_names_what_webvtt_cannot_carry() -> None:
    track = Track(language="en", cues=(Cue(index=1, start_ms=0, end_ms=1000, text="{\\an8}up", line=3),
                                       Cue(index=2, start_ms=0, end_ms=1000, text="kept <i>all</i>", name="a\nb")))
    assert [(problem.cue, problem.message) for problem in vtt.loss(track)] == [
        (2, "WebVTT cannot carry the cue identifier as it stands"), (1, "WebVTT cannot carry the tags")]


def test_the_second_reader_speaks_up_when_a_cue_is_missing() -> None:
    track = vtt.read(WHOLE, language="en").track
    assert vtt.confirm(WHOLE, track) == ()
    (problem,) = vtt.confirm(WHOLE, Track(language="en", cues=track.cues[1:]))
    assert (problem.code, problem.cue) == ("S010", 1)


def test_a_broken_cue_is_told_with_its_text_and_leaves_the_others_alone() -> None:
    text = WHOLE.replace("00:00:04.000 --> 100:00:06.000", "00:00:04,000 --> 100:00:06.000")
    reading = vtt.read(text, language="en", path="a.vtt")
    assert [cue.name for cue in reading.track.cues] == ["intro", "2 of 2"]
    (problem,) = reading.problems
    assert (problem.code, problem.line) == ("S001", 22)
    assert "<i>Two</i> lines, and / x &gt; y" in problem.text
