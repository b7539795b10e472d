"""The sound of a sample lecture: phrases spoken by espeak-ng, pauses, music, rain and applause.

Every phrase is spoken on its own and trimmed to the first and last audible sample, so its start and end in
the video are known exactly, from sample counts.
"""

from __future__ import annotations

import array
import io
import math
import random
import re
import subprocess
import wave
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

RATE_HZ = 22050  # what espeak-ng gives
AUDIBLE = 250  # of 32767: quieter samples at the ends of a phrase are trimmed
PAUSE_S: Mapping[str, float] = {
    ",": 0.16,
    ":": 0.3,
    ";": 0.3,
    ".": 0.5,
    "?": 0.7,
    "!": 0.6,
    "…": 0.4,
    "—": 0.05,
}
PAUSE_INSIDE_S = 0.06  # after a phrase that ends without punctuation
SLIDE_PAUSE_S = 0.5  # more silence before the next slide

SOUND = re.compile(r"\[(?P<name>[\w ]+)\] (?P<seconds>[\d.]+)")
PAUSE = re.compile(r"\((?P<seconds>[\d.]+)\)")
SPEAKER = re.compile(r"(?P<name>[A-Z][A-Z ]+): (?P<text>.+)")

Samples = array.array  # of signed 16-bit values


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """What is heard from one point of the video to another: a spoken phrase, or a sound."""

    start_ms: int
    end_ms: int
    speaker: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A voice of espeak-ng: its name, its speed in words per minute, its pitch from 0 to 99."""

    voice: str
    speed: int
    pitch: int


def silence(seconds: float) -> Samples[int]:
    return array.array("h", bytes(2 * round(seconds * RATE_HZ)))


def speak(text: str, voice: Voice, say: Mapping[str, str]) -> Samples[int]:
    """Speak one phrase; `say` spells out what espeak-ng would read wrongly."""
    spoken = re.sub(r"<[^>]+>|[\"“”]", "", text)
    for written, sound in say.items():
        spoken = re.sub(rf"(?<!\w){re.escape(written)}(?!\w)", sound, spoken)
    spoken = spoken.replace("°C", "degrees").replace("—", ",").replace("…", ",")
    if spoken[-1].isalnum():
        spoken += ","  # keeps the voice up: the sentence goes on
    command = [
        "espeak-ng",
        "-v",
        voice.voice,
        "-s",
        str(voice.speed),
        "-p",
        str(voice.pitch),
        "-z",
        "--stdout",
        spoken,
    ]
    heard = subprocess.run(command, check=True, capture_output=True).stdout
    with wave.open(io.BytesIO(heard)) as sound_file:
        if sound_file.getframerate() != RATE_HZ:
            raise SystemExit(f"espeak-ng speaks at {sound_file.getframerate()} Hz, expected {RATE_HZ}")
        samples = array.array("h", sound_file.readframes(1 << 30))
    loud = [at for at, value in enumerate(samples) if abs(value) > AUDIBLE]
    return samples[loud[0] : loud[-1] + 1]


def music(count: int) -> Iterator[float]:
    """Soft arpeggios, four notes a second."""
    chords = [
        (220.0, 277.18, 329.63, 440.0),
        (293.66, 369.99, 440.0, 587.33),
        (246.94, 329.63, 415.3, 493.88),
    ]
    step = RATE_HZ // 4
    for at in range(count):
        value = 0.0
        for back in range(4):  # the last four notes still ring
            note = at // step - back
            if note >= 0:
                pitch_hz = chords[note // 4 % len(chords)][note % 4]
                age_s = (at - note * step) / RATE_HZ
                value += (
                    math.sin(2 * math.pi * pitch_hz * age_s) * math.exp(-3.0 * age_s) * min(1.0, age_s * 200)
                )
        yield 0.16 * value


def rain(count: int) -> Iterator[float]:
    """Steady noise with single drops."""
    dice, low, drop = random.Random(7), 0.0, 0.0
    for _ in range(count):
        low += 0.35 * (dice.uniform(-1, 1) - low)
        drop = 1.0 if dice.random() < 30 / RATE_HZ else drop * 0.985
        yield 0.12 * low + 0.3 * drop * dice.uniform(-1, 1)


def applause(count: int) -> Iterator[float]:
    """Forty people clapping, each at a pace of their own."""
    dice = random.Random(11)
    claps = [0.0] * (count + RATE_HZ)
    for _ in range(40):
        pace_s, at_s = dice.uniform(0.19, 0.27), dice.uniform(0, 0.4)
        while at_s * RATE_HZ < count:
            first = int(at_s * RATE_HZ)
            for age in range(500):
                claps[first + age] += dice.uniform(-1, 1) * math.exp(-age / 90) * 0.07
            at_s += pace_s * dice.uniform(0.9, 1.1)
    yield from claps[:count]


SOUNDS: Mapping[str, Callable[[int], Iterator[float]]] = {"music": music, "rain": rain, "applause": applause}


def sound(name: str, seconds: float) -> Samples[int]:
    """A sound that fades in and out, half a second each way at most."""
    count = round(seconds * RATE_HZ)
    fade = min(RATE_HZ // 2, count // 3)
    samples = array.array("h")
    for at, value in enumerate(SOUNDS[name](count)):
        level = min(1.0, at / fade, (count - at) / fade)
        samples.append(round(32767 * max(-1.0, min(1.0, value * level))))
    return samples


def perform(
    script: str, voices: Mapping[str, Voice], say: Mapping[str, str], first: int
) -> tuple[Samples[int], list[Phrase]]:
    """Speak the script of one slide, whose first sample is number `first` of the video."""
    samples, phrases = array.array("h"), []
    speaker = next(iter(voices))
    for line in script.strip().splitlines():
        if pause := PAUSE.fullmatch(line):
            samples += silence(float(pause["seconds"]))
            continue
        if named := SPEAKER.fullmatch(line):
            speaker, line = named["name"], named["text"]
        if made := SOUND.fullmatch(line):
            text, part, rest = f"[{made['name']}]", sound(made["name"], float(made["seconds"])), 0.3
        else:
            text, part = line, speak(line, voices[speaker], say)
            rest = PAUSE_S.get(re.sub(r"<[^>]+>|[\"“”]", "", line)[-1], PAUSE_INSIDE_S)
        start = first + len(samples)
        end = start + len(part)
        phrases.append(
            Phrase(start_ms=start * 1000 // RATE_HZ, end_ms=end * 1000 // RATE_HZ, speaker=speaker, text=text)
        )
        samples += part + silence(rest)
    return samples + silence(SLIDE_PAUSE_S), phrases
