"""Changes of the picture are found when they are, on the clock of the picture."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pipeline.errors import MediaError
from pipeline.media import FFmpeg, find_shots


def slides(ffmpeg: FFmpeg, path: Path, *options: str) -> Path:
    """A video of three plain slides: 2 s, 3 s, 1 s."""
    parts = [("navy", 2), ("white", 3), ("green", 1)]
    inputs = [word for colour, seconds in parts
              for word in ("-f", "lavfi", "-i", f"color=c={colour}:s=160x90:r=25:d={seconds}")]
    subprocess.run([ffmpeg.path, "-nostdin", "-v", "error", *inputs, "-filter_complex",
                    "[0][1][2]concat=n=3:v=1[v]", "-map", "[v]", "-c:v", "libx264", "-preset", "ultrafast",
                    "-pix_fmt", "yuv420p", *options, str(path)], check=True, timeout=60)
    return path


def test_every_change_is_found_and_nothing_else(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    assert find_shots(slides(ffmpeg, tmp_path / "slides.mp4"), ffmpeg=ffmpeg) == (2000, 5000)
    one = tmp_path / "it's: one [slide].mp4"
    subprocess.run([ffmpeg.path, "-nostdin", "-v", "error", "-f", "lavfi", "-i", "color=c=navy:s=160x90:r=25:d=3",
                    f"file:{one}"], check=True, timeout=60)
    assert find_shots(one, ffmpeg=ffmpeg) == ()


def test_what_cannot_be_decoded_is_named(ffmpeg: FFmpeg, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no video" * 100)
    with pytest.raises(MediaError, match=r"broken\.mp4"):
        find_shots(broken, ffmpeg=ffmpeg)
