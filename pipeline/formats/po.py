"""Post-edited sentences as a gettext PO file, which Poedit, Weblate and every editor of the trade open.

The only door to polib. One entry is one sentence: English as ``msgid``, its translation as ``msgstr``; an entry that is
not fuzzy and not empty is what a person wrote or approved. Source: GNU gettext manual, "The Format of PO Files".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polib

from pipeline.errors import SubtitleError

_FUZZY = "fuzzy"
_LINE = re.compile(r"\(line (\d+)\)")
# polib takes these for line ends, also in the middle of a quoted text; no editor does.
_ODD_LINE_ENDS = str.maketrans(dict.fromkeys("\v\f\x1c\x1d\x1e\x85\u2028\u2029", " "))
_CONTROLS = str.maketrans(dict.fromkeys([c for c in (*range(32), *range(127, 160)) if not chr(c).isspace()]))
_LAST = "\x02 last \x03"  # polib drops the last entry of a file that ends in an empty comment


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One sentence of a PO file.

    ``context`` tells the same English apart that stands several times, "" for the first; ``previous`` is the English
    before it changed; ``remarks`` are a person's comments (``#``), ``comments`` the tool's (``#.``), a line each;
    ``places`` are file and line (``#:``); ``flags`` are all but fuzzy; ``obsolete`` is an entry kept, but out of use.
    """

    english: str
    text: str = ""
    context: str = ""
    fuzzy: bool = False
    obsolete: bool = False
    previous: str = ""
    remarks: tuple[str, ...] = ()
    comments: tuple[str, ...] = ()
    places: tuple[tuple[str, str], ...] = ()
    flags: tuple[str, ...] = ()

    @property
    def by_person(self) -> bool:
        """Whether a person wrote or approved the text."""
        return not self.fuzzy and bool(self.text.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class PoFile:
    """A whole PO file: the fields of its header, the comment above them, the entries in order."""

    fields: Mapping[str, str] = field(default_factory=dict)
    remark: str = ""
    entries: tuple[Entry, ...] = ()


def one_line(text: str) -> str:
    """Give a sentence as a PO file holds it: NFC, on one line, single spaces, no control characters."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_CONTROLS).split())


def decode(raw: bytes, *, path: str) -> str:
    """Turn the bytes of a PO file into text. Raises SubtitleError when they are not UTF-8."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise SubtitleError("is not UTF-8", path=path, line=raw.count(b"\n", 0, error.start) + 1,
                            hint="save it as UTF-8 in the editor it comes from") from error


def read(text: str, *, path: str) -> PoFile:
    """Read a PO file. Raises SubtitleError, with the line, for one that cannot be read whole."""
    whole = text.translate(_ODD_LINE_ENDS) + f'\n\nmsgid "{_LAST}"\nmsgstr ""\n'
    try:
        found = polib.pofile(whole, encoding="utf-8")
    except OSError as error:
        line = _LINE.search(str(error))
        raise SubtitleError("is not a PO file here", path=path, line=int(line[1]) if line else 0,
                            hint="mend this line; look for a quote without \\ and for marks of a merge") from error
    entries = [one for one in found if one.msgid != _LAST]
    for one in entries:
        if one.msgid_plural or one.msgstr_plural:
            raise SubtitleError("has singular and plural; a sentence has one translation", path=path,
                                line=one.linenum or 0, hint="write one msgid and one msgstr")
    return PoFile(fields=dict(found.metadata), remark=found.header, entries=tuple(_entry(one) for one in entries))


def write(file: PoFile) -> str:
    """Write a PO file, one line a sentence; what is in use comes first, then what is obsolete.

    The same file always gives the same text. Line ends inside a text of an entry are kept, odd ones become spaces.
    """
    made = polib.POFile(wrapwidth=0)
    made.header = _comment(file.remark.split("\n"))
    made.metadata = {one_line(name): one_line(value) for name, value in file.fields.items()}
    made.extend(_made(one) for one in file.entries)
    return str(made).rstrip("\n") + "\n"


def _entry(one: polib.POEntry) -> Entry:
    return Entry(english=one.msgid, text=one.msgstr, context=one.msgctxt or "", fuzzy=_FUZZY in one.flags,
                 obsolete=bool(one.obsolete), previous=one.previous_msgid or "", remarks=_lines(one.tcomment),
                 comments=_lines(one.comment), places=tuple((name, line) for name, line in one.occurrences),
                 flags=tuple(dict.fromkeys(flag for flag in one.flags if flag and flag != _FUZZY)))


def _made(one: Entry) -> polib.POEntry:
    return polib.POEntry(
        msgid=_safe(one.english), msgstr=_safe(one.text), msgctxt=_safe(one.context) or None, obsolete=one.obsolete,
        previous_msgid=None if one.obsolete else _safe(one.previous) or None,
        tcomment=_comment(one.remarks), comment=_comment(one.comments),
        occurrences=[] if one.obsolete else [place for place in one.places if not re.search(r"\s", "".join(place))],
        flags=[_FUZZY, *one.flags] if one.fuzzy else list(one.flags))


def _comment(lines: Iterable[str]) -> str:
    # gettext reads a backslash at the end of a comment as "goes on in the next line", and then fails.
    return "\n".join(f"{line} " if line.endswith("\\") else line for line in map(one_line, lines) if line)


def _lines(comment: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in comment.split("\n") if line.strip())


def _safe(text: str) -> str:
    return text.translate(_ODD_LINE_ENDS).translate(_CONTROLS)
