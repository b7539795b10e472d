"""The gate before delivery: which problems keep a track out of the video."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.model.problem import Problem, Severity

_GRAVE_FAMILIES = "SF"  # structure and fidelity: words are lost or wrong; timing and layout are only hard to read


def withheld(problems: Iterable[Problem], language: str) -> str:
    """Say why a track is not put into the video, "" when it is: a viewer would read wrong words, or miss some."""
    grave = next((p for p in problems if p.language == language and p.severity is Severity.ERROR and not p.allowed
                  and p.code[0] in _GRAVE_FAMILIES), None)
    return f"{grave.code} {grave.name}" if grave else ""
