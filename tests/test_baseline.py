"""A baseline lets old problems pass and no new one, whatever line they have moved to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline import baseline
from pipeline.errors import PipelineError
from pipeline.model.problem import Problem, Severity

FAST = Problem(code="T003", name="too-fast", severity=Severity.ERROR, message="21 characters in 1.2 s", lecture="a",
               language="ko", path="subtitles/a/en.srt", line=118, cue=27, text="마이크로컨트롤러를 노트북에\n연결해 주세요")
WHOLE = Problem(code="T011", name="offset", severity=Severity.WARNING, message="0.7 s later", lecture="a", language="de")
ALLOWED = replace(FAST, code="L001", name="line-too-wide", allowed="a quotation")
PROBLEMS = (FAST, WHOLE, ALLOWED)


def known(*problems: Problem) -> baseline.Counter[baseline.Key]:
    return baseline.read(baseline.write(problems))


def test_what_was_written_passes_and_is_marked_with_its_reason() -> None:
    done = baseline.apply(PROBLEMS, known(*PROBLEMS))
    assert [problem.allowed for problem in done.problems] == ["baseline", "baseline", "a quotation"]
    assert [replace(problem, allowed="") for problem in done.problems] == [replace(p, allowed="") for p in PROBLEMS]
    assert done.gone == {}


def test_a_problem_is_known_again_at_another_line_and_with_other_line_breaks() -> None:
    moved = replace(FAST, line=300, cue=60, text=FAST.text.replace("\n", " "), message="22 characters in 1.1 s")
    assert baseline.apply([moved], known(FAST)).problems[0].allowed == "baseline"


@pytest.mark.parametrize("other", [
    {"code": "T002"}, {"lecture": "b"}, {"language": "zh-Hans"}, {"text": "마이크로컨트롤러를 노트북에 연결하세요"}])
def test_another_problem_does_not_pass(other: dict[str, str]) -> None:
    assert baseline.apply([replace(FAST, **other)], known(FAST)).problems[0].allowed == ""


def test_the_same_fault_once_more_is_a_new_one() -> None:
    done = baseline.apply([FAST, replace(FAST, line=300), replace(FAST, line=500)], known(FAST, FAST))
    assert [problem.allowed for problem in done.problems] == ["baseline", "baseline", ""]


def test_what_is_gone_is_told_with_its_count_unless_it_was_not_looked_at() -> None:
    held = known(FAST, FAST, WHOLE)
    assert baseline.apply([FAST], held).gone == {baseline.key_of(FAST): 1, baseline.key_of(WHOLE): 1}
    assert baseline.apply([FAST], held, languages=["de"]).gone == {baseline.key_of(WHOLE): 1}
    assert baseline.apply([FAST], held, lectures=["b"]).gone == {}


def test_a_baseline_written_under_a_baseline_is_the_same_file() -> None:
    text = baseline.write(PROBLEMS)
    assert baseline.write(baseline.apply(PROBLEMS, baseline.read(text)).problems) == text
    assert baseline.write(reversed(PROBLEMS)) == text
    assert "a quotation" not in text
    assert "L001" not in text


def test_words_of_a_subtitle_stay_on_their_line_and_cannot_act_on_a_terminal() -> None:
    hostile = replace(FAST, text="eins\nT001\ta\tde\t0123456789abcdef\t9\x1b[2J\u2028\u202eende" + "x" * 900)
    text = baseline.write([hostile])
    assert baseline.read(text) == {baseline.key_of(hostile): 1}
    assert not any(c in text for c in "\x1b\u2028\u202e")
    assert max(map(len, text.splitlines())) < 200


def test_a_file_from_windows_reads_the_same() -> None:
    assert baseline.read("\ufeff" + baseline.write(PROBLEMS).replace("\n", "\r\n")) == known(*PROBLEMS)


@pytest.mark.parametrize(("text", "line"), [
    ("", 1), ("T003\ta\tko\t0123456789abcdef\t1\n", 1), ("<<<<<<< ours\n", 2), ("T003\ta\tko\t0123456789abcdef\t0\n", 2),
    ("T003\ta\tko\tdigest\t1\n", 2)])
def test_a_broken_baseline_is_refused_with_its_line(text: str, line: int) -> None:
    head = "" if line == 1 else "# localize baseline 1\n"
    with pytest.raises(PipelineError, match=f"old.txt:{line}: ") as caught:
        baseline.read(head + text, path="old.txt")
    assert "--write-baseline" in caught.value.hint
