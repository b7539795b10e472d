"""The argos engine on the bundled packages: the same words whatever else is in the call."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.engine import Hypothesis
from pipeline.model.package import Package
from pipeline.translate.argos import ArgosEngine, _batches, _decoding_max, open_engine

Unpack = Callable[[Package], Path]
_SUBJECTS = ("The city", "A sensor", "Every street", "The new tram line", "This old neighbourhood by the river",
             "Our digital model", "The mayor of a small town", "Clean air", "A green roof", "Public transport")
_VERBS = ("grows", "costs less than we thought", "measures noise and heat", "changes how people live together",
          "needs 3.5 million litres of water", "was built in 1971", "helps", "⟦1⟧ and ⟦2⟧", "is not enough", "can fail")
_ENDS = (".", " every day.", ", and nobody noticed it at first.")
SENTENCES = tuple(f"{s} {v}{e}" for s in _SUBJECTS for v in _VERBS for e in _ENDS)


@pytest.fixture(scope="module")
def engine(package: Package, unpack: Unpack) -> ArgosEngine:
    return open_engine(package, unpack=unpack, threads=1)


@pytest.fixture(scope="module")
def sentences(package: Package) -> Sequence[str]:
    """All 300 for one package; fewer for the other, which goes through the same code."""
    assert len(SENTENCES) == 300
    return SENTENCES if package.target == "ko" else SENTENCES[::5]


@pytest.fixture(scope="module")
def alone(engine: ArgosEngine, sentences: Sequence[str]) -> Sequence[tuple[Hypothesis, ...]]:
    """What every sentence becomes when all are asked at once."""
    return engine.translate(sentences)


def test_300_sentences_in_another_order_and_company_are_the_same_to_the_bit(
        engine: ArgosEngine, sentences: Sequence[str], alone: Sequence[tuple[Hypothesis, ...]]) -> None:
    count = len(sentences)
    order = random.Random(7).sample(range(count), count)
    found: dict[int, tuple[Hypothesis, ...]] = {}
    for start, end in ((0, 1), (1, 4), (4, 41), (41, count)):
        part = order[start:end]
        found |= dict(zip(part, engine.translate([sentences[n] for n in part]), strict=True))
    assert [found[n] for n in range(count)] == list(alone)


def test_one_sentence_alone_is_the_same(engine: ArgosEngine, sentences: Sequence[str],
                                        alone: Sequence[tuple[Hypothesis, ...]]) -> None:
    for n in range(0, len(sentences), 30):
        assert engine.translate([sentences[n]]) == (alone[n],)


def test_two_threads_say_the_same(package: Package, unpack: Unpack, sentences: Sequence[str],
                                  alone: Sequence[tuple[Hypothesis, ...]]) -> None:
    assert list(open_engine(package, unpack=unpack, threads=2).translate(sentences[::3])) == list(alone[::3])


@given(st.lists(st.integers(min_value=0, max_value=200), max_size=60), st.sampled_from([1, 16]))
def test_lengths_share_a_batch_only_where_padding_changes_nothing(lengths: list[int], width: int) -> None:
    batches = list(_batches(lengths, width=width))
    assert sorted(place for batch in batches for place in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len({lengths[place] // width for place in batch}) == 1
        assert len(batch) == 1 or len(batch) * max(lengths[place] for place in batch) <= 512
    longest = [max(lengths[place] for place in batch) for batch in batches]
    assert longest == sorted(longest, reverse=True)


def test_where_padding_would_change_bits_only_equal_lengths_share_a_batch(
        package: Package, unpack: Unpack, sentences: Sequence[str], alone: Sequence[tuple[Hypothesis, ...]],
        monkeypatch: pytest.MonkeyPatch) -> None:
    engine = open_engine(package, unpack=unpack, threads=1)
    with monkeypatch.context() as patch:
        patch.setattr(ArgosEngine, "_probe", lambda self, batch: [object()])
        assert engine.translate(sentences[:40]) == tuple(alone[:40])
    assert engine._widths() == 1
    assert open_engine(package, unpack=unpack, threads=1)._widths() in (1, 16)


def test_a_decoder_that_finds_no_end_is_stopped() -> None:
    assert [_decoding_max(pieces) for pieces in (1, 15, 16, 40, 200)] == [64, 64, 96, 128, 256]


def test_hypotheses_differ_and_come_best_first(alone: Sequence[tuple[Hypothesis, ...]]) -> None:
    for found in alone:
        assert len(found) == 4
        assert [h.score for h in found] == sorted((h.score for h in found), reverse=True)


def test_links_lie_inside_both_sentences(sentences: Sequence[str], alone: Sequence[tuple[Hypothesis, ...]]) -> None:
    linked = 0
    for text, found in zip(sentences, alone, strict=True):
        for hypothesis, link in ((h, link) for h in found for link in h.links):
            assert 0 <= link.source_start < link.source_end <= len(text)
            assert 0 <= link.target_start < link.target_end <= len(hypothesis.text)
            assert 0 < link.weight <= 1
        linked += bool(found[0].links)
    assert linked > 0.95 * len(sentences)


def test_nothing_is_lost_on_odd_sentences(engine: ArgosEngine) -> None:
    texts = ["", "   ", "한국어", "a" * 600, "x\0y", "😀", "<b>"]
    assert len(engine.translate(texts)) == len(texts)
    assert engine.translate(texts)[0] == (Hypothesis(text=""),)


def test_no_sentences(engine: ArgosEngine) -> None:
    assert engine.translate([]) == ()


def test_signature_costs_nothing_and_says_everything(package: Package) -> None:
    def never(_: Package) -> Path:
        raise AssertionError("the package was unpacked")
    signature = open_engine(package, unpack=never, threads=1).signature
    assert signature.startswith(f"argos|package:{package.name}|version:{package.version}|")
    assert package.sha256[:12] in signature
    assert "beam:4|lp:0.2" in signature
    assert ("|starter|" in signature) == package.starter


def test_placeholders_are_single_pieces_of_the_vocabulary(engine: ArgosEngine) -> None:
    assert engine.placeholders == ("⟦1⟧", "⟦2⟧", "⟦3⟧", "⟦4⟧", "⟦5⟧")


def test_the_home_of_the_user_stays_as_it_is(tmp_path: Path, package: Package, unpack: Unpack) -> None:
    home = tmp_path / "home"
    home.mkdir()
    code = ("import sys; from pathlib import Path; from pipeline import models; from pipeline.translate import argos\n"
            "package = models.read(Path(sys.argv[1]))\n"
            "engine = argos.open_engine(package, unpack=lambda _: Path(sys.argv[2]), threads=1)\n"
            "assert engine.translate(['Hello.'])[0][0].text\n"
            "assert not {'stanza', 'torch', 'spacy'} & set(sys.modules)\n")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("XDG_", "ARGOS_"))} | {"HOME": str(home)}
    subprocess.run([sys.executable, "-c", code, str(package.path), str(unpack(package))], check=True, env=environment,
                   cwd=Path(__file__).parents[2])
    assert list(home.iterdir()) == []
