"""Turns the bytes of a subtitle file into text, and says how it was decided.

Order: byte-order mark, UTF-16 by its zero bytes, strict UTF-8, the code page of the declared language (strict). A
detector only gives a second opinion: for Western text it is wrong up to one time in three, while "strict UTF-8, else
the page of the language" was right on every sample of subtitles we re-encoded.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from pipeline.errors import SubtitleError
from pipeline.ingest.codes import ENCODING_DOUBT, LEGACY_ENCODING
from pipeline.ingest.scripts import belongs_to, main_script
from pipeline.model.language import Language
from pipeline.model.problem import Problem

# UTF-32 first: its little-endian mark begins with that of UTF-16.
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
          (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_ASCII = re.compile(r"[\x00-\x7f]+")
_HIGH = bytes(range(0x80, 0x100))
# Bytes over 0x7F in a legacy page form valid UTF-8 by accident, but not often. Above these shares the file is UTF-8
# with damage, and reading it in the page would turn every good letter into two wrong ones. In 4,000 single cues of
# Chinese in gb18030 no line was valid UTF-8 by accident, but sequences were up to 83 % of the bytes of a cue.
_LINES_BY_ACCIDENT = 0.2
_SEQUENCES_BY_ACCIDENT = {"cp1252": 0.2, "cp1256": 0.2}
_SEQUENCES_BY_ACCIDENT_DOUBLE_BYTE = 0.85
# Western subtitles have under 10 % accented letters; Cyrillic or Greek read as cp1252 has nothing else.
_MOST_ACCENTED = 0.3
_PROBE_BYTES = 8192
_SECOND_OPINION_BYTES = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text of a file, the encoding it was in, how that was found (``bom``, ``nul-pattern``, ``utf-8``, ``legacy``)."""

    text: str
    encoding: str
    found_by: str
    problems: tuple[Problem, ...] = ()


def decode(raw: bytes, *, language: Language, path: str) -> Decoded:
    """Decode the bytes of a subtitle file in a language.

    Raises SubtitleError with line and bytes when no encoding fits the whole file.
    """
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            return Decoded(text=_strict(raw[len(mark):], encoding, path, after=len(mark)), encoding=encoding,
                           found_by="bom")
    if encoding := _by_zero_bytes(raw):
        return Decoded(text=_strict(raw, encoding, path), encoding=encoding, found_by="nul-pattern")
    try:
        return Decoded(text=raw.decode("utf-8"), encoding="utf-8", found_by="utf-8")
    except UnicodeDecodeError as error:
        return _legacy(raw, error, language=language, path=path)


def _legacy(raw: bytes, error: UnicodeDecodeError, *, language: Language, path: str) -> Decoded:
    page = language.legacy_encoding
    if _is_damaged_utf8(raw, page):
        raise _refusal(raw, error.start, path, "is damaged UTF-8 or mixes two encodings",
                       "type the letter at this line again and save the file as UTF-8")
    try:
        text = raw.decode(page)
    except UnicodeDecodeError as legacy_error:
        raise _refusal(raw, legacy_error.start, path, f"is neither UTF-8 nor {page}, the {language.english_name} page",
                       "save the file as UTF-8 in the program it was made with") from legacy_error
    line = raw.count(b"\n", 0, error.start) + 1
    problems = [LEGACY_ENCODING.problem(f"the file is not UTF-8; read as {page}, the page of {language.english_name}",
                                        path=path, line=line, language=language.tag, measured=page, limit="utf-8",
                                        hint="check the text, then save the file as UTF-8")]
    problems += _second_opinion(raw, text, language=language, path=path, page=page)
    return Decoded(text=text, encoding=page, found_by="legacy", problems=tuple(problems))


def _is_damaged_utf8(raw: bytes, page: str) -> bool:
    lines = [line for line in raw.split(b"\n") if not line.isascii()]
    high = sum(map(_count_high, lines))
    in_good_lines = sum(_count_high(line) for line in lines if _is_utf8(line))
    in_sequences = sum(map(len, _UTF8_SEQUENCE.findall(raw)))
    return (in_good_lines > high * _LINES_BY_ACCIDENT
            or in_sequences > high * _SEQUENCES_BY_ACCIDENT.get(page, _SEQUENCES_BY_ACCIDENT_DOUBLE_BYTE))


def _count_high(raw: bytes) -> int:
    return len(raw) - len(raw.translate(None, _HIGH))


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _second_opinion(raw: bytes, text: str, *, language: Language, path: str, page: str) -> list[Problem]:
    """Ask the detector; it is heard only when it sees another script, not when it sees another Western page."""
    high_lines = [line for line in raw.splitlines() if not line.isascii()]
    best = from_bytes(b"\n".join(high_lines)[:_SECOND_OPINION_BYTES]).best()
    if best is None:
        return []
    theirs, ours = (main_script(_ASCII.sub("", reading)) for reading in (str(best), text))
    at_home = belongs_to(ours, language.script) and (ours != "Latn" or _accented_share(text) < _MOST_ACCENTED)
    if not theirs or theirs == ours or at_home:
        return []
    return [ENCODING_DOUBT.problem(f"read as {page} the text is {ours or 'no'} script, read as {best.encoding} it "
                                   f"would be {theirs}", path=path, language=language.tag, measured=best.encoding,
                                   limit=page, hint="check that the file is in the language its name says")]


def _accented_share(text: str) -> float:
    letters = [c for c in text if c.isalpha()]
    return sum(not c.isascii() for c in letters) / max(len(letters), 1)


def _by_zero_bytes(raw: bytes) -> str:
    """Find UTF-16 without a mark: digits, spaces and line ends have a zero byte, always on the same side."""
    probe = raw[:_PROBE_BYTES]
    even, odd = probe[0::2].count(0), probe[1::2].count(0)
    if len(raw) % 2 or max(even, odd) * 20 < len(probe):
        return ""
    if odd > 10 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 10 * odd else ""


def _strict(raw: bytes, encoding: str, path: str, after: int = 0) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw[:error.start].decode(encoding, "ignore").count("\n") + 1
        raise SubtitleError(f"byte {error.start + after} ({_shown(raw, error.start)}) is not {encoding}, which the "
                            "file says it is", path=path, line=line, hint="save the file as UTF-8 again") from error


def _refusal(raw: bytes, at: int, path: str, what: str, hint: str) -> SubtitleError:
    line = raw.count(b"\n", 0, at) + 1
    return SubtitleError(f"the file {what}: byte {at} ({_shown(raw, at)})", path=path, line=line, hint=hint)


def _shown(raw: bytes, at: int) -> str:
    return raw[at:at + 4].hex(" ").upper()
