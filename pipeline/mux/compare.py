"""The proof of a mux: what was read back from the file, held against what was planned, cue by cue.

An exit code of 0 says nothing here: FFmpeg gives it after losing whole tracks. A file without a problem from this
module holds every cue of the plan, and picture and sound of the source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.model.problem import Code, Problem
from pipeline.model.timecode import format_vtt
from pipeline.model.video import MuxedTrack, MuxPlan, PlannedTrack, TimedText, VideoInfo
from pipeline.mux import codes
from pipeline.mux.containers import CONTAINERS

TIME_TOLERANCE_MS = 1
# Containers store times in their own ticks (Matroska: 1 ms), so first and last packet may each be rounded once.
SPAN_TOLERANCE_MS = 2
# FFmpeg 5 moves picture and sound of a Matroska file by one audio frame, and forgets the chapters.
CHAPTER_TOLERANCE_MS = 50


def compare(plan: MuxPlan, read: tuple[MuxedTrack, ...], source: VideoInfo,
            result: VideoInfo) -> tuple[Problem, ...]:
    """Give every difference between the plan and the finished file; none means the file is good.

    ``source`` is the video that went in, ``result`` and ``read`` were read from the file that came out.
    """
    described = CONTAINERS[plan.container].describes
    description = _description(source, result) if described else ()
    return (*_media(source, result), *description, *compare_tracks(plan.tracks, read, path=result.path))


def compare_tracks(planned: tuple[PlannedTrack, ...], read: tuple[MuxedTrack, ...], *, path: str) -> list[Problem]:
    """Give every difference between planned and found subtitle tracks, in course order; ``path`` names the video."""
    if len(planned) != len(read):
        found = ", ".join(track.language for track in read) or "none"
        wanted = ", ".join(track.code for track in planned)
        return [codes.TRACKS.problem(f"{len(read)} subtitle tracks ({found}), planned {len(planned)} ({wanted})",
                                     path=path, measured=str(len(read)), limit=str(len(planned)))]
    return [problem for place, (plan, track) in enumerate(zip(planned, read, strict=True), start=1)
            for problem in (*_track(plan, track, place, path), *_cues(plan, track, place, path))]


def _media(source: VideoInfo, result: VideoInfo) -> Iterator[Problem]:
    yield from _unequal(result.path, (
        (codes.VIDEO, "video packets", source.video_packets, result.video_packets),
        (codes.VIDEO, "picture size", (source.width, source.height), (result.width, result.height)),
        (codes.VIDEO, "video codec", source.video_codec, result.video_codec),
        (codes.AUDIO, "audio streams", source.audio_streams, result.audio_streams),
        (codes.AUDIO, "audio packets", source.audio_packets, result.audio_packets),
    ))
    span = SPAN_TOLERANCE_MS
    yield from _apart(result.path, (
        (codes.VIDEO, "picture", source.video_span_ms, result.video_span_ms, span),
        (codes.AUDIO, "sound", source.audio_span_ms, result.audio_span_ms, span),
        (codes.AUDIO, "sound begins, after the first picture,", source.audio_start_ms, result.audio_start_ms, span),
    ))


def _description(source: VideoInfo, result: VideoInfo) -> Iterator[Problem]:
    yield from _unequal(result.path, (
        (codes.DESCRIPTION, "title", source.title, result.title),
        (codes.DESCRIPTION, "comment", source.comment, result.comment),
        (codes.CHAPTERS, "chapters", [c.title for c in source.chapters], [c.title for c in result.chapters]),
    ))
    yield from _apart(result.path, (
        (codes.CHAPTERS, f"start of chapter {wanted.title!r}", wanted.start_ms, found.start_ms, CHAPTER_TOLERANCE_MS)
        for wanted, found in zip(source.chapters, result.chapters, strict=False)))


def _unequal(path: str, checks: Iterable[tuple[Code, str, object, object]]) -> Iterator[Problem]:
    for code, what, wanted, found in checks:
        if wanted != found:
            yield code.problem(f"{what}: {found}, in the source {wanted}", path=path, measured=str(found),
                               limit=str(wanted))


def _apart(path: str, checks: Iterable[tuple[Code, str, int, int, int]]) -> Iterator[Problem]:
    for code, what, wanted_ms, found_ms, tolerance_ms in checks:
        if abs(wanted_ms - found_ms) > tolerance_ms:
            yield code.problem(f"{what}: {found_ms} ms, in the source {wanted_ms} ms", path=path,
                               measured=f"{found_ms} ms", limit=f"{wanted_ms} ms")


def _track(plan: PlannedTrack, track: MuxedTrack, place: int, path: str) -> Iterator[Problem]:
    checks: tuple[tuple[Code, str, object, object], ...] = (
        (codes.LANGUAGE, "language code", plan.code, track.language),
        (codes.NAME, "name", plan.name, track.name),
        (codes.DEFAULT, "default", plan.default, track.default),
        (codes.CUES, "cues", len(plan.cues), len(track.cues)),
    )
    for code, what, wanted, found in checks:
        if wanted != found:
            yield code.problem(f"track {place} ({plan.language}): {what} {found!r}, planned {wanted!r}", path=path,
                               language=plan.language, measured=str(found), limit=str(wanted))


def _cues(plan: PlannedTrack, track: MuxedTrack, place: int, path: str) -> Iterator[Problem]:
    """Compare cue by cue up to the first one that is missing or too many: after it all others only look wrong."""
    for wanted, found in zip(plan.cues, track.cues, strict=False):
        differences = list(_cue(wanted, found))
        for code, message, measured, limit in differences:
            yield code.problem(f"track {place} ({plan.language}): {message}", path=path, language=plan.language,
                               cue=wanted.cues[0] if wanted.cues else 0, text=wanted.text, measured=measured,
                               limit=limit)
        if differences and len(plan.cues) != len(track.cues):
            return


def _cue(wanted: TimedText, found: TimedText) -> Iterator[tuple[Code, str, str, str]]:
    if wanted.text != found.text:
        yield codes.TEXT, f"text {found.text!r}, planned {wanted.text!r}", found.text, wanted.text
    times = (("begins", wanted.start_ms, found.start_ms), ("ends", wanted.end_ms, found.end_ms))
    for what, wanted_ms, found_ms in times:
        if abs(wanted_ms - found_ms) > TIME_TOLERANCE_MS:
            yield (codes.TIME, f"{what} at {_shown(found_ms)}, planned {_shown(wanted_ms)}", f"{found_ms} ms",
                   f"{wanted_ms} ms")


def _shown(time_ms: int) -> str:
    return format_vtt(time_ms) if time_ms >= 0 else f"{time_ms} ms"
