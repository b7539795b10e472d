"""What was built from what: fingerprints of every step, and the reason why a step would run again.

A step is fresh when it was given exactly the same (its stage's revision, the digests of its inputs, its settings) and
every output is still there with the digest it was written with. Times of files play no part.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
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
    """The manifest of one lecture. It is written last, after every output of a step, so it never promises too much.

    ``tracks`` says by language who made each cue (:func:`pipeline.review.origin.summary`).
    """

    name: str
    records: dict[str, Record]
    damaged: bool = False
    tracks: dict[str, Any] = field(default_factory=dict)
    digests: dict[str, tuple[tuple[int, ...], str]] = field(default_factory=dict)

    @property
    def outputs(self) -> dict[str, str]:
        """Every file that some step made, with its digest."""
        return {name: digest for record in self.records.values() for name, digest in record.outputs.items()}

    def reason(self, step: Step, store: Store, *,
               is_there: Callable[[str, str], bool] = lambda name, digest: False) -> str:
        """Say why a step has to run, or "" when it is fresh.

        ``is_there`` is asked about each output that is gone, with its digest: whether it can be had all the same.
        """
        record = self.records.get(step.key)
        if record is None:
            return "the record was damaged" if self.damaged else "no record"
        if record.revision != step.revision:
            return f"stage revised ({record.revision} -> {step.revision})"
        return (_difference("input changed", record.inputs, step.inputs, values=False)
                or _difference("setting changed", record.settings, step.settings, values=True)
                or self._output_reason(step, record, store, is_there))

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

    def forget_all_but(self, keys: set[str], languages: Collection[str]) -> list[Record]:
        """Drop the records of steps and tracks that the lecture no longer has, and give those of the steps."""
        self.tracks = {tag: track for tag, track in self.tracks.items() if tag in languages}
        return [self.records.pop(key) for key in sorted(set(self.records) - keys)]

    def forget_output(self, name: str) -> None:
        """Drop the record of the step that made a file: the file is about to be made anew, piece by piece."""
        self.records = {key: record for key, record in self.records.items() if name not in record.outputs}

    def save_digests(self, store: Store) -> None:
        """Write the ledger if files were read that it knows nothing of, as after a fresh clone."""
        known = {name: entry for name, entry in store.known_digests().items() if name != self.name}
        if self.records and known != self.digests:
            self.save(store)

    def save(self, store: Store) -> None:
        """Write the ledger, with a digest of itself so that damage is noticed."""
        self.digests = {name: entry for name, entry in store.known_digests().items() if name != self.name}
        body = msgspec.json.encode({"format": FORMAT, "records": self.records, "tracks": self.tracks,
                                    "digests": self.digests}, order="deterministic")
        digest = hashlib.sha256(body).hexdigest().encode()
        store.write(self.name, b'{"note":"internal to this tool; safe to delete","sha256":"' + digest
                    + b'","body":' + body + b"}\n")

    def _output_reason(self, step: Step, record: Record, store: Store, is_there: Callable[[str, str], bool]) -> str:
        for name in step.outputs:
            found, digest = store.digest(name), record.outputs.get(name, "")
            if found and found != digest:
                return f"output edited by hand ({name})"
            if not found and not (digest and is_there(name, digest)):
                return f"output missing ({name})"
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
    return Ledger(name=name, records=content.records, tracks=content.tracks, digests=content.digests)


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
    tracks: dict[str, Any] = field(default_factory=dict)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value, order="deterministic").decode()


def _difference(what: str, before: Mapping[str, str], now: Mapping[str, str], *, values: bool) -> str:
    changed = sorted(name for name in before.keys() | now.keys() if before.get(name) != now.get(name))
    if not changed:
        return ""
    if values:
        return f"{what} ({', '.join(f'{n}: {before.get(n)} -> {now.get(n)}' for n in changed)})"
    return f"{what} ({', '.join(changed)})"
