"""Count the tables of pipeline/translate/tables again: word translations and phrase ends, and fit the weights.

    python benchmarks/_fit.py --language ko --source DIR --target DIR --parallel FILE... [--write]

``--parallel`` takes tab-separated sentence pairs (English, translation; plain or .gz), ``--source`` and ``--target``
same-named tracks. Only odd-numbered talks are read; the even-numbered ones are kept to report on. Without ``--write``
nothing is changed. The weights are printed, to be put into pipeline/translate/projection.py.
"""

from __future__ import annotations

import argparse
import gzip
import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import regex
from _pairs import Pair, cut_places_of, read_folder, target_runs

from pipeline.translate import evidence, tables
from pipeline.translate.evidence import (
    Features,
    english_words,
    family_of,
    measure,
    phrase_signs,
    target_words,
    votes_for,
)
from pipeline.translate.phrases import cut_places
from pipeline.translate.projection import source_cuts

SENTENCES_MAX = 60_000
WORDS = (3, 22)  # shortest and longest English sentence counted, in words
LEFT_OUT = {"id-tagging-schema", "huggingface-course"}  # labels; and what is near the talks reported on
COUNT_MIN = 4  # words seen less often are left out
ROUNDS = 6
DAMPING = 5.0  # added to every count, so that a rare word is never sure of anything
PROBABILITY_MIN = 0.05
SIGN_COUNT_MIN = 10
SIGN_WEIGHT_MIN = 0.1
COMMA_WEIGHT = 0.1  # a comma of written text says less of cue ends than a cue end
LINE_WEIGHT = 0.5  # so does the end of a line inside a cue
L2 = 2.0
PAIR_BITS_MIN = 2.8
PAIR_COUNT_MIN = 3
PAIR_LECTURE_WEIGHT = 5
Row = tuple[tuple[str, ...], bool, float]  # the signs of a place, whether people ended a cue there, its weight
_COMMAS = regex.compile(r"[,，]")


def read_parallel(paths: Iterable[Path], language: str) -> Iterator[tuple[str, str]]:
    """Give sentence pairs: the first file (the lecture register) whole, of the others a sample."""
    first: list[tuple[str, str]] = []
    rows: list[tuple[str, str]] = []
    for path in paths:
        columns = regex.search(r"\.(\w+(?:-\w+)+)\.tsv", path.name)[1].split("-")  # type: ignore[index]
        target = columns.index(family_of(language))
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            fields = [line.rstrip("\n").split("\t") for line in lines]
        pairs = [(f[0], f[target]) for f in fields if not set(f[len(columns):]) & LEFT_OUT]
        if not first:
            first = pairs
        else:
            rows += [(a, b) for a, b in pairs if WORDS[0] <= len(a.split()) <= WORDS[1]]
    random.Random(1).shuffle(rows)
    yield from first
    yield from rows[:SENTENCES_MAX]


def count_words(rows: Sequence[tuple[str, str]], language: str) -> dict[str, dict[str, float]]:
    """Fit IBM model 1 and give, for each target piece, its English words above the least probability."""
    pairs = [(list(dict.fromkeys(w for _, w in english_words(a)))[:40], [w for _, w in target_words(b, language)][:90])
             for a, b in rows]
    english = _vocabulary(pair[0] for pair in pairs)
    target = _vocabulary(pair[1] for pair in pairs)
    left, right, token = _links(pairs, english, target)
    keys, inverse = np.unique(left * len(target) + right, return_inverse=True)
    of_english, of_target = keys // len(target), keys % len(target)
    probability = np.ones(len(keys))
    counts = probability
    for _ in range(ROUNDS):
        weight = probability[inverse]
        counts = np.bincount(inverse, weights=weight / np.bincount(token, weights=weight)[token], minlength=len(keys))
        probability = counts / (np.bincount(of_english, weights=counts)[of_english] + DAMPING)
    names, pieces = ["", *english], list(target)
    table: dict[str, dict[str, float]] = {}
    for i in np.flatnonzero((probability >= PROBABILITY_MIN) & (counts >= 2) & (of_english > 0)):
        if not any(c.isalpha() for c in pieces[of_target[i]]):
            continue  # numbers are compared as they are
        table.setdefault(pieces[of_target[i]], {})[names[of_english[i]]] = float(probability[i])
    return table


