"""One cue into lines: as few as fit, cut where the eye may rest, the lower line the longer one.

Widths are columns, counted by :mod:`pipeline.model.text` alone, so that what is wrapped here is never found too wide
by the rules. Korean and other spaced scripts break at spaces, Chinese between phrases
(:mod:`pipeline.translate.phrases`).

Sources: Netflix Timed Text Style Guides, General Requirements (two lines, bottom-heavy), Korean (no stop or comma at
the end of a line) and Simplified Chinese (a space in place of commas and stops); TED Translators (full punctuation).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import regex

from pipeline.model.profile import Profile
from pipeline.model.text import TAG, width_columns
from pipeline.translate.evidence import family_of, phrase_score
from pipeline.translate.phrases import cut_places

# What a line costs in log odds, as those of phrase ends: its distance from an equal share, squared, times this.
LONGER_COST = 20.0
"""A line above its equal share: the lines below would be the shorter ones."""
SHORTER_COST = 8.0
"""A line below its equal share. One third below (half the other line) costs about as much as a poor phrase end."""
MARK_GAIN = 2.0
"""A break after a mark. Where cues end says less of it, since a comma is seldom the end of a cue."""

_LABEL = regex.compile(r"^(?:[-–—]\s?|[\p{L}\p{N}][\p{L}\p{N} .'-]{0,30}:\s)(?=\S)")
_AFTER_MARK = regex.compile(r"[\p{Po}\p{Pd}\p{Pe}\p{Pf}]\s*$")
_PAIRED = regex.compile(r"<(?P<close>/)?(?P<name>[a-z]+)", regex.IGNORECASE)
_KO_LINE_END = regex.compile(r"(?<![.,…])[.,。，、](?=[\"'”’)\]」』]*$)")
_ZH_LINE_END = regex.compile(r"[，。、；,;](?=[”’」』]*$)|(?<!\.)\.(?=[”’」』]*$)")
_ZH_MARK = regex.compile(r"\s*[，。；](?P<closing>[”’」』）】》]*)\s*")


def wrap(text: str, *, profile: Profile, language: str, keep: tuple[str, ...] = ()) -> str:
    """Break a cue into lines, ``\\n`` between them.

    As few lines as fit ``profile.width_warn_columns``; where those are more than ``profile.max_lines``, lines up to
    ``profile.width_error_columns``. A line is only wider where one unbreakable token is, and a text that needs more
    lines gets more: nothing is cut off. Lines that are already there stay. Tags are closed at the end of a line and
    opened again on the next; ``keep`` holds words that are never broken (terms). ``profile.punctuation`` says whether
    the marks of written text stay (``transcript``) or go as film guidelines want it (``netflix``).
    """
    lines = [line for given in text.split("\n") if given.strip()
             for line in _wrap_line(given.strip(), profile=profile, language=language, keep=keep)]
    if profile.punctuation == "netflix":
        lines = [shown for shown in (_without_marks(line, language) for line in lines) if shown]
    return "\n".join(lines)


def _wrap_line(text: str, *, profile: Profile, language: str, keep: Iterable[str]) -> list[str]:
    tagged = _untag(text)
    plain = tagged.plain
    if width_columns(plain, profile) <= profile.width_warn_columns:
        return [text]
    label = _LABEL.match(plain)
    spans = [*_spans(plain, keep), *([(0, label.end() + 1)] if label else [])]
    places = cut_places(plain, language, spans)
    borders = (0, *places, len(plain))
    widths = _Widths(plain, borders, profile)
    hard = profile.width_error_columns or profile.width_warn_columns
    breaks = _fewest(widths, profile.width_warn_columns)
    if len(breaks) + 1 > profile.max_lines:
        breaks = _fewest(widths, hard)
    limit = profile.width_warn_columns if _fits(widths, breaks, profile.width_warn_columns) else hard
    breaks = _balanced(widths, len(breaks) + 1, limit, [_gain(plain, place, language) for place in places])
    return _with_tags(tagged, [borders[i] for i in breaks])


class _Widths:
    """The width of any row of parts of a text, spaces at its ends left out."""

    def __init__(self, text: str, borders: Sequence[int], profile: Profile) -> None:
        parts = [text[a:b] for a, b in pairwise(borders)]
        self.count = len(parts)
        self._whole = list(accumulate((width_columns(part, profile) for part in parts), initial=0.0))
        self._trail = [width_columns(part, profile) - width_columns(part.rstrip(), profile) for part in parts]

    def between(self, start: int, end: int) -> float:
        """Measure the parts from ``start`` up to, not including, ``end``, in columns."""
        return self._whole[end] - self._whole[start] - self._trail[end - 1]


def _fewest(widths: _Widths, limit: float) -> list[int]:
    """Fill every line as far as it goes: the borders where lines begin, but the first."""
    breaks: list[int] = []
    start = 0
    for end in range(1, widths.count + 1):
        if end - 1 > start and widths.between(start, end) > limit:
            start = end - 1
            breaks.append(start)
    return breaks


def _fits(widths: _Widths, breaks: Sequence[int], limit: float) -> bool:
    return all(widths.between(a, b) <= limit for a, b in pairwise((0, *breaks, widths.count)))


def _balanced(widths: _Widths, count: int, limit: float, gains: Sequence[float]) -> list[int]:
    """Choose the best breaks among all that give ``count`` lines within ``limit`` (one part may be wider alone)."""
    share = widths.between(0, widths.count) / count
    best: dict[int, tuple[int, float, tuple[int, ...]]] = {0: (0, 0.0, ())}
    for end in range(1, widths.count + 1):
        found: list[tuple[int, float, tuple[int, ...]]] = []
        for start in range(end - 1, -1, -1):
            width = widths.between(start, end)
            if width > limit and end - start > 1:
                break
            lines, cost, row = best[start]
            gain = gains[end - 1] if end < widths.count else 0.0
            longer = (*row, end) if end < widths.count else row
            found.append((lines + 1, cost + _line_cost(width, share) - gain, longer))
        best[end] = min(found, key=lambda option: option[:2])
    return list(best[widths.count][2])


def _line_cost(width: float, share: float) -> float:
    off = width / share - 1
    return off * off * (LONGER_COST if off > 0 else SHORTER_COST) / 2


def _gain(text: str, place: int, language: str) -> float:
    return phrase_score(text, place, language) + MARK_GAIN * bool(_AFTER_MARK.search(text, max(0, place - 8), place))


def _spans(text: str, keep: Iterable[str]) -> list[tuple[int, int]]:
    return [match.span() for word in keep if word.strip() for match in regex.finditer(regex.escape(word), text)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tagged:
    """A text without its tags, and the tags with the place in it before which they stand."""

    plain: str
    tags: tuple[tuple[int, str], ...]


def _untag(text: str) -> _Tagged:
    plain, tags, at = "", [], 0
    for match in TAG.finditer(text):
        plain += text[at:match.start()]
        tags.append((len(plain), match.group()))
        at = match.end()
    return _Tagged(plain=plain + text[at:], tags=tuple(tags))


def _with_tags(tagged: _Tagged, breaks: Sequence[int]) -> list[str]:
    """Cut the text at the breaks and put the tags back; what stays open is closed and opened on the next line."""
    closed = {found["name"].lower() for _, tag in tagged.tags if (found := _PAIRED.match(tag)) and found["close"]}
    lines, waiting = [], list(tagged.tags)
    still_open: list[str] = []
    for start, end in pairwise((0, *breaks, len(tagged.plain))):
        line, at = "".join(still_open), start
        while waiting and _belongs(waiting[0], end, last=end == len(tagged.plain)):
            place, tag = waiting.pop(0)
            line, at = line + tagged.plain[at:place] + tag, place
            still_open = _open_after(still_open, tag, closed)
        line = (line + tagged.plain[at:end]).rstrip()
        lines.append(line + "".join(f"</{_name(tag)}>" for tag in reversed(still_open)))
    return lines


def _belongs(tag: tuple[int, str], end: int, *, last: bool) -> bool:
    """Whether a tag stands on the line that ends here: where two lines meet, an opening one belongs to the next."""
    return tag[0] < end or (tag[0] == end and (last or _closes(tag[1])))


def _closes(tag: str) -> bool:
    return tag.startswith("</")


def _name(tag: str) -> str:
    found = _PAIRED.match(tag)
    return found["name"] if found else ""


def _open_after(still_open: list[str], tag: str, closed: set[str]) -> list[str]:
    name = _name(tag)
    if name.lower() not in closed:
        return still_open
    if not _closes(tag):
        return [*still_open, tag]
    last = next((i for i in range(len(still_open) - 1, -1, -1) if _name(still_open[i]).lower() == name.lower()), None)
    return still_open if last is None else still_open[:last] + still_open[last + 1:]


def _without_marks(line: str, language: str) -> str:
    """Take away the marks that film guidelines leave out: at line ends in Korean, commas and stops in Chinese."""
    if TAG.search(line):  # marks go from between the tags; what is at the end is decided on the last part with text
        parts = [part or "" for part in regex.split(f"({TAG.pattern})", line, flags=regex.IGNORECASE)]
        last = max((i for i, part in enumerate(parts) if part.strip() and not TAG.fullmatch(part)), default=-1)
        return "".join(part if TAG.fullmatch(part) else _strip_marks(part, language, at_end=i == last)
                       for i, part in enumerate(parts)).strip()
    return _strip_marks(line, language, at_end=True).strip()


def _strip_marks(text: str, language: str, *, at_end: bool) -> str:
    family = family_of(language)
    if family == "ko":
        return _KO_LINE_END.sub("", text.rstrip()) if at_end else text
    if family == "zh":
        text = _ZH_LINE_END.sub("", text.rstrip()) if at_end else text
        return str(_ZH_MARK.sub(r"\g<closing> ", text))
    return text
