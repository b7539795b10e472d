"""One language in the picture: the font is known to have every sign, and the clip is looked at and listened to."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from pipeline.errors import MediaError
from pipeline.media import burn, probe
from pipeline.media.drawn import picture_faults, sound_faults
from pipeline.model.cue import Cue, Origin, Track
from pipeline.mux.burn import plan

FAMILY = "Plain Test"
ODD_NAME = "it's 50%d, a:b [x] محاضرة 강의;.mp4"


@pytest.fixture(scope="module")
def font(tmp_path_factory) -> Path:
    """A font of full squares for ASCII, Hangul of one word, and Arabic of another."""
    characters = [chr(code) for code in range(0x21, 0x7F)] + sorted(set("기계번역한국어도시المدن…"))
    names = [".notdef", "space", *(f"u{ord(sign):04X}" for sign in characters)]
    pen = TTGlyphPen(None)
    pen.moveTo((60, 0))
    for point in ((60, 700), (500, 700), (500, 0)):
        pen.lineTo(point)
    pen.closePath()
    square = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({0x20: "space", **{ord(s): f"u{ord(s):04X}" for s in characters}})
    builder.setupGlyf({name: TTGlyphPen(None).glyph() if name == "space" else square for name in names})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (560, 60)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": FAMILY, "styleName": "Regular", "psName": "PlainTest-Regular"})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    path = tmp_path_factory.mktemp("a font, it's [odd]") / "font:1.ttf"
    builder.save(path)
    return path


def track(*texts: str, language: str = "en", **more) -> Track:
    return Track(language=language, path=f"subtitles/x/{language}.srt", **more, cues=tuple(
        Cue(index=i + 1, start_ms=i * 1000 + 400, end_ms=i * 1000 + 900, text=text) for i, text in enumerate(texts)))


@pytest.fixture(scope="module")
def lecture(make_video) -> Path:
    return make_video("burn.mp4", "-metadata", "title=Smart cities", seconds=4)


def made(source: Path, words: Track, ffmpeg, font, target: Path, **stretch):
    planned, _ = plan(probe(source), words, **stretch)
    assert burn(planned, fonts=(str(font),), ffmpeg=ffmpeg, video=source, target=target) == FAMILY
    return planned


def test_every_cue_is_seen_and_every_gap_is_bare(lecture, ffmpeg, font, tmp_path):
    target = tmp_path / "clip.mp4"
    made(lecture, track("one <i>two</i>", "{x} a\\Nb", "l", "four"), ffmpeg, font, target)
    info = probe(target)
    assert (info.width, info.height, info.audio_streams, info.title) == (160, 90, 1, "Smart cities")
    assert info.video_packets == probe(lecture).video_packets
    assert [path.name for path in tmp_path.iterdir() if not path.name.endswith(".lock")] == ["clip.mp4"]


def test_a_stretch_of_the_lecture(lecture, ffmpeg, font, tmp_path):
    target = tmp_path / "clip.mp4"
    planned = made(lecture, track("a", "b", "c", "d"), ffmpeg, font, target, start_ms=1130, end_ms=3270)
    assert len(planned.cues) == 2
    assert abs(probe(target).duration_ms - 2140) < 110


@pytest.mark.parametrize(("suffix", "start_ms"), [("mkv", 300), ("ts", 0)])
def test_sources_that_begin_late(make_video, ffmpeg, font, tmp_path, suffix, start_ms):
    source = make_video(f"burn.{suffix}", "-output_ts_offset", "7", seconds=3)
    assert probe(source).start_ms > 6900
    made(source, track("a", "b", "c"), ffmpeg, font, tmp_path / "clip.mp4", start_ms=start_ms)


def test_no_sound_and_sound_before_the_picture(make_video, ffmpeg, font, tmp_path):
    made(make_video("mute.mp4", sound=False), track("a", "b"), ffmpeg, font, tmp_path / "mute.mp4")
    video = make_video("p.mp4")
    subprocess.run([ffmpeg.path, "-v", "error", "-itsoffset", "0.517", "-i", video, "-i", video, "-map", "0:v",
                    "-map", "1:a", "-c", "copy", tmp_path / "l.mkv"], check=True)
    made(tmp_path / "l.mkv", track("a", "b"), ffmpeg, font, tmp_path / "late.mp4")


def test_no_name_is_a_command_of_a_filter(lecture, ffmpeg, font, tmp_path, monkeypatch):
    folder = tmp_path / "a,b [c] 'd' %e: f"
    folder.mkdir()
    shutil.copy(lecture, folder / ODD_NAME)
    monkeypatch.chdir(folder)
    made(Path(ODD_NAME), track("a", "b"), ffmpeg, font, Path("out") / ODD_NAME)
    assert (folder / "out" / ODD_NAME).is_file()


def test_a_machines_words_are_marked_at_the_top(lecture, ffmpeg, font, tmp_path):
    words = track("도시", language="ko", origin=Origin.MACHINE)
    planned = made(lecture, words, ffmpeg, font, tmp_path / "clip.mp4")
    assert "기계" in planned.label


@pytest.mark.parametrize(("words", "complaint"), [
    (track("fine", "smart 智 cities", "♪"), "no glyph for 智 .U.667A. in cue 2 at 00:00:01.400, ♪ .U.266A. in cue 3"),
    (track("المدن الذكية", language="ar"), "no glyph for ذ .U.0630. in cue 1"),
])
def test_a_sign_without_a_glyph_is_named_before_anything_is_drawn(lecture, ffmpeg, font, tmp_path, words, complaint):
    planned, _ = plan(probe(lecture), words)
    with pytest.raises(MediaError, match=complaint) as caught:
        burn(planned, fonts=(str(font),), ffmpeg=ffmpeg, video=lecture, target=tmp_path / "clip.mp4")
    assert caught.value.message.startswith(f"subtitles/x/{words.language}.srt: the font {FAMILY}")
    assert "--font" in caught.value.hint
    assert not (tmp_path / "clip.mp4").exists()


def test_marks_nobody_sees_need_no_glyph(lecture, ffmpeg, font, tmp_path):
    made(lecture, track("\u200fالمدن\u200f", "a\u200db\ufe0f", language="ar"), ffmpeg, font, tmp_path / "clip.mp4")


def test_a_family_that_is_not_installed_is_not_replaced_in_silence(lecture, ffmpeg, tmp_path):
    planned, _ = plan(probe(lecture), track("a"))
    with pytest.raises(MediaError, match="no font for en is installed; looked for No Such Face, Nor This") as caught:
        burn(planned, fonts=("No Such Face", "Nor This"), ffmpeg=ffmpeg, video=lecture, target=tmp_path / "clip.mp4")
    assert "--font" in caught.value.hint


@pytest.mark.parametrize(("name", "complaint"), [("none.ttf", "no such font file"), ("A,B'C", "no name of a font")])
def test_a_font_that_cannot_be(lecture, ffmpeg, tmp_path, name, complaint):
    planned, _ = plan(probe(lecture), track("a"))
    with pytest.raises(MediaError, match=complaint):
        burn(planned, fonts=(name,), ffmpeg=ffmpeg, video=lecture, target=tmp_path / "clip.mp4")


def test_a_file_that_is_no_font(lecture, ffmpeg, tmp_path):
    (tmp_path / "x.ttf").write_bytes(b"no font at all")
    planned, _ = plan(probe(lecture), track("a"))
    with pytest.raises(MediaError, match="this font cannot be read"):
        burn(planned, fonts=(str(tmp_path / "x.ttf"),), ffmpeg=ffmpeg, video=lecture, target=tmp_path / "clip.mp4")


LIES = {
    "a cue is not drawn": ("p = pathlib.Path('cues.ass'); w = p.read_text(); "
                           "p.write_text(w.replace('0:00:01.40', '0:00:09.40'))", "cue 2 cannot be seen"),
    "a cue stays on": ("p = pathlib.Path('cues.ass'); p.write_text(p.read_text().replace('0:00:00.90', '0:00:01.30'))",
                       "not that of the source at 00:00:01.150"),
    "the sound is encoded anew": ("args[args.index('-acodec' if '-acodec' in args else '-c:a') + 1] = 'mp2'",
                                  "the sound 1 is not, packet by packet"),
    "the sound is late": ("i = args.index('-i'); n = [*args[i - 4:i + 2]]; args[i - 4:i - 4] = n; "
                          "i = args.index('-i', args.index('-i') + 1); args[i - 4:i - 4] = ['-itsoffset', '0.1']; "
                          "args[:] = ['1:a?' if a == '0:a?' else a for a in args]", "the sound 1 is not"),
    "the sound is gone": ("i = args.index('0:a?') - 1; del args[i:i + 2]", "0 tracks of sound, in the source 1"),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_clip_that_is_not_as_planned_never_replaces_the_old_one(lecture, fake_ffmpeg, font, tmp_path, lie):
    code, complaint = LIES[lie]
    target = tmp_path / "clip.mp4"
    target.write_bytes(b"the old clip")
    planned, _ = plan(probe(lecture), track("a", "b", "c"))
    liar = fake_ffmpeg(f"if 'libx264' in args:\n    {code}\nreal()")
    with pytest.raises(MediaError, match=complaint):
        burn(planned, fonts=(str(font),), ffmpeg=liar, video=lecture, target=target)
    assert target.read_bytes() == b"the old clip"
    assert not list(tmp_path.glob(".mux-*.part"))


def test_the_source_is_never_written(lecture, ffmpeg, font):
    planned, _ = plan(probe(lecture), track("a"))
    with pytest.raises(MediaError, match="the source video itself"):
        burn(planned, fonts=(str(font),), ffmpeg=ffmpeg, video=lecture, target=lecture)


def test_the_look_at_a_clip_can_fail(lecture, ffmpeg, font, tmp_path):
    planned = made(lecture, track("a", "b"), ffmpeg, font, tmp_path / "clip.mp4")
    assert list(picture_faults(planned, lecture, tmp_path / "clip.mp4")) == []
    assert [fault[:22] for fault in picture_faults(planned, lecture, lecture)] == [
        "cue 1 cannot be seen a", "cue 2 cannot be seen a"]
    assert list(sound_faults(replace(planned, start_ms=500), lecture, tmp_path / "clip.mp4")) != []


def installed(family: str) -> bool:
    listed = shutil.which("fc-list") and subprocess.run(["fc-list", family], capture_output=True, check=False).stdout
    return bool(listed)


@pytest.mark.parametrize(("language", "family", "text"), [
    ("ar", "DejaVu Sans", "مرحبا بكم الآن في المدن الذكية 2030 (CO2)."),
    ("zh-Hans", "Noto Sans CJK SC", "欢迎来到智慧城市：直、骨、令。"), ("ko", "Noto Sans CJK KR", "지속 가능한 도시"),
])
def test_the_face_of_the_language_is_used_where_it_is_installed(lecture, ffmpeg, tmp_path, language, family, text):
    if not installed(family):
        pytest.skip(f"{family} is not installed here: it was not drawn with")
    planned, _ = plan(probe(lecture), track(text, language=language))
    drawn = burn(planned, fonts=("No Such Face", family), ffmpeg=ffmpeg, video=lecture, target=tmp_path / "clip.mp4")
    assert drawn == family
