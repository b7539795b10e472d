"""The rules count as everybody counts: the short way of pipeline.model.text gives what the long way gives."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import read_course
from pipeline.model import text as counting
from pipeline.model.profile import Profile

PROFILES = tuple(p for p in read_course((Path(__file__).parents[2] / "course.toml").read_text(encoding="utf-8")).profiles
                 if p.name == "lecture")
LETTERS = "aZ 9.?\n—’“”…éÀßəا٣،؟م가힣각一鿿、。，！？：；（）《》「」é\u0301\u064e\u200d🏙️\u1100\u1161×÷"


def long_way(line: str, profile: Profile) -> float:
    clusters = counting.graphemes(counting.plain(line))
    return sum(counting._cluster_columns(clusters, place, profile) for place in range(len(clusters)))


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.language)
@settings(max_examples=150, deadline=None)
@given(line=st.text(alphabet=LETTERS, max_size=30))
def test_the_short_way_counts_like_the_long_way(profile: Profile, line: str) -> None:
    assert counting.width_columns(line, profile) == long_way(line, profile)


@pytest.mark.parametrize("wide", [False, True], ids=["narrow", "ambiguous wide"])
def test_every_simple_letter_counts_alone_as_the_long_way_says(wide: bool) -> None:
    profile = replace(PROFILES[0], narrow_width=0.5, ambiguous_wide=wide)
    pattern = counting._SIMPLE_SURE if wide else counting._SIMPLE
    for code in range(0x20, 0xFFFF):
        if not 0xD800 <= code < 0xE000 and pattern.fullmatch(chr(code)):
            assert counting.width_columns(chr(code), profile) == long_way(chr(code), profile), hex(code)
            if wide:
                assert counting.width_columns(f"中{chr(code)}中", profile) == long_way(f"中{chr(code)}中", profile), hex(code)
