"""Muxing that proves what it delivered: write beside the target, read back, compare, and only then replace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pipeline.errors import MediaError
from pipeline.formats import vtt
from pipeline.media import hls
from pipeline.media.binary import FFmpeg
from pipeline.media.graph import mux_command
from pipeline.media.matroska import add_language_tags
from pipeline.media.probe import scan_finished
from pipeline.media.process import run_ffmpeg
from pipeline.media.work import deliver, disk, refuse_source_as_target, workplace
from pipeline.model.cue import Cue, Track
from pipeline.model.timecode import format_srt
from pipeline.model.video import MuxedTrack, MuxPlan, PlannedTrack, VideoInfo
from pipeline.mux.compare import compare
from pipeline.mux.containers import CONTAINERS

_SHOWN_DIFFERENCES = 5


def mux(plan: MuxPlan, *, ffmpeg: FFmpeg, video: Path, target: Path,
        on_progress: Callable[[float], None] | None = None) -> None:
    """Put the planned tracks into a copy of the video, prove the copy, and set it in the target's place.

    Picture and sound are copied, not encoded. The finished file is read back packet by packet and held against the
    plan and ``plan.video``; any difference leaves the old target as it was. ``on_progress`` gets 0.0 to 1.0.

    Raises MediaError (FFmpeg failed, the result is not what was planned, another run works on the target, the target
    is the source) or StoreError (the disk refuses).
    """
    refuse_source_as_target(video, target)
    way = _WAYS[CONTAINERS[plan.container].muxer]
    with workplace(target) as folder:
        with _words_for(target, folder.absolute()):
            made = way.make(plan, ffmpeg=ffmpeg, video=video.absolute(), folder=folder.absolute(),
                            on_progress=on_progress)
            result, tracks = way.read(made)
        _prove(plan, result, tracks, target)
        way.put(made, target)


@contextmanager
def _words_for(target: Path, folder: Path) -> Iterator[None]:
    """Say of a result that cannot be read what it means: on a full disk FFmpeg's HLS writer ends with exit code 0."""
    try:
        yield
    except MediaError as error:
        if not Path(error.path).is_relative_to(folder):
            raise
        raise MediaError("what FFmpeg wrote cannot be read back and was thrown away", path=str(target),
                         stderr_tail=error.message, hint="look for free space on this disk; the old file is still there"
                         ) from error


class _Make(Protocol):
    def __call__(self, plan: MuxPlan, *, ffmpeg: FFmpeg, video: Path, folder: Path,
                 on_progress: Callable[[float], None] | None) -> Path: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """How one kind of container is written into a folder, read back from there, and put in its place."""

    make: _Make
    read: Callable[[Path], tuple[VideoInfo, tuple[MuxedTrack, ...]]] = scan_finished
    put: Callable[[Path, Path], None] = deliver


def _make_file(plan: MuxPlan, *, ffmpeg: FFmpeg, video: Path, folder: Path,
               on_progress: Callable[[float], None] | None) -> Path:
    output = folder / f"result{CONTAINERS[plan.container].suffix}"
    command = mux_command(ffmpeg.path, plan, video=video, subtitles=_write_subtitles(plan, folder), output=output)
    run_ffmpeg(command, path=video, duration_ms=plan.video.duration_ms,
               on_progress=on_progress)
    return output


def _make_matroska(plan: MuxPlan, *, ffmpeg: FFmpeg, video: Path, folder: Path,
                   on_progress: Callable[[float], None] | None) -> Path:
    output = _make_file(plan, ffmpeg=ffmpeg, video=video, folder=folder, on_progress=on_progress)
    add_language_tags(output, plan)
    return output


_WAYS = {"mp4": _Way(make=_make_file), "matroska": _Way(make=_make_matroska),
         "hls": _Way(make=hls.make, read=hls.read, put=hls.put)}


def _write_subtitles(plan: MuxPlan, folder: Path) -> list[Path]:
    form = CONTAINERS[plan.container].text_format
    paths = [folder / f"{place}.{form}" for place in range(len(plan.tracks))]
    with disk(folder):
        for path, track in zip(paths, plan.tracks, strict=True):
            path.write_bytes(_TEXTS[form](track, shift_ms=plan.video.lead_in_ms).encode("utf-8"))
    return paths


def _srt(track: PlannedTrack, *, shift_ms: int) -> str:
    """Write SubRip as FFmpeg reads it without loss; it counts from the earliest packet, we from the first picture."""
    return "".join(f"{number}\n{format_srt(cue.start_ms + shift_ms)} --> {format_srt(cue.end_ms + shift_ms)}\n"
                   f"{cue.text}\n\n" for number, cue in enumerate(track.cues, start=1))


def _webvtt(track: PlannedTrack, *, shift_ms: int) -> str:
    """Write WebVTT without header blocks and settings: of a STYLE block, FFmpeg 5 takes every cue for a part."""
    return vtt.write(Track(language=track.language, cues=tuple(
        Cue(index=number, start_ms=cue.start_ms + shift_ms, end_ms=cue.end_ms + shift_ms, text=cue.text)
        for number, cue in enumerate(track.cues, start=1))))


_TEXTS: dict[str, Callable[..., str]] = {"srt": _srt, "webvtt": _webvtt}


def _prove(plan: MuxPlan, result: VideoInfo, tracks: tuple[MuxedTrack, ...], target: Path) -> None:
    problems = compare(plan, tracks, plan.video, result)
    if not problems:
        return
    shown = "; ".join(f"{problem.code} {problem.message}" + (f" (cue {problem.cue})" if problem.cue else "")
                      for problem in problems[:_SHOWN_DIFFERENCES])
    more = f"; and {len(problems) - _SHOWN_DIFFERENCES} more" if len(problems) > _SHOWN_DIFFERENCES else ""
    raise MediaError(f"the finished file is not what was planned and was thrown away: {shown}{more}", path=str(target),
                     hint="the old file is still there; if the source changed meanwhile, build again")