def _vocabulary(sentences: Iterable[list[str]]) -> dict[str, int]:
    counts = Counter(word for words in sentences for word in words)
    return {word: i for i, word in enumerate(w for w, n in counts.items() if n >= COUNT_MIN)}


def _links(pairs: Sequence[tuple[list[str], list[str]]], english: dict[str, int],
           target: dict[str, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every English word (0 is none at all) beside every target piece of its sentence, with the number of the piece."""
    left: list[int] = []
    right: list[int] = []
    token: list[int] = []
    number = 0
    for words, pieces in pairs:
        known = [0, *(english[w] + 1 for w in words if w in english)]
        for piece in pieces:
            if piece in target:
                left += known
                right += [target[piece]] * len(known)
                token += [number] * len(known)
                number += 1
    return np.array(left), np.array(right), np.array(token, np.int32)


def count_pairs(lecture: Iterable[str], others: Iterable[str]) -> dict[str, float]:
    """Give the mutual information, in bits, of Han characters that stand side by side more often than by chance."""
    single, double = Counter[str](), Counter[str]()
    for sentences, weight in ((lecture, PAIR_LECTURE_WEIGHT), (others, 1)):
        for run in (run for sentence in sentences for run in regex.findall(r"\p{Han}+", sentence)):
            for character in run:
                single[character] += weight
            for i in range(len(run) - 1):
                double[run[i:i + 2]] += weight
    total = sum(single.values())
    bits = {pair: math.log2(n * total / (single[pair[0]] * single[pair[1]])) for pair, n in double.items()
            if n >= PAIR_COUNT_MIN}
    return {pair: value for pair, value in bits.items() if value >= PAIR_BITS_MIN}


def count_phrases(rows: Sequence[Row]) -> dict[str, float]:
    """Fit a logistic regression over the signs of places: rows of signs, whether people ended a cue, weight."""
    counts = Counter(sign for signs, _, _ in rows for sign in signs)
    number = {sign: i for i, sign in enumerate(s for s, n in counts.items() if n >= SIGN_COUNT_MIN)}
    index = [(i, number[s]) for i, (signs, _, _) in enumerate(rows) for s in signs if s in number]
    row, column = np.array(index).T
    label, weight = np.array([float(y) for _, y, _ in rows]), np.array([w for *_, w in rows])
    beta = _adam(len(number), lambda b: np.bincount(column, minlength=len(number), weights=(
        weight * (1 / (1 + np.exp(-np.bincount(row, weights=b[column], minlength=len(rows)))) - label))[row]) + L2 * b)
    return {sign: float(beta[i]) for sign, i in number.items() if abs(beta[i]) >= SIGN_WEIGHT_MIN or sign == "any"}


def _adam(size, gradient, steps: int = 400, rate: float = 0.05) -> np.ndarray:  # type: ignore[no-untyped-def]
    beta, mean, square = np.zeros(size), np.zeros(size), np.zeros(size)
    for step in range(1, steps + 1):
        g = gradient(beta)
        mean, square = 0.9 * mean + 0.1 * g, 0.99 * square + 0.01 * g * g
        slower = rate * (1 - step / (steps + 1))
        beta = beta - slower * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-8)
    return beta


def phrase_rows(target: Path, language: str) -> Iterator[tuple[int, Row]]:
    """Give every place of the human tracks with its file number: a cue end, a line end, or neither."""
    for number, text, cue_ends, line_ends in target_runs(target, language):
        if number % 2 == 0:
            continue
        for match in regex.finditer(r"(?s).{1,600}?(?:[.?!。？！]\s*|$)|.{600}", text):
            for place in cut_places(match.group(), language):
                at = match.start() + place
                yield number, (phrase_signs(match.group(), place, language), at in cue_ends or at in line_ends,
                               LINE_WEIGHT if at in line_ends else 1.0)


def comma_rows(sentences: Iterable[str], language: str) -> Iterator[Row]:
    """Take the commas out of written sentences and give every place: a comma stood there, or not."""
    for sentence in sentences:
        text, commas = "", set()
        for part in _COMMAS.split(sentence):
            commas.add(len(text) + (part[:1] == " "))
            text += part
        for place in cut_places(text, language):
            if family_of(language) == "zh" or len(text[:place].split()) > 1:
                yield phrase_signs(text, place, language), place in commas, COMMA_WEIGHT


def measured(pairs: Sequence[Pair], language: str) -> Iterator[tuple[np.ndarray, int]]:
    """Give, for each cue end of the sentences, the features of all places and which of them the person chose."""
    for pair in pairs:
        places = cut_places(pair.text, language)
        votes = votes_for(pair.source.text, pair.text, language, (), 1.0)
        cuts = source_cuts(pair.source, pair.cues)
        for features, true in zip(measure(pair.text, places, cuts, votes, language), cut_places_of(pair), strict=True):
            if true in places:
                yield np.array(features, float), places.index(true)


def fit_weights(rows: Sequence[tuple[np.ndarray, int]]) -> dict[str, float]:
    """Fit the weights of the features: a conditional logit over the places for each cue end."""
    blocks = [block for block, _ in rows]
    stacked = np.vstack(blocks)
    scale = stacked.std(0) + 1e-9
    stacked = stacked / scale
    starts = np.cumsum([0, *map(len, blocks)])[:-1]
    segment = np.repeat(np.arange(len(blocks)), list(map(len, blocks)))
    right = stacked[starts + np.array([chosen for _, chosen in rows])].sum(0)

    def gradient(w: np.ndarray) -> np.ndarray:
        z = stacked @ w
        e = np.exp(z - np.maximum.reduceat(z, starts)[segment])
        return np.asarray(stacked.T @ (e / np.add.reduceat(e, starts)[segment]) - right + 0.5 * w)

    return dict(zip(Features._fields, (_adam(stacked.shape[1], gradient) / scale).round(3).tolist(), strict=True))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--language", required=True)
    options.add_argument("--source", type=Path, required=True)
    options.add_argument("--target", type=Path, required=True)
    options.add_argument("--parallel", type=Path, nargs="+", required=True)
    options.add_argument("--write", action="store_true")
    chosen = options.parse_args()
    _fit(chosen.language, chosen.source, chosen.target, chosen.parallel, write=chosen.write)


def _fit(language: str, source: Path, target: Path, parallel: Sequence[Path], *, write: bool) -> None:
    pairs = [p for p in read_folder(source, target, language, merged=True)[0] if p.number % 2]
    written = list(read_parallel(parallel, language))
    words = count_words([*written, *[(p.source.text, p.text) for p in pairs] * 2], language)
    rows = list(phrase_rows(target, language))
    commas = list(comma_rows((b for _, b in read_parallel(parallel[:1], language)), language))
    phrases = count_phrases([row for _, row in rows] + commas)
    print(f"{sum(map(len, words.values()))} word pairs, {len(phrases)} signs from {len(rows)} places, "
          f"{len(pairs)} sentences")
    folder = Path(tables.__file__).parent
    if write and family_of(language) == "zh":
        lecture = [b for _, b in read_parallel(parallel[:1], language)]
        _write_pairs(folder / "zh.pairs.tsv", count_pairs(lecture, (b for _, b in written[len(lecture):])))
    if write:
        _write(folder / f"{family_of(language)}.words.tsv", (
            "\t".join([w, *(x for e, p in sorted(of.items(), key=lambda i: -i[1]) for x in (e, str(round(p * 1000))))])
            for w, of in sorted(words.items())))
        _write(folder / f"{family_of(language)}.phrases.tsv", (
            f"{sign}\t{round(weight * 100)}" for sign, weight in sorted(phrases.items())))
    print(_crossed(pairs, rows, commas, language))


def _crossed(pairs: Sequence[Pair], rows: Sequence[tuple[int, Row]], commas: Sequence[Row],
             language: str) -> dict[str, float]:
    """Fit the weights with phrase tables that have not seen the talk they are used on (three folds)."""
    numbers = sorted({p.number for p in pairs})
    blocks: list[tuple[np.ndarray, int]] = []
    known = evidence.read_phrases
    for fold in (set(numbers[i::3]) for i in range(3)):
        table = count_phrases([row for n, row in rows if n not in fold] + list(commas))
        evidence.read_phrases = lambda _, table=table: table  # type: ignore[assignment,misc]
        blocks += measured([p for p in pairs if p.number in fold], language)
    evidence.read_phrases = known
    return fit_weights(blocks)


def _write_pairs(path: Path, pairs: dict[str, float]) -> None:
    by_first: dict[str, str] = {}
    for pair, bits in sorted(pairs.items()):
        by_first[pair[0]] = by_first.get(pair[0], "") + f"{pair[1]}{min(9, round(bits))}"
    _write(path, (f"{first}\t{rest}" for first, rest in by_first.items()))


def _write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
