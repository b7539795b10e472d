"""Problems that a course lives with, each with its reason in course.toml."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.config import Allow
from pipeline.model.problem import Problem
from pipeline.validate.codes import SHOT_CHANGE

_ON_REQUEST = frozenset({SHOT_CHANGE.code})


def apply_allows(problems: Iterable[Problem], allows: Sequence[Allow]) -> tuple[Problem, ...]:
    """Mark every problem that an [[allow]] entry covers with the entry's reason; none is dropped."""
    return tuple(_marked(problem, allows) for problem in problems)


def unused_allows(problems: Sequence[Problem], allows: Sequence[Allow]) -> tuple[Allow, ...]:
    """Find the entries that cover no problem any more; left alone they would hide the next one.

    An entry for what is measured only on request is not known to cover nothing.
    """
    return tuple(allow for allow in allows if allow.code not in _ON_REQUEST
                 and not any(_covers(allow, problem) for problem in problems))


def _marked(problem: Problem, allows: Sequence[Allow]) -> Problem:
    reason = next((allow.reason for allow in allows if _covers(allow, problem)), "")
    return replace(problem, allowed=reason) if reason else problem


def _covers(allow: Allow, problem: Problem) -> bool:
    return (allow.code == problem.code
            and allow.lecture in ("", problem.lecture)
            and allow.language in ("", problem.language)
            and allow.cue in (0, problem.cue))
