"""Times of cues as integer milliseconds, and their written forms in SubRip and WebVTT.

Seconds as floats lose milliseconds (``int(1.001 * 1000)`` is 1000), so no float is a time here.
"""

from __future__ import annotations

MS_PER_SECOND = 1_000
MS_PER_MINUTE = 60_000
MS_PER_HOUR = 3_600_000


def fields_to_ms(hours: int, minutes: int, seconds: int, milliseconds: int) -> int:
    """Add up the four fields of a written time, in milliseconds. Fields are not range-checked."""
    return hours * MS_PER_HOUR + minutes * MS_PER_MINUTE + seconds * MS_PER_SECOND + milliseconds


def format_srt(time_ms: int) -> str:
    """Write a time as SubRip does: ``00:01:02,345``. ``time_ms`` must be 0 or more."""
    return _format(time_ms, ",")


def format_vtt(time_ms: int) -> str:
    """Write a time as WebVTT does: ``00:01:02.345``. ``time_ms`` must be 0 or more."""
    return _format(time_ms, ".")


def _format(time_ms: int, mark: str) -> str:
    if time_ms < 0:
        raise ValueError(f"a written time cannot be negative: {time_ms} ms")
    hours, rest = divmod(time_ms, MS_PER_HOUR)
    minutes, rest = divmod(rest, MS_PER_MINUTE)
    seconds, milliseconds = divmod(rest, MS_PER_SECOND)
    return f"{hours:02d}:{minutes:02d}:{seconds:02d}{mark}{milliseconds:03d}"
