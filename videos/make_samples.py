"""Make the sample lectures: scripts/<lecture>.toml -> <lecture>.mp4 (slides, and a spoken script).

    python videos/make_samples.py [LECTURE ...] [--times]

Needs espeak-ng (apt-get install espeak-ng fonts-lato) and Pillow and imageio-ffmpeg (pip). With --times it
makes no video, but prints when each phrase is heard: number, start_ms, end_ms, speaker, text.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import tomllib
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import imageio_ffmpeg

from slides import draw
from speech import RATE_HZ, Phrase, Samples, Voice, perform, silence

HERE = Path(__file__).parent
FPS = 25
MAX_BYTES = 3_000_000
SAMPLES_A_FRAME = RATE_HZ // FPS
VIDEO = [
    "-c:v",
    "libx264",
    "-preset",
    "medium",
    "-tune",
    "stillimage",
    "-crf",
    "26",
    "-g",
    "250",
    "-pix_fmt",
    "yuv420p",
]
SOUND = ["-c:a", "aac", "-b:a", "44k", "-ac", "1"]
SAME_BYTES = [
    "-map_metadata",
    "-1",
    "-fflags",
    "+bitexact",
    "-flags:v",
    "+bitexact",
    "-flags:a",
    "+bitexact",
    "-threads",
    "1",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """The sound of a lecture, its phrases with their times, and how many frames each slide stays."""

    samples: Samples[int]
    phrases: list[Phrase]
    frames: list[int]


def speak_lecture(lecture: dict[str, Any]) -> Performance:
    """Speak all slides; each is filled up with silence to a whole number of frames."""
    voices = {name: Voice(**voice) for name, voice in lecture["voices"].items()}
    samples, phrases, frames = silence(0), [], []
    for slide in lecture["slides"]:
        part, heard = perform(slide["script"], voices, lecture.get("say", {}), len(samples))
        frames.append(-(-len(part) // SAMPLES_A_FRAME))
        samples += part
        samples += silence((frames[-1] * SAMPLES_A_FRAME - len(part)) / RATE_HZ)
        phrases += heard
    return Performance(samples=samples, phrases=phrases, frames=frames)


def write_wave(path: Path, samples: Samples[int]) -> None:
    with wave.open(str(path), "wb") as sound_file:
        sound_file.setnchannels(1)
        sound_file.setsampwidth(2)
        sound_file.setframerate(RATE_HZ)
        sound_file.writeframes(samples.tobytes())


def make_video(lecture: dict[str, Any], spoken: Performance, target: Path) -> None:
    """Show each slide for its frames, under the sound: H.264 and AAC, index at the front."""
    with tempfile.TemporaryDirectory() as folder:
        inputs: list[str] = []
        for number, (slide, frames) in enumerate(zip(lecture["slides"], spoken.frames, strict=True)):
            picture = Path(folder, f"{number:02}.png")
            draw({"part": lecture["part"], **slide}, lecture["accent"]).save(picture)
            inputs += ["-loop", "1", "-framerate", str(FPS), "-t", f"{frames / FPS:.2f}", "-i", str(picture)]
        sound = Path(folder, "sound.wav")
        write_wave(sound, spoken.samples)
        count = len(spoken.frames)
        chain = "".join(f"[{n}:v]" for n in range(count)) + f"concat=n={count}:v=1[v]"
        ffmpeg = [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error", *inputs, "-i", str(sound)]
        maps = ["-filter_complex", chain, "-map", "[v]", "-map", f"{count}:a"]
        subprocess.run(
            [*ffmpeg, *maps, *VIDEO, *SOUND, *SAME_BYTES, "-movflags", "+faststart", str(target)], check=True
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("lectures", nargs="*", metavar="LECTURE", help="default: all in scripts/")
    parser.add_argument("--times", action="store_true", help="print the times of the phrases, make no video")
    options = parser.parse_args()
    for name in options.lectures or sorted(path.stem for path in HERE.glob("scripts/*.toml")):
        lecture = tomllib.loads((HERE / "scripts" / f"{name}.toml").read_text(encoding="utf-8"))
        spoken = speak_lecture(lecture)
        if options.times:
            for number, phrase in enumerate(spoken.phrases, start=1):
                print(number, phrase.start_ms, phrase.end_ms, phrase.speaker, phrase.text, sep="\t")
            continue
        target = HERE / f"{name}.mp4"
        make_video(lecture, spoken, target)
        size = target.stat().st_size
        print(f"{target.name}: {sum(spoken.frames) / FPS:.2f} s, {size / 1e6:.2f} MB")
        if size > MAX_BYTES:
            raise SystemExit(f"{target.name} is larger than {MAX_BYTES / 1e6} MB")


if __name__ == "__main__":
    main()
