"""The subtitle formats: one module each with the same functions, and the table of them.

To add one, write a module with ``NAME``, ``SUFFIXES``, ``read``, ``write``, ``loss`` and ``confirm``, and a line in
the table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Protocol

from pipeline.errors import PipelineError
from pipeline.formats import exchange, sbv, srt, vtt
from pipeline.model.cue import Reading, Track
from pipeline.model.problem import Problem


class Read(Protocol):
    """Reads decoded text into a track and problems."""

    def __call__(self, text: str, *, language: str, path: str = "") -> Reading: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One subtitle format.

    ``read`` and ``write`` are inverse where ``loss`` is empty; ``loss`` tells what ``write`` cannot carry; ``confirm``
    reads a file without faults again with another reader and gives problems where the two differ.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Read
    write: Callable[[Track], str]
    loss: Callable[[Track], tuple[Problem, ...]]
    confirm: Callable[[str, Track], tuple[Problem, ...]]


_ALL = (
    Format(name=srt.NAME, suffixes=srt.SUFFIXES, read=srt.read, write=srt.write, loss=srt.loss, confirm=srt.confirm),
    Format(name=vtt.NAME, suffixes=vtt.SUFFIXES, read=vtt.read, write=vtt.write, loss=vtt.loss, confirm=vtt.confirm),
    Format(name=sbv.NAME, suffixes=sbv.SUFFIXES, read=sbv.read, write=sbv.write, loss=sbv.loss, confirm=sbv.confirm),
)

FORMATS: dict[str, Format] = {suffix: known for known in _ALL for suffix in known.suffixes}


# Every suffix a track may come with; those beyond FORMATS are read from bytes, by an optional library, never written.
READABLE_SUFFIXES: tuple[str, ...] = (*FORMATS, *exchange.LOADERS)


def find_format(path_name: str) -> Format:
    """Give the format for a file name by its suffix; case does not matter.

    Raises PipelineError that lists the known suffixes.
    """
    suffix = PurePosixPath(path_name).suffix.lower()
    if suffix in FORMATS:
        return FORMATS[suffix]
    raise PipelineError(f"{path_name}: '{suffix}' is not the suffix of a subtitle format this project reads",
                        hint=f"save it as one of {', '.join(FORMATS)}")
