"""Text with italics, bold and underline: the one form in which plans and read-back are compared.

Two texts that look the same on screen are equal here, however their tags were nested: ``<i>a</i><i>b</i>`` is
``<i>ab</i>``. Italics of spaces and line breaks show nothing and do not count.

Source: style records of timed text in MP4, 3GPP TS 26.245, 5.17.1.1 (bold 1, italic 2, underline 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

import regex

STYLE_BITS = {"b": 1, "i": 2, "u": 4}
_STYLE_TAG = regex.compile(r"<(/?)([ibu])(?:\.[^\s<>]*)*(?:[ \t][^<>\n]*)?>", regex.IGNORECASE)

Run = tuple[int, str]


def runs(text: str) -> tuple[Run, ...]:
    """Split text with i, b and u tags into stretches of one style: ``(style bits, characters)``."""
    return _merge(_characters(text))


def from_spans(plain: str, spans: Iterable[tuple[int, int, int]]) -> str:
    """Put tags into plain text; each span is (first character, one past the last, style bits)."""
    styles = [0] * len(plain)
    for start, end, bits in spans:
        for place in range(max(0, start), min(end, len(plain))):
            styles[place] |= bits & 7
    return render(_merge(zip(styles, plain, strict=True)))


def canonical(text: str) -> str:
    """Write the tags in the one agreed way: balanced, none empty, none around white space alone."""
    return render(runs(text))


def render(stretches: Iterable[Run]) -> str:
    """Write stretches as text with tags, each stretch closed before the next begins."""
    return "".join(_wrapped(bits, characters) for bits, characters in stretches)


def _wrapped(bits: int, characters: str) -> str:
    names = [name for name, bit in STYLE_BITS.items() if bits & bit]
    return "".join(f"<{n}>" for n in names) + characters + "".join(f"</{n}>" for n in reversed(names))


def _characters(text: str) -> Iterator[tuple[int, str]]:
    depth = dict.fromkeys(STYLE_BITS, 0)
    end = 0
    for tag in _STYLE_TAG.finditer(text):
        bits = _bits(depth)
        yield from ((bits, c) for c in text[end:tag.start()])
        name = tag.group(2).lower()
        depth[name] = max(0, depth[name] - 1) if tag.group(1) else depth[name] + 1
        end = tag.end()
    bits = _bits(depth)
    yield from ((bits, c) for c in text[end:])


def _bits(depth: dict[str, int]) -> int:
    return sum(bit for name, bit in STYLE_BITS.items() if depth[name])


def _merge(characters: Iterable[tuple[int, str]]) -> tuple[Run, ...]:
    """Join neighbours of one style; white space takes the style of what stands before it."""
    levelled: list[tuple[int, str]] = []
    before = 0
    for bits, character in characters:
        before = before if character.isspace() else bits
        levelled.append((before, character))
    joined = ((bits, "".join(c for _, c in group)) for bits, group in groupby(levelled, key=lambda item: item[0]))
    return tuple(piece for bits, part in joined for piece in _without_trailing_space(bits, part))


def _without_trailing_space(bits: int, part: str) -> Iterator[Run]:
    kept = part.rstrip()
    if bits and kept != part:
        yield bits, kept
        yield 0, part[len(kept):]
    else:
        yield bits, part
