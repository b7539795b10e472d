"""When the picture changes at once: a cut, or the next slide. FFmpeg looks at every picture, made small."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import ffmpeg

from pipeline.errors import MediaError
from pipeline.media.binary import FFmpeg
from pipeline.media.graph import url
from pipeline.media.probe import probe

REVISION = 1
# Of 100, all of the picture. FFmpeg advises 8 to 14 for films; from one slide to the next less of it changes.
_THRESHOLD, _WIDTH = 3.5, 320
_TIME = re.compile(r"^lavfi\.scd\.time=([\d.]+)\s*$", re.MULTILINE)


def find_shots(path: Path, *, ffmpeg: FFmpeg) -> tuple[int, ...]:
    """Give when the picture changes, in milliseconds from the first picture. It decodes the whole video.

    Source: FFmpeg, filter scdet. Raises MediaError for a file that cannot be read or decoded.
    """
    lead_in_ms = probe(path).lead_in_ms
    try:
        done = subprocess.run(_command(ffmpeg.path, path), stdin=subprocess.DEVNULL, capture_output=True, check=False)
    except OSError as error:
        raise MediaError(f"FFmpeg does not start: {error}", path=str(path),
                         hint="run `localize doctor` to see which FFmpeg is used") from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip()
        raise MediaError(f"the picture cannot be decoded: {said.splitlines()[0] if said else 'FFmpeg gave no reason'}",
                         path=str(path), stderr_tail=said[-2000:], hint="fetch the video again or export it once more")
    times = _TIME.findall(done.stdout.decode("ascii", "replace"))
    return tuple(sorted({round(float(time) * 1000) - lead_in_ms for time in times}))


def _command(program: str, path: Path) -> list[str]:
    picture = (ffmpeg.input(url(path)).video.filter("scale", _WIDTH, -2).filter("scdet", threshold=_THRESHOLD)
               .filter("metadata", mode="print", key="lavfi.scd.time", file="-"))
    name, *arguments = ffmpeg.output(picture, "-", f="null").compile(cmd=program)
    return [name, "-nostdin", "-hide_banner", "-v", "error", *arguments]
