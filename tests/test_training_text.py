"""The bundled models never saw a sentence of the sample lectures: otherwise their translation would prove nothing."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from pipeline.ingest.stage import run as ingest
from pipeline.model.language import find_language
from pipeline.translate.sentences import split

ROOT = Path(__file__).parents[1]
TEXTS = sorted((ROOT / "models/training/text").glob("*.tsv"))
MIN_LETTERS = 12  # "[music]", "Thank you." and the like are nobody's sentences


def letters(text: str) -> str:
    """Keep letters and digits only, in one case: punctuation must not hide a copy."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def sample_sentences() -> set[str]:
    found = set()
    for path in sorted((ROOT / "subtitles").glob("*/en.*")):
        track = ingest(path.read_bytes(), language=find_language("en"), path=str(path.relative_to(ROOT))).track
        found |= {letters(sentence.text) for sentence in split(track)}
    return {sentence for sentence in found if len(sentence) >= MIN_LETTERS}


def test_no_sentence_of_a_sample_lecture_is_in_the_training_text() -> None:
    samples = sample_sentences()
    assert len(samples) > 150
    copies = [f"{path.name}:{number}: {line.split(chr(9))[0]}" for path in TEXTS
              for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
              if letters(line.split("\t")[0]) in samples]
    assert copies == []


def test_every_training_line_is_a_triple_of_the_right_scripts() -> None:
    assert len(TEXTS) > 10
    wrong = []
    for path in TEXTS:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            fields = line.split("\t")
            scripts = [any("A" <= c <= "z" for c in fields[0]), any("가" <= c <= "힣" for c in fields[1:2] and fields[1]),
                       any("一" <= c <= "鿿" for c in fields[2:3] and fields[2])] if len(fields) == 3 else [False]
            if not all(scripts) or line != unicodedata.normalize("NFC", line):
                wrong.append(f"{path.name}:{number}")
    assert wrong == []
