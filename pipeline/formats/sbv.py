"""YouTube's own caption format, SubViewer (.sbv): two times with a comma between them, then the text."""

from __future__ import annotations

import re

from pipeline.formats.codes import MISSING_BLANK_LINE, NOT_CARRIED, TEXT_OUTSIDE_CUE, TIMING_FORM, TIMING_NOT_READ
from pipeline.formats.findings import Findings
from pipeline.formats.lines import split_lines
from pipeline.formats.srt_blocks import split_block
from pipeline.formats.tags import drop_tags
from pipeline.formats.timing import Timing, looks_like_timing, mask_timings, read_timing
from pipeline.model.cue import Cue, Reading, Track
from pipeline.model.problem import Problem
from pipeline.model.timecode import fields_to_ms, format_vtt

NAME = "SubViewer (YouTube)"
SUFFIXES = (".sbv",)

_TIME = r"([0-9]{1,9}):([0-5][0-9]):([0-5][0-9])\.([0-9]{3})"
_STRICT = re.compile(rf"{_TIME},{_TIME}[ \t]*")
# How the format writes a line break inside one line.
_BREAK = "[br]"
_TEXT_SHOWN = 500


def read(text: str, *, language: str, path: str = "") -> Reading:
    """Read SubViewer text: one cue per timing line. Oddities come as problems with their line; never raises."""
    lines = split_lines(text)
    findings = Findings(path=path, language=language)
    heads = [at for at, line in enumerate(lines) if is_timing(line) or looks_like_timing(line)]
    leading = [line.strip() for line in lines[:heads[0] if heads else None] if line.strip()]
    if leading:
        findings.add(TEXT_OUTSIDE_CUE, "text before the first cue is not shown", line=1,
                     text=" / ".join(leading)[:_TEXT_SHOWN])
    cues: list[Cue] = []
    for at, until in zip(heads, [*heads, len(lines)][1:], strict=True):
        block = split_block(lines[at + 1:until], first_line=at + 2, cue_follows=False, numbered=False, expected="")
        timing = _timing(lines[at], at + 1, findings)
        if timing is None:
            findings.add(TIMING_NOT_READ, f"no time can be read from `{lines[at].strip()[:80]}`; its cue is not shown",
                         line=at + 1, text=" / ".join([lines[at].strip(), *block.lines])[:_TEXT_SHOWN], single=True,
                         hint="write it as 0:00:01.000,0:00:03.000")
            continue
        for code, line, clause, shown in block.faults:
            findings.add(code, clause, line=line, cue=len(cues) + 1, text=shown[:_TEXT_SHOWN], single=True)
        if until < len(lines) and lines[until - 1].strip():
            findings.add(MISSING_BLANK_LINE, "no blank line stands before this cue", line=until + 1)
        cues.append(Cue(index=len(cues) + 1, start_ms=timing.start_ms, end_ms=timing.end_ms, line=at + 1,
                        text=_broken(block.lines)))
    track = Track(language=language, cues=tuple(cues), path=path)
    return Reading(track=track, problems=findings.problems(), format=NAME)


def is_timing(line: str) -> bool:
    """Tell whether a line is a timing of this format as YouTube writes it."""
    return _STRICT.fullmatch(line) is not None


def write(track: Track) -> str:
    """Write a track as SubViewer: no tags, LF line ends, a blank line after every cue."""
    return "".join(f"{_clock(cue.start_ms)},{_clock(cue.end_ms)}\n{text}\n\n" if (text := _safe_text(cue.text))
                   else f"{_clock(cue.start_ms)},{_clock(cue.end_ms)}\n\n" for cue in track.cues)


def loss(track: Track) -> tuple[Problem, ...]:
    """Tell what SubViewer cannot carry of this track, cue by cue: tags, and all that only WebVTT has."""
    findings = Findings(path=track.path, language=track.language)
    for name, value in (("header", track.header.strip()), ("blocks after the last cue", "\n\n".join(track.trailer))):
        if value:
            findings.add(NOT_CARRIED, f"SubViewer cannot carry the {name}", text=value)
    for cue in track.cues:
        for what, value in (("cue identifier", cue.name), ("cue settings", cue.settings),
                            ("comment", "\n\n".join(cue.notes)),
                            ("text as it stands", "" if _safe_text(cue.text) == cue.text else cue.text),
                            ("time before 0", "negative" if min(cue.start_ms, cue.end_ms) < 0 else "")):
            if value:
                findings.add(NOT_CARRIED, f"SubViewer cannot carry the {what}", line=cue.line, cue=cue.index,
                             text=value, single=True)
    return findings.problems()


def confirm(text: str, track: Track) -> tuple[Problem, ...]:
    """Say nothing: there is no second reader of this format worth asking."""
    return ()


def _timing(line: str, number: int, findings: Findings) -> Timing | None:
    if match := _STRICT.fullmatch(line):
        fields = [int(field) for field in match.groups()]
        return Timing(start_ms=fields_to_ms(*fields[:4]), end_ms=fields_to_ms(*fields[4:]))
    timing = read_timing(line)
    if timing is not None:
        findings.add(TIMING_FORM, "the timing is not written as 0:00:01.000,0:00:03.000", line=number, text=line)
        for code, clause in timing.oddities:
            if code is not TIMING_FORM:
                findings.add(code, clause, line=number, text=line)
    return timing


def _broken(lines: tuple[str, ...]) -> str:
    return "\n".join(part for line in lines for part in line.split(_BREAK) if part.strip())


def _safe_text(text: str) -> str:
    return mask_timings(split_lines(drop_tags(text.replace("\ufeff", ""), keep=None).replace(_BREAK, "\n")))


def _clock(time_ms: int) -> str:
    return format_vtt(max(time_ms, 0)).removeprefix("0")
