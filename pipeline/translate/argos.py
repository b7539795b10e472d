"""The argostranslate engine: the model inside an argos package, asked in batches. The one door to it.

argostranslate's own ``translate`` asks sentence by sentence, guesses where sentences end and needs PyTorch for that.
Here its ``Package`` gives the tokenizer, and CTranslate2 is asked for all sentences of a call at once, with the same
settings as argostranslate (beam 4, length penalty 0.2).

Sources: argostranslate 1.11 (translate.py, apply_packaged_translation); CTranslate2 4.8 Translator.translate_batch.
"""

from __future__ import annotations

import importlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pipeline.errors import EngineError
from pipeline.host import quiet_home
from pipeline.model.engine import Hypothesis, Link
from pipeline.model.language import Language
from pipeline.model.package import Package

BEAM_SIZE = 4
LENGTH_PENALTY = 0.2
PLACEHOLDERS = ("⟦1⟧", "⟦2⟧", "⟦3⟧", "⟦4⟧", "⟦5⟧")
_BATCH_TOKENS = 2048
_DECODING_MAX_TOKENS = 256
_INPUT_MAX_PIECES = 200  # small models have 256 positions, and have seen none so long
_LINK_WEIGHT_MIN = 0.2  # attention below this is spread over the sentence and says nothing of one word
_UNKNOWN = "<unk>"
_LOOK_AHEAD_CHARACTERS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What the model gave for one sentence: per hypothesis its pieces and score, and its attention rows."""

    pieces: Sequence[Sequence[str]]
    scores: Sequence[float]
    attention: Sequence[Sequence[Sequence[float]]]


def open_engine(package: Package, *, unpack: Callable[[Package], Path], threads: int) -> ArgosEngine:
    """Open the engine for a package; it costs nothing until it is asked to translate.

    ``unpack`` gives the folder of the unpacked package, ``threads`` is how many cores it may use.
    """
    return ArgosEngine(package, unpack=unpack, threads=threads)


def open_for(*, source: Language, target: Language, threads: int, url: str, package: Package | None,
             unpack: Callable[[Package], Path]) -> ArgosEngine:
    """Open the engine for a pair of languages, as the table of engines does. Raises EngineError without a package."""
    if package is None:
        raise EngineError("there is no package", engine="argos", source=source.tag, target=target.tag,
                          hint="install one: see `localize models`")
    return open_engine(package, unpack=unpack, threads=threads)


class ArgosEngine:
    """An :class:`pipeline.model.engine.Engine` over one argos package."""

    def __init__(self, package: Package, *, unpack: Callable[[Package], Path], threads: int) -> None:
        self._package, self._unpack, self._threads = package, unpack, max(1, threads)
        self._tokenizer: Any = None
        self._translator: Any = None
        self._prefix = ""
        self._placeholders: tuple[str, ...] | None = None

    @property
    def signature(self) -> str:
        """Engine, package, version, digest and settings in one line."""
        package = self._package
        starter = ("starter",) if package.starter else ()
        return "|".join(("argos", f"package:{package.name}", f"version:{package.version}", *starter,
                         f"sha256:{package.sha256[:12]}", f"ctranslate2:{version('ctranslate2')}",
                         f"beam:{BEAM_SIZE}", f"lp:{LENGTH_PENALTY}"))

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The placeholder symbols that the package's vocabulary holds as one piece each; most packages hold none."""
        if self._placeholders is None:
            tokenizer, vocabulary = self._open_tokenizer(), self._vocabulary()
            self._placeholders = tuple(symbol for symbol in PLACEHOLDERS
                                       if symbol in vocabulary and symbol in tokenizer.encode(f"a {symbol} b"))
        return self._placeholders

    def translate(self, texts: Sequence[str], *, hypotheses: int = 4) -> tuple[tuple[Hypothesis, ...], ...]:
        """Translate sentences in one batched call; see :class:`pipeline.model.engine.Engine`."""
        tokenizer = self._open_tokenizer()
        sources = [_parts(tokenizer.encode(text)) for text in texts]
        answers = self._ask([part for parts in sources for part in parts], hypotheses)
        return tuple(_joined([self._hypotheses(text, part, next(answers)) for part in parts])
                     for text, parts in zip(texts, sources, strict=True))

    def _ask(self, sources: Sequence[list[str]], hypotheses: int) -> Iterator[_Answer]:
        """Ask the model, longest sentences first, in batches of equal length.

        Only sentences of equal length share a batch. Padding would change the last bits of a sentence's scores, and so
        once in some hundred sentences its words, with what else happens to be in the batch; without padding texts,
        scores and attention are the same to the bit in every batch and on any number of threads (tests compare them),
        at no cost: time goes into words, not calls. Threads take a batch each, since small batches gain nothing from
        more than one core.
        """
        by_length: dict[int, list[int]] = defaultdict(list)
        for place, pieces in enumerate(sources):
            by_length[len(pieces)].append(place)
        beam = max(BEAM_SIZE, hypotheses)
        jobs = []
        for length in sorted(by_length, reverse=True):
            batch = [sources[place] for place in by_length[length]]
            best = self._call(batch, beam_size=beam, num_hypotheses=hypotheses, length_penalty=LENGTH_PENALTY,
                              return_scores=True, max_decoding_length=_DECODING_MAX_TOKENS)
            # CTranslate2 4.8 gives, in a batch with a beam, the attention of the first word from another sentence
            # (row n // beam instead of n). One greedy step, which has no beam to mix up, tells the true row.
            first = self._call(batch, beam_size=1, max_decoding_length=1) if len(batch) > 1 else best
            jobs.append((by_length[length], best, first))
        answers: dict[int, _Answer] = {}
        for places, best, first in jobs:
            for place, result, start in zip(places, best, first, strict=True):
                answers[place] = self._answer(result.result(), start.result())
        return (answers[place] for place in range(len(sources)))

    def _call(self, batch: list[list[str]], **settings: Any) -> Any:
        translator = self._open_translator()
        prefix = [[self._prefix]] * len(batch) if self._prefix else None
        return translator.translate_batch(batch, target_prefix=prefix, asynchronous=True, return_attention=True,
                                          max_batch_size=_BATCH_TOKENS, batch_type="tokens", max_input_length=0,
                                          **settings)

    def _answer(self, result: Any, start: Any) -> _Answer:
        head = start.attention[0][:1]
        return _Answer(pieces=result.hypotheses, scores=result.scores,
                       attention=[[*head, *rows[1:]] if rows else [] for rows in result.attention])

    def _hypotheses(self, text: str, source: Sequence[str], answer: _Answer) -> tuple[Hypothesis, ...]:
        spans = _spans(source, text)
        return tuple(self._hypothesis(spans, source, pieces, score, rows) for pieces, score, rows
                     in zip(answer.pieces, answer.scores, answer.attention, strict=True))

    def _hypothesis(self, spans: Sequence[tuple[int, int]], source: Sequence[str], pieces: Sequence[str], score: float,
                    rows: Sequence[Sequence[float]]) -> Hypothesis:
        # What CTranslate2 calls replace_unknowns, done here because it would use the wrong first row (see _ask).
        pieces = [source[max(range(len(row)), key=row.__getitem__)] if piece == _UNKNOWN and row else piece
                  for piece, row in zip(pieces, rows, strict=True)]
        skipped = 1 if self._prefix and pieces and pieces[0] == self._prefix else 0
        decoded = str(self._tokenizer.decode(list(pieces[skipped:]))).strip()
        return Hypothesis(text=decoded, score=score, links=_links(spans, _spans(pieces, decoded), rows))

    def _open_tokenizer(self) -> Any:
        if self._tokenizer is None:
            with quiet_home():
                opened = importlib.import_module("argostranslate.package").Package(self._unpack(self._package))
            self._tokenizer, self._prefix = opened.tokenizer, opened.target_prefix
        return self._tokenizer

    def _open_translator(self) -> Any:
        if self._translator is None:
            ctranslate2 = importlib.import_module("ctranslate2")
            try:
                self._translator = ctranslate2.Translator(
                    str(self._unpack(self._package) / "model"), device="cpu", compute_type="int8",
                    inter_threads=self._threads, intra_threads=1)
            except (RuntimeError, ValueError) as error:
                raise EngineError(f"the model cannot be opened: {error}", engine="argos", source=self._package.source,
                                  target=self._package.target, hint="install the package again") from error
        return self._translator

    def _vocabulary(self) -> frozenset[str]:
        """Give the pieces that the model can write; none where they cannot be read."""
        folder = self._unpack(self._package) / "model"
        for name in ("target_vocabulary.json", "shared_vocabulary.json"):
            if (folder / name).is_file():
                return frozenset(json.loads((folder / name).read_bytes()))
        for name in ("target_vocabulary.txt", "shared_vocabulary.txt"):
            if (folder / name).is_file():
                return frozenset((folder / name).read_text(encoding="utf-8").splitlines())
        return frozenset()


