"""A translation memory as TMX 1.4, which every translation tool exchanges.

Source: TMX 1.4b Specification (LISA OSCAR, https://www.gala-global.org/tmx-14b).
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pipeline
from pipeline.errors import SubtitleError
from pipeline.formats.po import one_line

_LECTURE = "x-lecture"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITY = re.compile(rb"<!\s*ENTITY", re.IGNORECASE)
# What stands inside these is a code of the tool that wrote it, not a word (TMX 1.4b, content markup).
_CODES = frozenset({"bpt", "ept", "ph", "it", "ut"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One sentence in both languages; ``lecture`` is where it was post-edited, "" where that is not known."""

    source: str
    target: str
    lecture: str = ""


def write(units: Sequence[Unit], *, source: str, target: str) -> bytes:
    """Write units as TMX in UTF-8; ``source`` and ``target`` are BCP 47 tags. The same units give the same bytes."""
    root = ET.Element("tmx", version="1.4")
    ET.SubElement(root, "header", {
        "creationtool": "localize", "creationtoolversion": pipeline.__version__, "segtype": "sentence",
        "o-tmf": "po", "adminlang": "en", "srclang": source, "datatype": "plaintext"})
    body = ET.SubElement(root, "body")
    for unit in units:
        element = ET.SubElement(body, "tu")
        if unit.lecture:
            ET.SubElement(element, "prop", type=_LECTURE).text = _xml(unit.lecture)
        for tag, text in ((source, unit.source), (target, unit.target)):
            variant = ET.SubElement(element, "tuv", {_LANG: tag})
            ET.SubElement(variant, "seg").text = _xml(text)
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def read(raw: bytes, *, source: str, target: str, path: str) -> tuple[Unit, ...]:
    """Read the units of a TMX file that have both languages; ``zh-CN`` counts as ``zh-Hans``, ``en-GB`` as ``en``.

    Raises SubtitleError for a file that is not TMX, or that declares entities, which could blow up or read other files.
    """
    if _ENTITY.search(raw) or (raw[:2] in (b"\xff\xfe", b"\xfe\xff") and _ENTITY.search(raw.replace(b"\0", b""))):
        raise SubtitleError("declares XML entities, which a translation memory has no use for", path=path,
                            hint="export it again as plain TMX 1.4")
    try:
        root = ET.fromstring(raw)
    except (ET.ParseError, LookupError, ValueError) as error:
        line = error.position[0] if isinstance(error, ET.ParseError) else 0
        raise SubtitleError("is not XML", path=path, line=line, hint="export it again as TMX 1.4") from error
    if root.tag != "tmx":
        raise SubtitleError(f"is not TMX, but <{root.tag}>", path=path, hint="export it again as TMX 1.4")
    return tuple(_units(root, source, target))


def _units(root: ET.Element, source: str, target: str) -> Iterator[Unit]:
    for element in root.iter("tu"):
        texts: dict[str, str] = {}
        for variant in element.iter("tuv"):
            tag = variant.get(_LANG) or variant.get("lang") or ""
            segment = variant.find("seg")
            for wanted in (source, target):
                if segment is not None and _is(tag, wanted):
                    texts.setdefault(wanted, one_line(_text(segment)))
        lecture = next((one_line(prop.text or "") for prop in element.iter("prop") if prop.get("type") == _LECTURE), "")
        if texts.get(source) and texts.get(target):
            yield Unit(source=texts[source], target=texts[target], lecture=lecture)


def _is(tag: str, wanted: str) -> bool:
    """Whether a tag names a language, whatever its region; a Chinese region says which script."""
    tag, wanted = tag.replace("_", "-").lower(), wanted.lower()
    if tag.startswith("zh"):
        traditional = any(part in ("hant", "tw", "hk", "mo") for part in tag.split("-"))
        return wanted == ("zh-hant" if traditional else "zh-hans")
    return tag.split("-")[0] == wanted.split("-")[0]


def _text(element: ET.Element) -> str:
    said = element.text or ""
    for child in element:
        said += ("" if child.tag in _CODES else _text(child)) + (child.tail or "")
    return said


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
