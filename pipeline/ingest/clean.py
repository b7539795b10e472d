"""Cleans the text of one cue: one function per kind of fault, each tells what it did.

What the text says is never changed: NFC, never NFKC, which would turn full-width Chinese commas into ASCII, French
non-breaking spaces into plain ones and two Korean letters into a syllable.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from pipeline.ingest.codes import (
    BIDI_MARK,
    CONTROL_CHARACTER,
    LOST_CHARACTER,
    MOVED_PUNCTUATION,
    NOT_NFC,
    PRESENTATION_FORM,
    VISUAL_ORDER,
    WHITE_SPACE,
    ZERO_WIDTH,
)
from pipeline.model.problem import Code

# U+0085 is NEL; VT is a soft line break of Windows editors; U+2028 and U+2029 come from web forms and word processors.
_LINE_SEPARATOR = re.compile("[\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_LOST = re.compile("[\x80-\x84\x86-\x9f\ufffd]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ZERO_WIDTH = re.compile("[\u00ad\u180e\u200b\u2060-\u2064\ufeff]")
# A joiner is text between Arabic letters (ZWNJ), and inside emoji (ZWJ) and the scripts of India.
_JOINING = "\u0600-\u06ff\u0750-\u077f\u0900-\u0dff\u2190-\u21ff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff"
_IDLE_JOINER = re.compile(f"(?<![{_JOINING}])[\u200c\u200d]|[\u200c\u200d](?![{_JOINING}])")
_PRESENTATION = re.compile("[\ufb50-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc]")
_JOINED_LOGICALLY, _JOINED_VISUALLY = re.compile("[IM](?=[MF])"), re.compile("[FM](?=[MI])")
_CLOSING_FIRST = re.compile(r"^[.،؛؟!](?!\.)", re.MULTILINE)
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f]")

Step = Callable[[str], tuple[str, str]]


def _line_separators(text: str) -> tuple[str, str]:
    return _report(text, _LINE_SEPARATOR, "\n", "was made a line break")


def _controls(text: str) -> tuple[str, str]:
    return _report(text, _CONTROL, "", "was removed")


def _lost(text: str) -> tuple[str, str]:
    found = _LOST.search(text)
    return text, f"{_named(found[0])} stands for a letter an earlier program lost" if found else ""


def _bidi(text: str) -> tuple[str, str]:
    return _report(text, _BIDI, "", "was removed")


def _zero_width(text: str) -> tuple[str, str]:
    text, clause = _report(text, _ZERO_WIDTH, "", "was removed")
    text, other = _report(text, _IDLE_JOINER, "", "was removed")
    return text, clause or other


def _visual(text: str) -> tuple[str, str]:
    """Initial, medial and final forms tell whether letters stand in reading order or in drawing order."""
    if not _PRESENTATION.search(text):
        return text, ""
    forms = "".join(_shape(c) for c in text)
    reading, drawing = len(_JOINED_LOGICALLY.findall(forms)), len(_JOINED_VISUALLY.findall(forms))
    return text, "the letters stand in the order they are drawn" if drawing > reading else ""


def _presentation(text: str) -> tuple[str, str]:
    found = _PRESENTATION.search(text)
    if not found:
        return text, ""
    return (_PRESENTATION.sub(lambda match: unicodedata.normalize("NFKC", match[0]).strip() or match[0], text),
            f"{_named(found[0])} was turned into letters")


def _nfc(text: str) -> tuple[str, str]:
    composed = unicodedata.normalize("NFC", text)
    return composed, "letters were composed (NFC)" if composed != text else ""


def _moved(text: str) -> tuple[str, str]:
    moved = _CLOSING_FIRST.search(text)
    return text, f"a line begins with `{moved[0]}`" if moved and _ARABIC.search(text) else ""


def _space(text: str) -> tuple[str, str]:
    lines = (line.strip() for line in text.replace("\t", " ").split("\n"))
    trimmed = "\n".join(line for line in lines if line)
    return trimmed, "white space was removed from line ends, or a tab made a space" if trimmed != text else ""


# In this order: separators before other controls, presentation forms before NFC composes, white space last.
STEPS: tuple[tuple[Code, Step], ...] = (
    (CONTROL_CHARACTER, _line_separators), (CONTROL_CHARACTER, _controls), (LOST_CHARACTER, _lost), (BIDI_MARK, _bidi),
    (ZERO_WIDTH, _zero_width), (VISUAL_ORDER, _visual), (PRESENTATION_FORM, _presentation), (NOT_NFC, _nfc),
    (MOVED_PUNCTUATION, _moved), (WHITE_SPACE, _space),
)


def clean(text: str) -> tuple[str, tuple[tuple[Code, str], ...]]:
    """Clean the text of a cue; gives the text and what was found, pairs of code and clause. Idempotent."""
    found: list[tuple[Code, str]] = []
    for code, step in STEPS:
        text, clause = step(text)
        if clause:
            found.append((code, clause))
    return text, tuple(found)


def _report(text: str, pattern: re.Pattern[str], by: str, clause: str) -> tuple[str, str]:
    found = pattern.search(text)
    return (pattern.sub(by, text), f"{_named(found[0])} {clause}") if found else (text, "")


def _named(character: str) -> str:
    name = unicodedata.name(character, "")
    return f"U+{ord(character):04X}{f' ({name.lower()})' if name else ''}"


def _shape(character: str) -> str:
    """I, M or F for an initial, medial or final form, `-` for an isolated one, a space for anything else."""
    form = unicodedata.decomposition(character).partition(" ")[0] if "\ufb50" <= character <= "\ufefc" else ""
    return {"<initial>": "I", "<medial>": "M", "<final>": "F", "<isolated>": "-"}.get(form, " ")
