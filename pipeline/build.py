"""The story of a course: which lectures have something to do, and what is said of all of them in the end.

What happens within a lecture is in :mod:`pipeline.lecture`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from sys import intern

from pipeline import executors
from pipeline.config import Course, Lecture, read_course
from pipeline.errors import PipelineError
from pipeline.lecture import REPORT, Task, build_lecture
from pipeline.model.cue import Origin
from pipeline.model.problem import Problem, Severity
from pipeline.model.result import UNUSED_ALLOW, LectureResult
from pipeline.report import html, terms
from pipeline.review.files import snapshot
from pipeline.store import Store
from pipeline.translator import open_engine
from pipeline.validate.allow import unused_allows
from pipeline.workbench import CACHE

COURSE_FILE = "course.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to build: which lectures and languages (none named means all), how far, on how many processes."""

    lectures: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    until: str = "videos"
    jobs: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseResult:
    """What a build of a course came to: its lectures in order, problems of the course itself, the report page."""

    lectures: tuple[LectureResult, ...]
    problems: tuple[Problem, ...] = ()
    report: str = ""

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """Every problem of every lecture and of the course, in the order they are shown in."""
        found = [*self.problems, *(p for lecture in self.lectures for p in lecture.problems)]
        return tuple(sorted(found, key=lambda p: p.sort_key))

    @property
    def steps(self) -> int:
        """How many steps had to run."""
        return sum(len(lecture.steps) for lecture in self.lectures)


def open_course(root: Path) -> Course:
    """Read the course of a folder. Raises ConfigError, or StoreError when there is no course.toml."""
    return read_course(Store(root).read(COURSE_FILE).decode(errors="replace"), path=COURSE_FILE)


def status(root: Path, course: Course, wanted: Wanted) -> CourseResult:
    """Say what a build would do, and why, without doing it."""
    results = [build_lecture(task) for task in _tasks(root, course, wanted, dry=True)]
    return CourseResult(lectures=tuple(results))


def build(root: Path, course: Course, wanted: Wanted, *,
          on_lecture: Callable[[int, int, str], None] = lambda done, of, lecture: None,
          on_wait: Callable[[str], object] = lambda who: None) -> CourseResult:
    """Build what is stale, several lectures side by side, and write the report.

    ``on_lecture`` is told how many of the stale lectures are done, of how many, and which was the last; ``on_wait`` for
    whom the build waits, when another one works on the course.
    """
    store = Store(root)
    with store.lock(f"{CACHE}/build.lock", on_wait=on_wait):
        store.sweep("build")
        tasks = [replace(task, restores=True) for task in _tasks(root, course, wanted, dry=True)]
        whole = not wanted.lectures and not wanted.languages and wanted.until == "videos"
        results: list[LectureResult] = []
        proofs: list[terms.LectureTerms] = []
        fold = (partial(_folded, cues={allow.cue for allow in course.allows}) if whole
                else lambda result: (result, terms.of_lecture(result)))
        for result, proof in map(fold, map(build_lecture, tasks)):
            results.append(result)
            proofs.append(proof)
        stale = [place for place, result in enumerate(results) if result.steps]
        threads = max(1, executors.default_jobs() // max(1, min(wanted.jobs, len(stale))))
        to_do = [replace(tasks[place], dry=False, threads=threads) for place in stale]
        for done, (place, result) in enumerate(executors.run(build_lecture, to_do, jobs=wanted.jobs), start=1):
            results[stale[place]], proofs[stale[place]] = fold(result)
            on_lecture(done, len(to_do), result.id)
        if to_do:
            store.sweep("build")  # once more: a worker of a killed build may have breathed its last just now
        problems = _course_problems(course, results) if whole else ()
        report = _write_report(store, course, results, problems, proofs) if whole else ""
    return CourseResult(lectures=tuple(results), problems=problems, report=report)


def _folded(result: LectureResult, *, cues: Set[int]) -> tuple[LectureResult, terms.LectureTerms]:
    """Make of the proofs of the terms what the report says of them, and of notes what kinds there are and how many.

    Otherwise the memory that a build takes would grow much faster with the course. The words and places of a note are
    on its lecture's page; the course's page counts it. ``cues`` are those that an [[allow]] entry names.
    """
    shared: dict[Problem, Problem] = {}
    problems = tuple(shared.setdefault(slim, slim) for slim in (_slim(problem, cues) for problem in result.problems))
    return replace(result, terms=(), problems=problems), terms.of_lecture(result)


def _slim(problem: Problem, cues: Set[int]) -> Problem:
    kept = replace(problem, code=intern(problem.code), name=intern(problem.name), path=intern(problem.path),
                   hint=intern(problem.hint), lecture=intern(problem.lecture), language=intern(problem.language))
    if kept.severity is not Severity.INFO:
        return kept
    return Problem(code=kept.code, name=kept.name, severity=kept.severity, message="", language=kept.language,
                   cue=kept.cue if kept.cue in cues else 0, lecture=kept.lecture, allowed=kept.allowed)


def _tasks(root: Path, course: Course, wanted: Wanted, *, dry: bool) -> list[Task]:
    lectures = _chosen(course, wanted.lectures)
    tags = [language.tag for language, _ in course.languages]
    for tag in wanted.languages:
        if tag not in tags:
            raise PipelineError(f"the course has no language {tag!r}", hint=f"use one of {', '.join(tags)}")
    store = Store(root)
    state, engines = snapshot(store, course), _signatures(store, course)
    return [Task(root=root, course=course, lecture=lecture, languages=wanted.languages, until=wanted.until, dry=dry,
                 corrections=state, engines=engines) for lecture in lectures]


def _signatures(store: Store, course: Course) -> dict[str, str]:
    """Ask every language's engine once who it is; where there is none, each lecture will say so."""
    found = {}
    for language, origin in course.languages:
        if origin is Origin.MACHINE:
            with suppress(PipelineError):
                found[language.tag] = open_engine(store, course, language, threads=1).signature
    return found


def _chosen(course: Course, names: Sequence[str]) -> list[Lecture]:
    known = {lecture.id: lecture for lecture in course.lectures}
    for name in names:
        if name not in known:
            raise PipelineError(f"the course has no lecture {name!r}", hint=f"use one of {', '.join(known)}")
    return [known[name] for name in names] if names else list(course.lectures)


def _course_problems(course: Course, results: Sequence[LectureResult]) -> tuple[Problem, ...]:
    if any(result.failures for result in results):
        return ()  # what could not be checked may well be what an entry is for
    shown = [problem for result in results for problem in result.problems]
    return tuple(UNUSED_ALLOW.problem(f"[[allow]] {allow.code} ({allow.reason}) matches nothing", path=COURSE_FILE,
                                      hint="take the entry out") for allow in unused_allows(shown, course.allows))


def _write_report(store: Store, course: Course, results: Sequence[LectureResult],
                  problems: tuple[Problem, ...], proofs: Sequence[terms.LectureTerms]) -> str:
    name = f"{REPORT}/index.html"
    languages = tuple(language for language, _ in course.languages)
    page = html.run(course.settings.title, languages, tuple(replace(r, steps=()) for r in results), problems, proofs)
    store.write(name, page.encode())
    store.write(f"{REPORT}/terms.tsv", terms.whole_table(proofs))
    return name
