"""A cut is found where it is, by how much, and none where there is none."""

from __future__ import annotations

import random

import pytest

from pipeline.validate.cuts import cuts_between


def starts(seed: int, count: int = 500) -> list[int]:
    dice, at, made = random.Random(seed), 3000, []
    for _ in range(count):
        made.append(at)
        at += dice.randint(1200, 6000)
    return made


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("jump_ms", [-12_000, 20_000])
def test_a_cut_is_found(seed: int, jump_ms: int) -> None:
    reference = starts(seed)
    at_ms = reference[260]
    dice = random.Random(seed + 50)
    track = [time + dice.randint(-100, 100) - (jump_ms if time > at_ms else 0) for time in reference
             if dice.random() < 0.8 and not 0 < time - at_ms < max(jump_ms, 0)]
    (cut,) = cuts_between(sorted(track), reference)
    assert abs(cut.jump_ms - jump_ms) < 300
    assert cut.from_ms <= at_ms + 90_000
    assert cut.to_ms >= at_ms - 90_000
    assert cut.to_ms - cut.from_ms <= 300_000


@pytest.mark.parametrize("seed", range(4))
def test_a_whole_track_has_no_cut_whatever_its_offset(seed: int) -> None:
    dice = random.Random(seed + 50)
    reference = starts(seed)
    assert cuts_between([time + 7000 + dice.randint(-100, 100) for time in reference if dice.random() < 0.7], reference) == ()


def test_strangers_and_nothing_have_no_cuts() -> None:
    assert cuts_between(starts(1), starts(2)) == ()
    assert cuts_between([], []) == ()
