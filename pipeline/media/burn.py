"""Drawing one language into the picture, and the proof of it, before the clip is delivered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import ffmpeg as ffmpeg_python

from pipeline.errors import MediaError
from pipeline.media.binary import FFmpeg
from pipeline.media.drawn import picture_faults, sound_faults
from pipeline.media.fonts import find_face, options
from pipeline.media.graph import GLOBAL, url
from pipeline.media.process import run_ffmpeg
from pipeline.media.work import deliver, disk, refuse_source_as_target, workplace
from pipeline.mux.burn import BurnPlan
from pipeline.mux.script import script

_SCRIPT = "cues.ass"
_SHOWN_FAULTS = 5


def burn(plan: BurnPlan, *, fonts: Sequence[str], ffmpeg: FFmpeg, video: Path, target: Path,
         on_progress: Callable[[float], None] | None = None) -> str:
    """Draw the cues into a copy of the stretch, prove it, set it in the target's place, and name the font.

    The picture is encoded anew (H.264), the sound is copied. ``fonts`` are families or font files, the best first;
    the first that has every character is used. ``on_progress`` gets 0.0 to 1.0.

    Raises MediaError (no font has every character, FFmpeg failed, the picture or sound of the clip is not as planned,
    the target is the source) or StoreError; the old target stays.
    """
    refuse_source_as_target(video, target)
    with workplace(target) as place:
        folder, source = place.absolute(), video.absolute()
        face = find_face(plan, fonts, ffmpeg=ffmpeg, folder=folder)
        with disk(target):
            (folder / _SCRIPT).write_text(script(plan, family=face.family), "utf-8")
        made = folder / f"result{target.suffix}"
        # FFmpeg runs in the folder: the one path inside a filter is a plain name, whatever the lecture is called.
        run_ffmpeg(_command(ffmpeg.path, plan, options(face), video=source, output=made), path=video, cwd=folder,
                   duration_ms=plan.duration_ms, on_progress=on_progress)
        faults = [*picture_faults(plan, source, made), *sound_faults(plan, source, made)]
        if faults:
            shown = "; ".join(faults[:_SHOWN_FAULTS])
            more = f"; and {len(faults) - _SHOWN_FAULTS} more" if len(faults) > _SHOWN_FAULTS else ""
            raise MediaError(f"the clip is not as planned and was thrown away: {shown}{more}", path=str(target),
                             hint="the old file is still there; look at the video itself at that time")
        deliver(made, target)
    return face.family


def _command(program: str, plan: BurnPlan, fonts: dict[str, str], *, video: Path, output: Path) -> list[str]:
    # Both are options of the input: picture and sound are cut together, and times begin at 0 for the filter.
    stretch = {"ss": f"{(plan.start_ms + plan.video.lead_in_ms) / 1000:.3f}", "t": f"{plan.duration_ms / 1000:.3f}"}
    source = ffmpeg_python.input(url(video), **stretch)
    drawn = source["v:0"].filter("ass", _SCRIPT, **fonts)
    # Every picture keeps its own time, also where the frame rate varies: none is doubled or left out.
    made = ffmpeg_python.output(
        drawn, source["a?"], url(output), **{"c:v": "libx264", "c:a": "copy"}, preset="medium", crf=20,
        pix_fmt="yuv420p", fps_mode="passthrough", enc_time_base="1/90000", map_metadata=0, map_chapters=-1,
        movflags="+faststart", fflags="+bitexact", f="mp4")
    program_name, *arguments = made.compile(cmd=program)
    return [program_name, *GLOBAL, *arguments, "-y"]
