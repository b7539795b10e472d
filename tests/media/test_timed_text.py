"""Samples of MP4 timed text, byte by byte."""

from __future__ import annotations

import struct

import pytest

from pipeline.media.timed_text import read_mov_text, read_plain


def sample(text: str, *styles: tuple[int, int, int], before: bytes = b"") -> bytes:
    raw = text.encode()
    records = b"".join(struct.pack(">HHHBBI", start, end, 1, bits, 18, 0xFFFFFFFF) for start, end, bits in styles)
    box = struct.pack(">I4sH", 10 + len(records), b"styl", len(styles)) + records if styles else b""
    return struct.pack(">H", len(raw)) + raw + before + box


@pytest.mark.parametrize(("payload", "text"), [
    (sample("plain"), "plain"),
    (sample(""), ""),
    (sample("slanted here", (0, 7, 2)), "<i>slanted</i> here"),
    (sample("두 글자", (0, 1, 1), (2, 4, 4)), "<b>두</b> <u>글자</u>"),
    (sample("👩\u200d🔬 x", (4, 5, 2)), "👩\u200d🔬 <i>x</i>"),
    (sample("after a box", (0, 5, 2), before=struct.pack(">I4sI", 12, b"hlit", 0)), "<i>after</i> a box"),
])
def test_text_and_styles(payload, text):
    assert read_mov_text(payload) == text


@pytest.mark.parametrize("payload", [b"", b"\0", b"\0\5abc", b"\0\1\xff",
                                     sample("x") + struct.pack(">I4s", 4, b"styl")])
def test_a_damaged_sample_is_refused(payload):
    with pytest.raises(ValueError, match=r"timed text|utf-8"):
        read_mov_text(payload)


def test_subrip_in_matroska_is_the_text_itself():
    assert read_plain(b"<i>a</i>\r\n<i>b</i>\r\n") == "<i>a\nb</i>"
