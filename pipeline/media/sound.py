"""When somebody speaks in a video: its sound, asked every fiftieth of a second whether it is a voice.

The answers come from the voice activity detector of WebRTC (webrtcvad). It was made for telephones: it takes much music
for a voice too, so what is compared with these spans has to stand out by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import webrtcvad

from pipeline.errors import MediaError
from pipeline.media.probe import probe

_RATE_HZ, _FRAME_MS = 16_000, 20
_FRAME_BYTES = 2 * _RATE_HZ * _FRAME_MS // 1000
# 0 lets most through as voice, 3 least. Pauses under a fifth of a second stand inside words, before p, t and k.
_STRICTNESS, _PAUSE_MS, _LEAST_MS = 2, 200, 200
_SMOOTHED_FRAMES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Where a voice is heard: starts and ends in integer milliseconds from the first picture, in order.

    ``sound_ms`` is how much sound was listened to; 0 where the video has none.
    """

    spans: tuple[tuple[int, int], ...]
    sound_ms: int

    @property
    def onsets_ms(self) -> tuple[int, ...]:
        """When a voice begins after a pause."""
        return tuple(start for start, _ in self.spans)

    @property
    def voice_ms(self) -> int:
        """How long a voice is heard in all."""
        return sum(end - start for start, end in self.spans)


def find_speech(path: Path) -> Speech:
    """Listen to the first sound track of a video; memory does not grow with its bytes.

    Raises MediaError for a file that cannot be read or decoded, or that ends before its time.
    """
    start_ms = probe(path).start_ms
    try:
        with av.open(f"file:{path}", metadata_errors="replace") as container:
            if not container.streams.audio:
                return Speech(spans=(), sound_ms=0)
            times, voiced = _answers(container)
    except av.error.FFmpegError as error:
        raise MediaError(f"the sound cannot be decoded: {error.strerror or error}", path=str(path),
                         stderr_tail=str(error), hint="fetch the video again or export it once more") from error
    return Speech(spans=tuple(_spans(times - start_ms, voiced)), sound_ms=len(times) * _FRAME_MS)


def _answers(container: Any) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Ask for each frame whether it is voice; gives the frames' starts on the file's clock, in milliseconds."""
    detector = webrtcvad.Vad(_STRICTNESS)
    times: list[int] = []
    voiced: list[bool] = []
    for start_ms, sound in _stretches(container):
        for n in range(len(sound) // _FRAME_BYTES):
            times.append(start_ms + n * _FRAME_MS)
            voiced.append(detector.is_speech(sound[n * _FRAME_BYTES:(n + 1) * _FRAME_BYTES], _RATE_HZ))
    return np.array(times, np.int64), np.array(voiced, np.bool_)


def _stretches(container: Any) -> Iterator[tuple[int, bytes]]:
    """Give the sound in pieces of whole frames, each with its start; sound that the file leaves out moves nothing."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=_RATE_HZ)
    begin_ms, rest = 0, b""
    for decoded in container.decode(container.streams.audio[0]):
        for frame in resampler.resample(decoded):
            here_ms = begin_ms + len(rest) * 1000 // (2 * _RATE_HZ)
            time_ms = here_ms
            if frame.pts is not None and frame.time_base is not None:
                time_ms = round(frame.pts * frame.time_base * 1000)
            if abs(time_ms - here_ms) > _FRAME_MS:
                begin_ms, rest = time_ms, b""
            rest += frame.to_ndarray().tobytes()
        whole = len(rest) // _FRAME_BYTES
        yield begin_ms, rest[:whole * _FRAME_BYTES]
        begin_ms, rest = begin_ms + whole * _FRAME_MS, rest[whole * _FRAME_BYTES:]


def _spans(times: npt.NDArray[np.int64], voiced: npt.NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Put voiced frames together over short pauses; a click is no voice."""
    smooth = np.convolve(voiced, np.ones(_SMOOTHED_FRAMES), mode="same") > _SMOOTHED_FRAMES / 2
    heard = np.sort(times[smooth[:len(times)]])
    if not len(heard):
        return
    breaks = np.flatnonzero(np.diff(heard) > _PAUSE_MS)
    for start, end in zip(heard[np.r_[0, breaks + 1]], heard[np.r_[breaks, len(heard) - 1]] + _FRAME_MS, strict=True):
        if end - start >= _LEAST_MS and end > 0:
            yield max(0, int(start)), int(end)
