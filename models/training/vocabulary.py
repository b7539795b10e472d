"""The joint vocabulary: made once, pruned for each language, able to spell whatever comes later."""

from __future__ import annotations

import collections
import random
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import sentencepiece

from corpora import HAN, HANGUL, Row
from placeholders import PLACEHOLDERS

LANGUAGES = ("ko", "zh")
VOCABULARY_SIZE = 12_000
LECTURE_COPIES = 4
DOCUMENTATION_SHARE = 0.25
DOCUMENTATION = ("react.dev", "tensorflow-docs", "kubernetes-website")
NORMALIZATION = {"2019": "27", "2018": "27", "A0": "20", "200B": "", "3000": "20", "2013": "2D"}


def train_vocabulary(rows: Sequence[Row], model: Path, rng: random.Random) -> None:
    """A unigram vocabulary for all three languages; the lecture rows weigh most, documentation least."""
    lecture = "".join(text for row in rows if row.source == "lecture" for text in row.targets.values())
    letters = {*HANGUL.findall(lecture), *HAN.findall(lecture)}
    with tempfile.TemporaryDirectory() as folder:
        text, rules = Path(folder, "text"), Path(folder, "rules.tsv")
        rules.write_text("".join(f"{old}\t{new}\n" for old, new in NORMALIZATION.items()), encoding="utf-8")
        with text.open("w", encoding="utf-8") as lines:
            for row in rows:
                copies = LECTURE_COPIES if row.source == "lecture" else 1
                if row.source in DOCUMENTATION and rng.random() >= DOCUMENTATION_SHARE:
                    copies = 0
                lines.write("\n".join([row.english, *row.targets.values(), ""]) * copies)
        sentencepiece.SentencePieceTrainer.train(
            input=str(text),
            model_prefix=str(model.with_suffix("")),
            vocab_size=VOCABULARY_SIZE,
            model_type="unigram",
            character_coverage=0.9997,
            required_chars="".join(sorted(letters)),
            byte_fallback=True,
            user_defined_symbols=list(PLACEHOLDERS),
            normalization_rule_tsv=str(rules),
            split_digits=True,
            input_sentence_size=400_000,
            shuffle_input_sentence=True,
            max_sentence_length=2000,
            pad_id=-1,
            unk_id=0,
            bos_id=1,
            eos_id=2,
            num_threads=2,
            num_sub_iterations=1,
            minloglevel=1,
        )


class Vocabulary:
    """The pieces each language keeps, and text to their numbers.

    A piece that a language does not keep is spelled in byte pieces, which every language keeps:
    text that arrives after the vocabulary was made is never dropped and never holds an unknown piece.
    """

    def __init__(self, processor: sentencepiece.SentencePieceProcessor, kept: dict[str, list[int]]) -> None:
        self.processor = processor
        self.numbers = {code: {piece: number for number, piece in enumerate(pieces)} for code, pieces in kept.items()}
        self.bytes = {processor.id_to_piece(n): n for n in range(processor.get_piece_size()) if processor.is_byte(n)}

    def encode(self, code: str, text: str) -> list[int]:
        """The numbers of the pieces of `text` in the vocabulary of one language."""
        numbers = self.numbers[code]
        result = []
        for piece in self.processor.encode(text):
            if piece in numbers:
                result.append(numbers[piece])
            else:
                spelled = self.processor.id_to_piece(piece).encode()
                result += [numbers[self.bytes[f"<0x{byte:02X}>"]] for byte in spelled]
        return result


def kept_pieces(processor: sentencepiece.SentencePieceProcessor, rows: Iterable[Row]) -> dict[str, list[int]]:
    """For each language its own script, bytes, placeholders, and what is seen at least twice."""
    seen: dict[str, collections.Counter[int]] = {code: collections.Counter() for code in ("en", *LANGUAGES)}
    for row in rows:
        for code, text in (("en", row.english), *row.targets.items()):
            seen[code].update(processor.encode(text))
    kept: dict[str, list[int]] = {}
    for code, script in (("en", None), ("ko", HANGUL), ("zh", HAN)):
        kept[code] = []
        for number in range(processor.get_piece_size()):
            piece = processor.id_to_piece(number)
            own = bool(script.search(piece)) if script else piece.isascii()
            special = number < 3 or processor.is_byte(number) or piece in PLACEHOLDERS
            if own or special or (len(piece) == 1 and piece.isascii()) or seen[code][number] >= 2:
                kept[code].append(number)
    return kept
