"""Every delivered track of a course against the track in the source language: offset, drift, cuts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import delivered
from pipeline.config import Course
from pipeline.delivered import Delivered
from pipeline.errors import PipelineError
from pipeline.model.cue import Track
from pipeline.model.result import Failure
from pipeline.store import Store
from pipeline.validate.alignment import Alignment, Verdict, align, applied
from pipeline.validate.cuts import Cut, find_cuts
from pipeline.workbench import CACHE

# Half a second is seen (Netflix and the EBU ask for less, but between two people's cues no less can be measured).
_OFF_MS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """One track beside the source track.

    ``alignment`` holds the verdict and the proposal; ``drift_ms`` is how far the ratio carries the track away by its
    end; ``cuts`` are the places where it jumps. ``aside`` names the copy of the file that was written, "" where none
    was; ``refused`` is why a file that was to be written was not.
    """

    lecture: str
    language: str
    path: str
    alignment: Alignment
    drift_ms: int = 0
    cuts: tuple[Cut, ...] = ()
    aside: str = ""
    refused: str = ""
    hint: str = ""

    @property
    def off(self) -> bool:
        """Whether the track surely does not lie where it belongs, by more than half a second."""
        moved = abs(self.alignment.offset_ms) > _OFF_MS or abs(self.drift_ms) > _OFF_MS
        return bool(self.cuts) or (self.alignment.verdict is Verdict.SURE and moved)


def sync(root: Path, course: Course, *, lectures: Sequence[str] = (), languages: Sequence[str] = (),
         write: bool = False) -> tuple[tuple[Synced, ...], tuple[Failure, ...]]:
    """Compare what people delivered with the track in the source language, and give what could not be compared.

    ``write`` moves the files that are surely off, each after a copy of it was put beside it; nothing else is written.
    Raises PipelineError for a lecture or language not in the course.
    """
    store, source = Store(root), course.settings.source
    found: list[Synced] = []
    failures: list[Failure] = []
    for lecture in delivered.chosen(course, lectures, languages):
        files, unread = delivered.find(store, course, lecture.id, (*languages, source) if languages else ())
        failures += unread
        reference = next((file.track for file in files if file.language.tag == source), None)
        others = [file for file in files if file.language.tag != source]
        if others and reference is None:
            failures.append(Failure(where=lecture.id, message=f"there is no {course.source.english_name} track to "
                                    "compare with", hint=f"put {source}.srt or {source}.vtt beside the others"))
        elif reference is not None:
            found += [_against(store, file, reference, write=write) for file in others]
    return tuple(found), tuple(failures)


def compare(track: Track, reference: Track) -> tuple[Alignment, int, tuple[Cut, ...]]:
    """Give the alignment of a track, how far its ratio carries it away by its end (milliseconds), and its cuts.

    A track with cuts has no single offset: its verdict is unsure, with the reason.
    """
    found = align(track, reference)
    last_ms = max((cue.end_ms for cue in track.cues), default=0)
    cuts = _cuts(track, reference, found)
    if cuts and found.verdict is Verdict.SURE:
        found = replace(found, verdict=Verdict.UNSURE,
                        reason="it jumps against the other, so no one offset is right; only a person knows what "
                               "belongs into the gap")
    return found, round((found.ratio - 1) * last_ms), cuts


def _cuts(track: Track, reference: Track, found: Alignment) -> tuple[Cut, ...]:
    """Find the cuts, in times of the track; drift is taken out first, since it looks like many small jumps."""
    if found.verdict is not Verdict.SURE or found.ratio == 1:
        return find_cuts(track, reference)

    def back(time_ms: int) -> int:
        return round((time_ms - found.offset_ms) / found.ratio)

    return tuple(replace(cut, from_ms=back(cut.from_ms), to_ms=back(cut.to_ms))
                 for cut in find_cuts(applied(track, found), reference))


def _against(store: Store, file: Delivered, reference: Track, *, write: bool) -> Synced:
    alignment, drift_ms, cuts = compare(file.track, reference)
    found = Synced(lecture=file.lecture, language=file.language.tag, path=file.path, alignment=alignment,
                   drift_ms=drift_ms, cuts=cuts)
    if not write or not found.off or alignment.verdict is not Verdict.SURE:
        return found
    try:
        with store.lock(f"{CACHE}/build.lock"):
            return replace(found, aside=delivered.retime(store, file, _moved(file.track, alignment)))
    except PipelineError as error:
        return replace(found, refused=error.message, hint=error.hint)


def _moved(track: Track, alignment: Alignment) -> Track:
    """Move a track as proposed. Raises PipelineError when a cue would come before the start of the video."""
    early = [cue.index for cue in track.cues if cue.start_ms * alignment.ratio + alignment.offset_ms < 0]
    if early:
        raise PipelineError(f"{track.path}: cue {early[0]} would start before the video does ({len(early)} such cues)",
                            hint="take out what the video no longer has, then run it again")
    return applied(track, alignment)
