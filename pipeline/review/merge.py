"""The sentences of a build put into a PO file, and nothing that a person wrote there is changed or lost."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from pipeline.formats.po import Entry, one_line
from pipeline.review.lines import Line, comments, noted, same

_ALIKE = 0.4  # two English sentences with less in common are not one sentence that was changed
_KEPT = re.compile(r"kept(?: \d+)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an export did: entries a person has written, entries that turned stale, all entries in use."""

    entries: tuple[Entry, ...]
    post_edited: int
    stale: int
    sentences: int


def merge(existing: Sequence[Entry], lines: Sequence[Line]) -> Change:
    """Give the entries of a PO file for the sentences of a build.

    A text a person wrote stays with its English. Where the English has changed, the new sentence is fuzzy and names the
    old one and its text, and the old entry is kept as obsolete. Merging twice gives the same as merging once.
    """
    active = [entry for entry in existing if not entry.obsolete]
    kept = [entry for entry in existing if entry.obsolete]
    pairs, changed = _align([one_line(entry.english) for entry in active], [line.english for line in lines])
    left = [entry for place, entry in enumerate(active) if place not in pairs.values()]
    previous = {new: one_line(active[old].english) for new, old in changed.items() if is_written(active[old])}
    kept += [_retired(entry) for entry in left if is_written(entry) or entry.remarks]
    made: list[Entry] = []
    for place, line in enumerate(lines):
        base = active[pairs[place]] if place in pairs else _revived(kept, line.english)
        made.append(_updated(base or Entry(english=line.english), line, previous.get(place, "")))
    obsolete = apart(kept)
    made = [_numbered(entry, nth) for entry, nth in zip(made, occurrences(e.english for e in made), strict=True)]
    made = [_with_earlier(entry, obsolete, line) for entry, line in zip(made, lines, strict=True)]
    return Change(entries=(*made, *obsolete), post_edited=sum(entry.by_person for entry in made), sentences=len(made),
                  stale=sum(bool(entry.previous) for entry in made))


def is_written(entry: Entry) -> bool:
    """Whether a person wrote or approved an entry's text, or has changed it and left it fuzzy."""
    return entry.by_person or is_draft(entry)


def is_draft(entry: Entry) -> bool:
    """Whether an entry is fuzzy, but no longer says what a machine (or another lecture) said."""
    if not entry.fuzzy or not entry.text.strip():
        return False
    return not any(same(entry.text, said) for said in (noted(entry, "machine"), noted(entry, "memory")) if said)


def occurrences(texts: Iterable[str]) -> list[int]:
    """Count for every text the how-manieth it is of its kind, from 1."""
    counts: Counter[str] = Counter()
    found = []
    for text in texts:
        counts[text] += 1
        found.append(counts[text])
    return found


def _align(old: Sequence[str], new: Sequence[str]) -> tuple[dict[int, int], dict[int, int]]:
    """Pair sentences that are the same, by order and else wherever they went; then those that seem to have changed."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    pairs = {j1 + n: i1 + n for tag, i1, i2, j1, _ in blocks if tag == "equal" for n in range(i2 - i1)}
    taken = set(pairs.values())
    free: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(old):
        if place not in taken:
            free[text].append(place)
    for place, text in enumerate(new):
        if place not in pairs and free[text]:
            pairs[place] = free[text].pop(0)
    taken = set(pairs.values())
    changed: dict[int, int] = {}
    for tag, i1, i2, j1, j2 in blocks:
        open_places = [place for place in range(j1, j2) if place not in pairs] if tag == "replace" else []
        for before in (place for place in range(i1, i2) if place not in taken):
            likeness, best = max(((_likeness(old[before], new[p]), p) for p in open_places), default=(0, -1))
            if likeness >= _ALIKE:
                changed[best] = before
                open_places.remove(best)
    return pairs, changed


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def _retired(entry: Entry) -> Entry:
    text = entry.text if is_written(entry) else ""  # what only a machine said is not kept, a person's remark is
    return replace(entry, obsolete=True, text=text, fuzzy=entry.fuzzy and bool(text), comments=(), places=(),
                   previous="")


def _revived(kept: list[Entry], english: str) -> Entry | None:
    """Take the entry for this English out of those that were kept, rather one a person has finished."""
    same_english = [entry for entry in kept if one_line(entry.english) == english]
    chosen = min(same_english, key=lambda entry: not entry.by_person, default=None)
    if chosen is not None:
        del kept[next(place for place, entry in enumerate(kept) if entry is chosen)]
    return chosen


def _updated(entry: Entry, line: Line, previous: str) -> Entry:
    said = f"{'memory' if line.by_person else 'machine'}: {line.text}"
    entry = replace(entry, english=line.english, obsolete=False, places=tuple(dict.fromkeys(line.places)))
    if entry.by_person:
        before = noted(entry, "machine")
        machine = said if not line.by_person and not same(line.text, entry.text) else before and f"machine: {before}"
        recorded = noted(entry, "terms")
        terms = line.terms if same(recorded, line.terms) or line.meets_terms(entry.text) else recorded
        return replace(entry, previous="", comments=comments(line, terms=terms, machine=machine))
    if not is_draft(entry):
        entry = replace(entry, text=line.text, fuzzy=True)
    elif line.by_person and same(entry.text, line.text):
        said = ""  # it is this very text that the build has used
    return replace(entry, fuzzy=True, previous=previous or entry.previous,
                   comments=comments(line, terms=line.terms, machine=said))


def _with_earlier(entry: Entry, obsolete: Sequence[Entry], line: Line) -> Entry:
    """Put the old text beside a sentence whose English has changed."""
    if not entry.previous:
        return entry
    earlier = next((one.text for one in obsolete if one.text and one_line(one.english) == one_line(entry.previous)), "")
    label = "memory" if noted(entry, "memory") else "machine"
    said = noted(entry, label)
    return replace(entry, comments=comments(line, terms=line.terms, earlier=earlier,
                                            machine=f"{label}: {said}" if said else ""))


def _numbered(entry: Entry, nth: int) -> Entry:
    return replace(entry, context="" if nth == 1 else str(nth))


def apart(kept: Sequence[Entry]) -> list[Entry]:
    """Give kept entries a context of their own, so that no two entries of the file have one key; drop exact twins."""
    used: set[tuple[str, str]] = set()
    seen: set[tuple[str, str, bool, tuple[str, ...]]] = set()
    found = []
    for entry in kept:
        twin = (entry.english, entry.text, entry.fuzzy, entry.remarks)
        if twin in seen:
            continue
        seen.add(twin)
        context, number = entry.context, 1
        if not _KEPT.fullmatch(context) or (entry.english, context) in used:
            while (entry.english, context := "kept" if number == 1 else f"kept {number}") in used:
                number += 1
        used.add((entry.english, context))
        found.append(replace(entry, context=context))
    return found
