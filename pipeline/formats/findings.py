"""Collects what a reader finds: every fault with its line, one that runs through the whole file once with its count."""

from __future__ import annotations

from dataclasses import replace

from pipeline.model.problem import Code, Problem, Severity

# A file with 900 dots in place of commas has one fault, not 900: after this many of a kind the first speaks for all.
SINGLE_LIMIT = 5


class Findings:
    """Faults of one file, in the order found; ``problems`` gives them out."""

    def __init__(self, *, path: str, language: str) -> None:
        self._path = path
        self._language = language
        self._kinds: dict[tuple[str, str], list[Problem]] = {}

    def add(self, code: Code, message: str, *, line: int = 0, cue: int = 0, text: str = "", hint: str = "",
            measured: str = "", severity: Severity | None = None, kind: str = "", single: bool = False) -> None:
        """Note one fault. Faults of the same ``kind`` (the message, unless given) fold together, unless ``single``."""
        problem = code.problem(message, severity=severity, path=self._path, line=line, cue=cue, language=self._language,
                               hint=hint, measured=measured, text=text)
        key = (code.code, f"{line} {message}" if single else kind or message)
        self._kinds.setdefault(key, []).append(problem)

    def __bool__(self) -> bool:
        return bool(self._kinds)

    def problems(self) -> tuple[Problem, ...]:
        """Give the faults in file order."""
        out: list[Problem] = []
        for found in self._kinds.values():
            out.extend(found if len(found) <= SINGLE_LIMIT else (_fold(found),))
        return tuple(sorted(out, key=lambda problem: problem.sort_key))


def _fold(found: list[Problem]) -> Problem:
    first, last = found[0], found[-1]
    return replace(first, message=f"{first.message}; the same in {len(found) - 1} more places, up to line {last.line}",
                   measured=first.measured or f"{len(found)} places")
