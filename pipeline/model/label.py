"""How a track is called wherever a viewer sees its name: in its own script, and marked when a machine made it."""

from __future__ import annotations

from pipeline.model.cue import Origin, Track
from pipeline.model.language import find_language

STARTER = "starter"  # a field of the provenance line of tracks that a bundled starter model made
# SubRip and SubViewer have no comments, so there the name of a file alone tells a viewer whose words these are.
NAME_MARKS = {Origin.HUMAN: "", Origin.MACHINE: ".machine", Origin.POST_EDITED: ".machine-reviewed"}
_MARKS = {"Hans": ("，", "（", "）"), "Hant": ("，", "（", "）"), "Arab": ("، ", " (", ")")}
_LATIN_MARKS = (", ", " (", ")")


def machine_label(track: Track) -> str:
    """Say in the track's own language that it is machine translation, reviewed or not; "" for a human track."""
    language = find_language(track.language)
    words = {Origin.MACHINE: language.machine_label, Origin.POST_EDITED: language.reviewed_label}.get(track.origin, "")
    starter = words and STARTER in track.provenance.split("|")
    return _MARKS.get(language.script, _LATIN_MARKS)[0].join([words, language.starter_label]) if starter else words


def track_name(track: Track) -> str:
    """Give the name in a player's menu: 한국어 (기계 번역), 简体中文（机器翻译）, English."""
    language, label = find_language(track.language), machine_label(track)
    _, opening, closing = _MARKS.get(language.script, _LATIN_MARKS)
    return f"{language.autonym}{opening}{label}{closing}" if label else language.autonym
