"""What a viewer sees of a cue, and how wide it is: the one counting function of the house.

Wrapping, rules and report all count here, so they can never disagree.

Sources: grapheme clusters, UAX 29; East Asian width, UAX 11 (tables of the wcwidth package, the same on every
Python); half-width counting of Korean and Chinese, Netflix Timed Text Style Guides.
"""

from __future__ import annotations

import unicodedata

import regex
from wcwidth import wcwidth

from pipeline.model.profile import Profile

# i, b, u, font; WebVTT c, v, lang, ruby and rt with classes or annotation; WebVTT time stamps; {\an8} of SubRip.
TAG = regex.compile(
    r"</?(?:i|b|u|s|font|c|v|lang|ruby|rt)(?:\.[^\s<>]*)?(?:[ \t][^<>\n]*)?/?>"
    r"|<\d+(?::\d\d){1,2}\.\d{3}>|\{\\[^{}\n]*\}",
    regex.IGNORECASE,
)
_GRAPHEME = regex.compile(r"\X")
# Most text is only of letters that are one cluster each and whose width is known: it need not be taken apart.
_SIMPLE = regex.compile(r"[ -~\nÀ-ɏء-غف-ي٠-٩،؛؟‘’“”…–—가-힣一-鿿、。，！？：；（）《》「」]*")
_SIMPLE_SURE = regex.compile(r"[ -~\n가-힣一-鿿、。，！？：；（）《》「」]*")  # none of them of ambiguous width
_SIMPLE_WIDE = regex.compile(r"[가-힣一-鿿、。，！？：；（）《》「」]")
_HAN = regex.compile(r"\p{Script=Han}")
_ZWJ = "\u200d"


def plain(text: str) -> str:
    """Take the tags off: what the viewer reads, line breaks kept."""
    return str(TAG.sub("", text))


def counted(number: int, noun: str) -> str:
    """Write a count with its English noun: 1 warning, 2 warnings, 0 warnings."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def one_line(text: str) -> str:
    """Take tags and line breaks off: the cue as one line with single spaces."""
    return " ".join(plain(text).split())


def graphemes(text: str) -> list[str]:
    """Split into what a reader calls characters (UAX 29); format characters that show nothing are left out.

    A zero-width joiner stays inside its emoji; zero-width spaces and bidirectional marks vanish.
    """
    kept = "".join(c for c in text if c == _ZWJ or unicodedata.category(c) != "Cf")
    return [g for g in _GRAPHEME.findall(kept) if g not in ("\n", "\r", _ZWJ)]


def width_columns(line: str, profile: Profile) -> float:
    """Measure one line in columns: wide characters 1, others ``profile.narrow_width``. Tags do not count."""
    line = plain(line) if "<" in line or "{" in line else line
    if (_SIMPLE_SURE if profile.ambiguous_wide else _SIMPLE).fullmatch(line):
        wide = 0 if line.isascii() else len(_SIMPLE_WIDE.findall(line))
        return wide + (len(line) - line.count("\n") - wide) * profile.narrow_width
    clusters = graphemes(line)
    return sum(_cluster_columns(clusters, place, profile) for place in range(len(clusters)))


def widest_columns(text: str, profile: Profile) -> float:
    """Measure the widest line of a cue in columns."""
    return max((width_columns(line, profile) for line in text.split("\n")), default=0.0)


def reading_units(text: str, profile: Profile) -> float:
    """Count what has to be read, in columns; a line break counts as the space it stands for."""
    return width_columns(plain(text).replace("\n", " "), profile)


def reading_speed_cps(text: str, duration_ms: int, profile: Profile) -> float:
    """Give the reading speed in characters per second (CPS); infinite when text stands for no time at all."""
    units = reading_units(text, profile)
    if units == 0:
        return 0.0
    return units * 1000 / duration_ms if duration_ms > 0 else float("inf")


def _cluster_columns(clusters: list[str], place: int, profile: Profile) -> float:
    cluster = clusters[place]
    if any(wcwidth(c) == 2 for c in cluster) or (profile.ambiguous_wide and _between_han(clusters, place)):
        return 1.0
    return profile.narrow_width


def _between_han(clusters: list[str], place: int) -> bool:
    """Whether an ambiguous mark (such as the curly quotes) is set full-width: a Han neighbour says so."""
    if unicodedata.east_asian_width(clusters[place][0]) != "A":
        return False
    neighbours = clusters[max(0, place - 1):place] + clusters[place + 1:place + 2]
    return any(_HAN.match(n) for n in neighbours)
