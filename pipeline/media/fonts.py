"""Which font draws a language, and whether it has every character: known before the first picture is drawn.

libass takes another font in silence where one is not installed or lacks a sign, and draws a box where none has it. So
it is asked first, with every cue, which face it takes; then the face itself is opened and each character looked up.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import ffmpeg as ffmpeg_python
from fontTools.ttLib import TTCollection, TTFont, TTLibError

from pipeline.errors import MediaError
from pipeline.media.binary import FFmpeg
from pipeline.model.text import plain
from pipeline.model.timecode import format_vtt
from pipeline.mux.burn import BurnPlan
from pipeline.mux.script import script

FOLDER = "fonts"
_SAFE_NAME = re.compile(r"[\w .+-]+")
_TAKEN = re.compile(r"fontselect: \(.*?\) -> (.+), (-?\d+), (\S+)$", re.MULTILINE)
_NOT_FOUND = re.compile(r"Glyph 0x([0-9A-Fa-f]+) not found")
_ASKED = "asked.ass"
_NAMES = (16, 1)  # name records: typographic family, family (OpenType, name)
_SHOWN = 5
_PATIENCE_SECONDS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A font face by its family name; ``own`` is the copy in the fonts folder, when it was named as a file."""

    family: str
    own: Path | None = None


def find_face(plan: BurnPlan, families: Sequence[str], *, ffmpeg: FFmpeg, folder: Path) -> Face:
    """Give the first of the families (or font files) that is here and has a glyph for every character of the plan.

    ``folder`` is a place to work. Raises MediaError that names characters and cues without a glyph, or tells which
    fonts were looked for in vain.
    """
    lacking: list[MediaError] = []
    for name in families:
        face = _own(name, folder) if _is_file(name) else _family(name, plan.path)
        said = _drawn(plan, face, ffmpeg, folder)
        font = _taken(face, said, plan.path)
        if font is None:
            continue
        held = set(font.getBestCmap() or ())
        # libass is heard as well: italics may come from a face of the family that has fewer signs.
        held -= {int(code, 16) for code in _NOT_FOUND.findall(said)}
        missing = _missing(plan, held.__contains__)
        if not missing:
            return face
        lacking.append(_lacks(plan, face.family, missing))
    if lacking:
        raise lacking[0]
    raise MediaError(f"no font for {plan.language} is installed; looked for {', '.join(families)}", path=plan.path,
                     hint="install one of them, or name another family or a font file with --font")


def options(face: Face) -> dict[str, str]:
    """Give the options of FFmpeg's ``ass`` filter that let it find a face."""
    return {"fontsdir": FOLDER} if face.own else {}


def _is_file(name: str) -> bool:
    return Path(name).suffix.lower() in (".ttf", ".otf", ".ttc", ".otc")


def _own(name: str, folder: Path) -> Face:
    """Take a font file into the working folder, under a plain name: no path of a user gets into a filter."""
    path = Path(name)
    if not path.is_file():
        raise MediaError("there is no such font file", path=name, hint="mend the path, or name an installed family")
    place = folder / FOLDER
    place.mkdir(exist_ok=True)
    copied = shutil.copyfile(path, place / f"font{path.suffix.lower()}")
    font = _open(path, 0)
    family = next((str(record) for kind in _NAMES if (record := font["name"].getDebugName(kind))), "")
    return replace(_family(family, name), own=copied)


def _family(name: str, path: str) -> Face:
    if not _SAFE_NAME.fullmatch(name):
        raise MediaError(f"{name!r} is no name of a font family", path=path,
                         hint="use letters, digits, spaces, '.', '+' and '-', or a font file that calls itself so")
    return Face(family=name)


def _taken(face: Face, said: str, path: str) -> TTFont | None:
    """Open the face that libass took; None when it is not the one that was asked for."""
    found = _TAKEN.search(said)
    if found is None:
        raise MediaError("libass does not say which font it takes", path=path,
                         hint="use another FFmpeg, or leave the setting `ffmpeg` empty to use the bundled one")
    file, number, name = found.groups()
    if face.own:
        return _open(face.own, 0)
    if name.partition("-")[0].lower().removesuffix("mt") != face.family.replace(" ", "").lower():
        return None
    if not Path(file).is_file():
        raise MediaError(f"libass takes {name}, and does not say from which file", path=path,
                         hint="name the font file with --font, so that its characters can be looked up")
    return _open(Path(file), max(0, int(number)))


def _open(path: Path, number: int) -> TTFont:
    try:
        if path.suffix.lower() in (".ttc", ".otc"):
            return TTCollection(path, lazy=True).fonts[number]
        return TTFont(path, lazy=True)
    except (TTLibError, OSError, IndexError) as error:
        raise MediaError(f"this font cannot be read: {error}", path=str(path), hint="use another font") from error


def _drawn(plan: BurnPlan, face: Face, ffmpeg: FFmpeg, folder: Path) -> str:
    """Let libass draw every cue of the plan on nothing, one a second, and give what it says while it does."""
    cues = tuple(replace(cue, start_ms=place * 1000, end_ms=place * 1000 + 1000) for place, cue in enumerate(plan.cues))
    asked = replace(plan, cues=cues, start_ms=0, end_ms=len(cues) * 1000)
    (folder / _ASKED).write_text(script(asked, family=face.family), "utf-8")
    picture = ffmpeg_python.input(f"color=size=64x36:rate=1:duration={len(cues)}", f="lavfi")
    drawn = ffmpeg_python.output(picture.filter("ass", _ASKED, **options(face)), "-", f="null")
    program, *arguments = drawn.compile(cmd=ffmpeg.path)
    done = subprocess.run([program, "-nostdin", "-hide_banner", "-v", "verbose", *arguments], cwd=folder, check=False,
                          capture_output=True, stdin=subprocess.DEVNULL, timeout=_PATIENCE_SECONDS)
    said = done.stderr.decode("utf-8", "replace")
    if done.returncode != 0:
        raise MediaError("this FFmpeg cannot draw subtitles", path=ffmpeg.path, stderr_tail=said[-2000:],
                         hint="use an FFmpeg with libass, or leave the setting `ffmpeg` empty to use the bundled one")
    return said


def _missing(plan: BurnPlan, has: Callable[[int], bool]) -> list[tuple[int, int, str]]:
    """Give cue, its time and the sign, for every sign that would be a box; marks that nobody sees do not count."""
    said = [*((cue.cues[0], cue.start_ms, plain(cue.text)) for cue in plan.cues), (0, 0, plan.label)]
    return [(cue, time_ms, sign) for cue, time_ms, text in said for sign in dict.fromkeys(text)
            if _is_drawn(sign) and not has(ord(sign))]


def _is_drawn(sign: str) -> bool:
    return not (sign.isspace() or unicodedata.category(sign) in ("Cf", "Cc") or "\ufe00" <= sign <= "\ufe0f")


def _lacks(plan: BurnPlan, family: str, missing: Iterable[tuple[int, int, str]]) -> MediaError:
    places = [f"{sign} (U+{ord(sign):04X}) in cue {cue} at {format_vtt(plan.start_ms + time_ms)}" if cue
              else f"{sign} (U+{ord(sign):04X}) in the label" for cue, time_ms, sign in missing]
    more = f", and {len(places) - _SHOWN} more" if len(places) > _SHOWN else ""
    return MediaError(f"the font {family} has no glyph for {', '.join(places[:_SHOWN])}{more}", path=plan.path,
                      hint="choose a font that has it with --font (a family, or a font file), or change the text")
