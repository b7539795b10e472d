"""How long a build takes that has nothing to do, as the course grows: time and memory against the number of lectures.

    python benchmarks/building.py [--lectures 14 100] [--json]

Each lecture is the first sample lecture under another name, checked and translated for real once; then the same
build runs again as a process of its own, three times, and the fastest counts.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAMPLE = "p1-01-transitions"
LOCALIZE = Path(sys.executable).with_name("localize")


def make_course(folder: Path, lectures: int) -> None:
    """Write a course whose lectures are all the sample lecture."""
    text = (ROOT / "course.toml").read_text(encoding="utf-8")
    head, tail = text[: text.index("[[lecture]]")], text[text.index("[profiles.lecture.en]"):]
    entries = "".join(f'[[lecture]]\nid = "l{n:05d}"\npart = 1\ntitle = "Lecture {n}"\n\n' for n in range(lectures))
    (folder / "course.toml").write_text(head + entries + tail, encoding="utf-8")
    shutil.copytree(ROOT / "glossary", folder / "glossary")
    (folder / "models").mkdir()
    for package in (ROOT / "models").glob("*.argosmodel"):
        shutil.copy(package, folder / "models")
    (folder / "videos").mkdir()
    for n in range(lectures):
        shutil.copytree(ROOT / "subtitles" / SAMPLE, folder / "subtitles" / f"l{n:05d}")
        shutil.copy(ROOT / "videos" / f"{SAMPLE}.mp4", folder / "videos" / f"l{n:05d}.mp4")


def run(folder: Path) -> tuple[float, float]:
    """Build once; give seconds and the peak memory of the largest process so far in MB."""
    begin = time.perf_counter()
    done = subprocess.run([LOCALIZE, "build"], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 1):
        sys.exit(f"the build failed:\n{done.stderr}")
    return time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def measure(lectures: int) -> dict[str, float]:
    """Build a course of that size once, then find how long it takes to find that nothing is to do."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_course(folder, lectures)
        first_s, _ = run(folder)
        again = [run(folder) for _ in range(3)]
        return {"lectures": lectures, "first_s": round(first_s, 2),
                "nothing_to_do_s": round(min(seconds for seconds, _ in again), 2), "peak_mb": round(again[-1][1], 1)}


def main() -> None:
    """Print one row a size, and the growth from the first to the last."""
    options = argparse.ArgumentParser(description=re.split(r"\n\n", __doc__)[0])
    options.add_argument("--lectures", type=int, nargs="+", default=[1, 14])
    options.add_argument("--json", action="store_true")
    asked = options.parse_args()
    rows = [measure(lectures) for lectures in asked.lectures]
    if asked.json:
        print(json.dumps(rows, indent=2))
        return
    for row in rows:
        print(f"{row['lectures']:>6} lectures: first build {row['first_s']:>8.2f} s, nothing to do "
              f"{row['nothing_to_do_s']:>6.2f} s, peak {row['peak_mb']:>6.1f} MB")
    first, last = rows[0], rows[-1]
    print(f"{last['lectures'] / first['lectures']:.0f} times the lectures: "
          f"{last['nothing_to_do_s'] / first['nothing_to_do_s']:.1f} "
          f"times the time, {last['peak_mb'] / first['peak_mb']:.2f} times the memory")


if __name__ == "__main__":
    main()
