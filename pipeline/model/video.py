"""What is known of a video, what is to be put into it, and what was found in it afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A chapter mark; times in integer milliseconds from the start of the picture."""

    start_ms: int
    end_ms: int
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoInfo:
    """What was read from a video file, packet by packet; nothing is taken from its header on trust.

    ``start_ms`` is where the first picture stands on the file's own clock, and cue times count from there;
    ``lead_in_ms`` is how long after the earliest sound or picture it comes (0 but for few files).
    ``duration_ms`` runs from the first picture to the end of the last picture or sound; ``video_span_ms`` and
    ``audio_span_ms`` from first to last packet; ``audio_start_ms`` is the first sound, seen from the first picture
    (often a little below 0: the run-up an AAC decoder needs). ``video_packets`` counts the packets of the picture (not
    those of cover art), ``audio_packets`` those of all audio streams; ``subtitle_languages`` holds the language code of
    every subtitle stream as stored, ``und`` where there is none.
    """

    path: str
    duration_ms: int
    start_ms: int
    width: int
    height: int
    frame_rate: Fraction
    video_packets: int
    audio_packets: int
    audio_streams: int
    subtitle_streams: int
    lead_in_ms: int = 0
    video_span_ms: int = 0
    audio_start_ms: int = 0
    audio_span_ms: int = 0
    video_codec: str = ""
    audio_codec: str = ""
    subtitle_languages: tuple[str, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    title: str = ""
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedText:
    """Text on screen from ``start_ms`` to ``end_ms`` (integer milliseconds from the first picture, half-open).

    ``text`` holds no markup but balanced ``<i> <b> <u>``; ``cues`` are the indexes of the cues it shows, empty when
    it was read back from a video.
    """

    start_ms: int
    end_ms: int
    text: str
    cues: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTrack:
    """One subtitle track as it shall stand in the file.

    ``language`` is BCP 47, ``code`` what the container stores, ``name`` what the player's menu shows; ``path`` is the
    subtitle file it came from, for messages; ``provenance`` says which engine and model made it, where it can be kept.
    """

    language: str
    code: str
    name: str
    default: bool
    cues: tuple[TimedText, ...]
    path: str = ""
    provenance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MuxPlan:
    """Everything a container shall hold: the video as it was read, and the subtitle tracks in course order."""

    container: str
    video: VideoInfo
    tracks: tuple[PlannedTrack, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MuxedTrack:
    """One subtitle track as read back from a file; ``language`` is the code the container holds."""

    language: str
    name: str
    default: bool
    cues: tuple[TimedText, ...]
