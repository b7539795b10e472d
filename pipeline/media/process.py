"""Running FFmpeg: progress as it goes, its words kept for the message, nothing left running afterwards."""

from __future__ import annotations

import re
import subprocess
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from pipeline.errors import MediaError

_LINES_KEPT = 100
_PATIENCE_SECONDS = 5
_ADDRESS = re.compile(r"^(?:\[[^\]]*\]\s*)+")  # "[mp4 @ 0x55782e27d880] "
# FFmpeg's words, and what mends the matter. The first that is found counts.
_HINTS = (
    ("No space left on device", "free some space: the new video needs as much as the old one, beside it, for a moment"),
    ("Permission denied", "make the folder writable"),
    ("Invalid data found", "the video is damaged or cut off; fetch it again or export it once more"),
    ("partial file", "the copy of the video was not finished; fetch it again"),
    ("Unrecognized option 'fps_mode'", "burning in needs FFmpeg 5.1 or later; leave the setting `ffmpeg` empty to use "
                                       "the bundled one"),
    ("Could not find tag for codec", "this container cannot hold the codecs of the video; choose container mkv, "
                                     "or export the video as H.264 and AAC"),
)


def run_ffmpeg(command: Sequence[str], *, path: Path, duration_ms: int, on_progress: Callable[[float], None] | None,
               cwd: Path | None = None) -> None:
    """Run FFmpeg to its end; ``on_progress`` gets the part done, 0.0 to 1.0. ``path`` is named in messages.

    Raises MediaError when FFmpeg fails, or says anything at all: with ``-v error`` every line it writes is a loss.
    On Ctrl-C FFmpeg is ended before KeyboardInterrupt goes on.
    """
    try:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   cwd=cwd)
    except OSError as error:
        raise MediaError(f"FFmpeg does not start: {error}", path=str(path),
                         hint="run `localize doctor` to see which FFmpeg is used") from error
    said: list[str] = []
    # Kept in memory: written beside the video, FFmpeg's words about a full disk would not fit on it.
    listener = threading.Thread(target=_listen, args=(process, said), daemon=True)
    try:
        listener.start()
        _follow(process, duration_ms, on_progress)
    finally:
        _end(process)
    listener.join(_PATIENCE_SECONDS)
    if process.returncode != 0 or said:
        raise _failure(process.returncode, said, path)


def _listen(process: subprocess.Popen[bytes], said: list[str]) -> None:
    """Keep the first lines FFmpeg writes, where the cause stands, and let the rest go by."""
    for line in process.stderr or ():
        if len(said) < _LINES_KEPT and line.strip():
            said.append(line.decode("utf-8", "replace").rstrip())


def _follow(process: subprocess.Popen[bytes], duration_ms: int, on_progress: Callable[[float], None] | None) -> None:
    if process.stdout is None:
        raise AssertionError("FFmpeg was started without a pipe for its progress")
    for line in process.stdout:
        name, _, value = line.decode("ascii", "replace").strip().partition("=")
        if on_progress and name == "out_time_us" and value.isdigit() and duration_ms > 0:
            on_progress(min(1.0, int(value) / 1000 / duration_ms))
    process.wait()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Leave no FFmpeg behind: it is asked to end, and made to if it does not."""
    if process.stdout is not None:
        process.stdout.close()
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(_PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _failure(code: int, said: list[str], path: Path) -> MediaError:
    # The first line names the cause; what follows are the places it was felt.
    cause = _ADDRESS.sub("", said[0]) if said else ("it was stopped" if code < 0 else "it gave no reason")
    whole = "\n".join(said)
    hint = next((hint for words, hint in _HINTS if words in whole), "look at the video: it is FFmpeg's own message")
    return MediaError(f"FFmpeg failed (exit code {code}): {cause}", path=str(path), hint=hint, stderr_tail=whole)
