"""What was already translated: a sentence is asked of the engine once, whatever lecture it stands in.

The memory is a cache in one SQLite file and never the only copy of anything: a damaged one is thrown away and
filled again.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar

import msgspec

from pipeline.errors import StoreError
from pipeline.model.engine import Engine, Hypothesis

_SCHEMA = "CREATE TABLE IF NOT EXISTS sentence (key TEXT PRIMARY KEY, value BLOB NOT NULL, digest TEXT NOT NULL)"
_WAIT_S = 60.0  # for another process of the same build to finish its write
_Hypotheses = tuple[Hypothesis, ...]
T = TypeVar("T")


class RememberingEngine:
    """An engine that asks another one only for sentences it has not been asked before; same signature, same words."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self._path = path
        self.asked = 0
        self.remembered = 0

    @property
    def signature(self) -> str:
        """The signature of the engine behind it."""
        return self._engine.signature

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The placeholders of the engine behind it."""
        return self._engine.placeholders

    def translate(self, texts: Sequence[str], *, hypotheses: int = 4) -> tuple[_Hypotheses, ...]:
        """Give the hypotheses of every sentence, from memory where they are there."""
        keys = [self._key(text, hypotheses) for text in texts]
        known = self._recall(keys)
        missing = list(dict.fromkeys(text for text, key in zip(texts, keys, strict=True) if key not in known))
        self.asked += len(missing)
        self.remembered += len(texts) - len(missing)
        if missing:
            found = self._engine.translate(missing, hypotheses=hypotheses)
            new = {self._key(text, hypotheses): answer for text, answer in zip(missing, found, strict=True)}
            self._note(new)
            known |= new
        return tuple(known[key] for key in keys)

    def _key(self, text: str, hypotheses: int) -> str:
        return hashlib.sha256(msgspec.json.encode([self.signature, hypotheses, text])).hexdigest()

    def _recall(self, keys: Sequence[str]) -> dict[str, _Hypotheses]:
        def look(base: sqlite3.Connection) -> dict[str, _Hypotheses]:
            found: dict[str, _Hypotheses] = {}
            for key in dict.fromkeys(keys):
                row = base.execute("SELECT value, digest FROM sentence WHERE key = ?", (key,)).fetchone()
                if row and isinstance(row[0], bytes) and hashlib.sha256(row[0]).hexdigest() == row[1]:
                    found[key] = msgspec.json.decode(row[0], type=_Hypotheses)
            return found

        return self._with_base(look)

    def _note(self, new: dict[str, _Hypotheses]) -> None:
        rows = [(key, value := msgspec.json.encode(answer), hashlib.sha256(value).hexdigest())
                for key, answer in new.items()]
        self._with_base(lambda base: base.executemany("INSERT OR REPLACE INTO sentence VALUES (?, ?, ?)", rows))

    def _with_base(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do a piece of work in one transaction; a database that turns out to be damaged is made anew, once."""
        with self._told():
            try:
                with closing(self._connect()) as base, base:
                    return work(base)
            except sqlite3.OperationalError:
                raise  # the disk, or another process; the sentences are sound
            except sqlite3.DatabaseError:
                # Not a database any more: it held nothing that the engine cannot say again.
                for part in ("", "-wal", "-shm"):
                    self._path.with_name(self._path.name + part).unlink(missing_ok=True)
                with closing(self._connect()) as base, base:
                    return work(base)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Turn what the database says of the disk into an error with a way out."""
        try:
            yield
        except (sqlite3.OperationalError, OSError) as error:
            raise StoreError(f"cannot be used: {error}", path=self._path.name,
                             hint="free some space or give yourself the right to write there, and run again") from error

    def _connect(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        base = sqlite3.connect(self._path, timeout=_WAIT_S)
        try:
            base.execute("PRAGMA journal_mode=WAL")
            base.execute(_SCHEMA)
            base.execute("SELECT count(*) FROM sentence WHERE key = ''").fetchone()
        except sqlite3.DatabaseError:
            base.close()
            raise
        return base
