"""Muxing seven tracks with proof, side by side with the bare FFmpeg command, mkvmerge and a plain copy.

    python benchmarks/muxing.py [--hours 1.0] [--rounds 3]

Makes a lecture of about 550 MB an hour (noise over a test picture, so that it has a lecture's size and packet count)
in a temporary folder, then runs every way in turn, `--rounds` times, and prints the best time of each as a ratio. All
ways end with the file synced to disk, as ours does. On a busy machine the clock says little (FFmpeg has many threads
to compete with, the read-back has one); the processor seconds beside it depend less on who else is at work. Claims:
with read-back at most 1.5 times the bare command, for MP4 and Matroska, and memory that does not grow with the file.
"""

from __future__ import annotations

import argparse
import os
import pickle
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from pipeline.media import FFmpeg, find_ffmpeg, mux, probe
from pipeline.media.graph import mux_command
from pipeline.model.cue import Cue, Track
from pipeline.model.timecode import format_srt
from pipeline.model.video import MuxPlan
from pipeline.mux.stage import run

LANGUAGES = ("en", "it", "de", "ar", "fr", "ko", "zh-Hans")
GOAL_RATIO = 1.5
CONTAINERS_TIMED = ("mp4", "mkv")
CUE_EVERY_MS = 3_800  # 158 cues in 10 minutes


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--hours", type=float, default=1.0)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--folder", type=Path, help="where to work; needs about three times the size of the lecture")
    options.add_argument("--child", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.child:
        _child(chosen.child)
        return
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        _compare(Path(folder), find_ffmpeg(), hours=chosen.hours, rounds=chosen.rounds)


def _compare(folder: Path, ffmpeg: FFmpeg, *, hours: float, rounds: int) -> None:
    video = _lecture(folder, ffmpeg, minutes=round(hours * 60))
    short = _lecture(folder, ffmpeg, minutes=max(1, round(hours * 60 / 8)))
    plan = _plan(video)
    ways = _ways(folder, ffmpeg, video)
    taken = [{name: _timed(way, folder) for name, way in ways.items()} for _ in range(rounds)]
    best = {name: tuple(min(times[name][kind] for times in taken) for kind in (0, 1)) for name in ways}
    bare, bare_busy = best[_bare("mp4")]
    print(f"{video.stat().st_size / 1e6:.0f} MB, {plan.video.video_packets + plan.video.audio_packets} packets, "
          f"{sum(len(t.cues) for t in plan.tracks)} cues in {len(plan.tracks)} tracks, FFmpeg {ffmpeg.version}; "
          f"best of {rounds}")
    for name, (seconds, busy) in best.items():
        print(f"{name:38s} {seconds:6.2f} s  {seconds / bare:5.2f} x bare mp4   "
              f"processor {busy:5.2f} s  {busy / bare_busy:5.2f} x")
    whole, part = _peaks(folder, ffmpeg, video), _peaks(folder, ffmpeg, short)
    for name in ("this process", "ffmpeg"):
        print(f"peak memory, {name:23s} {whole[name]:7.0f} MB   ({part[name]:.0f} MB for an eighth of the lecture)")
    for container in CONTAINERS_TIMED:
        ratio, busy = (proved / alone for proved, alone in zip(best[_proved(container)], best[_bare(container)],
                                                               strict=True))
        print(f"goal for {container}: at most {GOAL_RATIO} x the bare command: "
              f"{'met' if ratio <= GOAL_RATIO else 'MISSED'} ({ratio:.2f} x; processor {busy:.2f} x)")


def _lecture(folder: Path, ffmpeg: FFmpeg, *, minutes: int) -> Path:
    clip, path = folder / "minute.mp4", folder / f"lecture{minutes}.mp4"
    quiet = [ffmpeg.path, "-nostdin", "-v", "error", "-y"]
    if not clip.exists():
        subprocess.run([*quiet, "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25:duration=60,noise=alls=12:allf=t",
                        "-f", "lavfi", "-i", "sine=duration=60:sample_rate=48000", "-c:v", "libx264",
                        "-preset", "ultrafast", "-b:v", "1100k", "-maxrate", "1100k", "-bufsize", "2200k",
                        "-bf", "2", "-pix_fmt", "yuv420p", "-c:a", "aac", "-b:a", "96k", clip], check=True)
    subprocess.run([*quiet, "-stream_loop", str(minutes - 1), "-i", clip, "-c", "copy", path], check=True)
    return path


def _bare(container: str) -> str:
    return f"bare ffmpeg, {container}"


def _proved(container: str) -> str:
    return f"mux with proof, {container}"


def _plan(video: Path, container: str = "mp4") -> MuxPlan:
    info = probe(video)
    tracks = tuple(
        Track(language=language, cues=tuple(
            Cue(index=i + 1, start_ms=at, end_ms=at + 3_500, text=f"{language} <i>cue</i> {i + 1}\nsecond line")
            for i, at in enumerate(range(0, info.duration_ms - 3_500, CUE_EVERY_MS))))
        for language in LANGUAGES)
    return run(info, tracks, container=container)[0]


def _ways(folder: Path, ffmpeg: FFmpeg, video: Path) -> dict[str, Callable[[], object]]:
    ways: dict[str, Callable[[], object]] = {
        "cp": lambda: _synced(["cp", str(video), str(folder / "made.mp4")], folder / "made.mp4")}
    for container in CONTAINERS_TIMED:
        plan = _plan(video, container)
        subtitles = _write(folder, plan)
        made = folder / f"made.{container}"
        bare = mux_command(ffmpeg.path, plan, video=video, subtitles=subtitles, output=made)
        ways[_bare(container)] = partial(_synced, bare, made)
        ways[_proved(container)] = partial(mux, plan, ffmpeg=ffmpeg, video=video, target=made)
    ways["probe of the source, once for a build"] = partial(probe, video)
    if merge := shutil.which("mkvmerge"):
        ways["mkvmerge (mkv, no proof)"] = lambda: _synced(
            [merge, "-q", "-o", str(folder / "made.mkv"), str(video), *map(str, subtitles)], folder / "made.mkv")
    else:
        print("mkvmerge is not installed: left out")
    return ways


def _write(folder: Path, plan: MuxPlan) -> list[Path]:
    paths = []
    for track in plan.tracks:
        path = folder / f"{track.language}.srt"
        path.write_text("".join(f"{i}\n{format_srt(c.start_ms)} --> {format_srt(c.end_ms)}\n{c.text}\n\n"
                                for i, c in enumerate(track.cues, start=1)), "utf-8")
        paths.append(path)
    return paths


def _synced(command: Sequence[str], made: Path) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with made.open("rb") as file:
        os.fsync(file.fileno())


def _timed(way: Callable[[], object], folder: Path) -> tuple[float, float]:
    """Give the seconds on the clock, and the processor seconds of this process and its children.

    Each way writes a new file: over an old one the system would write into memory it still has at hand.
    """
    for old in folder.glob("made.*"):
        old.unlink()
    os.sync()
    began, busy = time.perf_counter(), _busy()
    way()
    return time.perf_counter() - began, _busy() - busy


def _busy() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _peaks(folder: Path, ffmpeg: FFmpeg, video: Path) -> dict[str, float]:
    """Mux in a process of its own and ask the system what it and its FFmpeg took at most, in MB."""
    job = folder / "job"
    job.write_bytes(pickle.dumps((_plan(video), ffmpeg, video, folder / "peak.mp4")))
    done = subprocess.run([sys.executable, __file__, "--child", str(job)], check=True, capture_output=True, text=True)
    own, child = map(float, done.stdout.split())
    return {"this process": own, "ffmpeg": child}


def _child(job: str) -> None:
    plan, ffmpeg, video, target = pickle.loads(Path(job).read_bytes())
    mux(plan, ffmpeg=ffmpeg, video=video, target=target)
    kilobytes = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(*(size / 1000 for size in kilobytes))


if __name__ == "__main__":
    main()
