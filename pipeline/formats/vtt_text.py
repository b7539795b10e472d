"""WebVTT cue text: character references in and out, tags left alone.

Sources: W3C WebVTT 4.2.2 and 6.4 (cue text); HTML character references. Inside the house ``AT&amp;T`` is ``AT&T``.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from pipeline.model.text import TAG

_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_NESTED_AMPERSAND = re.compile(r"&(?:amp;)+")
_LATIN_1 = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\u200e": "&lrm;", "\u200f": "&rlm;"})
_ARROW = re.compile(r"--+>")
_SPELLED = re.compile("[&<>{\u200e\u200f]")


def decode(raw: str) -> str:
    """Give the text of a cue with its character references resolved.

    Text in which resolving would make a tag (``&lt;i&gt;``) or a line break (``&#10;``) stays as it stands, references
    and all: the house takes tags for tags, so it would say something else.
    """
    return raw if "&" not in raw or _is_fragile(raw) else _resolve(raw)


def encode(text: str, *, as_written: str = "") -> str:
    """Give cue text as WebVTT writes it; ``decode`` gives it back.

    ``as_written`` is how the file the text came from spells it: that is kept where it says the same, to browsers too.
    Never holds ``-->`` or an empty line, either of which would end the cue.
    """
    if as_written and _is_block(as_written) and not has_stray_angle(as_written) and decode(as_written) == text:
        return as_written
    lines = "\n".join(line for line in _lines(text) if line)
    if "&" in lines and _is_fragile(lines):
        return lines.replace("-->", "--&gt;")
    return _outside_tags(lines, lambda part: part.translate(_ESCAPES), lambda tag: _ARROW.sub("->", tag))


def has_one_spelling(raw: str) -> bool:
    """Tell whether ``encode`` can spell raw cue text in one way only, so that nothing is gained by keeping it."""
    return not _SPELLED.search(raw)


def has_stray_angle(raw: str) -> bool:
    """Tell whether raw cue text holds a ``<`` that begins no tag, after which browsers hide text."""
    return "<" in raw and "<" in TAG.sub("", raw)


def _is_block(raw: str) -> bool:
    return "-->" not in raw and "\r" not in raw and "\0" not in raw and all(raw.split("\n"))


def _lines(text: str) -> list[str]:
    return text.replace("\0", "\ufffd").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _resolve(raw: str) -> str:
    return _outside_tags(raw, lambda part: _REFERENCE.sub(lambda match: html.unescape(match[0]), part), str)


def _is_fragile(raw: str) -> bool:
    """Whether resolving, once or more often, makes tags or control characters that are not there yet."""
    resolved = _resolve(_NESTED_AMPERSAND.sub("&", raw))
    return (TAG.findall(resolved) != TAG.findall(raw) or resolved.count("\n") != raw.count("\n")
            or len(_LATIN_1.findall(resolved)) != len(_LATIN_1.findall(raw)))


def _outside_tags(text: str, change: Callable[[str], str], change_tag: Callable[[str], str]) -> str:
    if "<" not in text and "{" not in text:
        return change(text)
    out: list[str] = []
    done = 0
    for tag in TAG.finditer(text):
        out += [change(text[done:tag.start()]), change_tag(tag[0])]
        done = tag.end()
    return "".join([*out, change(text[done:])])
