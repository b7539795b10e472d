"""Ask ffsubsync where tracks lie: run by the Python it is installed in, which is not ours (see sync.py).

    python benchmarks/_ffsubsync.py < jobs.json > answers.json

A job is a pair of paths, reference (a track or a video) and track; an answer is offset in seconds, ratio, whether it
would write the track, and seconds of processor time, its own FFmpeg's included. Everything is left as it comes.
"""

from __future__ import annotations

import json
import logging
import os
import sys


def main() -> None:
    """Read the jobs, write the answers."""
    from ffsubsync.ffsubsync import make_parser, run  # type: ignore[import-not-found]

    logging.disable(logging.CRITICAL)
    answers = []
    for reference, track in json.load(sys.stdin):
        begun = sum(os.times()[:4])
        done = run(make_parser().parse_args([reference, "-i", track, "-o", track + ".out.srt", "--vad", "webrtc"]))
        answers.append([done["offset_seconds"] or 0.0, done["framerate_scale_factor"] or 1.0,
                        bool(done.get("sync_was_successful")), sum(os.times()[:4]) - begun])
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
