"""The faults a subtitle file can have before anyone looks at its text: codes S001 to S049."""

from __future__ import annotations

from pipeline.model.problem import Code, Severity

_PLAYERS = "SubRip has no standard: what FFmpeg, VLC and the common libraries read alike is right"
_WEBVTT = "W3C WebVTT, 6.1 (parser) and 4.1 (syntax)"


def _code(number: int, name: str, severity: Severity, what: str, why: str, source: str = _PLAYERS,
          example: str = "") -> Code:
    return Code(code=f"S{number:03d}", name=name, severity=severity, what=what, why=why, source=source,
                example=example)


TIMING_NOT_READ = _code(
    1, "timing-not-read", Severity.ERROR, "A line looks like a timing but no time can be read from it.",
    "Its cue is not shown at all.",
    example="bad: `00:00:xx,000 --> 00:00:03,000`  good: `00:00:01,000 --> 00:00:03,000`")
TIMING_FORM = _code(
    2, "timing-form", Severity.WARNING, "A timing is written in another form than the format asks for.",
    "This reader understands it, other players lose the cue or show it at another time.",
    example="bad: `0:0:1.5000 -> 0:0:3`  good: `00:00:01,500 --> 00:00:03,000`")
TIMING_AMBIGUOUS = _code(
    3, "timing-ambiguous", Severity.WARNING, "A timing can be read in two ways.",
    "Players disagree by up to minutes.", example="bad: `00:01,5`  good: `00:00:01,500`")
CUE_NUMBER = _code(
    4, "cue-number", Severity.INFO, "A cue number is missing, is not a number, or does not follow the one before.",
    "Strict players skip the cue; comments by cue number point at the wrong cue.")
TEXT_OUTSIDE_CUE = _code(
    5, "text-outside-cue", Severity.WARNING, "Text stands outside every cue.",
    "It is not shown; some players lose the next cue over it.")
BLANK_LINE_IN_CUE = _code(
    6, "blank-line-in-cue", Severity.WARNING, "A blank line stands inside the text of a cue.",
    "Most players stop there and never show the rest.")
MISSING_BLANK_LINE = _code(
    7, "missing-blank-line", Severity.WARNING, "No blank line stands between two cues.",
    "Some players show number and time of the next cue as text.")
NEGATIVE_TIME = _code(
    8, "negative-time", Severity.ERROR, "A time lies before the start of the video.",
    "The cue is read from 0 on; it may not belong to this video.")
TEXT_BESIDE_TIMING = _code(
    9, "text-beside-timing", Severity.INFO, "Something stands after the times on a timing line.",
    "Coordinates are a dialect few players know; they are not kept.")
SECOND_READER = _code(
    10, "second-reader", Severity.ERROR, "A second, independent reader does not find the same cues.",
    "One of the two is wrong; nobody knows which cues a player will show.")
STRAY_ANGLE = _code(
    11, "stray-angle", Severity.WARNING, "A `<` that begins no tag stands in WebVTT text.",
    "Browsers take it for a tag and hide what follows.", _WEBVTT, "bad: `x < y`  good: `x &lt; y`")
NUL_CHARACTER = _code(
    12, "nul-character", Severity.WARNING, "A NUL character stands in the file; it is read as U+FFFD.",
    "The file was damaged or wrongly converted.", _WEBVTT)
ARROW_TYPO = _code(
    13, "arrow-typo", Severity.ERROR, "A line is a timing but for its arrow, so WebVTT takes it for text.",
    "The cue is not shown, or its time is shown as text.", _WEBVTT, "bad: `->`  good: `-->`")
NOT_CARRIED = _code(
    20, "not-carried", Severity.WARNING, "The target format cannot carry this.",
    "It is gone for viewers of the converted file.", "SubRip as players read it; W3C WebVTT, 4")

CODES: tuple[Code, ...] = (
    TIMING_NOT_READ, TIMING_FORM, TIMING_AMBIGUOUS, CUE_NUMBER, TEXT_OUTSIDE_CUE, BLANK_LINE_IN_CUE,
    MISSING_BLANK_LINE, NEGATIVE_TIME, TEXT_BESIDE_TIMING, SECOND_READER, STRAY_ANGLE, NUL_CHARACTER, ARROW_TYPO,
    NOT_CARRIED,
)
