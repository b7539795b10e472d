"""Repair gives fast cues time from their neighbours, moves little, and breaks nothing."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import read_course
from pipeline.model.cue import Cue, Origin, Track
from pipeline.model.text import reading_speed_cps
from pipeline.model.video import VideoInfo
from pipeline.validate.programme import MAX_MOVE_MS
from pipeline.validate.repair import Repair, repair
from pipeline.validate.stage import look

KO = read_course((Path(__file__).parents[2] / "course.toml").read_text(encoding="utf-8")).profile("ko")
VIDEO = VideoInfo(path="a.mp4", duration_ms=60_000, start_ms=0, width=640, height=360, frame_rate=Fraction(25),
                  video_packets=1, audio_packets=1, audio_streams=1, subtitle_streams=0)


def track(*rows: tuple[int, int, str]) -> Track:
    return Track(language="ko", origin=Origin.MACHINE, cues=tuple(
        Cue(index=n, start_ms=start, end_ms=end, text=text, origin=Origin.MACHINE)
        for n, (start, end, text) in enumerate(rows, start=1)))


def times(mended: Repair) -> list[tuple[int, int]]:
    return [(cue.start_ms, cue.end_ms) for cue in mended.track.cues]


def ranks(own: Track, video: VideoInfo | None = None) -> dict[tuple[str, int], int]:
    return {(p.code, p.cue): p.severity.rank for p in look((own,), source="ko", profiles=(KO,), video=video)}


def test_a_shared_boundary_moves_no_further_than_the_fast_cue_needs() -> None:
    # 24 columns need 2,000 ms at 12 CPS; it has 1,900, its neighbours have time to spare.
    mended = repair(track((0, 3000, "먼저 봅니다"), (3000, 4900, "가" * 24), (4900, 9000, "이제 봅니다")), KO)
    assert times(mended) == [(0, 3000), (3000, 5000), (5000, 9000)]
    assert mended.unsatisfied == ()
    assert "cue 2: 00:00:03.000 --> 00:00:04.900  becomes  00:00:03.000 --> 00:00:05.000  (+0 ms, +100 ms)" in mended.diff()


def test_an_end_moves_into_a_gap_before_any_start_moves() -> None:
    mended = repair(track((0, 3000, "먼저 봅니다"), (3000, 4900, "가" * 24), (6000, 9000, "이제 봅니다")), KO)
    assert times(mended) == [(0, 3000), (3000, 5000), (6000, 9000)]


def test_nothing_moves_where_nothing_is_wrong() -> None:
    good = track((0, 3000, "먼저 봅니다"), (3000, 6000, "이제 봅니다"))
    mended = repair(good, KO)
    assert mended.track is good
    assert mended.diff() == ""


def test_a_flickering_gap_is_closed_and_two_frames_stay() -> None:
    mended = repair(track((0, 3000, "먼저"), (3040, 6000, "이제"), (6080, 9000, "다시")), KO, video=VIDEO)
    starts_ends = times(mended)
    assert starts_ends[0][1] == starts_ends[1][0]
    assert starts_ends[1][1] == 6000
    assert starts_ends[2][0] == 6080


def test_a_cue_that_time_cannot_help_is_named_with_the_reason() -> None:
    mended = repair(track((0, 1500, "가" * 18), (1500, 2500, "나" * 40), (2500, 4000, "다" * 18)), KO)
    (left,) = (one for one in mended.unsatisfied if one.cue == 2)
    assert left.code == "T003"
    assert "neighbours" in left.reason
    assert "shorten it to 15 characters" in left.reason


def test_neighbours_that_need_their_time_keep_it() -> None:
    before = track((0, 1500, "가" * 18), (1500, 2500, "나" * 40), (2500, 4000, "다" * 18))
    mended = repair(before, KO)
    assert set(ranks(mended.track)) <= set(ranks(before))
    assert times(mended)[0] == (0, 1500)


def test_nothing_is_moved_past_the_end_of_the_video() -> None:
    mended = repair(track((50_000, 58_000, "먼저 봅니다"), (58_000, 60_400, "가" * 32)), KO, video=VIDEO)
    assert times(mended)[-1][1] <= VIDEO.duration_ms + 500


def test_only_times_change() -> None:
    before = track((0, 3000, "먼저 <i>봅니다</i>"), (3000, 4900, "가" * 24), (4900, 9000, "이제"))
    after = repair(before, KO).track
    assert [replace(cue, start_ms=0, end_ms=0) for cue in after.cues] == [
        replace(cue, start_ms=0, end_ms=0) for cue in before.cues]


def test_file_order_is_kept_where_times_are_not_in_order() -> None:
    mended = repair(track((3000, 4900, "가" * 24), (0, 2000, "먼저"), (5500, 9000, "이제")), KO)
    assert [cue.index for cue in mended.track.cues] == [1, 2, 3]
    assert times(mended)[0] == (3000, 5000)


def test_empty_and_hostile_tracks_come_back_whole() -> None:
    assert repair(Track(language="ko", cues=()), KO).moves == ()
    odd = track((0, 0, ""), (5, 1, "가" * 999), (-50, 90, "나" * 50), (0, 10**9, "x"))
    assert [cue.text for cue in repair(odd, KO).track.cues] == [cue.text for cue in odd.cues]


@pytest.mark.parametrize("video", [None, VIDEO], ids=["no video", "video"])
@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(st.integers(-300, 900), st.integers(200, 5000), st.integers(0, 40)), min_size=1, max_size=15))
def test_no_boundary_moves_far_and_no_problem_is_new(rows: list[tuple[int, int, int]], video: VideoInfo | None) -> None:
    made, at = [], 1000
    for gap, length, letters in rows:
        start = max(0, at + (0 if gap < 300 else gap - 300 if gap < 600 else gap - 900))
        made.append((start, start + length, "가" * letters))
        at = start + length
    before = track(*made)
    mended = repair(before, KO, video=video)
    for old, new in zip(before.cues, mended.track.cues, strict=True):
        assert abs(old.start_ms - new.start_ms) <= MAX_MOVE_MS
        assert abs(old.end_ms - new.end_ms) <= MAX_MOVE_MS
        assert reading_speed_cps(new.text, new.duration_ms, KO) <= max(
            KO.cps_warn, reading_speed_cps(old.text, old.duration_ms, KO))
    earlier = ranks(before, video)
    assert {key: rank for key, rank in ranks(mended.track, video).items() if rank < earlier.get(key, 99)} == {}
