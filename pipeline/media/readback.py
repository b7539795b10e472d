"""What subtitles a finished lecture holds, whatever made it."""

from __future__ import annotations

from pathlib import Path

from pipeline.media import hls
from pipeline.media.probe import scan
from pipeline.model.video import MuxedTrack, VideoInfo


def read_tracks(path: Path) -> tuple[MuxedTrack, ...]:
    """Read every subtitle track of a video: language, name, default, and each cue with its times and text.

    ``path`` is a video file, or the master playlist of a lecture made here for the web. Times count from the first
    picture. Raises MediaError for a file that cannot be read, holds no video, or holds a track that is damaged.
    """
    return (hls.read(path) if path.suffix == ".m3u8" else scan(path))[1]


def read_video(path: Path) -> tuple[VideoInfo, tuple[MuxedTrack, ...]]:
    """Read every subtitle track as :func:`read_tracks` does, and what the file holds of picture and sound.

    Raises MediaError as it does, and for a file that ends before its time.
    """
    return hls.read(path) if path.suffix == ".m3u8" else scan(path, refuse_cut_off=True)
