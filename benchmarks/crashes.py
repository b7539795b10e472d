"""Whether a build survives kill -9 at random moments: built again, it is compared byte by byte with an undisturbed one.

    python benchmarks/crashes.py [--kills 50] [--seed 1] [--json]

The course is two sample lectures cut to their first minute, with the starter models and two workers. Half of the builds
begin with nothing; half begin with a finished build after which an English cue and a glossary term were changed. Half
of the kills hit the build alone, whose workers then have to notice it; half hit all processes of the build, but never
an FFmpeg that a worker has begun. After every other kill the build is not finished but killed again.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import imageio_ffmpeg

ROOT = Path(__file__).parents[1]
LECTURES = ("p1-01-transitions", "p1-07-digital-twins")
SECONDS = 60
CUES = 10
START = "import sys; from pipeline.cli import main; sys.argv[1:] = ['build', '--jobs', sys.argv[1]]; main()"


def make_course(folder: Path, lectures: tuple[str, ...] = LECTURES) -> None:
    """Write the course: the first cues of every human track, the first minute of the video, glossary and models."""
    folder.mkdir(parents=True)
    shutil.copytree(ROOT / "glossary", folder / "glossary")
    (folder / "models").mkdir()
    for package in (ROOT / "models").glob("*.argosmodel"):
        shutil.copy(package, folder / "models")
    text = (ROOT / "course.toml").read_text(encoding="utf-8")
    head, tail = text[: text.index("[[lecture]]")], text[text.index("[profiles.lecture.en]"):]
    (folder / "course.toml").write_text(
        head + "".join(f'[[lecture]]\nid = "{name}"\npart = 1\ntitle = "{name}"\n\n' for name in lectures) + tail,
        encoding="utf-8")
    (folder / "videos").mkdir()
    for name in lectures:
        (folder / "subtitles" / name).mkdir(parents=True)
        for path in (ROOT / "subtitles" / name).iterdir():
            blocks = path.read_text(encoding="utf-8").strip().split("\n\n")
            kept = blocks[: CUES + ("-->" not in blocks[0])]
            (folder / "subtitles" / name / path.name).write_text("\n\n".join(kept) + "\n", encoding="utf-8")
        subprocess.run([imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-i",
                        str(ROOT / "videos" / f"{name}.mp4"), "-t", str(SECONDS), "-c", "copy",
                        str(folder / "videos" / f"{name}.mp4")], check=True)


def change(folder: Path) -> None:
    """Change one English cue of the first lecture and the Korean rendering of every glossary term about cities."""
    path = next((folder / "subtitles" / LECTURES[0]).glob("en.*"))
    cues = path.read_text(encoding="utf-8").split("\n\n")
    cues[-2] = cues[-2].replace(" the ", " this ", 1) + " Indeed."
    path.write_text("\n\n".join(cues), encoding="utf-8")
    terms = folder / "glossary" / "terms.tsv"
    terms.write_text(terms.read_text(encoding="utf-8").replace("도시", "도읍"), encoding="utf-8")


def start(folder: Path, jobs: int) -> subprocess.Popen[bytes]:
    """Begin a build in a session of its own."""
    return subprocess.Popen([sys.executable, "-c", START, str(jobs)], cwd=folder, stdout=subprocess.DEVNULL,
                            stderr=subprocess.PIPE, start_new_session=True)


def build(folder: Path, jobs: int = 2) -> float:
    """Build to the end; give the seconds it took."""
    begin = time.perf_counter()
    process = start(folder, jobs)
    _, said = process.communicate()
    if process.returncode not in (0, 1):
        sys.exit(f"the build failed with {process.returncode}:\n{said.decode(errors='replace')}")
    return time.perf_counter() - begin


def kill(folder: Path, after_s: float, *, all_processes: bool, jobs: int = 2) -> bool:
    """Begin a build and kill it after a while; say whether it was still running."""
    process = start(folder, jobs)
    try:
        process.wait(after_s)
    except subprocess.TimeoutExpired:
        for pid in ([*_children(process.pid), process.pid] if all_processes else [process.pid]):
            with_name = Path(f"/proc/{pid}/comm")
            if not (with_name.exists() and with_name.read_text().startswith("ffmpeg")):
                os.kill(pid, signal.SIGKILL)
    process.communicate()
    return process.returncode == -signal.SIGKILL


def _children(pid: int) -> Iterator[int]:
    """Name the processes that a process has begun, and those that they have begun."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    for child in map(int, path.read_text().split()) if path.exists() else ():
        yield from _children(child)
        yield child


