"""The public conformance suite of the WebVTT parser: exactly the cues the reference parser gives, file by file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.formats import vtt

FILES = sorted((Path(__file__).parent / "conformance").glob("*.vtt"))


def test_the_suite_is_whole() -> None:
    assert len(FILES) == 37


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_conformance(file: Path) -> None:
    text = file.read_bytes().decode("utf-8-sig")
    wanted = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))["cues"]
    reading = vtt.read(text, language="en", path=file.name)
    assert [{"id": cue.name, "start_ms": cue.start_ms, "end_ms": cue.end_ms, "text": cue.text}
            for cue in reading.track.cues] == wanted
    dropped = sum(problem.code == "S001" for problem in reading.problems)
    arrows = sum("-->" in line for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")[1:])
    assert arrows == len(wanted) + dropped


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_was_read_is_written_and_read_again(file: Path) -> None:
    first = vtt.read(file.read_bytes().decode("utf-8-sig"), language="en").track
    again = vtt.read(vtt.write(first), language="en").track
    assert [_content(cue) for cue in again.cues] == [_content(cue) for cue in first.cues]
    assert (again.header, again.trailer) == (first.header, first.trailer)


def _content(cue: object) -> tuple[object, ...]:
    return tuple(getattr(cue, name) for name in ("start_ms", "end_ms", "text", "name", "settings", "notes"))
