"""TTML/DFXP and EBU STL, the formats broadcasters send, through ttconv when it is installed.

The only door to ttconv. It flattens a document to what is on screen at each moment, and that is read as SubRip; so a
cue of ours may be two paragraphs of theirs that stand at the same time, and there are no line numbers.
"""

from __future__ import annotations

import importlib
import io
import logging
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from pipeline.errors import PipelineError, SubtitleError
from pipeline.formats import srt
from pipeline.formats.codes import NOT_CARRIED, TIMING_NOT_READ
from pipeline.model.cue import Reading
from pipeline.model.problem import Problem, Severity
from pipeline.model.text import plain

# A document type can define entities that grow without end, and no subtitle needs one.
_DOCTYPE = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PARAGRAPH = "{http://www.w3.org/ns/ttml}p"
# It writes to the log what we tell as problems.
logging.getLogger("ttconv").addHandler(logging.NullHandler())
_INSTALL = "pip install 'lecture-localization[exchange]'"


def _ttml(raw: bytes) -> tuple[Any, list[str]]:
    root = ET.fromstring(raw)
    texts = ["".join(paragraph.itertext()) for paragraph in root.iter(_PARAGRAPH)]
    return importlib.import_module("ttconv.imsc.reader").to_model(ET.ElementTree(root)), texts


def _stl(raw: bytes) -> tuple[Any, list[str]]:
    # Broadcast files begin at 10:00:00:00; their own start of programme is our zero.
    config = importlib.import_module("ttconv.stl.config").STLReaderConfiguration(program_start_tc="TCP")
    return importlib.import_module("ttconv.stl.reader").to_model(io.BytesIO(raw), config), []


# Suffix: name of the format, and what gives a ttconv document and the text of every paragraph.
LOADERS: dict[str, tuple[str, Callable[[bytes], tuple[Any, list[str]]]]] = {
    ".ttml": ("TTML", _ttml), ".dfxp": ("TTML", _ttml), ".xml": ("TTML", _ttml), ".stl": ("EBU STL", _stl),
}


def is_exchange(path: str) -> bool:
    """Tell whether a file is in one of these formats, by its suffix."""
    return PurePosixPath(path).suffix.lower() in LOADERS


def read(raw: bytes, *, language: str, path: str) -> Reading:
    """Read a TTML, DFXP or EBU STL file from its bytes.

    Positions and colours are not kept, which a problem tells; so does one for every paragraph whose text is in no cue.
    Raises PipelineError when ttconv is not installed, SubtitleError when it cannot read the file.
    """
    name, load = LOADERS[PurePosixPath(path).suffix.lower()]
    try:
        writer = importlib.import_module("ttconv.srt.writer")
    except ModuleNotFoundError as error:
        raise PipelineError(f"{path}: {name} is read by ttconv, which is not installed", hint=_INSTALL) from error
    if load is _ttml and _DOCTYPE.search(raw.replace(b"\0", b"").decode("ascii", "ignore")):
        raise SubtitleError("the file defines a document type, which no subtitle needs", path=path,
                            hint="export it again without a DOCTYPE")
    try:
        document, texts = load(raw)
        reading = srt.read(writer.from_model(document), language=language, path=path)
    except Exception as error:  # a foreign parser of hostile input: whatever it raises, the file cannot be read
        raise SubtitleError(f"ttconv cannot read it as {name}: {type(error).__name__}: {error}", path=path,
                            hint="export it again, or send SubRip or WebVTT") from error
    cues = tuple(replace(cue, line=0) for cue in reading.track.cues)
    told = NOT_CARRIED.problem(f"positions and colours of {name} are not kept", severity=Severity.INFO, path=path,
                               language=language)
    return Reading(track=replace(reading.track, cues=cues), format=f"{name} (ttconv)",
                   problems=(told, *_lost(texts, "".join(plain(cue.text) for cue in cues), path, language),
                             *(replace(problem, line=0) for problem in reading.problems)))


def _lost(texts: list[str], shown: str, path: str, language: str) -> list[Problem]:
    """One problem for every paragraph whose letters do not stand in the cues, in order and without white space."""
    kept = "".join(shown.split())
    return [TIMING_NOT_READ.problem("the text of a paragraph is in no cue; its time may be missing", path=path,
                                    language=language, text=text.strip())
            for text in texts if "".join(text.split()) not in kept]
