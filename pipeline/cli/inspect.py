"""Look into a subtitle file from anywhere: what is in it, how it was read, and every problem with its line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click
import msgspec

from pipeline.cli.terminal import GOOD, PROBLEMS_FOUND, say, say_error, wants_colour
from pipeline.errors import SubtitleError
from pipeline.ingest import stage as ingest
from pipeline.model.cue import Reading, Track
from pipeline.model.language import LANGUAGES, Language, find_language
from pipeline.model.problem import Problem, Severity
from pipeline.model.timecode import format_vtt
from pipeline.report import check as checks
from pipeline.store import read_file


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--language", "tag", metavar="TAG", default="",
              help="What language the file is in; without it, the name says (ko.srt, talk.de.vtt), else English.")
@click.option("--json", "as_json", is_flag=True, help="Write JSON for machines: one object a file.")
def inspect(files: tuple[Path, ...], tag: str, as_json: bool) -> int:
    """Show what is in subtitle FILES: format, encoding, cues with times and text, every problem with its line.

    No course is needed. Exit code 1 when something in a file was not understood.
    """
    found = [_read(path, find_language(tag) if tag else _language_of(path)) for path in files]
    if as_json:
        data = {"schema": 1, "files": [_data(reading) for reading in found]}
        say(msgspec.json.format(msgspec.json.encode(data)).decode())
    else:
        for reading in found:
            _show(reading)
    bad = any(problem.severity is Severity.ERROR for reading in found for problem in reading.problems)
    return PROBLEMS_FOUND if bad else GOOD


def _language_of(path: Path) -> Language:
    """Take the language from the name; English where it says none, which only decides the code page of old files."""
    for part in reversed(path.name.split(".")[:-1]):
        for known in LANGUAGES.values():
            if part.lower() == known.tag.lower():
                return known
    return LANGUAGES["en"]


def _read(path: Path, language: Language) -> Reading:
    raw = read_file(path)
    try:
        return ingest.run(raw, language=language, path=str(path))
    except SubtitleError as error:
        say_error(error.message, error.hint)
        problem = Problem(code="S092", name="unreadable", severity=Severity.ERROR, path=str(path), line=error.line,
                          language=language.tag, message=error.message, hint=error.hint)
        return Reading(track=Track(language=language.tag, cues=(), path=str(path)), problems=(problem,))


def _data(reading: Reading) -> dict[str, object]:
    track = reading.track
    return {"path": track.path, "format": reading.format, "encoding": reading.encoding,
            "encoding_found_by": reading.encoding_found_by, "language": track.language, "header": track.header,
            "cues": [{"index": c.index, "start_ms": c.start_ms, "end_ms": c.end_ms, "text": c.text, "name": c.name,
                      "settings": c.settings, "line": c.line} for c in track.cues],
            "problems": msgspec.to_builtins(list(reading.problems))}


def _show(reading: Reading) -> None:
    track = reading.track
    say(f"{track.path}: {reading.format or 'unknown format'}, {reading.encoding or 'unknown encoding'}"
        f"{f' ({reading.encoding_found_by})' if reading.encoding_found_by else ''}, {len(track.cues)} cues")
    for cue in track.cues:
        say(f"{cue.index:>5}  {format_vtt(max(0, cue.start_ms))} --> {format_vtt(max(0, cue.end_ms))}  line {cue.line}")
        for line in cue.lines:
            say(f"       | {line}")
    if reading.problems:
        placed = tuple(replace(problem, path=problem.path or track.path) for problem in reading.problems)
        say("\n" + checks.OUTPUTS["full"](placed, 1, wants_colour()))


COMMANDS = (inspect,)
