"""Subtitle tracks that the source holds already, planned as our own are: their text goes the same way, and is proved.

A track that is copied as it stands could not be held against anything, and most containers take only one kind of text.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.cue import Cue, Track
from pipeline.model.language import LANGUAGES, Language
from pipeline.model.video import MuxedTrack, PlannedTrack, TimedText
from pipeline.mux.containers import BIBLIOGRAPHIC, Container

# What programs write as the name of a track when nobody named it.
_NO_NAMES = ("", "subtitlehandler", "subtitle media handler", "text media handler")
_SOURCE_TAG = "-x-source"  # private use in BCP 47: a second English track is told from ours


def as_track(held: MuxedTrack, path: str) -> Track:
    """Give the cues of a track as they were read, numbered from 1."""
    cues = tuple(Cue(index=number, start_ms=cue.start_ms, end_ms=cue.end_ms, text=cue.text)
                 for number, cue in enumerate(held.cues, start=1))
    return Track(language=held.language, cues=cues, path=path)


def kept_track(held: MuxedTrack, kind: Container, planned: Sequence[PlannedTrack], *, cues: tuple[TimedText, ...],
               path: str) -> PlannedTrack:
    """Plan a track of the source after those that are planned; its name is told from theirs."""
    language = _language(held.language)
    code = kind.language_code(language) if language else held.language
    if kind.muxer == "hls":  # there the code names a file, and two may not be one
        code = _unused(f"{code}{_SOURCE_TAG}", [track.code for track in planned], "{}{}")
    given = "" if held.name.lower() in _NO_NAMES else held.name
    name = _unused(given or (language.autonym if language else held.language), [t.name for t in planned], "{} ({})")
    return PlannedTrack(language=held.language, code=code, name=name, default=not planned, cues=cues, path=path)


def _language(code: str) -> Language | None:
    """Find a language by any code a container may hold: deu, ger, de."""
    return next((language for language in LANGUAGES.values() if code in (
        language.tag, language.iso639_2, BIBLIOGRAPHIC.get(language.iso639_2))), None)


def _unused(wanted: str, taken: Sequence[str], form: str) -> str:
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = form.format(wanted, number)
    return name
