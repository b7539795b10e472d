"""Fifty SubRip and twenty-eight WebVTT files as people really save them, what a viewer must see, what must be told.

Loaded by path from the tests and from the benchmark of readers. A case without codes must be read without any problem;
a code in the table must come with a line. SubRip has no standard: where tools disagree (``,5``; MM:SS) the
case holds what FFmpeg and most libraries do, and a problem.
"""

from __future__ import annotations

from typing import NamedTuple

Cues = tuple[tuple[int, int, str], ...]

THREE: Cues = ((1000, 2000, "first"), (3000, 4000, "second"), (5000, 6000, "third"))


class Case(NamedTuple):
    """One file: its bytes, the cues (start and end in ms, text) and the codes of the problems expected."""

    name: str
    raw: bytes
    cues: Cues = THREE
    codes: tuple[str, ...] = ()
    refused: str = ""


def _case(name: str, text: str | bytes, cues: Cues = THREE, *codes: str, refused: str = "") -> Case:
    return Case(name=name, raw=text if isinstance(text, bytes) else text.encode(), cues=cues, codes=codes,
                refused=refused)


def _second(timing: str = "00:00:03,000 --> 00:00:04,000", text: str = "second", number: str = "2\n",
            end: str = "\n\n") -> str:
    """Three cues; the second as given."""
    return (f"1\n00:00:01,000 --> 00:00:02,000\nfirst\n\n{number}{timing}\n{text}{end}"
            "3\n00:00:05,000 --> 00:00:06,000\nthird\n")


def _with(start_ms: int, end_ms: int, text: str = "second") -> Cues:
    return (THREE[0], (start_ms, end_ms, text), THREE[2])


_PLAIN = _second()

