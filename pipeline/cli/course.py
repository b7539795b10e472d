"""The verbs that work on the course: build, subtitles, check, videos, report, status."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import msgspec

from pipeline import baseline, executors, shots
from pipeline import build as story
from pipeline.catalogue import ALL_CODES
from pipeline.cli.terminal import CANNOT_RUN, GOOD, PROBLEMS_FOUND, lecture_progress, say, say_error, wants_colour
from pipeline.model.cue import Origin
from pipeline.model.problem import Problem, Severity
from pipeline.model.result import UNUSED_ALLOW, Failure, LectureResult
from pipeline.model.text import counted
from pipeline.report import check as checks
from pipeline.store import Store, read_file
from pipeline.validate.allow import unused_allows

_MARKS = {Origin.HUMAN: "", Origin.MACHINE: "°", Origin.POST_EDITED: "'"}


def lecture_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that chooses lectures."""
    return click.option("--lecture", "lectures", multiple=True, metavar="ID",
                        help="Only this lecture, by its id in course.toml; may be given several times.")(command)


def narrowing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that choose lectures and languages."""
    command = click.option("--language", "languages", multiple=True, metavar="TAG",
                           help="Only this language, such as ko; may be given several times.")(command)
    return lecture_option(command)


def common(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that every verb of the course has."""
    command = click.option("--traceback", is_flag=True, help="Show where in the program an error came from.")(command)
    return click.option("--root", type=click.Path(path_type=Path, exists=True, file_okay=False), default=".",
                        show_default="this folder", help="The folder course.toml is in.")(command)


