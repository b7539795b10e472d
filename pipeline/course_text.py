"""course.toml changed as a text: comments, order and everything else stay as they are."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

from pipeline.config import Course, Lecture, read_course
from pipeline.errors import ConfigError
from pipeline.store import Store

_HEADER = re.compile(r"[ \t]*\[")
_LECTURE = re.compile(r"[ \t]*\[\[[ \t]*(?:lecture|\"lecture\"|'lecture')[ \t]*\]\]")


def add_lecture(text: str, lecture: Lecture, *, path: str = "course.toml") -> str:
    """Put a [[lecture]] entry behind the last one of its part, or of an earlier part; nothing else changes.

    Raises ConfigError when the course before or after would not be right, such as for an id that is there already.
    """
    before = read_course(text, path=path)
    lines = text.splitlines(keepends=True)
    heads = [at for at, line in enumerate(lines) if _LECTURE.match(line)]
    place = max((n for n, other in enumerate(before.lectures, start=1) if other.part <= lecture.part), default=0)
    at = _end_of_table(lines, heads[place - 1]) if 0 < place <= len(heads) else (heads or [len(lines)])[0]
    end = "\r\n" if "\r\n" in text else "\n"
    entry = [f"[[lecture]]{end}", f"id = {_quoted(lecture.id)}{end}", f"part = {lecture.part}{end}",
             f"title = {_quoted(lecture.title)}{end}"]
    if at and not lines[at - 1].endswith("\n"):
        lines[at - 1] += end
    made = "".join([*lines[:at], *([end, *entry] if place else [*entry, end]), *lines[at:]])
    after = read_course(made, path=path)
    wanted = (*before.lectures[:place], lecture, *before.lectures[place:])
    if after != replace(before, lectures=wanted):
        raise ConfigError("is written in a way that an entry cannot be added to", path=path, key="lecture",
                          hint="write the [[lecture]] entry by hand")
    return made


def add(root: Path, lecture: Lecture, *, path: str = "course.toml") -> tuple[Course, str]:
    """Add a lecture to the course in a folder and make the folder of its tracks; give the course and that folder.

    Raises ConfigError, and then nothing has changed.
    """
    store = Store(root)
    try:
        text = store.read(path).decode()
    except UnicodeDecodeError as error:
        raise ConfigError("is not UTF-8", path=path, key="", hint="save it as UTF-8") from error
    made = add_lecture(text, lecture, path=path)
    course = read_course(made, path=path)
    folder = course.settings.subtitles.format(lecture=lecture.id)
    store.make_folder(folder)
    store.write(path, made.encode())
    return course, folder


def _end_of_table(lines: list[str], head: int) -> int:
    """Give the line after the last one of a table; blank lines and comments before the next belong to the next."""
    after = next((at for at in range(head + 1, len(lines)) if _HEADER.match(lines[at])), len(lines))
    while after > head + 1 and (not lines[after - 1].strip() or lines[after - 1].lstrip().startswith("#")):
        after -= 1
    return after


def _quoted(text: str) -> str:
    # A JSON string is a TOML basic string, but for the one control character that JSON lets stand.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
