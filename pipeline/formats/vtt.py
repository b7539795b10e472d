"""WebVTT (.vtt): the parsing algorithm of the standard (W3C WebVTT 6.1), with line numbers and no silence.

The only door to webvtt-py, which is the second reader: in a file without faults it must find the same times. It does
not read for us: it takes cues that a browser drops (two-digit milliseconds), and resolves no character references.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import webvtt

from pipeline.errors import SubtitleError
from pipeline.formats import second_reader
from pipeline.formats.codes import (
    ARROW_TYPO,
    MISSING_BLANK_LINE,
    NOT_CARRIED,
    NUL_CHARACTER,
    STRAY_ANGLE,
    TIMING_NOT_READ,
)
from pipeline.formats.findings import Findings
from pipeline.formats.lines import split_lines
from pipeline.formats.tags import drop_tags
from pipeline.formats.timing import looks_like_timing
from pipeline.formats.vtt_text import decode, encode, has_one_spelling, has_stray_angle
from pipeline.model.cue import Cue, Reading, Track
from pipeline.model.problem import Problem
from pipeline.model.text import TAG
from pipeline.model.timecode import fields_to_ms, format_vtt

NAME = "WebVTT"
SUFFIXES = (".vtt",)
SIGNATURE = "WEBVTT"

_TIME = r"(?:([0-9]+):)?([0-5][0-9]):([0-5][0-9])\.([0-9]{3})(?![0-9])"
_SPACE = " \t\f"
_TIMING = re.compile(rf"[{_SPACE}]*{_TIME}[{_SPACE}]*-->[{_SPACE}]*{_TIME}(.*)", re.DOTALL)
_LONGEST_HOURS = 9
_USUAL = r"(?:[0-9]{2}|[1-9][0-9]{2,8}):[0-9]{2}:[0-9]{2}\.[0-9]{3}"  # as `write` spells it
_USUAL_TIMING = re.compile(rf"{_USUAL} --> {_USUAL}(?: [^{_SPACE}].*)?(?<![{_SPACE}])")
_ARROW = re.compile("--+>")
# Everything but what only SubRip players know; a browser would show it as text.
_WEBVTT_TAG = re.compile(r"<(?!/?(?:s|font)\b)[^<>\n]*>", re.IGNORECASE)
_TEXT_SHOWN = 500


def read(text: str, *, language: str, path: str = "") -> Reading:
    """Read WebVTT text: exactly the cues a browser shows, with their identifiers, settings and the blocks between them.

    ``text`` is decoded text with any line ends. Lines with ``-->`` that give no cue come as problems with their line.
    Raises SubtitleError when the signature WEBVTT is missing: then the standard shows nothing at all.
    """
    findings = Findings(path=path, language=language)
    if "\0" in text:
        line = len(split_lines(text[:text.index("\0")]))
        findings.add(NUL_CHARACTER, "a NUL character is read as U+FFFD", line=line)
        text = text.replace("\0", "\ufffd")
    lines = split_lines(text)
    if not has_signature(lines[0]):
        raise SubtitleError("the file does not begin with WEBVTT, so players show none of it", path=path, line=1,
                            hint="write WEBVTT into the first line, or give the file the suffix it really has")
    scan = _Scan(lines=lines, findings=findings)
    scan.run()
    track = Track(language=language, cues=tuple(scan.cues), header=scan.header(),
                  trailer=tuple(scan.blocks) if scan.cues else (), path=path)
    return Reading(track=track, problems=findings.problems(), format=NAME)


def has_signature(first_line: str) -> bool:
    """Tell whether a first line makes a file WebVTT: the word alone, or a space or tab after it."""
    line = first_line.removeprefix("\ufeff")
    return line == SIGNATURE or line[:7] in ("WEBVTT ", "WEBVTT\t")


def write(track: Track) -> str:
    """Write a track as WebVTT: LF line ends, a blank line between blocks.

    What nobody changed is given back byte for byte: header, identifiers, timing lines, settings, comments, tags,
    character references. What was changed, and what comes from elsewhere, has times with hours.
    """
    header = _safe_header(track.header)
    blocks = [SIGNATURE + header]
    for cue in track.cues:
        blocks += [block for note in cue.notes if (block := _safe_block(note))]
        head = [name] if (name := _safe_name(cue.name)) else []
        text = encode(drop_tags(cue.text, keep=_WEBVTT_TAG), as_written=cue.raw_text)
        blocks.append("\n".join([*head, _timing_line(cue), *([text] if text else [])]))
    blocks += [block for note in track.trailer if (block := _safe_block(note))]
    return "\n\n".join(blocks) + "\n"


def loss(track: Track) -> tuple[Problem, ...]:
    """Tell what WebVTT cannot carry of this track, cue by cue: write would drop or alter it."""
    findings = Findings(path=track.path, language=track.language)
    if _safe_header(track.header) != track.header:
        findings.add(NOT_CARRIED, "WebVTT cannot carry the header as it stands", text=track.header)
    for block in (block for block in track.trailer if _safe_block(block) != block):
        findings.add(NOT_CARRIED, "WebVTT cannot carry a block after the last cue as it stands", text=block)
    for cue in track.cues:
        tags = " ".join(tag for tag in TAG.findall(cue.text) if not _WEBVTT_TAG.fullmatch(tag))
        for what, value, carried in (
            ("tags", tags, not tags),
            ("text as it stands", cue.text, bool(tags) or decode(encode(cue.text)) == cue.text),
            ("cue identifier as it stands", cue.name, _safe_name(cue.name) == cue.name),
            ("cue settings as they stand", cue.settings, _safe_settings(cue.settings) == cue.settings),
            ("comment as it stands", "\n\n".join(cue.notes), all(_safe_block(note) == note for note in cue.notes)),
            ("time before 0", f"{cue.start_ms} ms", min(cue.start_ms, cue.end_ms) >= 0),
        ):
            if not carried:
                findings.add(NOT_CARRIED, f"WebVTT cannot carry the {what}", line=cue.line, cue=cue.index, text=value,
                             single=True)
    return findings.problems()


def confirm(text: str, track: Track) -> tuple[Problem, ...]:
    """Read a file without faults a second time, with webvtt-py, and compare the times of all cues."""
    theirs = [(caption.start_time.in_milliseconds(), caption.end_time.in_milliseconds())
              for caption in webvtt.from_string(text).captions]
    return second_reader.compare(track, theirs, reader="webvtt-py")


@dataclass(slots=True)
class _Scan:
    """One pass over the lines, block by block, as "collect a WebVTT block" in the standard."""

    lines: list[str]
    findings: Findings
    cues: list[Cue] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    dropped: set[int] = field(default_factory=set)
    first_cue_at: int = -1

    def run(self) -> None:
        lines, count = self.lines, len(self.lines)
        at = 1
        if count > 1 and lines[1] and "-->" not in lines[1]:
            at = self._block(1, keep=False)  # the lines right under the signature: never a cue, part of the header
        while at < count:
            if not lines[at]:
                at += 1
            elif "-->" in lines[at]:
                at = self._cue(at, name_at=at)
            elif at + 1 < count and "-->" in lines[at + 1]:
                at = self._cue(at + 1, name_at=at)
            else:
                at = self._block(at, keep=True)

    def header(self) -> str:
        """Everything between the signature and the first cue, but for broken cues."""
        until = self.first_cue_at if self.first_cue_at >= 0 else len(self.lines)
        kept = [self.lines[0].removeprefix("\ufeff")[len(SIGNATURE):]]
        kept += [line for at, line in enumerate(self.lines[1:until], start=1) if at not in self.dropped]
        while len(kept) > 1 and not kept[-1]:
            kept.pop()
        return "\n".join(kept)

    def _end(self, at: int) -> int:
        lines, count = self.lines, len(self.lines)
        while at < count and lines[at] and "-->" not in lines[at]:
            at += 1
        return at

    def _cue(self, at: int, *, name_at: int) -> int:
        lines = self.lines
        end = self._end(at + 1)
        raw = "\n".join(lines[at + 1:end])
        self._check_typos(name_at, at)
        self._check_typos(at + 1, end)
        timing = _read_timing(lines[at])
        if timing is None:
            self.dropped.update(range(name_at, end))
            shown = lines[at].strip()[:80]
            self.findings.add(TIMING_NOT_READ, f"no time can be read from `{shown}`; its cue is not shown", line=at + 1,
                              text=" / ".join(lines[name_at:end])[:_TEXT_SHOWN], single=True,
                              hint="write it as 00:00:01.000 --> 00:00:03.000")
            return end
        if self.first_cue_at < 0:
            self.first_cue_at, self.blocks = name_at, []
        if has_stray_angle(raw):
            self.findings.add(STRAY_ANGLE, "a `<` begins no tag; browsers hide text after it", line=at + 1,
                              cue=len(self.cues) + 1, text=raw, hint="write &lt; in its place", single=True)
        if end < len(lines) and lines[end]:
            self.findings.add(MISSING_BLANK_LINE, "no blank line stands before this cue; the line above counts as text",
                              line=end + 1, cue=len(self.cues) + 2)
        start_ms, end_ms, settings = timing
        self.cues.append(Cue(
            index=len(self.cues) + 1, start_ms=start_ms, end_ms=end_ms, text=decode(raw),
            name=lines[name_at] if name_at < at else "", settings=settings, notes=tuple(self.blocks),
            line=at + 1, raw_timing="" if _USUAL_TIMING.fullmatch(lines[at]) else lines[at],
            raw_text="" if has_one_spelling(raw) else raw))
        self.blocks = []
        return end

    def _block(self, at: int, *, keep: bool) -> int:
        end = self._end(at)
        if keep:
            self.blocks.append("\n".join(self.lines[at:end]))
        self._check_typos(at, end)
        return end

    def _check_typos(self, at: int, end: int) -> None:
        for place, line in enumerate(self.lines[at:end], start=at):
            if looks_like_timing(line):
                self.findings.add(ARROW_TYPO, f"`{line.strip()[:80]}` is text to a browser", line=place + 1,
                                  text=line.strip()[:_TEXT_SHOWN], single=True, hint="write the arrow as -->")


def _read_timing(line: str) -> tuple[int, int, str] | None:
    """Read start and end (milliseconds) and the settings from a line; None where a browser reads no time."""
    match = _TIMING.match(line)
    if match is None or len(match[1] or "") > _LONGEST_HOURS or len(match[5] or "") > _LONGEST_HOURS:
        return None
    hours, minutes, seconds, ms, end_hours, end_minutes, end_seconds, end_ms = map(int, match.groups("0")[:8])
    return (fields_to_ms(hours, minutes, seconds, ms), fields_to_ms(end_hours, end_minutes, end_seconds, end_ms),
            match[9].strip(_SPACE))


def _timing_line(cue: Cue) -> str:
    """The line as it was written, where it still gives the times and settings of the cue."""
    settings, raw = _safe_settings(cue.settings), cue.raw_timing
    if raw and raw == _clean(raw) and "\n" not in raw and _read_timing(raw) == (cue.start_ms, cue.end_ms, settings):
        return raw
    timing = f"{format_vtt(max(cue.start_ms, 0))} --> {format_vtt(max(cue.end_ms, 0))}"
    return f"{timing} {settings}" if settings else timing


def _clean(text: str) -> str:
    return text.replace("\0", "\ufffd").replace("\r\n", "\n").replace("\r", "\n")


def _safe_block(block: str) -> str:
    return "\n".join(line for line in _ARROW.sub("->", _clean(block)).split("\n") if line)


def _safe_name(name: str) -> str:
    return _ARROW.sub("->", _clean(name).replace("\n", " "))


def _safe_settings(settings: str) -> str:
    return _clean(settings).replace("\n", " ").strip(_SPACE)


def _safe_header(header: str) -> str:
    apart = header if header[:1] in ("", " ", "\t", "\n", "\r") else f"\n{header}"
    first, mark, rest = _clean(apart).partition("\n")  # the signature line alone may hold an arrow
    return f"{first}{mark}{_ARROW.sub('->', rest)}".rstrip("\n")
