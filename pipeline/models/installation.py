"""Installing an official package: fetched, compared with models.toml, looked at, and only then put in its place.

Until the last step everything happens in a ``.part`` file beside the place; the last step is one rename. A package
that is refused leaves nothing; a download that was cut off leaves its ``.part`` file, and goes on from there.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.errors import ModelError, StoreError
from pipeline.model.package import Package
from pipeline.models.archive import INSTALLED, Inside, inspect, read
from pipeline.models.download import PACKAGE_BYTES_MAX, Tell, discard, download
from pipeline.models.index import Index, Offer
from pipeline.models.records import FILE, NAME, VERSION, Record, add, file_name, read_register

_ROOT = re.compile(r"(?:translate-)?(?P<source>[a-z]{2,8})_(?P<target>[a-z]{2,8})(?:-[0-9_.]+)?")
_LICENCE = re.compile(r"(?im)^[^\w\n]*licen[cs]e[^\w\n]*[:\n]\W*(?P<said>\w[^\n]{1,79})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A package that is installed now; was it there before, and was its digest recorded for the first time."""

    package: Package
    there_before: bool = False
    recorded: bool = False


def install(folder: Path, name: str, index: Callable[[], Index], *, upgrade: bool = False,
            tell: Tell = lambda done, of: None) -> Outcome:
    """Install the official package of this name into ``folder``/installed, if it is not there.

    What models.toml records is taken and nothing else, without asking the index once it is installed. ``upgrade``
    takes the newest version that the index offers. ``tell`` hears bytes done, of how many (0: unknown).
    Raises ModelError (refused, not offered, not reached), ConfigError (models.toml), StoreError (the disk).
    """
    register = read_register(folder)
    pinned = None if upgrade else register.pinned(name)
    if pinned and (place := _place(folder, name, pinned.version)).is_file():
        return _there(folder, place, pinned)
    opened = index()
    offer = opened.offer(name, pinned.version if pinned else "")
    record = register.get(name, offer.version)
    place = _place(folder, name, offer.version)
    if place.is_file():
        return _there(folder, place, record)
    part = _part(place)
    url = _fetch(offer, part, opened, tell)
    return _settle(folder, part, place, record, Record(name=name, version=offer.version, sha256="", url=url))


def install_file(folder: Path, path: Path) -> Outcome:
    """Install a package from a file, as :func:`install` does; one that lies in its place already is recorded.

    Raises ModelError, ConfigError, StoreError.
    """
    package = inspect(path, name=path.name).package
    if not NAME.fullmatch(package.name) or not VERSION.fullmatch(package.version):
        raise ModelError(f"it calls itself {package.name!r} {package.version!r}", package=path.name,
                         hint="a package is named like translate-en_ko, with a version like 1.9")
    place = _place(folder, package.name, package.version)
    record = read_register(folder).get(package.name, package.version)
    expected = Record(name=package.name, version=package.version, sha256="")
    if place.is_file():
        if place.samefile(path):
            return _settle(folder, place, place, record, expected)
        if read(place).sha256 != package.sha256:
            raise ModelError("another package of this name and version is installed, which it would overwrite",
                             package=path.name, hint=f"move {INSTALLED}/{place.name} away first")
        return _there(folder, place, record)
    part = _part(place)
    _copy(path, part)
    return _settle(folder, part, place, record, expected)


def _there(folder: Path, place: Path, record: Record | None) -> Outcome:
    """Take what lies in its place, if it is what models.toml says."""
    package = read(place)
    if record is None:
        raise ModelError(f"a package of this name lies in {INSTALLED}/, but {FILE} does not know it; it is not "
                         "overwritten", package=place.name,
                         hint=f"if you trust it: localize models install {folder.name}/{INSTALLED}/{place.name}")
    if package.sha256 != record.sha256:
        raise _differs(place.name, package.sha256, record, hint=f"move {INSTALLED}/{place.name} away, and run again")
    return Outcome(package=package, there_before=True)


