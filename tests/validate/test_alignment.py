"""Sync finds what was injected, and refuses where there is nothing to find."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from pipeline.model.cue import Cue, Track
from pipeline.validate.alignment import RATIOS, Verdict, align, align_starts, applied


def starts(seed: int, count: int = 400) -> list[int]:
    dice, at, made = random.Random(seed), 3000, []
    for _ in range(count):
        made.append(at)
        at += dice.randint(1200, 6000)
    return made


def loosely(times: list[int], seed: int) -> list[int]:
    """The same speech cut by another person: a third of the starts elsewhere, the rest a little off."""
    dice = random.Random(seed)
    return sorted(time + dice.randint(-120, 120) for time in times if dice.random() < 0.67)


@pytest.mark.parametrize("ratio", RATIOS, ids=str)
@pytest.mark.parametrize("offset_ms", [-2500, 0, 41_000])
def test_the_injected_offset_and_ratio_are_found(ratio: Fraction, offset_ms: int) -> None:
    reference = starts(1)
    moved = [round((time - offset_ms) / ratio) for time in loosely(reference, 2)]
    found = align_starts([time for time in moved if time >= 0], reference)
    assert found.verdict is Verdict.SURE
    assert found.ratio == ratio
    assert abs(found.offset_ms - offset_ms) < 250


def test_a_track_is_laid_where_it_belongs() -> None:
    reference = starts(1)
    track = Track(language="de", cues=tuple(Cue(index=n, start_ms=time + 7000, end_ms=time + 8000, text="da")
                                            for n, time in enumerate(reference, start=1)))
    other = Track(language="en", cues=tuple(Cue(index=n, start_ms=time, end_ms=time + 1000, text="da")
                                            for n, time in enumerate(reference, start=1)))
    found = align(track, other)
    assert applied(track, found).cues == other.cues
    assert align(other, other).is_identity


@pytest.mark.parametrize("seed", range(20, 32))
def test_another_lecture_is_refused_or_at_least_doubted(seed: int) -> None:
    assert align_starts(starts(seed), starts(seed + 100)).verdict is not Verdict.SURE


def test_short_tracks_of_different_lectures_do_not_meet_by_chance() -> None:
    """Of short tracks the best of thousands of places correlates well enough, yet no more starts meet than by luck."""
    found = [align_starts(starts(seed, 45), starts(seed + 1000, 70)) for seed in range(250)]
    assert [one for one in found if one.verdict is Verdict.SURE] == []
    assert any(one.score > 0.25 and one.margin > 1.35 for one in found)


def test_a_long_track_that_was_cut_quite_differently_is_still_sure() -> None:
    dice = random.Random(3)
    speech = starts(1, 900)
    ours, theirs = (sorted(time + round(dice.gauss(0, 250)) for time in speech if dice.random() < 0.4) for _ in "12")
    found = align_starts([time + 12_000 for time in ours], theirs)
    assert (found.verdict, found.ratio) == (Verdict.SURE, 1)
    assert abs(found.offset_ms + 12_000) < 250
    assert found.score < 0.25  # not enough by itself
    assert found.surprise > 12


def test_evenly_spaced_cues_say_nothing() -> None:
    even = list(range(0, 400_000, 2000))
    found = align_starts([time + 500 for time in even], even)
    assert found.verdict is not Verdict.SURE
    assert found.reason


def test_few_cues_are_refused_with_the_number() -> None:
    found = align_starts(starts(1, 10), starts(1))
    assert found.verdict is Verdict.REFUSED
    assert "10 cues" in found.reason
    assert align_starts([], []).verdict is Verdict.REFUSED


def test_odd_times_do_not_break_it() -> None:
    assert align_starts([5] * 100, [7] * 100).verdict is Verdict.REFUSED
    assert align_starts([-5000 + n for n in range(50)], starts(1)).verdict is not Verdict.SURE
    assert align_starts([10**12 + n * 3000 for n in range(50)], starts(1)).verdict is not Verdict.SURE
