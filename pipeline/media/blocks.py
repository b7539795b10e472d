"""The blocks of a Matroska file, counted by their headers.

Matroska has no list of its packets. But every block says how long it is and whose it is in its first bytes, so that
they can be counted by going from one to the next; what is in them need not be read.

Source: RFC 8794 (EBML) and RFC 9559 (Matroska), sections 5 and 10.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_SEGMENT, _CLUSTER = b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75"
_TRACKS, _TRACK, _NUMBER = b"\x16\x54\xae\x6b", b"\xae", b"\xd7"
_SIMPLE_BLOCK, _BLOCK_GROUP, _BLOCK = 0xA3, 0xA0, 0xA1
_LACING = 0x06
_LENGTHS = [(1 << 7 * width) - 1 for width in range(10)]  # by width: the longest, which stands for "unknown"
_HEADER_BYTES_MAX = 16
_READ_BYTES_MAX = 1 << 26  # FFmpeg begins a new cluster after 5 MB


class NotTold(Exception):
    """The headers alone do not say how many packets there are."""


def count_blocks(path: Path) -> tuple[int, ...]:
    """Count the packets of every track, in the order of the tracks; a cluster at a time is held in memory.

    Raises NotTold where that takes more than a look at headers (a cluster of unknown length, several packets in one
    block, more than 126 tracks) and EOFError for a file that ends within a block.
    """
    numbers: list[int] = []
    counts = [0] * 0x80
    try:
        with path.open("rb") as file:
            for name, start, end in _in_file(file, 0, os.fstat(file.fileno()).st_size):
                for inner, begin, stop in _in_file(file, start, end) if name == _SEGMENT else ():
                    if inner == _TRACKS:
                        numbers += _numbers(_content(file, begin, stop))
                    elif inner == _CLUSTER:
                        _count(_content(file, begin, stop), counts)
    except IndexError as error:
        raise EOFError from error
    if len(numbers) != len(set(numbers)) or any(number >= len(counts) for number in numbers):
        raise NotTold
    return tuple(counts[number] for number in numbers)


def _in_file(file: BinaryIO, place: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Give the elements of one level of the file: identifier, where the content starts and where it ends."""
    while place < end:
        file.seek(place)
        name, start, stop = _element(file.read(_HEADER_BYTES_MAX), 0)
        if place + stop > end:
            raise EOFError
        yield name, place + start, place + stop
        place += stop


def _content(file: BinaryIO, start: int, end: int) -> bytes:
    if end - start > _READ_BYTES_MAX:
        raise NotTold
    file.seek(start)
    return file.read(end - start)


def _element(buffer: bytes, place: int) -> tuple[bytes, int, int]:
    """Give the identifier of an element, where its content starts and where it ends."""
    size_at = place + _width(buffer[place])
    start = size_at + _width(buffer[size_at])
    length = int.from_bytes(buffer[size_at:start], "big") & _LENGTHS[start - size_at]
    if length == _LENGTHS[start - size_at]:
        raise NotTold
    return buffer[place:size_at], start, start + length


def _width(first: int) -> int:
    """Tell how many bytes a number of EBML takes, by its first one."""
    if not first:
        raise NotTold
    return 9 - first.bit_length()


def _inside(buffer: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Give the elements within the content of another one: identifier and content."""
    place = 0
    while place < len(buffer):
        name, start, place = _element(buffer, place)
        if place > len(buffer):
            raise EOFError
        yield name, buffer[start:place]


def _numbers(tracks: bytes) -> list[int]:
    return [int.from_bytes(number, "big") for name, track in _inside(tracks) if name == _TRACK
            for inner, number in _inside(track) if inner == _NUMBER]


def _count(cluster: bytes, counts: list[int]) -> None:
    """Add the blocks of one cluster."""
    # Called for every packet of the file: what the small functions above do stands here in place.
    place, end = 0, len(cluster)
    while place < end:
        kind = cluster[place]
        size_at = place + (1 if kind in (_SIMPLE_BLOCK, _BLOCK_GROUP) else _width(kind))
        start = size_at + 9 - cluster[size_at].bit_length()
        place = start + (int.from_bytes(cluster[size_at:start], "big") & _LENGTHS[start - size_at])
        if place > end:
            raise EOFError
        if kind == _SIMPLE_BLOCK:
            head = cluster[start:start + 4]
        elif kind == _BLOCK_GROUP:
            head = next((block[:4] for name, block in _inside(cluster[start:place]) if name[0] == _BLOCK), b"")
        else:
            continue
        if len(head) < 4 or head[0] < 0x80 or head[3] & _LACING:
            raise NotTold
        counts[head[0] & 0x7F] += 1
