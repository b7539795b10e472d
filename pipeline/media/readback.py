"""What subtitles a finished lecture holds, whatever made it."""

from __future__ import annotations

from pathlib import Path

from pipeline.media import hls
from pipeline.media.probe import scan
from pipeline.model.video import MuxedTrack


def read_tracks(path: Path) -> tuple[MuxedTrack, ...]:
    """Read every subtitle track of a video: language, name, default, and each cue with its times and text.

    ``path`` is a video file, or the master playlist of a lecture made here for the web. Times count from the first
    picture. Raises MediaError for a file that cannot be read, holds no video, or holds a track that is damaged.
    """
    return (hls.read(path) if path.suffix == ".m3u8" else scan(path))[1]
