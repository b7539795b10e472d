"""How `localize` speaks: results on stdout, everything else on stderr, colour only for people who want it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

GOOD = 0
PROBLEMS_FOUND = 1
CANNOT_RUN = 2
INTERRUPTED = 130


def wants_colour() -> bool:
    """Say whether stdout is a terminal whose owner has not set NO_COLOR (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def say(text: str = "") -> None:
    """Print a result."""
    click.echo(text, color=wants_colour())


def say_error(message: str, hint: str = "") -> None:
    """Print an error and, under it, what to do."""
    colour = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    click.echo(click.style("error: ", fg="red", bold=True) + message, err=True, color=colour)
    if hint:
        click.echo(click.style("  help: ", bold=True) + hint, err=True, color=colour)


@contextmanager
def status_line() -> Iterator[Callable[[str], None]]:
    """Show one line that is written over and taken away in the end, on stderr and only on a terminal."""
    shown = sys.stderr.isatty()

    def show(text: str) -> None:
        if shown:
            click.echo(f"\r\x1b[K{text}", err=True, nl=False)

    try:
        yield show
    finally:
        show("")


@contextmanager
def lecture_progress() -> Iterator[Callable[[int, int, str], None]]:
    """Show how many lectures are done."""
    with status_line() as show:
        yield lambda done, of, lecture: show(f"{'█' * (20 * done // of):░<20} {done}/{of} {lecture}")


@contextmanager
def part_progress(what: str) -> Iterator[Callable[[float], None]]:
    """Show how much of one thing is done (0.0 to 1.0)."""
    with lecture_progress() as tell:
        yield lambda part: tell(round(part * 100), 100, what)
