"""What the packets of each stream add up to; none is decoded.

A file from anywhere is read from end to end: headers lie, and a file cut off in the middle still says how long it was.
A file that was written to its end needs no such reading. The index of an MP4 (``stsz``, ``stco``, ``stts``: ISO/IEC
14496-12, 8.6 and 8.7) lists every packet with place and length, and a reader of MP4 hands out exactly what it lists,
without a look inside; the blocks of Matroska say the same by their headers (:mod:`pipeline.media.blocks`). So counting
these proves what counting the packets proves, if every packet lies within the file; that is checked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any

from av.stream import Discard, Disposition

from pipeline.errors import MediaError
from pipeline.media.blocks import NotTold, count_blocks
from pipeline.media.timed_text import READERS

COUNTED = ("video", "audio", "subtitle")


@dataclass(slots=True)
class Tally:
    """What the packets of one stream add up to, in ticks of that stream's clock; only this module sees it change."""

    time_base: Fraction
    keeps: bool = False
    packets: int = 0
    first: int | None = None
    last: int | None = None
    shown: int | None = None
    end: int = 0
    texts: list[tuple[int, int, bytes]] = field(default_factory=list)

    def add(self, packet: Any) -> None:
        """Count one packet."""
        # Called for hundreds of thousands of packets: min() and max() would cost twice as much as these comparisons.
        time = packet.pts
        if time is None and (time := packet.dts) is None:
            self.packets += packet.size > 0  # PyAV ends each stream with an empty packet
            return
        self.packets += 1
        if self.first is None or time < self.first:
            self.first = time
        if self.last is None or time > self.last:
            self.last = time
        if (self.shown is None or time < self.shown) and not packet.is_discard:
            self.shown = time
        duration = packet.duration or 0
        if time + duration > self.end:
            self.end = time + duration
        if self.keeps:
            self.texts.append((time, duration, bytes(packet)))

    def seconds(self, ticks: int | None) -> Fraction:
        """Give a time of the stream's clock in seconds."""
        return (ticks or 0) * self.time_base


Tallies = dict[int, Tally]
Count = Callable[[Any, Path], Tallies]


def every_packet(container: Any, path: Path) -> Tallies:
    """Read the file from end to end and count what is there; memory does not grow with the video."""
    tallies = _empty(container)
    _add_all(container, [container.streams[index] for index in tallies], tallies)
    return tallies


def by_headers(container: Any, path: Path) -> Tallies:
    """Count the packets of picture and sound by the headers of an MP4 or Matroska file, and read those of subtitles.

    Times are taken from the packets of the first and the last group of pictures. A file whose headers do not tell
    (another container, fragments) is read from end to end. Raises MediaError for a packet that is not in the file.
    """
    seen, texts = [*pictures(container), *container.streams.audio], list(container.streams.subtitles)
    listed = next((count(container, path) for name, count in _LISTS.items() if name in container.format.name), {})
    if not all(listed.get(stream.index) for stream in seen):
        return every_packet(container, path)
    tallies = _empty(container)
    _add_first(container, [*seen, *texts], tallies, waiting={stream.index for stream in seen})
    _only(container, texts)
    _add_all(container, texts, tallies)
    _only(container, seen)
    container.seek((container.start_time or 0) + (container.duration or 0))
    _add_all(container, seen, tallies)
    for stream in seen:
        tallies[stream.index].packets = listed[stream.index]
    return tallies


def pictures(container: Any) -> list[Any]:
    """Give the video streams that move: cover art is one, too, but no picture of the lecture."""
    return [s for s in container.streams.video if not s.disposition & Disposition.attached_pic]


def _empty(container: Any) -> Tallies:
    return {s.index: Tally(time_base=s.time_base, keeps=s.type == "subtitle" and s.codec_context.name in READERS)
            for s in container.streams if s.type in COUNTED}


def _add_all(container: Any, streams: list[Any], tallies: Tallies) -> None:
    for packet in container.demux(streams) if streams else ():
        tallies[packet.stream_index].add(packet)


def _only(container: Any, streams: list[Any]) -> None:
    """Let the packets of other streams be passed over without being read."""
    for stream in container.streams:
        stream.discard = Discard.default if stream in streams else Discard.all


def _add_first(container: Any, streams: list[Any], tallies: Tallies, *, waiting: set[int]) -> None:
    """Add packets until, in those waited for, one is decoded after the first shown: none of the rest is earlier."""
    for packet in container.demux(streams):
        tally = tallies[packet.stream_index]
        tally.add(packet)
        if tally.shown is not None and packet.dts is not None and packet.dts > tally.shown:
            waiting = waiting - {packet.stream_index}
        if not waiting:
            return


def _by_index(container: Any, path: Path) -> dict[int, int]:
    """Count the entries of the index of an MP4, by stream; none where it is not whole."""
    streams = [s for s in container.streams if s.type in COUNTED]
    size = path.stat().st_size
    if any(entry.pos < 0 or entry.pos + entry.size > size for entry in chain(*(s.index_entries for s in streams))):
        raise _beyond_the_end(path)
    return {s.index: len(s.index_entries) for s in streams if s.frames == len(s.index_entries)}


def _by_blocks(container: Any, path: Path) -> dict[int, int]:
    """Count the blocks of a Matroska file, by stream; none where their headers do not tell."""
    try:
        counts = count_blocks(path)
    except NotTold:
        return {}
    except EOFError as error:
        raise _beyond_the_end(path) from error
    return dict(enumerate(counts)) if len(counts) == len(container.streams) else {}


def _beyond_the_end(path: Path) -> MediaError:
    return MediaError("packets lie beyond the end of the file", path=str(path), hint="the disk may be full")


_LISTS: dict[str, Callable[[Any, Path], dict[int, int]]] = {"mp4": _by_index, "matroska": _by_blocks}
