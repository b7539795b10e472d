"""What goes into a video: seven tracks in course order, each cue as the container can carry it.

FFmpeg loses cues without a word (overlaps are cut, cues after the end stretch the film, markup and empty cues vanish).
So everything a container cannot carry is changed here, in the open, with a problem for each; what is left arrives
unchanged, and :mod:`pipeline.mux.compare` holds the finished file against it.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.model.cue import Cue, Track
from pipeline.model.label import track_name
from pipeline.model.language import find_language
from pipeline.model.problem import Code, Problem
from pipeline.model.timecode import format_vtt
from pipeline.model.video import MuxedTrack, MuxPlan, PlannedTrack, TimedText, VideoInfo
from pipeline.mux import codes
from pipeline.mux.clean import LONGEST_TEXT_CHARACTERS, CleanText, clean
from pipeline.mux.containers import CONTAINERS, named
from pipeline.mux.flatten import TRIMMED_OVERLAP_MS, flatten, overlaps
from pipeline.mux.kept import as_track, kept_track

REVISION = 1
__all__ = ["CONTAINERS", "REVISION", "named", "run"]


def run(video: VideoInfo, tracks: tuple[Track, ...], *, container: str, kept: tuple[MuxedTrack, ...] | None = None,
        each_cue: bool = False) -> tuple[MuxPlan, tuple[Problem, ...]]:
    """Plan a file: which tracks, under which names, with which cues, and what had to be changed for it.

    ``tracks`` stand in course order, the language of the lecture first. The first track is the default: a container of
    the MP4 family wants exactly one track of a group enabled (FFmpeg enables the first by itself where none is named),
    and players that know the viewer's language choose by the language code anyway. ``kept`` are the subtitle tracks of
    the source, which then stand after ours; without it they are left out. What happens to many cues of a track is told
    once, at the first of them, or with ``each_cue`` at every one.
    """
    kind = named(container)
    planned: list[PlannedTrack] = []
    problems: list[Problem] = list(_source_problems(video)) if kept is None else []
    for track in tracks:
        cues, found = _plan_cues(track, video, each_cue=each_cue)
        problems.extend(found)
        if not cues:
            continue
        language = find_language(track.language)
        planned.append(PlannedTrack(
            language=language.tag, code=kind.language_code(language), name=track_name(track),
            default=not planned, cues=cues, path=track.path, provenance=track.provenance))
    for number, held in enumerate(kept or (), start=1):
        cues, found = _plan_cues(as_track(held, video.path), video, each_cue=each_cue)
        problems.extend(replace(problem, path=video.path) for problem in found if problem.code != codes.NO_CUES.code)
        if cues:
            planned.append(kept_track(held, kind, planned, cues=cues, path=video.path))
        else:
            problems.append(codes.NOT_KEPT.problem(f"subtitle track {number} of the source ({held.language}) has no "
                                                   "text that can be carried; it is left out", path=video.path))
    plan = MuxPlan(container=kind.name, video=video, tracks=tuple(planned))
    return plan, tuple(sorted(problems, key=lambda problem: problem.sort_key))


def _source_problems(video: VideoInfo) -> list[Problem]:
    if not video.subtitle_streams:
        return []
    held = ", ".join(video.subtitle_languages)
    return [codes.REPLACED.problem(f"the source holds {video.subtitle_streams} subtitle tracks ({held}); "
                                   "the new file holds ours alone", path=video.path)]


def _plan_cues(track: Track, video: VideoInfo, *, each_cue: bool) -> tuple[tuple[TimedText, ...], list[Problem]]:
    problems: list[Problem] = []
    kept: list[TimedText] = []
    texts = [(cue, clean(cue.text)) for cue in track.cues]
    for cue, text in texts:
        fitted, found = _fit(track, cue, text, video)
        problems.extend(found)
        kept.extend(fitted)
    problems.extend(_overlap_problem(track, earlier, later) for earlier, later in overlaps(kept))
    problems.extend(_track_problems(track, texts, each_cue=each_cue))
    if not kept:
        problems.append(_problem(codes.NO_CUES, track, None, f"none of {len(track.cues)} cues is left; "
                                 "the track is left out"))
    return flatten(kept), problems


def _fit(track: Track, cue: Cue, text: CleanText, video: VideoInfo) -> tuple[list[TimedText], list[Problem]]:
    """Fit one cue into the video: at most one text, and what had to be done for it."""
    problems = []
    if text.cut:
        problems.append(_problem(codes.TOO_LONG, track, cue, f"{len(cue.text)} characters in one cue, "
                                 f"cut to {LONGEST_TEXT_CHARACTERS}"))
    if not text.text:
        return [], [*problems, _problem(codes.NO_TEXT, track, cue, "the cue has no text and is left out")]
    if cue.start_ms < 0 or cue.end_ms <= cue.start_ms:
        return [], [*problems, _problem(codes.NO_TIME, track, cue,
                                        f"stands from {cue.start_ms} ms to {cue.end_ms} ms and is left out")]
    if cue.start_ms >= video.duration_ms:
        return [], [*problems, _problem(codes.AFTER_END, track, cue, f"begins at {format_vtt(cue.start_ms)}, the video "
                                        f"ends at {format_vtt(video.duration_ms)}; left out")]
    if cue.end_ms > video.duration_ms:
        problems.append(_problem(codes.CLIPPED, track, cue, f"ends {cue.end_ms - video.duration_ms} ms after "
                                 f"the video; clipped to {format_vtt(video.duration_ms)}"))
    end_ms = min(cue.end_ms, video.duration_ms)
    return [TimedText(start_ms=cue.start_ms, end_ms=end_ms, text=text.text, cues=(cue.index,))], problems


def _overlap_problem(track: Track, earlier: TimedText, later: TimedText) -> Problem:
    together_ms = min(earlier.end_ms, later.end_ms) - later.start_ms
    trimmed = (together_ms <= TRIMMED_OVERLAP_MS and earlier.start_ms < later.start_ms
               and earlier.end_ms <= later.end_ms)
    done = f"ends {together_ms} ms earlier" if trimmed else f"shown together with it for {together_ms} ms"
    cue = next(cue for cue in track.cues if cue.index == earlier.cues[0])
    return _problem(codes.OVERLAP, track, cue, f"overlaps cue {later.cues[0]}; {done}")


def _track_problems(track: Track, texts: list[tuple[Cue, CleanText]], *, each_cue: bool) -> list[Problem]:
    """Say once for a track what happens to many of its cues, at the first of them; or at each."""
    concerned = (
        (codes.MARKUP, "markup other than italics, bold, underline", [c for c, t in texts if t.markup]),
        (codes.POSITION, "a position", [c for c, t in texts if t.position or c.settings]),
        (codes.GUARDED, "a sign that reads like markup", [c for c, t in texts if t.guarded]),
        (codes.CONTROL, "control characters", [c for c, t in texts if t.control]),
    )
    if each_cue:
        return [_problem(code, track, cue, what) for code, what, cues in concerned for cue in cues]
    return [_problem(code, track, cues[0], f"{len(cues)} of {len(texts)} cues: {what}")
            for code, what, cues in concerned if cues]


def _problem(code: Code, track: Track, cue: Cue | None, message: str) -> Problem:
    if cue is None:
        return code.problem(message, path=track.path, language=track.language)
    return code.problem(message, path=track.path, language=track.language, line=cue.line, cue=cue.index, text=cue.text)
