"""Fail unless every built lecture holds a track in each of the course's languages, none empty."""

from __future__ import annotations

import sys
from pathlib import Path

from pipeline import media
from pipeline.build import open_course

WANTED = 4  # sample lectures
MIN_CUES = 30  # a track of three minutes with fewer has lost some


def main() -> int:
    """Read the videos back, without the build's own word for it."""
    root = Path()
    codes = [language.iso639_2 for language, _ in open_course(root).languages]
    videos = sorted(Path("build/videos").glob("*.mp4"))
    faults = [] if len(videos) >= WANTED else [f"only {len(videos)} of {WANTED} sample videos were built"]
    for video in videos:
        tracks = media.read_tracks(video)
        print(video.name, *(f"{track.language}:{len(track.cues)}" for track in tracks))
        if [track.language for track in tracks] != codes:
            faults.append(f"{video}: expected tracks {codes}, found {[track.language for track in tracks]}")
        faults += [f"{video}: {track.language} holds {len(track.cues)} cues" for track in tracks
                   if len(track.cues) < MIN_CUES]
    print("\n".join(faults) or "all there")
    return 1 if faults else 0


sys.exit(main())
