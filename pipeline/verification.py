"""Hold a finished video against a folder of subtitle files: the proof of the mux for any file, from anywhere."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline import media
from pipeline.errors import PipelineError
from pipeline.formats import FORMATS
from pipeline.ingest import stage as ingest
from pipeline.model.cue import Origin, Track
from pipeline.model.label import STARTER
from pipeline.model.language import LANGUAGES, Language
from pipeline.model.problem import Problem
from pipeline.mux import stage as mux
from pipeline.mux.compare import compare, compare_tracks
from pipeline.mux.containers import find_container
from pipeline.store import read_file


def verify(video: Path, folder: Path, *, source: Path | None = None) -> tuple[int, tuple[Problem, ...]]:
    """Compare every track of a video, cue by cue, with the files of a folder (``ko.vtt``, ``ar.srt`` …).

    Gives how many tracks were compared and every difference. Tracks are matched by language, in the video's own order.
    With ``source``, the video before the mux, picture, sound, chapters and description are compared as well; where
    the video holds more tracks than the folder, those of the source are expected after them.
    Raises PipelineError when the folder holds no subtitles or the suffix is no container's, MediaError for a video that
    cannot be read.
    """
    container = find_container(video.name)
    facts, read = media.read_video(video)
    codes = [track.language for track in read]
    tracks = [_track(folder, language) for language in LANGUAGES.values()]
    present = [track for track in tracks if track is not None]
    if not present:
        raise PipelineError(f"{folder} holds no subtitle file named by its language",
                            hint="name a folder such as build/subtitles/<lecture>, with en.vtt, ko.vtt and so on")
    order = {track.language: _place(codes, container.language_code(LANGUAGES[track.language])) for track in present}
    present.sort(key=lambda track: order[track.language])
    before = media.probe(source) if source else facts
    kept = media.read_tracks(source) if source and len(read) > len(present) else None
    plan, _ = mux.run(before, tuple(present), container=container.name, kept=kept)
    if source:
        return len(read), compare(plan, read, before, facts)
    return len(read), tuple(compare_tracks(plan.tracks, read, path=str(video)))


def _place(codes: list[str], code: str) -> int:
    return codes.index(code) if code in codes else len(codes)


def _track(folder: Path, language: Language) -> Track | None:
    for suffix in FORMATS:
        path = folder / f"{language.tag}{suffix}"
        if path.is_file():
            return _with_origin(ingest.run(read_file(path), language=language, path=str(path)).track, language)
    return None


def _with_origin(track: Track, language: Language) -> Track:
    """A file says only in its NOTE that a machine translated it, and how far a person has gone over it."""
    for label, origin in ((language.reviewed_label, Origin.POST_EDITED), (language.machine_label, Origin.MACHINE)):
        if label in track.header:
            starter = STARTER if language.starter_label in track.header else ""
            return replace(track, origin=origin, provenance=starter)
    return track
