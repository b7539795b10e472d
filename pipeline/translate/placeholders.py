"""Putting terms and numbers back where an engine left the symbols that stood for them, and moving links along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import regex

from pipeline.model.engine import Hypothesis, Link
from pipeline.model.numbers import found
from pipeline.model.units import unit_span, written
from pipeline.translate.particles import attach

_HAN = regex.compile(r"[\p{Han}，。！？；：、“”（）《》]")
_BETWEEN = regex.compile(r",\s|,?\s(?P<word>and|or)\s", regex.IGNORECASE)
_LISTS = {  # what stands between the items of an enumeration, and before the last one
    "ko": (", ", {"and": " 및 ", "or": " 또는 "}), "zh-Hans": ("、", {"and": "和", "or": "或"}),
    "zh-Hant": ("、", {"and": "和", "or": "或"}),
}
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")
_MONTH, _YEAR = f"(?P<month>{'|'.join(_MONTHS)})", r"(?P<year>\d{4})"
_DAY = r"(?P<day>[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_DATES = (regex.compile(rf"\b{_DAY}\s(?:of\s)?{_MONTH}\b(?:,?\s{_YEAR}\b)?"),
          regex.compile(rf"\b{_MONTH}\s{_DAY}\b(?:,\s{_YEAR}\b)?"))
_DATE_UNITS = {"ko": ("년 ", "월 ", "일"), "zh-Hans": ("年", "月", "日"), "zh-Hant": ("年", "月", "日")}
_TEN_THOUSAND, _HUNDRED_MILLION = 10**4, 10**8
_UNITS = {"ko": ("만", "억"), "zh-Hans": ("万", "亿"), "zh-Hant": ("萬", "億")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """What a symbol stands for: characters ``start`` to ``end`` of the English, and the words that replace it.

    ``reading`` is the Hangul that is said for the words, where their letters do not tell.
    """

    start: int
    end: int
    words: str
    reading: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A translation with its symbols replaced; ``uncertain`` are the words whose Korean particle is not known."""

    hypothesis: Hypothesis
    uncertain: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edit:
    """Characters ``start`` to ``end`` of an old text are ``length`` characters of the new one."""

    start: int
    end: int
    length: int


def mask(text: str, stands: Sequence[Stand], symbols: Sequence[str]) -> str:
    """Put a symbol in place of each stand; the stands are in order and do not overlap."""
    for stand, symbol in reversed(list(zip(stands, symbols, strict=False))):
        text = text[:stand.start] + symbol + text[stand.end:]
    return text


def fill(hypothesis: Hypothesis, stands: Sequence[Stand], symbols: Sequence[str], language: str) -> Filled | None:
    """Put the words back in place of the symbols; None unless each symbol stands exactly once and no other does."""
    text = hypothesis.text
    if any(text.count(symbol) != (n < len(stands)) for n, symbol in enumerate(symbols)):
        return None
    placed = sorted(((text.index(symbol), symbol, stand) for symbol, stand in zip(symbols, stands, strict=False)),
                    key=lambda item: -item[0])
    target, uncertain = [], []
    for place, symbol, stand in placed:
        text, edit, known = put(text, place, place + len(symbol), stand, language)
        target.append(edit)
        uncertain += [] if known else [stand.words]
    source, shift = [], 0
    for symbol, stand in zip(symbols, stands, strict=False):
        start = stand.start + shift
        source.append(_Edit(start=start, end=start + len(symbol), length=stand.end - stand.start))
        shift += len(symbol) - (stand.end - stand.start)
    links = _moved(hypothesis.links, source, sorted(target, key=lambda edit: edit.start))
    return Filled(hypothesis=replace(hypothesis, text=text, links=links), uncertain=tuple(uncertain))


def put(text: str, start: int, end: int, stand: Stand, language: str) -> tuple[str, _Edit, bool]:
    """Put words in place of characters; a Korean particle behind them is fitted, a Chinese space beside them goes."""
    head, rest, known = text[:start], text[end:], True
    if language == "ko":
        attached = attach(stand.words, rest, reading=stand.reading)
        kept = _common_end(rest, attached.text)
        edit = _Edit(start=start, end=len(text) - kept, length=len(stand.words) + len(attached.text) - kept)
        return head + stand.words + attached.text, edit, attached.known
    if language.startswith("zh"):
        if _HAN.match(stand.words) and _HAN.match(head.rstrip()[-1:]):
            head = head.rstrip()
        if _HAN.search(stand.words[-1:]) and _HAN.match(rest.lstrip()[:1]):
            rest = rest.lstrip()
    return head + stand.words + rest, _Edit(start=len(head), end=len(text) - len(rest), length=len(stand.words)), known


