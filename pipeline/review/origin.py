"""Who made each cue of a track, as JSON beside it: a person, a machine, or a machine with a person's correction."""

from __future__ import annotations

import msgspec

from pipeline.model.cue import Origin, Track

_SCHEMA = 1
_GLOSSARY = "terms-sha256"
_OF_GLOSSARY = frozenset({_GLOSSARY, "terms", "revision"})


def summary(track: Track) -> dict[str, object]:
    """Say for the manifest who made a track: its engine and glossary, and the origin of its cues, first to last."""
    engine, glossary = _makers(track)
    runs: list[list[object]] = []
    for cue in track.cues:
        if runs and runs[-1][0] == cue.origin.value:
            runs[-1][2] = cue.index
        else:
            runs.append([cue.origin.value, cue.index, cue.index])
    return {"origin": track.origin.value, "engine": engine, "glossary": glossary, "cues": runs}


def write(track: Track) -> bytes:
    """Write the origin of every cue: its number, times in milliseconds and origin, and what the machine was.

    ``engines`` holds the engine's signature (with the digest of its model), ``glossaries`` the digest of the terms that
    stand in the lecture; a cue names its own by their place there, from 0. Both come from the provenance of the track
    and are empty for a human one. The same track gives the same bytes.
    """
    engine, glossary = _makers(track)
    counts = {origin.value: sum(cue.origin is origin for cue in track.cues) for origin in Origin}
    made_by = {"engine": 0, "glossary": 0} if engine else {}
    cues = [{"cue": cue.index, "start_ms": cue.start_ms, "end_ms": cue.end_ms, "origin": cue.origin.value,
             **({} if cue.origin is Origin.HUMAN else made_by)} for cue in track.cues]
    body = {"schema": _SCHEMA, "language": track.language, "origin": track.origin.value, "counts": counts,
            "provenance": track.provenance, "engines": [engine] if engine else [],
            "glossaries": [glossary] if engine else [], "cues": cues}
    return msgspec.json.format(msgspec.json.encode(body)) + b"\n"


def _makers(track: Track) -> tuple[str, str]:
    """Give the engine's signature and the digest of the terms; both empty for a track that no machine made."""
    fields = track.provenance.split("|") if track.provenance else []
    return ("|".join(field for field in fields if field.partition(":")[0] not in _OF_GLOSSARY),
            next((field.partition(":")[2] for field in fields if field.startswith(f"{_GLOSSARY}:")), ""))
