"""The verbs of the glossary: check, import, export."""

from __future__ import annotations

from pathlib import Path

import click

from pipeline import build as story
from pipeline import glossaries
from pipeline.cli.course import common, lecture_option, with_jobs
from pipeline.cli.terminal import GOOD, PROBLEMS_FOUND, lecture_progress, say, wants_colour
from pipeline.report import check as checks
from pipeline.report import terms
from pipeline.store import Store
from pipeline.translator import open_glossary


@click.group()
def glossary() -> None:
    """Check that approved terms are used; exchange the glossary with other tools."""


@glossary.command()
@lecture_option
@with_jobs
@click.option("--all", "everything", is_flag=True, help="Show every occurrence, not only those that are not met.")
@common
def check(lectures: tuple[str, ...], jobs: int, everything: bool, root: Path, traceback: bool) -> int:
    """Prove every term: in the machine tracks each occurrence and how it was met; in the human tracks what differs.

    A human track may have good reasons for other words, so what differs there is information. Exit code 1 when a
    machine track lacks an approved term.
    """
    course = story.open_course(root)
    with lecture_progress() as progress:
        result = story.build(root, course, story.Wanted(lectures=lectures, jobs=jobs, until="subtitles"),
                             on_lecture=progress)
    proofs = [(lecture.id, proof) for lecture in result.lectures for proof in lecture.terms]
    unmet = any(proof.how == "unmet" for _, proof in proofs)
    if everything or unmet:
        say(terms.table(result.lectures, unmet_only=not everything))
    differing = glossaries.check_human_tracks(root, course, lectures)
    if differing:
        say(checks.OUTPUTS["concise"](differing, len({p.path for p in differing}), wants_colour()) + "\n")
    for line in terms.summary(result.lectures):
        say(line)
    return PROBLEMS_FOUND if unmet else GOOD


@glossary.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@common
def import_terms(file: Path, root: Path, traceback: bool) -> int:
    """Replace the course's glossary by FILE (.tsv, or .tbx in TBX-Basic); the old one is kept beside it."""
    course, store = story.open_course(root), Store(root)
    found = glossaries.read_glossary(file)
    name = course.settings.glossary
    text = glossaries.write_glossary(found, name)
    aside = store.copy_aside(name) if store.exists(name) else ""
    store.write(name, text.encode())
    say(f"{len(found.terms)} terms are now in {name}{f'; the old glossary is {aside}' if aside else ''}")
    return GOOD


@glossary.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@common
def export(file: Path, root: Path, traceback: bool) -> int:
    """Write the course's glossary to FILE (.tsv, or .tbx in TBX-Basic for other tools of the trade)."""
    course = story.open_course(root)
    found = open_glossary(Store(root), course)
    Store(file.parent).write(file.name, glossaries.write_glossary(found, file.name).encode())
    say(f"{len(found.terms)} terms written to {file}")
    return GOOD


COMMANDS = (glossary,)
