"""Where steps are done: each runs only if it has to, and is noted once everything it makes is there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TypeVar

import msgspec

from pipeline.errors import PipelineError
from pipeline.ledger import Step, open_ledger
from pipeline.model.result import StepState
from pipeline.store import Store

CACHE = "build/.cache"
SUBTITLES = "build/subtitles"
_UNSURE = "unsure"  # stands for the digest of a file that a step of this dry run would make again
T = TypeVar("T")


class Workbench:
    """The files and the ledger of one lecture.

    What a step makes for people lies in the cache too, under its digest (the same file, by a hard link). So an output
    that is gone is put back without running its step, and one that a person has changed is told from one that a run
    made which was killed before it could note it.

    In a dry run no step runs and nothing is written: the steps that would run are found, with the reason of each.
    ``restores`` lets also such a run put back outputs that are gone.
    """

    def __init__(self, root: Path, lecture: str, *, dry: bool, restores: bool = False) -> None:
        self.store = Store(root)
        self.lecture = lecture
        self.dry = dry
        self.steps: list[StepState] = []
        self.set_aside: list[tuple[str, str]] = []
        self._restores = restores or not dry
        self._ledger = open_ledger(f"{CACHE}/ledger/{lecture}.json", self.store)
        self._keys: set[str] = set()
        self._foreseen: dict[str, str] = {}  # digests of files as a step of this dry run would make them

    def do(self, step: Step, make: Callable[[], object]) -> bool:
        """Run a step if it is stale, and say whether its outputs can be used: not in a dry run that would make them.

        An output that a person has changed is never overwritten: it is set aside first.
        """
        if self._is_fresh(step):
            return True
        if self.dry:
            self._foreseen.update(dict.fromkeys(step.outputs, _UNSURE))
            return False
        self._run(step, make)
        return True

    def work_out(self, step: Step, values: Callable[[], Mapping[str, object]]) -> None:
        """Run a step that is quick and whose outputs are results to keep: ``values`` gives each by its name.

        Also a dry run works them out, so that it knows whether what comes after has something to do.
        """
        if self._is_fresh(step):
            return
        if self.dry:
            self._foreseen.update({name: hashlib.sha256(_encoded(value)).hexdigest()
                                   for name, value in values().items()})
            return

        def make() -> None:
            for name, value in values().items():
                self.keep(name, value)

        self._run(step, make)

    def close(self, languages: Collection[str]) -> None:
        """Forget the steps and tracks that this lecture no longer has, with what they made; a video stays.

        So does a run that finds nothing to do: the one before may have been killed before it came to this.
        """
        if not self._restores or (self.dry and self.steps):
            return
        ledger = self._ledger
        gone = ledger.forget_all_but(self._keys, languages)
        made = {name for record in gone for name, digest in record.outputs.items() if self.store.digest(name) == digest}
        if gone:
            ledger.save(self.store)
        for name in made - ledger.outputs.keys():
            if name.startswith((CACHE, SUBTITLES)):
                self.store.remove(name)
        wanted = {self._object(digest) for digest in ledger.outputs.values()}
        for name in self.store.names(self._objects):
            if name not in wanted:
                self.store.remove(name)

    def remember(self) -> None:
        """Keep what was found out about files, so that the next run need not read them again."""
        if self._restores:
            self._ledger.save_digests(self.store)

    def note_track(self, language: str, made_by: object) -> None:
        """Put into the lecture's manifest who made a track, cue by cue; it is written with the step."""
        self._ledger.tracks[language] = made_by

    def digest(self, name: str) -> str:
        """Give the digest of a file as the next step will find it."""
        return self._foreseen.get(name) or self.store.digest(name)

    def has(self, name: str) -> bool:
        """Say whether a file is there as the next step will find it: not where a dry run would make it again."""
        return name not in self._foreseen and self.store.exists(name)

    def public(self, language: str) -> tuple[str, str]:
        """Name the files that people get of a track: the track, and who made each of its cues."""
        return f"{SUBTITLES}/{self.lecture}/{language}.vtt", f"{SUBTITLES}/{self.lecture}/{language}.origin.json"

    def cache_name(self, result: str) -> str:
        """Name the file in which a step's result is kept."""
        return f"{CACHE}/results/{self.lecture}/{result}.json"

    def keep(self, name: str, value: object) -> None:
        """Write a step's result; the same value always gives the same bytes."""
        self.store.write(name, _encoded(value))

    def kept(self, name: str, kind: type[T]) -> T:
        """Read a step's result back."""
        return msgspec.json.decode(self.store.read(name), type=kind, dec_hook=_decode)

    def put(self, name: str, content: bytes) -> None:
        """Write a file for people."""
        made = self._object(hashlib.sha256(content).hexdigest())
        self.store.write(made, content)
        self.store.link(made, name)

    def put_made(self, name: str, *, of: str, is_folder: bool, make: Callable[..., object]) -> None:
        """Let a file for people be made from the file ``of`` at a place in the cache, then put it under its name.

        ``make`` is called with the place as ``target``. A folder of many files (HLS) is made where it belongs, since it
        has no digest of its own; what the ledger says of it is taken back before.
        """
        target, source = self.store.path(name), self.store.path(of)
        if target.exists() and source.exists() and target.samefile(source):
            raise PipelineError(f"{name} is the source {of} itself (or a link to it)",
                                hint="let course.video name another folder; a source is never touched")
        if is_folder:
            self._ledger.forget_output(name)
            self._ledger.save(self.store)
            make(target=target)
            return
        raw = f"{self._objects}/{target.name}"
        make(target=self.store.path(raw))
        made = self._object(self.store.digest(raw))
        self.store.move(raw, made)
        self.store.link(made, name)

    @property
    def _objects(self) -> str:
        return f"{CACHE}/outputs/{self.lecture}"

    def _object(self, digest: str) -> str:
        return f"{self._objects}/{digest}"

    def _is_fresh(self, step: Step) -> bool:
        self._keys.add(step.key)
        reason = self._ledger.reason(step, self.store, is_there=self._is_there)
        if reason and step.key not in [state.key for state in self.steps]:
            self.steps.append(StepState(key=step.key, reason=reason))
        return not reason

    def _is_there(self, name: str, digest: str) -> bool:
        """Whether an output that is gone can be had without its step; put it back where that is allowed."""
        made = self._object(digest)
        if name.startswith(CACHE) or self.store.digest(made) != digest:
            return False
        if self._restores:
            self.store.link(made, name)
        return True

    def _run(self, step: Step, make: Callable[[], object]) -> None:
        for name in self._ledger.edited(step, self.store):
            if not name.startswith(CACHE) and not self.store.exists(self._object(self.store.digest(name))):
                self.set_aside.append((name, self.store.set_aside(name)))
        make()
        self._ledger.done(step, self.store)
        self._ledger.save(self.store)


def _encoded(value: object) -> bytes:
    return msgspec.json.encode(value, enc_hook=str, order="deterministic")


def _decode(kind: type, value: object) -> object:
    # Fractions (frame rates) are written as text: "30000/1001".
    return kind(value)
