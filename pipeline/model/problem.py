"""A problem found in a subtitle: data to be reported, never raised."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem matters to a viewer: error (something is lost or wrong), warning, info."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the gravest, so that sorting puts errors first."""
        return tuple(Severity).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A kind of problem: its short code, its name, how grave it is, and why viewers care.

    ``code`` is a family letter (S structure, T timing, L layout, F fidelity, M media) and three digits, never
    used again for something else; ``name`` names the fault in kebab-case; ``what`` and ``why`` are one sentence
    each; ``source`` is the guideline or standard; ``example`` shows a bad and a good case where words help.
    """

    code: str
    name: str
    severity: Severity
    what: str
    why: str
    source: str
    example: str = ""

    def problem(self, message: str, *, severity: Severity | None = None, path: str = "", line: int = 0,
                cue: int = 0, language: str = "", hint: str = "", measured: str = "", limit: str = "",
                text: str = "") -> Problem:
        """Make a problem of this kind; the kind's own severity unless another is given."""
        return Problem(code=self.code, name=self.name, severity=severity or self.severity, message=message,
                       path=path, line=line, cue=cue, language=language, hint=hint, measured=measured,
                       limit=limit, text=text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault at one place.

    ``path`` is relative to the project; ``line`` and ``cue`` count from 1, and 0 means the whole file; ``message`` is
    one clause, lower case, without a final stop, with the measured value and the limit in it; ``hint`` says what would
    mend it; ``measured`` and ``limit`` carry both values with their unit for machines; ``text`` is what the viewer
    sees; ``lecture`` is filled in by the build; ``allowed`` is the reason under which course.toml lets it pass.
    """

    code: str
    name: str
    severity: Severity
    message: str
    path: str = ""
    line: int = 0
    cue: int = 0
    language: str = ""
    hint: str = ""
    measured: str = ""
    limit: str = ""
    text: str = ""
    lecture: str = ""
    allowed: str = ""

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """The one order in which problems are shown everywhere: file, line, cue, code, words."""
        return (self.path, self.line, self.cue, self.code, self.message)
