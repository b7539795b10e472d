"""Who made each cue of a track, as JSON beside it: a person, a machine, or a machine with a person's correction."""

from __future__ import annotations

import msgspec

from pipeline.model.cue import Origin, Track

_SCHEMA = 1
_GLOSSARY = "terms-sha256"
_OF_GLOSSARY = frozenset({_GLOSSARY, "terms", "revision"})


def write(track: Track) -> bytes:
    """Write the origin of every cue: its number, times in milliseconds and origin, and what the machine was.

    ``engines`` holds the engine's signature (with the digest of its model), ``glossaries`` the digest of the terms that
    stand in the lecture; a cue names its own by their place there, from 0. Both come from the provenance of the track
    and are empty for a human one. The same track gives the same bytes.
    """
    fields = track.provenance.split("|") if track.provenance else []
    engine = "|".join(field for field in fields if field.partition(":")[0] not in _OF_GLOSSARY)
    glossary = next((field.partition(":")[2] for field in fields if field.startswith(f"{_GLOSSARY}:")), "")
    counts = {origin.value: sum(cue.origin is origin for cue in track.cues) for origin in Origin}
    made_by = {"engine": 0, "glossary": 0} if engine else {}
    cues = [{"cue": cue.index, "start_ms": cue.start_ms, "end_ms": cue.end_ms, "origin": cue.origin.value,
             **({} if cue.origin is Origin.HUMAN else made_by)} for cue in track.cues]
    body = {"schema": _SCHEMA, "language": track.language, "origin": track.origin.value, "counts": counts,
            "provenance": track.provenance, "engines": [engine] if engine else [],
            "glossaries": [glossary] if engine else [], "cues": cues}
    return msgspec.json.format(msgspec.json.encode(body)) + b"\n"
