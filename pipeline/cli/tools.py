"""The verbs that look at one thing: doctor, explain, translate, models."""

from __future__ import annotations

import platform
import sys
from importlib import metadata
from pathlib import Path

import click
import msgspec

from pipeline import build as story
from pipeline import executors, media, models
from pipeline.catalogue import ALL_CODES
from pipeline.cli.course import common
from pipeline.cli.terminal import CANNOT_RUN, GOOD, say
from pipeline.config import Course
from pipeline.errors import PipelineError
from pipeline.model.cue import Origin
from pipeline.model.language import find_language
from pipeline.store import Store
from pipeline.translator import translate_lines
from pipeline.validate.limits import limits_of

_PARTS = ("argostranslate", "ctranslate2", "sentencepiece", "pysrt", "webvtt-py", "ffmpeg-python", "imageio-ffmpeg",
          "av", "budoux", "opencc", "nupunkt", "simplemma", "highspy", "click", "pytest")


@click.command()
@common
def doctor(root: Path, traceback: bool) -> int:
    """Show every external part, its version, and what is missing."""
    missing = []
    say(f"{'Python':<22} {platform.python_version()}")
    for name in _PARTS:
        try:
            say(f"{name:<22} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            missing.append(f"{name}: run `make` to set up .venv again")
            say(f"{name:<22} missing")
    course = story.open_course(root)
    try:
        ffmpeg = media.find_ffmpeg(course.settings.ffmpeg)
        say(f"{'FFmpeg':<22} {ffmpeg.version}  {ffmpeg.path}")
    except PipelineError as error:
        missing.append(f"{error.message}: {error.hint}")
        say(f"{'FFmpeg':<22} missing")
    for language, origin in course.languages:
        if origin is Origin.MACHINE:
            missing += _show_package(root, course, language.tag)
    for line in missing:
        say(f"missing: {line}")
    say("Something is missing." if missing else "Everything is there.")
    return CANNOT_RUN if missing else GOOD


def _show_package(root: Path, course: Course, tag: str) -> list[str]:
    title = f"en -> {tag}"
    try:
        package = models.find(Store(root).path(course.settings.models), course.source, find_language(tag))
    except PipelineError as error:
        say(f"{title:<22} missing")
        return [f"{error.message}: {error.hint}"]
    say(f"{title:<22} {package.name} {package.version}{' (starter model)' if package.starter else ''}")
    return []


@click.command()
@click.argument("code", required=False)
@common
def explain(code: str | None, root: Path, traceback: bool) -> int:
    """Say what a problem code means, why it matters, its limits for each language and their source.

    Without CODE, list them all.
    """
    if code is None:
        for known in ALL_CODES:
            say(f"{known.code}  {known.severity.value:<8} {known.name:<26} {known.what}")
        return GOOD
    for known in ALL_CODES:
        if code.lower() in (known.code.lower(), known.name):
            say(f"{known.code} {known.name} ({known.severity.value})\n\n{known.what}\n{known.why}\n")
            if known.example:
                say(f"{known.example}\n")
            say(f"Source: {known.source}\n")
            _say_limits(root, known.code)
            say(f'To live with it: [[allow]] code = "{known.code}" and a reason, in course.toml.')
            return GOOD
    raise PipelineError(f"there is no code {code!r}", hint="`localize explain` lists them all")


def _say_limits(root: Path, code: str) -> None:
    """Show the limits of the course in a folder; anywhere else those of the profiles cannot be known."""
    try:
        course = story.open_course(root)
    except PipelineError as error:
        say(f"The limits of the profiles stand in course.toml ({error.message}).\n")
        return
    lines = list(limits_of(code, course.profiles, chosen=course.settings.profile))
    if lines:
        say("\n".join(lines) + "\n")


@click.command()
@click.option("--language", "tag", required=True, metavar="TAG", help="The language to translate into, such as ko.")
@click.option("--terms/--no-terms", default=True, show_default=True, help="Apply the glossary.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: source, text, terms, problems.")
@common
def translate(tag: str, terms: bool, as_json: bool, root: Path, traceback: bool) -> int:
    """Translate plain lines from stdin, a sentence a line, to try a model and a glossary.

    \b
    echo "Welcome to this lecture." | localize translate --language ko
    """
    course = story.open_course(root)
    lines = [line.rstrip("\n") for line in sys.stdin]
    for line in translate_lines(root, course, tag, lines, terms_on=terms, threads=executors.default_jobs()):
        say(msgspec.json.encode(line).decode() if as_json else line.text)
    return GOOD


@click.group(name="models")
def model_group() -> None:
    """List, install and verify translation packages."""


@model_group.command(name="list")
@common
def list_models(root: Path, traceback: bool) -> int:
    """List the packages of the course and say which one is used for each language."""
    course = story.open_course(root)
    missing = []
    for language, origin in course.languages:
        if origin is Origin.MACHINE:
            missing += _show_package(root, course, language.tag)
    for line in missing:
        say(f"missing: {line}")
    return CANNOT_RUN if missing else GOOD


COMMANDS = (doctor, explain, translate, model_group)
