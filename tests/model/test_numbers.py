"""Numbers as values: written in any of the ways of eight languages, they are the same number."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.numbers import found, numbers, worded


@pytest.mark.parametrize(("language", "text", "values"), [
    ("en", "3.5 million people", "3500000"), ("en", "1,250,000 homes", "1250000"), ("en", "in 2030", "2030"),
    ("en", "3, 4 and 5", "3 4 5"), ("en", "10-15 km", "10 15"), ("en", "50% of 2.0", "50 2"),
    ("en", "version 2.1.3", "213"),
    ("en", "20 thousand", "20000"), ("en", "1.2 billion", "1200000000"), ("en", "CO2 and 5G", "2 5"),
    ("en", "no number", ""),
    ("ko", "350만 명", "3500000"), ("ko", "3억 5000만 명", "350000000"), ("ko", "3억5천만", "350000000"),
    ("ko", "125만 채와 2030년", "1250000 2030"), ("ko", "1,250,000채", "1250000"), ("ko", "5천 명", "5000"),
    ("ko", "2015년 4월 3일", "2015 4 3"), ("ko", "2조 원", "2000000000000"),
    ("zh-Hans", "350万人", "3500000"), ("zh-Hans", "3.5亿", "350000000"), ("zh-Hans", "２０３０年", "2030"),
    ("zh-Hans", "5千", "5000"), ("zh-Hant", "350萬", "3500000"),
    ("de", "3,5 Millionen", "3500000"), ("de", "1.250.000 Häuser", "1250000"), ("de", "2,5 Mrd. Euro", "2500000000"),
    ("fr", "1 250 000 logements", "1250000"), ("fr", "1\u202f250\u202f000 et 3,5 millions", "1250000 3500000"),
    ("it", "20 mila", "20000"), ("it", "1,2 milioni", "1200000"), ("it", "1.250.000", "1250000"),
    ("ar", "٣٫٥ مليون", "3500000"), ("ar", "٢٠٣٠", "2030"), ("ar", "1,5 مليار", "1500000000"),
])
def test_numbers_in_digits(language: str, text: str, values: str) -> None:
    assert [f"{value:f}" for value, _, _ in found(text, language)] == values.split()
    assert sum(numbers(text, language).values()) == len(values.split())


@pytest.mark.parametrize(("language", "text", "values"), [
    ("en", "forty-two cities", "42"), ("en", "three million people", "3000000"), ("en", "a hundred", "100"),
    ("en", "half a million", "500000"), ("en", "two thousand and fifty", "2050"), ("en", "nineteen", "19"),
    ("zh-Hans", "三百万人", "3000000"), ("zh-Hans", "四十二", "42"), ("ko", "삼백만 명", "3000000"), ("de", "drei", ""),
])
def test_numbers_in_words(language: str, text: str, values: str) -> None:
    assert sorted(f"{value:f}" for value in worded(text, language)) == values.split()


def test_the_characters_of_a_number_hold_its_scale() -> None:
    text = "about 3.5 million people"
    (_, start, end), = found(text, "en")
    assert text[start:end] == "3.5 million"


@given(st.integers(min_value=0, max_value=10**15), st.sampled_from(["en", "ko", "zh-Hans", "de", "it", "ar", "fr"]))
def test_a_whole_number_in_digits_is_itself(value: int, language: str) -> None:
    assert list(numbers(f"x {value} y", language)) == [Decimal(value)]


@given(st.text(max_size=60), st.sampled_from(["en", "ko", "zh-Hans", "de", "it", "ar", "fr", "xx"]))
def test_no_text_is_too_odd(text: str, language: str) -> None:
    for _, start, end in found(text, language):
        assert 0 <= start < end <= len(text)
    worded(text, language)
