"""Read a muxed video back and compare it with subtitle files."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline import verification
from pipeline.cli.terminal import GOOD, PROBLEMS_FOUND, say, wants_colour
from pipeline.report import check as checks


@click.command()
@click.argument("video", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--against", "folder", required=True, type=click.Path(path_type=Path, exists=True, file_okay=False),
              help="The folder with the subtitle files, named by language: en.vtt, ko.vtt …")
@click.option("--source", type=click.Path(path_type=Path, exists=True, dir_okay=False), default=None,
              help="The video before the mux: picture, sound and chapters are compared with it as well.")
def verify(video: Path, folder: Path, source: Path | None) -> int:
    """Read VIDEO back and compare each of its subtitle tracks, cue by cue, with the files of a folder.

    \b
    localize verify build/videos/p1-01-transitions.mp4 --against build/subtitles/p1-01-transitions
    """
    tracks, problems = verification.verify(video, folder, source=source)
    if problems:
        say(checks.OUTPUTS["full"](problems, tracks, wants_colour()))
        return PROBLEMS_FOUND
    beside = f"; picture and sound as in {source}" if source else ""
    say(f"{video}: {tracks} tracks, every cue as in {folder}{beside}")
    return GOOD


COMMANDS = (verify,)
