"""The baseline: problems that were there when a team took up the check, so that only new ones stop it.

A problem is known again by its code, lecture, language and the words of its cue, never by a line number, so it stays
known when cues are put in before it. It is counted: the same fault once more is a new one.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.errors import PipelineError
from pipeline.model.problem import Problem

REASON = "baseline"
_FIRST_LINE = "# localize baseline 1"
_REMARKS = (
    "# Problems of old tracks that `localize check --baseline` lets pass. Mend them when you can, and write the file",
    "# anew with --write-baseline: it should only ever get shorter. Columns: code, lecture, language, digest of the",
    "# words of the cue, how many; the rest of a line is for people.",
)
_LINE = re.compile(r"([A-Z]\d{3})\t([^\t]*)\t([^\t]*)\t([0-9a-f]{16})\t([1-9]\d{0,8})(?:\t.*)?")
_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Key:
    """What a problem is known by; ``digest`` stands for the words of its cue, white space folded."""

    code: str
    lecture: str
    language: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """All problems, those of the baseline marked as allowed, and how many of each entry are no longer there."""

    problems: tuple[Problem, ...]
    gone: Mapping[Key, int]


def key_of(problem: Problem) -> Key:
    """Say what a problem is known by."""
    words = " ".join(problem.text.split())
    return Key(code=problem.code, lecture=problem.lecture, language=problem.language,
               digest=hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16])


def write(problems: Iterable[Problem]) -> str:
    """Write the baseline of these problems, the same for the same problems; what course.toml allows needs none."""
    open_ones = [problem for problem in problems if problem.allowed in ("", REASON)]
    counts = Counter(map(key_of, open_ones))
    shown = {key_of(problem): f"{problem.name}: {_shown(problem)}" for problem in reversed(open_ones)}
    lines = [f"{key.code}\t{key.lecture}\t{key.language}\t{key.digest}\t{counts[key]}\t{shown[key]}"
             for key in sorted(counts)]
    return "\n".join([_FIRST_LINE, *_REMARKS, *lines]) + "\n"


def read(text: str, *, path: str = "baseline") -> Counter[Key]:
    """Read a baseline: how many problems of each key it lets pass. Raises PipelineError with file and line."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    if lines[0].rstrip() != _FIRST_LINE:
        raise PipelineError(f"{path}:1: is not a baseline of this check, which begins with {_FIRST_LINE!r}",
                            hint=f"make one with localize check --write-baseline {path}")
    found: Counter[Key] = Counter()
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise PipelineError(f"{path}:{number}: is not an entry of a baseline: {line[:_SHOWN]!r}",
                                hint="take the line out, or write the file anew with --write-baseline")
        code, lecture, language, digest, count = match.groups()
        found[Key(code=code, lecture=lecture, language=language, digest=digest)] += int(count)
    return found


def apply(problems: Sequence[Problem], baseline: Mapping[Key, int], *, lectures: Sequence[str] = (),
          languages: Sequence[str] = ()) -> Applied:
    """Mark the problems of a baseline as allowed, as many as it counts; none is dropped.

    What course.toml allows already counts for no entry. ``lectures`` and ``languages`` are what was checked, all when
    empty: an entry of another is not said to be gone.
    """
    left = Counter(baseline)
    marked: list[Problem] = []
    for problem in problems:
        key = key_of(problem)
        if not problem.allowed and left[key] > 0:
            left[key] -= 1
            problem = replace(problem, allowed=REASON)
        marked.append(problem)
    gone = {key: count for key, count in sorted(left.items()) if count > 0
            and (not lectures or key.lecture in lectures) and (not languages or key.language in languages)}
    return Applied(problems=tuple(marked), gone=gone)


def _shown(problem: Problem) -> str:
    """Give the begin of the words for people, on one line and without anything a terminal or an editor acts on."""
    words = " ".join((problem.text or problem.message).split())
    return "".join(c if c.isprintable() else "\ufffd" for c in words)[:_SHOWN]