def state(folder: Path) -> dict[str, bytes]:
    """Give all that a build left, by name; of the manifests what they promise, of the memory what it remembers."""
    found = {}
    for path in sorted((folder / "build").rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_dir():
            continue
        content = path.read_bytes()
        if "/ledger/" in name:
            body = json.loads(content)["body"]
            content = json.dumps({key: body[key] for key in ("records", "tracks")}, sort_keys=True).encode()
        elif path.suffix == ".sqlite":
            with closing(sqlite3.connect(path)) as base:
                content = repr(sorted(base.execute("SELECT key, value FROM sentence"))).encode()
        found[name] = content
    return found


def differences(found: dict[str, bytes], wanted: dict[str, bytes]) -> list[str]:
    """Say what a build left that it should not have, what is missing, and what differs."""
    memory = "build/.cache/sentences.sqlite"  # one that remembers more than it needs to is as good
    return [*(f"left over: {name}" for name in found.keys() - wanted.keys()),
            *(f"missing: {name}" for name in wanted.keys() - found.keys()),
            *(f"differs: {name}" for name in found.keys() & wanted.keys() - {memory} if found[name] != wanted[name])]


def run(work: Path, *, kills: int, seed: int, lectures: tuple[str, ...] = LECTURES, jobs: int = 2) -> dict[str, Any]:
    """Kill builds and compare what comes of them; give the counts and every difference."""
    chance = random.Random(seed)
    make_course(work / "new", lectures)
    shutil.copytree(work / "new", work / "new-built")
    seconds = {"new": build(work / "new-built", jobs)}
    shutil.copytree(work / "new-built", work / "changed")
    change(work / "changed")
    shutil.copytree(work / "changed", work / "changed-built")
    seconds["changed"] = build(work / "changed-built", jobs)
    wanted = {kind: state(work / f"{kind}-built") for kind in seconds}
    hit, compared, moments, found = 0, 0, [], []
    kind, place = "", work / "killed"
    while hit < kills:  # a build that was done before the kill came does not count
        if not kind:
            kind = chance.choice(("new", "changed"))
            shutil.rmtree(place, ignore_errors=True)
            shutil.copytree(work / kind, place)
        after_s = chance.uniform(0, seconds[kind])
        if kill(place, after_s, all_processes=chance.random() < 0.5, jobs=jobs):
            hit += 1
            moments.append(round(after_s / seconds[kind], 2))
        if chance.random() < 0.5 or hit == kills:
            build(place, jobs)
            wrong = differences(state(place), wanted[kind])
            found += [f"kill {hit} ({kind}, after {after_s:.2f} s): {what}" for what in wrong]
            compared, kind = compared + 1, ""
    return {"kills": hit, "builds_compared": compared, "moments": moments,
            "undisturbed_s": {kind: round(taken, 2) for kind, taken in seconds.items()}, "differences": found}


def main() -> None:
    """Print what became of the builds; leave with 1 when one of them differs."""
    options = argparse.ArgumentParser(description=re.split(r"\n\n", __doc__)[0])
    options.add_argument("--kills", type=int, default=50)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--json", action="store_true")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        result = run(Path(name), kills=asked.kills, seed=asked.seed)
    if asked.json:
        print(json.dumps(result, indent=2))
    else:
        print(f"{result['kills']} kills while a build ran; {result['builds_compared']} builds compared, "
              f"{len(result['differences'])} differences")
        print(*(f"  {line}" for line in result["differences"]), sep="\n")
    sys.exit(1 if result["differences"] else 0)


if __name__ == "__main__":
    main()