def with_jobs(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option that says how many lectures are worked on at once."""
    return click.option("--jobs", type=click.IntRange(min=1), default=executors.default_jobs,
                        show_default="one for each processor", help="How many lectures to work on at once.")(command)


def say_waiting(who: str) -> None:
    """Say on stderr that the course is being worked on already, and by whom."""
    click.echo(f"waiting for {who}, which works on this course", err=True)


@click.command()
@narrowing
@with_jobs
@common
def build(lectures: tuple[str, ...], languages: tuple[str, ...], jobs: int, root: Path, traceback: bool) -> int:
    """Build what is stale: subtitles, checks, videos, report.

    With --language the videos wait, because a video holds all languages.
    """
    return _build(root, story.Wanted(lectures=lectures, languages=languages, jobs=jobs,
                                     until="check" if languages else "videos"))


@click.command()
@narrowing
@with_jobs
@common
def subtitles(lectures: tuple[str, ...], languages: tuple[str, ...], jobs: int, root: Path, traceback: bool) -> int:
    """Ingest the human tracks and translate the machine tracks into build/subtitles/."""
    return _build(root, story.Wanted(lectures=lectures, languages=languages, jobs=jobs, until="subtitles"))


@click.command()
@narrowing
@with_jobs
@common
def videos(lectures: tuple[str, ...], languages: tuple[str, ...], jobs: int, root: Path, traceback: bool) -> int:
    """Put all tracks into the lecture videos, read them back, and compare every cue."""
    if languages:
        raise click.UsageError("a video holds all languages of the course; leave --language out")
    return _build(root, story.Wanted(lectures=lectures, jobs=jobs))


@click.command()
@with_jobs
@common
def report(jobs: int, root: Path, traceback: bool) -> int:
    """Build what is stale and write the report, build/report/index.html."""
    return _build(root, story.Wanted(jobs=jobs))


@click.command()
@narrowing
@with_jobs
@click.option("--output-format", "--format", "style", type=click.Choice(list(checks.OUTPUTS)), default=None,
              help="How problems are written; github inside GitHub Actions, full otherwise.")
@click.option("--select", multiple=True, metavar="CODE", callback=lambda context, option, value: _selected(value),
              help="Only codes that begin so: T or T,F003; may be given several times.")
@click.option("--fail-on", type=click.Choice([s.value for s in Severity]), default="error", show_default=True,
              help="The mildest severity that makes the exit code 1.")
@click.option("--baseline", "known", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
              help="Let the problems pass that FILE holds, and say which of them are gone.")
@click.option("--write-baseline", "new", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Write all problems there are to FILE, for --baseline.")
@click.option("--shots", "with_shots", is_flag=True,
              help="Also look when the picture changes, and tell of cues near it; decodes each video once.")
@common
def check(lectures: tuple[str, ...], languages: tuple[str, ...], jobs: int, style: str | None,
          select: tuple[str, ...], fail_on: str, known: Path | None, new: Path | None, with_shots: bool, root: Path,
          traceback: bool) -> int:
    """Check timing and text of all tracks and print every problem with its place."""
    if new and (lectures or languages or known):
        raise click.UsageError("--write-baseline takes every problem: leave --lecture, --language, --baseline out")
    wanted = story.Wanted(lectures=lectures, languages=languages, jobs=jobs, until="check")
    with lecture_progress() as progress:
        result = story.build(root, story.open_course(root), wanted, on_lecture=progress,
                             on_wait=say_waiting)
    tracks = sum(len(lecture.tracks) for lecture in result.lectures)
    near, unmeasured = _near_shots(root, wanted) if with_shots else ((), ())
    all_found = (*result.all_problems, *near)
    if not (lectures or languages or any(lecture.failures for lecture in result.lectures)):
        all_found = (*all_found, *_unused_allows(root, all_found))
    if near:
        all_found = tuple(sorted(all_found, key=lambda problem: problem.sort_key))
    found = _known(result, all_found, known, wanted) if known else all_found
    problems = tuple(p for p in found if not select or p.code.startswith(select))
    style = style or ("github" if os.environ.get("GITHUB_ACTIONS") == "true" else "full")
    say(checks.OUTPUTS[style](problems, tracks, wants_colour()))
    _say_failures(result.lectures)
    for failure in unmeasured:
        say_error(f"{failure.where}: {failure.message}", failure.hint)
    if tracks == 0 or unmeasured or any(lecture.failures for lecture in result.lectures):
        if tracks == 0:
            say_error("no track was checked", "put subtitles into subtitles/<lecture>/, or name another lecture")
        return CANNOT_RUN
    if new:
        Store(new.parent).write(new.name, baseline.write(all_found).encode())
        return GOOD
    limit = Severity(fail_on).rank
    return PROBLEMS_FOUND if any(p.severity.rank <= limit and not p.allowed for p in problems) else GOOD


def _selected(given: tuple[str, ...]) -> tuple[str, ...]:
    """Take apart what was selected; a code that there is not would let everything pass."""
    prefixes = tuple(prefix.strip().upper() for value in given for prefix in value.split(",") if prefix.strip())
    for prefix in prefixes:
        if not any(code.code.startswith(prefix) for code in ALL_CODES):
            raise click.UsageError(f"no code begins with {prefix!r}; `localize explain` lists them all")
    return prefixes


def _unused_allows(root: Path, found: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Tell of entries that cover nothing; what is about the finished videos (M) a check does not see."""
    allows = tuple(a for a in story.open_course(root).allows if not a.code.startswith("M"))
    return tuple(UNUSED_ALLOW.problem(f"[[allow]] {allow.code} ({allow.reason}) matches nothing",
                                      path=story.COURSE_FILE, hint="take the entry out")
                 for allow in unused_allows(found, allows))


def _near_shots(root: Path, wanted: story.Wanted) -> tuple[tuple[Problem, ...], tuple[Failure, ...]]:
    return shots.check(root, story.open_course(root), lectures=wanted.lectures, languages=wanted.languages)


def _known(result: story.CourseResult, found: tuple[Problem, ...], file: Path,
           wanted: story.Wanted) -> tuple[Problem, ...]:
    """Let the problems of a baseline pass, and say how many of its entries are gone, so that it gets shorter."""
    held = baseline.read(read_file(file).decode(errors="replace"), path=str(file))
    applied = baseline.apply(found, held, lectures=wanted.lectures, languages=wanted.languages)
    if applied.gone and not any(lecture.failures for lecture in result.lectures):
        for key, count in applied.gone.items():
            click.echo(f"no longer there: {key.code} {key.lecture} {key.language} {key.digest} ({count})", err=True)
        click.echo(f"{sum(applied.gone.values())} problems of {file} are gone; write it anew with "
                   f"--write-baseline {file}", err=True)
    return applied.problems


@click.command()
@narrowing
@click.option("--json", "as_json", is_flag=True, help="Write JSON for machines.")
@common
def status(lectures: tuple[str, ...], languages: tuple[str, ...], as_json: bool, root: Path, traceback: bool) -> int:
    """Say which steps a build would run, and why, without running any."""
    wanted = story.Wanted(lectures=lectures, languages=languages, until="check" if languages else "videos")
    result = story.status(root, story.open_course(root), wanted)
    if as_json:
        data = [{"lecture": r.id, "awaited": r.awaited, "steps": msgspec.to_builtins(r.steps)} for r in result.lectures]
        say(msgspec.json.format(msgspec.json.encode({"schema": 1, "lectures": data})).decode())
        return GOOD
    for lecture in result.lectures:
        state = "awaited" if lecture.awaited else "stale" if lecture.steps else "up to date"
        say(f"{lecture.id}: {state}")
        for step in lecture.steps:
            say(f"    {step.key:<18} {step.reason}")
    _say_failures(result.lectures)
    stale = sum(bool(lecture.steps) for lecture in result.lectures)
    say(f"{result.steps} steps to run in {stale} lectures" if stale else "Nothing to do.")
    return CANNOT_RUN if any(lecture.failures for lecture in result.lectures) else GOOD


def _build(root: Path, wanted: story.Wanted) -> int:
    with lecture_progress() as progress:
        result = story.build(root, story.open_course(root), wanted, on_lecture=progress,
                             on_wait=say_waiting)
    errors = [p for p in result.all_problems if p.severity is Severity.ERROR and not p.allowed]
    for lecture in result.lectures:
        say(_line(lecture))
    if errors:
        say("\n" + checks.OUTPUTS["full"](tuple(errors), sum(len(r.tracks) for r in result.lectures), wants_colour()))
    _say_failures(result.lectures)
    say()
    built = [lecture for lecture in result.lectures if not lecture.awaited]
    warnings = sum(p.severity is Severity.WARNING and not p.allowed for p in result.all_problems)
    awaited = len(result.lectures) - len(built)
    done = f"{counted(result.steps, 'step')} done" if result.steps else "Nothing to do"
    say(f"{done}: {counted(len(built), 'lecture')} up to date, {awaited} awaited; "
        f"{counted(len(errors), 'error')}, {counted(warnings, 'warning')}.")
    if result.report:
        say(f"Report: {result.report}")
    if any(lecture.failures for lecture in result.lectures):
        return CANNOT_RUN
    return PROBLEMS_FOUND if errors else GOOD


def _line(lecture: LectureResult) -> str:
    if lecture.awaited:
        return f"{lecture.id:<30} awaited"
    tracks = " ".join(f"{t.language}{_MARKS[t.origin]}{'!' if t.withheld else ''}" for t in lecture.tracks)
    counts = f"{counted(lecture.count(Severity.ERROR), 'error')}, {counted(lecture.count(Severity.WARNING), 'warning')}"
    return f"{lecture.id:<30} {tracks:<28} {counts:<24} {' '.join(lecture.videos)}".rstrip()


def _say_failures(lectures: tuple[LectureResult, ...]) -> None:
    for lecture in lectures:
        for failure in lecture.failures:
            say_error(f"{failure.where}: {failure.message}", failure.hint)


COMMANDS = (build, subtitles, check, videos, report, status)
