"""The proof of terms: a row an occurrence, and a line a language."""

from __future__ import annotations

from pipeline.model.glossary import How, TermProof
from pipeline.model.result import LectureResult
from pipeline.report.terms import COLUMNS, counts, summary, table


def _proof(language: str, cue: int, how: How, **more: str) -> TermProof:
    return TermProof(term="smart city", form="smart cities", cue=cue, language=language, how=how,
                     rendered=more.get("rendered", ""), reason=more.get("reason", ""))


LECTURE = LectureResult(id="l1", part=1, title="One", terms=(
    _proof("ko", 7, "unmet", reason="two\tlines\nof it"), _proof("ko", 2, "natural", rendered="스마트시티"),
    _proof("zh-Hans", 2, "placeholder", rendered="智慧城市")))


def test_every_occurrence_is_a_row_in_the_order_of_cues() -> None:
    header, *rows = table([LECTURE]).splitlines()
    assert tuple(header.split("\t")) == COLUMNS
    assert [row.split("\t") for row in rows] == [
        ["l1", "ko", "2", "smart city", "smart cities", "스마트시티", "natural", ""],
        ["l1", "ko", "7", "smart city", "smart cities", "", "unmet", "two lines of it"],
        ["l1", "zh-Hans", "2", "smart city", "smart cities", "智慧城市", "placeholder", ""]]


def test_only_what_is_missing() -> None:
    assert [row.split("\t")[6] for row in table([LECTURE], unmet_only=True).splitlines()[1:]] == ["unmet"]


def test_counts_and_the_line_of_a_language() -> None:
    assert counts([LECTURE])["ko"] == {"unmet": 1, "natural": 1}
    assert summary([LECTURE]) == ["ko: 1 of 2 term occurrences met (50.0 %): 1 natural",
                                  "zh-Hans: 1 of 1 term occurrences met (100.0 %): 1 placeholder"]
    assert summary([]) == []
