"""Overlapping cues become texts one after the other, and nothing is lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.video import TimedText
from pipeline.mux.flatten import TRIMMED_OVERLAP_MS, flatten, overlaps


def timed(*times: tuple[int, int]) -> list[TimedText]:
    return [TimedText(start_ms=start, end_ms=end, text=f"t{index}", cues=(index,))
            for index, (start, end) in enumerate(times, start=1)]


@pytest.mark.parametrize(("times", "expected"), [
    ([(0, 1000), (1000, 2000)], [(0, 1000, "t1"), (1000, 2000, "t2")]),
    ([(0, 1200), (1000, 2000)], [(0, 1000, "t1"), (1000, 2000, "t2")]),
    ([(0, 1500), (1000, 2000)], [(0, 1000, "t1"), (1000, 2000, "t2")]),
    ([(0, 1501), (1000, 2000)], [(0, 1000, "t1"), (1000, 1501, "t1\nt2"), (1501, 2000, "t2")]),
    ([(0, 5000), (1000, 1200)], [(0, 1000, "t1"), (1000, 1200, "t1\nt2"), (1200, 5000, "t1")]),
    ([(0, 1000), (0, 1000)], [(0, 1000, "t1\nt2")]),
    ([(2000, 3000), (0, 1000)], [(0, 1000, "t2"), (2000, 3000, "t1")]),
])
def test_examples(times, expected):
    assert [(cue.start_ms, cue.end_ms, cue.text) for cue in flatten(timed(*times))] == expected


TIMES = st.lists(st.tuples(st.integers(0, 4000), st.integers(1, 2000)).map(lambda t: (t[0], t[0] + t[1])), max_size=12)


@given(TIMES)
def test_no_two_texts_overlap_and_no_cue_is_lost(times):
    flat = flatten(timed(*times))
    assert all(a.end_ms <= b.start_ms for a, b in pairwise(flat))
    assert all(text.start_ms < text.end_ms for text in flat)
    assert {index for text in flat for index in text.cues} == set(range(1, len(times) + 1))


@given(TIMES)
def test_a_cue_gives_up_half_a_second_at_most(times):
    flat = flatten(timed(*times))
    for index, (start, end) in enumerate(times, start=1):
        shown = sum(text.end_ms - text.start_ms for text in flat if index in text.cues)
        assert 0 <= end - start - shown <= TRIMMED_OVERLAP_MS


@given(TIMES)
def test_without_an_overlap_nothing_changes(times):
    cues = timed(*times)
    if not overlaps(cues):
        assert flatten(cues) == tuple(sorted(cues, key=lambda cue: (cue.start_ms, cue.cues)))
