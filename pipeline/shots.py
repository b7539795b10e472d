"""Cues and changes of the picture: measured when asked for, kept until the video changes, told of as information."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from pipeline import delivered, media
from pipeline.config import Course
from pipeline.errors import PipelineError
from pipeline.media import shots
from pipeline.model.problem import Problem
from pipeline.model.result import Failure
from pipeline.store import Store
from pipeline.validate import stage as validate
from pipeline.validate import timing
from pipeline.validate.allow import apply_allows
from pipeline.workbench import CACHE


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured in which video."""

    video: str
    revision: int
    shots_ms: tuple[int, ...]


def check(root: Path, course: Course, *, lectures: Sequence[str] = (),
          languages: Sequence[str] = ()) -> tuple[tuple[Problem, ...], tuple[Failure, ...]]:
    """Find the cues of people's tracks that nearly meet a change of the picture, and give what could not be measured.

    Machine tracks come and go with the source track, so they are not asked. Raises PipelineError for a lecture or
    language not in the course.
    """
    store = Store(root)
    found: list[Problem] = []
    failures: list[Failure] = []
    for lecture in delivered.chosen(course, lectures, languages):
        files, _ = delivered.find(store, course, lecture.id, languages)  # the check itself tells of unreadable files
        video = course.settings.video.format(lecture=lecture.id)
        if not files or not store.exists(video):
            continue
        try:
            shots_ms = measured(store, course, lecture.id)
        except PipelineError as error:
            failures.append(Failure(where=f"{lecture.id} picture", message=error.message, hint=error.hint))
            continue
        tracks = tuple(file.track for file in files)
        profiles = tuple(course.profile(track.language) for track in tracks)
        problems = validate.run(tracks, source=course.settings.source, profiles=profiles, video=None,
                                shots_ms=shots_ms, rules=(timing.shot_change,))
        found += [replace(problem, lecture=lecture.id) for problem in problems]
    return apply_allows(found, course.allows), tuple(failures)


def measured(store: Store, course: Course, lecture: str) -> tuple[int, ...]:
    """Give when the picture of a lecture changes, in milliseconds; looked for again only when its video has changed.

    Raises MediaError.
    """
    video, name = course.settings.video.format(lecture=lecture), f"{CACHE}/shots/{lecture}.json"
    digest = store.digest(video)
    if store.exists(name):
        try:
            kept = msgspec.json.decode(store.read(name), type=_Kept)
        except msgspec.DecodeError:
            kept = None  # measured again
        if kept and (kept.video, kept.revision) == (digest, shots.REVISION):
            return kept.shots_ms
    found = media.find_shots(store.path(video), ffmpeg=media.find_ffmpeg(course.settings.ffmpeg))
    store.write(name, msgspec.json.encode(_Kept(video=digest, revision=shots.REVISION, shots_ms=found)))
    return found
