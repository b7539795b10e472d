"""Plan and finished file, held against each other: each difference is named with its track and cue."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from pipeline.model.cue import Cue, Origin, Track
from pipeline.model.video import Chapter, MuxedTrack, TimedText, VideoInfo
from pipeline.mux.compare import compare
from pipeline.mux.stage import run

SOURCE = VideoInfo(path="in.mp4", duration_ms=10_000, start_ms=0, width=160, height=90, frame_rate=Fraction(25),
                   video_packets=250, audio_packets=430, audio_streams=1, subtitle_streams=0, video_span_ms=9_960,
                   audio_span_ms=9_980, video_codec="h264", title="T", comment="C",
                   chapters=(Chapter(start_ms=0, end_ms=10_000, title="one"),))
RESULT = replace(SOURCE, path="out.mp4", subtitle_streams=2)
CUES = (Cue(index=1, start_ms=0, end_ms=900, text="<i>a</i>"), Cue(index=2, start_ms=1000, end_ms=1900, text="b"),
        Cue(index=3, start_ms=2000, end_ms=2900, text="c"))
PLAN, _ = run(SOURCE, (Track(language="en", cues=CUES), Track(language="ko", cues=CUES, origin=Origin.MACHINE)),
              container="mp4")
READ = tuple(MuxedTrack(language=t.code, name=t.name, default=t.default,
                        cues=tuple(replace(c, cues=()) for c in t.cues)) for t in PLAN.tracks)


def found(read=READ, result=RESULT) -> list[str]:
    return [f"{problem.code} {problem.message}" for problem in compare(PLAN, read, SOURCE, result)]


def with_cues(*cues: TimedText) -> tuple[MuxedTrack, ...]:
    return (READ[0], replace(READ[1], cues=cues))


def test_the_very_same_is_no_problem():
    assert found() == []


@pytest.mark.parametrize("off_ms", [-1, 1])
def test_one_millisecond_is_rounding(off_ms):
    cues = [replace(cue, start_ms=cue.start_ms + off_ms, end_ms=cue.end_ms + off_ms) for cue in READ[1].cues]
    assert found(with_cues(*cues)) == []


@pytest.mark.parametrize(("change", "code"), [
    ({"video_packets": 249}, "M020"), ({"width": 320}, "M020"), ({"video_codec": "mpeg4"}, "M020"),
    ({"video_span_ms": 9_957}, "M020"), ({"audio_packets": 429}, "M021"), ({"audio_streams": 0}, "M021"),
    ({"audio_span_ms": 9_977}, "M021"), ({"audio_start_ms": 21}, "M021"), ({"title": ""}, "M030"),
    ({"comment": ""}, "M030"), ({"chapters": ()}, "M029"),
    ({"chapters": (Chapter(start_ms=51, end_ms=10_000, title="one"),)}, "M029"),
])
def test_picture_sound_chapters_and_description(change, code):
    assert [message.split()[0] for message in found(result=replace(RESULT, **change))] == [code]


@pytest.mark.parametrize(("change", "message"), [
    ({"language": "und"}, "M023 track 2 (ko): language code 'und', planned 'kor'"),
    ({"name": "한국어"}, "M024 track 2 (ko): name '한국어', planned '한국어 (기계 번역)'"),
    ({"default": True}, "M025 track 2 (ko): default True, planned False"),
])
def test_labels(change, message):
    assert found((READ[0], replace(READ[1], **change))) == [message]


def test_a_missing_track():
    assert found(READ[:1]) == ["M022 1 subtitle tracks (eng), planned 2 (eng, kor)"]


def test_tracks_in_another_order():
    assert [message.split()[0] for message in found(READ[::-1])] == ["M023", "M024", "M025"] * 2


def test_a_missing_cue_is_named_and_the_rest_is_not_repeated():
    a, _, c = READ[1].cues
    assert found(with_cues(a, c)) == [
        "M026 track 2 (ko): cues 2, planned 3", "M027 track 2 (ko): text 'c', planned 'b'",
        "M028 track 2 (ko): begins at 00:00:02.000, planned 00:00:01.000",
        "M028 track 2 (ko): ends at 00:00:02.900, planned 00:00:01.900"]


def test_a_lost_style_is_a_changed_text():
    a, b, c = READ[1].cues
    problems = compare(PLAN, with_cues(replace(a, text="a"), b, c), SOURCE, RESULT)
    assert [(p.code, p.cue, p.language, p.path, p.measured, p.limit) for p in problems] == [
        ("M027", 1, "ko", "out.mp4", "a", "<i>a</i>")]


def test_a_time_before_the_video_can_be_said():
    a, b, c = READ[1].cues
    assert found(with_cues(replace(a, start_ms=-21), b, c)) == [
        "M028 track 2 (ko): begins at -21 ms, planned 00:00:00.000"]
