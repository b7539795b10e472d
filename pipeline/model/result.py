"""What a build has to say: per lecture its tracks, its problems, its steps, its videos."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.cue import Origin
from pipeline.model.glossary import TermProof
from pipeline.model.problem import Code, Problem, Severity

MISSING_TRACK = Code(
    code="S090", name="missing-track", severity=Severity.WARNING,
    what="A language that people are to deliver has no file for this lecture.",
    why="Viewers of that language see no subtitles.", source="course.toml, [languages]")
NO_SOURCE = Code(
    code="S091", name="no-source-track", severity=Severity.ERROR,
    what="A lecture has no track in the language that is translated from.",
    why="Nothing can be translated, and the other tracks cannot be compared with anything.",
    source="course.toml, course.source")
UNREADABLE = Code(
    code="S092", name="unreadable", severity=Severity.ERROR,
    what="A subtitle file cannot be read at all, so it is not delivered.",
    why="Guessing at bytes would put wrong words on the screen.", source="RFC 3629 (UTF-8)")
EDITED_OUTPUT = Code(
    code="S093", name="edited-output", severity=Severity.WARNING,
    what="A file that the build makes was changed by hand; it was set aside, not overwritten.",
    why="A correction there would be lost at the next build.",
    source="rule of this project: nothing a person wrote is lost")
NO_VIDEO = Code(
    code="M090", name="no-video", severity=Severity.INFO,
    what="The lecture's video has not come, so its tracks are built but put into nothing.",
    why="Viewers get the lecture only when its video is there.", source="course.toml, course.video")
UNUSED_ALLOW = Code(
    code="S094", name="unused-allow", severity=Severity.WARNING,
    what="An [[allow]] entry of course.toml matches no problem any more.",
    why="It would hide the next problem of that kind.", source="course.toml, [[allow]]")
CODES = (MISSING_TRACK, NO_SOURCE, UNREADABLE, EDITED_OUTPUT, UNUSED_ALLOW, NO_VIDEO)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepState:
    """A step that had to run (or would have to), and why."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackState:
    """One language of one lecture: who made its text, how many cues, where it lies, and whether it is delivered.

    ``path`` is the file a person may edit, "" for a machine track; ``built`` the generated file; ``withheld`` says why
    the track is not put into the video; ``post_edited`` counts the cues of a machine track that a person went over.
    """

    language: str
    origin: Origin
    cues: int
    path: str
    built: str
    provenance: str = ""
    withheld: str = ""
    post_edited: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Something that could not be done, with a way out; the rest of the course goes on."""

    where: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LectureResult:
    """Everything a report says of one lecture. ``awaited`` means none of its files have come yet."""

    id: str
    part: int
    title: str
    awaited: bool = False
    duration_ms: int = 0
    tracks: tuple[TrackState, ...] = ()
    problems: tuple[Problem, ...] = ()
    steps: tuple[StepState, ...] = ()
    videos: tuple[str, ...] = ()
    terms: tuple[TermProof, ...] = ()
    failures: tuple[Failure, ...] = ()

    def count(self, severity: Severity) -> int:
        """Count the problems of one severity that are not allowed by course.toml."""
        return sum(problem.severity is severity and not problem.allowed for problem in self.problems)
