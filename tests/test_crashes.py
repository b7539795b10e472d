"""A build that is killed with -9 leaves nothing that the next one does not put right, at whatever point it died."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from pipeline.build import CourseResult, Wanted, build, open_course

LECTURE = "p1-01-transitions"
EVERY = 1 if "FUZZ_EXAMPLES" in os.environ else 9  # every point of a build, or every ninth
Make = Callable[..., Path]


@pytest.fixture(scope="module")
def crashes() -> ModuleType:
    """The benchmark that kills builds at random moments; it knows how two builds are compared."""
    spec = importlib.util.spec_from_file_location("crashes", Path(__file__).parents[1] / "benchmarks/crashes.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(autouse=True)
def _no_power_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the kernel has, a killed process cannot lose; waiting for the disk each time makes this ten times slower."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


def run(root: Path) -> CourseResult:
    return build(root, open_course(root), Wanted())


def change(root: Path) -> None:
    path = root / f"subtitles/{LECTURE}/en.srt"
    path.write_text(path.read_text(encoding="utf-8").replace("Today we look", "Today we listen"), encoding="utf-8")


def dies(root: Path, at: int) -> bool:
    """Build in a process that is killed just before it puts its ``at``-th file in place; say whether there was one."""
    pid = os.fork()
    if pid == 0:
        count = 0

        def mortal(real: Callable[..., object]) -> Callable[..., object]:
            def call(*arguments: object, **named: object) -> object:
                nonlocal count
                count += 1
                if count == at:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*arguments, **named)

            return call

        try:
            for name in ("replace", "rename", "link", "unlink"):
                setattr(os, name, mortal(getattr(os, name)))
            run(root)
        finally:
            os._exit(0)
    _, status = os.waitpid(pid, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process that is to die at a known point is forked")
@pytest.mark.filterwarnings("ignore:This process:DeprecationWarning")
@pytest.mark.parametrize("built_before", [False, True], ids=["from nothing", "after a change"])
def test_killed_at_any_point_a_build_is_finished_by_the_next_as_if_nothing_had_been(
        make_course: Make, pseudo_engine: object, tmp_path: Path, crashes: ModuleType, built_before: bool) -> None:
    root = make_course(LECTURE)
    start, place = tmp_path.with_name("start"), tmp_path.with_name("killed")
    if built_before:
        run(root)
        change(root)
    shutil.copytree(root, start)
    run(root)
    wanted = crashes.state(root)
    at, deaths = 1, 0
    while True:
        shutil.copytree(start, place)
        died = dies(place, at)
        result = run(place)
        assert crashes.differences(crashes.state(place), wanted) == [], f"killed before change {at} of the disk"
        assert [p.code for p in result.all_problems if p.code == "S093"] == []
        shutil.rmtree(place)
        if not died:
            break
        at, deaths = at + EVERY, deaths + 1
    shutil.rmtree(start)
    assert deaths * EVERY > 15


def test_builds_killed_at_random_moments_are_finished_by_the_next(tmp_path: Path, crashes: ModuleType) -> None:
    found = crashes.run(tmp_path, kills=2, seed=7, lectures=(LECTURE,), jobs=1)
    assert found["differences"] == []
    assert found["builds_compared"] >= 1
