"""Work side by side gives the same results, and stops when it is told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline import executors, host
from pipeline.errors import PipelineError
from pipeline.model.language import find_language

SLEEPER = '''
import sys, time
from pathlib import Path
from pipeline import executors

def work(name):
    try:
        Path(name).touch()
        time.sleep(60)
    finally:
        Path(name).unlink()

if __name__ == "__main__":
    try:
        list(executors.run(work, sys.argv[1:], jobs=2))
    except KeyboardInterrupt:
        sys.exit(130)
'''


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_item_is_worked_on_once_and_its_place_is_told(jobs: int) -> None:
    assert sorted(executors.run(abs, [-3, -1, -2], jobs=jobs)) == [(0, 3), (1, 1), (2, 2)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_crosses_the_process_border_whole(jobs: int) -> None:
    with pytest.raises(PipelineError, match="'xx' is not a language") as caught:
        list(executors.run(find_language, ["xx", "xx"], jobs=jobs))
    assert caught.value.hint.startswith("use one of en, it")


def test_workers_go_when_their_build_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "sleeper.py"
    script.write_text(SLEEPER.replace("Path(name).touch()", "Path(name).write_text(str(__import__('os').getpid()))"))
    names = [tmp_path / "a", tmp_path / "b"]
    with subprocess.Popen([sys.executable, str(script), *map(str, names)], stderr=subprocess.DEVNULL) as process:
        end = time.monotonic() + 30
        while not all(name.exists() and name.read_text() for name in names) and time.monotonic() < end:
            time.sleep(0.05)
        workers = [int(name.read_text()) for name in names]
        process.kill()
    end = time.monotonic() + 30
    while any(map(host.alive, workers)) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(map(host.alive, workers))


def test_ctrl_c_cleans_up_in_every_worker_and_says_nothing_of_its_own(tmp_path: Path) -> None:
    script = tmp_path / "sleeper.py"
    script.write_text(SLEEPER)
    names = [tmp_path / "a", tmp_path / "b"]
    with subprocess.Popen([sys.executable, str(script), *map(str, names)], stderr=subprocess.PIPE, text=True,
                          start_new_session=True) as process:
        end = time.monotonic() + 30
        while not all(name.exists() for name in names) and time.monotonic() < end:
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err == ""
    assert not any(name.exists() for name in names)
