"""Cues into runs: stretches of one voice, one sound or one song, before sentences are looked for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.model.cue import Cue
from pipeline.model.text import plain

Kind = Literal["speech", "sound", "song"]

VOICE = re.compile(r"<v(?:\.[^\s<>]*)*[ \t]+[^<>\n]+>", re.IGNORECASE)
_NOTES = "♪♫♬"
_TITLES = "Dr|Prof|Professor|Mr|Mrs|Ms|Speaker|Narrator|Lecturer|Interviewer|Host|Moderator|Student|Audience|Man|Woman"
_LABEL = re.compile(
    r"(?:(?:>>|[-–—•*])\s*)?"
    rf"(?:[A-Z][A-Z0-9 .'’-]{{1,30}}|(?:{_TITLES})\b\.?(?: [\w.'’-]+){{0,3}}):(?=\s|$)"
    r"|>>+|[-–—](?=\s*[A-Z\"“\[(])|[•*](?=\s)")
_WHOLE_SOUND = re.compile(r"\[[^\[\]]*\]|\([^()]*\)|（[^（）]*）|【[^【】]*】")
_UNFINISHED = re.compile(r"[\w,]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Text on one line, and for each of its characters the cue it stands in (from 0; -1 for a space between cues)."""

    text: str
    cues: tuple[int, ...]
    kind: Kind = "speech"
    speaker: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A stretch of one line of a cue; ``label`` is the speaker it begins with, ``new`` that it begins anew."""

    cue: int
    text: str
    kind: Kind
    label: str = ""
    voice: str = ""
    new: bool = False


def split_runs(cues: Sequence[Cue]) -> Iterator[Run]:
    """Give the runs of a track in order; a sound between two halves of a sentence does not part them."""
    parts = [part for place, cue in enumerate(cues) for part in _parts(place, cue)]
    speech: list[_Part] = []
    waiting: list[Run] = []
    for place, part in enumerate(parts):
        if part.kind == "sound":
            waiting.append(_run([part]))
            if not (speech and _is_unfinished(speech[-1], parts, place)):
                yield from _flush(speech, waiting)
                speech, waiting = [], []
            continue
        if speech and (part.new or part.kind != speech[0].kind or part.voice != speech[0].voice):
            yield from _flush(speech, waiting)
            speech, waiting = [], []
        speech.append(part)
    yield from _flush(speech, waiting)


def _flush(speech: Sequence[_Part], waiting: Sequence[Run]) -> Iterator[Run]:
    if speech:
        yield _run(speech)
    yield from waiting


def _is_unfinished(last: _Part, parts: Sequence[_Part], sound: int) -> bool:
    """Whether speech goes on behind a sound that has its cue alone: no stop before, no capital or speaker after it."""
    after = sound + 1
    while after < len(parts) and parts[after].kind == "sound":
        after += 1
    if after == len(parts) or parts[after].cue == parts[sound].cue or last.cue == parts[sound].cue:
        return False
    following = parts[after]
    return (following.kind == last.kind == "speech" and not following.new and following.text[:1].islower()
            and bool(_UNFINISHED.search(last.text)))


def _run(parts: Sequence[_Part]) -> Run:
    text = ""
    cues: list[int] = []
    for part in parts:
        if text and not _is_hyphenated(text, part.text):
            text += " "
            cues.append(part.cue if cues[-1] == part.cue else -1)
        text += part.text
        cues += [part.cue] * len(part.text)
    first = parts[0]
    return Run(text=text, cues=tuple(cues), kind=first.kind, speaker=first.label)


def _is_hyphenated(before: str, after: str) -> bool:
    return len(before) > 1 and before[-1] == "-" and before[-2].isalpha() and after[:1].islower()


def _parts(place: int, cue: Cue) -> Iterator[_Part]:
    voice, singing = "", False
    for raw in cue.text.split("\n"):
        tag = VOICE.match(raw.lstrip())
        voice = tag.group() if tag else voice
        line = _visible(plain(raw))
        if not line:
            continue
        if singing or line[0] in _NOTES or line[-1] in _NOTES:
            yield _Part(cue=place, text=line, kind="song", voice=voice, label=voice if tag else "", new=not singing)
            singing = line[-1] not in _NOTES or len(line) == 1
            continue
        yield from _line(place, line, voice=voice, tagged=bool(tag))


def _line(place: int, line: str, *, voice: str, tagged: bool) -> Iterator[_Part]:
    if _WHOLE_SOUND.fullmatch(line):
        yield _Part(cue=place, text=line, kind="sound", voice=voice, label=voice if tagged else "", new=True)
        return
    found = _LABEL.match(line)
    label, rest = (found.group(), line[found.end():].lstrip()) if found else ("", line)
    if not rest:  # a label alone in its line or cue is text: nothing may be lost
        label, rest = "", line
    before, rest, after = _sounds(rest)
    said = " ".join(filter(None, (voice if tagged else "", label)))
    if before:
        yield _Part(cue=place, text=before, kind="sound", voice=voice, label=said, new=True)
        said = ""
    if rest:
        yield _Part(cue=place, text=rest, kind="speech", voice=voice, label=said, new=bool(label))
    if after:
        yield _Part(cue=place, text=after, kind="sound", voice=voice, new=True)


def _sounds(line: str) -> tuple[str, str, str]:
    """Take a sound in square brackets off the beginning and the end of a line."""
    before = re.match(r"\[[^\[\]]*\]", line)
    rest = line[before.end():].lstrip() if before else line
    after = re.search(r"\[[^\[\]]*\]$", rest) if rest else None
    middle = rest[:after.start()].rstrip() if after else rest
    return before.group() if before else "", middle, after.group() if after else ""


def _visible(text: str) -> str:
    """Put a line on single spaces and take out control characters, which nobody sees."""
    return " ".join("".join(c for c in text if c.isspace() or unicodedata.category(c) != "Cc").split())
