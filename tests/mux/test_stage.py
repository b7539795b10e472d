"""The plan of a file: names, codes, cues, and a problem for everything that was changed."""

from __future__ import annotations

import dataclasses
from fractions import Fraction

import pytest

from pipeline.errors import PipelineError
from pipeline.model.cue import Cue, Track
from pipeline.model.video import VideoInfo
from pipeline.mux import codes
from pipeline.mux.stage import CONTAINERS, run

VIDEO = VideoInfo(path="videos/x.mp4", duration_ms=10_000, start_ms=0, width=160, height=90, frame_rate=Fraction(25),
                  video_packets=250, audio_packets=430, audio_streams=1, subtitle_streams=0)


def cue(index: int, start_ms: int, end_ms: int, text: str = "x", **more) -> Cue:
    return Cue(index=index, start_ms=start_ms, end_ms=end_ms, text=text, line=index * 4, **more)


def planned(*cues: Cue, video: VideoInfo = VIDEO):
    plan, problems = run(video, (Track(language="en", cues=cues, path="subtitles/x/en.srt"),), container="mp4")
    return [text for track in plan.tracks for text in track.cues], problems


def test_tracks_stand_in_the_given_order_and_the_first_is_default():
    tracks = tuple(Track(language=tag, cues=(cue(1, 0, 900),)) for tag in ("en", "ko", "it"))
    plan, problems = run(VIDEO, tracks, container="mp4")
    assert [(track.code, track.default) for track in plan.tracks] == [("eng", True), ("kor", False), ("ita", False)]
    assert problems == ()


def test_a_cue_past_the_end_is_clipped_or_left_out():
    texts, problems = planned(cue(1, 9_000, 10_000), cue(2, 9_500, 12_000), cue(3, 10_000, 11_000))
    assert texts[-1].end_ms == 10_000
    assert [(p.code, p.cue, p.line, p.path) for p in problems if p.code != "M001"] == [
        ("M002", 2, 8, "subtitles/x/en.srt"), ("M003", 3, 12, "subtitles/x/en.srt")]
    assert problems[-1].message == "begins at 00:00:10.000, the video ends at 00:00:10.000; left out"


@pytest.mark.parametrize(("start_ms", "end_ms"), [(500, 500), (900, 400), (-100, 400)])
def test_a_cue_without_time_is_left_out(start_ms, end_ms):
    texts, problems = planned(cue(1, start_ms, end_ms), cue(2, 1000, 2000))
    assert len(texts) == 1
    assert [p.code for p in problems] == ["M009"]


def test_a_cue_without_text_is_left_out():
    texts, problems = planned(cue(1, 0, 500, " "), cue(2, 1000, 2000))
    assert len(texts) == 1
    assert [(p.code, p.cue) for p in problems] == [("M004", 1)]


def test_an_overlap_is_said_with_both_cues_and_what_was_done():
    _, problems = planned(cue(1, 0, 1200), cue(2, 1000, 2000), cue(3, 3000, 6000), cue(4, 4000, 7000))
    assert [(p.code, p.cue, p.message) for p in problems] == [
        ("M001", 1, "overlaps cue 2; ends 200 ms earlier"),
        ("M001", 3, "overlaps cue 4; shown together with it for 2000 ms")]


def test_a_track_without_cues_is_left_out():
    plan, problems = run(VIDEO, (Track(language="en", cues=(cue(1, 0, 900),)), Track(language="ko", cues=())),
                         container="mp4")
    assert [track.language for track in plan.tracks] == ["en"]
    assert [(p.code, p.language, p.message) for p in problems] == [
        ("M012", "ko", "none of 0 cues is left; the track is left out")]


def test_what_befalls_many_cues_is_said_once():
    _, problems = planned(*(cue(i, i * 100, i * 100 + 90, "<c>x</c>", settings="line:0") for i in range(1, 6)))
    assert [(p.code, p.cue, p.message) for p in problems] == [
        ("M005", 1, "5 of 5 cues: markup other than italics, bold, underline"), ("M006", 1, "5 of 5 cues: a position")]


def test_subtitles_of_the_source_are_mentioned():
    _, problems = planned(cue(1, 0, 900), video=dataclasses.replace(VIDEO, subtitle_streams=2,
                                                                    subtitle_languages=("eng", "und")))
    assert [p.code for p in problems] == ["M010"]


def test_cues_in_are_cues_out_and_problems():
    dropping = {"M003", "M004", "M009"}
    cues = tuple(cue(i, 700 * i - 700, 700 * i - 700 + (i % 4) * 400, "x" if i % 5 else "") for i in range(1, 30))
    texts, problems = planned(*cues)
    kept = {index for text in texts for index in text.cues}
    lost = {problem.cue for problem in problems if problem.code in dropping}
    assert kept | lost == {c.index for c in cues}
    assert kept & lost == set()


def test_an_unknown_language_is_refused():
    with pytest.raises(PipelineError, match="'xx' is not a language"):
        run(VIDEO, (Track(language="xx", cues=(cue(1, 0, 900),)),), container="mp4")


@pytest.mark.parametrize("container", CONTAINERS.values(), ids=lambda container: container.name)
def test_every_container_can_be_planned(container):
    plan, _ = run(VIDEO, (Track(language="en", cues=(cue(1, 0, 900),)),), container=container.name)
    assert plan.container == container.name
    assert container.suffix.startswith(".")
    assert container.what


def test_codes_are_unique_and_explained():
    assert len({code.code for code in codes.CODES}) == len({code.name for code in codes.CODES}) == len(codes.CODES)
    for code in codes.CODES:
        assert code.code[0] == "M"
        assert code.code[1:].isdigit()
        assert code.what.endswith(".")
        assert code.why.endswith(".")
        assert code.source
