"""The steps of one lecture, in order: ingest, translate, check, mux, page.

Each step is given plain values and noted in the lecture's ledger; a step that was given the same before does not run.
In a dry run nothing runs and nothing is written: the steps that would run are found, with the reason of each.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from pipeline import media
from pipeline.config import Course, Lecture
from pipeline.delivered import path_of
from pipeline.errors import PipelineError, SubtitleError
from pipeline.formats import vtt
from pipeline.ingest import stage as ingest
from pipeline.ingest import wrong_file
from pipeline.ledger import Step, settings_of
from pipeline.model.cue import Origin, Reading, Track
from pipeline.model.glossary import TermProof
from pipeline.model.language import Language
from pipeline.model.problem import Problem
from pipeline.model.result import (
    EDITED_OUTPUT,
    MISSING_TRACK,
    NO_SOURCE,
    NO_VIDEO,
    UNREADABLE,
    Failure,
    LectureResult,
    TrackState,
)
from pipeline.model.video import VideoInfo
from pipeline.mux import stage as mux
from pipeline.report import page
from pipeline.report.render import templates_digest
from pipeline.review import corrections, origin, spoken
from pipeline.translate import stage as translate
from pipeline.translator import open_engine, open_glossary
from pipeline.validate import stage as validate
from pipeline.validate.allow import apply_allows
from pipeline.validate.gate import withheld
from pipeline.validate.repair import REVISION as REPAIR_REVISION
from pipeline.validate.repair import repair
from pipeline.workbench import Workbench

VIDEOS = "build/videos"
REPORT = "build/report"
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One lecture to build: where, of which course, in which languages, how far, on how many threads.

    ``languages`` empty: all; ``until``: ``subtitles``, ``check`` or ``videos``; ``corrections``: state of all PO files;
    ``engines``: signatures by language, where they are known; ``restores``: put back what is gone even in a dry run.
    """

    root: Path
    course: Course
    lecture: Lecture
    languages: tuple[str, ...] = ()
    until: str = "videos"
    threads: int = 1
    dry: bool = False
    restores: bool = False
    corrections: str = ""
    engines: Mapping[str, str] = field(default_factory=dict)


def build_lecture(task: Task) -> LectureResult:
    """Build what is stale of one lecture, or only say what is, and give everything there is to report."""
    return _LectureBuild(task).run()


