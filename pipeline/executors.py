"""Where the work runs: in this process, or lectures side by side in several."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from types import FrameType
from typing import Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


def default_jobs() -> int:
    """How many lectures may be worked on at once here: one for each processor this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run(function: Callable[[Item], Result], items: Sequence[Item], *, jobs: int) -> Iterator[tuple[int, Result]]:
    """Call a function for every item and give each result, with its item's place, as soon as it is there.

    With one job, or one item, everything runs in this process. ``function`` and items must be picklable otherwise.
    An interrupt cancels what has not begun, lets the workers clean up, and goes on upwards.
    """
    if jobs <= 1 or len(items) <= 1:
        for place, item in enumerate(items):
            yield place, function(item)
        return
    # Spawned, not forked: a forked child would inherit the threads' locks of the translation library.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(max_workers=min(jobs, len(items)), mp_context=context, initializer=_listen)
    try:
        with _deaf_children():
            futures = {pool.submit(_Call(function), item): place for place, item in enumerate(items)}
        for future in as_completed(futures):
            yield futures[future], future.result()
    except BaseException:
        for child in multiprocessing.active_children():
            child.terminate()
        pool.shutdown(wait=True, cancel_futures=True)
        raise
    pool.shutdown()


class _Call(Generic[Item, Result]):
    """A call in a worker, which knows whether it is at work when it is told to stop."""

    at_work = False

    def __init__(self, function: Callable[[Item], Result]) -> None:
        self._function = function

    def __call__(self, item: Item) -> Result:
        _Call.at_work = True
        try:
            return self._function(item)
        finally:
            _Call.at_work = False


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Start workers that do not hear Ctrl-C: a terminal sends it to all, and each would print a traceback."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say what a signal does, and only it hears Ctrl-C
        return
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, heard)


def _listen() -> None:
    signal.signal(signal.SIGTERM, _stop)
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    """Go when the build is gone that this worker works for: killed, it can neither stop workers nor keep its lock."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(128 + signal.SIGKILL)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    """Leave: with an exception that cleans up where work is going on, quietly where none is."""
    if _Call.at_work:
        raise KeyboardInterrupt
    os._exit(128 + signal.SIGTERM)
