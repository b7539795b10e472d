"""Builds the vocabulary (once) and packs the training data; run it again whenever there is new text.

    prepare.py RUN --parallel FOLDER --triples FILE ... --corpora FOLDER --terms FILE ... --subtitles FOLDER

Writes into RUN: `sentencepiece.model` and `vocabulary.json` (made by the first run, never remade),
`train.json` (replaced in one move, so a running `train.py` picks it up at its next epoch) and `dev.json`.
"""

from __future__ import annotations

import argparse
import collections
import json
import random
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import pysrt
import sentencepiece
import webvtt

from corpora import (
    Row,
    is_good,
    normal,
    read_cs231n,
    read_hf_course,
    read_pairs,
    read_term_rows,
    read_terms,
    read_triples,
)
from placeholders import Terms, with_placeholders
from vocabulary import LANGUAGES, Vocabulary, kept_pieces, train_vocabulary

MAX_SOURCE_PIECES = 64
MAX_TARGET_PIECES = 90
DEV_ROWS = 200
PLACEHOLDER_SHARE = 0.55
"""Of the weight of a row in which something aligns (about half of them)."""

WEIGHTS = {  # how often a row is seen in an epoch, on average
    "IoT-For-Beginners": 3.0,
    "Security-101": 1.5,
    "ML-For-Beginners": 1.5,
    "generative-ai-for-beginners": 1.2,
    "Generative-AI-for-beginners-dotnet": 1.0,
    "huggingface-course": 1.0,
    "edgeai-for-beginners": 1.0,
    "AZD-for-beginners": 0.4,
    "co-op-translator": 0.25,
    "sdg-translations": 3.0,
    "tatoeba": 1.0,
    "react.dev": 0.35,
    "tensorflow-docs": 0.35,
    "kubernetes-website": 0.2,
    "id-tagging-schema": 0.3,
    "cs231n": 2.0,
    "hf-course": 2.0,
}

Packed = tuple[list[int], list[int] | None, list[int] | None, float]


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--parallel", type=Path, required=True, help="folder of pair and lecture triple files")
    parser.add_argument("--triples", type=Path, nargs="*", default=[], help="more triple files")
    parser.add_argument("--corpora", type=Path, help="folder with cs231n and hf-course subtitles")
    parser.add_argument(
        "--terms", type=Path, nargs="*", default=[], help="tables of terms that may become placeholders"
    )
    parser.add_argument("--subtitles", type=Path, help="sample lectures: their sentences are never trained on")
    parser.add_argument("--lecture-weight", type=float, default=5.0)
    parser.add_argument(
        "--most-triples", type=int, help="train on so many lecture triples, drawn by lot: what does a thousand bring?"
    )
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def held_out(parallel: Path, subtitles: Path | None) -> set[str]:
    """Normalised English of everything that must not be trained on: dev, test and the sample lectures."""
    rows = read_triples(parallel / "lecture-dev.en-ko-zh.tsv")
    for split in ("dev", "test"):
        rows += read_pairs(parallel, split)
    texts = {normal(row.english) for row in rows}
    for path in sorted(subtitles.glob("*/en.*")) if subtitles else []:
        texts |= sample_sentences(path)
    return texts


def sample_sentences(path: Path) -> set[str]:
    """Normalised cues, and sentences over cue borders, of a sample lecture."""
    if path.suffix == ".srt":
        cues = [item.text_without_tags for item in pysrt.open(str(path), encoding="utf-8-sig")]
    else:
        cues = [caption.text for caption in webvtt.read(str(path)).captions]
    running = " ".join(" ".join(cues).split())
    return {normal(text) for text in (*cues, *re.split(r"[.?!]", running))} - {""}


def read_rows(args: argparse.Namespace) -> list[Row]:
    """Every good row that is not held out, the first of those with the same English and source."""
    rows = read_triples(args.parallel / "lecture.en-ko-zh.tsv")
    for path in args.triples:
        rows += read_triples(path)
    if args.most_triples is not None:
        rows = random.Random(args.seed).sample(rows, min(args.most_triples, len(rows)))
    rows += read_term_rows(args.terms) + read_pairs(args.parallel, "train")
    if args.corpora:
        rows += read_cs231n(args.corpora / "cs231n") + read_hf_course(args.corpora / "hf-course")
    forbidden = held_out(args.parallel, args.subtitles)
    kept: dict[tuple[str, bool], Row] = {}
    refused: collections.Counter[str] = collections.Counter()
    for row in rows:
        targets = {code: text for code, text in row.targets.items() if is_good(row.english, text, code)}
        name = normal(row.english)
        if name in forbidden or not targets or not name:
            refused[f"{row.source} {'held out' if name in forbidden else 'bad pair'}"] += 1
            continue
        kept.setdefault(
            (row.english, row.source == "lecture"),
            Row(english=row.english, targets=targets, source=row.source),
        )
    print("refused:", dict(refused))
    return list(kept.values())


