"""What stands between two SubRip timing lines: the text of the first cue, and the number of the second."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.formats.codes import BLANK_LINE_IN_CUE, MISSING_BLANK_LINE, TEXT_OUTSIDE_CUE
from pipeline.formats.timing import INVISIBLE
from pipeline.model.problem import Code

# "7", "7.", "115 # slide": a number with a remark, as course teams write into their files.
_NUMBER = re.compile(r"\s*#?(\d{1,9})[.:)]?\s*(?:(?:#|//)(.*))?", re.ASCII)
# "## ---- inizio spezzone": a divider between pasted parts.
_REMARK = re.compile(r"\s*(?:#|//|NOTE\b)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The text lines of a cue, none blank, the number of the next cue as written, faults (code, line, clause, text)."""

    lines: tuple[str, ...] = ()
    number: str | None = None
    number_line: int = 0
    faults: tuple[tuple[Code, int, str, str], ...] = ()


@dataclass(slots=True)
class _Line:
    at: int
    text: str


def split_block(region: list[str], *, first_line: int, cue_follows: bool, numbered: bool, expected: str) -> Block:
    """Split the lines between two timings.

    ``first_line`` is the line number of ``region[0]``; ``numbered`` tells whether this file numbers its cues and
    ``expected`` which number comes next. Every line that is not blank comes back as text, number or fault.
    """
    groups = _groups(region, first_line)
    number, number_line = None, 0
    faults: list[tuple[Code, int, str, str]] = []
    if cue_follows and groups:
        number, number_line = _take_number(groups, faults, touches=bool(region[-1].strip()), numbered=numbered,
                                           expected=expected, first_line=first_line)
    groups = [group for group in groups if group]
    after_text = groups[-1][-1].at + 1 if groups else first_line
    if cue_follows and after_text == (number_line or first_line + len(region)):
        faults.append((MISSING_BLANK_LINE, after_text, "no blank line stands before this cue", ""))
    lines = [line.text for line in groups[0]] if groups else []
    for group in groups[1:]:
        text = " / ".join(line.text for line in group)
        if all(_REMARK.match(line.text) for line in group):
            faults.append((TEXT_OUTSIDE_CUE, group[0].at, "a remark between two cues is not shown", text))
            continue
        faults.append((BLANK_LINE_IN_CUE, group[0].at, "a blank line stands before this line of the cue", text))
        lines.extend(line.text for line in group)
    return Block(lines=tuple(lines), number=number, number_line=number_line, faults=tuple(faults))


def _groups(region: list[str], first_line: int) -> list[list[_Line]]:
    """Runs of lines without a blank line among them; a line of white space is blank, as players see it."""
    groups: list[list[_Line]] = []
    previous = -1
    for offset, text in enumerate(region):
        if not text.strip():
            continue
        if not groups or previous != offset - 1:
            groups.append([])
        groups[-1].append(_Line(first_line + offset, text))
        previous = offset
    return groups


def _take_number(groups: list[list[_Line]], faults: list[tuple[Code, int, str, str]], *, touches: bool, numbered: bool,
                 expected: str, first_line: int) -> tuple[str | None, int]:
    """Take the number of the next cue off the last group; a line that stays in doubt stays text."""
    last = groups[-1][-1]
    alone = len(groups[-1]) == 1 and last.at > first_line
    match = _NUMBER.fullmatch(last.text.translate(INVISIBLE))
    if match and (touches or alone or match[1] == expected) and (touches or match[2] is None):
        groups[-1].pop()
        if match[2]:
            faults.append((TEXT_OUTSIDE_CUE, last.at, f"the remark `{match[2].strip()[:60]}` after the cue number "
                                                      "is not kept", match[2].strip()))
        return last.text.strip(), last.at
    # A word where the number belongs ("Intro"): only in a file that numbers its cues, else it is text after a blank.
    if touches and alone and numbered and len(groups) > 1:
        groups[-1].pop()
        return last.text.strip(), last.at
    return None, 0
