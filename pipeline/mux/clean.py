"""The text of a cue as a container can carry it, with word of everything that had to be left out.

FFmpeg reads cues as SubRip, and its reader takes much for markup that is none: ``a < b and c > d`` reaches the file as
``a  d``. What cannot be said otherwise is guarded with a word joiner, which no player shows.

Source: libavcodec/htmlsubtitles.c and libavformat/srtdec.c of FFmpeg, measured with 5.1 and 9.0.
"""

from __future__ import annotations

from dataclasses import dataclass

import regex

from pipeline.model.text import TAG, graphemes, plain
from pipeline.mux.styled import canonical

WORD_JOINER = "\u2060"
# One sample of timed text holds 65535 bytes and a character takes up to 4; no reader ever sees so much at once.
LONGEST_TEXT_CHARACTERS = 10_000

_CARRIED = regex.compile(r"</?[ibu](?:\.[^\s<>]*)*(?:[ \t][^<>\n]*)?>", regex.IGNORECASE)
_POSITION = regex.compile(r"\{\\(?:an?\d|pos|move)", regex.IGNORECASE)
_CONTROL = regex.compile(r"[^\P{Cc}\t\n]|\p{Cs}")
_LOOKS_LIKE_MARKUP = regex.compile(
    r"<(?!/?[ibu]>)(?=[^<>]*>)"         # a known tag is eaten, an unknown one sometimes
    r"|\\(?!\u2060)"                    # \N and \h are breaks and spaces; \{ is a brace
    r"|\{(?=\\|\n|<|[CcFfoPSsYy]:)"     # {\an8}, {y:i} of MicroDVD, and a brace before a break or a tag
    r"|--(?=>)"                         # an arrow makes a timing line of a line of text
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanText:
    """Text ready for a container, and what was done to it; ``text`` is empty when nothing is left to show."""

    text: str
    markup: bool = False
    position: bool = False
    guarded: bool = False
    control: bool = False
    cut: bool = False


def clean(text: str) -> CleanText:
    """Keep words, line breaks, italics, bold and underline; take off the rest and say so."""
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    printable = _CONTROL.sub("", unified)
    others = [tag.group() for tag in TAG.finditer(printable) if not _CARRIED.fullmatch(tag.group())]
    bare = canonical(TAG.sub(lambda tag: tag.group() if _CARRIED.fullmatch(tag.group()) else "", printable))
    short, cut = _shortened(bare)
    trimmed = _trimmed(short)
    guarded = _LOOKS_LIKE_MARKUP.sub(lambda found: found.group() + WORD_JOINER, trimmed)
    return CleanText(
        text=guarded,
        markup=any(not _POSITION.match(tag) for tag in others),
        position=any(_POSITION.match(tag) for tag in others),
        guarded=guarded != trimmed,
        control=printable != unified,
        cut=cut,
    )


def _shortened(text: str) -> tuple[str, bool]:
    if len(text) <= LONGEST_TEXT_CHARACTERS:
        return text, False
    return plain(text)[:LONGEST_TEXT_CHARACTERS], True


def _trimmed(text: str) -> str:
    """Take off blank lines (in SubRip a blank line ends the cue) and spaces at both ends of a line."""
    lines = (line.strip() for line in text.split("\n"))
    return canonical("\n".join(line for line in lines if _shows_anything(line)))


def _shows_anything(line: str) -> bool:
    """Whether a viewer sees ink: spaces, zero-width signs and bidirectional marks alone are an empty line."""
    return any(not cluster.isspace() for cluster in graphemes(plain(line)))
