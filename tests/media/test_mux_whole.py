"""From seven tracks to a proved file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipeline.media import FFmpeg, mux, probe, read_tracks
from pipeline.mux.stage import CONTAINERS, run


@pytest.fixture(scope="module", params=list(CONTAINERS))
def container(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def muxed(container: str, seven_tracks, tiny_video: Path, ffmpeg: FFmpeg, tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("whole") / f"lecture{CONTAINERS[container].suffix}"
    plan, _ = run(probe(tiny_video), seven_tracks, container=container)
    mux(plan, ffmpeg=ffmpeg, video=tiny_video, target=target)
    return target


CODES = {"mp4": ["eng", "ita", "deu", "ara", "fra", "kor", "zho"],
         "mkv": ["eng", "ita", "ger", "ara", "fre", "kor", "chi"],
         "mkv-webvtt": ["eng", "ita", "ger", "ara", "fre", "kor", "chi"],
         "hls": ["en", "it", "de", "ar", "fr", "ko", "zh-Hans"]}


def test_seven_tracks_arrive_in_course_order_with_code_and_name(muxed, container):
    tracks = read_tracks(muxed)
    assert [track.language for track in tracks] == CODES[container]
    assert [track.name for track in tracks] == ["English", "Italiano", "Deutsch", "العربية", "Français",
                                                "한국어 (기계 번역, 스타터 모델)", "简体中文（机器翻译）"]
    assert [track.default for track in tracks] == [True] + [False] * 6


def test_every_cue_arrives_with_its_words_and_times(muxed, seven_tracks):
    for track in read_tracks(muxed):
        assert [(cue.start_ms, cue.end_ms) for cue in track.cues] == [(101, 901), (1102, 1902)]
        texts = [cue.text.replace("\u2060", "") for cue in track.cues]
        assert texts in [[cue.text for cue in planned.cues] for planned in seven_tracks]


def test_picture_sound_and_description_are_those_of_the_source(muxed, container, tiny_video):
    if container == "hls":
        muxed = next(muxed.parent.glob("*/picture.m3u8"))
    source, result = probe(tiny_video), probe(muxed)
    assert (result.video_packets, result.audio_packets) == (source.video_packets, source.audio_packets)
    assert source.video_packets == 25
    if CONTAINERS[container].describes:
        assert (result.title, result.comment) == ("Smart cities", "CC BY 4.0")


def test_nothing_but_the_lock_stays_beside_the_video(muxed, container):
    beside = [path.name for path in muxed.parent.iterdir() if not path.name.endswith(".lock") and path != muxed]
    assert len(beside) == (1 if container == "hls" else 0)
    assert not any(name.endswith(".part") for name in beside)


def test_an_mp4_can_be_watched_while_it_is_loaded(muxed, container):
    if container == "mp4":
        content = muxed.read_bytes()
        assert 0 < content.index(b"moov") < content.index(b"mdat")


def test_a_second_mux_gives_the_same_bytes(muxed, container, seven_tracks, tiny_video, ffmpeg, tmp_path):
    plan, _ = run(probe(tiny_video), seven_tracks, container=container)
    again = tmp_path / "again" / muxed.name
    mux(plan, ffmpeg=ffmpeg, video=tiny_video, target=again)
    assert files(again.parent) == files(muxed.parent)


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_new_lecture_for_the_web_takes_the_place_of_the_old_one(seven_tracks, tiny_video, ffmpeg, tmp_path):
    target = tmp_path / "x.hls" / "master.m3u8"
    for tracks in (seven_tracks, seven_tracks[:2], seven_tracks[:2]):
        plan, _ = run(probe(tiny_video), tracks, container="hls")
        mux(plan, ffmpeg=ffmpeg, video=tiny_video, target=target)
        assert len([path for path in target.parent.iterdir() if path.is_dir()]) == 1
        assert len(read_tracks(target)) == len(tracks)


def test_matroska_says_which_chinese_and_who_translated(seven_tracks, tiny_video, ffmpeg, tmp_path):
    if shutil.which("mkvpropedit") is None:
        pytest.skip("mkvpropedit (MKVToolNix) is not installed, so no BCP 47 tags are written")
    plan, _ = run(probe(tiny_video), seven_tracks, container="mkv")
    mux(plan, ffmpeg=ffmpeg, video=tiny_video, target=tmp_path / "out.mkv")
    content = (tmp_path / "out.mkv").read_bytes()
    language_bcp47 = b"\x22\xb5\x9d"
    assert all(language_bcp47 + bytes([0x80 + len(tag)]) + tag.encode() in content
               for tag in (track.language for track in seven_tracks))
    assert b"argos 1.11|starter" in content
