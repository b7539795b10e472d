"""The cues of a clip as a script for libass (Advanced SubStation Alpha), the library that draws them.

In this format braces hold commands and a backslash begins one, so both are escaped; nothing a cue says is a command.

Source: ASS file format, https://github.com/libass/libass/wiki/ASS-File-Format-Guide.
"""

from __future__ import annotations

from pipeline.model.timecode import MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND
from pipeline.mux.burn import BurnPlan
from pipeline.mux.clean import WORD_JOINER
from pipeline.mux.styled import STYLE_BITS, runs

PAGE_HEIGHT = 720
_CUE_SIZE = 44
_LABEL_SIZE = 22
_COLUMNS = 21  # so many Han characters must fit beside each other; a Latin letter is about half as wide
_HEAD = """[Script Info]
ScriptType: v4.00+
PlayResX: {width}
PlayResY: {height}
WrapStyle: 0
ScaledBorderAndShadow: yes

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, OutlineColour, BackColour, BorderStyle, Outline, Shadow, Alignment, \
MarginL, MarginR, MarginV, Encoding
Style: Cue,{family},{size},&H00FFFFFF,&H00000000,&H80000000,1,3,1,2,{margin},{margin},36,-1
Style: Label,{family},{label_size},&H00FFFFFF,&H80000000,&H80000000,1,2,0,9,16,16,16,-1

[Events]
Format: Layer, Start, End, Style, Text
"""


def script(plan: BurnPlan, *, family: str) -> str:
    """Write the cues, and the mark of a machine's words, in a font family.

    ``Encoding`` -1 lets libass find the base direction of each cue: without it an Arabic full stop stands on the wrong
    side.
    """
    width = round(PAGE_HEIGHT * plan.video.width / plan.video.height)
    size = min(_CUE_SIZE, width // _COLUMNS)
    head = _HEAD.format(width=width, height=PAGE_HEIGHT, family=family, size=size, margin=width // 32,
                        label_size=min(_LABEL_SIZE, size))
    lines = [_event(0, plan.duration_ms, "Label", _escaped(plan.label))] if plan.label else []
    lines += [_event(cue.start_ms, cue.end_ms, "Cue", _drawn(cue.text)) for cue in plan.cues]
    return head + "".join(lines)


def _event(start_ms: int, end_ms: int, style: str, text: str) -> str:
    return f"Dialogue: 0,{_time(start_ms)},{_time(end_ms)},{style},{text}\n"


def _drawn(text: str) -> str:
    # The word joiners that guard signs from the reader of SubRip are not needed here, and not every font has one.
    return "".join(_styled(bits, characters) for bits, characters in runs(text.replace(WORD_JOINER, "")))


def _styled(bits: int, characters: str) -> str:
    names = [name for name, bit in STYLE_BITS.items() if bits & bit]
    before, after = (("".join(f"{{\\{name}{on}}}" for name in names)) for on in (1, 0))
    return before + _escaped(characters) + after


def _escaped(text: str) -> str:
    """Escape what libass reads as a command; a line break of the format is a backslash and N."""
    guarded = text.replace("\\", f"\\{WORD_JOINER}").replace("{", "\\{").replace("}", "\\}")
    return guarded.replace("\n", "\\N").replace("\r", "")


def _time(time_ms: int) -> str:
    """Write hours, minutes, seconds and hundredths: the format knows no milliseconds."""
    hours, rest = divmod(time_ms, MS_PER_HOUR)
    minutes, rest = divmod(rest, MS_PER_MINUTE)
    seconds, rest = divmod(rest, MS_PER_SECOND)
    return f"{hours}:{minutes:02d}:{seconds:02d}.{rest // 10:02d}"
