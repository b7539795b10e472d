"""Which FFmpeg is used: the one of the imageio-ffmpeg wheel, or the team's own."""

from __future__ import annotations

import functools
import re
import shutil
import subprocess
from dataclasses import dataclass

import imageio_ffmpeg

from pipeline.errors import MediaError

# FFmpeg 5.0 carries libavutil 57. Builds from git have no release number, but all name their libraries.
OLDEST_LIBAVUTIL = 57
OLDEST_RELEASE = "5.0"
REQUIRED_ENCODERS = ("mov_text",)
_ANSWER_SECONDS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class FFmpeg:
    """An FFmpeg that was asked for its version and answered."""

    path: str
    version: str


def find_ffmpeg(setting: str = "") -> FFmpeg:
    """Find the FFmpeg to use: ``setting`` (a path, or a name on the search path) or, when empty, the bundled one.

    Raises MediaError with a hint when it is missing, does not run, is older than 5.0 or lacks what a mux needs.
    """
    return _asked(_located(setting))


def _located(setting: str) -> str:
    if setting:
        found = shutil.which(setting)
        if found is None:
            raise MediaError("this FFmpeg is not there, or may not be run", path=setting,
                             hint="mend the setting `ffmpeg` (or LOCALIZE_FFMPEG), or leave it empty to use the "
                                  "FFmpeg that comes with this project")
        return found
    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise MediaError("no FFmpeg comes with imageio-ffmpeg on this machine", path="ffmpeg",
                         hint="install FFmpeg 5.0 or later and name it in the setting `ffmpeg` (or LOCALIZE_FFMPEG)"
                         ) from error


@functools.lru_cache(maxsize=8)
def _asked(path: str) -> FFmpeg:
    hint = f"use FFmpeg {OLDEST_RELEASE} or later, or leave the setting `ffmpeg` empty to use the bundled one"
    banner = _answer(path, "-version")
    version = re.match(r"ffmpeg version (\S+)", banner)
    library = re.search(r"^libavutil\s+(\d+)\.", banner, re.MULTILINE)
    if version is None or library is None:
        raise MediaError("this program does not answer as FFmpeg does", path=path, stderr_tail=banner[-500:], hint=hint)
    if int(library.group(1)) < OLDEST_LIBAVUTIL:
        raise MediaError(f"FFmpeg {version.group(1)} is too old", path=path, hint=hint)
    encoders = _answer(path, "-hide_banner", "-encoders").split()
    missing = [name for name in REQUIRED_ENCODERS if name not in encoders]
    if missing:
        raise MediaError(f"this FFmpeg was built without {', '.join(missing)}", path=path, hint=hint)
    return FFmpeg(path=path, version=version.group(1))


def _answer(path: str, *arguments: str) -> str:
    try:
        done = subprocess.run([path, *arguments], capture_output=True, stdin=subprocess.DEVNULL, check=False,
                              timeout=_ANSWER_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise MediaError(f"FFmpeg does not start: {error}", path=path,
                         hint="mend the setting `ffmpeg` (or LOCALIZE_FFMPEG), or leave it empty") from error
    return (done.stdout or done.stderr).decode("utf-8", "replace")
