"""The verbs that fetch translation packages and check them: models install, models verify."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from pipeline import build as story
from pipeline import models
from pipeline.cli.course import common
from pipeline.cli.terminal import CANNOT_RUN, GOOD, PROBLEMS_FOUND, say, say_error, status_line
from pipeline.model.cue import Origin
from pipeline.store import Store
from pipeline.workbench import CACHE


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--index", "where", default="", metavar="URL|FOLDER", show_default="[index] of models.toml, or the "
              "index of Argos Translate", help="Another index: a mirror, or a folder that holds packages.")
@click.option("--allow-http", is_flag=True, help="Ask that mirror without encryption.")
@click.option("--upgrade", is_flag=True, help="Take the newest version, not the one that models.toml records.")
@common
def install(files: tuple[Path, ...], where: str, allow_http: bool, upgrade: bool, root: Path, traceback: bool) -> int:
    """Fetch the official packages of the course's languages, or take packages from FILEs.

    A download that was cut off goes on from there. The digest of a package is compared with models.toml; at the first
    download it is recorded there.
    """
    course, store = story.open_course(root), Store(root)
    folder = store.path(course.settings.models)
    register = models.read_register(folder)
    index = functools.cache(lambda: models.open_index(
        where or register.index, allow_http=allow_http or (not where and register.allow_http)))
    with store.lock(f"{CACHE}/build.lock"):
        for path in files:
            _say(models.install_file(folder, path), course.settings.models)
        for language, origin in course.languages if not files else ():
            if origin is Origin.MACHINE:
                name = f"translate-{course.source.argos}_{language.argos}"
                with _download_progress(name) as tell:
                    outcome = models.install(folder, name, index, upgrade=upgrade, tell=tell)
                _say(outcome, course.settings.models)
    return GOOD


def _say(outcome: models.Outcome, folder: str) -> None:
    package = outcome.package
    say(f"{package.name} {package.version}: {'is installed' if outcome.there_before else 'installed'}")
    if outcome.recorded:
        say(f"  first download: sha256 {package.sha256} recorded in {folder}/models.toml; commit that file, and a "
            "package that differs is refused from now on")


@click.command()
@common
def verify(root: Path, traceback: bool) -> int:
    """Compare every package of the course, bundled and installed, with models.toml, byte by byte."""
    course = story.open_course(root)
    verdicts = models.verify(Store(root).path(course.settings.models))
    for verdict in verdicts:
        say(f"{'good' if verdict.good else 'BAD ':<5} {verdict.file}: {verdict.message}")
    if not verdicts:
        say_error(f"there is no package in {course.settings.models}/", "run `localize models install`")
        return CANNOT_RUN
    return GOOD if all(verdict.good for verdict in verdicts) else PROBLEMS_FOUND


@contextmanager
def _download_progress(name: str) -> Iterator[models.Tell]:
    """Show how much of a package is there."""
    with status_line() as show:
        def tell(done: int, of: int) -> None:
            bar = f"{'█' * (20 * done // of):░<20} " if of else ""
            size = f" of {of / 1e6:.1f}" if of else ""
            show(f"{bar}{done / 1e6:.1f}{size} MB {name}")

        yield tell


COMMANDS = (install, verify)