def _fetch(offer: Offer, part: Path, index: Index, tell: Tell) -> str:
    """Bring a package into its .part file and say where from; of several addresses, the first that gives anything."""
    if offer.file is not None:
        _copy(offer.file, part)
        return ""
    for place, url in enumerate(offer.links, start=1):
        before = part.stat().st_size if part.is_file() else 0
        try:
            download(url, part, access=index.access, package=f"{offer.name} {offer.version}", tell=tell)
            return url
        except ModelError:
            if place == len(offer.links) or (part.is_file() and part.stat().st_size > before):
                raise
    raise ModelError(f"{index.where} has no address for it that can be asked", package=offer.name,
                     hint="name another index with --index")


def _settle(folder: Path, part: Path, place: Path, record: Record | None, expected: Record) -> Outcome:
    """Check what was fetched and put it in its place; what is refused is gone afterwards."""
    try:
        inside = _checked(part, place.name, record, expected)
        if record is None:
            add(folder, replace(expected, sha256=inside.package.sha256, licence=_licence(inside.readme),
                                starter=inside.package.starter))
    except ModelError:  # refused; after an error of the disk what was fetched is still good
        if part != place:
            discard(part)
        raise
    if part != place:
        _rename(part, place)
    return Outcome(package=replace(inside.package, path=place), there_before=part == place, recorded=record is None)


def _checked(part: Path, name: str, record: Record | None, expected: Record) -> Inside:
    if record is not None and (digest := _digest(part)) != record.sha256:
        raise _differs(name, digest, record, hint="the server may have been tampered with, or the package was replaced "
                       f"under its old version; take the entry out of {FILE} only if you know which")
    inside = inspect(part, name=name)
    package = inside.package
    if (package.name, package.version) != (expected.name, expected.version):
        raise ModelError(f"inside it is {package.name} {package.version}, not {expected.name} {expected.version}",
                         package=name, hint="the index is wrong; name another one with --index")
    root = _ROOT.fullmatch(inside.root)
    if root and (root["source"], root["target"]) != (package.source, package.target):
        raise ModelError(f"it would unpack over another package, {inside.root}", package=name,
                         hint="the index is wrong; name another one with --index")
    return inside


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise StoreError(f"cannot be read: {error.strerror or error}", path=path.name,
                         hint="look at the file and run again") from error


def _differs(name: str, found: str, record: Record, *, hint: str) -> ModelError:
    return ModelError(f"it is not the {record.name} {record.version} that {FILE} records:\n  sha256 now      {found}\n"
                      f"  sha256 recorded {record.sha256}", package=name, hint=hint)


def _licence(readme: str) -> str:
    """Quote what the package says under "License", as a heading or a key; never guess."""
    said = _LICENCE.search(readme)
    return f"README.md: {said['said'].strip()}" if said else "not stated in the package"


def _copy(source: Path, part: Path) -> None:
    try:
        if source.stat().st_size > PACKAGE_BYTES_MAX:
            raise ModelError(f"it has more than {PACKAGE_BYTES_MAX} bytes", package=source.name,
                             hint="this is no translation package; take another one")
        part.parent.mkdir(parents=True, exist_ok=True)
        discard(part)
        shutil.copyfile(source, part)
    except OSError as error:
        discard(part)
        raise StoreError(f"cannot be copied: {error.strerror or error}", path=source.name,
                         hint="free some space or give yourself the right to write there, and run again") from error


def _rename(part: Path, place: Path) -> None:
    try:
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.rename(place)
        discard(part)
    except OSError as error:
        raise StoreError(f"cannot be put in its place: {error.strerror or error}", path=place.name,
                         hint="give yourself the right to write there and run again") from error


def _place(folder: Path, name: str, version: str) -> Path:
    return folder / INSTALLED / file_name(name, version)


def _part(place: Path) -> Path:
    return place.with_name(f"{place.name}.part")
