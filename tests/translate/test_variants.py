"""Other ways to ask for a sentence: cut at its clauses, with nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.translate.variants import variants


@pytest.mark.parametrize(("text", "parts"), [
    ("We build a model of the city; then we look at it together.", 2),
    ("There is a rule that everybody likes: three trees for each and every home.", 2),
    ("At 10:30 we meet in the park: nobody knows why we do.", 2),
    ("With LEDs of 40 W, it is 0.4 MW, a saving of 60%.", 2),
    ("The water is stored on the roof, and the city stays dry in the rain.", 2),
    ("We use sensors, data, and the models of the whole city every day.", 1),
    ("It rains; we go.", 1), ("The city grows every year.", 1),
])
def test_clauses(text: str, parts: int) -> None:
    asked = {len(way.parts) for way in variants(text, (), (), wrong_number=False, language="ko", symbols=())}
    assert asked == ({parts} if parts > 1 else set())


@given(st.lists(st.sampled_from(["a", "city", "grows", "and", "it", ",", ";", ":", "…", "3.5", "⟦1⟧"]), max_size=30))
def test_clauses_lose_nothing(words: list[str]) -> None:
    text = " ".join(words)
    for way in variants(text, (), (), wrong_number=False, language="ko", symbols=()):
        assert " ".join(way.parts).split() == text.split()
        assert all(text[start:].startswith(part) for start, part in zip(way.starts, way.parts, strict=True))
