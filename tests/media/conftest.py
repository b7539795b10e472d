"""Videos made on the spot, small enough to commit none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.media import FFmpeg, find_ffmpeg
from pipeline.model.cue import Cue, Origin, Track

WORDS = {
    "en": ("Welcome to <i>smart</i> cities.", "a < b and c > d\n& more"),
    "it": ("Benvenuti.", "Città <b>sostenibili</b>"),
    "de": ("Willkommen.", "<u>Straßen</u> {Anmerkung} \\N"),
    "ar": ("مرحبا بكم في المدن الذكية.", "\u200fالمدن 2030\u200f"),
    "fr": ("Bienvenue.", "L’œuvre « verte » !"),
    "ko": ("스마트 도시에 오신 것을 환영합니다.", "지속 가능한\n<i>도시</i>"),
    "zh-Hans": ("欢迎来到智慧城市。", "可持续👩‍🔬城市"),
}

FAKE = """#!{python}
import os, pathlib, signal, subprocess, sys, time
program, args = {program!r}, sys.argv[1:]
def real():
    os.execv(program, [program, *args])
def files(ending):
    return [pathlib.Path(a[5:]) for a in args if a.endswith(ending)]
{code}
"""


@pytest.fixture(scope="session")
def ffmpeg() -> FFmpeg:
    """Give the bundled FFmpeg, or the one LOCALIZE_FFMPEG names, to run the same tests with an older one."""
    return find_ffmpeg(os.environ.get("LOCALIZE_FFMPEG", ""))


@pytest.fixture(scope="session")
def make_video(ffmpeg: FFmpeg, tmp_path_factory: pytest.TempPathFactory):
    """Make a synthetic video: ``make_video("name.mp4", *output options)``."""
    folder = tmp_path_factory.mktemp("videos")

    def make(name: str, *options: str, seconds: float = 2.5, sound: bool = True) -> Path:
        path = folder / name
        inputs = ["-f", "lavfi", "-i", f"testsrc=size=160x90:rate=10:duration={seconds}"]
        if sound:
            inputs += ["-f", "lavfi", "-i", f"sine=duration={seconds}"]
        codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-pix_fmt", "yuv420p", "-c:a", "aac"]
        subprocess.run([ffmpeg.path, "-nostdin", "-v", "error", "-y", *inputs, *codecs, *options, f"file:{path}"],
                       check=True)
        return path

    return make


@pytest.fixture(scope="session")
def tiny_video(make_video) -> Path:
    """2.5 s, 160x90, H.264 with B-frames, AAC, a title and a comment."""
    return make_video("tiny.mp4", "-metadata", "title=Smart cities", "-metadata", "comment=CC BY 4.0")


@pytest.fixture
def fake_ffmpeg(ffmpeg: FFmpeg, tmp_path: Path):
    """Make an FFmpeg that runs some Python first; ``args`` is its command line, ``real()`` becomes the true one."""
    def fake(code: str) -> FFmpeg:
        script = tmp_path / "fake_ffmpeg"
        script.write_text(FAKE.format(python=sys.executable, program=ffmpeg.path, code=code))
        script.chmod(0o755)
        return FFmpeg(path=str(script), version="fake")

    return fake


@pytest.fixture(scope="session")
def seven_tracks() -> tuple[Track, ...]:
    """Five human and two machine tracks of two cues each, with italics, signs and scripts of every kind."""
    return tuple(
        Track(language=language, origin=Origin.MACHINE if language in ("ko", "zh-Hans") else Origin.HUMAN,
              provenance="argos 1.11|starter" if language == "ko" else "",
              cues=tuple(Cue(index=place + 1, start_ms=101 + 1001 * place, end_ms=901 + 1001 * place, text=text)
                         for place, text in enumerate(texts)))
        for language, texts in WORDS.items())
