"""Every delivered track of a course against the track in the source language, and that one against the sound.

Both ask the same: offset, drift, cuts, by when cues start. Of the sound it counts when a voice begins after a pause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline import delivered, media
from pipeline.config import Course
from pipeline.delivered import Delivered
from pipeline.errors import PipelineError
from pipeline.model.cue import Track
from pipeline.model.result import Failure
from pipeline.store import Store
from pipeline.validate.alignment import Alignment, Verdict, align_starts, applied
from pipeline.validate.cuts import Cut, cuts_between
from pipeline.validate.sheet import seconds
from pipeline.workbench import CACHE

# Half a second is seen (Netflix and the EBU ask for less, but between two people's cues no less can be measured).
_OFF_MS = 500
SOUND = "sound"
_LEAST_ONSETS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """One track beside what it was compared with.

    ``against`` is the tag of the source, or "sound" for the source itself; ``moved`` says that the source was laid on
    the sound first, because it surely does not lie there. ``alignment`` holds the verdict and the proposal;
    ``drift_ms`` is how far the ratio carries the track away by its end; ``cuts`` are the places where it jumps.
    ``aside`` names the copy of the file that was written, "" where none was; ``refused`` is why a file that was to be
    written was not.
    """

    lecture: str
    language: str
    path: str
    against: str
    alignment: Alignment
    moved: bool = False
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
    """Compare what people delivered with the track in the source language, and that one with the sound of the video.

    Where the source surely does not lie on the sound, the others are compared with where it belongs, so that all
    proposals fit together. ``write`` moves the files that are surely off, each after a copy of it was put beside it;
    nothing else is written. Also gives what could not be compared. Raises PipelineError for a lecture or language not
    in the course.
    """
    store = Store(root)
    found: list[Synced] = []
    failures: list[Failure] = []
    for lecture in delivered.chosen(course, lectures, languages):
        compared, failed = _Lecture(store, course, lecture.id, write=write).compare(languages)
        found += compared
        failures += failed
    return tuple(found), tuple(failures)


def compare(track: Track, reference_ms: Sequence[int]) -> tuple[Alignment, int, tuple[Cut, ...]]:
    """Give the alignment of a track, how far its ratio carries it away by its end (milliseconds), and its cuts.

    ``reference_ms`` holds when the cues of the reference start, or when speech begins. A track with cuts has no single
    offset: its verdict is unsure, with the reason.
    """
    starts_ms = starts_of(track)
    found = align_starts(starts_ms, reference_ms)
    cuts = _cuts(starts_ms, reference_ms, found)
    if cuts and found.verdict is Verdict.SURE:
        found = replace(found, verdict=Verdict.UNSURE,
                        reason="it jumps against the other, so no one offset is right; only a person knows what "
                               "belongs into the gap")
    last_ms = max((cue.end_ms for cue in track.cues), default=0)
    return found, round((found.ratio - 1) * last_ms), cuts


def starts_of(track: Track) -> list[int]:
    """Give when the cues that show something start, rising, in milliseconds."""
    return sorted(cue.start_ms for cue in track.cues if cue.text.strip())


def _cuts(starts_ms: Sequence[int], reference_ms: Sequence[int], found: Alignment) -> tuple[Cut, ...]:
    """Find the cuts, in times of the track; drift is taken out first, since it looks like many small jumps."""
    reference_ms = sorted(reference_ms)
    if found.verdict is not Verdict.SURE or found.ratio == 1:
        return cuts_between(starts_ms, reference_ms)

    def back(time_ms: int) -> int:
        return round((time_ms - found.offset_ms) / found.ratio)

    laid_ms = [max(0, round(time_ms * found.ratio) + found.offset_ms) for time_ms in starts_ms]
    return tuple(replace(cut, from_ms=back(cut.from_ms), to_ms=back(cut.to_ms))
                 for cut in cuts_between(laid_ms, reference_ms))


class _Lecture:
    """The tracks of one lecture and its video."""

    def __init__(self, store: Store, course: Course, lecture: str, *, write: bool) -> None:
        self.store, self.course, self.lecture, self.write = store, course, lecture, write
        self.source = course.settings.source
        self.failures: list[Failure] = []

    def compare(self, languages: Sequence[str]) -> tuple[list[Synced], list[Failure]]:
        """Compare the tracks of these languages, all when none is named."""
        files, unread = delivered.find(self.store, self.course, self.lecture,
                                       (*languages, self.source) if languages else ())
        self.failures += unread
        original = next((file for file in files if file.language.tag == self.source), None)
        others = [file for file in files if file is not original]
        if original is None:
            if others:
                self.failures.append(Failure(
                    where=self.lecture, message=f"there is no {self.course.source.english_name} track to compare with",
                    hint=f"put {self.source}.srt or {self.source}.vtt beside the others"))
            return [], self.failures
        found = self._against_sound(original) if not languages or self.source in languages else []
        moved = any(one.alignment.verdict is Verdict.SURE and one.off and not one.refused for one in found)
        reference = applied(original.track, found[0].alignment) if moved else original.track
        found += [self._judged(file, starts_of(reference), against=self.source, moved=moved) for file in others]
        return found, self.failures

    def _against_sound(self, file: Delivered) -> list[Synced]:
        """Compare the source with the speech in the video; without speech it is refused, with the reason."""
        video = self.course.settings.video.format(lecture=self.lecture)
        if not self.store.exists(video):
            return [self._refused(file, f"{video} has not come, so there is no sound to compare it with")]
        try:
            speech = media.find_speech(self.store.path(video))
        except PipelineError as error:
            self.failures.append(Failure(where=f"{self.lecture} {SOUND}", message=error.message, hint=error.hint))
            return []
        if not speech.sound_ms:
            return [self._refused(file, f"{video} has no sound to compare it with")]
        if len(speech.onsets_ms) < _LEAST_ONSETS:
            return [self._refused(file, f"hardly any speech is heard in {video}: {seconds(speech.voice_ms)} of "
                                        f"{seconds(speech.sound_ms)}, beginning {len(speech.onsets_ms)} times")]
        return [self._judged(file, speech.onsets_ms, against=SOUND)]

    def _refused(self, file: Delivered, reason: str) -> Synced:
        return Synced(lecture=self.lecture, language=file.language.tag, path=file.path, against=SOUND,
                      alignment=Alignment(verdict=Verdict.REFUSED, reason=reason))

    def _judged(self, file: Delivered, reference_ms: Sequence[int], *, against: str, moved: bool = False) -> Synced:
        alignment, drift_ms, cuts = compare(file.track, reference_ms)
        found = Synced(lecture=self.lecture, language=file.language.tag, path=file.path, against=against,
                       alignment=alignment, moved=moved, drift_ms=drift_ms, cuts=cuts)
        if not self.write or not found.off or alignment.verdict is not Verdict.SURE:
            return found
        try:
            with self.store.lock(f"{CACHE}/build.lock"):
                return replace(found, aside=delivered.retime(self.store, file, _moved(file.track, alignment)))
        except PipelineError as error:
            return replace(found, refused=error.message, hint=error.hint)


def _moved(track: Track, alignment: Alignment) -> Track:
    """Move a track as proposed. Raises PipelineError when a cue would come before the start of the video."""
    early = [cue.index for cue in track.cues if cue.start_ms * alignment.ratio + alignment.offset_ms < 0]
    if early:
        raise PipelineError(f"{track.path}: cue {early[0]} would start before the video does ({len(early)} such cues)",
                            hint="take out what the video no longer has, then run it again")
    return applied(track, alignment)
