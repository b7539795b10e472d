"""The seventeen ways FFmpeg loses subtitles with exit code 0, each shut.

Each was measured with FFmpeg 5.1 and 9.0. Where FFmpeg can be caught at it, the loss itself is shown first.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pipeline.errors import MediaError
from pipeline.media import mux, probe, read_tracks
from pipeline.media.graph import mux_command
from pipeline.model.cue import Cue, Origin, Track
from pipeline.model.language import LANGUAGES
from pipeline.mux.stage import CONTAINERS, run


def track(*texts: str, language: str = "en", **more) -> Track:
    return Track(language=language, **more, cues=tuple(
        Cue(index=i + 1, start_ms=i * 200, end_ms=i * 200 + 150, text=text) for i, text in enumerate(texts)))


@pytest.fixture
def through(tiny_video, ffmpeg, tmp_path):
    """Take tracks through plan, mux and read-back."""
    def through(*tracks: Track):
        plan, problems = run(probe(tiny_video), tracks, container="mp4")
        mux(plan, ffmpeg=ffmpeg, video=tiny_video, target=tmp_path / "out.mp4")
        return read_tracks(tmp_path / "out.mp4"), {problem.code: problem for problem in problems}
    return through


@pytest.fixture
def bare(ffmpeg, tiny_video, tmp_path):
    """Mux as one would by hand; the exit code is 0 or the test fails."""
    def bare(text: str | bytes, suffix: str, *options: str) -> Path:
        source = tmp_path / f"bare.{suffix}"
        source.write_bytes(text if isinstance(text, bytes) else text.encode())
        subprocess.run([ffmpeg.path, "-v", "quiet", "-y", "-i", tiny_video, "-i", source, "-map", "0:v", "-map", "1",
                        "-c", "copy", "-c:s", "mov_text", *options, tmp_path / "bare.mp4"], check=True)
        return tmp_path / "bare.mp4"
    return bare


def texts(tracks) -> list[str]:
    return [cue.text.replace("\u2060", "") for cue in tracks[0].cues]


def test_01_a_style_block_costs_no_cue(through):
    read, _ = through(track("one", "two", header="STYLE\n::cue { color: yellow }\n\nREGION\nid:top"))
    assert texts(read) == ["one", "two"]


def test_01_and_02_and_03_no_webvtt_is_ever_parsed_or_written_by_ffmpeg(tiny_video):
    plan, _ = run(probe(tiny_video), (track("one"), track("uno", language="it")), container="mp4")
    command = mux_command("ffmpeg", plan, video=tiny_video, subtitles=[Path("0.srt"), Path("1.srt")],
                          output=Path("out.mp4"))
    assert not any("vtt" in word for word in command)
    assert [command[place + 1] for place, word in enumerate(command) if word == "-sub_charenc"] == ["UTF-8"] * 2


def test_02_signs_that_look_like_markup_stay(through, bare):
    words = "a < b && c > d"
    lost = bare(f"1\n00:00:00,100 --> 00:00:01,000\n{words}\n", "srt")
    assert read_tracks(lost)[0].cues[0].text == "a  <b>d</b>"
    read, problems = through(track(words, "{note} and {y:i}", "a \\N b \\h c", "0 --> 1", "<unknown>",
                                   "00:00:01,000 --> 00:00:02,000", "&lt; stays"))
    assert texts(read) == [words, "{note} and {y:i}", "a \\N b \\h c", "0 --> 1", "<unknown>",
                           "00:00:01,000 --> 00:00:02,000", "&lt; stays"]
    assert problems["M007"].cue == 1


def test_03_settings_and_voices_are_reported(through):
    cues = (Cue(index=1, start_ms=0, end_ms=500, text="<v Ada>Good <c.blue>morning</c>", settings="line:0"),
            Cue(index=2, start_ms=600, end_ms=900, text="plain"))
    read, problems = through(Track(language="en", cues=cues))
    assert texts(read) == ["Good morning", "plain"]
    assert problems["M005"].message == "1 of 2 cues: markup other than italics, bold, underline"
    assert problems["M006"].message == "1 of 2 cues: a position"


def test_04_overlaps_are_flattened_and_no_text_is_cut(through, bare):
    lost = bare("1\n00:00:00,100 --> 00:00:02,000\nlong\n\n2\n00:00:00,900 --> 00:00:01,500\nshort\n", "srt")
    assert [cue.end_ms for cue in read_tracks(lost)[0].cues] == [900, 1500]
    cues = (Cue(index=1, start_ms=100, end_ms=2000, text="long"), Cue(index=2, start_ms=900, end_ms=1500, text="short"))
    read, problems = through(Track(language="en", cues=cues))
    assert [(cue.start_ms, cue.end_ms, cue.text) for cue in read[0].cues] == [
        (100, 900, "long"), (900, 1500, "long\nshort"), (1500, 2000, "long")]
    assert problems["M001"].message == "overlaps cue 2; shown together with it for 600 ms"


def test_04_of_two_cues_at_one_time_both_are_shown(through):
    cues = (Cue(index=1, start_ms=100, end_ms=900, text="he"), Cue(index=2, start_ms=100, end_ms=900, text="she"))
    read, problems = through(Track(language="en", cues=cues))
    assert texts(read) == ["he\nshe"]
    assert "M001" in problems


def test_05_positions_and_colours_are_reported_and_styles_stay(through):
    read, problems = through(track("{\\an8}top", "<font color=red>red</font>", "<i>slanted</i> <b>heavy</b>"))
    assert texts(read) == ["top", "red", "<i>slanted</i> <b>heavy</b>"]
    assert {"M005", "M006"} <= problems.keys()


def test_06_the_name_of_a_track_arrives(through, bare):
    lost = bare("1\n00:00:00,100 --> 00:00:01,000\nx\n", "srt", "-metadata:s:s:0", "title=Korean, machine")
    assert "machine" not in read_tracks(lost)[0].name
    read, _ = through(track("x", language="ko", origin=Origin.MACHINE))
    assert read[0].name == "한국어 (기계 번역)"


def test_07_every_language_arrives_as_a_code_players_know(through, bare):
    lost = bare("1\n00:00:00,100 --> 00:00:01,000\nx\n", "srt", "-metadata:s:s:0", "language=ko")
    assert read_tracks(lost)[0].language == "und"
    read, _ = through(*(track("x", language=tag) for tag in LANGUAGES))
    assert [found.language for found in read] == ["eng", "ita", "deu", "ara", "fra", "kor", "zho", "zho"]


def test_08_no_container_of_ours_is_quicktime(bare):
    lost = bare("1\n00:00:00,100 --> 00:00:01,000\nx\n", "srt", "-metadata:s:s:0", "language=deu", "-f", "mov")
    assert read_tracks(lost)[0].language == "und"
    assert not any(container.muxer == "mov" for container in CONTAINERS.values())


def test_09_the_first_track_alone_is_the_default(through):
    read, _ = through(track("x"), track("x", language="de"), track("x", language="ko"))
    assert [found.default for found in read] == [True, False, False]


def test_10_every_track_is_mapped(through, ffmpeg, tiny_video, tmp_path):
    for place in range(3):
        (tmp_path / f"{place}.srt").write_text("1\n00:00:00,100 --> 00:00:01,000\nx\n")
    inputs = [word for place in range(3) for word in ("-i", tmp_path / f"{place}.srt")]
    subprocess.run([ffmpeg.path, "-v", "quiet", "-i", tiny_video, *inputs, "-c:s", "mov_text", "-c:v", "copy",
                    tmp_path / "lost.mp4"], check=True)
    assert probe(tmp_path / "lost.mp4").subtitle_streams == 1
    read, _ = through(track("x"), track("y", language="de"), track("z", language="ko"))
    assert [found.cues[0].text for found in read] == ["x", "y", "z"]


def test_11_no_cue_is_lost_to_an_encoding(through, bare):
    cues = "".join(f"{i}\n00:00:0{i},000 --> 00:00:0{i},500\n{'città' if i else 'ok'}\n\n" for i in range(3))
    assert len(read_tracks(bare(cues.encode("cp1252"), "srt"))[0].cues) < 3
    read, problems = through(track("città", "half \ud83d a pair", "\ufeffbom", "nul \0 sign", "last"))
    assert texts(read) == ["città", "half  a pair", "\ufeffbom", "nul  sign", "last"]
    assert problems["M011"].message == "2 of 5 cues: control characters"


def test_12_a_track_without_cues_is_left_out_and_an_error(through, bare):
    lost = bare("WEBVTT\n\n", "vtt")
    assert probe(lost).subtitle_streams == 1
    assert read_tracks(lost)[0].cues == ()
    read, problems = through(track("x"), Track(language="ko", cues=()))
    assert [found.language for found in read] == ["eng"]
    assert problems["M012"].language == "ko"


@pytest.fixture
def cut_off(make_video, tmp_path):
    """A plan for a whole video, and the video cut off."""
    whole = make_video("fast.mp4", "-movflags", "+faststart", seconds=8)
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[:whole.stat().st_size * 3 // 5])
    return run(probe(whole), (track("x"),), container="mp4")[0], cut


def test_13_a_video_that_is_cut_off_makes_no_lecture(cut_off, ffmpeg, tmp_path):
    plan, cut = cut_off
    with pytest.raises(MediaError):
        mux(plan, ffmpeg=ffmpeg, video=cut, target=tmp_path / "out.mp4")
    assert not (tmp_path / "out.mp4").exists()


def test_13_what_is_missing_is_seen_in_the_result_when_ffmpeg_says_nothing(cut_off, fake_ffmpeg, tmp_path):
    plan, cut = cut_off
    mute = fake_ffmpeg("import os\nargs.remove('-xerror')\nos.dup2(os.open(os.devnull, os.O_WRONLY), 2)\nreal()")
    with pytest.raises(MediaError, match="M020"):
        mux(plan, ffmpeg=mute, video=cut, target=tmp_path / "out.mp4")
    assert not (tmp_path / "out.mp4").exists()


@pytest.mark.parametrize("how", ["hard link", "symbolic link", "same name"])
def test_14_the_source_is_never_written(tiny_video, ffmpeg, tmp_path, how):
    source, target = tmp_path / "source.mp4", tmp_path / "target.mp4"
    source.write_bytes(tiny_video.read_bytes())
    if how == "hard link":
        target.hardlink_to(source)
    elif how == "symbolic link":
        target.symlink_to(source)
    else:
        target = source
    plan, _ = run(probe(source), (track("x"),), container="mp4")
    with pytest.raises(MediaError, match="the source video itself"):
        mux(plan, ffmpeg=ffmpeg, video=source, target=target)
    assert source.read_bytes() == tiny_video.read_bytes()


def test_15_two_runs_never_write_one_video(tiny_video, ffmpeg, tmp_path):
    from pipeline.media.work import workplace

    plan, _ = run(probe(tiny_video), (track("x"),), container="mp4")
    with workplace(tmp_path / "out.mp4"), pytest.raises(MediaError, match="another run is writing this video"):
        mux(plan, ffmpeg=ffmpeg, video=tiny_video, target=tmp_path / "out.mp4")


def test_16_a_failed_mux_leaves_the_old_file(tiny_video, fake_ffmpeg, tmp_path):
    (tmp_path / "out.mp4").write_bytes(b"the old file")
    plan, _ = run(probe(tiny_video), (track("x"),), container="mp4")
    lame = fake_ffmpeg("args[args.index('mov_text')] = 'no_such_codec'\nreal()")
    with pytest.raises(MediaError, match="FFmpeg failed"):
        mux(plan, ffmpeg=lame, video=tiny_video, target=tmp_path / "out.mp4")
    assert (tmp_path / "out.mp4").read_bytes() == b"the old file"


def test_17_empty_cues_are_dropped_by_us_and_reported(through):
    read, problems = through(track("one", "", " \n ", "<i></i>", "\u200b", "six"))
    assert texts(read) == ["one", "six"]
    assert problems["M004"].message == "the cue has no text and is left out"
