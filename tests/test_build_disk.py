"""A disk that is full or read-only, and two people at once: a clear message, and nothing that was good is lost."""

from __future__ import annotations

import errno
import os
import pathlib
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline import build as story
from pipeline.build import CourseResult, Wanted, build, open_course
from pipeline.cli import _run
from pipeline.errors import StoreError
from pipeline.store import Store

LECTURE = "p1-01-transitions"
Make = Callable[..., Path]


def run(root: Path) -> CourseResult:
    return build(root, open_course(root), Wanted())


def public(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for folder in ("build", "subtitles")
            for path in (root / folder).rglob("*") if path.is_file() and ".cache" not in path.parts}


def change(root: Path) -> None:
    path = root / f"subtitles/{LECTURE}/en.srt"
    path.write_text(path.read_text(encoding="utf-8").replace("Today we look", "Today we listen"), encoding="utf-8")


@pytest.fixture
def course(make_course: Make, pseudo_engine: object) -> Path:
    root = make_course(LECTURE)
    run(root)
    return root


def full(patch: pytest.MonkeyPatch) -> None:
    """Let every write fail as on a full disk: the file is there, its content is not."""
    def refuse(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    patch.setattr(os, "fsync", refuse)


def read_only(patch: pytest.MonkeyPatch) -> None:
    """Let every change fail as on a disk that is mounted read-only."""
    opened, low = pathlib.Path.open, os.open

    def refuse(self: Path, mode: str = "r", *arguments: object, **named: object) -> object:
        if set(mode) & set("wax+"):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return opened(self, mode, *arguments, **named)  # type: ignore[arg-type, call-overload]

    def refuse_low(path: object, flags: int, *arguments: object, **named: object) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return low(path, flags, *arguments, **named)  # type: ignore[arg-type]

    def refuse_folder(path: object, *arguments: object, **named: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    patch.setattr(os, "mkdir", refuse_folder)
    patch.setattr(pathlib.Path, "open", refuse)
    patch.setattr(os, "open", refuse_low)


FAULTS = {"no space left on device": full, "read-only file system": read_only}
VERBS = {
    "build": ("build", "--jobs", "1"), "subtitles": ("subtitles", "--jobs", "1"),
    "review export": ("review", "export", "--jobs", "1"),
    "review import": ("review", "import", "{root}/back.po", "--lecture", LECTURE, "--language", "ko"),
    "review tmx import": ("review", "tmx", "import", "{root}/back.tmx", "--language", "ko"),
    "add": ("add", "p3-01-new", "--part", "3", "--title", "New"),
}


@pytest.mark.parametrize("verb", list(VERBS))
@pytest.mark.parametrize("words", list(FAULTS))
def test_each_verb_says_what_the_disk_says_and_changes_nothing(
        course: Path, words: str, verb: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    (course / "back.po").write_text('msgid ""\nmsgstr ""\n\nmsgid "They measure the air."\nmsgstr "공기를 측정합니다."\n',
                                    encoding="utf-8")
    (course / "back.tmx").write_text(
        '<?xml version="1.0"?><tmx version="1.4"><header srclang="en"/><body><tu><tuv xml:lang="en"><seg>Hello.</seg></tuv>'
        '<tuv xml:lang="ko"><seg>안녕하세요.</seg></tuv></tu></body></tmx>', encoding="utf-8")
    change(course)
    before = public(course)
    arguments = [one.format(root=course) for one in VERBS[verb]] + ["--root", str(course)]
    capsys.readouterr()
    with monkeypatch.context() as patch:
        FAULTS[words](patch)
        assert _run(arguments) == 2
    said = capsys.readouterr().err
    assert words in said.lower()
    assert "help: " in said
    assert "Traceback" not in said
    after = public(course)
    assert {name for name in before if after.get(name) != before[name]} <= {"build/report/index.html"}
    assert list(course.rglob("*.tmp")) == []
    result = run(course)
    assert [lecture.failures for lecture in result.lectures if lecture.failures] == []
    assert list(course.rglob("*.edited-*")) == []
    assert "listen" in (course / f"build/subtitles/{LECTURE}/en.vtt").read_text(encoding="utf-8")
    assert run(course).steps == 0


def test_after_a_full_disk_the_build_is_what_it_would_have_been(
        course: Path, make_course: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    change(course)
    for room in range(0, 60, 7):
        left = iter(range(room))  # the disk takes so many more files

        def scarce(descriptor: int, left: Iterator[int] = left) -> None:
            if next(left, None) is None:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        with monkeypatch.context() as patch, suppress(StoreError):
            patch.setattr(os, "fsync", scarce)
            run(course)
    run(course)
    found = public(course)
    (course / "build").rename(course / "before")
    run(course)
    assert public(course) == found


def test_a_second_build_says_for_whom_it_waits_and_then_finds_all_done(
        course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(course)
    code = ("import sys; from pathlib import Path; from pipeline.store import Store\n"
            "with Store(Path(sys.argv[1])).lock('build/.cache/build.lock'):\n    print('held', flush=True); sys.stdin.read()")
    with subprocess.Popen([sys.executable, "-c", code, str(course)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        told: list[str] = []

        def wait(who: str) -> None:
            told.append(who)
            assert holder.stdin is not None
            holder.stdin.close()

        result = build(course, open_course(course), Wanted(), on_wait=wait)
        assert told == [f"process {holder.pid}"]
    assert result.steps > 0
    assert run(course).steps == 0


def test_builds_side_by_side_give_what_one_gives(course: Path) -> None:
    change(course)
    results: list[CourseResult] = []
    both = [threading.Thread(target=lambda: results.append(run(course))) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join(120)
    assert sorted(bool(result.steps) for result in results) == [False, True]
    assert results[0].all_problems == results[1].all_problems


def test_a_course_that_is_held_too_long_is_refused_with_the_holder(
        course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    held = Store.lock
    monkeypatch.setattr(Store, "lock", lambda self, name, **named: held(self, name, **(named | {"wait_s": 0.1})))
    with held(Store(course), "build/.cache/build.lock"):
        (course / "build/.cache/build.holder").write_text("process 4711")
        capsys.readouterr()
        assert _run(["build", "--jobs", "1", "--root", str(course)]) == 2
        said = capsys.readouterr().err
    assert "waiting for process 4711" in said
    assert "is held by process 4711" in said
    assert story.COURSE_FILE == "course.toml"
