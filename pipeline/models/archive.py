"""What is in a translation package: look at it with suspicion, find the right one, unpack it.

An ``.argosmodel`` file is a zip archive of one folder: metadata.json, a tokenizer and a CTranslate2 model. It comes
from the network, so nothing in it is believed: only the files that translating needs are taken out, by checked names,
under a checked total size. Sentence splitters that some packages carry may hold pickles; they are never unpacked.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from pipeline.errors import ModelError, StoreError
from pipeline.model.language import Language
from pipeline.model.package import Package

INSTALLED = "installed"
SUFFIX = ".argosmodel"
_FILES_MAX = 1000
_TOTAL_BYTES_MAX = 4 * 1024**3
_RATIO_MAX = 20  # a real model shrinks by a tenth, a zip bomb by a thousand
_METADATA_BYTES_MAX = 1024**2
_README_BYTES_MAX = 64 * 1024
_TOKENIZERS = ("sentencepiece.model", "bpe.model")
_WANTED = ("metadata.json", "README.md", *_TOKENIZERS)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """What a package was found to hold: what it says of itself, its one folder, its README."""

    package: Package
    root: str
    readme: str


def find(folder: Path, source: Language, target: Language) -> Package:
    """Find the package that translates one language into another.

    What was installed (``folder``/installed) beats the starter packages that come with the project (``folder``); of
    several, the highest version counts. Raises ModelError when there is none, or when it cannot be read.
    """
    for place in (folder / INSTALLED, folder):
        found = [package for path in sorted(place.glob(f"*{SUFFIX}"))
                 if ((package := read(path)).source, package.target) == (source.argos, target.argos)]
        if found:
            return max(found, key=lambda package: (version_key(package.version), package.name))
    raise ModelError(f"there is no package for {source.english_name} to {target.english_name} in {folder.name}/",
                     package=f"translate-{source.argos}_{target.argos}",
                     hint=f"run `localize models install`, put one into {folder.name}/{INSTALLED}/, or set "
                          "course.engine to libretranslate")


def read(path: Path) -> Package:
    """Read what a package says of itself, and its digest. Raises ModelError when it is no package."""
    status = path.stat()
    return _read(path, status.st_size, status.st_mtime_ns)


def unpack(package: Package, into: Path) -> Path:
    """Unpack what translating needs into ``into``/<sha256>, all or nothing; what is there already is taken as it is.

    Raises ModelError for a package that is not what it should be, StoreError when the disk refuses.
    """
    folder = into / package.sha256
    if folder.is_dir():
        return folder
    try:
        into.mkdir(parents=True, exist_ok=True)
        work = into / f".{package.sha256[:12]}.{os.getpid()}-{secrets.token_hex(4)}.tmp"  # swept by the next build
        try:
            work.mkdir()
            _extract(package.path, work)
            _settle(work, folder)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise StoreError(f"cannot be unpacked: {error.strerror or error}", path=package.path.name,
                         hint="free some space or give yourself the right to write there, and run again") from error
    return folder


def _settle(work: Path, folder: Path) -> None:
    try:
        work.rename(folder)
    except OSError:
        if not folder.is_dir():  # otherwise another process was first, with the same bytes
            raise


def inspect(path: Path, *, name: str) -> Inside:
    """Look at every byte of a package that has just come in; ``name`` is what errors call it.

    Raises ModelError when it is no package that can be trusted, or when a checksum inside does not fit.
    """
    package = _look(path, name)
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(archive, name)
            damaged = archive.testzip()
            readme = members.get("README.md")
            text = archive.open(readme).read(_README_BYTES_MAX) if readme else b""
            root = PurePosixPath(members["metadata.json"].filename).parts[0]
    except _BROKEN as error:
        raise _refused(name, f"it is damaged ({error})") from error
    if damaged:
        raise _refused(name, f"it is damaged ({damaged!r:.80})")
    return Inside(package=package, root=root, readme=text.decode(errors="replace"))


@lru_cache(maxsize=64)
def _read(path: Path, size_bytes: int, changed_ns: int) -> Package:
    return _look(path, path.name)


def _look(path: Path, name: str) -> Package:
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(archive, name)
            if "metadata.json" not in members or members["metadata.json"].file_size > _METADATA_BYTES_MAX:
                raise _refused(name, "it has no metadata.json")
            told = json.loads(archive.read(members["metadata.json"]))
        version, source, target = (_text(told, key) for key in ("package_version", "from_code", "to_code"))
    except _BROKEN as error:
        raise _refused(name, f"it cannot be read ({error})") from error
    if not any(tokenizer in members for tokenizer in _TOKENIZERS) or "model/model.bin" not in members:
        raise _refused(name, "it has no model or no tokenizer")
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    starter = told.get("starter") is True or version_key(version) < (1,)
    return Package(path=path, name=f"translate-{source}_{target}", version=version, sha256=digest, source=source,
                   target=target, starter=starter)


def _text(told: Any, key: str) -> str:
    value = told.get(key) if isinstance(told, dict) else None
    if not isinstance(value, str) or not 0 < len(value) <= 40 or not value.isascii() or not value.isprintable():
        raise ValueError(f"metadata.json: {key} is {value!r:.60}")
    return value


def version_key(text: str) -> tuple[int, ...]:
    """Give the numbers of a version, so that 1.10 comes after 1.9."""
    return tuple(int(part) for part in text.split(".") if part.isdecimal()) or (0,)


def _members(archive: zipfile.ZipFile, name: str) -> dict[str, zipfile.ZipInfo]:
    """Give the files of the one folder by their path inside it; refuse whatever a good package never holds."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    total = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    if len(infos) > _FILES_MAX or total > _TOTAL_BYTES_MAX or total > _RATIO_MAX * max(packed, 1):
        raise _refused(name, f"it would unpack into {len(infos)} files and {total} bytes from {packed}")
    paths = [PurePosixPath(info.filename) for info in infos]
    for path in paths:
        if path.is_absolute() or ".." in path.parts or "\\" in str(path) or ":" in str(path) or len(path.parts) < 2:
            raise _refused(name, f"it holds a file named {str(path)!r:.80}")
    if len({path.parts[0] for path in paths}) != 1:
        raise _refused(name, "it holds more than one folder, or none")
    members = {"/".join(path.parts[1:]): info for path, info in zip(paths, infos, strict=True)}
    if len(members) != len(infos):
        raise _refused(name, "it holds two files of one name")
    return members


def _extract(path: Path, work: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            for inner, info in _members(archive, path.name).items():
                if inner in _WANTED or (inner.startswith("model/") and inner.count("/") == 1):
                    (work / inner).parent.mkdir(exist_ok=True)
                    with archive.open(info) as packed, (work / inner).open("xb") as plain:
                        shutil.copyfileobj(packed, plain)
                        plain.flush()
                        os.fsync(plain.fileno())
    except _BROKEN as error:
        raise _refused(path.name, f"it is damaged ({error})") from error


def _refused(name: str, why: str) -> ModelError:
    return ModelError(f"this is not a translation package that can be trusted: {why}", package=name,
                      hint="fetch it again, or take another one")
