"""Translated sentences back into cues: every English cue is covered by exactly one cue of the translation."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.model.cue import Cue, Origin
from pipeline.model.engine import Link
from pipeline.model.problem import Problem
from pipeline.model.profile import Profile
from pipeline.model.text import plain
from pipeline.translate.codes import MERGED
from pipeline.translate.lines import wrap
from pipeline.translate.projection import project
from pipeline.translate.runs import VOICE
from pipeline.translate.sentences import Sentence

_AROUND = re.compile(r"(?P<before>(?:\{\\[^{}\n]*\}|<[ibu]>)+)(?P<text>.*?)(?P<after>(?:</[ibu]>)*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence and its translation; ``keep`` are the characters of it that must not be cut (terms, numbers)."""

    sentence: Sentence
    text: str
    links: tuple[Link, ...] = ()
    keep: tuple[tuple[int, int], ...] = ()
    origin: Origin = Origin.MACHINE


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """What one sentence says in one cue; ``label`` is the speaker, ``apart`` that it begins a line of its own."""

    text: str
    label: str
    apart: bool
    keep: tuple[str, ...]
    origin: Origin
    sentence: int


def lay(said: Sequence[Said], cues: tuple[Cue, ...], *, profile: Profile,
        language: str) -> tuple[tuple[Cue, ...], tuple[Problem, ...]]:
    """Put translated sentences on the cues of the English track, times, names and settings kept.

    Where a sentence has fewer words than cues, a cue takes the time of its neighbour with it, and a problem says so.
    """
    blocks = _blocks(said, cues, profile=profile, language=language)
    groups = _groups(said, blocks, len(cues))
    made, problems = [], []
    for index, group in enumerate(groups, start=1):
        made.append(_cue(index, group, cues, [block for place in group for block in blocks[place]], profile, language))
        if len(group) > 1:
            problems.append(MERGED.problem(
                f"the time of English cues {cues[group[0]].index} to {cues[group[-1]].index} is one cue here",
                cue=index, language=language, text=made[-1].text))
    return tuple(made), tuple(problems)


def _blocks(said: Sequence[Said], cues: tuple[Cue, ...], *, profile: Profile, language: str) -> dict[int, list[_Block]]:
    blocks: dict[int, list[_Block]] = defaultdict(list)
    before = ""
    for number, one in enumerate(said):
        sentence = one.sentence
        parts = project(sentence, one.text, cues=cues, profile=profile, language=language, links=one.links,
                        keep=one.keep)
        keep = tuple(one.text[start:end] for start, end in one.keep)
        new = bool(sentence.speaker) or sentence.kind != "speech" or before not in ("", "speech")
        apart = new and bool(sentence.pieces) and "\n" in cues[sentence.pieces[0].cue].text
        for place, (piece, part) in enumerate(zip(sentence.pieces, parts, strict=True)):
            blocks[piece.cue].append(_Block(text=plain(part).strip(), label="" if place else sentence.speaker,
                                            apart=apart and not place, keep=keep, origin=one.origin, sentence=number))
        before = sentence.kind
    return blocks


def _groups(said: Sequence[Said], blocks: dict[int, list[_Block]], count: int) -> list[list[int]]:
    """Put a cue that was left without words together with the one before or after, rather one of the same sentence.

    A cue of which the English has no words either stands alone.
    """
    groups: list[list[int]] = []
    waiting: list[int] = []  # cues without words that go with the next one
    for place in range(count):
        here = [*waiting, place]
        waiting = []
        own = {piece.cue for block in blocks[place] for piece in said[block.sentence].sentence.pieces}
        if any(block.text for block in blocks[place]) or (not blocks[place] and here == [place]):
            groups.append(here)
        elif place + 1 < count and (not groups or (place + 1 in own and place - 1 not in own)):
            waiting = here
        elif groups:
            while len(groups) > 1 and not any(block.text for member in groups[-1] for block in blocks[member]):
                here = [*groups.pop(), *here]
            groups[-1] += here
        else:
            groups.append(here)
    return groups


def _cue(index: int, group: Sequence[int], cues: Sequence[Cue], blocks: Sequence[_Block], profile: Profile,
         language: str) -> Cue:
    members = [cues[place] for place in group]
    first = members[0]
    text = _text(blocks, profile, language) if blocks else first.text
    edited = bool(blocks) and all(block.origin is Origin.POST_EDITED for block in blocks)
    return replace(first, index=index, start_ms=min(cue.start_ms for cue in members),
                   end_ms=max(cue.end_ms for cue in members), text=_dressed(text, first.text) if blocks else text,
                   notes=(), line=0, origin=Origin.POST_EDITED if edited else Origin.MACHINE)


def _text(blocks: Sequence[_Block], profile: Profile, language: str) -> str:
    """Join what is said in a cue: speakers, sounds and songs on lines of their own, sentences after one another."""
    lines: list[tuple[str, list[_Block]]] = []
    for block in blocks:
        if not block.text:
            continue
        if lines and not block.apart:
            lines[-1] = (lines[-1][0], [*lines[-1][1], block])
        else:
            lines.append((block.label, [block]))
    wrapped = []
    for label, line in lines:
        text = _joined([block.text for block in line], language)
        keep = tuple(dict.fromkeys(word for block in line for word in block.keep))
        voice = VOICE.match(label)
        shown = plain(label).strip()
        body = wrap(f"{shown} {text}" if shown else text, profile=profile, language=language, keep=keep)
        wrapped.append((voice.group() if voice else "") + body)
    return "\n".join(wrapped)


def _joined(texts: Sequence[str], language: str) -> str:
    """Put sentences after one another; Chinese sets no space but beside Latin letters."""
    joined = ""
    for text in texts:
        apart = not language.startswith("zh") or (joined[-1:].isascii() and text[:1].isascii())
        joined += (" " if joined and apart else "") + text
    return joined


def _dressed(text: str, english: str) -> str:
    """Give a cue what stands around the whole English cue: a voice that goes on, italics, a place on the screen."""
    voice = VOICE.match(english)
    if voice and not VOICE.match(text):
        return voice.group() + text
    around = _AROUND.fullmatch(english)
    if around and not re.search(r"</?[ibu]>", around["text"]):
        return around["before"] + text + around["after"]
    return text