class _LectureBuild:
    """The state of one lecture's build: what was found, what was made, what went wrong."""

    def __init__(self, task: Task) -> None:
        self.task, self.course, self.id = task, task.course, task.lecture.id
        self.bench = Workbench(task.root, self.id, dry=task.dry, restores=task.restores)
        self.store = self.bench.store
        self.folder = self.course.settings.subtitles.format(lecture=self.id)
        self.video = self.course.settings.video.format(lecture=self.id)
        self.problems: list[Problem] = []
        self.failures: list[Failure] = []
        self.tracks: dict[str, Track] = {}
        self.files: dict[str, str] = {}
        self.terms: list[TermProof] = []
        self.said: spoken.Spoken | None = None

    def run(self) -> LectureResult:
        """Go through the stages in order; what fails in one language stops that language only."""
        tags = [language.tag for language, _ in self.course.languages]
        names = frozenset(self.store.names(self.folder))
        sources = {tag: self._guarded(tag, partial(path_of, self.store, self.folder, tag, names=names)) or ""
                   for tag in tags}
        has_video = self.store.exists(self.video)
        if not has_video and not any(sources.values()):
            return self._named(awaited=True)
        info = self._guarded(self.video, self._probe) if has_video else None
        self.problems += [] if has_video else [NO_VIDEO.problem(f"{self.video} has not come", path=self.video)]
        self._make_tracks(sources)
        if self.task.until != "subtitles":
            self._guarded("check", partial(self._check, info))
        self._settle_problems()
        videos = self._videos(info) if has_video and self.task.until == "videos" else ()
        self._settle_problems()
        return self._result(info, videos)

    def _videos(self, info: VideoInfo | None) -> tuple[str, ...]:
        if info is None and not self.task.dry:
            return ()  # the video could not be read, and that has been said
        made = (self._guarded(name, partial(self._mux, info, name)) for name in self.course.settings.containers)
        return tuple(filter(None, made))

    def _make_tracks(self, sources: dict[str, str]) -> None:
        wanted = self.task.languages
        for language, _ in self.course.languages:
            if sources[language.tag] and (not wanted or language.tag in {*wanted, self.course.settings.source}):
                self._guarded(language.tag, partial(self._ingest, language, sources[language.tag]))
        if not sources[self.course.settings.source]:
            self.problems.append(NO_SOURCE.problem(
                f"there is no {self.course.source.english_name} track", path=self.folder,
                language=self.course.settings.source, hint=f"put {self.course.settings.source}.srt or .vtt there"))
        for language, made_by in self.course.languages:
            if sources[language.tag] or (wanted and language.tag not in wanted):
                continue
            if made_by is Origin.HUMAN:
                if language.tag != self.course.settings.source:
                    self.problems.append(MISSING_TRACK.problem(
                        f"there is no {language.english_name} track", path=self.folder, language=language.tag,
                        hint=f"put {language.tag}.srt or {language.tag}.vtt there when it comes"))
            elif self.course.settings.source in self.files:
                self._guarded(language.tag, partial(self._translate, language))

    def _probe(self) -> VideoInfo | None:
        name = self.bench.cache_name("probe")
        step = Step(key="probe", revision=2, inputs={"video": self.bench.digest(self.video)}, outputs=(name,))
        # Kept with its name in the course: a cache has to be good in a clone that lies elsewhere.
        usable = self.bench.do(step, lambda: self.bench.keep(
            name, replace(media.probe(self.store.path(self.video)), path=self.video)))
        return self.bench.kept(name, VideoInfo) if usable else None

    def _ingest(self, language: Language, source: str) -> None:
        name, public = self.bench.cache_name(f"ingest-{language.tag}"), self.bench.public(language.tag)
        bilingual = language.tag in self.course.bilingual
        step = Step(key=f"ingest/{language.tag}", revision=ingest.REVISION, outputs=(name, *public),
                    inputs={f"file {source}": self.bench.digest(source)},
                    settings=settings_of(language=language, bilingual=bilingual))

        def make() -> None:
            reading = ingest.run(self.store.read(source), language=language, path=source, bilingual=bilingual)
            self.bench.keep(name, reading)
            self._put(reading.track, public)

        usable, self.files[language.tag] = self.bench.do(step, make), name
        if usable:
            reading = self.bench.kept(name, Reading)
            self.tracks[language.tag] = reading.track
            self.problems.extend(reading.problems)

    def _translate(self, language: Language) -> None:
        profile, source = self.course.profile(language.tag), self.course.settings.source
        name, public = self.bench.cache_name(f"translate-{language.tag}"), self.bench.public(language.tag)
        moves = self.bench.cache_name(f"repair-{language.tag}")  # what `localize fix` shows
        opened = partial(open_engine, self.store, self.course, language, threads=self.task.threads)
        self.said = self.said or spoken.spoken(self.bench, self.course, track=self.tracks.get(source),
                                               file=self.files[source])
        person = corrections.for_lecture(self.bench, self.course, language, said=self.said, state=self.task.corrections)
        self.problems.extend(person.problems)
        step = Step(
            key=f"translate/{language.tag}", revision=translate.REVISION, outputs=(name, *public, moves),
            inputs={f"track {source}": self.bench.digest(self.files[source]),
                    "terms in it": self.bench.digest(self.said.terms[language.tag]), **person.inputs},
            settings=settings_of(engine=self.task.engines.get(language.tag) or opened().signature, profile=profile,
                                 repair=REPAIR_REVISION))

        def make() -> None:
            engine = opened()
            draft = translate.run(source=self.tracks[source], language=language, engine=engine, profile=profile,
                                  glossary=open_glossary(self.store, self.course), corrections=person.texts)
            mended = repair(draft.track, profile)
            result = replace(draft, track=mended.track)
            self.bench.keep(name, result)
            self.bench.keep(moves, mended)
            self._put(result.track, public)

        usable, self.files[language.tag] = self.bench.do(step, make), name
        if usable:
            result = self.bench.kept(name, translate.Translation)
            self.tracks[language.tag], self.terms = result.track, [*self.terms, *result.terms]
            self.problems.extend(result.problems)

    def _check(self, info: VideoInfo | None) -> None:
        key = "-".join(["check", *self.task.languages])
        name, profiles = self.bench.cache_name(key), {tag: self.course.profile(tag) for tag in self.files}
        inputs = {f"track {tag}": self.bench.digest(file) for tag, file in self.files.items()}
        inputs["video facts"] = self.bench.digest(self.bench.cache_name("probe"))
        step = Step(key=key, revision=validate.REVISION, outputs=(name,), inputs=inputs,
                    settings=settings_of(**{f"profile {tag}": profile for tag, profile in profiles.items()}))

        def make() -> None:
            tracks, source = tuple(self.tracks.values()), self.course.settings.source
            found = [problem for track in tracks for problem in wrong_file.check(
                track, reference=self.tracks.get(source), video_duration_ms=info.duration_ms if info else None)]
            found += validate.run(tracks, source=source, profiles=tuple(profiles.values()), video=info)
            self.bench.keep(name, tuple(found))

        if self.bench.do(step, make):
            self.problems.extend(self.bench.kept(name, tuple[Problem, ...]))

    def _mux(self, info: VideoInfo | None, container: str) -> str:
        ffmpeg, name = media.find_ffmpeg(self.course.settings.ffmpeg), self.bench.cache_name(f"mux-{container}")
        keeps = {"keep_subtitles": "yes"} if self.course.settings.keep_subtitles else {}
        target = f"{VIDEOS}/{self.id}{mux.named(container).suffix}"
        if self.failures and self.store.exists(target):
            return target  # a missing model must not take a language out of a video that has it
        tags = [tag for tag in self.files if not withheld(self.problems, tag)]
        step = Step(key=f"mux/{container}", revision=mux.REVISION, outputs=(name, target),
                    inputs={"video": self.bench.digest(self.video),
                            **{f"track {tag}": self.bench.digest(self.files[tag]) for tag in tags}},
                    settings={"container": container, "ffmpeg": ffmpeg.version, **keeps})

        def make() -> None:
            assert info is not None  # only a dry run comes here without, and it makes nothing
            kept = media.read_tracks(self.store.path(self.video)) if keeps else None
            plan, problems = mux.run(info, tuple(self.tracks[tag] for tag in tags), container=container, kept=kept)
            self.bench.put_made(target, of=self.video, is_folder="/" in mux.named(container).suffix,
                                make=partial(media.mux, plan, ffmpeg=ffmpeg, video=self.store.path(self.video)))
            self.bench.keep(name, problems)

        usable = self.bench.do(step, make)
        self.problems += self.bench.kept(name, tuple[Problem, ...]) if usable else ()
        return target if usable else ""

    def _result(self, info: VideoInfo | None, videos: tuple[str, ...]) -> LectureResult:
        result = self._named(
            duration_ms=info.duration_ms if info else 0, videos=videos, terms=tuple(self.terms),
            tracks=tuple(self._track_state(tag) for tag in self.tracks), failures=tuple(self.failures),
            problems=tuple(sorted(self.problems, key=lambda p: p.sort_key)))
        if self.task.until == "videos":
            self._guarded("page", partial(self._page, result))
        if not self.task.languages and self.task.until == "videos" and not self.failures:
            self._guarded("ledger", partial(self.bench.close, tuple(self.files)))
        self._guarded("ledger", self.bench.remember)
        return replace(result, steps=tuple(self.bench.steps), failures=tuple(self.failures))

    def _named(self, **found: Any) -> LectureResult:
        return LectureResult(id=self.id, part=self.task.lecture.part, title=self.task.lecture.title, **found)

    def _page(self, result: LectureResult) -> None:
        """Write the lecture's page of the report: every problem beside its cue, in all languages."""
        name = f"{REPORT}/{self.id}.html"
        step = Step(key="page", revision=page.REVISION, outputs=(name,), settings={"templates": templates_digest()},
                    inputs={**{f"track {tag}": self.bench.digest(file) for tag, file in self.files.items()},
                            "result": hashlib.sha256(msgspec.json.encode(result)).hexdigest()})
        tracks, source = tuple(self.tracks.values()), self.course.settings.source
        self.bench.do(step, lambda: self.bench.put(name, page.run(result, tracks, source=source).encode()))

    def _put(self, track: Track, public: tuple[str, str]) -> None:
        """Write a track for people, and beside it who made each of its cues."""
        self.bench.note_track(track.language, origin.summary(track))
        for name, content in zip(public, (vtt.write(track).encode(), origin.write(track)), strict=True):
            self.bench.put(name, content)

    def _settle_problems(self) -> None:
        """Give every problem its lecture and its file, and let those pass that course.toml allows."""
        hint = f"to make the change last, put it into {self.folder}"
        self.problems += [EDITED_OUTPUT.problem(f"{name} was changed by hand and is now {aside}", path=name, hint=hint)
                          for name, aside in self.bench.set_aside]
        self.bench.set_aside.clear()
        placed = [replace(p, lecture=self.id, path=p.path or self.folder) for p in self.problems]
        self.problems = list(apply_allows(placed, self.course.allows))

    def _track_state(self, tag: str) -> TrackState:
        track = self.tracks[tag]
        return TrackState(language=tag, origin=track.origin, cues=len(track.cues), path=track.path,
                          built=self.bench.public(tag)[0], provenance=track.provenance,
                          withheld=withheld(self.problems, tag),
                          post_edited=sum(cue.origin is Origin.POST_EDITED for cue in track.cues))

    def _guarded(self, where: str, work: Callable[[], T]) -> T | None:
        """Do a piece of work; what goes wrong is noted, and the rest of the lecture goes on."""
        try:
            return work()
        except SubtitleError as error:
            self.problems.append(UNREADABLE.problem(error.message.removeprefix(f"{error.path}: "), path=error.path,
                                                    line=error.line, language=where, hint=error.hint))
        except PipelineError as error:
            self.failures.append(Failure(where=f"{self.id} {where}", message=error.message, hint=error.hint))
        return None