def weighted(
    rows: Iterable[Row], terms: Terms, lecture_weight: float, rng: random.Random
) -> list[tuple[str, dict[str, str], float]]:
    """Each row with its weight; where terms align, part of the weight goes to copies with placeholders."""
    result = []
    for row in rows:
        weight = lecture_weight if row.source == "lecture" else WEIGHTS[row.source]
        copies = [with_placeholders(row.english, row.targets, terms, rng) for _ in range(1 + int(weight > 3))]
        part = weight * PLACEHOLDER_SHARE / len(copies)
        result += [(*copy, part) for copy in copies if copy]
        share = PLACEHOLDER_SHARE if any(copies) else 0.0
        result.append((row.english, row.targets, weight * (1 - share)))
    return result


def pack(rows: Iterable[tuple[str, dict[str, str], float]], vocabulary: Vocabulary) -> list[Packed]:
    """Numbers for `train.py`; sentences too long to train on are left out and counted."""
    packed: list[Packed] = []
    too_long = 0
    for english, targets, weight in rows:
        source = vocabulary.encode("en", english)
        sides = [vocabulary.encode(code, targets[code]) if code in targets else None for code in LANGUAGES]
        sides = [side if side and len(side) <= MAX_TARGET_PIECES else None for side in sides]
        if len(source) > MAX_SOURCE_PIECES or not any(sides):
            too_long += 1
            continue
        packed.append((source, sides[0], sides[1], round(weight, 3)))
    print(f"packed {len(packed)}, too long {too_long}")
    return packed


def write_json(path: Path, value: object) -> None:
    """Replaces the file in one move."""
    temporary = path.with_suffix(".tmp")
    temporary.write_text(json.dumps(value), encoding="utf-8")
    temporary.replace(path)


def report(rows: Sequence[Row], packed: Sequence[Packed]) -> None:
    """Prints rows per source and the pieces of an average epoch."""
    counts: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for row in rows:
        counts[row.source].update(["en", *row.targets])
    for source, count in sorted(counts.items()):
        print(f"{source:36} {count['en']:7} rows  {count['ko']:7} ko  {count['zh']:7} zh")
    weights = [weight for *_, weight in packed]
    print(f"an epoch: {sum(weights):.0f} rows")
    for code, side in (("en", 0), ("ko", 1), ("zh", 2)):
        print(f"  {sum(len(row[:3][side] or ()) * row[3] for row in packed):.0f} pieces {code}")


def main() -> None:
    """Reads, builds what is missing, packs."""
    args = arguments()
    args.run.mkdir(parents=True, exist_ok=True)
    rng = random.Random(args.seed)
    rows = read_rows(args)
    model, kept_file = args.run / "sentencepiece.model", args.run / "vocabulary.json"
    if not model.exists():
        train_vocabulary(rows, model, rng)
    processor = sentencepiece.SentencePieceProcessor(model_file=str(model))
    if not kept_file.exists():
        write_json(kept_file, kept_pieces(processor, rows))
    kept = json.loads(kept_file.read_text())
    vocabulary = Vocabulary(processor, kept)
    print("vocabulary:", {code: len(pieces) for code, pieces in kept.items()})
    terms = read_terms(args.terms)
    packed = pack(weighted(rows, terms, args.lecture_weight, rng), vocabulary)
    lecture_dev = read_triples(args.parallel / "lecture-dev.en-ko-zh.tsv")
    iot_dev = [row for row in read_pairs(args.parallel, "dev") if len(row.targets) == 2][:DEV_ROWS]
    for name, dev in (("lecture", lecture_dev), ("IoT", iot_dev)):
        write_json(args.run / f"dev-{name}.json", pack([(r.english, r.targets, 1.0) for r in dev], vocabulary))
    write_json(args.run / "train.json", packed)
    report(rows, packed)


if __name__ == "__main__":
    main()
