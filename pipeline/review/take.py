"""A person's sentences taken into a PO file; where another person wrote something else, both texts are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline.formats.po import Entry, one_line
from pipeline.review.lines import noted, same
from pipeline.review.merge import occurrences

_NOT_TAKEN = "not taken: "


class Take(StrEnum):
    """Who is right where two people wrote different words: nobody yet, the PO file, or the file that comes in."""

    NEITHER = ""
    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A sentence as it comes in: its English, the how-manieth of its kind, the new words, remarks of a person."""

    english: str
    text: str
    nth: int = 1
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """One sentence, two people."""

    english: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of edits: the entries, how many were taken over, what contradicts, what has no sentence here."""

    entries: tuple[Entry, ...]
    taken: int = 0
    conflicts: tuple[Conflict, ...] = ()
    unknown: tuple[Edit, ...] = ()


def take(entries: Sequence[Entry], edits: Sequence[Edit], *, prefer: Take = Take.NEITHER) -> Taken:
    """Write edits into entries as post-edited. The words that lose a conflict stay as a remark beside the others.

    What only repeats the machine's words, or words that lost before, is no edit. An edit without its English in use is
    given back as unknown.
    """
    made = list(entries)
    active = [place for place, entry in enumerate(made) if not entry.obsolete]
    numbers = occurrences(one_line(made[place].english) for place in active)
    places = {(one_line(made[place].english), nth): place for place, nth in zip(active, numbers, strict=True)}
    taken, conflicts, unknown = 0, [], []
    for edit in edits:
        place = places.get((one_line(edit.english), edit.nth))
        if place is None:
            unknown.append(edit)
            continue
        made[place] = replace(made[place], remarks=tuple(dict.fromkeys((*made[place].remarks, *edit.remarks))))
        entry, theirs = made[place], one_line(edit.text)
        if not theirs or (entry.by_person and (same(entry.text, theirs) or _is_known(entry, theirs))):
            continue
        if not entry.by_person or prefer is Take.THEIRS:
            made[place], taken = _written(entry, theirs), taken + 1
        elif prefer is Take.OURS:
            made[place] = _remarked(entry, theirs)
        else:
            conflicts.append(Conflict(english=one_line(entry.english), ours=one_line(entry.text), theirs=theirs))
    return Taken(entries=tuple(made), taken=taken, conflicts=tuple(conflicts), unknown=tuple(unknown))


def _is_known(entry: Entry, text: str) -> bool:
    """Whether words are not new: what the machine said, in a file older than the correction."""
    return same(noted(entry, "machine"), text)


def _written(entry: Entry, text: str) -> Entry:
    """Put a person's words in; other words that a person had written there, also unfinished ones, stay as a remark."""
    machine = (noted(entry, "machine"), noted(entry, "memory"))
    if entry.text.strip() and not same(entry.text, text) and (
            entry.by_person or not any(same(entry.text, said) for said in machine if said)):
        entry = _remarked(entry, entry.text)
    return replace(entry, text=text, fuzzy=False)


def _remarked(entry: Entry, text: str) -> Entry:
    remark = _NOT_TAKEN + one_line(text)
    return entry if remark in entry.remarks else replace(entry, remarks=(*entry.remarks, remark))
