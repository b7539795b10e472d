"""What a viewer of a burned-in clip sees and hears, held against the source: frames compared, sound byte for byte."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import av

from pipeline.errors import MediaError
from pipeline.media.tally import pictures
from pipeline.model.timecode import format_vtt
from pipeline.mux.burn import BurnPlan, gaps

# Pictures are compared small and grey. White letters with a black rim change any background by more than this, and
# encoding anew changes next to nothing by as much.
WIDTH = 480
CHANGED = 48
FEWEST_CHANGED = 10
_MARGIN_S = 1.0
_SYNC_TOLERANCE_S = 0.005
Image = tuple[int, int, bytes]
Sound = list[tuple[float, bytes]]


def picture_faults(plan: BurnPlan, source: Path, clip: Path) -> Iterator[str]:
    """Look at the middle of every cue and every gap: the lower half changed in the first and did not in the second."""
    middles = {(cue.start_ms + cue.end_ms) // 2: cue.cues[0] for cue in plan.cues}
    moments = sorted((*middles, *gaps(plan.cues, duration_ms=plan.duration_ms)))
    shown = list(_at(clip, [moment / 1000 for moment in moments]))
    begins = (plan.video.start_ms + plan.start_ms) / 1000
    bare = list(_at(source, [begins + time for time, _ in shown], tolerance=0.003))
    if len(shown) != len(moments) or len(bare) != len(shown):
        yield f"the picture ends after {len(shown)} of {len(moments)} cues and gaps"
    for moment, (_, drawn), (_, clean) in zip(moments, shown, bare, strict=False):
        changed, when = _changed(drawn, clean), format_vtt(plan.start_ms + moment)
        if moment in middles and changed < FEWEST_CHANGED:
            yield f"cue {middles[moment]} cannot be seen at {when}"
        if moment not in middles and changed >= FEWEST_CHANGED:
            yield f"the picture is not that of the source at {when}, where no cue stands"


def sound_faults(plan: BurnPlan, source: Path, clip: Path) -> Iterator[str]:
    """Hold every packet of sound against the source: the same bytes, in the same order, at the same time."""
    begins = (plan.video.start_ms + plan.start_ms) / 1000
    ours = _sounds(clip, 0, None)
    theirs = _sounds(source, begins - _MARGIN_S, begins + plan.duration_ms / 1000 + _MARGIN_S)
    if len(ours) != len(theirs):
        yield f"{len(ours)} tracks of sound, in the source {len(theirs)}"
        return
    for number, (made, given) in enumerate(zip(ours, theirs, strict=True), start=1):
        expected = [packet for time, packet in given
                    if made and time > made[0][0] + begins - _SYNC_TOLERANCE_S][:len(made)]
        if expected != [packet for _, packet in made] or bool(made) != bool(given):
            yield f"the sound {number} is not, packet by packet, that of the source at its time"
        elif made and made[-1][0] + _MARGIN_S < min(plan.duration_ms / 1000, given[-1][0] - begins):
            yield f"the sound {number} ends after {made[-1][0]:.1f} s of {plan.duration_ms / 1000:.1f} s"


def _at(path: Path, moments: Sequence[float], *, tolerance: float = 0.0) -> Iterator[tuple[float, Image]]:
    """Give the picture that stands at each moment (seconds of the file's clock, in order), and since when."""
    waiting = [moment + tolerance for moment in moments]
    with _opened(path) as container:
        stream = pictures(container)[0]
        if waiting:
            container.seek(max(0, int((waiting[0] - _MARGIN_S) / stream.time_base)), stream=stream)
        before: Any = None
        for frame in container.decode(stream):
            while waiting and before is not None and frame.time > waiting[0]:
                waiting.pop(0)
                yield before.time, _small(before)
            if not waiting:
                return
            before = frame
        for _ in waiting if before is not None else ():
            yield before.time, _small(before)


def _small(frame: Any) -> Image:
    grey = frame.reformat(width=WIDTH, height=max(2, round(WIDTH * frame.height / frame.width)), format="gray")
    plane = grey.planes[0]
    return plane.line_size, grey.height, bytes(plane)


def _changed(drawn: Image, clean: Image) -> int:
    """Count the points of the lower half that differ; everything when the pictures have another shape."""
    if drawn[:2] != clean[:2]:
        return WIDTH * WIDTH
    line, height, points = drawn
    half = line * (height // 2)
    return sum(abs(a - b) > CHANGED for a, b in zip(points[half:], clean[2][half:], strict=True))


def _sounds(path: Path, begins: float, ends: float | None) -> list[Sound]:
    """Give, for each track of sound, time and digest of every packet between two times of the file's clock."""
    with _opened(path) as container:
        streams = list(container.streams.audio)
        found: dict[int, Sound] = {stream.index: [] for stream in streams}
        if streams:
            container.seek(max(0, int(begins * av.time_base)))
        for packet in container.demux(streams) if streams else ():
            if packet.pts is None or not packet.size:
                continue
            time = float(packet.pts * packet.time_base)
            if begins <= time and (ends is None or time <= ends):
                found[packet.stream_index].append((time, hashlib.sha256(_bare(bytes(packet))).digest()))
            elif ends is not None and time > ends + _MARGIN_S:
                break
        return list(found.values())


def _bare(packet: bytes) -> bytes:
    """Take off the header that AAC has in transport streams (ADTS, ISO/IEC 13818-7, 6.2) and in files has not."""
    if packet[:1] == b"\xff" and packet[1:2] and packet[1] & 0xF6 == 0xF0:
        return packet[7 if packet[1] & 1 else 9:]
    return packet


def _opened(path: Path) -> Any:
    try:
        return av.open(f"file:{path}", metadata_errors="replace")
    except av.error.FFmpegError as error:
        raise MediaError(f"the video cannot be read: {error.strerror or error}", path=str(path),
                         hint="look for free space on this disk") from error
