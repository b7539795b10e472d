"""What was built from what: fingerprints of every step, and the reason why a step would run again.

A step is fresh when it was given exactly the same (its stage's revision, the digests of its inputs, its settings) and
every output is still there with the digest it was written with. Times of files play no part.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from pipeline.store import Store

FORMAT = 1  # raise it when records of older versions cannot be trusted any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of one lecture: what it is given and what it makes.

    ``key`` names it in its lecture (``translate/ko``); ``inputs`` holds digests by name, ``settings`` small readable
    values by name; ``outputs`` are file names relative to the course.
    """

    key: str
    revision: int
    inputs: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)
    outputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What the ledger keeps of a step that has been done."""

    revision: int
    inputs: dict[str, str]
    settings: dict[str, str]
    outputs: dict[str, str]


@dataclass(slots=True, kw_only=True)
class Ledger:
    """The records of one lecture. It is written last, after every output of a step, so it never promises too much."""

    name: str
    records: dict[str, Record]
    damaged: bool = False
    digests: dict[str, tuple[tuple[int, ...], str]] = field(default_factory=dict)

    def reason(self, step: Step, store: Store) -> str:
        """Say why a step has to run, or "" when it is fresh."""
        record = self.records.get(step.key)
        if record is None:
            return "the record was damaged" if self.damaged else "no record"
        if record.revision != step.revision:
            return f"stage revised ({record.revision} -> {step.revision})"
        return (_difference("input changed", record.inputs, step.inputs, values=False)
                or _difference("setting changed", record.settings, step.settings, values=True)
                or self._output_reason(step, record, store))

    def edited(self, step: Step, store: Store) -> tuple[str, ...]:
        """Name the outputs that are not as this step left them: somebody has changed them by hand."""
        record = self.records.get(step.key)
        if record is None:
            return ()
        return tuple(name for name, digest in record.outputs.items()
                     if (found := store.digest(name)) and found != digest)

    def done(self, step: Step, store: Store) -> None:
        """Note that a step's outputs are now as they should be."""
        self.records[step.key] = Record(revision=step.revision, inputs=dict(step.inputs), settings=dict(step.settings),
                                        outputs={name: store.digest(name) for name in step.outputs})

    def forget_all_but(self, keys: set[str]) -> None:
        """Drop the records of steps that the lecture no longer has."""
        for key in set(self.records) - keys:
            del self.records[key]

    def save(self, store: Store) -> None:
        """Write the ledger, with a digest of itself so that damage is noticed."""
        body = msgspec.json.encode({"format": FORMAT, "records": self.records, "digests": store.known_digests()},
                                   order="deterministic")
        digest = hashlib.sha256(body).hexdigest().encode()
        store.write(self.name, b'{"note":"internal to this tool; safe to delete","sha256":"' + digest
                    + b'","body":' + body + b"}\n")

    def _output_reason(self, step: Step, record: Record, store: Store) -> str:
        for name in step.outputs:
            found = store.digest(name)
            if not found:
                return f"output missing ({name})"
            if found != record.outputs.get(name):
                return f"output edited by hand ({name})"
        return ""


def open_ledger(name: str, store: Store) -> Ledger:
    """Read a lecture's ledger; a missing one is empty, a damaged one is empty and says so. Never trusted blindly."""
    if not store.exists(name):
        return Ledger(name=name, records={})
    try:
        whole = msgspec.json.decode(store.read(name), type=dict[str, msgspec.Raw])
        body = whole["body"]
        if msgspec.json.decode(whole["sha256"]) != hashlib.sha256(bytes(body)).hexdigest():
            return Ledger(name=name, records={}, damaged=True)
        content = msgspec.json.decode(body, type=_Content)
    except (msgspec.MsgspecError, KeyError):
        return Ledger(name=name, records={}, damaged=True)
    if content.format != FORMAT:
        return Ledger(name=name, records={})
    store.remember_digests(content.digests)
    return Ledger(name=name, records=content.records)


def settings_of(**values: Any) -> dict[str, str]:
    """Turn values into settings a person can compare: one entry a field, dataclasses taken apart."""
    flat: dict[str, str] = {}
    for name, value in values.items():
        data = msgspec.to_builtins(value)
        if isinstance(data, dict):
            flat.update({f"{name}.{key}": _plain(item) for key, item in data.items()})
        else:
            flat[name] = _plain(data)
    return flat


@dataclass(frozen=True, slots=True, kw_only=True)
class _Content:
    format: int
    records: dict[str, Record]
    digests: dict[str, tuple[tuple[int, ...], str]]


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value, order="deterministic").decode()


def _difference(what: str, before: Mapping[str, str], now: Mapping[str, str], *, values: bool) -> str:
    changed = sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
    if not changed:
        return ""
    if values:
        return f"{what} ({', '.join(f'{n}: {before.get(n)} -> {now.get(n)}' for n in changed)})"
    return f"{what} ({', '.join(changed)})"
