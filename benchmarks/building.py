"""How long a build takes that has nothing to do, as the course grows: time and memory against the number of lectures.

    python benchmarks/building.py [--lectures 1 14 1400] [--post-edited] [--json]

The first lecture is a sample lecture, built for real with the starter models. The others are the same under other
names: its files, what was built of it and its manifest are copied with the new name in them, videos as hard links, and
a build settles what such a copy cannot know. Then the same build runs again as a process of its own, three times, and
the fastest counts. With --post-edited every lecture also has a PO file of each machine language, all of it post-edited.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAMPLE = "p1-01-transitions"
LOCALIZE = (sys.executable, "-c", "from pipeline.cli import main; main()")


def write_course(folder: Path, lectures: int) -> None:
    """Write course.toml with that many lectures."""
    text = (ROOT / "course.toml").read_text(encoding="utf-8")
    head, tail = text[: text.index("[[lecture]]")], text[text.index("[profiles.lecture.en]"):]
    entries = "".join(f'[[lecture]]\nid = "{_id(n)}"\npart = 1\ntitle = "Lecture {n}"\n\n' for n in range(lectures))
    (folder / "course.toml").write_text(head + entries + tail, encoding="utf-8")


def make_course(folder: Path) -> None:
    """Write all but course.toml: glossary and models, and the sample lecture as the first one."""
    shutil.copytree(ROOT / "glossary", folder / "glossary")
    (folder / "models").mkdir()
    for package in (ROOT / "models").glob("*.argosmodel"):
        shutil.copy(package, folder / "models")
    (folder / "videos").mkdir()
    shutil.copytree(ROOT / "subtitles" / SAMPLE, folder / "subtitles" / _id(0))
    shutil.copy(ROOT / "videos" / f"{SAMPLE}.mp4", folder / "videos" / f"{_id(0)}.mp4")


def _id(number: int) -> str:
    return f"l{number:05d}"


def multiply(folder: Path, lectures: int) -> None:
    """Copy the first lecture, and all that was built of it, to the others."""
    first, cache = _id(0), folder / "build" / ".cache"
    ledger = json.loads((cache / "ledger" / f"{first}.json").read_bytes())["body"]
    files = [path for top in ("subtitles", "videos", "build") for path in (folder / top).rglob("*")
             if path.is_file() and first in str(path.relative_to(folder)) and not path.is_relative_to(cache / "ledger")
             and not path.is_relative_to(cache / "outputs")]
    for name in map(_id, range(1, lectures)):
        digests = {}
        for path in files:
            place = folder / str(path.relative_to(folder)).replace(first, name)
            place.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix == ".mp4":
                os.link(path, place)
                continue
            content = path.read_bytes()
            place.write_bytes(content.replace(first.encode(), name.encode()))
            digests[_sha256(content)] = _sha256(place.read_bytes())
        records = json.dumps(ledger["records"]).replace(first, name)
        for before, after in digests.items():
            records = records.replace(before, after)
        body = {"format": ledger["format"], "records": json.loads(records), "tracks": ledger["tracks"], "digests": {}}
        (cache / "outputs" / name).mkdir()
        for record in body["records"].values():
            for output, digest in record["outputs"].items():
                if ".cache" not in output:
                    os.link(folder / output, cache / "outputs" / name / digest)
        raw = json.dumps(body).encode()
        (cache / "ledger" / f"{name}.json").write_bytes(
            b'{"sha256":"' + _sha256(raw).encode() + b'","body":' + raw + b"}")


def post_edit(folder: Path) -> None:
    """Let a person approve every sentence of the first lecture."""
    subprocess.run([*LOCALIZE, "review", "export"], cwd=folder, check=True, capture_output=True)
    for path in (folder / "subtitles" / _id(0)).glob("*.po"):
        path.write_text(path.read_text(encoding="utf-8").replace("#, fuzzy\n", ""), encoding="utf-8")


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def run(folder: Path) -> tuple[float, float, float]:
    """Build once; give the seconds it took, the seconds of processor time, and the peak memory in MB."""
    begin = time.perf_counter()
    with subprocess.Popen([*LOCALIZE, "build"], cwd=folder, stdout=subprocess.DEVNULL,
                          stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        said = process.stderr.read().decode(errors="replace")
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        sys.exit(f"the build failed:\n{said}")
    return time.perf_counter() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def measure(lectures: int, *, post_edited: bool) -> dict[str, float]:
    """Build a course of that size once, then find how long it takes to find that nothing is to do."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make_course(folder)
        write_course(folder, 1)
        first_s, _, _ = run(folder)
        if post_edited:
            post_edit(folder)
            run(folder)
        write_course(folder, lectures)
        multiply(folder, lectures)
        run(folder)
        again = [run(folder) for _ in range(3)]
        fastest = min(again)
        return {"lectures": lectures, "first_s": round(first_s, 2), "nothing_to_do_s": round(fastest[0], 2),
                "processor_s": round(min(cpu for _, cpu, _ in again), 2),
                "peak_mb": round(max(peak for _, _, peak in again), 1)}


def main() -> None:
    """Print one row a size, and the growth from the first to the last."""
    options = argparse.ArgumentParser(description=re.split(r"\n\n", __doc__)[0])
    options.add_argument("--lectures", type=int, nargs="+", default=[1, 14])
    options.add_argument("--post-edited", action="store_true")
    options.add_argument("--json", action="store_true")
    asked = options.parse_args()
    rows = [measure(lectures, post_edited=asked.post_edited) for lectures in asked.lectures]
    if asked.json:
        print(json.dumps(rows, indent=2))
        return
    for row in rows:
        print(f"{row['lectures']:>6} lectures: first build {row['first_s']:>8.2f} s, nothing to do "
              f"{row['nothing_to_do_s']:>6.2f} s ({row['processor_s']:.2f} s of a processor), "
              f"peak {row['peak_mb']:>6.1f} MB")
    first, last = rows[0], rows[-1]
    print(f"{last['lectures'] / first['lectures']:.0f} times the lectures: "
          f"{last['nothing_to_do_s'] / first['nothing_to_do_s']:.1f} "
          f"times the time, {last['peak_mb'] / first['peak_mb']:.2f} times the memory")


if __name__ == "__main__":
    main()
