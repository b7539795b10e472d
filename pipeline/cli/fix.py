"""Repair timing: show what would move, write only when told."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline import build as story
from pipeline import mending
from pipeline.cli.course import common, narrowing, with_jobs
from pipeline.cli.terminal import CANNOT_RUN, GOOD, PROBLEMS_FOUND, lecture_progress, say, say_error
from pipeline.mending import Mended


@click.command()
@narrowing
@with_jobs
@click.option("--write", is_flag=True, help="Write what is shown; a person's file only with --human too.")
@click.option("--human", is_flag=True, help="With --write: rewrite files in subtitles/ too; a copy of each is kept.")
@common
def fix(lectures: tuple[str, ...], languages: tuple[str, ...], jobs: int, write: bool, human: bool, root: Path,
        traceback: bool) -> int:
    """Show how cues that are too fast or too short get time from their neighbours.

    No boundary moves by more than 250 ms, no word changes, and nothing that was good gets worse. Cues that times alone
    cannot help are named with the reason; exit code 1 when there are any.

    Machine tracks are repaired by every build, so for them this shows what the build does. The files that people
    delivered stay as they are, unless --write and --human are given: then each that changes is written in its own
    format, and the old one is kept beside it (de.edited-1.srt). Times are counted from the file as it is: written
    twice, a boundary can move twice.
    """
    if human and not write:
        raise click.UsageError("--human says that --write may change people's files; give --write too")
    course = story.open_course(root)
    wanted = story.Wanted(lectures=lectures, languages=languages, jobs=jobs, until="subtitles")
    with lecture_progress() as progress:
        built = story.build(root, course, wanted, on_lecture=progress)
    found, unread = mending.mend(root, course, lectures=lectures, languages=languages, write=write and human)
    for one in found:
        _show(one)
    _summary(found, write=write, human=human)
    failures = {failure.where: failure for failure in (*unread, *(f for r in built.lectures for f in r.failures))}
    for failure in failures.values():
        say_error(f"{failure.where}: {failure.message}", failure.hint)
    if not found and not failures:
        say_error("there is no track to repair", "put subtitles into subtitles/<lecture>/, or name another lecture")
    if failures or not found or any(one.refused for one in found):
        return CANNOT_RUN
    return PROBLEMS_FOUND if any(one.repair.unsatisfied for one in found) else GOOD


def _show(one: Mended) -> None:
    repair = one.repair
    if repair.moves or repair.unsatisfied:
        who = one.language if one.human else f"{one.language}, machine track"
        say(f"{one.path} ({who}): {_cues(len(repair.moves))} moved, {_cues(len(repair.unsatisfied))} not helped")
        for line in (*repair.diff().splitlines(),
                     *(f"cue {left.cue}: {left.code}: {left.reason}" for left in repair.unsatisfied)):
            say(f"    {line}")
    if one.aside:
        say(f"    written; the old file is {one.aside}")
    if one.refused:
        say_error(f"not written: {one.refused}", one.hint)


def _summary(found: tuple[Mended, ...], *, write: bool, human: bool) -> None:
    moves = sum(len(one.repair.moves) for one in found)
    left = sum(len(one.repair.unsatisfied) for one in found)
    tracks = f"{len(found)} track" if len(found) == 1 else f"{len(found)} tracks"
    say(f"{_cues(moves)} moved, {_cues(left)} not helped by times alone, in {tracks}")
    waiting = sum(one.human and bool(one.repair.moves) and not one.aside for one in found)
    if waiting and not (write and human):
        files = "1 file of a person stays" if waiting == 1 else f"{waiting} files of people stay"
        say(f"{files} as delivered; to write: localize fix --write --human")
    elif any(one.aside for one in found):
        say("Run `localize build` to bring the tracks and videos up to date.")


def _cues(count: int) -> str:
    return "1 cue" if count == 1 else f"{count} cues"


COMMANDS = (fix,)