SRT: tuple[Case, ...] = (
    _case("S01 plain", _PLAIN),
    _case("S02 CRLF", _PLAIN.replace("\n", "\r\n")),
    _case("S03 CR only", _PLAIN.replace("\n", "\r")),
    _case("S04 mixed line ends", _PLAIN.replace("\n", "\r\n", 4).replace("\n\n3", "\r\r3")),
    _case("S05 UTF-8 byte-order mark", b"\xef\xbb\xbf" + _PLAIN.encode()),
    _case("S06 UTF-16LE with mark", b"\xff\xfe" + _PLAIN.encode("utf-16-le")),
    _case("S07 UTF-16BE with mark", b"\xfe\xff" + _PLAIN.encode("utf-16-be")),
    _case("S08 dot before milliseconds", _PLAIN.replace(",000", ".000"), THREE, "S002"),
    _case("S09 no blank line between cues", _second(end="\n"), THREE, "S007"),
    _case("S10 one number missing", _second(number=""), THREE, "S004"),
    _case("S11 all numbers missing", _PLAIN.replace("1\n", "", 1).replace("\n2\n", "\n").replace("\n3\n", "\n"), THREE,
          "S004"),
    _case("S12 blank line inside a cue", _second(text="second\n\nhalf"), _with(3000, 4000, "second\nhalf"), "S006"),
    _case("S13 blank line after the number", _second(number="2\n\n")),
    _case("S14 blank line after the timing", _second(text="\nsecond")),
    _case("S15 three blank lines between cues", _second(end="\n\n\n\n")),
    _case("S16 white space on the separating line", _second(end="\n \t \n")),
    _case("S17 leading blank lines, no final line end", "\n\n\n" + _PLAIN.rstrip("\n")),
    _case("S18 coordinates", _second("00:00:03,000 --> 00:00:04,000  X1:100 X2:200 Y1:50 Y2:90"), THREE, "S009"),
    _case("S19 position tag", _second(text=r"{\an8}second"), _with(3000, 4000, r"{\an8}second")),
    _case("S20 font and italics", _second(text='<font color="#ff0000"><i>second</i></font>'),
          _with(3000, 4000, '<font color="#ff0000"><i>second</i></font>')),
    _case("S21 character references are text", _second(text="Q &amp; A"), _with(3000, 4000, "Q &amp; A")),
    _case("S22 hours over 99", _second("100:00:03,000 --> 100:00:04,000"), _with(360_003_000, 360_004_000)),
    _case("S23 negative time", _second("-00:00:01,000 --> 00:00:04,000"), _with(0, 4000), "S008"),
    _case("S24 one-digit fields", _second("0:0:3,000 --> 0:0:4,000"), THREE, "S002"),
    _case("S25 one digit of milliseconds", _second("00:00:03,5 --> 00:00:04,000"), _with(3005, 4000), "S003"),
    _case("S26 no milliseconds", _second("00:00:03 --> 00:00:04"), THREE, "S002"),
    _case("S27 no hours", _second("00:03,000 --> 00:04,000"), THREE, "S003"),
    _case("S28 an arrow in the text", _second(text="input --> output"), _with(3000, 4000, "input --> output")),
    _case("S29 a cue without text", _second(text=""), _with(3000, 4000, "")),
    _case("S30 no text and no blank line", _second(text="", end=""), _with(3000, 4000, ""), "S007"),
    _case("S31 a number twice", _second(number="1\n"), THREE, "S004"),
    _case("S32 cues out of order", _second("00:00:30,000 --> 00:00:31,000"), _with(30_000, 31_000)),
    _case("S33 end before start", _second("00:00:04,000 --> 00:00:03,000"), _with(4000, 3000)),
    _case("S34 a cue that is only a number", _second(text="42"), _with(3000, 4000, "42")),
    _case("S35 a number, then text", _second(text="42\nis the answer"), _with(3000, 4000, "42\nis the answer")),
    _case("S36 no spaces around the arrow", _second("00:00:03,000-->00:00:04,000")),
    _case("S37 arrow typo", _second("00:00:03,000 -> 00:00:04,000"), THREE, "S002"),
    _case("S38 full-width punctuation", _second("00：00：03，000 --> 00：00：04，000"), THREE, "S002"),
    _case("S39 spaces inside the times", _second("00 : 00 : 03 , 000 --> 00 : 00 : 04 , 000"), THREE, "S002"),
    _case("S40 a word in place of the number", _second(number="two\n"), THREE, "S004"),
    _case("S41 NUL in the text", _second(text="sec\0ond"), THREE, "S053"),
    _case("S42 U+2028 in the text", _second(text="second\u2028half"), _with(3000, 4000, "second\nhalf"), "S053"),
    _case("S43 form feed in the text", _second(text="second\fhalf"), _with(3000, 4000, "second\nhalf"), "S053"),
    _case("S44 a header that is no cue", "Lecture 3, final version\n\n" + _PLAIN, THREE, "S005"),
    _case("S45 a broken UTF-8 byte", _second(text="ação \xe7").encode().replace(b"\xc3\xa7\n", b"\xe7\n"), (),
          refused=":7: "),
    _case("S46 U+200F before the timing", _second("\u200f00:00:03,000 --> 00:00:04,000"), THREE, "S002"),
    _case("S47 four digits of milliseconds", _second("00:00:03,0005 --> 00:00:04,000"), THREE, "S003"),
    _case("S48 minutes over 59", _second("00:60:03,000 --> 00:60:04,000"), _with(3_603_000, 3_604_000), "S002"),
    _case("S49 the end time is missing", _second("00:00:03,000 -->"), (THREE[0], THREE[2]), "S001"),
    _case("S50 two files pasted together", _PLAIN + "\n\ufeff1\n00:00:07,000 --> 00:00:08,000\nfourth\n",
          (*THREE, (7000, 8000, "fourth")), "S004"),
)