def _parts(pieces: Sequence[str]) -> list[list[str]]:
    """Cut what is longer than a model has positions for, where a word begins; nearly always there is one part."""
    parts, rest = [], list(pieces)
    while len(rest) > _INPUT_MAX_PIECES:
        starts = [place for place in range(_INPUT_MAX_PIECES // 2, _INPUT_MAX_PIECES) if rest[place].startswith("▁")]
        place = starts[-1] if starts else _INPUT_MAX_PIECES
        parts.append(rest[:place])
        rest = rest[place:]
    return [*parts, rest] if rest else parts


def _joined(parts: Sequence[tuple[Hypothesis, ...]]) -> tuple[Hypothesis, ...]:
    """Put the hypotheses of the parts of a sentence together, best with best; links are kept for a whole sentence."""
    if len(parts) == 1:
        return parts[0]
    return tuple(Hypothesis(text=" ".join(part.text for part in row), score=min(part.score for part in row))
                 for row in zip(*parts, strict=True)) or (Hypothesis(text=""),)


def _spans(pieces: Sequence[str], text: str) -> list[tuple[int, int]]:
    """Find where each piece of a tokenizer stands in the text, in order; an empty span for one that shows nothing."""
    spans, place = [], 0
    for piece in pieces:
        surface = piece.replace("▁", "").removesuffix("@@")
        found = text.find(surface, place, place + len(surface) + _LOOK_AHEAD_CHARACTERS) if surface else -1
        spans.append((found, found + len(surface)) if found >= 0 else (place, place))
        place = spans[-1][1]
    return spans


def _links(source: Sequence[tuple[int, int]], target: Sequence[tuple[int, int]],
           rows: Sequence[Sequence[float]]) -> tuple[Link, ...]:
    """Turn attention (a row per target piece, a column per source piece) into links of characters, the strong ones."""
    return tuple(
        Link(source_start=source[column][0], source_end=source[column][1], target_start=start, target_end=end,
             weight=round(weight, 3))
        for (start, end), row in zip(target, rows, strict=False) if end > start
        for column, weight in enumerate(row[:len(source)])
        if source[column][1] > source[column][0] and weight >= _LINK_WEIGHT_MIN)
