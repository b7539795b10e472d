"""Speech is found where it is, on the clock of the picture, and not where there is none."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pipeline.errors import MediaError
from pipeline.media import FFmpeg, Speech, find_speech

Spans = Sequence[tuple[int, int]]
SPANS = ((1000, 3000), (3700, 4900), (6000, 8400), (9000, 9800), (11_500, 14_000), (14_600, 17_200))
TOTAL_MS = 18_000
NEAR_MS = 80


def near(speech: Speech, spans: Spans, *, shift_ms: int = 0) -> bool:
    starts = [start + shift_ms for start, _ in spans]
    return len(starts) == len(speech.onsets_ms) and all(
        abs(ours - theirs) <= NEAR_MS for ours, theirs in zip(speech.onsets_ms, starts, strict=True))


def test_every_onset_is_heard_when_it_is(make_spoken: Callable[..., Path], tmp_path: Path) -> None:
    speech = find_speech(make_spoken(tmp_path / "plain.mp4", SPANS, TOTAL_MS))
    assert near(speech, SPANS)
    spoken_ms = sum(end - start for start, end in SPANS)
    assert spoken_ms <= speech.voice_ms <= spoken_ms + len(SPANS) * 300  # the detector holds on for a moment
    assert abs(speech.sound_ms - TOTAL_MS) <= 60


@pytest.mark.parametrize(("options", "shift_ms"), [
    (("-filter:v", "setpts=PTS+2/TB", "-fps_mode", "passthrough"), -2000),
    (("-af", "asetpts=PTS+1.5/TB"), 1500),
    (("-ar", "44100", "-ac", "2"), 0),
], ids=["late picture", "late sound", "another rate, two channels"])
def test_times_count_from_the_first_picture(make_spoken: Callable[..., Path], tmp_path: Path, options: tuple[str, ...],
                                            shift_ms: int) -> None:
    speech = find_speech(make_spoken(tmp_path / "moved.mkv", SPANS, TOTAL_MS, *options))
    wanted = [(start, end) for start, end in SPANS if end + shift_ms > 0]
    assert near(speech, [(max(start, -shift_ms), end) for start, end in wanted], shift_ms=shift_ms)


def test_sound_that_the_file_leaves_out_moves_nothing(make_spoken: Callable[..., Path], tmp_path: Path) -> None:
    hole = ("-af", "aselect='not(between(t,8.5,11))'")
    speech = find_speech(make_spoken(tmp_path / "hole.mkv", SPANS, TOTAL_MS, *hole))
    assert near(speech, [span for span in SPANS if not 8500 < span[0] < 11_000])
    assert speech.sound_ms < TOTAL_MS - 2000


def test_a_tone_and_silence_are_no_speech(make_video: Callable[..., Path]) -> None:
    assert len(find_speech(make_video("tone.mp4", seconds=20)).onsets_ms) <= 1
    silence = find_speech(make_video("silence.mp4", "-af", "volume=0", seconds=20))
    assert silence.spans == ()
    assert silence.sound_ms >= 19_000


def test_a_video_without_sound_says_so(make_video: Callable[..., Path]) -> None:
    assert find_speech(make_video("mute.mp4", sound=False)) == Speech(spans=(), sound_ms=0)


def test_what_cannot_be_read_is_named(tmp_path: Path, make_video: Callable[..., Path], ffmpeg: FFmpeg) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no video" * 100)
    with pytest.raises(MediaError, match=r"broken\.mp4"):
        find_speech(broken)
    only_sound = tmp_path / "sound.m4a"
    subprocess.run([ffmpeg.path, "-v", "error", "-i", str(make_video("both.mp4")), "-vn", str(only_sound)], check=True)
    with pytest.raises(MediaError, match="no picture"):
        find_speech(only_sound)
