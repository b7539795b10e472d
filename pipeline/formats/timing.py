"""Reads a timing line as people really write it, and says what is odd about it.

The strict forms are read by the format modules themselves; what they do not know comes here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.formats.codes import NEGATIVE_TIME, TEXT_BESIDE_TIMING, TIMING_AMBIGUOUS, TIMING_FORM
from pipeline.model.problem import Code
from pipeline.model.timecode import fields_to_ms

# Byte-order marks in the middle (files pasted together), directional marks (Arabic editors), zero-width spaces.
INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0x061C, 0xFEFF])
# East Asian and Arabic keyboards type their own digits and punctuation.
_TYPED = str.maketrans({"：": ":", "，": ",", "．": ".", "；": ";", "、": ",", "＞": ">", "－": "-", "–": "-", "—": "-",
                        "−": "-", "٫": ",", "،": ",", "\u00a0": " ", "\u3000": " "}
                       | {chr(base + digit): str(digit) for base in (0xFF10, 0x0660, 0x06F0) for digit in range(10)})

_TIME = (r"(?P<{0}_sign>-?)\s{{0,9}}(?:(?P<{0}_h>\d{{1,9}})\s{{0,9}}:\s{{0,9}})?"
         r"(?P<{0}_m>\d{{1,9}})\s{{0,9}}:\s{{0,9}}(?P<{0}_s>\d{{1,9}})"
         r"(?:\s{{0,9}}(?P<{0}_mark>[,.;:])\s{{0,9}}(?P<{0}_ms>\d+(?:\.\d+)?)(?!\d))?")
_ARROW = re.compile(r"\s*" + _TIME.format("a") + r"\s*(?P<arrow>[-=]{1,4} {0,2}>+|→)\s*" + _TIME.format("b")
                    + r"(?P<rest>.*)$", re.ASCII | re.DOTALL)
_FULL = r"\d{1,9}:\d{1,2}:\d{1,2}[.,]\d{1,3}"
_NO_ARROW = re.compile(rf"\s*({_FULL})\s*[,;\s\-]\s*-{{0,2}}\s*({_FULL})\s*$", re.ASCII)
_INNER_SPACE = re.compile(r"\d\s+[:,.;]|[:,.;]\s+\d", re.ASCII)
_HINT_OF_ARROW = re.compile(r"[-=]{1,4} {0,2}>|→")
_STARTS_WITH_TIME = re.compile(r"[\W_]*\d+\s*:\s*\w", re.ASCII)
_WORD = re.compile(r"[^\W\d_]{3,}")
_LONGEST_BROKEN_TIME = 40
# Looks like the colon it replaces, and no player reads a time with it.
_RATIO = "\u2236"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The two times of a timing line in milliseconds, and what was odd: pairs of code and clause."""

    start_ms: int
    end_ms: int
    oddities: tuple[tuple[Code, str], ...] = ()


def read_timing(line: str) -> Timing | None:
    """Read a timing line in any form whose meaning can be told; None where it cannot, or is no timing."""
    plain = _plain(line)
    bare = _NO_ARROW.match(plain)
    match = _ARROW.match(f"{bare[1]} --> {bare[2]}" if bare else plain)
    if match is None or not _is_meant(match):
        return None
    oddities: list[tuple[Code, str]] = []
    if bare:
        oddities.append((TIMING_FORM, "the arrow `-->` is missing"))
    elif match["arrow"] != "-->":
        oddities.append((TIMING_FORM, f"the arrow is written `{match['arrow']}`"))
    if plain != line:
        oddities.append((TIMING_FORM, "invisible or full-width characters stand in the timing"))
    if _INNER_SPACE.search(plain[:match.start("rest")]):
        oddities.append((TIMING_FORM, "spaces stand inside a time"))
    start_ms, end_ms = _time_ms(match, "a", oddities), _time_ms(match, "b", oddities)
    if rest := match["rest"].strip():
        oddities.append((TEXT_BESIDE_TIMING, f"`{rest[:60]}` after the times is not kept"))
    return Timing(start_ms=start_ms, end_ms=end_ms, oddities=tuple(dict.fromkeys(oddities)))


