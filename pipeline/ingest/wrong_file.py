"""Is this the file its name says? Another language, another lecture, a draft: errors that keep it from viewers."""

from __future__ import annotations

import re

from pipeline.ingest.codes import DRAFT, OTHER_LECTURE, TOO_LONG, WRONG_LANGUAGE
from pipeline.ingest.guess import guess_language, home_share
from pipeline.ingest.same_lecture import compare
from pipeline.model.cue import Cue, Track
from pipeline.model.language import LANGUAGES
from pipeline.model.problem import Problem
from pipeline.model.text import one_line, plain

# A cue may run on over closing titles; a track of another cut is longer by more than that.
_OVERRUN_MS, _OVERRUN_SHARE = 10_000, 0.02
# Between 0.32, the most alike tracks of different lectures, and 0.60, the least alike of one lecture; see same_lecture.
_MIN_AGREEING, _MIN_SAME_STARTS, _MIN_ANCHORS = 0.4, 0.3, 8
_LENGTH_RATIOS = (0.67, 1.5)
_MIN_HOME_SHARE = 0.5
# Human Korean lecture tracks have 2 % empty cues; a template sent to a translator has nearly all.
_MOST_EMPTY, _MOST_UNTRANSLATED, _LEAST_COVERED = 0.3, 0.3, 0.7
_MIN_CUES = 10
_FEW_WORDS = 3
_OPEN_MARK = re.compile(r"\b(?:TODO|TBD|FIXME|XXX)\b|\?\?\?|lorem ipsum|\[(?:untranslated|da tradurre|à traduire|"
                        r"zu übersetzen|번역 필요|待翻译|للترجمة)\]", re.IGNORECASE)
_MOST_OPEN_MARKS = 2


def check(track: Track, *, reference: Track | None, video_duration_ms: int | None) -> tuple[Problem, ...]:
    """Check that a track is what its name says.

    ``reference`` is the English track of the lecture, or None; ``video_duration_ms`` the length of its video, or None:
    what cannot be compared is not checked. Every problem is an error that stops the mux of this language.
    """
    if not track.cues:
        return ()
    problems = [*_check_language(track), *_check_length(track, video_duration_ms), *_check_marks(track)]
    if reference is not None and reference.cues and reference.language != track.language:
        problems += [*_check_lecture(track, reference), *_check_translated(track, reference)]
    return tuple(sorted(problems, key=lambda problem: problem.sort_key))


def _check_language(track: Track) -> list[Problem]:
    language = LANGUAGES[track.language]
    share = home_share(track.cues, track.language)
    if share < _MIN_HOME_SHARE:
        return [WRONG_LANGUAGE.problem(
            f"only {share:.0%} of the cues have {language.english_name} letters", path=track.path,
            language=track.language, measured=f"{share:.0%}", limit=f"{_MIN_HOME_SHARE:.0%}",
            hint="check which language the file is in, and its name")]
    guessed = guess_language(" ".join(one_line(cue.text) for cue in track.cues), track.language)
    if not guessed:
        return []
    name = LANGUAGES[guessed].english_name if guessed in LANGUAGES else f"'{guessed}'"
    return [WRONG_LANGUAGE.problem(f"the text reads as {name}, the file name says {language.english_name}",
                                   path=track.path, language=track.language, measured=guessed, limit=track.language,
                                   hint="check which language the file is in, and its name")]


def _check_length(track: Track, video_duration_ms: int | None) -> list[Problem]:
    if video_duration_ms is None:
        return []
    limit_ms = video_duration_ms + max(_OVERRUN_MS, int(video_duration_ms * _OVERRUN_SHARE))
    late = [cue for cue in track.cues if cue.end_ms > limit_ms]
    if not late:
        return []
    end_ms = max(cue.end_ms for cue in late)
    return [TOO_LONG.problem(
        f"the track ends at {_clock(end_ms)}, the video at {_clock(video_duration_ms)}", path=track.path,
        language=track.language, line=late[0].line, cue=late[0].index, measured=f"{end_ms} ms",
        limit=f"{video_duration_ms} ms", text=plain(late[0].text),
        hint="check that the file belongs to this lecture and to this cut of the video")]


