"""Whatever stands in a cue, FFmpeg gives back exactly what was planned."""

from __future__ import annotations

import random

import pytest

from pipeline.media import mux, probe, read_tracks
from pipeline.model.cue import Cue, Track
from pipeline.mux.stage import CONTAINERS, run

PIECES = ["<", ">", "/", "i", "b", "u", "s", " ", "  ", "\n", "\\", "N", "h", "{", "}", "y:", "an8", "--", "-->", "&",
          "&lt;", "<i>", "</i>", "<b>", "</b>", "<font color=red>", "</font>", "00:00:01,000", "1", "한국어", "中文",
          "العربية", "\u200f", "👩\u200d🔬", "é", "e\u0301", "\u2028", "\ufeff", "\t", "\u00a0", "\u3000", "%d", "#",
          "[x]", "\x0b", "\x85", "♪"]


@pytest.mark.parametrize("container", CONTAINERS)
def test_whatever_stands_in_a_cue_ffmpeg_gives_back_what_was_planned(container, make_video, ffmpeg, tmp_path):
    """1500 cues of signs that mean something to some parser; the read-back of mux compares each of them."""
    dice = random.Random(7)
    texts = ["".join(dice.choices(PIECES, k=dice.randint(1, 9))) for _ in range(1500)]
    video = make_video("fuzz.mp4", seconds=16, sound=False)
    cues = tuple(Cue(index=i + 1, start_ms=10 * i, end_ms=10 * i + 7, text=text) for i, text in enumerate(texts))
    plan, _ = run(probe(video), (Track(language="en", cues=cues),), container=container)
    target = tmp_path / f"fuzz{CONTAINERS[container].suffix}"
    mux(plan, ffmpeg=ffmpeg, video=video, target=target)
    assert len(read_tracks(target)[0].cues) == len(plan.tracks[0].cues) > 1300
