"""Prints every figure of the model cards, from the packages alone.

    evaluate.py PACKAGE ... --parallel FOLDER [--terms FILE ...] [--examples 20] [--json]

Needs sentencepiece, ctranslate2 and sacrebleu; no PyTorch. `--json` prints what `convert.py --scores` reads.

Every figure stands twice: for the beam's best hypothesis, and for the one of its four that the pipeline takes, the
first in the order of `pipeline/translate/ranking.py` that does not loop and copies its placeholders.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ctranslate2
import sacrebleu
import sentencepiece

sys.path.insert(0, str(Path(__file__).parents[2]))

from card import example_table, tables
from corpora import HAN, HANGUL, Row, normal, read_pairs, read_terms, read_triples
from pipeline.translate.ranking import ranked
from placeholders import PLACEHOLDERS, Terms, with_placeholders

BEAM = 4
LENGTH_PENALTY = 0.2
MAX_PIECES = 120
FIRST_LINES = 300
PRINTED = 20
BLEU_TOKENS = {"ko": "char", "zh": "zh"}
SCRIPTS = {"ko": HANGUL, "zh": HAN}
LOOP = re.compile(r"(.{2,12})\1{2,}")
"""Two to twelve characters, three times in a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """An opened package: target language code, tokenizer, translator, size in bytes."""

    code: str
    version: str
    processor: sentencepiece.SentencePieceProcessor
    translator: ctranslate2.Translator
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a model said: the beam's best hypothesis, and all four in the order in which the pipeline tries them."""

    beam: str
    in_order: tuple[str, ...]

    def taken(self, good: Callable[[str], bool]) -> str:
        """The first that is good, else the first."""
        return next(filter(good, self.in_order), self.in_order[0])


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("packages", type=Path, nargs="+")
    parser.add_argument("--parallel", type=Path, required=True, help="folder of the test files")
    parser.add_argument("--terms", type=Path, nargs="*", default=[], help="tables of terms, for the placeholders")
    parser.add_argument("--examples", type=int, default=PRINTED)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def open_package(path: Path, threads: int) -> Model:
    """Unpacks and loads a package of our own making; `pipeline.models` is for those of others."""
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
        inside = next(Path(folder).iterdir())
        about = json.loads((inside / "metadata.json").read_text(encoding="utf-8"))
        tokenizer = (inside / "sentencepiece.model").read_bytes()
        translator = ctranslate2.Translator(
            str(inside / "model"), device="cpu", compute_type="int8", intra_threads=1, inter_threads=threads
        )
    return Model(
        code=about["to_code"],
        version=about["package_version"],
        processor=sentencepiece.SentencePieceProcessor(model_proto=tokenizer),
        translator=translator,
        size_bytes=path.stat().st_size,
    )


def translate(model: Model, sentences: Sequence[str]) -> list[Said]:
    """Translates with beam 4 and length penalty 0.2; one by one, as batches mix up the attention of the first piece."""
    results = model.translator.translate_batch(
        [model.processor.encode(sentence, out_type=str) for sentence in sentences],
        beam_size=BEAM,
        num_hypotheses=BEAM,
        length_penalty=LENGTH_PENALTY,
        max_decoding_length=MAX_PIECES,
        replace_unknowns=True,
        return_scores=True,
        return_attention=True,
        max_batch_size=1,
    )
    return [said(model, result) for result in results]


def said(model: Model, result: Any) -> Said:
    """The beam's best hypothesis, and all in the order of the pipeline."""
    found = [
        (ranked(score, len(pieces), rows, length_penalty=LENGTH_PENALTY), model.processor.decode_pieces(pieces))
        for pieces, score, rows in zip(result.hypotheses, result.scores, result.attention, strict=True)
    ]
    return Said(beam=found[0][1], in_order=tuple(text for _, text in sorted(found, key=lambda pair: -pair[0])))


def percent(part: int, whole: int) -> float:
    """A share in per cent with one decimal."""
    return round(100 * part / max(1, whole), 1)


def is_copy(english: str, output: str, reference: str, code: str) -> bool:
    """Whether English came through: the same text, or none of the target's script where a person used it."""
    script = SCRIPTS[code]
    if not script.search(reference) or not output.strip():
        return False
    return normal(output) == normal(english) or not script.search(output)


