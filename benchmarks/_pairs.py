"""Sentences of two subtitle tracks on the same cue times: what a person made of each, cue by cue.

Used by the projection benchmark. A group is a run of cues that are one to one in time in both tracks, from the
beginning of a sentence to an end of one on the source side. Groups with an empty cue or a sound are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import regex

from pipeline.formats import FORMATS
from pipeline.model.cue import Cue, Track
from pipeline.model.text import one_line
from pipeline.translate.sentences import Piece, Sentence

_SENTENCE_END = regex.compile(r"[.!?…][\"'”’)\]]*$")
_SOUND = regex.compile(r"^[\[(（【♪♫].*[\])）】♪♫]$")
_TRANSLATORS_NOTE = regex.compile(r"\*?[\[（(【]\s*译者注.*?[\]）)】]\*?")
_TALK = regex.compile(r"\([^()]*\)")  # ...-(pytorch).srt and ...-(tensorflow).srt are nearly the same words
_HAN = regex.compile(r"\p{Han}")
_WIDE_MARK = regex.compile(r"[，。？！：；、“”（）《》「」]")
MAX_CUES = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One sentence with its cues and the text that a person put in each: ``source`` as the pipeline would have it."""

    name: str
    number: int
    source: Sentence
    cues: tuple[Cue, ...]
    human: tuple[str, ...]
    text: str


def read_folder(source: Path, target: Path, language: str, *, merged: bool = False) -> tuple[list[Pair], int]:
    """Read all same-named tracks of two folders; also gives how many cues of the target are on a source cue's time.

    With ``merged``, a target cue that stands for exactly several source cues is also taken, and they as one.
    """
    pairs: list[Pair] = []
    matched = 0
    for name, number in number_files(_same_names(source, target)).items():
        english, other = _track(source / name, "en").cues, _track(target / name, language).cues
        if merged:
            english = _merge(english, other)
        by_time = {(cue.start_ms, cue.end_ms): cue for cue in other}
        matched += sum((cue.start_ms, cue.end_ms) in by_time for cue in english)
        pairs += _groups(name, number, english, by_time, language)
    return pairs, matched


def target_runs(target: Path, language: str) -> Iterator[tuple[int, str, set[int], set[int]]]:
    """Give each target track as one text, with its file number, the places of its cue ends and of its line ends."""
    for name, number in number_files(sorted(path.name for path in target.iterdir())).items():
        text, cue_ends, line_ends = "", set[int](), set[int]()
        for cue in _track(target / name, language).cues:
            chinese = language.startswith("zh")
            lines = [_target_text(cue.text, language)] if chinese else [one_line(line) for line in cue.text.split("\n")]
            for i, line in enumerate(line for line in lines if line and not _SOUND.match(line)):
                text += " " if text and _spaced(text[-1], line[0]) else ""
                (line_ends if i else cue_ends).add(len(text))
                text += line
        yield number, text, cue_ends, line_ends


def cut_places_of(pair: Pair) -> list[int]:
    """Give where the person cut: the index of the first character of each piece but the first."""
    places, at = [], 0
    for part in pair.human:
        at = pair.text.index(part, at)
        places.append(at)
        at += len(part)
    return places[1:]


def _same_names(source: Path, target: Path) -> list[str]:
    return sorted({path.name for path in source.iterdir()} & {path.name for path in target.iterdir()})


def _merge(english: Sequence[Cue], other: Sequence[Cue]) -> tuple[Cue, ...]:
    starts = {cue.start_ms: i for i, cue in enumerate(english)}
    ends = {cue.end_ms: i for i, cue in enumerate(english)}
    merged: dict[int, Cue] = dict(enumerate(english))
    for cue in other:
        first, last = starts.get(cue.start_ms, -1), ends.get(cue.end_ms, -2)
        if 0 <= first < last and all(i in merged for i in range(first, last + 1)):
            text = " ".join(english[i].text for i in range(first, last + 1))
            merged[first] = Cue(index=first + 1, start_ms=cue.start_ms, end_ms=cue.end_ms, text=text)
            for i in range(first + 1, last + 1):
                del merged[i]
    return tuple(merged[i] for i in sorted(merged))


def number_files(names: Sequence[str]) -> dict[str, int]:
    """Number the files from 1 in their order; two versions of one talk, told apart in brackets only, share a number."""
    talks = [_TALK.sub("", name.split("_", 1)[-1]) for name in names]
    numbers = {talk: number for number, talk in enumerate(dict.fromkeys(talks), start=1)}
    return {name: numbers[talk] for name, talk in zip(names, talks, strict=True)}


def _track(path: Path, language: str) -> Track:
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    return FORMATS[path.suffix.lower()].read(text, language=language, path=path.name).track


def _groups(name: str, number: int, english: Sequence[Cue], by_time: dict[tuple[int, int], Cue],
            language: str) -> Iterator[Pair]:
    run: list[tuple[Cue, str]] = []
    whole = True  # the run began at the beginning of a sentence
    for cue in english:
        text, other = one_line(cue.text), by_time.get((cue.start_ms, cue.end_ms))
        if other is None or _SOUND.match(text) or not text:
            ended = bool(_SOUND.match(text))
            if ended and whole and run:
                yield from _pair(name, number, run)
            run, whole = [], ended
            continue
        run.append((cue, _target_text(other.text, language)))
        if _SENTENCE_END.search(text):
            if whole:
                yield from _pair(name, number, run)
            run, whole = [], True


def _target_text(text: str, language: str) -> str:
    if not language.startswith("zh"):
        return one_line(text)
    lines = [one_line(_TRANSLATORS_NOTE.sub("", line)) for line in text.split("\n")]
    han = [line for line in lines if _HAN.search(line)]
    return " ".join(han or lines[:max(1, len(lines) // 2)])


def _pair(name: str, number: int, run: Sequence[tuple[Cue, str]]) -> Iterator[Pair]:
    if not 1 < len(run) <= MAX_CUES or not all(text for _, text in run):
        return
    source, pieces = "", []
    for place, (cue, _) in enumerate(run):
        words = one_line(cue.text)
        source += " " * bool(source)
        pieces.append(Piece(cue=place, start=len(source), end=len(source) + len(words)))
        source += words
    text = ""
    for _, part in run:
        text += (" " if text and _spaced(text[-1], part[0]) else "") + part
    yield Pair(name=name, number=number, source=Sentence(text=source, pieces=tuple(pieces)),
               cues=tuple(cue for cue, _ in run), human=tuple(part for _, part in run), text=text)


def _spaced(before: str, after: str) -> bool:
    """Chinese is joined without a space, and so is a full-width mark with anything; everything else with one."""
    if _WIDE_MARK.match(before) or _WIDE_MARK.match(after):
        return False
    return not (_HAN.match(before) and _HAN.match(after))
