"""A place to work beside the target, so that the old file stays until the new one is proved.

The lock is on the target; whoever holds it may clear what a killed run left behind for the same target.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import MediaError, StoreError
from pipeline.host import alive

_SUFFIX = ".part"


@contextmanager
def workplace(target: Path) -> Iterator[Path]:
    """Give a fresh folder beside the target, on the same disk; it is gone afterwards, whatever happens.

    Raises MediaError when another run works on this target, StoreError when the disk refuses.
    """
    prefix = f".mux-{hashlib.sha256(os.fsencode(target.name)).hexdigest()[:12]}"
    with disk(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(target.parent / f"{prefix}.lock", timeout=0)
    try:
        with disk(target):
            lock.acquire()
    except Timeout as error:
        raise MediaError("another run is writing this video", path=str(target),
                         hint="wait until it is done, or stop it") from error
    try:
        clear_leftovers(target.parent, prefix)
        with disk(target):
            folder = Path(tempfile.mkdtemp(prefix=f"{prefix}-{os.getpid()}-", suffix=_SUFFIX, dir=target.parent))
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        lock.release()


def refuse_source_as_target(video: Path, target: Path) -> None:
    """FFmpeg empties its output before it reads its input: a linked name would destroy the lecture.

    Raises MediaError when both paths are one file.
    """
    if target.exists() and video.exists() and target.samefile(video):
        raise MediaError("this is the source video itself (or a link to it)", path=str(target),
                         hint="write to another folder; the source is never touched")


def clear_leftovers(folder: Path, prefix: str) -> None:
    """Remove what runs left that were killed (``kill -9``, power cut): their process is gone."""
    for left in folder.glob(f"{prefix}-*{_SUFFIX}"):
        pid = left.name.removeprefix(f"{prefix}-").partition("-")[0]
        if pid.isdigit() and int(pid) != os.getpid() and not alive(int(pid)):
            shutil.rmtree(left, ignore_errors=True)


def deliver(made: Path, target: Path) -> None:
    """Put a finished file in the target's place, all or nothing, and make sure it is on the disk.

    Raises StoreError; the old file is there until the very end.
    """
    with disk(target):
        sync(made)
        made.replace(target)
        _sync_folder(target.parent)


def sync(path: Path) -> None:
    """Wait until a file is on the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def disk(path: Path) -> Iterator[None]:
    """Raise StoreError, which names the file, when the disk refuses; a Timeout of the lock is no such refusal."""
    try:
        yield
    except Timeout:
        raise
    except OSError as error:
        raise StoreError(f"cannot be written: {error.strerror or error}", path=str(path),
                         hint="look at free space and permissions of the folder") from error
