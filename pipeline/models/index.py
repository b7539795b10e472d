"""The index of packages: a JSON list on a server, the same list in a folder, or just a folder of packages.

Source: the index of Argos Translate; each entry has from_code, to_code, package_version and links.
"""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline.errors import ModelError
from pipeline.host import quiet_home
from pipeline.models.archive import SUFFIX, read, version_key
from pipeline.models.records import NAME, VERSION
from pipeline.models.web import Access, check_url, get, join

INDEX_WAIT_S = 30.0
_FILE = "index.json"
_INDEX_BYTES_MAX = 8 * 1024**2  # the official one has 32 kB
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_LOCAL_NAME = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{0,100}}{re.escape(SUFFIX)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A package that an index offers: its name, version, and where it is: addresses, or a file."""

    name: str
    version: str
    links: tuple[str, ...] = ()
    file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """An index that was read: where, what it says, and which server it may send us to without encryption."""

    where: str
    entries: tuple[Mapping[str, Any], ...]
    access: Access
    folder: Path | None = None

    def offer(self, name: str, version: str = "") -> Offer:
        """Give the newest offer of a package, or the one of that version. Raises ModelError."""
        offers = [self._offer(entry, name) for entry in self.entries if _name(entry) == name]
        offers = [offer for offer in offers if version in ("", offer.version)]
        if not offers:
            raise ModelError(f"{self.where} does not offer it", package=f"{name} {version}".rstrip(),
                             hint="name another index with --index"
                                  + (", or take what it offers with --upgrade" if version else ""))
        return max(offers, key=lambda offer: version_key(offer.version))

    def _offer(self, entry: Mapping[str, Any], name: str) -> Offer:
        version, links = entry.get("package_version"), entry.get("links")
        if not isinstance(version, str) or not VERSION.fullmatch(version) or entry.get("code", name) != name:
            raise self._wrong(name, f"version {version!r:.40}, code {entry.get('code', name)!r:.60}")
        if not isinstance(links, list) or not links or not all(isinstance(link, str) for link in links):
            raise self._wrong(name, "it has no links")
        if self.folder is not None and (file := self._file(links[0], name)).is_file():
            return Offer(name=name, version=version, file=file)
        return Offer(name=name, version=version, links=self._addresses(links, name))

    def _addresses(self, links: Sequence[str], name: str) -> tuple[str, ...]:
        """Give the links that may be asked; where there is none, say what is wrong with the first."""
        good, errors = [], []
        for link in links:
            try:
                good.append(check_url(link if self.folder else join(self.where, link), self.access, package=name))
            except ModelError as error:
                errors.append(error)
        if not good:
            raise errors[0]
        return tuple(good)

    def _file(self, link: str, name: str) -> Path:
        plain = link.rpartition("/")[2] if "://" in link else link
        if self.folder is None or not _LOCAL_NAME.fullmatch(plain):
            raise self._wrong(name, f"the link {link!r:.80} does not end in the name of a package")
        return self.folder / plain

    def _wrong(self, name: str, why: str) -> ModelError:
        return ModelError(f"{self.where} holds an entry for it that cannot be used: {why}", package=name,
                          hint="name another index with --index")


def open_index(where: str = "", *, allow_http: bool = False) -> Index:
    """Read an index: of a server, of a folder, or of a folder of packages; "" means the one Argos Translate uses.

    Never waits longer than 30 s. ``allow_http`` lets a server of your own be asked without encryption; one on this
    machine always may be. Raises ModelError when it cannot be reached, or is no index.
    """
    where = where or _default()
    if "://" not in where or where.startswith("file://"):
        return _open_folder(Path(where.removeprefix("file://")).expanduser())
    address = where if where.endswith(".json") else f"{where.removesuffix('/')}/{_FILE}"
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    plain = address.startswith("http://") and (allow_http or host in _LOOPBACK)
    access = Access(plain_host=host if plain else "")
    check_url(address, access, package="index")
    data = get(address, access=access, package="index", bytes_max=_INDEX_BYTES_MAX, wait_s=INDEX_WAIT_S)
    return Index(where=address, entries=_entries(data, address), access=access)


def _open_folder(folder: Path) -> Index:
    try:
        if (folder / _FILE).is_file():
            entries = _entries((folder / _FILE).read_bytes(), str(folder / _FILE))
        else:
            packages = [read(path) for path in sorted(folder.iterdir()) if path.name.endswith(SUFFIX)]
            entries = tuple({"from_code": package.source, "to_code": package.target, "package_version": package.version,
                             "links": [package.path.name]} for package in packages)
    except OSError as error:
        raise ModelError(f"{folder} cannot be read: {error.strerror or error}", package="index",
                         hint="name a folder that holds index.json or packages") from error
    return Index(where=str(folder), entries=entries, access=Access(), folder=folder)


def _entries(data: bytes, where: str) -> tuple[Mapping[str, Any], ...]:
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, list) or not told:
        raise ModelError(f"{where} is not an index: a JSON list of packages was expected", package="index",
                         hint="a portal may stand between; or name another index with --index")
    return tuple(entry for entry in told if isinstance(entry, dict))


def _name(entry: Mapping[str, Any]) -> str:
    name = f"translate-{entry.get('from_code')}_{entry.get('to_code')}"
    return name if entry.get("type", "translate") == "translate" and NAME.fullmatch(name) else ""


def _default() -> str:
    with quiet_home():
        return str(importlib.import_module("argostranslate.settings").package_index)
