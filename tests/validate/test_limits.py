"""What `localize explain` says of limits is what the rules measure by."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from pipeline.config import read_course
from pipeline.model.profile import Profile
from pipeline.validate import comparison, fidelity, timing
from pipeline.validate.codes import CODES
from pipeline.validate.limits import _FIXED, _OF_PROFILE, limits_of
from pipeline.validate.sheet import amount, seconds

COURSE = read_course((Path(__file__).parents[2] / "course.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("code", sorted(_OF_PROFILE))
def test_every_language_of_every_profile_stands_there_with_its_source(code: str) -> None:
    lines = list(limits_of(code, COURSE.profiles, chosen="lecture"))
    assert lines[0] == "Limits in the profile lecture (in force):"
    assert "Limits in the profile strict:" in lines
    for profile in COURSE.profiles:
        assert any(line.split()[:1] == [profile.language] for line in lines)
        assert any(profile.source in line for line in lines)


def test_the_figures_are_those_of_the_course() -> None:
    (korean,) = (p for p in COURSE.profiles if (p.language, p.name) == ("ko", "lecture"))
    shown = {code: limit(korean) for code, limit in _OF_PROFILE.items()}
    assert shown["T003"] == f"over {amount(korean.cps_warn)} CPS, error over {amount(korean.cps_error)} CPS"
    assert shown["L001"].startswith(f"over {amount(korean.width_warn_columns)} columns")
    assert seconds(korean.min_duration_warn_ms) in shown["T002"]
    assert seconds(korean.max_duration_error_ms) in shown["T004"]


def test_every_limit_of_a_profile_is_told_of() -> None:
    """A limit that changes and no code shows it would be a limit that nobody can look up."""
    untold = {"cps_target", "narrow_width", "ambiguous_wide", "language", "name", "source"}
    (korean,) = (p for p in COURSE.profiles if (p.language, p.name) == ("ko", "strict"))
    other = {"punctuation": "netflix", "min_gap_ms": 120}
    for field in fields(Profile):
        if field.name in untold:
            continue
        value = other[field.name] if field.name in other else (getattr(korean, field.name) or 0) + 1
        changed = Profile(**{each.name: getattr(korean, each.name) for each in fields(Profile)} | {field.name: value})
        assert any(limit(changed) != limit(korean) for limit in _OF_PROFILE.values()), field.name


def test_words_for_fixed_limits_hold_the_figures_of_the_rules() -> None:
    assert _FIXED.keys() <= {code.code for code in CODES}
    assert not _FIXED.keys() & _OF_PROFILE.keys()
    assert (timing._PAST_END_MS, timing._HALF_SECOND_MS) == (500, 500)
    assert f"under {timing._SLOW_CPS} CPS for over {timing._SLOW_MS // 1000} s" in _FIXED["T010"]
    for figure_ms in (comparison._HOLE_MS, comparison._SURE_HOLE_MS, comparison._GRAVE_HOLE_MS):
        assert f"{figure_ms // 1000} s" in _FIXED["F001"]
    assert f"{comparison.WINDOW_MS // 1000} s" in _FIXED["F002"]
    assert f"{fidelity._LENGTH_FACTOR} times" in _FIXED["F009"]
    assert fidelity._WITHHOLD_SHARE == 0.1
    assert (fidelity._COPIED_WORDS, fidelity._LOOP_TIMES) == (4, 4)
