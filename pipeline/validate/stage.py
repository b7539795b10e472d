"""The gate: every rule over every track of a lecture.

A rule is one function and one line in RULES; what it finds is data. To add one, write the function in the module of its
family, its code in codes.py, its line here, and a folder of cases for it in tests/cases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from pipeline.model.cue import Track
from pipeline.model.problem import Problem, Severity
from pipeline.model.profile import Profile
from pipeline.model.video import VideoInfo
from pipeline.validate import comparison, fidelity, layout, punctuation, step, structure, timing
from pipeline.validate.sheet import Lecture, Sheet

REVISION = 3
Rule = Callable[[Sheet, Lecture], Iterator[Problem]]

RULES: tuple[Rule, ...] = (
    structure.empty_track,
    structure.cue_order,
    timing.overlap,
    timing.rolling_overlap,
    timing.no_time,
    timing.too_short,
    timing.too_fast,
    timing.too_long,
    timing.past_end,
    timing.short_gap,
    timing.chain_gap,
    timing.too_slow,
    timing.shot_change,
    layout.line_too_wide,
    layout.too_many_lines,
    layout.unbalanced_tag,
    layout.one_line_fits,
    layout.uneven_lines,
    layout.orphan_word,
    layout.weak_break,
    layout.kinsoku,
    punctuation.double_space,
    punctuation.french_space,
    punctuation.half_width_mark,
    punctuation.full_width_mark,
    punctuation.latin_mark_in_arabic,
    punctuation.three_dots,
    punctuation.unbalanced_bracket,
    punctuation.invisible_character,
    punctuation.bidi_line,
    punctuation.not_composed,
    punctuation.line_final_mark,
    punctuation.mixed_quotes,
    step.out_of_step,
    comparison.missing_cues,
    comparison.lost_number,
    comparison.wrong_unit,
    comparison.lost_question,
    comparison.lost_name,
    fidelity.untranslated,
    fidelity.empty_text,
    fidelity.traditional_character,
    fidelity.wrong_script,
    fidelity.duplicate_text,
    fidelity.repeated_words,
    fidelity.doubled_word,
    fidelity.odd_length,
)
# A track of a lecture on one long line a cue has one note, not nine hundred: after this many the rest is counted.
NOTES_EACH = 10


def run(tracks: tuple[Track, ...], *, source: str, profiles: tuple[Profile, ...],
        video: VideoInfo | None, shots_ms: tuple[int, ...] = (),
        rules: Iterable[Rule] | None = None) -> tuple[Problem, ...]:
    """Check all tracks of a lecture, each by itself and beside the others; problems come in the order of files.

    ``source`` is the tag of the language translated from; ``profiles`` holds the limits, one for each language (a track
    without one is not checked: config refuses such a course); ``video`` is None when it has not come,
    ``shots_ms`` empty when nobody has measured when the picture changes; ``rules`` are all when none are named.
    """
    problems = look(tracks, source=source, profiles=profiles, video=video, shots_ms=shots_ms,
                    rules=RULES if rules is None else rules)
    return tuple(sorted(_fold_notes(problems), key=lambda problem: problem.sort_key))


def look(tracks: tuple[Track, ...], *, source: str, profiles: tuple[Profile, ...], video: VideoInfo | None,
         shots_ms: tuple[int, ...] = (), rules: Iterable[Rule] = RULES) -> tuple[Problem, ...]:
    """Give everything that the rules find, nothing folded, in the order of tracks and rules."""
    limits = {profile.language: profile for profile in profiles}
    original = next((track for track in tracks if track.language == source), None)
    sheets = tuple(Sheet(track=track, profile=limits[track.language], source=None if track is original else original)
                   for track in tracks if track.language in limits)
    lecture = Lecture(sheets=sheets, source=source, video=video, shots_ms=shots_ms)
    return tuple(problem for sheet in sheets for rule in rules for problem in rule(sheet, lecture))


def _fold_notes(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Keep the first notes (severity info) of a kind in a track and count the rest in one; nothing graver is folded."""
    kinds: dict[tuple[str, str], list[Problem]] = defaultdict(list)
    for problem in problems:
        if problem.severity is Severity.INFO:
            kinds[problem.language, problem.code].append(problem)
        else:
            yield problem
    for found in kinds.values():
        if len(found) <= NOTES_EACH + 1:
            yield from found
            continue
        yield from found[:NOTES_EACH]
        first, rest = found[NOTES_EACH], len(found) - NOTES_EACH
        yield replace(first, cue=0, line=0, text="", measured=f"{rest} cues", hint="",
                      message=f"{rest} more cues have this, from cue {first.cue} to cue {found[-1].cue}")
