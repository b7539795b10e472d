"""Subtitles for other players and tools: the course's tracks as sidecar files, and one file from anywhere converted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from pipeline import build as story
from pipeline import exporting
from pipeline.cli.course import common, narrowing, with_jobs
from pipeline.cli.inspect import _language_of
from pipeline.cli.terminal import (
    CANNOT_RUN,
    GOOD,
    PROBLEMS_FOUND,
    lecture_progress,
    say,
    say_error,
    wants_colour,
)
from pipeline.formats import FORMATS, bidi
from pipeline.model.language import find_language
from pipeline.model.problem import Problem, Severity
from pipeline.model.result import LectureResult
from pipeline.mux.containers import CONTAINERS
from pipeline.report import check as checks

_FORMATS = tuple(suffix.removeprefix(".") for suffix in FORMATS)


def _writing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of every verb that writes subtitle files."""
    command = click.option("--force", is_flag=True, help="Replace files that are there with other contents.")(command)
    command = click.option("--dry-run", is_flag=True, help="Only say what would be lost; write no subtitles.")(command)
    return click.option("--bidi", "style", type=click.Choice(list(bidi.STYLES)), default="none", show_default=True,
                        help="Direction marks in right-to-left text: rlm where a line goes wrong, embed around every "
                             "line (players with libass); browsers need none.")(command)


@click.command()
@narrowing
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path, file_okay=False),
              help="The folder to write into; it is made if it is not there.")
@click.option("--format", "formats", multiple=True, required=True, type=click.Choice(_FORMATS),
              help="In which format; may be given several times.")
@_writing
@with_jobs
@common
def export(lectures: tuple[str, ...], languages: tuple[str, ...], folder: Path, formats: tuple[str, ...], style: str,
           dry_run: bool, force: bool, jobs: int, root: Path, traceback: bool) -> int:
    """Write the tracks as sidecar files for other players, with a report of what is lost first.

    Brings the tracks up to date, tells cue by cue what each format cannot carry, and only then writes
    <lecture>.<language>.<format>. Machine translation has .machine in its name, or .machine-reviewed after a person's
    corrections. A file that is there with other contents is not replaced without --force.

    \b
    localize export --language ar --to /media/usb --format srt --bidi embed
    """
    wanted = story.Wanted(lectures=lectures, languages=languages, jobs=jobs, until="check")
    with lecture_progress() as progress:
        result = story.build(root, story.open_course(root), wanted, on_lecture=progress)
    suffixes = tuple(f".{name}" for name in dict.fromkeys(formats))
    tracks = [(lecture.id, track) for lecture in result.lectures
              for track in exporting.lecture_tracks(root, lecture, languages)]
    files = [file for lecture, track in tracks
             for file in exporting.sidecars(track, lecture=lecture, suffixes=suffixes, style=style)]
    code = max((tell_missing(lecture, languages) for lecture in result.lectures), default=GOOD)
    if not files:
        say_error("there is no track to export", "put subtitles into subtitles/<lecture>/, or name another lecture")
        return CANNOT_RUN
    report_losses([problem for file in files for problem in file.losses], tracks=len(tracks))
    _deliver(folder, files, force=force, dry_run=dry_run)
    return code


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--language", "tag", metavar="TAG", default="",
              help="What language the file is in; without it, the name says (ko.srt, talk.de.vtt), else English.")
@_writing
def convert(file: Path, out: Path, tag: str, style: str, dry_run: bool, force: bool) -> int:
    """Write the subtitle FILE as OUT, in the format its suffix says, with a report of what is lost first.

    No course is needed. Exit code 1 when something in FILE was not understood: what was is written all the same.
    """
    language = find_language(tag) if tag else _language_of(file)
    reading, converted = exporting.convert(file, out.name, language=language, style=style)
    report_losses([*reading.problems, *converted.losses], tracks=1)
    if not reading.track.cues:
        say_error(f"{file}: no cue was found, so nothing was written", "look into it with `localize inspect`")
        return PROBLEMS_FOUND
    _deliver(out.parent, [converted], force=force, dry_run=dry_run)
    return PROBLEMS_FOUND if any(p.severity is Severity.ERROR for p in reading.problems) else GOOD


@click.command()
@narrowing
@click.option("--container", "containers", multiple=True, type=click.Choice(list(CONTAINERS)),
              help="What would be delivered; may be given several times; else the containers of course.toml.")
@with_jobs
@common
def losses(lectures: tuple[str, ...], languages: tuple[str, ...], containers: tuple[str, ...], jobs: int, root: Path,
           traceback: bool) -> int:
    """Say, cue by cue, what a video cannot carry of each track; no video is made.

    Brings the tracks up to date, then tells of overlaps, positions, colours, cues past the end of the video and all
    else that a container would lose. Exit code 1 when a cue would not be shown at all, or cut.

    \b
    localize losses --lecture p1-01-transitions --container mp4
    """
    course = story.open_course(root)
    wanted = story.Wanted(lectures=lectures, languages=languages, jobs=jobs, until="check")
    with lecture_progress() as progress:
        result = story.build(root, course, wanted, on_lecture=progress)
    code, count, found = GOOD, 0, list[Problem]()
    for lecture in result.lectures:
        code = max(code, tell_missing(lecture, languages))
        tracks = exporting.lecture_tracks(root, lecture, languages)
        count += len(tracks)
        for container in containers or course.settings.containers:
            video = root / course.settings.video.format(lecture=lecture.id)
            found += exporting.container_losses(video, tracks, container=container, lecture=lecture.id)
    report_losses(list(dict.fromkeys(found)), tracks=count)
    return max(code, PROBLEMS_FOUND) if any(p.severity is Severity.ERROR for p in found) else code


def report_losses(problems: Sequence[Problem], *, tracks: int) -> None:
    """Print what is lost, cue by cue."""
    ordered = tuple(sorted(problems, key=lambda problem: problem.sort_key))
    say(checks.OUTPUTS["full"](ordered, tracks, wants_colour()) + "\n")


def _deliver(folder: Path, files: Sequence[exporting.Export], *, force: bool, dry_run: bool) -> None:
    if not dry_run:
        exporting.write(folder, files, force=force)
        for file in files:
            say(f"{folder / file.name}")
        return
    others = exporting.differing(folder, files)
    for file in files:
        say(f"{folder / file.name}: not written{', is there with other contents' if file.name in others else ''}")


def tell_missing(lecture: LectureResult, languages: tuple[str, ...]) -> int:
    """Say which tracks stay out, and why; the others of the lecture go on."""
    for failure in lecture.failures:
        say_error(f"{failure.where}: {failure.message}", failure.hint)
    held = [t for t in lecture.tracks if t.withheld and (not languages or t.language in languages)]
    for track in held:
        say_error(f"{lecture.id} {track.language}: not exported, as it is not delivered either: {track.withheld}",
                  "mend it (`localize check` shows where), or allow it in course.toml")
    return CANNOT_RUN if lecture.failures else PROBLEMS_FOUND if held else GOOD


COMMANDS = (export, convert, losses)
