"""What Korean words end in: a table of words as lectures have them."""

from __future__ import annotations

import pytest

from pipeline.translate.endings import ending_class


@pytest.mark.parametrize(("word", "name"), [
    ("시작하겠습니다", "final"), ("무엇일까요", "final"), ("그렇죠", "final"), ("있으며", "connective"), ("하지만", "connective"),
    ("넘치면", "connective"), ("위해", "connective"), ("정하는", "adnominal"), ("높은", "adnominal"), ("만들어진", "adnominal"),
    ("도시의", "adnominal"), ("다른", "adnominal"), ("도시는", "topic"), ("옥상은", "topic"), ("오수가", "subject"), ("점검을", "object"),
    ("도시에서", "place"), ("강으로", "place"), ("병원과", "and"), ("또는", "and"), ("지역", "bare"), ("IoT", "bare"), ("", "bare"),
])
def test_ending_class(word: str, name: str) -> None:
    assert ending_class(word) == name
