"""The command line: words, options and exit codes; what happens is in :mod:`pipeline.build`."""

from __future__ import annotations

import sys

import click

from pipeline.cli.terminal import CANNOT_RUN, INTERRUPTED, say_error
from pipeline.errors import PipelineError


def main() -> None:
    """Run `localize` and leave with 0 (good), 1 (problems found), 2 (could not run) or 130 (interrupted)."""
    sys.exit(_run(sys.argv[1:]))


def _run(arguments: list[str]) -> int:
    # Imported here, so that Ctrl-C while the libraries load is an interrupt like any other.
    try:
        from pipeline.cli.menu import localize

        result = localize.main(arguments, standalone_mode=False)
        return result if isinstance(result, int) else 0
    except PipelineError as error:
        if "--traceback" in arguments:
            raise
        say_error(error.message, error.hint)
    except click.ClickException as error:
        error.show()
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted; what was finished stays, and the next run goes on from there", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return INTERRUPTED
    return CANNOT_RUN
