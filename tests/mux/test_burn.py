"""Which cues a clip shows, and when, seen from its own beginning."""

from __future__ import annotations

from fractions import Fraction

import pytest

from pipeline.errors import PipelineError
from pipeline.model.cue import Cue, Origin, Track
from pipeline.model.language import find_language
from pipeline.model.video import TimedText, VideoInfo
from pipeline.mux.burn import families, gaps, plan
from pipeline.mux.script import script

VIDEO = VideoInfo(path="v.mp4", duration_ms=10_000, start_ms=0, width=1280, height=720, frame_rate=Fraction(25),
                  video_packets=250, audio_packets=470, audio_streams=1, subtitle_streams=2)
CUES = tuple(Cue(index=i + 1, start_ms=i * 2000 + 500, end_ms=i * 2000 + 2000, text=text)
             for i, text in enumerate(("one", "<i>two</i>", "{\\an8}three", "{four}\\N\nfive")))


def track(language: str = "en", **more) -> Track:
    return Track(language=language, cues=CUES, **more)


def shown(made) -> list[tuple[int, int, str]]:
    return [(cue.start_ms, cue.end_ms, cue.text.replace("\u2060", "")) for cue in made.cues]


def test_the_whole_lecture_is_drawn_and_losses_are_told():
    made, problems = plan(VIDEO, track())
    assert (made.start_ms, made.end_ms) == (0, 10_000)
    assert shown(made) == [(500, 2000, "one"), (2500, 4000, "<i>two</i>"), (4500, 6000, "three"),
                           (6500, 8000, "{four}\\N\nfive")]
    assert [problem.code for problem in problems] == ["M006", "M007"]  # no word of tracks the source holds


def test_a_stretch_counts_from_its_own_beginning_and_cuts_what_reaches_out_of_it():
    made, _ = plan(VIDEO, track(), start_ms=3000, end_ms=5000)
    assert shown(made) == [(0, 1000, "<i>two</i>"), (1500, 2000, "three")]
    assert [cue.cues for cue in made.cues] == [(2,), (3,)]


@pytest.mark.parametrize(("start_ms", "end_ms", "message"), [
    (5000, 5000, "nothing between"), (6000, 5000, "nothing between"), (11_000, None, "nothing between"),
    (2000, 2500, "no en cue stands between 00:00:02.000 and 00:00:02.500")])
def test_an_empty_stretch_is_refused(start_ms, end_ms, message):
    with pytest.raises(PipelineError, match=message):
        plan(VIDEO, track(), start_ms=start_ms, end_ms=end_ms)


@pytest.mark.parametrize(("origin", "label"), [
    (Origin.HUMAN, ""), (Origin.MACHINE, "한국어 (기계 번역)"), (Origin.POST_EDITED, "한국어 (기계 번역, 검수됨)")])
def test_a_machines_words_are_marked_in_the_picture(origin, label):
    made, _ = plan(VIDEO, track("ko", origin=origin))
    assert made.label == label
    assert (",Label," in script(made, family="X")) == bool(label)


def test_a_face_for_simplified_chinese_comes_first_and_none_for_japanese_at_all():
    assert families(find_language("zh-Hans"))[0] == "Noto Sans CJK SC"
    assert families(find_language("zh-Hant"))[0] == "Noto Sans CJK TC"
    assert families(find_language("ko"))[0] == "Noto Sans CJK KR"
    assert families(find_language("de")) == families(find_language("it"))
    assert not any("JP" in name for tag in ("zh-Hans", "ko", "en") for name in families(find_language(tag)))


def test_nothing_a_cue_says_is_a_command():
    made, _ = plan(VIDEO, track())
    lines = script(made, family="Some Font").splitlines()
    assert "Dialogue: 0,0:00:02.50,0:00:04.00,Cue,{\\i1}two{\\i0}" in lines
    assert "Dialogue: 0,0:00:06.50,0:00:08.00,Cue,\\{four\\}\\\u2060N\\Nfive" in lines
    assert any(line.startswith("Style: Cue,Some Font,44,") and line.endswith(",-1") for line in lines)


def test_letters_are_smaller_on_an_upright_picture():
    from dataclasses import replace
    made, _ = plan(replace(VIDEO, width=720, height=1280), track())
    assert "PlayResX: 405" in script(made, family="X")
    assert "Style: Cue,X,19," in script(made, family="X")


def test_the_middle_of_every_gap():
    cues = tuple(TimedText(start_ms=a, end_ms=b, text="x") for a, b in ((1000, 2000), (2100, 3000), (5000, 6000)))
    assert gaps(cues, duration_ms=8000) == (500, 4000, 7000)
    assert gaps(cues, duration_ms=6000) == (500, 4000)
