"""Sets direction marks in right-to-left text, for players that guess the direction of a line wrong.

Text is kept without marks; only an export for such a player carries them. SubRip has no field for direction, and
players fall back to left-to-right: a final stop or a leading Latin word jumps to the wrong side (libass, older VLC).
Browsers go by the first strong letter of a WebVTT cue, so an Arabic line that begins with "GPU" needs a mark there too.
Source: Unicode UAX 9.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from pipeline.errors import PipelineError
from pipeline.model.cue import Track
from pipeline.model.text import plain

_RLM, _RLE, _PDF = "\u200f", "\u202b", "\u202c"
_MARKS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_FINAL_PUNCTUATION = re.compile(r"[^\w\s]$")


def _rlm(line: str) -> str:
    shown = plain(line).strip()
    first = next((kind for c in shown if (kind := unicodedata.bidirectional(c)) in ("L", "R", "AL")), "")
    before = _RLM if first == "L" else ""
    return f"{before}{line}{_RLM if _FINAL_PUNCTUATION.search(shown) else ''}"


def _embed(line: str) -> str:
    return f"{_RLE}{line}{_PDF}"


# What an export can ask for: no marks (browsers), a right-to-left mark where a line goes wrong, every line embedded
# (desktop players with libass or VSFilter, which know no isolates).
STYLES: dict[str, Callable[[str], str]] = {"none": str, "rlm": _rlm, "embed": _embed}


def mark(track: Track, style: str) -> Track:
    """Give the track with direction marks in every line that has right-to-left letters; marks already there go first.

    ``style`` is a key of ``STYLES``. Idempotent. Raises PipelineError for another style.
    """
    if style not in STYLES:
        raise PipelineError(f"'{style}' is not a way to set direction marks", hint=f"use one of {', '.join(STYLES)}")
    return replace(track, cues=tuple(replace(cue, text="\n".join(_marked(line, STYLES[style])
                                                                 for line in cue.text.split("\n")))
                                     for cue in track.cues))


def _marked(line: str, style: Callable[[str], str]) -> str:
    if line.isascii():
        return line
    bare = _MARKS.sub("", line)
    return style(bare) if any(unicodedata.bidirectional(c) in ("R", "AL") for c in plain(bare)) else bare
