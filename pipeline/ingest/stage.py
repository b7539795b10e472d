"""The first step: the bytes of a human's file become a clean track, and every repair a problem.

Nothing is lost in silence: the lines that look like timings must add up with cues and problems, and a file without
faults is read by a second, independent reader.
"""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.errors import PipelineError
from pipeline.formats import FORMATS, Format, exchange, find_format, sbv
from pipeline.formats.codes import ARROW_TYPO, TIMING_NOT_READ
from pipeline.formats.findings import Findings
from pipeline.formats.lines import split_lines
from pipeline.formats.timing import looks_like_timing
from pipeline.ingest.bilingual import keep_language
from pipeline.ingest.clean import clean
from pipeline.ingest.codes import EMPTY_FILE, NOT_CONSERVED, SUFFIX_MISMATCH
from pipeline.ingest.encoding import decode
from pipeline.ingest.rolling import collapse
from pipeline.model.cue import Cue, Reading, Track
from pipeline.model.language import Language
from pipeline.model.problem import Problem

REVISION = 3

_PLAIN = re.compile(r"[!-~](?:[ -~]*[!-~])?(?:\n[!-~](?:[ -~]*[!-~])?)*")


def run(raw: bytes, *, language: Language, path: str, bilingual: bool = False) -> Reading:
    """Read one subtitle file: decode, parse by its format, clean every cue, check that no cue was lost.

    ``path`` is relative to the project; its suffix says the format, and where the contents say otherwise they win, with
    a problem. ``bilingual`` says that cues hold a second language, to be taken out. Raises SubtitleError when the bytes
    are no text, PipelineError when the format is unknown.
    """
    reading, told = _read(raw, language, path)
    track, repairs = _clean(reading.track)
    track, collapsed = collapse(track)
    track, parted = keep_language(track) if bilingual else (track, ())
    problems = (*told, *reading.problems, *repairs, *collapsed, *parted, *_check_empty(track))
    return replace(reading, track=track, problems=tuple(sorted(problems, key=lambda problem: problem.sort_key)))


def _read(raw: bytes, language: Language, path: str) -> tuple[Reading, tuple[Problem, ...]]:
    """Decode and parse; the problems beside are about the file as a whole."""
    if exchange.is_exchange(path):
        reading = exchange.read(raw, language=language.tag, path=path)
        return replace(reading, encoding="as the file says", encoding_found_by="format"), ()
    decoded = decode(raw, language=language, path=path)
    form, mismatch = _choose_format(decoded.text, path, language.tag)
    reading = form.read(decoded.text, language=language.tag, path=path)
    checks = _check_conserved(decoded.text, form, reading)
    if not reading.problems and not mismatch and not checks:
        checks = form.confirm(decoded.text, reading.track)
    reading = replace(reading, encoding=decoded.encoding, encoding_found_by=decoded.found_by)
    return reading, (*decoded.problems, *mismatch, *checks)


def sniff(text: str) -> str:
    """Give the suffix of the format the contents are in; empty where they are in none we read."""
    lines = split_lines(text)
    if re.match(r"WEBVTT(?:[ \t]|$)", lines[0]):
        return ".vtt"
    first = next((line for line in lines if looks_like_timing(line)), None)
    if first is None:
        return ""
    return ".sbv" if sbv.is_timing(first) else ".srt"


def _choose_format(text: str, path: str, language: str) -> tuple[Format, tuple[Problem, ...]]:
    inside = sniff(text)
    try:
        form = find_format(path)
    except PipelineError:
        if not inside:
            raise
        form = None
    if form is None or (inside and FORMATS[inside] is not form):
        form = FORMATS[inside]
        return form, (SUFFIX_MISMATCH.problem(
            f"the file holds {form.name}, its suffix says otherwise", path=path, line=1, language=language,
            measured=form.name, hint=f"give the file the suffix {form.suffixes[0]}"),)
    return form, ()


def _clean(track: Track) -> tuple[Track, tuple[Problem, ...]]:
    findings = Findings(path=track.path, language=track.language)
    cues: list[Cue] = []
    for cue in track.cues:
        # Printable ASCII without outer space has nothing to clean; most English cues are that.
        if not cue.text or _PLAIN.fullmatch(cue.text):
            cues.append(cue)
            continue
        text, found = clean(cue.text)
        for code, clause in found:
            findings.add(code, clause, line=cue.line, cue=cue.index, text=cue.text)
        cues.append(replace(cue, text=text) if text != cue.text else cue)
    return replace(track, cues=tuple(cues)), findings.problems()


def _check_conserved(text: str, form: Format, reading: Reading) -> tuple[Problem, ...]:
    """Count again, without the reader: lines like timings = cues + problems that name a lost one."""
    lines = split_lines(text)
    if form is FORMATS[".vtt"]:
        counted = sum("-->" in line or looks_like_timing(line) for line in lines[1:])
    else:
        counted = sum(map(looks_like_timing, lines))
    told = sum(problem.code in (TIMING_NOT_READ.code, ARROW_TYPO.code) for problem in reading.problems)
    if counted == len(reading.track.cues) + told:
        return ()
    return (NOT_CONSERVED.problem(f"{counted} lines look like timings, but there are {len(reading.track.cues)} cues "
                                  f"and {told} problems about timings", path=reading.track.path,
                                  language=reading.track.language, measured=f"{counted} lines",
                                  limit=f"{len(reading.track.cues) + told} accounted for"),)


def _check_empty(track: Track) -> tuple[Problem, ...]:
    if track.cues:
        return ()
    return (EMPTY_FILE.problem("the file has no cue", path=track.path, language=track.language,
                               hint="the upload may have failed; send the file again"),)
