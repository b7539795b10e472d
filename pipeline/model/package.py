"""What is known of a translation package before it is opened."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A translation package file: what it translates, and what tells it from every other one.

    ``source`` and ``target`` are argos codes; ``sha256`` is the digest of the file; ``starter`` marks the small
    packages that come with the project, whose translation needs a person's eyes more than others.
    """

    path: Path
    name: str
    version: str
    sha256: str
    source: str
    target: str
    starter: bool = False
