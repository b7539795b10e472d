"""A clip with one language in its picture, for social media and other places without a menu of tracks."""

from __future__ import annotations

import re
from pathlib import Path

import click

from pipeline import build as story
from pipeline import burning, exporting
from pipeline.cli.course import common
from pipeline.cli.export import report_losses, tell_missing
from pipeline.cli.terminal import CANNOT_RUN, GOOD, PROBLEMS_FOUND, lecture_progress, part_progress, say
from pipeline.errors import PipelineError
from pipeline.model.timecode import fields_to_ms

_TIME = re.compile(r"(?:(?:(\d+):)?(\d{1,2}):)?(\d+)(?:[.,](\d{1,3}))?")


def _moment(_context: click.Context, _parameter: click.Parameter, value: str | None) -> int | None:
    """Read a moment of a video, ``95``, ``1:35`` or ``0:01:35.500``, as milliseconds."""
    if value is None:
        return None
    found = _TIME.fullmatch(value)
    if found is None:
        raise click.BadParameter(f"{value!r} is no time; write 95, 1:35 or 0:01:35.500")
    hours, minutes, seconds, fraction = found.groups()
    return fields_to_ms(int(hours or 0), int(minutes or 0), int(seconds), int((fraction or "").ljust(3, "0")))


@click.command()
@click.argument("lecture")
@click.option("--language", "tag", required=True, metavar="TAG", help="The language to draw, such as ko.")
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path, file_okay=False),
              help="The folder to write into; it is made if it is not there.")
@click.option("--from", "start_ms", callback=_moment, default="0", metavar="TIME",
              help="Where the clip begins: 95, 1:35 or 0:01:35.500.")
@click.option("--until", "end_ms", callback=_moment, metavar="TIME", help="Where the clip ends.")
@click.option("--font", default="", help="A font family or a font file; else `font` of the language in course.toml.")
@click.option("--dry-run", is_flag=True, help="Only say what would be lost; make no clip.")
@click.option("--force", is_flag=True, help="Replace a clip that is there.")
@common
def burn(lecture: str, tag: str, folder: Path, start_ms: int, end_ms: int | None, font: str, dry_run: bool,
         force: bool, root: Path, traceback: bool) -> int:
    """Draw one language into the picture of LECTURE, or of a stretch of it, for social media.

    Every character is looked up in the font first. Afterwards the clip is looked at: the picture changed at every cue
    and nowhere else, the sound is that of the source. A machine's words are marked in the picture.

    \b
    localize burn p1-01-transitions --language ko --from 1:35 --until 2:05 --to clips
    """
    course = story.open_course(root)
    with lecture_progress() as progress:
        result = story.build(root, course, story.Wanted(lectures=(lecture,), languages=(tag,), until="check"),
                             on_lecture=progress)
    tracks = [track for built in result.lectures for track in exporting.lecture_tracks(root, built, (tag,))]
    code = max((tell_missing(built, (tag,)) for built in result.lectures), default=GOOD)
    if not tracks:
        if code == GOOD:
            raise PipelineError(f"{lecture} has no {tag} track", hint=f"put one into subtitles/{lecture}/")
        return code
    clip = burning.prepare(root, course, tracks[0], lecture=lecture, start_ms=start_ms, end_ms=end_ms)
    report_losses(clip.losses, tracks=1)
    if dry_run:
        say(f"{folder / clip.name}: not made")
        return code
    with part_progress(clip.name) as part:
        font = burning.burn(course, clip, folder, font=font, force=force, on_progress=part)
    say(f"{folder / clip.name}: {len(clip.plan.cues)} cues in {font}, each looked at in the picture")
    return PROBLEMS_FOUND if code == PROBLEMS_FOUND else CANNOT_RUN if code else GOOD


COMMANDS = (burn,)