# From real files, beyond the fifty.
MORE_SRT: tuple[Case, ...] = (
    _case("a float leaked into the milliseconds", _second("00:00:03,000 --> 00:00:04,560.0000000000009"),
          _with(3000, 4560), "S002"),
    _case("a remark after the number", _second(number="2 # slide 14\n"), THREE, "S004", "S005"),
    _case("a divider between parts", _PLAIN.replace("\n3\n", "\n## ---- second part\n\n3\n"), THREE, "S005"),
    _case("a divider as header", "## ---- first part\n\n" + _PLAIN, THREE, "S005"),
    _case("a remark after the first number", "1 # slide 1\n" + _PLAIN[2:], THREE, "S004", "S005"),
    _case("remarks before the first cue", "# by Anna\n\n# for Carlo\n\n" + _PLAIN, THREE, "S005"),
    _case("the number under the text, a blank line after it", _PLAIN.replace("first\n\n2\n", "first\n2\n\n"), THREE, "S007"),
    _case("YouTube timing in a .srt", _second("0:00:03.000,0:00:04.000"), THREE, "S002"),
    _case("an arrow made by a word processor", _second("00:00:03,000 → 00:00:04,000"), THREE, "S002"),
    _case("letters in a time", _second("00:00:xx,000 --> 00:00:04,000"), (THREE[0], THREE[2]), "S001"),
    _case("the start time is missing", _second("--> 00:00:04,000"), (THREE[0], THREE[2]), "S001"),
    _case("a timetable in the text", _second(text="9:30 -> 10:15 coffee"), _with(3000, 4000, "9:30 -> 10:15 coffee")),
    _case("numbering from 0", "0" + _PLAIN[1:].replace("\n2\n", "\n1\n").replace("\n3\n", "\n2\n")),
    _case("an excerpt numbered from 57", _PLAIN.replace("1\n00", "57\n00", 1).replace("\n2\n", "\n58\n")
          .replace("\n3\n", "\n59\n")),
    _case("a last cue that is a number", _second().replace("third", "2030"), (*THREE[:2], (5000, 6000, "2030"))),
    _case("a last cue without text", _second().replace("third\n", ""), (*THREE[:2], (5000, 6000, ""))),
    _case("frames in place of milliseconds", _second("00:00:03:000 --> 00:00:04:000"), THREE, "S002"),
    _case("no cue at all", "thank you for the file\n", (), "S005", "S061"),
    _case("an empty file", b"", (), "S061"),
)

_HEAD = "WEBVTT\n\n"


def _body(timing: str = "00:00:03.000 --> 00:00:04.000", text: str = "second", before: str = "",
          end: str = "\n\n") -> str:
    return (f"00:00:01.000 --> 00:00:02.000\nfirst\n\n{before}{timing}\n{text}{end}"
            "00:00:05.000 --> 00:00:06.000\nthird\n")


_DROPPED: Cues = (THREE[0], THREE[2])
_PLAIN_VTT = _HEAD + _body()

VTT: tuple[Case, ...] = (
    _case("V01 plain", _PLAIN_VTT),
    _case("V02 CR only", _PLAIN_VTT.replace("\n", "\r")),
    _case("V03 byte-order mark", b"\xef\xbb\xbf" + _PLAIN_VTT.encode()),
    _case("V04 header text and metadata", "WEBVTT - lecture 3\nKind: captions\nLanguage: en\n\n" + _body()),
    _case("V05 no hours", _HEAD + _body("00:03.000 --> 00:04.000")),
    _case("V06 hours over 99", _HEAD + _body("100:00:03.000 --> 100:00:04.000"), _with(360_003_000, 360_004_000)),
    _case("V07 decimal comma", _HEAD + _body("00:00:03,000 --> 00:00:04,000"), _DROPPED, "S001"),
    _case("V08 identifier", _HEAD + _body(before="intro\n")),
    _case("V09 settings", _HEAD + _body("00:00:03.000 --> 00:00:04.000 line:0 align:start")),
    _case("V10 no spaces around the arrow", _HEAD + _body("00:00:03.000-->00:00:04.000")),
    _case("V11 no blank line between cues", _HEAD + _body(end="\n"), THREE, "S007"),
    _case("V12 NOTE, STYLE, REGION",
          _HEAD + "NOTE by Anna\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:a\n\n" + _body()),
    _case("V13 STYLE after the first cue", _HEAD + _body(before="STYLE\n::cue { color: red }\n\n")),
    _case("V14 timing right under the header", "WEBVTT\n" + _body()),
    _case("V15 NUL", _HEAD + _body(text="sec\0ond"), _with(3000, 4000, "sec\ufffdond"), "S012", "S052"),
    _case("V16 character references", _HEAD + _body(text="Q &amp; A &lt; 3 &gt; 2&nbsp;&#233;"),
          _with(3000, 4000, "Q & A < 3 > 2\u00a0é")),
    _case("V17 voice, class and time tags",
          _HEAD + _body(text="<v.loud Anna>second <c.term>half</c><00:00:03.500></v>"),
          _with(3000, 4000, "<v.loud Anna>second <c.term>half</c><00:00:03.500></v>")),
    _case("V18 no text", _HEAD + _body(text="", end="\n"), _with(3000, 4000, "")),
    _case("V19 minutes over 59", _HEAD + _body("00:60:03.000 --> 00:60:04.000"), _DROPPED, "S001"),
    _case("V20 end before start", _HEAD + _body("00:00:04.000 --> 00:00:03.000"), _with(4000, 3000)),
    _case("V21 no signature", _body(), THREE, "S002", "S004", "S062"),
    _case("V22 WEBVTTx", "WEBVTTx\n\n" + _body(), THREE, "S002", "S004", "S005", "S062"),
    _case("V23 two digits of milliseconds", _HEAD + _body("00:00:03.00 --> 00:00:04.00"), _DROPPED, "S001"),
    _case("V24 a line of spaces ends no cue", _HEAD + _body(text="second\n \nhalf"), _with(3000, 4000, "second\nhalf"),
          "S060"),
    _case("V25 cues out of order", _HEAD + _body("00:00:30.000 --> 00:00:31.000"), _with(30_000, 31_000)),
    _case("V26 one digit of hours", _HEAD + _body("0:00:03.000 --> 0:00:04.000")),
    _case("V27 automatic captions, rolling up", _HEAD + (
        "00:00:01.000 --> 00:00:03.000\n\nfirst\n\n00:00:03.000 --> 00:00:03.010\nfirst\n"),
        ((1000, 3000, ""), (3000, 3010, "first"))),
    _case("V28 HLS time map", "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000\n\n" + _body()),
)

