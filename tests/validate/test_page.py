"""docs/rules.md is what the codes say."""

from __future__ import annotations

from pathlib import Path

from pipeline.catalogue import ALL_CODES
from pipeline.validate.codes import CODES
from pipeline.validate.page import FAMILIES, rules_page

AGAIN = "python -c 'from pipeline.catalogue import *; from pipeline.validate.page import *; print(rules_page(ALL_CODES), end=\"\")'"
PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == rules_page(ALL_CODES), "write it again: " + AGAIN


def test_every_code_is_on_the_page_once() -> None:
    lines = rules_page(ALL_CODES).splitlines()
    for code in ALL_CODES:
        assert lines.count(f"### {code.code} {code.name}") == 1


def test_codes_are_unique_and_of_a_family() -> None:
    codes = [code.code for code in ALL_CODES]
    assert len(codes) == len(set(codes))
    own = {code.name for code in CODES}
    assert len(own) == len(CODES)
    assert own.isdisjoint(code.name for code in ALL_CODES if code not in CODES)
    assert {code[0] for code in codes} == set(FAMILIES)
