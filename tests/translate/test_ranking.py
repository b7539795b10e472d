"""The order of a beam's hypotheses: what leaves words out comes last."""

from __future__ import annotations

from math import log

import pytest

from pipeline.translate.ranking import COVERAGE_WEIGHT, ranked

EVEN = ((0.9, 0.1), (0.1, 0.9))
BLIND = ((1.0, 0.0), (1.0, 0.0))


def test_of_two_like_likely_the_one_that_looked_at_every_word_comes_first() -> None:
    assert ranked(-1.0, 2, EVEN, length_penalty=0.2) > ranked(-1.0, 2, BLIND, length_penalty=0.2)


def test_a_longer_one_may_be_less_likely() -> None:
    short = ranked(-4.0 / 4 ** 0.2, 3, (), length_penalty=0.2)
    long = ranked(-5.0 / 9 ** 0.2, 8, (), length_penalty=0.2)
    assert long > short


def test_without_attention_probability_and_length_decide() -> None:
    assert ranked(-6.0, 5, (), length_penalty=0.0) == pytest.approx(-6.0 / (11 / 6))


def test_a_word_nobody_looked_at_costs_what_the_paper_says_down_to_a_floor() -> None:
    lost = ranked(-1.0, 2, EVEN, length_penalty=0.2) - ranked(-1.0, 2, BLIND, length_penalty=0.2)
    assert lost == pytest.approx(-COVERAGE_WEIGHT * log(0.05))
