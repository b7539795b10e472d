"""Every subtitle file of a folder through ingest: how many lines, cues and problems, and whether anything was lost.

    python benchmarks/corpora.py FOLDER [--json]

One line for each folder of subtitles below FOLDER. A file counts as conserved when its lines like timings add up with
cues and problems, as written back when its cues read the same after being written in its own format, and as exact when
nothing but blank lines, byte-order mark and line ends differs from what was read. Exit code 1 when a file is not
conserved or not written back. The language is that of the folder's name (`ko`, `zh-CN`), English where it names none.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from pipeline.errors import PipelineError
from pipeline.formats import FORMATS, Format, find_format
from pipeline.formats.lines import split_lines
from pipeline.ingest.codes import NOT_CONSERVED
from pipeline.ingest.encoding import decode
from pipeline.ingest.stage import run
from pipeline.model.cue import Reading
from pipeline.model.language import LANGUAGES, Language

COLUMNS = ("files", "lines", "cues", "problems", "refused", "lost", "written back", "exact")
_ALIASES = {"zh-CN": "zh-Hans", "zh-TW": "zh-Hant"}


def main() -> int:
    """Print the table; exit 1 when something was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if options.folder is None or not options.folder.is_dir():
        print("not measured: name a folder of subtitles, such as `benchmarks/corpora.py corpora`", file=sys.stderr)
        return 0 if options.folder is None else 2
    files = sorted(path for path in options.folder.rglob("*") if path.suffix.lower() in FORMATS)
    rows: dict[str, Counter[str]] = {}
    codes: Counter[str] = Counter()
    for path in files:
        folder = str(path.parent.relative_to(options.folder))
        row, found = _look(path)
        rows.setdefault(folder, Counter()).update(row)
        codes.update(found)
    whole = sum(rows.values(), Counter())
    if options.json:
        print(json.dumps({"folders": rows, "all": whole, "problems": dict(sorted(codes.items()))}, indent=1))
    else:
        _show(rows | {"all": whole}, codes)
    return 1 if whole["lost"] or whole["written back"] + whole["refused"] < whole["files"] else 0


def _look(path: Path) -> tuple[Counter[str], Counter[str]]:
    raw, language = path.read_bytes(), _language(path)
    try:
        reading = run(raw, language=language, path=path.name)
        text = decode(raw, language=language, path=path.name).text
    except PipelineError:
        return Counter(files=1, refused=1), Counter()
    found = Counter(f"{problem.code} {problem.name}" for problem in reading.problems)
    row = Counter(files=1, lines=len(split_lines(text)), cues=len(reading.track.cues), problems=found.total(),
                  lost=sum(problem.code == NOT_CONSERVED.code for problem in reading.problems))
    row.update(_written(find_format(path.name), text, language, reading))
    return row, found


def _written(form: Format, text: str, language: Language, reading: Reading) -> Counter[str]:
    """Write what was read, before any cleaning, and compare; the cleaned track must read back too."""
    as_it_stands = form.read(text, language=language.tag).track
    written = form.write(as_it_stands)
    back = all(_seen(form.read(form.write(track), language=language.tag)) == _seen(Reading(track=track))
                for track in (as_it_stands, reading.track) if not form.loss(track))
    exact = [line for line in split_lines(text) if line] == [line for line in split_lines(written) if line]
    return Counter({"written back": int(back), "exact": int(exact)})


def _seen(reading: Reading) -> list[tuple[object, ...]]:
    return [(cue.start_ms, cue.end_ms, cue.text, cue.name, cue.settings, cue.notes) for cue in reading.track.cues]


def _language(path: Path) -> Language:
    name = _ALIASES.get(path.parent.name, path.parent.name)
    return LANGUAGES.get(name, LANGUAGES["en"])


def _show(rows: dict[str, Counter[str]], codes: Counter[str]) -> None:
    print(f"{'folder':<28}" + "".join(f"{column:>14}" for column in COLUMNS))
    for folder, row in rows.items():
        print(f"{folder:<28}" + "".join(f"{row[column]:>14,}" for column in COLUMNS))
    print("\nproblems")
    for code, count in sorted(codes.items()):
        print(f"{count:>7}  {code}")


if __name__ == "__main__":
    raise SystemExit(main())
