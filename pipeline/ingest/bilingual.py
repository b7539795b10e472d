"""Takes the other language out of bilingual cues, such as a Chinese line with the English one under it."""

from __future__ import annotations

from dataclasses import replace

from pipeline.formats.findings import Findings
from pipeline.ingest.codes import BILINGUAL_CUE
from pipeline.ingest.scripts import belongs_to, count_scripts
from pipeline.model.cue import Track
from pipeline.model.language import LANGUAGES
from pipeline.model.problem import Problem
from pipeline.model.text import plain

# A cue that ends in a Latin term does not make a file bilingual.
_MIN_SHARE = 0.5
# "Trainer API。" is Chinese: nobody ends an English line so.
_OWN_MARKS = {"Hans": "。，、？！；：", "Hant": "。，、？！；："}


def keep_language(track: Track) -> tuple[Track, tuple[Problem, ...]]:
    """Keep the lines in the track's own script where a cue has others above or below; a problem tells each cue.

    Only languages in different scripts can be told apart. A cue wholly in the other script stays as it is, and so does
    the whole track when less than half of its cues are bilingual.
    """
    script = LANGUAGES[track.language].script
    parts = [_own_lines(cue.text.split("\n"), script) for cue in track.cues]
    both = sum(bool(foreign) for _, foreign in parts)
    if not track.cues or both < len(track.cues) * _MIN_SHARE:
        return track, ()
    findings = Findings(path=track.path, language=track.language)
    cues = []
    for cue, (own, foreign) in zip(track.cues, parts, strict=True):
        if foreign:
            findings.add(BILINGUAL_CUE, "lines in another script were taken out", line=cue.line, cue=cue.index,
                         text="\n".join(foreign))
        cues.append(replace(cue, text="\n".join(own)) if foreign else cue)
    return replace(track, cues=tuple(cues)), findings.problems()


def _own_lines(lines: list[str], script: str) -> tuple[list[str], list[str]]:
    """Split off the run of foreign lines at the end, or else at the beginning; nothing when no line is our own."""
    own = [_is_own(line, script) for line in lines]
    if all(own) or not any(own):
        return lines, []
    last = max(place for place, ours in enumerate(own) if ours) + 1
    if last < len(lines):
        return lines[:last], lines[last:]
    first = own.index(True)
    return lines[first:], lines[:first]


def _is_own(line: str, script: str) -> bool:
    counts = count_scripts(plain(line))
    if script == "Latn":  # Latin terms stand in every language, so here a foreign letter decides
        return not set(counts) - {"Latn"}
    return any(belongs_to(found, script) for found in counts) or any(c in line for c in _OWN_MARKS.get(script, ""))
