"""Tracks as files for other players and tools, with word of everything their format cannot carry, before it is gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from pipeline import media
from pipeline.errors import PipelineError
from pipeline.formats import FORMATS, Format, bidi, find_format, vtt
from pipeline.ingest import stage as ingest
from pipeline.model.cue import Reading, Track
from pipeline.model.label import NAME_MARKS
from pipeline.model.language import Language, find_language
from pipeline.model.problem import Problem
from pipeline.model.result import LectureResult, TrackState
from pipeline.model.video import VideoInfo
from pipeline.mux import stage as mux
from pipeline.store import Store, read_file
from pipeline.translate.stage import Translation
from pipeline.workbench import Workbench

NO_MARKS = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One file that can be written: its name, its text (UTF-8 on disk), what its format cannot carry, cue by cue."""

    name: str
    text: str
    losses: tuple[Problem, ...]


def lecture_tracks(root: Path, lecture: LectureResult, languages: Sequence[str] = ()) -> tuple[Track, ...]:
    """Give the tracks of a built lecture, in course order; those that are withheld from its video stay out.

    A human track is as its file says it, with that file's lines; a machine track has the lines of the built file.
    ``languages`` empty means all.
    """
    bench = Workbench(root, lecture.id, dry=True)
    return tuple(_kept(bench, state) for state in lecture.tracks
                 if not state.withheld and (not languages or state.language in languages))


def sidecars(track: Track, *, lecture: str, suffixes: Iterable[str], style: str = NO_MARKS) -> tuple[Export, ...]:
    """Write a track in each format: ``<lecture>.<tag>.srt``, for machine translation ``<lecture>.<tag>.machine.srt``.

    ``suffixes`` are keys of FORMATS; ``style`` says how direction marks are set where the language runs from right to
    left (:data:`pipeline.formats.bidi.STYLES`).
    """
    stem = f"{lecture}.{track.language}{NAME_MARKS[track.origin]}"
    return tuple(_export(track, f"{stem}{suffix}", FORMATS[suffix], lecture=lecture, style=style)
                 for suffix in suffixes)


def container_losses(video: Path, tracks: Sequence[Track], *, container: str, lecture: str) -> tuple[Problem, ...]:
    """Tell, cue by cue, what a container cannot carry of a lecture's tracks, before any video is made.

    Without the video nobody knows its length: then no cue counts as past its end. Raises MediaError for a video that
    cannot be read, PipelineError for an unknown container.
    """
    if video.exists():
        facts = media.probe(video)
    else:
        end_ms = max((cue.end_ms for track in tracks for cue in track.cues), default=0)
        facts = VideoInfo(path=str(video), duration_ms=end_ms, start_ms=0, width=0, height=0, frame_rate=Fraction(0),
                          video_packets=0, audio_packets=0, audio_streams=0, subtitle_streams=0)
    _, problems = mux.run(facts, tuple(tracks), container=container, each_cue=True)
    return tuple(replace(problem, lecture=lecture) for problem in problems)


def convert(path: Path, name: str, *, language: Language, style: str = NO_MARKS) -> tuple[Reading, Export]:
    """Read a subtitle file from anywhere and write it in the format that the suffix of ``name`` says.

    The reading tells what was mended or not understood, the export what is lost on the way out. Raises SubtitleError
    when the file cannot be read, PipelineError for an unknown suffix or for direction marks in a left-to-right text.
    """
    form = find_format(name)
    if style != NO_MARKS and not language.right_to_left:
        raise PipelineError(f"{path}: {language.english_name} is not written from right to left",
                            hint="say what language the file is in, such as --language ar, or leave --bidi out")
    reading = ingest.run(read_file(path), language=language, path=str(path))
    return reading, _export(reading.track, name, form, lecture="", style=style)


def differing(folder: Path, files: Iterable[Export]) -> tuple[str, ...]:
    """Name the files that are already there with other contents: somebody may have corrected them."""
    store = Store(folder)
    return tuple(file.name for file in files if store.exists(file.name) and store.read(file.name) != file.text.encode())


def write(folder: Path, files: Sequence[Export], *, force: bool) -> None:
    """Write all files, or none when one is there with other contents; ``force`` replaces those.

    Raises PipelineError that names every such file, StoreError when the disk refuses.
    """
    others = () if force else differing(folder, files)
    if others:
        names = ", ".join(str(folder / name) for name in others)
        raise PipelineError(f"already there with other contents, so nothing was written: {names}",
                            hint="somebody may have corrected it: move it away, or replace it with --force")
    store = Store(folder)
    for file in files:
        store.write(file.name, file.text.encode())


def _export(track: Track, name: str, form: Format, *, lecture: str, style: str) -> Export:
    if find_language(track.language).right_to_left:
        track = bidi.mark(track, style)
    losses = [replace(problem, lecture=lecture) for problem in _losses(track, form)]
    return Export(name=name, text=form.write(track), losses=tuple(sorted(losses, key=lambda p: p.sort_key)))


def _losses(track: Track, form: Format) -> list[Problem]:
    """Ask for each cue alone: over a whole track, many losses of one kind would be told as one."""
    alone = replace(track, header="", trailer=(), cues=())
    return [*form.loss(replace(track, cues=())),
            *(problem for cue in track.cues for problem in form.loss(replace(alone, cues=(cue,))))]


def _kept(bench: Workbench, state: TrackState) -> Track:
    """Take a track as the build has it: the built file is itself a conversion, without what WebVTT cannot carry."""
    if state.path:
        return bench.kept(bench.cache_name(f"ingest-{state.language}"), Reading).track
    track = bench.kept(bench.cache_name(f"translate-{state.language}"), Translation).track
    built = vtt.read(vtt.write(track), language=track.language).track
    cues = tuple(replace(cue, line=place.line) for cue, place in zip(track.cues, built.cues, strict=True))
    return replace(track, cues=cues, path=state.built)