MORE_VTT: tuple[Case, ...] = (
    _case("arrow typo", _HEAD + _body("00:00:03.000 -> 00:00:04.000"), _DROPPED, "S013"),
    _case("four digits of milliseconds at the end", _HEAD + _body("00:00:03.000 --> 00:00:04.0001"), _DROPPED, "S001"),
    _case("x < y", _HEAD + _body(text="x < y"), _with(3000, 4000, "x < y"), "S011"),
    _case("a tag in references stays a reference", _HEAD + _body(text="write &lt;i&gt;"),
          _with(3000, 4000, "write &lt;i&gt;")),
    _case("SubRip in a .vtt", "1\n00:00:01,000 --> 00:00:02,000\nfirst\n", ((1000, 2000, "first"),), "S062"),
)

SBV: tuple[Case, ...] = (
    _case("plain", "0:00:01.000,0:00:02.000\nfirst\n\n0:00:03.000,0:00:04.000\nsecond\n\n"
                   "0:00:05.000,0:00:06.000\nthird\n"),
    _case("a break in a line", "0:00:01.000,0:00:02.000\nfirst[br]half\n", ((1000, 2000, "first\nhalf"),)),
    _case("a cue that is only a number", "0:00:01.000,0:00:02.000\n42\n\n0:00:03.000,0:00:04.000\n7\n",
          ((1000, 2000, "42"), (3000, 4000, "7"))),
    _case("no blank line", "0:00:01.000,0:00:02.000\nfirst\n0:00:03.000,0:00:04.000\nsecond\n", THREE[:2], "S007"),
    _case("a blank line inside a cue", "0:00:01.000,0:00:02.000\nfirst\n\nhalf\n",
          ((1000, 2000, "first\nhalf"),), "S006"),
    _case("another form of timing", "0:00:01.000,0:00:02.000\nfirst\n\n0:00:03.0,0:00:04.0\nsecond\n",
          THREE[:2], "S002", "S003"),
    _case("a broken time", "0:00:01.000,0:00:02.000\nfirst\n\n0:00:xx.000 --> 0:00:04.000\nsecond\n",
          THREE[:1], "S001"),
    _case("text in front", "my captions\n\n0:00:01.000,0:00:02.000\nfirst\n", THREE[:1], "S005"),
    _case("SubRip in a .sbv", "1\n00:00:01,000 --> 00:00:02,000\nfirst\n", THREE[:1], "S062"),
)
