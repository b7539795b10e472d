"""One language drawn into the picture, for places where a viewer cannot choose a track: social media, a hall's screen.

The cues of the stretch are planned as they are for a container: flattened, clipped, and each change told. A machine's
words are marked in the picture, because there is no menu that could say it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.errors import PipelineError
from pipeline.model.cue import Cue, Origin, Track
from pipeline.model.label import track_name
from pipeline.model.language import Language
from pipeline.model.problem import Problem
from pipeline.model.timecode import format_vtt
from pipeline.model.video import TimedText, VideoInfo
from pipeline.mux.stage import run

# Tried in this order; the first that is installed and has every character is used. A face for one language stands
# before the pan-CJK default of a system, which is most often the Japanese one: its shapes of 直 or 骨 are not Chinese.
_BY_SCRIPT: dict[str, tuple[str, ...]] = {
    "Arab": ("DejaVu Sans", "Noto Sans Arabic", "Noto Naskh Arabic", "Arial", "Geeza Pro"),
    "Hans": ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei"),
    "Hant": ("Noto Sans CJK TC", "Noto Sans TC", "Source Han Sans TC", "PingFang TC", "Microsoft JhengHei"),
    "Kore": ("Noto Sans CJK KR", "Noto Sans KR", "Source Han Sans KR", "Apple SD Gothic Neo", "Malgun Gothic"),
}
_OTHERS = ("Noto Sans", "DejaVu Sans", "Liberation Sans", "Arial")


@dataclass(frozen=True, slots=True, kw_only=True)
class BurnPlan:
    """A stretch of a video with one language in its picture.

    ``start_ms`` and ``end_ms`` count from the first picture of ``video``; the times of ``cues`` from ``start_ms``.
    ``label`` says, in the language of the cues, that a machine made them; empty for a person's words. ``language``
    and ``path`` are for messages.
    """

    video: VideoInfo
    start_ms: int
    end_ms: int
    cues: tuple[TimedText, ...]
    label: str
    language: str
    path: str = ""

    @property
    def duration_ms(self) -> int:
        """How long the stretch is, in milliseconds."""
        return self.end_ms - self.start_ms


def plan(video: VideoInfo, track: Track, *, start_ms: int = 0,
         end_ms: int | None = None) -> tuple[BurnPlan, tuple[Problem, ...]]:
    """Plan a stretch of a video, all of it when no times are given; the problems tell what the picture cannot show.

    Raises PipelineError when the stretch is empty, lies outside of the video, or no cue stands in it.
    """
    end_ms = video.duration_ms if end_ms is None else min(end_ms, video.duration_ms)
    if not 0 <= start_ms < end_ms:
        raise PipelineError(f"there is nothing between {format_vtt(max(0, start_ms))} and {format_vtt(max(0, end_ms))}",
                            hint=f"the video runs from 00:00:00.000 to {format_vtt(video.duration_ms)}")
    inside = tuple(_within(cue, start_ms, end_ms) for cue in track.cues
                   if cue.start_ms < end_ms and cue.end_ms > start_ms)
    clip = replace(video, duration_ms=end_ms - start_ms, subtitle_streams=0)
    planned, problems = run(clip, (replace(track, cues=inside),), container="mp4")
    if not planned.tracks:
        raise PipelineError(f"no {track.language} cue stands between {format_vtt(start_ms)} and {format_vtt(end_ms)}",
                            hint="choose another stretch")
    label = "" if track.origin is Origin.HUMAN else track_name(track)
    return BurnPlan(video=video, start_ms=start_ms, end_ms=end_ms, cues=planned.tracks[0].cues, label=label,
                    language=track.language, path=track.path), problems


def families(language: Language) -> tuple[str, ...]:
    """Give the font families a language is drawn in, the best first."""
    return _BY_SCRIPT.get(language.script, _OTHERS)


def gaps(cues: tuple[TimedText, ...], *, duration_ms: int, least_ms: int = 400) -> tuple[int, ...]:
    """Give a moment in the middle of every gap of at least ``least_ms``: the picture is bare there."""
    bounds = [0, *(time for cue in cues for time in (cue.start_ms, cue.end_ms)), duration_ms]
    return tuple((begins + ends) // 2 for begins, ends in zip(bounds[::2], bounds[1::2], strict=True)
                 if ends - begins >= least_ms)


def _within(cue: Cue, start_ms: int, end_ms: int) -> Cue:
    return replace(cue, start_ms=max(cue.start_ms, start_ms) - start_ms, end_ms=min(cue.end_ms, end_ms) - start_ms)
