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
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from pipeline.errors import StoreError
from pipeline.host import alive

LOCK_WAIT_S = 600
_PATIENCE_S = 0.5  # a lock that is given back at once is not worth a word
# Of this door and of the mux, which works in a folder beside its target.
_TEMPORARY = re.compile(r"\..*[.-](?P<pid>\d+)-[0-9a-z_]+\.(?:tmp|part)")
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
        self._digests: dict[str, tuple[tuple[int, ...], str]] = {}
        self._inside: set[str] = set()  # folders known to lie in the course; resolving every name again is slow

    def path(self, name: str) -> Path:
        """Give the real path of a course file. Raises StoreError for a name that leads out of the course."""
        self._status(name)
        return self.root / name

    def exists(self, name: str) -> bool:
        """Say whether there is such a file."""
        status = self._status(name)
        return status is not None and stat.S_ISREG(status.st_mode)

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
        status = self._status(name)
        if status is None:
            return ""
        stamp = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
        known = self._digests.get(name)
        if known and known[0] == stamp:
            return known[1]
        with _told(name), (self.root / name).open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        self._digests[name] = (stamp, found)
        return found

    def remember_digests(self, known: Mapping[str, tuple[tuple[int, ...], str]]) -> None:
        """Take over digests of an earlier run, each with the size, times and inode it was true for."""
        self._digests.update(known)

    def known_digests(self) -> dict[str, tuple[tuple[int, ...], str]]:
        """Give what :meth:`digest` found out, for the next run."""
        return dict(self._digests)

    def write(self, name: str, content: bytes) -> str:
        """Replace a file as a whole and give its digest. Raises StoreError; the old file then stands as it was.

        A file that already holds exactly this content is left alone, so its time stays too.
        """
        digest = hashlib.sha256(content).hexdigest()
        if self.digest(name) == digest:
            return digest
        with self._replacing(name) as temporary, temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return digest

    def link(self, made: str, name: str) -> None:
        """Give a file a second name, all or nothing: a hard link, which costs no room, or a copy where there are none.

        Raises StoreError; what had that name before then stands as it was.
        """
        source = self.path(made)
        with self._replacing(name) as temporary:
            try:
                os.link(source, temporary)
            except FileNotFoundError:
                raise
            except OSError:  # a disk without links (FAT), or one whose names lie on several disks
                shutil.copyfile(source, temporary)

    def move(self, name: str, to: str) -> None:
        """Give a file another name in the course, all or nothing. Raises StoreError."""
        with _told(to):
            self.path(to).parent.mkdir(parents=True, exist_ok=True)
            self.path(name).replace(self.path(to))

    @contextmanager
    def _replacing(self, name: str) -> Iterator[Path]:
        """Give the name of a temporary file, which then takes the place of ``name``; it never stays behind."""
        path = self.path(name)
        temporary = path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
        with _told(name):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                yield temporary
                temporary.replace(path)
            finally:
                temporary.unlink(missing_ok=True)

    def _status(self, name: str) -> os.stat_result | None:
        """Look at a file once. Raises StoreError for a name that leads out of the course; None when there is none."""
        place = f"{self.root}/{name}"
        try:
            status = os.lstat(place)
        except (FileNotFoundError, NotADirectoryError):
            status = None
        except OSError as error:
            raise _refusal(name, error) from error
        is_link = status is not None and stat.S_ISLNK(status.st_mode)
        folder = os.path.dirname(place)  # noqa: PTH120  names are looked at a hundred thousand times in a large course
        if is_link or folder not in self._inside:
            if not (self.root / name).resolve().is_relative_to(self.root):
                raise StoreError("leads out of the course folder", path=name, hint="keep course files inside it")
            self._inside.add(folder)
        if is_link:
            with suppress(FileNotFoundError, NotADirectoryError):
                return os.stat(place)  # noqa: PTH116
            return None
        return status

    def make_folder(self, name: str) -> None:
        """Make a folder, and those it lies in. Raises StoreError."""
        with _told(name):
            self.path(name).mkdir(parents=True, exist_ok=True)

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
        """Remove temporary files and folders of runs that are no longer there (killed, or cut off with the power).

        Call it before this process makes any: in a container every run may have the same number.
        """
        for place, folders, names in os.walk(self.path(folder)):
            for name in [*folders, *names]:
                found = _TEMPORARY.fullmatch(name)
                if found and (int(found["pid"]) == os.getpid() or not alive(int(found["pid"]))):
                    path = Path(place, name)
                    with _told(str(path.relative_to(self.root))):
                        shutil.rmtree(path) if name in folders else path.unlink(missing_ok=True)
            folders[:] = [name for name in folders if not _TEMPORARY.fullmatch(name)]

    @contextmanager
    def lock(self, name: str, *, wait_s: float = LOCK_WAIT_S,
             on_wait: Callable[[str], object] = lambda who: None) -> Iterator[None]:
        """Hold the course for one build; another waits, and ``on_wait`` is told for whom.

        Raises StoreError that says who holds it.
        """
        path = self.path(name)
        holder = path.with_suffix(".holder")
        with _told(name):
            path.parent.mkdir(parents=True, exist_ok=True)
            guard = FileLock(path)
            try:
                guard.acquire(timeout=min(wait_s, _PATIENCE_S))
            except Timeout:
                on_wait(_said(holder))
                try:
                    guard.acquire(timeout=wait_s)
                except Timeout as error:
                    raise StoreError(f"is held by {_said(holder)}", path=name,
                                     hint="wait for it to end, or end it, and run again") from error
        try:
            with suppress(OSError):  # a full disk: the lock holds all the same, only its holder stays nameless
                holder.write_text(f"process {os.getpid()}")
            yield
        finally:
            holder.unlink(missing_ok=True)
            guard.release()


def _said(holder: Path) -> str:
    with suppress(OSError):
        return holder.read_text()
    return "another build"


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
    except Timeout:
        raise
    except OSError as error:
        raise _refusal(name, error) from error


def _refusal(name: str, error: OSError) -> StoreError:
    hint = _HINTS.get(error.errno or 0, "look at the file and run again")
    return StoreError((error.strerror or str(error)).lower(), path=name, hint=hint)


def read_file(path: Path) -> bytes:
    """Read a file from anywhere, for looking only. Raises StoreError when it is not there or cannot be read."""
    with _told(str(path)):
        return path.read_bytes()
