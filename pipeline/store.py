"""The only door to the disk: whole files or none, digests of contents, one build at a time.

A file is replaced by writing a temporary file beside it, flushing it to the disk and renaming it, so a reader (and the
next run after a crash) sees the old file or the new one, never half of one.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import StoreError
from pipeline.host import alive

LOCK_WAIT_S = 600
_TEMPORARY = re.compile(r"\.(?P<pid>\d+)-[0-9a-f]{8}\.tmp$")
_HINTS = {
    errno.ENOSPC: "free some space and run again; what was built before is still there",
    errno.EDQUOT: "your disk quota is used up; free some space and run again",
    errno.EACCES: "give yourself the right to write here, or build in another folder",
    errno.EPERM: "give yourself the right to write here, or build in another folder",
    errno.EROFS: "the disk is read-only; build in another folder",
    errno.EISDIR: "there is a folder of this name; move it away",
    errno.ENOTDIR: "there is a file where a folder is needed; move it away",
    errno.ENAMETOOLONG: "give it a shorter name",
}


class Store:
    """The files of one course, all named relative to its root folder."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._digests: dict[Path, tuple[tuple[int, ...], str]] = {}
        self._inside: set[Path] = set()  # folders known to lie in the course; resolving every name again is slow

    def path(self, name: str) -> Path:
        """Give the real path of a course file. Raises StoreError for a name that leads out of the course."""
        path = self.root / name
        if path.parent not in self._inside or path.is_symlink():
            if not path.resolve().is_relative_to(self.root):
                raise StoreError("leads out of the course folder", path=name, hint="keep course files inside it")
            self._inside.add(path.parent)
        return path

    def exists(self, name: str) -> bool:
        """Say whether there is such a file."""
        return self.path(name).is_file()

    def read(self, name: str) -> bytes:
        """Read a whole file. Raises StoreError when it is not there or cannot be read."""
        with _told(name):
            return self.path(name).read_bytes()

    def names(self, folder: str) -> tuple[str, ...]:
        """List the files of a folder, sorted; none when there is no such folder."""
        path = self.path(folder)
        if not path.is_dir():
            return ()
        return tuple(sorted(f"{folder}/{entry.name}" for entry in path.iterdir() if entry.is_file()))

    def digest(self, name: str) -> str:
        """Give the SHA-256 of a file's content, or "" when there is none.

        A file whose size, times and inode have not moved since this run read it is not read twice.
        """
        path = self.path(name)
        try:
            status = path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return ""
        stamp = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
        known = self._digests.get(path)
        if known and known[0] == stamp:
            return known[1]
        with _told(name), path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        self._digests[path] = (stamp, found)
        return found

    def remember_digests(self, known: dict[str, tuple[tuple[int, ...], str]]) -> None:
        """Take over digests of an earlier run, each with the size, times and inode it was true for."""
        self._digests.update({self.root / name: (tuple(stamp), digest) for name, (stamp, digest) in known.items()})

    def known_digests(self) -> dict[str, tuple[tuple[int, ...], str]]:
        """Give what :meth:`digest` found out, for the next run."""
        return {str(path.relative_to(self.root)): entry for path, entry in sorted(self._digests.items())}

    def write(self, name: str, content: bytes) -> str:
        """Replace a file as a whole and give its digest. Raises StoreError; the old file then stands as it was.

        A file that already holds exactly this content is left alone, so its time stays too.
        """
        digest = hashlib.sha256(content).hexdigest()
        if self.digest(name) == digest:
            return digest
        path = self.path(name)
        temporary = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
        with _told(name):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                with temporary.open("wb") as file:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                temporary.replace(path)
            finally:
                temporary.unlink(missing_ok=True)
        return digest

    def set_aside(self, name: str) -> str:
        """Move a file that a person has changed to a name of its own beside it, and give that name."""
        path = self.path(name)
        aside = _free_name(path)
        with _told(name):
            path.rename(aside)
        return str(aside.relative_to(self.root))

    def copy_aside(self, name: str) -> str:
        """Keep a copy of a file under a name of its own beside it, and give that name; the file itself stays."""
        aside = str(_free_name(self.path(name)).relative_to(self.root))
        self.write(aside, self.read(name))
        return aside

    def remove(self, name: str) -> None:
        """Remove a file or a whole folder; nothing happens when there is none."""
        path = self.path(name)
        with _told(name):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def sweep(self, folder: str) -> None:
        """Remove temporary files of runs that are no longer there (killed, or cut off with the power)."""
        top = self.path(folder)
        if not top.is_dir():
            return
        for path in top.rglob("*.tmp"):
            found = _TEMPORARY.search(path.name)
            if found and not alive(int(found["pid"])):
                path.unlink(missing_ok=True)

    @contextmanager
    def lock(self, name: str, *, wait_s: float = LOCK_WAIT_S) -> Iterator[None]:
        """Hold the course for one build; another waits. Raises StoreError that says who holds it."""
        path = self.path(name)
        holder = path.with_suffix(".holder")
        with _told(name):
            path.parent.mkdir(parents=True, exist_ok=True)
            guard = FileLock(path)
            try:
                guard.acquire(timeout=wait_s)
            except Timeout as error:
                who = holder.read_text() if holder.is_file() else "another build"
                raise StoreError(f"is held by {who}", path=name,
                                 hint="wait for it to end, or end it, and run again") from error
        try:
            with suppress(OSError):  # a full disk: the lock holds all the same, only its holder stays nameless
                holder.write_text(f"process {os.getpid()}")
            yield
        finally:
            holder.unlink(missing_ok=True)
            guard.release()


def _free_name(path: Path) -> Path:
    number = 1
    while (aside := path.with_name(f"{path.stem}.edited-{number}{path.suffix}")).exists():
        number += 1
    return aside


@contextmanager
def _told(name: str) -> Iterator[None]:
    """Turn what the operating system says into an error with a name and a way out."""
    try:
        yield
    except OSError as error:
        if isinstance(error, Timeout):
            raise
        reason = (error.strerror or str(error)).lower()
        hint = _HINTS.get(error.errno or 0, "look at the file and run again")
        raise StoreError(reason, path=name, hint=hint) from error


def read_file(path: Path) -> bytes:
    """Read a file from anywhere, for looking only. Raises StoreError when it is not there or cannot be read."""
    with _told(str(path)):
        return path.read_bytes()