def looks_like_timing(line: str) -> bool:
    """Tell whether a line was meant as a timing, readable or not: it must become a cue or a problem."""
    if ":" not in line and "：" not in line:
        return False
    plain = _plain(line)
    if _NO_ARROW.match(plain):
        return True
    arrow = _HINT_OF_ARROW.search(plain[:_LONGEST_BROKEN_TIME + 8])
    if arrow is None:
        return False
    left, right = plain[:arrow.start()], plain[arrow.end():]
    if match := _ARROW.match(plain):
        return _is_meant(match)
    if _WORD.search(left) or _WORD.search(right[:_LONGEST_BROKEN_TIME]):
        return arrow[0] == "-->" and _STARTS_WITH_TIME.match(left) is not None
    return any(_STARTS_WITH_TIME.match(side) for side in (left, right))


def mask_timings(lines: list[str]) -> str:
    """Join the lines of a cue so that none reads as a timing or ends the cue: blank ones go, times get a ratio sign."""
    return "\n".join(line.replace(":", _RATIO).replace("：", _RATIO) if looks_like_timing(line) else line
                     for line in lines if line.strip())


def _plain(line: str) -> str:
    return line if line.isascii() else line.translate(INVISIBLE).translate(_TYPED)


def _is_meant(match: re.Match[str]) -> bool:
    """Whether it is a timing: "9:30 -> 10:15" and "9:30 --> 10:15 coffee" are lines of a timetable."""
    if any(match[f"{side}_h"] is not None or match[f"{side}_ms"] is not None for side in "ab"):
        return True
    return match["arrow"] == "-->" and not match["rest"].strip()


def _time_ms(match: re.Match[str], side: str, oddities: list[tuple[Code, str]]) -> int:
    hours, minutes, seconds = (int(match[f"{side}_{field}"] or 0) for field in "hms")
    written, mark = match[f"{side}_ms"], match[f"{side}_mark"]
    widths = [len(match[f"{side}_{field}"] or "00") for field in "hms"]
    if min(widths) < 2 or max(widths[1:]) > 2:
        oddities.append((TIMING_FORM, "hours, minutes or seconds are not two digits"))
    if minutes > 59 or seconds > 59:
        oddities.append((TIMING_FORM, "minutes or seconds are over 59"))
    if match[f"{side}_h"] is None:
        oddities.append((TIMING_AMBIGUOUS, "the hours are missing, read as minutes and seconds"))
    time_ms = fields_to_ms(hours, minutes, seconds, _fraction_ms(written, mark, oddities))
    if match[f"{side}_sign"]:
        oddities.append((NEGATIVE_TIME, "a time is negative, read as 0"))
        return 0
    return time_ms


def _fraction_ms(written: str | None, mark: str | None, oddities: list[tuple[Code, str]]) -> int:
    """Read what stands behind the seconds.

    Up to three digits are a count of milliseconds, as in FFmpeg, pysrt and srt (`,5` is 5 ms; others say 500 ms);
    more are a decimal fraction, as microsecond tools write them.
    """
    if written is None:
        oddities.append((TIMING_FORM, "the milliseconds are missing, read as 000"))
        return 0
    if mark != ",":
        oddities.append((TIMING_FORM, f"`{mark}` stands before the milliseconds in place of the comma"))
    digits = written.partition(".")[0]
    if digits != written:
        oddities.append((TIMING_FORM, "the milliseconds have decimals"))
    if len(digits) < 3:
        oddities.append((TIMING_AMBIGUOUS, f"`{mark}{digits}` can be {int(digits)} ms or a decimal fraction, "
                                           f"read as {int(digits)} ms"))
        return int(digits)
    if len(digits) > 3:
        oddities.append((TIMING_AMBIGUOUS, f"{len(digits)} digits stand behind the seconds, read as a fraction"))
    return int(digits[:3])
