"""One subtitle packet of a container, as text.

Sources: 3GPP TS 26.245 (``tx3g`` samples of MP4: two bytes of length, UTF-8, then boxes of which ``styl`` holds bold,
italic and underline); Matroska S_TEXT/UTF8 and S_TEXT/WEBVTT (the text itself).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from pipeline.formats import vtt_text
from pipeline.mux.styled import canonical, from_spans


def read_mov_text(payload: bytes) -> str:
    """Read a sample of MP4 timed text; empty for the samples that fill the time between cues.

    Raises ValueError when the sample is cut off or no UTF-8.
    """
    if len(payload) < 2:
        raise ValueError("a sample of timed text has at least two bytes")
    length = struct.unpack_from(">H", payload)[0]
    raw = payload[2:2 + length]
    if len(raw) != length:
        raise ValueError(f"a sample of timed text says {length} bytes and holds {len(raw)}")
    return from_spans(raw.decode("utf-8"), _spans(payload[2 + length:]))


def read_plain(payload: bytes) -> str:
    """Read a packet that is the text itself (SubRip in Matroska)."""
    return canonical(payload.decode("utf-8").replace("\r\n", "\n").strip("\n"))


def read_webvtt(payload: bytes) -> str:
    """Read a packet that is the text of a WebVTT cue, with its character references."""
    return canonical(vtt_text.decode(payload.decode("utf-8").replace("\r\n", "\n").strip("\n")))


READERS: dict[str, Callable[[bytes], str]] = {
    "mov_text": read_mov_text,
    "subrip": read_plain,
    "srt": read_plain,
    "webvtt": read_webvtt,
}


def _spans(boxes: bytes) -> Iterator[tuple[int, int, int]]:
    """Give the style records: first character, one past the last, style bits."""
    place = 0
    while place + 8 <= len(boxes):
        size, name = struct.unpack_from(">I4s", boxes, place)
        if size < 8:
            raise ValueError(f"a box of timed text says {size} bytes")
        if name == b"styl":
            count = struct.unpack_from(">H", boxes, place + 8)[0]
            for record in range(count):
                start, end, _font, bits = struct.unpack_from(">HHHB", boxes, place + 10 + 12 * record)
                yield start, end, bits
        place += size
