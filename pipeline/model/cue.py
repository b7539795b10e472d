"""Cue and track: what flows through the pipeline."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.model.problem import Problem


class Origin(StrEnum):
    """Who made the text: a person, a machine, or a machine with a person's corrections."""

    HUMAN = "human"
    POST_EDITED = "post-edited"
    MACHINE = "machine"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One subtitle: what is shown, and from when to when.

    ``index`` counts from 1 in its track; ``start_ms`` and ``end_ms`` are integer milliseconds from the start of the
    video, half-open; ``text`` is NFC with ``\\n`` between lines and may hold the tags i, b, u and WebVTT voice and
    class tags (:mod:`pipeline.model.text` takes them off); ``name`` is the WebVTT identifier, ``settings`` the WebVTT
    cue settings, ``notes`` the WebVTT blocks that stand before the cue, all verbatim; ``line`` is the line of the
    timing in its file, 0 when it was not read from one; ``origin`` says who made this cue's text. ``raw_timing`` and
    ``raw_text`` are the timing line and the text as a WebVTT file writes them where another spelling is usual
    (``&nbsp;``, times without hours), else empty: a writer gives them back as long as they still say the same.
    """

    index: int
    start_ms: int
    end_ms: int
    text: str
    name: str = ""
    settings: str = ""
    notes: tuple[str, ...] = ()
    line: int = 0
    origin: Origin = Origin.HUMAN
    raw_timing: str = field(default="", compare=False)
    raw_text: str = field(default="", compare=False)

    @property
    def duration_ms(self) -> int:
        """How long the cue stands, in milliseconds."""
        return self.end_ms - self.start_ms

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines as shown, tags still in them."""
        return tuple(self.text.split("\n")) if self.text else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """All cues of one lecture in one language, in file order.

    ``language`` is a BCP 47 tag; ``header`` is what a WebVTT file says before its first cue (after the signature),
    verbatim; ``trailer`` the blocks after the last cue; ``path`` is relative to the project, empty when the track
    was made here; ``provenance`` says in one line which engine, model and glossary made a machine track.
    """

    language: str
    cues: tuple[Cue, ...]
    origin: Origin = Origin.HUMAN
    header: str = ""
    trailer: tuple[str, ...] = ()
    path: str = ""
    provenance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a file gave: its track, everything about it that was not as it should be, and how it was decoded.

    Cues in = cues out + problems: a timing-like line of the file is a cue here or a problem with its line.
    """

    track: Track
    problems: tuple[Problem, ...] = ()
    format: str = ""
    encoding: str = ""
    encoding_found_by: str = ""