def listed(text: str, stands: Sequence[Stand], language: str) -> tuple[Stand, ...]:
    """Put the stands of an enumeration (rain gardens, wetlands and green roofs) together into one.

    A model copies one symbol where it loses some of five that follow one another.
    """
    made: list[Stand] = []
    for stand in stands:
        between = _BETWEEN.fullmatch(text[made[-1].end:stand.start]) if made else None
        comma, joints = _LISTS.get(language, ("", {}))
        if between and comma:
            joint = joints.get((between["word"] or "").lower(), comma)
            made[-1] = Stand(start=made[-1].start, end=stand.end, words=made[-1].words + joint + stand.words,
                             reading=stand.reading)
        else:
            made.append(stand)
    return tuple(made)


def number_stands(text: str, language: str) -> tuple[Stand, ...]:
    """Give the numbers, with their units, and dates of an English sentence, written as the language writes them."""
    dates = _date_stands(text, language)
    numbers = (_with_unit(Stand(start=start, end=end, words=_written(value, text[start:end], language)), text, language)
               for value, start, end in found(text, "en")
               if all(end <= date.start or date.end <= start for date in dates))
    return tuple(sorted((*dates, *numbers), key=lambda stand: stand.start))


def _with_unit(number: Stand, text: str, language: str) -> Stand:
    """Take the unit behind a number along; a per cent sign is copied well and stays outside."""
    unit, end = unit_span(text, number.end)
    said = text[number.end:end].strip()
    word = written(unit, said, language)
    return replace(number, end=end, words=number.words + word) if word and said != "%" else number


def _date_stands(text: str, language: str) -> list[Stand]:
    """Give the dates with a day, whose parts change places: 2 July 2011 is 2011년 7월 2일."""
    if language not in _DATE_UNITS:
        return []
    year, month, day = _DATE_UNITS[language]
    matches = [match for pattern in _DATES for match in pattern.finditer(text)]
    return [Stand(start=match.start(), end=match.end(),
                  words=(f"{match['year']}{year}" if match["year"] else "")
                  + f"{_MONTHS.index(match['month']) + 1}{month}{match['day']}{day}")
            for n, match in enumerate(matches)
            if all(match.end() <= other.start() or other.end() <= match.start() for other in matches[:n])]


def _written(value: Decimal, as_said: str, language: str) -> str:
    """Write a number with a scale word (3.5 million) in ten thousands: 350만, 350万; any other as it stands."""
    if not any(c.isalpha() for c in as_said) or language not in _UNITS:
        return as_said
    ten_thousand, hundred_million = _UNITS[language]
    whole = int(value)
    if whole != value or whole < _TEN_THOUSAND or whole % _TEN_THOUSAND:
        return f"{value:,f}"
    above, below = divmod(whole, _HUNDRED_MILLION)
    if not above:
        return f"{below // _TEN_THOUSAND}{ten_thousand}"
    if language == "ko":
        return f"{above:,}{hundred_million}" + (f" {below // _TEN_THOUSAND:,}{ten_thousand}" if below else "")
    return f"{(Decimal(whole) / _HUNDRED_MILLION).normalize():f}{hundred_million}"


def _common_end(one: str, other: str) -> int:
    length = 0
    while length < min(len(one), len(other)) and one[-1 - length] == other[-1 - length]:
        length += 1
    return length


def _moved(links: Sequence[Link], source: Sequence[_Edit], target: Sequence[_Edit]) -> tuple[Link, ...]:
    return tuple(replace(link,
                         source_start=_place(link.source_start, source), source_end=_place(link.source_end, source),
                         target_start=_place(link.target_start, target), target_end=_place(link.target_end, target))
                 for link in links)


def _place(place: int, edits: Sequence[_Edit]) -> int:
    """Give the place in the new text of a place in the old one; inside an edit, its nearer edge."""
    shift = 0
    for edit in edits:
        if place >= edit.end:
            shift += edit.length - (edit.end - edit.start)
        elif place > edit.start:
            return edit.start + shift + (edit.length if place - edit.start > (edit.end - edit.start) / 2 else 0)
    return place + shift


def move(links: Sequence[Link], edit: _Edit) -> tuple[Link, ...]:
    """Move links along with one change of the translation."""
    return _moved(links, (), (edit,))
