"""What the packets of each stream add up to; none is decoded.

A file from anywhere is read from end to end: headers lie, and a file cut off in the middle still says how long it was.
The index of an MP4 (``stsz``, ``stco``, ``stts``: ISO/IEC 14496-12, 8.6 and 8.7) needs no such reading. It lists every
packet with place and length, and a reader of MP4 hands out exactly what it lists, without a look inside. So counting
the list proves what counting the packets proves, if every packet it lists lies within the file; that is checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any

from av.stream import Discard, Disposition

from pipeline.errors import MediaError
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


def by_index(container: Any, path: Path) -> Tallies:
    """Count the packets of picture and sound in the index of an MP4, and read those of subtitles.

    Times are taken from the packets of the first and the last group of pictures. A file without a whole index (another
    container, fragments) is read from end to end. Raises MediaError when a packet does not lie within the file.
    """
    seen, texts = [*pictures(container), *container.streams.audio], list(container.streams.subtitles)
    if "mp4" not in container.format.name or not all(s.frames == len(s.index_entries) > 0 for s in seen):
        return every_packet(container, path)
    _refuse_beyond_the_end(chain.from_iterable(s.index_entries for s in (*seen, *texts)), path)
    tallies = _empty(container)
    _only(container, seen)
    _add_first(container, seen, tallies)
    picture, times = seen[0], seen[0].index_entries
    container.seek(times[-1].timestamp, stream=picture)
    _add_all(container, seen, tallies)
    _only(container, texts)
    container.seek(times[0].timestamp, stream=picture)
    _add_all(container, texts, tallies)
    for stream in seen:
        tallies[stream.index].packets = len(stream.index_entries)
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


def _add_first(container: Any, streams: list[Any], tallies: Tallies) -> None:
    """Add packets until, in every stream, one is decoded after the first that is shown: none of the rest is earlier."""
    waiting = {s.index for s in streams}
    for packet in container.demux(streams):
        tally = tallies[packet.stream_index]
        tally.add(packet)
        if tally.shown is not None and packet.dts is not None and packet.dts > tally.shown:
            waiting.discard(packet.stream_index)
        if not waiting:
            return


def _refuse_beyond_the_end(entries: Iterable[Any], path: Path) -> None:
    size = path.stat().st_size
    if any(entry.pos < 0 or entry.pos + entry.size > size for entry in entries):
        raise MediaError("packets lie beyond the end of the file", path=str(path), hint="the disk may be full")
