"""The FFmpeg command of a mux, compiled by ffmpeg-python.

ffmpeg-python keeps one value for each option, but ``-metadata:s:s:0`` is needed twice for each track (language and
name); given a list it writes the list itself into the file. So metadata is put into the compiled arguments here, in
one place.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import ffmpeg

from pipeline.model.video import MuxPlan
from pipeline.mux.containers import CONTAINERS, Container

# -xerror: stop at the first damage instead of writing what is left. Copied streams are not encoded, so no seed differs.
GLOBAL = ("-nostdin", "-hide_banner", "-v", "error", "-xerror", "-progress", "pipe:1", "-nostats")


def mux_command(program: str, plan: MuxPlan, *, video: Path, subtitles: Sequence[Path], output: Path) -> list[str]:
    """Compile the command that copies picture and sound and adds one subtitle file for each track, in one pass."""
    container = CONTAINERS[plan.container]
    source = ffmpeg.input(url(video))
    texts = [ffmpeg.input(url(path), f=container.text_format, sub_charenc="UTF-8") for path in subtitles]
    options = {
        "c": "copy",
        "c:s": container.subtitle_codec,
        "map_metadata": 0,
        "map_chapters": 0,
        "fflags": "+bitexact",  # no random identifiers: the same plan gives the same bytes
        "f": container.muxer,
        **dict(container.options),
        **{f"disposition:s:{place}": "default" if track.default else "0" for place, track in enumerate(plan.tracks)},
    }
    streams = [source["v"], source["a?"], *(text["s"] for text in texts)]
    program_name, *arguments, output_url = ffmpeg.output(*streams, url(output), **options).compile(cmd=program)
    return [program_name, *GLOBAL, *arguments, *_metadata(plan, container), output_url, "-y"]


def _metadata(plan: MuxPlan, container: Container) -> list[str]:
    """Give the options that name each track's language, its name in the menu, and who made its words."""
    words: list[str] = []
    for place, track in enumerate(plan.tracks):
        entries = {"language": track.code, container.name_key: track.name, "comment": track.provenance}
        for key, value in entries.items():
            words += [f"-metadata:s:s:{place}", f"{key}={value}"] if value else []
    return words


def url(path: Path) -> str:
    """Write a path so that no name is taken for a protocol or an option (``a:b.mp4``, ``-x.mp4``)."""
    return f"file:{path}"
