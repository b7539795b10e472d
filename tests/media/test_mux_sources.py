"""Videos as they come: cut, late, silent, chaptered, many-voiced, oddly named."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pipeline.errors import MediaError
from pipeline.media import mux, probe, read_tracks
from pipeline.model.cue import Cue, Track
from pipeline.mux.stage import CONTAINERS, run

TRACKS = tuple(Track(language=language, cues=(Cue(index=1, start_ms=0, end_ms=400, text=f"{language} one"),
                                              Cue(index=2, start_ms=1003, end_ms=1807, text=f"{language} two")))
               for language in ("en", "it", "ko"))


@pytest.fixture(scope="session")
def ff(ffmpeg):
    def ff(*arguments: object) -> None:
        subprocess.run([ffmpeg.path, "-nostdin", "-v", "error", "-y", *map(str, arguments)], check=True)
    return ff


def muxed(source: Path, target: Path, ffmpeg):
    """Mux into every container, and give what became of the MP4."""
    for container in CONTAINERS.values():
        made = target.parent / f"{target.stem}{container.suffix}"
        result, problems = muxed_into(container.name, source, made, ffmpeg)
        if container.name == "mp4":
            mp4 = result, problems
    return mp4


def muxed_into(container: str, source: Path, target: Path, ffmpeg):
    plan, problems = run(probe(source), TRACKS, container=container)
    mux(plan, ffmpeg=ffmpeg, video=source, target=target)
    for track in read_tracks(target):
        assert [(cue.start_ms, cue.end_ms) for cue in track.cues] == [(0, 400), (1003, 1807)]
    return (None if container == "hls" else probe(target)), problems


@pytest.mark.parametrize("suffix", ["ts", "mkv", "mp4"])
def test_a_video_that_starts_late(make_video, ffmpeg, tmp_path, suffix):
    source = make_video(f"late.{suffix}", "-output_ts_offset", "10")
    assert probe(source).start_ms > 9000
    muxed(source, tmp_path / "out.mp4", ffmpeg)


def test_sound_before_the_picture(make_video, ff, ffmpeg, tmp_path):
    video = make_video("p.mp4")
    ff("-itsoffset", "0.517", "-i", video, "-i", video, "-map", "0:v", "-map", "1:a", "-c", "copy", tmp_path / "l.mkv")
    assert probe(tmp_path / "l.mkv").lead_in_ms in range(510, 560)
    muxed(tmp_path / "l.mkv", tmp_path / "out.mp4", ffmpeg)


def test_no_edit_list_at_all(make_video, ffmpeg, tmp_path):
    source = make_video("raw.mp4", "-use_editlist", "0")
    assert probe(source).start_ms > 0
    muxed(source, tmp_path / "out.mp4", ffmpeg)


def test_sound_that_begins_after_the_picture(make_video, ff, ffmpeg, tmp_path):
    video = make_video("p.mp4")
    ff("-i", video, "-itsoffset", "0.5", "-i", video, "-map", "0:v", "-map", "1:a", "-c", "copy", tmp_path / "l.mp4")
    assert probe(tmp_path / "l.mp4").audio_start_ms in range(470, 501)
    muxed(tmp_path / "l.mp4", tmp_path / "out.mp4", ffmpeg)


def test_sound_that_goes_on_after_the_picture(make_video, ff, ffmpeg, tmp_path):
    """A cue over the black at the end is no cue past the end."""
    short, long = make_video("short.mp4", seconds=1), make_video("p.mp4")
    ff("-i", short, "-i", long, "-map", "0:v", "-map", "1:a", "-c", "copy", tmp_path / "tail.mp4")
    _, problems = muxed(tmp_path / "tail.mp4", tmp_path / "out.mp4", ffmpeg)
    assert problems == ()


def test_an_edit_list_that_cuts_into_a_group_of_pictures(make_video, ff, ffmpeg, tmp_path):
    video = make_video("long.mp4", "-g", "50", seconds=6)
    ff("-ss", "1.3", "-i", video, "-c", "copy", tmp_path / "cut.mp4")
    muxed_into("mp4", tmp_path / "cut.mp4", tmp_path / "out.mp4", ffmpeg)
    for other in ("mkv", "hls"):  # they have no edit lists: the part that was cut off would be seen
        with pytest.raises(MediaError, match="M021 sound begins"):
            muxed_into(other, tmp_path / "cut.mp4", tmp_path / f"out{CONTAINERS[other].suffix}", ffmpeg)


def test_a_variable_frame_rate(make_video, ffmpeg, tmp_path):
    source = make_video("vfr.mp4", "-vf", "select='not(between(n,5,9))+eq(n,7)'", "-fps_mode", "vfr")
    result, _ = muxed(source, tmp_path / "out.mp4", ffmpeg)
    assert result.video_packets == probe(source).video_packets == 21


def test_no_sound(make_video, ffmpeg, tmp_path):
    result, _ = muxed(make_video("silent.mp4", sound=False), tmp_path / "out.mp4", ffmpeg)
    assert result.audio_streams == 0


@pytest.mark.parametrize("suffix", ["mkv", "mov"])
def test_other_containers(make_video, ffmpeg, tmp_path, suffix):
    muxed(make_video(f"other.{suffix}"), tmp_path / "out.mp4", ffmpeg)


def test_chapters_stay(make_video, ff, ffmpeg, tmp_path):
    marks = tmp_path / "chapters.txt"
    marks.write_text(";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=Intro\n"
                     "[CHAPTER]\nTIMEBASE=1/1000\nSTART=1000\nEND=2500\ntitle=智慧城市\n")
    ff("-i", make_video("c.mp4"), "-i", marks, "-map_metadata", 1, "-c", "copy", tmp_path / "ch.mp4")
    result, _ = muxed(tmp_path / "ch.mp4", tmp_path / "out.mp4", ffmpeg)
    assert [chapter.title for chapter in result.chapters] == ["Intro", "智慧城市"]


def test_several_audio_tracks(make_video, ff, ffmpeg, tmp_path):
    video = make_video("a.mp4")
    ff("-i", video, "-map", "0:v", "-map", "0:a", "-map", "0:a", "-c", "copy", tmp_path / "two.mp4")
    result, _ = muxed(tmp_path / "two.mp4", tmp_path / "out.mp4", ffmpeg)
    assert result.audio_streams == 2


def test_cover_art(make_video, ff, ffmpeg, tmp_path):
    video = make_video("a.mp4")
    ff("-i", video, "-frames:v", 1, tmp_path / "cover.png")
    ff("-i", video, "-i", tmp_path / "cover.png", "-map", 0, "-map", 1, "-c", "copy", "-disposition:v:1",
       "attached_pic", tmp_path / "cover.mp4")
    result, _ = muxed(tmp_path / "cover.mp4", tmp_path / "out.mp4", ffmpeg)
    assert result.width == 160


def test_subtitles_of_the_source_are_replaced_and_reported(make_video, ffmpeg, tmp_path):
    first = tmp_path / "first.mp4"
    muxed(make_video("a.mp4"), first, ffmpeg)
    _, problems = muxed(first, tmp_path / "out.mp4", ffmpeg)
    assert [(p.code, p.message) for p in problems] == [
        ("M010", "the source holds 3 subtitle tracks (eng, ita, kor); the new file holds ours alone")]


ODD_NAMES = ["a:b.mp4", "50%d 100%.mp4", "-dash.mp4", "  two spaces .mp4", "محاضرة.mp4", "강의 1.mp4", "line\nbreak.mp4",
             "it's \"quoted\" [x] {y}.mp4", "http:||x.mp4", "한" * 80 + ".mp4"]
ALL_AT_ONCE = "-a:b 50%d 강의\nمحاضرة [x].mp4"


@pytest.mark.parametrize(("name", "container"), [*((name, "mp4") for name in ODD_NAMES),
                                                 *((ALL_AT_ONCE, container) for container in CONTAINERS)])
def test_odd_names(tiny_video, ffmpeg, tmp_path, monkeypatch, name, container):
    source = tmp_path / name
    source.write_bytes(tiny_video.read_bytes())
    (tmp_path / "out").mkdir()
    monkeypatch.chdir(tmp_path)
    target = Path("out") / f"{name.removesuffix('.mp4')}{CONTAINERS[container].suffix}"
    muxed_into(container, Path(name), target, ffmpeg)
    assert target.is_file()


@pytest.mark.parametrize(("suffix", "options"), [("mp4", ["-movflags", "+faststart"]), ("mkv", [])])
def test_a_cut_off_video_is_refused(make_video, tmp_path, suffix, options):
    whole = make_video(f"whole.{suffix}", *options, seconds=8).read_bytes()
    cut = tmp_path / f"cut.{suffix}"
    cut.write_bytes(whole[:len(whole) * 3 // 5])
    with pytest.raises(MediaError, match=r"cut off|cannot be read"):
        probe(cut)


@pytest.mark.parametrize("content", [b"", b"no video at all", b"\0" * 4096])
def test_what_is_no_video_is_refused(tmp_path, content):
    (tmp_path / "x.mp4").write_bytes(content)
    with pytest.raises(MediaError, match=r"x\.mp4: the video cannot be read"):
        probe(tmp_path / "x.mp4")


def test_sound_alone_is_refused(make_video, ff, tmp_path):
    ff("-i", make_video("a.mp4"), "-vn", "-c", "copy", tmp_path / "sound.mp4")
    with pytest.raises(MediaError, match="no picture"):
        probe(tmp_path / "sound.mp4")


def test_a_missing_video_is_refused(tmp_path):
    with pytest.raises(MediaError, match="no such video"):
        probe(tmp_path / "none.mp4")
