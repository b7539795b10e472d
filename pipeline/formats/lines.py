"""Lines of a text file as subtitle readers count them."""

from __future__ import annotations


def split_lines(text: str) -> list[str]:
    """Split at LF, CRLF and lone CR (old Macs), and nowhere else.

    ``str.splitlines`` also splits at U+2028, U+0085, VT and FF, which would tear cues apart: they are text here.
    A byte-order mark at the start is taken off.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.removeprefix("\ufeff").split("\n")
