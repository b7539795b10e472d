"""The menu: every verb of `localize`."""

from __future__ import annotations

import click

import pipeline
from pipeline.cli import burn, course, export, fix, glossary, inspect, packages, review, sync, tools, verify

_HELP = """Human subtitles in, a lecture in seven languages out.

Reads course.toml of the current folder. Human tracks lie in subtitles/<lecture>/, videos in videos/; everything that
is made goes to build/, which is safe to delete.

Exit codes: 0 good, 1 problems found, 2 could not run, 130 interrupted.
"""


@click.group(help=_HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(pipeline.__version__, prog_name="localize")
def localize() -> None:
    """See _HELP."""


for room in (course, fix, sync, inspect, verify, export, burn, glossary, review, tools):
    for command in room.COMMANDS:
        localize.add_command(command)
for command in packages.COMMANDS:
    tools.model_group.add_command(command)
