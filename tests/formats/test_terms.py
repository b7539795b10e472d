"""The glossary file: what is right is read and written back, what is wrong is said with its line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import GlossaryError
from pipeline.formats.terms import read, write
from pipeline.model.glossary import Glossary, Match, Term

HEADER = "en\tko\tzh-Hans\tmatch\tko-reading\tnote\n"


def test_a_glossary() -> None:
    text = ("\ufeff# what this is\n# and its licence\n" + HEADER
            + "smart city\t스마트시티 | 스마트 도시\t智慧城市\tany\t\tISO 37122\r\n\n"
            "LoRaWAN\t\t\tkeep\t로라완\nSDG\tSDG\t可持续发展目标\texact\t에스디지\n")
    glossary = read(text, path="terms.tsv")
    assert glossary.path == "terms.tsv"
    assert [(t.source, t.match, t.line) for t in glossary.terms] == [
        ("smart city", Match.ANY, 4), ("LoRaWAN", Match.KEEP, 6), ("SDG", Match.EXACT, 7)]
    assert glossary.terms[0].renderings("ko") == ("스마트시티", "스마트 도시")
    assert glossary.terms[0].note == "ISO 37122"
    assert glossary.terms[1].renderings("ko") == ("LoRaWAN",)
    assert glossary.terms[2].korean_reading == "에스디지"


@pytest.mark.parametrize(("rows", "line", "why"), [
    ("smart city\t스마트시티\t智慧城市\nSmart City\t스마트 도시\t智慧城市\n", 3, "stands in line 2 already"),
    ("smart city\t\t智慧城市\n", 2, "no Korean term"),
    ("smart city\t스마트시티 | \t智慧城市\n", 2, "empty alternative"),
    ("smart city\n", 2, "no tab"),
    ("smart city    스마트시티    智慧城市\n", 2, "no tab"),
    ("\t스마트시티\t智慧城市\n", 2, "English term is ''"),
    ("…\t스마트시티\t智慧城市\n", 2, "English term is"),
    ("x" * 201 + "\t스마트시티\t智慧城市\n", 2, "English term is"),
    ("smart city\t스마트시티\t智慧城市\tsometimes\n", 2, "match is 'sometimes'"),
    ("smart city\t스마트시티\t智慧城市\tany\t\tnote\tmore\n", 2, "7 cells for 6 columns"),
    ("a\tb\t一\nb\tc\t二\nc\ta\t三\n", 2, "a -> b -> c -> a goes round in a circle in ko"),
    ("SDG\tODS\t一\tany\nODS\tsdg\t二\tany\n", 2, "goes round"),
])
def test_a_row_that_cannot_be_used_is_said_with_its_line(rows: str, line: int, why: str) -> None:
    with pytest.raises(GlossaryError) as caught:
        read(HEADER + rows, path="terms.tsv")
    assert caught.value.line == line
    assert why in str(caught.value)
    assert caught.value.hint


@pytest.mark.parametrize(("text", "why"), [
    ("", "no header"), ("# only this\n", "no header"), ("ko\tmatch\n", "no column 'en'"),
    ("en\tkorean\n", "'korean' is not known"),
    ("en\tko\tko\n", "stands twice"), ("en,ko,zh-Hans\n", "is not known"),
])
def test_a_header_that_cannot_be_used(text: str, why: str) -> None:
    with pytest.raises(GlossaryError, match="terms.tsv:1: .*" + why):
        read(text, path="terms.tsv")


def test_a_term_may_be_its_own_translation() -> None:
    assert len(read(HEADER + "SDG\tSDG\tSDG\texact\n", path="x").terms) == 1


def test_control_characters_and_two_ways_of_writing_an_accent() -> None:
    glossary = read(HEADER + "cafe\u0301\0 road\t카페\x07길\t咖啡路\n", path="x")
    assert glossary.terms[0].source == "café road"
    assert glossary.terms[0].renderings("ko") == ("카페길",)


def test_the_glossary_of_the_course_comes_back_as_it_was() -> None:
    path = Path(__file__).parents[2] / "glossary" / "terms.tsv"
    glossary = read(path.read_text(encoding="utf-8"), path="terms.tsv")
    assert len(glossary.terms) >= 120
    again = read(write(glossary), path="terms.tsv")
    assert [replace(t, line=0) for t in again.terms] == [replace(t, line=0) for t in glossary.terms]


_FORM = st.text(alphabet="abcdeé 도시城#-'", min_size=1, max_size=12).map(lambda s: "x" + " ".join(s.split()))


@given(st.lists(st.tuples(_FORM, st.lists(_FORM, min_size=1, max_size=3,
 unique=True), st.sampled_from(list(Match)), _FORM),
                unique_by=lambda row: row[0].casefold(), max_size=6))
def test_what_is_written_is_read_again(rows: list[tuple[str, list[str], Match, str]]) -> None:
    sources = {row[0].casefold() for row in rows}
    terms = tuple(Term(source=source, targets=() if match is Match.KEEP else (("ko", tuple(forms)),), match=match,
     note=note)
                  for source, forms, match, note in rows if forms[0].casefold() not in sources)
    again = read(write(Glossary(terms=terms)), path="x").terms
    assert [replace(t, line=0) for t in again] == list(terms)
