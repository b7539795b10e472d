"""What several rooms' tests share: a tiny course with a real video and an engine that needs no model."""

from __future__ import annotations

import os
import shutil
import subprocess
import wave
from collections.abc import Callable, Sequence
from pathlib import Path

import hypothesis
import imageio_ffmpeg
import numpy as np
import pytest

from pipeline.model.engine import Hypothesis
from pipeline.translate.engines import ENGINES, EngineKind

# The same cases in every run, so that a red build has a reason in the change; `make fuzz` looks for new ones.
hypothesis.settings.register_profile("same", derandomize=True, deadline=None)
hypothesis.settings.register_profile("fuzz", deadline=None)
hypothesis.settings.load_profile("fuzz" if "FUZZ_EXAMPLES" in os.environ else "same")

COURSE = (Path(__file__).parents[1] / "course.toml").read_text(encoding="utf-8")
TIMES = ((200, 2000), (2100, 4000), (4100, 5900))
TEXTS = {
    "en": ("Welcome to this lecture.", "Today we look at sensors.", "They measure the air."),
    "it": ("Benvenuti a questa lezione.", "Oggi guardiamo i sensori.", "Misurano l'aria."),
    "de": ("Willkommen zu dieser Vorlesung.", "Heute geht es um Sensoren.", "Sie messen die Luft."),
    "ar": ("مرحبًا بكم في هذه المحاضرة.", "ننظر اليوم في أجهزة الاستشعار.", "إنها تقيس الهواء."),
    "fr": ("Bienvenue à ce cours.", "Nous regardons les capteurs.", "Ils mesurent l’air."),
}


class PseudoEngine:
    """Translates every word by one Korean or Chinese syllable, always the same, and counts what it was asked."""

    placeholders: tuple[str, ...] = ()
    asked: list[str] = []  # noqa: RUF012  shared on purpose: the build opens a new engine for every language

    def __init__(self, tag: str, version: str = "1") -> None:
        self.tag = tag
        self.signature = f"pseudo|{tag}|version:{version}"

    def translate(self, texts: Sequence[str], *, hypotheses: int = 4) -> tuple[tuple[Hypothesis, ...], ...]:
        self.asked.extend(texts)
        return tuple((Hypothesis(text=self._say(text)),) for text in texts)

    def _say(self, text: str) -> str:
        syllables = [chr((0xAC00 if self.tag == "ko" else 0x4E00) + sum(map(ord, word)) % 500) for word in text.split()]
        return (" " if self.tag == "ko" else "").join(syllables) + ("." if self.tag == "ko" else "。")


@pytest.fixture
def pseudo_engine(monkeypatch: pytest.MonkeyPatch) -> type[PseudoEngine]:
    """Put the pseudo engine in the place of argos, in this process."""
    PseudoEngine.asked.clear()
    kind = EngineKind(name="argos", what="pseudo", needs_package=False,
                      open=lambda *, target, **_: PseudoEngine(target.tag))
    monkeypatch.setitem(ENGINES, "argos", kind)
    return PseudoEngine


@pytest.fixture(scope="session")
def six_seconds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A video of six seconds with sound, made by the bundled FFmpeg."""
    path = tmp_path_factory.mktemp("video") / "six.mp4"
    subprocess.run(
        [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-f", "lavfi", "-i", "testsrc=s=160x90:r=10:d=6",
         "-f", "lavfi", "-i", "sine=d=6:r=8000", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p",
         "-c:a", "aac", str(path)], check=True, timeout=60)
    return path


def srt(texts: Sequence[str], times: Sequence[tuple[int, int]] = TIMES) -> str:
    """Write cues as SubRip, times below one minute."""
    def stamp(ms: int) -> str:
        return f"00:00:{ms // 1000:02d},{ms % 1000:03d}"

    return "\n".join(f"{n}\n{stamp(start)} --> {stamp(end)}\n{text}\n"
                     for n, (text, (start, end)) in enumerate(zip(texts, times, strict=True), start=1))


MakeCourse = Callable[..., Path]


@pytest.fixture
def make_course(tmp_path: Path, six_seconds: Path) -> MakeCourse:
    """Make a course folder with the named lectures delivered in five human languages and a video."""
    def make(*lectures: str) -> Path:
        (tmp_path / "course.toml").write_text(COURSE, encoding="utf-8")
        (tmp_path / "videos").mkdir()
        for lecture in lectures or ("p1-01-transitions",):
            folder = tmp_path / "subtitles" / lecture
            folder.mkdir(parents=True)
            for tag, texts in TEXTS.items():
                (folder / f"{tag}.srt").write_text(srt(texts), encoding="utf-8")
            shutil.copy(six_seconds, tmp_path / "videos" / f"{lecture}.mp4")
        return tmp_path

    return make


RATE_HZ = 16_000
Spans = Sequence[tuple[int, int]]
MakeSpoken = Callable[..., Path]


def voice(spans: Spans, total_ms: int) -> bytes:
    """Sing: harmonics of a low voice through three formants, four syllables a second, in spans of milliseconds."""
    time = np.arange(total_ms * RATE_HZ // 1000) / RATE_HZ
    phase = 2 * np.pi * np.cumsum(110 + 15 * np.sin(2 * np.pi * 0.7 * time)) / RATE_HZ
    tone = np.zeros(len(time))
    for harmonic in range(1, 25):
        loud = sum(np.exp(-((harmonic * 120 - at) / width) ** 2) for at, width in ((500, 150), (1500, 250), (2500, 300)))
        tone += loud * np.sin(harmonic * phase)
    heard = np.zeros(len(time))
    for start_ms, end_ms in spans:
        heard[start_ms * RATE_HZ // 1000:end_ms * RATE_HZ // 1000] = 1
    noise = np.random.default_rng(1).normal(0, 0.001, len(time))
    sound = noise + 0.15 * tone * heard * (0.55 + 0.45 * np.sin(2 * np.pi * 4 * time))
    return (np.clip(sound, -1, 1) * 32_767).astype("<i2").tobytes()


@pytest.fixture(scope="session")
def make_spoken() -> MakeSpoken:
    """Make a video in which something like a voice is heard: ``make_spoken(path, spans, total_ms, *options)``."""
    def make(path: Path, spans: Spans, total_ms: int, *options: str) -> Path:
        sound = path.with_suffix(".wav")
        with wave.open(str(sound), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE_HZ)
            file.writeframes(voice(spans, total_ms))
        subprocess.run(
            [imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-y", "-f", "lavfi", "-i",
             f"color=s=32x32:r=5:d={total_ms / 1000}", "-i", str(sound), "-c:v", "libx264", "-preset", "ultrafast",
             "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "48k", *options, str(path)], check=True, timeout=120)
        sound.unlink()
        return path

    return make
