"""The limits that a code is measured by, in words: each language's, in each profile of the course, with its source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pipeline.model.profile import Profile
from pipeline.validate.sheet import amount, seconds

Limit = Callable[[Profile], str]


def _two(unit: str, warn: float, error: float | None, word: str) -> str:
    graver = f", error {word} {amount(error)} {unit}" if error is not None else ", no error limit"
    return f"{word} {amount(warn)} {unit}{graver}"


def _gap(profile: Profile) -> str:
    return (f"two frames, {profile.min_gap_ms} ms where the frame rate is not known" if profile.min_gap_ms
            else "no gap, or two frames")


# What the profile holds; the rules read the same fields.
_OF_PROFILE: dict[str, Limit] = {
    "T002": lambda p: f"under {seconds(p.min_duration_warn_ms)}, error under {seconds(p.min_duration_error_ms)}",
    "T003": lambda p: _two("CPS", p.cps_warn, p.cps_error, "over"),
    "T004": lambda p: f"over {seconds(p.max_duration_warn_ms)}, error over {seconds(p.max_duration_error_ms)}",
    "T006": _gap,
    "T007": lambda p: f"{_gap(p)}, or half a second" if p.min_gap_ms else "not asked for",
    "L001": lambda p: _two("columns", p.width_warn_columns, p.width_error_columns, "over"),
    "L002": lambda p: f"over {p.max_lines} lines, error over {p.max_lines + 1}",
    "L004": lambda p: f"both lines together up to {amount(p.width_warn_columns)} columns",
    "L019": lambda p: "no stop or comma at the end of a line" if p.punctuation == "netflix" else "not asked for",
}
# The same for every language; the modules of the rules hold the figures, and tests hold these words to them.
_FIXED: dict[str, str] = {
    "T001": "0 ms",
    "T005": "half a second after the video's end",
    "T009": "half of all cues, and eight at least",
    "T010": "under 2 CPS for over 5 s, more than two words",
    "T011": "half a second, and only where the alignment is sure",
    "T012": "half a second at the end of the track, and only where the alignment is sure",
    "T013": "nearer than half a second, and not met",
    "L005": "one line under 50 % of the other",
    "L006": "a line of one word of two letters, syllables or characters",
    "F001": "30 s; 8 s where three other tracks and all of them speak; error from 60 s",
    "F002": "a majority of the other tracks, within 10 s",
    "F003": "four words of the source, or a sentence of it; error from a tenth of all cues",
    "F004": "error from a tenth of all cues",
    "F006": "a majority of the other tracks, within 10 s",
    "F008": "four times",
    "F009": "2.5 times shorter or longer than the track's own ratio, by the minute",
    "F010": "all other tracks in Latin letters, three at least",
}


def limits_of(code: str, profiles: Sequence[Profile], *, chosen: str) -> Iterator[str]:
    """Give the limits of a code in lines, those of the ``chosen`` profile first; none where it measures nothing.

    Languages with one limit from one source stand together.
    """
    if code in _FIXED:
        yield f"Limit: {_FIXED[code]}."
    limit = _OF_PROFILE.get(code)
    if limit is None:
        return
    names = sorted({profile.name for profile in profiles}, key=lambda name: (name != chosen, name))
    for name in names:
        yield f"Limits in the profile {name}{' (in force)' if name == chosen else ''}:"
        for profile in profiles:
            if profile.name == name:
                yield f"  {profile.language:<8} {limit(profile)}"
                yield f"           {profile.source}"
