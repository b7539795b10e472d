"""The verbs of the editor's desk: review export, import and tmx, and add for a new lecture."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline import build as story
from pipeline import course_text
from pipeline.cli.course import common, narrowing, say_waiting, with_jobs
from pipeline.cli.terminal import CANNOT_RUN, GOOD, PROBLEMS_FOUND, lecture_progress, say, say_error
from pipeline.config import Course, Lecture
from pipeline.errors import PipelineError
from pipeline.model.cue import Origin
from pipeline.model.language import Language, find_language
from pipeline.model.result import LectureResult
from pipeline.model.text import counted
from pipeline.review import desk
from pipeline.review.take import Take
from pipeline.store import Store
from pipeline.translator import open_glossary

_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group()
def review() -> None:
    """Correct machine translation in any editor, for good: PO files, corrected subtitles, TMX."""


@review.command(name="export")
@narrowing
@with_jobs
@common
def export(lectures: tuple[str, ...], languages: tuple[str, ...], jobs: int, root: Path, traceback: bool) -> int:
    """Write the sentences of machine tracks to subtitles/<lecture>/<language>.po for post-editing.

    Brings the tracks up to date first. What you have written in a PO file is never changed: a sentence whose English
    has changed is fuzzy again, with your old text beside it.
    """
    course = story.open_course(root)
    for tag in languages:
        _machine_language(course, tag)
    wanted = story.Wanted(lectures=lectures, languages=languages, jobs=jobs, until="check")
    with lecture_progress() as progress:
        result = story.build(root, course, wanted, on_lecture=progress, on_wait=say_waiting)
    done, failed = 0, False
    for lecture in result.lectures:
        for failure in lecture.failures:
            say_error(f"{failure.where}: {failure.message}", failure.hint)
        written, wrong = _export_lecture(root, course, lecture, languages)
        done, failed = done + written, failed or wrong or bool(lecture.failures)
    if not done and not failed:
        say_error("there is no machine track to post-edit", "put a lecture's English track into subtitles/<lecture>/")
    return CANNOT_RUN if failed or not done else GOOD


def _export_lecture(root: Path, course: Course, lecture: LectureResult, languages: tuple[str, ...]) -> tuple[int, bool]:
    done, failed = 0, False
    for track in lecture.tracks:
        if track.origin is Origin.HUMAN or (languages and track.language not in languages):
            continue
        place = desk.Desk(root=root, course=course, lecture=lecture.id, language=find_language(track.language))
        problems = [p for p in lecture.problems if p.language == track.language and not p.allowed]
        try:
            change = place.export(glossary=open_glossary(Store(root), course), problems=problems)
        except PipelineError as error:
            say_error(error.message, error.hint)
            failed = True
            continue
        say(f"{place.name}: {change.post_edited} of {counted(change.sentences, 'sentence')} post-edited, "
            f"{change.stale} stale")
        done += 1
    return done, failed


@review.command(name="import")
@click.argument("file", type=_FILE)
@click.option("--lecture", "lecture_id", required=True, metavar="ID", help="The lecture, by its id in course.toml.")
@click.option("--language", "tag", required=True, metavar="TAG", help="The language, such as ko.")
@click.option("--take", "prefer", type=click.Choice([Take.OURS.value, Take.THEIRS.value]), default=None,
              help="Whose text counts where two people wrote different ones: ours (PO file) or theirs (FILE).")
@common
def take_in(file: Path, lecture_id: str, tag: str, prefer: str | None, root: Path, traceback: bool) -> int:
    """Take a person's corrections from FILE: a PO file, or a built track corrected as .srt or .vtt.

    The sentences that changed go into subtitles/<lecture>/<language>.po, and the next build uses them. Where the PO
    file already has another person's text, both are shown and nothing is decided without --take.
    """
    course = story.open_course(root)
    if lecture_id not in [lecture.id for lecture in course.lectures]:
        known = ", ".join(lecture.id for lecture in course.lectures)
        raise PipelineError(f"the course has no lecture {lecture_id!r}", hint=f"use one of {known}")
    place = desk.Desk(root=root, course=course, lecture=lecture_id, language=_machine_language(course, tag))
    choice = Take(prefer or "")
    if desk.kind_of(file.name) == "po":
        outcome = place.take_po(file.read_bytes(), str(file), prefer=choice)
    else:
        outcome = place.take_subtitles(file.read_bytes(), str(file), prefer=choice,
                                       glossary=open_glossary(Store(root), course))
    return _say_outcome(outcome)


@review.group(name="tmx")
def tmx_group() -> None:
    """Exchange the translation memory with other tools, as TMX."""


@tmx_group.command(name="export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--language", "tag", required=True, metavar="TAG", help="The language, such as ko.")
@common
def tmx_export(file: Path, tag: str, root: Path, traceback: bool) -> int:
    """Write every post-edited sentence of a language to FILE."""
    course = story.open_course(root)
    content, count = desk.export_memory(root, course, _machine_language(course, tag))
    file = file.absolute()
    Store(file.parent).write(file.name, content)
    say(f"{file.name}: {counted(count, 'sentence')}")
    return GOOD


@tmx_group.command(name="import")
@click.argument("file", type=_FILE)
@click.option("--language", "tag", required=True, metavar="TAG", help="The language, such as ko.")
@click.option("--take", "prefer", type=click.Choice([Take.OURS.value, Take.THEIRS.value]), default=None,
              help="Which text counts where the memory has another: ours (in the memory) or theirs (in FILE).")
@common
def tmx_import(file: Path, tag: str, prefer: str | None, root: Path, traceback: bool) -> int:
    """Take the sentences of FILE into the memory; a build uses them wherever their English stands."""
    course = story.open_course(root)
    return _say_outcome(desk.import_memory(root, course, _machine_language(course, tag), file.read_bytes(), str(file),
                                           prefer=Take(prefer or "")))


@click.command(name="add")
@click.argument("lecture_id", metavar="ID")
@click.option("--part", type=click.IntRange(min=1), required=True, help="The part of the course it belongs to.")
@click.option("--title", required=True, help="Its title, as viewers read it.")
@common
def add(lecture_id: str, part: int, title: str, root: Path, traceback: bool) -> int:
    """Add a lecture to course.toml and make its folder for the human tracks."""
    course, folder = course_text.add(root, Lecture(id=lecture_id, part=part, title=title), path=story.COURSE_FILE)
    tags = ", ".join(language.tag for language, origin in course.languages if origin is Origin.HUMAN)
    say(f"{story.COURSE_FILE}: {counted(len(course.lectures), 'lecture')} now")
    say(f"Put its tracks ({tags}) into {folder}/ and its video at {course.settings.video.format(lecture=lecture_id)}.")
    return GOOD


def _machine_language(course: Course, tag: str) -> Language:
    machine = {language.tag: language for language, origin in course.languages if origin is Origin.MACHINE}
    if tag not in machine:
        raise PipelineError(f"{tag!r} is not a machine language of the course",
                            hint=f"use one of {', '.join(machine)}; human tracks are corrected in their own files")
    return machine[tag]


def _say_outcome(outcome: desk.Outcome) -> int:
    say(f"{outcome.name}: {counted(outcome.taken, 'sentence')} taken over"
        + (f", {outcome.kept} kept whose English is not in use here" if outcome.kept else ""))
    for conflict in outcome.conflicts:
        say(f"\nconflict: {conflict.english}\n    ours:   {conflict.ours}\n    theirs: {conflict.theirs}")
    for place in outcome.unclear:
        say(f"\nnot taken, its sentences cannot be told apart: {place}")
    if outcome.retimed:
        say(f"\n{outcome.retimed} cues have other times; times are made by the build and were not taken over")
    if outcome.conflicts:
        say_error(f"{len(outcome.conflicts)} sentences have another text by a person",
                  "run it again with --take ours or --take theirs; the other text stays in the PO file as a remark")
    if outcome.unclear:
        say_error(f"{len(outcome.unclear)} changed places were not taken over", f"write them into {outcome.name}")
    return PROBLEMS_FOUND if outcome.conflicts or outcome.unclear else GOOD


COMMANDS = (review, add)
