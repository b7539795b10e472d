"""The headers of a file tell what a reading from end to end tells, and never more than is in the file."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pipeline.errors import MediaError
from pipeline.media import mux, probe
from pipeline.media import tally as tallies
from pipeline.media.probe import scan, scan_finished
from pipeline.model.cue import Cue, Track
from pipeline.mux.stage import run

SOURCES = {
    "b-frames.mp4": (),
    "faststart.mp4": ("-movflags", "+faststart"),
    "groups.mp4": ("-g", "4"),
    "open-groups.mp4": ("-g", "6", "-x264-params", "open-gop=1:bframes=3"),
    "no-edit-list.mp4": ("-use_editlist", "0"),
    "vfr.mp4": ("-vf", "select='not(between(n,5,9))+eq(n,7)'", "-fps_mode", "vfr"),
    "short-picture.mp4": ("-frames:v", "3"),
    "fragments.mp4": ("-movflags", "frag_keyframe+empty_moov"),
    "other.mov": (),
    "b-frames.mkv": (),
    "groups.mkv": ("-g", "4"),
    "open-groups.mkv": ("-g", "6", "-x264-params", "open-gop=1:bframes=3"),
    "vfr.mkv": ("-vf", "select='not(between(n,5,9))+eq(n,7)'", "-fps_mode", "vfr"),
    "short-picture.mkv": ("-frames:v", "3"),
    "small-clusters.mkv": ("-cluster_time_limit", "200"),
    "no-length.mkv": ("-live", "1"),
}


@pytest.mark.parametrize("name", SOURCES)
def test_the_headers_tell_what_the_packets_tell(make_video, name):
    source = make_video(name, *SOURCES[name])
    assert scan_finished(source) == scan(source)


def test_an_edit_list_is_heeded(make_video, ffmpeg, tmp_path):
    cut = tmp_path / "cut.mp4"
    subprocess.run([ffmpeg.path, "-v", "error", "-ss", "1.3", "-i", make_video("long.mp4", "-g", "50", seconds=6),
                    "-c", "copy", cut], check=True)
    assert scan_finished(cut) == scan(cut)
    assert scan(cut)[0].audio_start_ms != 0


@pytest.fixture(scope="module", params=("mp4", "mkv"))
def finished(request, make_video, ffmpeg, tmp_path_factory) -> Path:
    source = make_video("source.mp4", "-g", "5", seconds=8)
    target = tmp_path_factory.mktemp("tally") / f"out.{request.param}"
    tracks = tuple(Track(language=language, cues=tuple(
        Cue(index=i + 1, start_ms=i * 500 + 7, end_ms=i * 500 + 400, text=f"<i>{language}</i> {i}") for i in range(14)))
        for language in ("en", "de", "ko"))
    mux(run(probe(source), tracks, container=request.param)[0], ffmpeg=ffmpeg, video=source, target=target)
    return target


def test_every_cue_of_a_finished_file_is_read(finished):
    assert scan_finished(finished) == scan(finished)
    assert [len(track.cues) for track in scan_finished(finished)[1]] == [14, 14, 14]


def test_the_middle_of_the_picture_is_not_read(finished, monkeypatch):
    seen = []
    add = tallies.Tally.add
    monkeypatch.setattr(tallies.Tally, "add", lambda tally, packet: (seen.append(packet.stream_index),
                                                                     add(tally, packet))[1])
    info, _ = scan_finished(finished)
    assert info.video_packets == 80
    assert seen.count(0) < 40


def test_headers_that_list_more_than_is_there_are_refused(finished, tmp_path):
    cut = tmp_path / f"cut{finished.suffix}"
    cut.write_bytes(finished.read_bytes()[:-100])
    with pytest.raises(MediaError, match="beyond the end of the file"):
        scan_finished(cut)