def score(code: str, english: Sequence[str], outputs: Sequence[str], references: Sequence[str]) -> dict[str, Any]:
    """BLEU, chrF and, in per cent of lines, repetition loops, empty lines and copied English."""
    lines = len(outputs)
    loops = sum(bool(LOOP.search(out)) and not LOOP.search(ref) for out, ref in zip(outputs, references, strict=True))
    copies = sum(is_copy(*texts, code) for texts in zip(english, outputs, references, strict=True))
    bleu = sacrebleu.corpus_bleu(list(outputs), [list(references)], tokenize=BLEU_TOKENS[code])
    chrf = sacrebleu.corpus_chrf(list(outputs), [list(references)])
    return {
        "lines": lines,
        "bleu": round(bleu.score, 1),
        "chrf": round(chrf.score, 1),
        "repetition": percent(loops, lines),
        "empty": percent(sum(not output.strip() for output in outputs), lines),
        "copied": percent(copies, lines),
    }


def placeholder_rate(model: Model, rows: Sequence[Row], terms: Terms, count: int) -> dict[str, Any]:
    """In how many held-out sentences all of `count` placeholders come out exactly once, and no other."""
    rng = random.Random(count)
    wanted = []
    for row in rows:
        replaced = with_placeholders(row.english, {model.code: row.targets[model.code]}, terms, rng, limit=count)
        if replaced and sum(name in replaced[0] for name in PLACEHOLDERS) == count:
            wanted.append(replaced[0])

    def copied(source: str, output: str) -> bool:
        return all(source.count(name) == output.count(name) for name in PLACEHOLDERS)

    pairs = list(zip(wanted, translate(model, wanted), strict=True))
    beam = sum(copied(source, answer.beam) for source, answer in pairs)
    taken = sum(any(copied(source, text) for text in answer.in_order) for source, answer in pairs)
    return {"sentences": len(wanted), "beam": percent(beam, len(wanted)), "pipeline": percent(taken, len(wanted))}


def evaluate(model: Model, parallel: Path, terms: Terms, examples: int) -> dict[str, Any]:
    """Every figure of one package."""
    code = model.code
    lessons = [row for row in read_pairs(parallel, "test") if code in row.targets]
    lecture = read_triples(parallel / "lecture-dev.en-ko-zh.tsv")
    parts = {
        "IoT, first 300": lessons[:FIRST_LINES],
        "IoT": lessons,
        "lecture-dev": lecture,
        # those that were printed have been read by people who also write text to train on
        "lecture-dev, never printed": lecture[PRINTED:],
    }
    english = list(dict.fromkeys(row.english for row in (*lessons, *lecture)))
    answers = dict(zip(english, translate(model, english), strict=True))
    outputs = {
        "beam": {text: answer.beam for text, answer in answers.items()},
        "pipeline": {text: answer.taken(lambda out: not LOOP.search(out)) for text, answer in answers.items()},
    }
    tests = {
        name: {
            way: score(code, [r.english for r in rows], [out[r.english] for r in rows], [r.targets[code] for r in rows])
            for way, out in outputs.items()
        }
        for name, rows in parts.items()
    }
    return {
        "version": model.version,
        "megabytes": round(model.size_bytes / 1e6, 1),
        "bleu_tokens": BLEU_TOKENS[code],
        "tests": tests,
        "placeholders": {str(count): placeholder_rate(model, lecture + lessons, terms, count) for count in (1, 2)},
        "examples": [[row.english, outputs["pipeline"][row.english], row.targets[code]] for row in lecture[:examples]],
    }


def main() -> None:
    """Evaluates each package."""
    args = arguments()
    terms = read_terms(args.terms)
    figures = {}
    for path in args.packages:
        model = open_package(path, args.threads)
        figures[model.code] = evaluate(model, args.parallel, terms, args.examples)
        if not args.json:
            shown = figures[model.code]
            print(
                f"## {path.name}",
                tables(shown),
                example_table(shown["examples"]),
                sep="\n\n",
                end="\n\n",
                flush=True,
            )
    if args.json:
        print(json.dumps(figures, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
