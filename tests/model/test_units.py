"""One name for a unit, whatever language it stands in."""

from __future__ import annotations

import pytest

from pipeline.model.units import has_unit, unit_after, unit_span, written

SAID = [
    ("en", "12 km from here", "km"), ("it", "12 chilometri", "km"), ("de", "12 Kilometer", "km"), ("fr", "12 km", "km"),
    ("ar", "12 كيلومترا", "km"), ("ko", "12킬로미터", "km"), ("zh", "12公里", "km"), ("zh", "12 千米外", "km"),
    ("en", "40 square metres", "m²"), ("zh", "40平方米", "m²"), ("en", "40 metres", "m"), ("fr", "3,5 %", "%"),
    ("ko", "12톤짜리", "t"), ("zh", "90吨CO2", "t"), ("en", "20 degrees", "°C"), ("de", "20 Grad", "°C"),
    ("en", "12 markets", ""), ("en", "49 metro stations", ""), ("en", "12", ""), ("ko", "12킬 수", ""),
]


@pytest.mark.parametrize(("language", "text", "unit"), SAID)
def test_the_unit_behind_a_number_has_one_name(language: str, text: str, unit: str) -> None:
    end = next(place for place, c in enumerate(text + " ") if not (c.isdecimal() or c == ","))
    assert unit_after(text, end) == unit


def test_a_unit_is_found_without_digits_before_it() -> None:
    assert has_unit("失去了百分之七十的建筑", "%")
    assert has_unit("九百吨CO2", "t")
    assert not has_unit("약 5킬 수", "km")
    assert not has_unit("5미터", "km")


def test_a_unit_is_written_as_subtitles_of_the_language_do() -> None:
    assert [written("mm", said, "ko") for said in ("mm", "millimetres")] == ["mm", "밀리미터"]
    assert [written(unit, unit, "zh-Hans") for unit in ("mm", "°C", "%", "m²")] == ["毫米", "摄氏度", "%", "平方米"]
    assert written("km", "km", "fr") == ""
    assert unit_span("a 30 mm storm", 4) == ("mm", 7)
    assert unit_span("a 30 minute storm", 4) == ("", 4)
