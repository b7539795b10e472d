"""What a video file really holds: its streams, their packets, and the cues of its subtitle tracks."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from pipeline.errors import MediaError
from pipeline.media.tally import COUNTED, Count, Tallies, Tally, by_headers, every_packet, pictures
from pipeline.media.timed_text import READERS
from pipeline.model.video import Chapter, MuxedTrack, TimedText, VideoInfo

# The last picture's duration is a guess in some containers; a cut-off file misses far more.
_MISSING_TOLERANCE_MS = 1000


def probe(path: Path) -> VideoInfo:
    """Read what a video holds: size, length, streams, and how many packets really are there.

    Raises MediaError for a file that cannot be read, holds no video, or ends before its time.
    """
    return scan(path, refuse_cut_off=True)[0]


def scan(path: Path, *, refuse_cut_off: bool = False) -> tuple[VideoInfo, tuple[MuxedTrack, ...]]:
    """Read picture, sound and subtitle tracks of a file from end to end; memory does not grow with the video.

    Raises MediaError, with ``refuse_cut_off`` also for a file that ends before its time.
    """
    return _scan(path, every_packet, refuse_cut_off=refuse_cut_off)


def scan_finished(path: Path) -> tuple[VideoInfo, tuple[MuxedTrack, ...]]:
    """Read back a file that FFmpeg has just finished: what its headers tell need not be counted packet by packet.

    Raises MediaError.
    """
    return _scan(path, by_headers)


def _scan(path: Path, count: Count, *, refuse_cut_off: bool = False) -> tuple[VideoInfo, tuple[MuxedTrack, ...]]:
    if not path.is_file():
        raise MediaError("there is no such video", path=str(path), hint="put the video there, or mend its name")
    try:
        with av.open(f"file:{path}", metadata_errors="replace") as container:
            tallies = _tally(container, path, count)
            if refuse_cut_off:
                _refuse_cut_off(container, tallies, path)
            return _described(container, tallies, path)
    except av.error.FFmpegError as error:
        raise MediaError(f"the video cannot be read: {error.strerror or error}", path=str(path), stderr_tail=str(error),
                         hint="it is damaged, cut off or no video; fetch it again or export it once more") from error


def _tally(container: Any, path: Path, count: Count) -> Tallies:
    """Count the packets of picture, sound and subtitles; there must be a picture."""
    if not pictures(container):
        raise MediaError("there is no picture in this file", path=str(path),
                         hint="it may be sound only; a lecture needs a video stream")
    tallies = count(container, path)
    if not tallies[pictures(container)[0].index].packets:
        raise MediaError("there is not one picture in this file", path=str(path),
                         hint="it is cut off or empty; export it once more")
    return tallies


def _described(container: Any, tallies: Tallies, path: Path) -> tuple[VideoInfo, tuple[MuxedTrack, ...]]:
    picture = pictures(container)[0]
    video = tallies[picture.index]
    start = video.seconds(video.shown if video.shown is not None else video.first)
    info = _info(container, picture, tallies, start, path)
    return info, tuple(_track(s, tallies[s.index], start, path) for s in container.streams.subtitles)


def _info(container: Any, picture: Any, tallies: Tallies, start: Fraction, path: Path) -> VideoInfo:
    kinds = {kind: [tallies[s.index] for s in container.streams if s.type == kind] for kind in COUNTED}
    video, sounds = tallies[picture.index], [t for t in kinds["audio"] if t.packets]
    earliest = Fraction(container.start_time or 0, av.time_base)
    end = max(t.seconds(t.end) for t in (video, *sounds))
    subtitles = container.streams.subtitles
    return VideoInfo(
        path=str(path), duration_ms=_ms(end - start), start_ms=_ms(start), lead_in_ms=max(0, _ms(start - earliest)),
        width=picture.codec_context.width, height=picture.codec_context.height,
        frame_rate=picture.average_rate or picture.guessed_rate or Fraction(0),
        video_packets=video.packets, audio_packets=sum(t.packets for t in sounds),
        audio_streams=len(kinds["audio"]), subtitle_streams=len(subtitles),
        video_span_ms=_span_ms(video),
        audio_start_ms=min((_ms(t.seconds(t.first) - start) for t in sounds), default=0),
        audio_span_ms=max((_span_ms(t) for t in sounds), default=0),
        video_codec=picture.codec_context.name,
        audio_codec=next((s.codec_context.name for s in container.streams.audio), ""),
        subtitle_languages=tuple(s.metadata.get("language", "und") for s in subtitles),
        chapters=tuple(_chapter(chapter, start) for chapter in container.chapters()),
        title=_tag(container.metadata, "title"), comment=_tag(container.metadata, "comment"),
    )


def _refuse_cut_off(container: Any, tallies: Tallies, path: Path) -> None:
    """Refuse a file whose packets end well before the length its header gives."""
    earliest = Fraction(container.start_time or 0, av.time_base)
    last = max(t.seconds(t.end) for t in tallies.values())
    end_ms = _ms(last - earliest)
    stated_ms = _ms(Fraction(container.duration or 0, av.time_base))
    if _ms(max(last, last - earliest)) + _MISSING_TOLERANCE_MS < stated_ms:  # Matroska states when the end is
        raise MediaError(f"the video is cut off: {end_ms / 1000:.1f} s are there of {stated_ms / 1000:.1f} s",
                         path=str(path), hint="the copy was not finished; fetch the video again")


def _track(stream: Any, tally: Tally, start: Fraction, path: Path) -> MuxedTrack:
    codec = stream.codec_context.name
    reader = READERS.get(codec)
    cues = []
    for time, duration, payload in tally.texts if reader else ():
        try:
            text = reader(payload) if reader else ""
        except ValueError as error:
            raise MediaError(f"subtitle stream {stream.index} cannot be read: {error}", path=str(path),
                             hint="mux the video again") from error
        if text:
            begins = tally.seconds(time) - start
            cues.append(TimedText(start_ms=_ms(begins), end_ms=_ms(begins + tally.seconds(duration)), text=text))
    return MuxedTrack(language=stream.metadata.get("language", "und"), name=_name(stream.metadata),
                      default=bool(stream.disposition & av.stream.Disposition.default), cues=tuple(cues))


def _name(metadata: dict[str, str]) -> str:
    """Give the name in the menu: Matroska keeps a title, MP4 the name of the handler."""
    return _tag(metadata, "title") or metadata.get("handler_name", "")


def _tag(metadata: dict[str, str], name: str) -> str:
    return next((value for key, value in metadata.items() if key.lower() == name), "")


def _chapter(chapter: Any, start: Fraction) -> Chapter:
    base = Fraction(chapter["time_base"])
    return Chapter(start_ms=_ms(chapter["start"] * base - start), end_ms=_ms(chapter["end"] * base - start),
                   title=chapter["metadata"].get("title", ""))


def _span_ms(tally: Tally) -> int:
    return _ms(tally.seconds(tally.last) - tally.seconds(tally.first))


def _ms(seconds: Fraction) -> int:
    return round(seconds * 1000)
