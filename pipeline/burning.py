"""One language burned into the picture of a lecture, or of a stretch of it: a clip for places without a track menu."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipeline import media
from pipeline.config import Course
from pipeline.errors import PipelineError
from pipeline.model.cue import Track
from pipeline.model.label import NAME_MARKS
from pipeline.model.language import find_language
from pipeline.model.problem import Problem
from pipeline.mux import burn as planning
from pipeline.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A clip that can be made: its file name, its plan, and what the picture cannot show of the track, cue by cue."""

    name: str
    video: Path
    plan: planning.BurnPlan
    losses: tuple[Problem, ...]


def prepare(root: Path, course: Course, track: Track, *, lecture: str, start_ms: int = 0,
            end_ms: int | None = None) -> Clip:
    """Plan a clip: ``<lecture>.<tag>.mp4``, with the stretch (``.95000-125000``, milliseconds) when one is named.

    Raises PipelineError when no cue stands in the stretch, MediaError when the video is missing or cannot be read.
    """
    video = Store(root).path(course.settings.video.format(lecture=lecture))
    plan, losses = planning.plan(media.probe(video), track, start_ms=start_ms, end_ms=end_ms)
    stretch = f".{plan.start_ms}-{plan.end_ms}" if (start_ms, end_ms) != (0, None) else ""
    return Clip(name=f"{lecture}.{track.language}{NAME_MARKS[track.origin]}{stretch}.mp4", video=video, plan=plan,
                losses=losses)


def burn(course: Course, clip: Clip, folder: Path, *, font: str = "", force: bool = False,
         on_progress: Callable[[float], None] | None = None) -> str:
    """Make the clip in ``folder``, prove it, and name the font it was drawn with.

    ``font`` is a family or a font file; without it the one of course.toml counts, then what suits the script. Raises
    PipelineError when the clip is there already and ``force`` is not given, MediaError as :func:`pipeline.media.burn`.
    """
    target = folder / clip.name
    if target.exists() and not force:
        raise PipelineError(f"{target} is there already", hint="replace it with --force, or write to another folder")
    chosen = font or dict(course.fonts).get(clip.plan.language, "")
    fonts = (chosen,) if chosen else planning.families(find_language(clip.plan.language))
    ffmpeg = media.find_ffmpeg(course.settings.ffmpeg)
    return media.burn(clip.plan, fonts=fonts, ffmpeg=ffmpeg, video=clip.video, target=target,
                      on_progress=on_progress)