def _check_marks(track: Track) -> list[Problem]:
    open_cues = [cue for cue in track.cues if _OPEN_MARK.search(cue.text)]
    empty = sum(not plain(cue.text).strip() for cue in track.cues)
    problems = []
    if len(open_cues) > _MOST_OPEN_MARKS:
        first = open_cues[0]
        problems.append(_draft(track, f"{len(open_cues)} cues are marked as open", f"{len(open_cues)} cues",
                               f"{_MOST_OPEN_MARKS} cues", first))
    if len(track.cues) >= _MIN_CUES and empty > len(track.cues) * _MOST_EMPTY:
        problems.append(_draft(track, f"{empty} of {len(track.cues)} cues have no text",
                               f"{empty / len(track.cues):.0%}", f"{_MOST_EMPTY:.0%}"))
    return problems


def _check_lecture(track: Track, reference: Track) -> list[Problem]:
    like = compare(track, reference)
    if like.same_starts >= _MIN_SAME_STARTS:
        return []
    least, most = _LENGTH_RATIOS
    if like.anchors >= _MIN_ANCHORS and like.agreeing < _MIN_AGREEING:
        return [OTHER_LECTURE.problem(
            f"{like.agreeing:.0%} of the {like.anchors} numbers, acronyms and names of the {reference.language} track "
            "stand in this one, and the cue times differ", path=track.path, language=track.language,
            measured=f"{like.agreeing:.0%}", limit=f"{_MIN_AGREEING:.0%}",
            hint="check that the file belongs to this lecture")]
    if like.anchors < _MIN_ANCHORS and not least <= like.length_ratio <= most:
        return [OTHER_LECTURE.problem(
            f"the track is {like.length_ratio:.2f} times as long as the {reference.language} track, and the cue times "
            "differ", path=track.path, language=track.language, measured=f"{like.length_ratio:.2f}",
            limit=f"{least} to {most}", hint="check that the file belongs to this lecture")]
    return []


def _check_translated(track: Track, reference: Track) -> list[Problem]:
    if len(track.cues) < _MIN_CUES:
        return []
    original = {one_line(cue.text).casefold() for cue in reference.cues}
    copied = [cue for cue in track.cues if len(one_line(cue.text).split()) > _FEW_WORDS
              and one_line(cue.text).casefold() in original]
    problems = []
    if len(copied) > len(track.cues) * _MOST_UNTRANSLATED:
        problems.append(_draft(track, f"{len(copied)} of {len(track.cues)} cues are word for word the "
                                      f"{reference.language} ones", f"{len(copied) / len(track.cues):.0%}",
                               f"{_MOST_UNTRANSLATED:.0%}", copied[0]))
    end_ms, whole_ms = (max(cue.end_ms for cue in each.cues) for each in (track, reference))
    if end_ms < whole_ms * _LEAST_COVERED:
        problems.append(_draft(track, f"the track ends at {_clock(end_ms)}, the {reference.language} track at "
                                      f"{_clock(whole_ms)}", f"{end_ms / whole_ms:.0%}", f"{_LEAST_COVERED:.0%}",
                               track.cues[-1]))
    return problems


def _draft(track: Track, message: str, measured: str, limit: str, cue: Cue | None = None) -> Problem:
    return DRAFT.problem(message, path=track.path, language=track.language, line=cue.line if cue else 0,
                         cue=cue.index if cue else 0, measured=measured, limit=limit,
                         text=plain(cue.text) if cue else "", hint="send the finished file")


def _clock(time_ms: int) -> str:
    minutes, seconds = divmod(time_ms // 1000, 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
