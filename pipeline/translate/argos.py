"""The argostranslate engine: the model inside an argos package, asked in batches. The one door to it.

argostranslate's own ``translate`` asks sentence by sentence, guesses where sentences end and needs PyTorch for that.
Here its ``Package`` gives the tokenizer, and CTranslate2 is asked for all sentences of a call at once, with the same
settings as argostranslate (beam 4, length penalty 0.2). Which of its hypotheses comes first is decided here:
:mod:`pipeline.translate.ranking`.

Sources: argostranslate 1.11 (translate.py, apply_packaged_translation); CTranslate2 4.8 Translator.translate_batch.
"""

from __future__ import annotations

import importlib
import json
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
from pipeline.translate.ranking import COVERAGE_WEIGHT, LENGTH_WEIGHT, ranked

BEAM_SIZE = 4
LENGTH_PENALTY = 0.2
PLACEHOLDERS = ("⟦1⟧", "⟦2⟧", "⟦3⟧", "⟦4⟧", "⟦5⟧")
_BATCH_PIECES = 512  # more gain nothing, and two threads want two batches
_WIDTH = 16
_PROBE, _PROBE_LENGTHS, _PROBE_STEPS = "▁", (3, 13, 17, 30, 50), 4
_DECODING_MAX_PIECES = 256
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
        self._width = 0

    @property
    def signature(self) -> str:
        """Engine, package, version, digest and settings in one line."""
        package = self._package
        starter = ("starter",) if package.starter else ()
        return "|".join(("argos", f"package:{package.name}", f"version:{package.version}", *starter,
                         f"sha256:{package.sha256[:12]}", f"ctranslate2:{version('ctranslate2')}",
                         f"beam:{BEAM_SIZE}", f"lp:{LENGTH_PENALTY}",
                         f"ranked:{LENGTH_WEIGHT}/{COVERAGE_WEIGHT}"))

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
        """Ask the model, longest sentences first, in batches that change nothing in a sentence.

        Threads take a batch each, since small batches gain nothing from more than one core.
        """
        beam = max(BEAM_SIZE, hypotheses)
        batches = list(_batches([len(pieces) for pieces in sources], width=self._widths()))
        asked = [self._call([sources[place] for place in batch], beam_size=beam, num_hypotheses=hypotheses,
                            length_penalty=LENGTH_PENALTY, return_scores=True,
                            max_decoding_length=_decoding_max(max(len(sources[place]) for place in batch)))
                 for batch in batches]
        # CTranslate2 4.8 gives, in a batch with a beam, the attention of the first word from another sentence
        # (row n // beam instead of n). One greedy step, which has no beam to mix up, tells the true row.
        first = [self._call([sources[place] for place in batch], beam_size=1, max_decoding_length=1)
                 if len(batch) > 1 else best for batch, best in zip(batches, asked, strict=True)]
        answers: dict[int, _Answer] = {}
        for batch, best, start in zip(batches, asked, first, strict=True):
            for place, result, opening in zip(batch, best, start, strict=True):
                answers[place] = self._answer(result.result(), opening.result())
        return (answers[place] for place in range(len(sources)))

    def _widths(self) -> int:
        """Give how many lengths may share a batch: see :func:`_batches`.

        CTranslate2 pads a batch to its longest sentence. Its matrix library takes one kernel for sizes below 16 and
        another from there on, and within either of them padding changes no bit. That is so where it was looked at (x86
        with oneDNN); elsewhere it may not be, so it is tried first: each probe alone, and padded by another one.
        """
        if self._width == 0:
            probes = [[_PROBE] * length for length in _PROBE_LENGTHS]
            alone = [self._probe([probe])[0] for probe in probes]
            beside = [self._probe([probe, [_PROBE] * (length // _WIDTH * _WIDTH + _WIDTH - 1)])[0]
                      for probe, length in zip(probes, _PROBE_LENGTHS, strict=True)]
            self._width = _WIDTH if alone == beside else 1
        return self._width

    def _probe(self, batch: list[list[str]]) -> list[Any]:
        found = self._call(batch, beam_size=BEAM_SIZE, num_hypotheses=BEAM_SIZE, return_scores=True,
                           max_decoding_length=_PROBE_STEPS)
        results = [one.result() for one in found]
        return [(r.hypotheses, r.scores, [[row[:len(pieces)] for row in rows[1:]] for rows in r.attention])
                for pieces, r in zip(batch, results, strict=True)]

    def _call(self, batch: list[list[str]], **settings: Any) -> Any:
        translator = self._open_translator()
        prefix = [[self._prefix]] * len(batch) if self._prefix else None
        return translator.translate_batch(batch, target_prefix=prefix, asynchronous=True, return_attention=True,
                                          max_batch_size=0, max_input_length=0, **settings)

    def _answer(self, result: Any, start: Any) -> _Answer:
        head = start.attention[0][:1]
        return _Answer(pieces=result.hypotheses, scores=result.scores,
                       attention=[[*head, *rows[1:]] if rows else [] for rows in result.attention])

    def _hypotheses(self, text: str, source: Sequence[str], answer: _Answer) -> tuple[Hypothesis, ...]:
        spans = _spans(source, text)
        said = [self._hypothesis(spans, source, pieces, score, rows) for pieces, score, rows
                in zip(answer.pieces, answer.scores, answer.attention, strict=True)]
        return tuple(sorted(said, key=lambda hypothesis: -hypothesis.score))

    def _hypothesis(self, spans: Sequence[tuple[int, int]], source: Sequence[str], pieces: Sequence[str], score: float,
                    rows: Sequence[Sequence[float]]) -> Hypothesis:
        # What CTranslate2 calls replace_unknowns, done here because it would use the wrong first row (see _ask).
        pieces = [source[max(range(len(row)), key=row.__getitem__)] if piece == _UNKNOWN and row else piece
                  for piece, row in zip(pieces, rows, strict=True)]
        skipped = 1 if self._prefix and pieces and pieces[0] == self._prefix else 0
        decoded = str(self._tokenizer.decode(list(pieces[skipped:]))).strip()
        rank = ranked(score, len(pieces), rows, length_penalty=LENGTH_PENALTY)
        return Hypothesis(text=decoded, score=rank, links=_links(spans, _spans(pieces, decoded), rows))

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
                    inter_threads=self._threads, intra_threads=1, max_queued_batches=-1)
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


def _batches(lengths: Sequence[int], *, width: int) -> Iterator[list[int]]:
    """Put sentences together by their number of pieces, the longest first; gives their places.

    What a sentence becomes must not hang on what else is asked. So lengths share a batch only where padding changes no
    bit: 0 to ``width`` - 1, then the next ``width`` lengths, and so on.
    """
    batch: list[int] = []
    for place in sorted(range(len(lengths)), key=lambda place: (-lengths[place], place)):
        longest = lengths[batch[0]] if batch else 0
        if batch and (lengths[place] // width != longest // width or (len(batch) + 1) * longest > _BATCH_PIECES):
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch


def _decoding_max(pieces: int) -> int:
    """Stop a decoder that does not find an end: twice the pieces of the source, and some, are in no translation.

    The same for all lengths that may share a batch.
    """
    return min(_DECODING_MAX_PIECES, 2 * (pieces // _WIDTH * _WIDTH + _WIDTH) + 32)


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
        for column, weight in enumerate(row)
        if weight >= _LINK_WEIGHT_MIN and column < len(source) and source[column][1] > source[column][0])
