"""Every kind of problem has a code of its own, and says what, why and by which source."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from pipeline.catalogue import ALL_CODES
from pipeline.model.problem import Code


def test_no_code_and_no_name_stands_for_two_faults() -> None:
    for values in ([code.code for code in ALL_CODES], [code.name for code in ALL_CODES]):
        assert [value for value, count in Counter(values).items() if count > 1] == []


@pytest.mark.parametrize("code", ALL_CODES, ids=lambda code: code.code)
def test_a_code_is_complete(code: Code) -> None:
    assert re.fullmatch(r"[STLFM]\d{3}", code.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code.name)
    assert code.what.endswith(".")
    assert code.why.endswith(".")
    assert code.source.strip()
