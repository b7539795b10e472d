"""Counting the blocks of Matroska by their headers: right, or not at all."""

from __future__ import annotations

import pytest

from pipeline.media.blocks import NotTold, count_blocks


def element(name: str, content: bytes, *, width: int = 8) -> bytes:
    length = (len(content) | 1 << 7 * width).to_bytes(width, "big")
    return bytes.fromhex(name) + length + content


def block(track: int, data: bytes = b"picture", *, flags: int = 0x80, width: int = 1) -> bytes:
    return element("a3", bytes([0x80 | track, 0, 0, flags]) + data, width=width)


def group(track: int, data: bytes = b"words") -> bytes:
    return element("a0", element("9b", b"\x05", width=1) + element("a1", bytes([0x80 | track, 0, 0, 0]) + data, width=1))


def tracks(*numbers: int) -> bytes:
    return element("1654ae6b", b"".join(element("ae", element("d7", bytes([n]), width=1)) for n in numbers))


def cluster(*content: bytes) -> bytes:
    return element("1f43b675", element("e7", b"\x00", width=1) + b"".join(content))


def written(folder, *content: bytes, tail: bytes = b""):
    path = folder / "made.mkv"
    path.write_bytes(element("1a45dfa3", b"head") + element("18538067", b"".join(content)) + tail)
    return path


def test_blocks_are_counted_by_track_in_the_order_of_the_tracks(tmp_path):
    path = written(tmp_path, element("ec", b"void" * 50), tracks(3, 1, 2),
                   cluster(block(1), block(1, b"x" * 300, width=2), group(3)),
                   cluster(block(1, b"y" * 20_000, width=3), block(2, width=8), group(3), element("ab", b"\x01")))
    assert count_blocks(path) == (2, 3, 1)


@pytest.mark.parametrize("content", [
    cluster(block(1, flags=0x86)),  # several packets in one block
    bytes.fromhex("1f43b675") + b"\x01" + b"\xff" * 7 + block(1),
    cluster(element("a3", b"\x40\x81\x00\x00\x80")),  # a track number of two bytes
    cluster(element("a3", b"\x81")),  # no room for a header
    cluster(element("a0", element("9b", b"\x05"))),  # a group without a block
    cluster(b"\x00" * 12),
], ids=("lacing", "unknown-length", "many-tracks", "no-header", "empty-group", "zeros"))
def test_what_headers_do_not_tell_is_not_guessed(tmp_path, content):
    with pytest.raises(NotTold):
        count_blocks(written(tmp_path, tracks(1), content))


def test_two_tracks_of_one_number_are_not_told_apart(tmp_path):
    with pytest.raises(NotTold):
        count_blocks(written(tmp_path, tracks(1, 1), cluster(block(1))))


@pytest.mark.parametrize("missing", range(1, 60))
def test_a_file_that_ends_early_is_never_counted(tmp_path, missing):
    whole = written(tmp_path, tracks(1), cluster(block(1), block(1, b"x" * 30))).read_bytes()
    (tmp_path / "cut.mkv").write_bytes(whole[:-missing])
    with pytest.raises((EOFError, NotTold)):
        count_blocks(tmp_path / "cut.mkv")


def test_a_block_that_says_it_is_longer_than_its_cluster_is_refused(tmp_path):
    long = bytearray(block(1))
    long[1] = 0x80 | 100
    with pytest.raises(EOFError):
        count_blocks(written(tmp_path, tracks(1), cluster(bytes(long)), element("ec", b"v" * 200)))
