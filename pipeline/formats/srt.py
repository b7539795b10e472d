"""SubRip (.srt): every line that was meant as a timing becomes a cue or a problem with its line.

The only door to pysrt. It renders the cues we write, and it is the second reader that must find the same times in a
file without faults. It does not read for us: it drops a cue in silence when milliseconds, hours or the blank line
before it are missing, and drops the text after a blank line inside a cue.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pysrt

from pipeline.formats import second_reader
from pipeline.formats.codes import CUE_NUMBER, NOT_CARRIED, TEXT_OUTSIDE_CUE, TIMING_NOT_READ
from pipeline.formats.findings import Findings
from pipeline.formats.lines import split_lines
from pipeline.formats.srt_blocks import Block, split_block
from pipeline.formats.tags import drop_tags
from pipeline.formats.timing import looks_like_timing, mask_timings, read_timing
from pipeline.model.cue import Cue, Reading, Track
from pipeline.model.problem import Problem
from pipeline.model.text import TAG
from pipeline.model.timecode import fields_to_ms

NAME = "SubRip"
SUFFIXES = (".srt",)

_STRICT = re.compile(r"([0-9]{2,9}):([0-5][0-9]):([0-5][0-9]),([0-9]{3}) --> "
                     r"([0-9]{2,9}):([0-5][0-9]):([0-5][0-9]),([0-9]{3})")
_PLAYED_TAG = re.compile(r"</?(?:i|b|u|s|font)(?:[ \t][^<>\n]*)?>|\{\\[^{}\n]*\}", re.IGNORECASE)
# pysrt breaks lines here too, where no player does.
_NO_LINE_END = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")
# What a broken timing costs is told, but a report stays readable.
_TEXT_SHOWN = 500

_BROKEN = -1
_Head = tuple[int, int, int]  # place of the timing line, start and end; start is _BROKEN where nothing could be read


def read(text: str, *, language: str, path: str = "") -> Reading:
    """Read SubRip text: one cue per timing line, whatever stands around it.

    ``text`` is decoded text with any line ends; ``path`` is only for messages. Cue text keeps its tags, and loses blank
    lines. Oddities come as problems with their line; never raises.
    """
    lines = split_lines(text)
    findings = Findings(path=path, language=language)
    heads = _find_timings(lines, findings)
    leading = _read_leading(lines[:heads[0][0]] if heads else lines, findings, cue_follows=bool(heads))
    numbers = [(leading.number, leading.number_line)]
    bodies: list[tuple[str, ...] | list[str]] = []
    for place, (at, _, _) in enumerate(heads, start=2):
        until = heads[place - 1][0] if place <= len(heads) else len(lines)
        region = lines[at + 1:until]
        number = str(place)
        # The usual case at full speed; str.strip is empty for a blank line.
        if until < len(lines) and region[-2:] == ["", number] and all(map(str.strip, region[:-2])):
            bodies.append(region[:-2])
            numbers.append((number, until))
            continue
        block = split_block(region, first_line=at + 2, cue_follows=until < len(lines),
                            numbered=leading.number is not None, expected=number)
        _note(block, findings, cue=place - 1)
        bodies.append(block.lines)
        numbers.append((block.number, block.number_line))
    _check_numbers(heads, numbers, findings)
    cues = _make_cues(heads, bodies, lines, findings)
    return Reading(track=Track(language=language, cues=cues, path=path), problems=findings.problems(), format=NAME)


def write(track: Track) -> str:
    """Write a track as SubRip: numbered from 1, LF line ends, a blank line between cues.

    What SubRip cannot hold is left out or altered as :func:`loss` tells; times below 0 are written as 0.
    """
    return "\n".join(str(pysrt.SubRipItem(place, cue.start_ms, cue.end_ms, _safe_text(cue.text)))
                     for place, cue in enumerate(track.cues, start=1))


def loss(track: Track) -> tuple[Problem, ...]:
    """Tell what SubRip cannot carry of this track, cue by cue: write would drop or alter it."""
    findings = Findings(path=track.path, language=track.language)
    for name, value in (("header", track.header.strip()), ("blocks after the last cue", "\n\n".join(track.trailer))):
        if value:
            findings.add(NOT_CARRIED, f"SubRip cannot carry the {name}", text=value)
    for cue in track.cues:
        for what, value in _not_carried(cue):
            findings.add(NOT_CARRIED, f"SubRip cannot carry the {what}", line=cue.line, cue=cue.index, text=value,
                         single=True)
    return findings.problems()


def confirm(text: str, track: Track) -> tuple[Problem, ...]:
    """Read a file without faults a second time, with pysrt, and compare the times of all cues.

    For a file with problems this says nothing: there the two readers differ, and ours is the one to trust.
    """
    lines = "\n".join(split_lines(_NO_LINE_END.sub(" ", text)))
    theirs = [(item.start.ordinal, item.end.ordinal) for item in pysrt.from_string(lines)]
    return second_reader.compare(track, theirs, reader="pysrt")


def _find_timings(lines: list[str], findings: Findings) -> list[_Head]:
    heads: list[_Head] = []
    for at, line in enumerate(lines):
        if match := _STRICT.fullmatch(line):
            fields = [int(field) for field in match.groups()]
            heads.append((at, fields_to_ms(*fields[:4]), fields_to_ms(*fields[4:])))
        elif (":" in line or "：" in line) and looks_like_timing(line):
            timing = read_timing(line)
            if timing is None:
                heads.append((at, _BROKEN, _BROKEN))
                continue
            for code, clause in timing.oddities:
                findings.add(code, clause, line=at + 1, text=line.strip()[:_TEXT_SHOWN])
            heads.append((at, timing.start_ms, timing.end_ms))
    return heads


def _read_leading(region: list[str], findings: Findings, *, cue_follows: bool) -> Block:
    """Read what stands before the first cue: its number, and text that belongs to no cue."""
    # A blank line in front makes a lone first line count as standing alone.
    block = split_block(["", *region], first_line=0, cue_follows=cue_follows, numbered=False, expected="1")
    outside = [(at, line) for at, line in enumerate(region, start=1) if line.strip() and at != block.number_line]
    if outside:
        findings.add(TEXT_OUTSIDE_CUE, "text before the first cue is not shown", line=outside[0][0],
                     text=" / ".join(line for _, line in outside)[:_TEXT_SHOWN])
    at_number = tuple(fault for fault in block.faults if fault[1] == block.number_line)
    _note(replace(block, faults=at_number), findings, cue=1)
    return block


def _note(block: Block, findings: Findings, *, cue: int) -> None:
    for code, line, clause, text in block.faults:
        findings.add(code, clause, line=line, cue=cue, text=text[:_TEXT_SHOWN], single=bool(text))


def _check_numbers(heads: list[_Head], numbers: list[tuple[str | None, int]], findings: Findings) -> None:
    """Compare the cue numbers with a count that goes on from whatever stands there; a file may begin at 0 or 57."""
    before: int | None = None
    for place, (written, line) in enumerate(numbers[:len(heads)]):
        if written == str(before + 1 if before is not None else 1):
            before = int(written)
        elif written is None:
            findings.add(CUE_NUMBER, "the cue number is missing", line=heads[place][0] + 1)
            before = None if before is None else before + 1
        else:
            digits = re.sub(r"\D", "", written, flags=re.ASCII)[:9]
            if not written.isdecimal():
                findings.add(CUE_NUMBER, "the cue number is not a plain number", line=line, text=written[:_TEXT_SHOWN],
                             single=not digits)
            elif before is not None:
                findings.add(CUE_NUMBER, "the cue number does not follow the one before", line=line, text=written)
            before = int(digits) if digits else before


def _make_cues(heads: list[_Head], bodies: list[tuple[str, ...] | list[str]], lines: list[str],
               findings: Findings) -> tuple[Cue, ...]:
    cues: list[Cue] = []
    for (at, start_ms, end_ms), body in zip(heads, bodies, strict=True):
        if start_ms == _BROKEN:
            findings.add(TIMING_NOT_READ, f"no time can be read from `{lines[at].strip()[:80]}`; its cue is not shown",
                         line=at + 1, text=" / ".join([lines[at].strip(), *body])[:_TEXT_SHOWN], single=True,
                         hint="write it as 00:00:01,000 --> 00:00:03,000")
            continue
        cues.append(Cue(index=len(cues) + 1, start_ms=start_ms, end_ms=end_ms, text="\n".join(body), line=at + 1))
    return tuple(cues)


def _safe_text(text: str) -> str:
    """Give the text so that reading it back gives it again: no blank lines, no line that reads as a timing."""
    # A byte order mark inside a file (files were joined) shows nothing, and at the start of a text it reads as none.
    return mask_timings(split_lines(drop_tags(text.replace("\ufeff", ""), keep=_PLAYED_TAG)))


def _not_carried(cue: Cue) -> list[tuple[str, str]]:
    tags = " ".join(tag for tag in TAG.findall(cue.text) if not _PLAYED_TAG.fullmatch(tag))
    found = [(what, value) for what, value in (
        ("cue identifier", cue.name), ("cue settings", cue.settings), ("comment", "\n\n".join(cue.notes)),
        ("tags", tags)) if value]
    if not tags and _safe_text(cue.text) != cue.text:
        found.append(("text as it stands (blank lines, or a line like a timing)", cue.text))
    if min(cue.start_ms, cue.end_ms) < 0:
        found.append(("time before 0", f"{cue.start_ms} ms"))
    return found
