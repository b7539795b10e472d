"""models.toml: which packages are trusted, by digest, and where official ones are fetched from.

It is written by people and, at the first download of a package, by :func:`add`, which only ever adds a table at the
end, so that comments and the order of what is there stay as they are.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError, StoreError
from pipeline.models.archive import SUFFIX, version_key

FILE = "models.toml"
NAME = re.compile(r"translate-(?P<source>[a-z]{2,8})_(?P<target>[a-z]{2,8})")
VERSION = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6}){0,3}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One trusted package: its name and version, the SHA-256 of its file, where it came from, its licence.

    ``starter`` marks the packages that come with the project.
    """

    name: str
    version: str
    sha256: str
    url: str = ""
    licence: str = ""
    starter: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """All of models.toml: the records; the index to use (empty: the one Argos Translate uses); may it be http."""

    records: tuple[Record, ...] = ()
    index: str = ""
    allow_http: bool = False

    def get(self, name: str, version: str) -> Record | None:
        """Give the record of a package, if there is one."""
        return next((r for r in self.records if (r.name, r.version) == (name, version)), None)

    def pinned(self, name: str) -> Record | None:
        """Give the newest official package of this name that the course has taken, if there is one."""
        official = [record for record in self.records if record.name == name and not record.starter]
        return max(official, key=lambda record: version_key(record.version), default=None)


def file_name(name: str, version: str) -> str:
    """Give the file name of a package, made of its checked name and version alone."""
    return f"{name}-{version.replace('.', '_')}{SUFFIX}"


def read_register(folder: Path) -> Register:
    """Read models.toml of a folder of packages; an empty one where there is none.

    Raises ConfigError, with file and key, for what cannot be used.
    """
    path = f"{folder.name}/{FILE}"
    try:
        text = (folder / FILE).read_text(encoding="utf-8")
    except FileNotFoundError:
        return Register()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read ({error})", path=path, key="", hint="look at the file") from error
    return _parse(text, path)


def add(folder: Path, record: Record) -> None:
    """Add a record at the end of models.toml; the file is replaced as a whole. Raises StoreError."""
    path = folder / FILE
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        text = f"{text.rstrip()}\n\n{entry(record)}" if text.strip() else entry(record)
        _parse(text, f"{folder.name}/{FILE}")
        temporary = path.with_name(f".{FILE}.{os.getpid()}-{secrets.token_hex(4)}.tmp")
        try:
            with temporary.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"cannot be written: {error.strerror or error}", path=f"{folder.name}/{FILE}",
                         hint="give yourself the right to write there, or free some space, and run again") from error


def entry(record: Record) -> str:
    """Write a record as models.toml holds it."""
    lines = [f"{field.name} = {_value(getattr(record, field.name))}" for field in fields(Record)
             if getattr(record, field.name)]
    return "\n".join(["[[package]]", *lines, ""])


def _value(value: str | bool) -> str:
    # JSON and TOML write text alike, once nothing is in it that cannot be printed.
    plain = "".join(c for c in str(value) if c.isprintable())
    return "true" if value is True else json.dumps(plain, ensure_ascii=False)


def _parse(text: str, path: str) -> Register:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"is not TOML: {error}", path=path, key="", hint="mend the line it names") from error
    _known(data, {"index": dict, "package": list}, path=path, key="")
    index = data.get("index", {})
    _known(index, {"url": str, "allow_http": bool}, path=path, key="index")
    records = tuple(_record(item, path, f"package[{n}]") for n, item in enumerate(data.get("package", []), start=1))
    for n, record in enumerate(records, start=1):
        if any((other.name, other.version) == (record.name, record.version) for other in records[: n - 1]):
            raise ConfigError(f"{record.name} {record.version} stands twice", path=path, key=f"package[{n}]",
                              hint="keep the one whose sha256 you trust")
    return Register(records=records, index=index.get("url", ""), allow_http=index.get("allow_http", False))


def _record(data: Any, path: str, key: str) -> Record:
    kinds = {field.name: bool if field.name == "starter" else str for field in fields(Record)}
    if not isinstance(data, dict):
        raise ConfigError("must be a table", path=path, key=key, hint="write [[package]]")
    _known(data, kinds, path=path, key=key)
    for field in fields(Record):
        if field.default is MISSING and field.name not in data:
            raise ConfigError("is missing", path=path, key=f"{key}.{field.name}", hint=f"add {field.name} = …")
    for name, pattern, like in (("name", NAME, "translate-en_ko"), ("version", VERSION, "1.9"),
                                ("sha256", _SHA256, "64 digits from 0 to f, as sha256sum prints them")):
        if not pattern.fullmatch(data[name]):
            raise ConfigError(f"is {data[name]!r:.80}", path=path, key=f"{key}.{name}", hint=f"expected {like}")
    return Record(**data)


def _known(data: Mapping[str, Any], kinds: Mapping[str, type], *, path: str, key: str) -> None:
    for name, value in data.items():
        place = f"{key}.{name}" if key else name
        if name not in kinds:
            raise ConfigError("is not a known key", path=path, key=place, hint=f"known keys: {_list(kinds)}")
        if not isinstance(value, kinds[name]):
            raise ConfigError(f"is {value!r:.80}", path=path, key=place, hint=f"expected {kinds[name].__name__}")


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)
