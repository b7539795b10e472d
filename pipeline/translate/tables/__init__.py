"""Small tables counted from human subtitles and translations; README.md says from which, and under which licences."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def read_words(family: str) -> Mapping[str, Mapping[str, float]]:
    """Give, for a piece of a word of the target language, the English words it translates, with their probability.

    ``family`` is the language without script or region (``ko``, ``zh``); a language without a table has none.
    Words are cut as :mod:`pipeline.translate.evidence` cuts them.
    """
    table = {}
    for line in _lines(f"{family}.words.tsv"):
        word, *pairs = line.split("\t")
        table[word] = {english: int(value) / 1000 for english, value in zip(pairs[::2], pairs[1::2], strict=True)}
    return table


@cache
def read_phrases(family: str) -> Mapping[str, float]:
    """Give how much each sign at a place speaks for a cue to end there, as log odds; empty for other languages."""
    return {sign: int(hundredths) / 100 for sign, hundredths in (line.split("\t") for line in
                                                                 _lines(f"{family}.phrases.tsv"))}


@cache
def read_pairs() -> Mapping[str, int]:
    """Give neighbouring Han characters that belong together: their mutual information in bits, 3 to 9."""
    return {first + rest[i]: int(rest[i + 1]) for first, rest in (line.split("\t") for line in _lines("zh.pairs.tsv"))
            for i in range(0, len(rest), 2)}


def _lines(name: str) -> list[str]:
    file = files(__name__).joinpath(name)
    return file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
