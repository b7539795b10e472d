"""Subtitles the source holds already: kept on request, behind ours, and proved as ours are."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pipeline.media import mux, probe, read_tracks
from pipeline.model.cue import Cue, Track
from pipeline.mux.stage import CONTAINERS, run

OURS = (Track(language="en", cues=(Cue(index=1, start_ms=0, end_ms=500, text="ours <i>now</i>"),)),
        Track(language="de", cues=(Cue(index=1, start_ms=0, end_ms=500, text="unseres"),)))


@pytest.fixture(scope="module")
def source(make_video, ffmpeg, tmp_path_factory) -> Path:
    """A video with a German track of two cues, a track of no known language, and one that is drawings (ASS)."""
    folder = tmp_path_factory.mktemp("kept")
    (folder / "de.srt").write_text("1\n00:00:00,200 --> 00:00:01,000\n<b>eins</b> und\n\n"
                                   "2\n00:00:01,200 --> 00:00:02,000\nzwei\n\n")
    (folder / "x.srt").write_text("1\n00:00:00,300 --> 00:00:00,900\nmore\n\n")
    subprocess.run([ffmpeg.path, "-v", "error", "-i", make_video("holding.mp4"), "-i", folder / "de.srt", "-i",
                    folder / "x.srt", "-map", "0", "-map", "1", "-map", "2", "-map", "1", "-c", "copy", "-c:s:2", "ass",
                    "-metadata:s:s:0", "language=ger", "-metadata:s:s:1", "title=Deutsch",
                    folder / "source.mkv"], check=True)
    return folder / "source.mkv"


@pytest.mark.parametrize("container", CONTAINERS)
def test_tracks_of_the_source_stand_behind_ours(source, ffmpeg, tmp_path, container):
    plan, problems = run(probe(source), OURS, container=container, kept=read_tracks(source))
    target = tmp_path / f"out{CONTAINERS[container].suffix}"
    mux(plan, ffmpeg=ffmpeg, video=source, target=target)
    read = read_tracks(target)
    assert [track.name for track in read] == ["English", "Deutsch", "Deutsch (2)", "Deutsch (3)"]
    assert [track.default for track in read] == [True, False, False, False]
    assert [cue.text for cue in read[2].cues] == ["<b>eins</b> und", "zwei"]
    assert [cue.text for cue in read[3].cues] == ["more"]
    codes = {"mp4": ["eng", "deu", "deu", "und"], "hls": ["en", "de", "de-x-source", "und-x-source"]}
    assert [track.language for track in read] == codes.get(container, ["eng", "ger", "ger", "und"])
    assert "M010" not in [problem.code for problem in problems]


def test_what_cannot_be_kept_is_told(source):
    _, problems = run(probe(source), OURS, container="mp4", kept=read_tracks(source))
    assert [p.message for p in problems if p.code == "M013"] == [
        "subtitle track 3 of the source (und) has no text that can be carried; it is left out"]


def test_by_default_they_are_replaced(source, ffmpeg, tmp_path):
    plan, problems = run(probe(source), OURS, container="mp4")
    mux(plan, ffmpeg=ffmpeg, video=source, target=tmp_path / "out.mp4")
    assert len(read_tracks(tmp_path / "out.mp4")) == 2
    assert [p.code for p in problems] == ["M010"]
