"""What a course translates with, and plain lines put to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.config import read_course
from pipeline.errors import PipelineError
from pipeline.model.language import find_language
from pipeline.store import Store
from pipeline.translator import open_engine, open_glossary, translate_lines
from tests.conftest import COURSE, PseudoEngine

TERMS = "en\tko\tzh-Hans\nsensor\t센서\t传感器\n"


def test_lines_are_translated_as_sentences_are_and_empty_ones_stay(
        tmp_path: Path, pseudo_engine: type[PseudoEngine]) -> None:
    Store(tmp_path).write("glossary/terms.tsv", TERMS.encode())
    lines = ("A sensor measures.", "", "Sensors")
    tried = translate_lines(tmp_path, read_course(COURSE), "ko", lines, terms_on=True, threads=1)
    assert [line.source for line in tried] == list(lines)
    assert tried[0].terms == ("sensor unmet: the engine has no placeholders; no words are aligned to it",)
    assert tried[1].text == ""
    assert (tried[2].text, tried[2].terms) == ("센서", ("Sensors = 센서 (placeholder)",))
    assert set(pseudo_engine.asked) == {"A sensor measures."}  # again with more hypotheses, as the term is missing
    plain = translate_lines(tmp_path, read_course(COURSE), "ko", lines, terms_on=False, threads=1)
    assert plain[2].terms == ()


def test_a_sentence_is_asked_once_whatever_asks(tmp_path: Path, pseudo_engine: type[PseudoEngine]) -> None:
    for _ in range(2):
        engine = open_engine(Store(tmp_path), read_course(COURSE), find_language("ko"), threads=1)
        engine.translate(["One.", "Two."])
    assert pseudo_engine.asked == ["One.", "Two."]


def test_a_language_the_course_has_not(tmp_path: Path, pseudo_engine: type[PseudoEngine]) -> None:
    with pytest.raises(PipelineError, match="no language 'zh-Hant'"):
        translate_lines(tmp_path, read_course(COURSE), "zh-Hant", ("One.",), terms_on=True, threads=1)


def test_an_engine_nobody_knows_names_those_there_are(tmp_path: Path) -> None:
    course = read_course(COURSE)
    course = replace(course, settings=replace(course.settings, engine="oracle"))
    with pytest.raises(PipelineError, match="no engine 'oracle'") as caught:
        open_engine(Store(tmp_path), course, find_language("ko"), threads=1)
    assert "argos, libretranslate" in caught.value.hint


def test_no_glossary_is_an_empty_one(tmp_path: Path) -> None:
    assert open_glossary(Store(tmp_path), read_course(COURSE)).terms == ()
