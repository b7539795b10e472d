"""Where steps are done: each runs only if it has to, and is noted once everything it makes is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from pipeline.ledger import Step, open_ledger
from pipeline.model.result import StepState
from pipeline.store import Store

CACHE = "build/.cache"
_UNSURE = "unsure"  # stands for the digest of a file that a step of this dry run would make again
T = TypeVar("T")


class Workbench:
    """The files and the ledger of one lecture.

    In a dry run no step runs and nothing is written: the steps that would run are found, with the reason of each.
    """

    def __init__(self, root: Path, lecture: str, *, dry: bool) -> None:
        self.store = Store(root)
        self.lecture = lecture
        self.dry = dry
        self.steps: list[StepState] = []
        self.set_aside: list[tuple[str, str]] = []
        self._ledger = open_ledger(f"{CACHE}/ledger/{lecture}.json", self.store)
        self._keys: set[str] = set()
        self._stale: set[str] = set()

    def do(self, step: Step, make: Callable[[], object]) -> bool:
        """Run a step if it is stale, and say whether its outputs can be used: not in a dry run that would make them.

        An output that a person has changed is never overwritten: it is set aside first.
        """
        self._keys.add(step.key)
        reason = self._ledger.reason(step, self.store)
        if not reason:
            return True
        self.steps.append(StepState(key=step.key, reason=reason))
        if self.dry:
            self._stale.update(step.outputs)
            return False
        for name in self._ledger.edited(step, self.store):
            if not name.startswith(CACHE):
                self.set_aside.append((name, self.store.set_aside(name)))
        make()
        self._ledger.done(step, self.store)
        self._ledger.save(self.store)
        return True

    def close(self) -> None:
        """Forget the steps that this lecture no longer has."""
        if not self.dry:
            self._ledger.forget_all_but(self._keys)
            self._ledger.save(self.store)

    def digest(self, name: str) -> str:
        """Give the digest of a file as the next step will find it."""
        return _UNSURE if name in self._stale else self.store.digest(name)

    def cache_name(self, result: str) -> str:
        """Name the file in which a step's result is kept."""
        return f"{CACHE}/results/{self.lecture}/{result}.json"

    def keep(self, name: str, value: object) -> None:
        """Write a step's result; the same value always gives the same bytes."""
        self.store.write(name, msgspec.json.encode(value, enc_hook=str, order="deterministic"))

    def kept(self, name: str, kind: type[T]) -> T:
        """Read a step's result back."""
        return msgspec.json.decode(self.store.read(name), type=kind, dec_hook=_decode)


def _decode(kind: type, value: object) -> object:
    # Fractions (frame rates) are written as text: "30000/1001".
    return kind(value)
