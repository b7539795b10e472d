from __future__ import annotations

from pipeline.ingest.stage import run
from pipeline.model.language import find_language

LINES = ["welcome back everybody", "today we talk about cities", "and the data they make", "every single day",
         "so let us begin", "with a map"]


def _clock(time_ms: int) -> str:
    return f"00:{time_ms // 60_000:02d}:{time_ms // 1000 % 60:02d}.{time_ms % 1000:03d}"


def _youtube() -> bytes:
    """As YouTube writes automatic captions: the line before, the new line word by word, then a 10 ms echo."""
    blocks = ["WEBVTT\nKind: captions\nLanguage: en"]
    for place, line in enumerate(LINES):
        at, end = place * 2000, place * 2000 + 1990
        first, rest = line.split(" ", 1)
        words = f"{first}<{_clock(at + 500)}><c> {rest}</c>"
        before = LINES[place - 1] if place else " "
        settings = " align:start position:0%"
        blocks.append(f"{_clock(at)} --> {_clock(end)}{settings}\n{before}\n{words}")
        blocks.append(f"{_clock(end)} --> {_clock(end + 10)}{settings}\n{line}\n ")
    return ("\n\n".join(blocks) + "\n").encode()


def test_every_line_is_left_once_at_its_time() -> None:
    reading = run(_youtube(), language=find_language("en"), path="a/en.vtt")
    assert [cue.text for cue in reading.track.cues] == LINES
    assert [cue.start_ms for cue in reading.track.cues] == [0, 2000, 4000, 6000, 8000, 10_000]
    assert [cue.end_ms for cue in reading.track.cues] == [2000, 4000, 6000, 8000, 10_000, 12_000]
    assert [cue.index for cue in reading.track.cues] == [1, 2, 3, 4, 5, 6]
    (problem,) = [problem for problem in reading.problems if problem.code == "S064"]
    assert (problem.measured, problem.limit) == ("12 cues", "6 cues")


def test_the_same_text_in_every_cue_is_not_rolling() -> None:
    text = "".join(f"{n}\n00:00:{n:02d},000 --> 00:00:{n:02d},900\n[Music]\n\n" for n in range(1, 13))
    assert len(run(text.encode(), language=find_language("en"), path="a/en.srt").track.cues) == 12


def test_a_refrain_is_not_rolling() -> None:
    lines = ["no", "no", "yes", "we can", "we can", "now", "and here", "there"]
    text = "".join(f"{n}\n00:00:{n:02d},000 --> 00:00:{n:02d},900\n{line}\n\n" for n, line in enumerate(lines, start=1))
    reading = run(text.encode(), language=find_language("en"), path="a/en.srt")
    assert [cue.text for cue in reading.track.cues] == lines
    assert reading.problems == ()
