"""Reads the training text: pair files, triple files and subtitles, into sentence rows."""

from __future__ import annotations

import csv
import gzip
import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pysrt

from placeholders import Terms

SAME_TIME_MS = 150
MAX_GROUP_WORDS = 45
SENTENCE_END = re.compile(r"[.?!][\"')\]]*$")
HANGUL = re.compile(r"[가-힣]")
HAN = re.compile(r"[\u4e00-\u9fff]")
LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An English sentence with its translations (language code -> text) and the name of its source."""

    english: str
    targets: dict[str, str]
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One subtitle cue: end in milliseconds, lines of text."""

    end_ms: int
    lines: list[str]


def normal(text: str) -> str:
    """Letters and digits only, lower case: what decides whether two sentences are the same."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def open_text(path: Path) -> Iterable[str]:
    """The lines of a text file, gzipped or not."""
    if path.suffix == ".gz":
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            return lines.read().splitlines()
    return path.read_text(encoding="utf-8").splitlines()


def read_pairs(folder: Path, split: str) -> list[Row]:
    """The rows of `<split>.en-ko.tsv.gz` and `<split>.en-zh.tsv.gz`, joined where the English is the same."""
    rows: dict[str, Row] = {}
    for code in ("ko", "zh"):
        for line in open_text(folder / f"{split}.en-{code}.tsv.gz"):
            english, target, source, *_ = line.split("\t")
            row = rows.setdefault(english, Row(english=english, targets={}, source=source))
            row.targets[code] = target
    return list(rows.values())


def read_triples(path: Path) -> list[Row]:
    """English, Korean and Chinese rows of a tab-separated file; a line of another shape is an error."""
    rows = []
    for number, line in enumerate(open_text(path), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = [unicodedata.normalize("NFC", part.strip()) for part in line.split("\t")]
        if len(parts) != 3 or not all(parts):
            raise ValueError(f"{path}:{number}: expected English, Korean and Chinese between tabs")
        rows.append(Row(english=parts[0], targets={"ko": parts[1], "zh": parts[2]}, source="lecture"))
    return rows


def term_forms(paths: Iterable[Path]) -> Iterator[tuple[str, str, str]]:
    """English, Korean and Chinese of tables with the columns en, ko and zh-Hans; several forms are divided by `|`."""
    for path in paths:
        lines = [line for line in open_text(path) if line.strip() and not line.startswith("#")]
        for entry in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            forms = [[form.strip() for form in entry[name].split("|")] for name in ("en", "ko", "zh-Hans")]
            yield from (form for form in itertools.product(*forms) if all(form))


def read_terms(paths: Iterable[Path]) -> Terms:
    """The terms that may become placeholders."""
    terms = Terms()
    for english, korean, chinese in term_forms(paths):
        terms.add(english, {"ko": korean, "zh": chinese})
    return terms


def read_term_rows(paths: Iterable[Path]) -> list[Row]:
    """The terms by themselves, so that each is seen where its translation is unmistakable."""
    return [
        Row(english=english, targets={"ko": korean, "zh": chinese}, source="lecture")
        for english, korean, chinese in term_forms(paths)
    ]


def read_cues(path: Path) -> list[Cue]:
    """The cues of an .srt file, without markup and without the dash of a change of speaker."""
    cues = []
    for item in pysrt.open(str(path), encoding="utf-8-sig"):
        lines = [re.sub(r"^[-–]\s*", "", line.strip()) for line in item.text_without_tags.splitlines()]
        cues.append(Cue(end_ms=item.end.ordinal, lines=[line for line in lines if line]))
    return cues


def blocks(english: list[Cue], target: list[Cue]) -> Iterator[tuple[list[Cue], list[Cue]]]:
    """The smallest runs of cues that end at the same time in both tracks."""
    i = j = start_i = start_j = 0
    while i < len(english) and j < len(target):
        difference = english[i].end_ms - target[j].end_ms
        if abs(difference) <= SAME_TIME_MS:
            i, j = i + 1, j + 1
            yield english[start_i:i], target[start_j:j]
            start_i, start_j = i, j
        elif difference < 0:
            i += 1
        else:
            j += 1


def joined(cues: Iterable[Cue], glue: str = " ") -> str:
    """The text of several cues in one line."""
    return glue.join(line for cue in cues for line in cue.lines).strip()


def grouped(parts: Iterable[tuple[str, str]], code: str, source: str, glue: str = " ") -> list[Row]:
    """Joins neighbouring parts until the English ends a sentence; groups that grow too long are left out."""
    rows = []
    english: list[str] = []
    target: list[str] = []
    for part, translation in parts:
        english.append(part)
        target.append(translation)
        text = " ".join(english).strip()
        if SENTENCE_END.search(text):
            if len(text.split()) <= MAX_GROUP_WORDS:
                rows.append(Row(english=text, targets={code: glue.join(target).strip()}, source=source))
            english, target = [], []
    return rows


def read_cs231n(folder: Path) -> list[Row]:
    """English and Korean lecture subtitles, grouped into sentences where the cue times meet."""
    rows = []
    for path in sorted((folder / "en").glob("*.srt")):
        pairs = blocks(read_cues(path), read_cues(folder / "ko" / path.name))
        parts = [(joined(english), joined(korean)) for english, korean in pairs]
        rows += grouped(parts, "ko", "cs231n")
    return rows


def read_hf_course(folder: Path) -> list[Row]:
    """Chinese cues with their English line below, grouped into sentences."""
    rows = []
    for path in sorted((folder / "zh-CN").glob("*.srt")):
        parts = []
        for cue in read_cues(path):
            first_english = next((n for n, line in enumerate(cue.lines) if not HAN.search(line)), len(cue.lines))
            parts.append((" ".join(cue.lines[first_english:]), "".join(cue.lines[:first_english])))
        rows += grouped(parts, "zh", "hf-course")
    return rows


def is_good(english: str, target: str, code: str) -> bool:
    """Whether a pair looks like a translation: right script, plausible length, no copy."""
    wanted, foreign = (HANGUL, HAN) if code == "ko" else (HAN, HANGUL)
    letters = len(LETTER.findall(target))
    if not english or letters == 0 or normal(english) == normal(target):
        return False
    if len(wanted.findall(target)) < 0.3 * letters or len(foreign.findall(target)) > 0.1 * letters:
        return False
    low, high = (0.2, 1.3) if code == "ko" else (0.1, 0.9)
    return low * len(english) - 4 <= len(target) <= high * len(english) + 8
