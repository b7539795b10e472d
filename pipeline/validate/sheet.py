"""What a rule looks at: one track with its limits, beside the other tracks of its lecture."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

from pipeline.model.cue import Cue, Origin, Track
from pipeline.model.problem import Code, Problem, Severity
from pipeline.model.profile import Profile
from pipeline.model.text import plain
from pipeline.model.video import VideoInfo

T = TypeVar("T")
_STRICT = "strict"
# Two frames at 30 frames per second: the least that is two frames in any lecture video whose rate is not known.
_TWO_FRAMES_MS = 66


@dataclass(frozen=True, kw_only=True, eq=False)  # no slots: the cached properties are kept in the instance
class Sheet:
    """One track as the rules see it; ``source`` is the track translated from, None when there is none or this is it."""

    track: Track
    profile: Profile
    source: Track | None = None

    @property
    def language(self) -> str:
        """BCP 47."""
        return self.track.language

    @property
    def cues(self) -> tuple[Cue, ...]:
        """In file order."""
        return self.track.cues

    @property
    def is_machine(self) -> bool:
        """Whether a machine wrote this track, gone over by a person or not."""
        return self.track.origin is not Origin.HUMAN

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """What each cue shows: tags off, line breaks kept."""
        return tuple(plain(cue.text) if "<" in cue.text or "{" in cue.text else cue.text for cue in self.cues)

    @cached_property
    def in_time(self) -> tuple[int, ...]:
        """The places of the cues by their start: file order, except where the file is out of order."""
        return tuple(sorted(range(len(self.cues)), key=lambda n: (self.cues[n].start_ms, n)))

    @cached_property
    def starts_ms(self) -> tuple[int, ...]:
        """The starts, rising."""
        return tuple(self.cues[n].start_ms for n in self.in_time)

    @cached_property
    def latest_end_ms(self) -> tuple[int, ...]:
        """For each cue in time, the latest end up to it: how far back a search has to look."""
        latest, ends = 0, []
        for n in self.in_time:
            latest = max(latest, self.cues[n].end_ms)
            ends.append(latest)
        return tuple(ends)

    def pairs(self) -> Iterator[tuple[int, Cue, Cue]]:
        """Give each cue and the next in time, with the place of the first."""
        for first, second in zip(self.in_time, self.in_time[1:], strict=False):
            yield first, self.cues[first], self.cues[second]

    def during(self, start_ms: int, end_ms: int) -> list[int]:
        """Give the places of the cues that are seen within a stretch of time, in time."""
        low, high = bisect_right(self.latest_end_ms, start_ms), bisect_left(self.starts_ms, end_ms)
        return [n for n in self.in_time[low:high] if self.cues[n].end_ms > start_ms]

    def words_during(self, start_ms: int, end_ms: int) -> str:
        """Give all that is shown within a stretch of time, as one text."""
        return " ".join(self.texts[n] for n in self.during(start_ms, end_ms)).replace("\n", " ")

    def graded(self, cue: Cue | None = None, *, grave: bool) -> Severity:
        """How much a broken limit matters: people's lecture tracks are told of film limits, machines are held to them.

        ``grave`` means over the error limit, not only over the guideline.
        """
        if self.held(cue):
            return Severity.ERROR if grave else Severity.WARNING
        return Severity.WARNING if grave else Severity.INFO

    def held(self, cue: Cue | None = None) -> bool:
        """Whether the limits have to be met: by machine tracks, machine cues, and everybody in the strict profile."""
        machine = self.is_machine or (cue is not None and cue.origin is not Origin.HUMAN)
        return machine or self.profile.name == _STRICT

    def problem(self, code: Code, message: str, *, place: int | None = None, severity: Severity | None = None,
                measured: str = "", limit: str = "", hint: str = "", text: str = "") -> Problem:
        """Make a problem of this track, of the cue at ``place``, at the line of a file that a person may edit."""
        cue = None if place is None else self.cues[place]
        path, line = self.track.path, cue.line if cue else 0
        if not path and self.is_machine and self.source is not None:
            path, line = self.source.path, self._source_line(cue)
            message += " (in the draft translation)"
        return code.problem(message, severity=severity, path=path, line=line, cue=cue.index if cue else 0,
                            language=self.language, measured=measured, limit=limit, hint=hint,
                            text=text or (self.texts[place] if place is not None else ""))

    def _source_line(self, cue: Cue | None) -> int:
        """The line of the source cue that this one shares most time with."""
        if cue is None:
            return 0
        there = self.source_sheet.during(cue.start_ms, max(cue.end_ms, cue.start_ms + 1))
        if not there:
            return 0
        best = max(there, key=lambda n: shared_ms(self.source_sheet.cues[n], cue))
        return self.source_sheet.cues[best].line

    @cached_property
    def source_sheet(self) -> Sheet:
        """The source track as a sheet; only for tracks that have one."""
        if self.source is None:
            raise ValueError(f"the {self.language} track has no source")
        return Sheet(track=self.source, profile=self.profile)


@dataclass(frozen=True, kw_only=True, eq=False)  # no slots: see Sheet
class Lecture:
    """All tracks of one lecture as sheets; ``source`` is the tag of the language translated from.

    ``shots_ms`` is when the picture changes, rising; empty where nobody has measured it.
    """

    sheets: tuple[Sheet, ...]
    source: str
    video: VideoInfo | None = None
    shots_ms: tuple[int, ...] = ()

    @cached_property
    def source_sheet(self) -> Sheet | None:
        """The sheet translated from, None when it is not there."""
        return next((sheet for sheet in self.sheets if sheet.language == self.source and sheet.cues), None)

    @cached_property
    def people(self) -> tuple[Sheet, ...]:
        """The tracks that people wrote: what machine tracks and one another are compared with."""
        return tuple(sheet for sheet in self.sheets if not sheet.is_machine and sheet.cues)

    @cached_property
    def _found(self) -> dict[tuple[object, int], object]:
        return {}

    def once(self, find: Callable[[Sheet], T], sheet: Sheet) -> T:
        """Look something up in a track, once for all rules that ask for it."""
        key = (find, id(sheet))
        if key not in self._found:
            self._found[key] = find(sheet)
        return cast(T, self._found[key])

    def others(self, sheet: Sheet) -> tuple[Sheet, ...]:
        """The people's tracks other than this one."""
        return tuple(other for other in self.people if other is not sheet)

    def two_frames_ms(self, sheet: Sheet) -> int:
        """Two frames of the video, in milliseconds."""
        return two_frames_ms(self.video, sheet.profile)


def two_frames_ms(video: VideoInfo | None, profile: Profile) -> int:
    """Two frames of a video, in milliseconds, rounded down; where none has come what the profile says, or the least."""
    rate = video.frame_rate if video else None
    return int(2000 / rate) if rate and rate > 0 else profile.min_gap_ms or _TWO_FRAMES_MS


def shared_ms(first: Cue, second: Cue) -> int:
    """How long both cues are seen at once."""
    return max(0, min(first.end_ms, second.end_ms) - max(first.start_ms, second.start_ms))


def clock(time_ms: int) -> str:
    """Write a time for people: 00:01:02.345, with a minus where it lies before the start."""
    minutes, rest_ms = divmod(abs(time_ms), 60_000)
    sign = "-" if time_ms < 0 else ""
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}:{rest_ms // 1000:02d}.{rest_ms % 1000:03d}"


def seconds(time_ms: int) -> str:
    """Write a length of time: 1.2 s."""
    return f"{time_ms / 1000:.3f}".rstrip("0").rstrip(".") + " s"


def amount(value: float) -> str:
    """Write a count that may be a half: 21, 17.5."""
    return f"{value:.1f}".removesuffix(".0")
