"""The blocks of a Matroska file, counted by their headers.

Matroska has no list of its packets. But every block says how long it is and whose it is in its first bytes, so that
they can be counted by going from one to the next; what is in them need not be read.

Source: RFC 8794 (EBML) and RFC 9559 (Matroska), sections 5 and 10.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from pathlib import Path

_SEGMENT, _CLUSTER = b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75"
_TRACKS, _TRACK, _NUMBER = b"\x16\x54\xae\x6b", b"\xae", b"\xd7"
_SIMPLE_BLOCK, _BLOCK_GROUP, _BLOCK = 0xA3, 0xA0, 0xA1
_LACING = 0x06
_LENGTHS = [(1 << 7 * width) - 1 for width in range(10)]  # by width: the longest, which stands for "unknown"
_Buffer = mmap.mmap


class NotTold(Exception):
    """The headers alone do not say how many packets there are."""


def count_blocks(path: Path) -> tuple[int, ...]:
    """Count the packets of every track, in the order of the tracks.

    Raises NotTold where that takes more than a look at headers (a cluster of unknown length, several packets in one
    block, more than 126 tracks) and EOFError for a file that ends within a block.
    """
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as buffer:
        numbers: list[int] = []
        counts = [0] * 0x80
        try:
            for name, start, end in _elements(buffer, 0, len(buffer)):
                for inner, begin, stop in _elements(buffer, start, end) if name == _SEGMENT else ():
                    if inner == _TRACKS:
                        numbers += _numbers(buffer, begin, stop)
                    elif inner == _CLUSTER:
                        _count(buffer, begin, stop, counts)
        except IndexError as error:
            raise EOFError from error
        if len(numbers) != len(set(numbers)) or any(number >= len(counts) for number in numbers):
            raise NotTold
        return tuple(counts[number] for number in numbers)


def _elements(buffer: _Buffer, place: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Give the elements of one level: identifier, where the content starts and where it ends."""
    while place < end:
        size_at = place + _width(buffer, place)
        content, length = _length(buffer, size_at)
        if content + length > end:
            raise EOFError
        yield buffer[place:size_at], content, content + length
        place = content + length


def _width(buffer: _Buffer, place: int) -> int:
    """Tell how many bytes a number of EBML takes, by its first one."""
    if place >= len(buffer) or not buffer[place]:
        raise NotTold
    return 9 - buffer[place].bit_length()


def _length(buffer: _Buffer, place: int) -> tuple[int, int]:
    """Give where the content of an element starts and how long it is."""
    width = _width(buffer, place)
    length = int.from_bytes(buffer[place:place + width], "big") & _LENGTHS[width]
    if length == _LENGTHS[width]:
        raise NotTold
    return place + width, length


def _numbers(buffer: _Buffer, start: int, end: int) -> list[int]:
    return [int.from_bytes(buffer[begin:stop], "big") for name, first, last in _elements(buffer, start, end)
            if name == _TRACK for inner, begin, stop in _elements(buffer, first, last) if inner == _NUMBER]


def _count(buffer: _Buffer, place: int, end: int, counts: list[int]) -> None:
    """Add the blocks of one cluster."""
    # Called for every packet of the file: what the small functions above do stands here in place.
    while place < end:
        kind = buffer[place]
        size_at = place + (1 if kind in (_SIMPLE_BLOCK, _BLOCK_GROUP) else _width(buffer, place))
        content = size_at + 9 - buffer[size_at].bit_length()
        length = int.from_bytes(buffer[size_at:content], "big") & _LENGTHS[content - size_at]
        place = content + length
        if place > end:
            raise EOFError
        if kind == _BLOCK_GROUP:
            content = next((begin for name, begin, _ in _elements(buffer, content, place) if name[0] == _BLOCK), place)
        elif kind != _SIMPLE_BLOCK:
            continue
        track = buffer[content] if content + 4 <= place else 0
        if track < 0x80 or buffer[content + 3] & _LACING:
            raise NotTold
        counts[track & 0x7F] += 1
