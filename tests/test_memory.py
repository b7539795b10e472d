"""A sentence is asked of the engine once; a damaged memory is filled again, never believed."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from pipeline.memory import RememberingEngine
from pipeline.model.engine import Hypothesis, Link


class Echo:
    """Says every sentence backwards, and counts what it was asked."""

    placeholders = ("⟦1⟧",)

    def __init__(self, signature: str = "echo|1") -> None:
        self.signature = signature
        self.calls: list[tuple[str, ...]] = []

    def translate(self, texts: Sequence[str], *, hypotheses: int = 4) -> tuple[tuple[Hypothesis, ...], ...]:
        self.calls.append(tuple(texts))
        link = Link(source_start=0, source_end=1, target_start=0, target_end=1, weight=0.5)
        return tuple((Hypothesis(text=text[::-1], score=-1.5, links=(link,)),) for text in texts)


def test_only_new_sentences_are_asked_and_the_order_stays(tmp_path: Path) -> None:
    echo = Echo()
    engine = RememberingEngine(echo, tmp_path / "m.sqlite")
    first = engine.translate(["ab", "cd", "ab"])
    assert [answer[0].text for answer in first] == ["ba", "dc", "ba"]
    assert RememberingEngine(echo, tmp_path / "m.sqlite").translate(["cd", "ef", "ab"])[2] == first[0]
    assert echo.calls == [("ab", "cd"), ("ef",)]


def test_another_engine_or_another_count_is_another_question(tmp_path: Path) -> None:
    echo, other = Echo(), Echo("echo|2")
    RememberingEngine(echo, tmp_path / "m.sqlite").translate(["ab"])
    RememberingEngine(echo, tmp_path / "m.sqlite").translate(["ab"], hypotheses=1)
    RememberingEngine(other, tmp_path / "m.sqlite").translate(["ab"])
    assert (len(echo.calls), len(other.calls)) == (2, 1)


def test_a_file_that_is_no_database_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "m.sqlite"
    path.write_bytes(b"not a database at all" * 100)
    assert RememberingEngine(Echo(), path).translate(["ab"])[0][0].text == "ba"


def test_a_database_that_is_damaged_inside_is_made_again(tmp_path: Path) -> None:
    path, echo = tmp_path / "m.sqlite", Echo()
    texts = [f"sentence {n}" for n in range(300)]
    said = RememberingEngine(echo, path).translate(texts)
    raw = bytearray(path.read_bytes())
    for page in range(4096, len(raw), 4096):  # the head, with the schema, stays good
        raw[page:page + 200] = b"\xff" * 200
    path.write_bytes(raw)
    assert RememberingEngine(echo, path).translate(texts) == said
    assert len(echo.calls) == 2
    assert RememberingEngine(echo, path).translate(texts) == said
    assert len(echo.calls) == 2


def test_a_changed_entry_is_asked_again(tmp_path: Path) -> None:
    path, echo = tmp_path / "m.sqlite", Echo()
    RememberingEngine(echo, path).translate(["ab"])
    with sqlite3.connect(path) as base:
        base.execute("UPDATE sentence SET value = ?", (b'[{"text":"wrong","score":0,"links":[]}]',))
    assert RememberingEngine(echo, path).translate(["ab"])[0][0].text == "ba"
    assert len(echo.calls) == 2
