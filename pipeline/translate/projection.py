"""A translated sentence back onto the cues of its source: one dynamic programme over the places where it may be cut.

A cue should say what the speaker says while it stands, end where the eye may rest, and be read in its time. These pull
apart, above all in Korean, whose verb comes last. So every place of the translation is weighed for every cue end
(:mod:`pipeline.translate.evidence`), and the best row of cuts is chosen as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from pipeline.model.cue import Cue
from pipeline.model.engine import Link
from pipeline.model.profile import Profile
from pipeline.model.text import one_line, width_columns
from pipeline.translate.evidence import Features, SourceCut, family_of, measure, share_of, votes_for
from pipeline.translate.phrases import cut_places
from pipeline.translate.sentences import Sentence

# How much each feature speaks for a cut, in log odds per unit; fitted by benchmarks/_fit.py on the odd-numbered talks.
# By hand: less against a comma that the source has not (who translates cue by cue sets few of them), more for phrases.
WEIGHTS = {
    "ko": Features(off=-0.03, off_root=-0.19, off_share=-2.2, time_share=-2.5, words=0.145, phrase=1.3, commas=-0.3,
                   comma_added=-0.5, comma_lost=-0.5),
    "zh": Features(off=-0.06, off_root=-0.16, off_share=-5.5, time_share=-5.5, words=0.36, phrase=1.2, commas=2.1,
                   comma_added=-1.0, comma_lost=-0.5),
}
# A language without tables: position, and marks.
PLAIN_WEIGHTS = Features(off=-0.05, off_root=-0.3, off_share=-3.0, time_share=-2.0, words=2.0, phrase=1.0, commas=3.0,
                         comma_added=-1.0, comma_lost=-0.5)
LINK_WEIGHT = 0.5
"""What a link of the engine counts beside a piece of a word in the table, of which a word has two or three.
Attention of a small model points to the right word less often than the table does, so it counts less."""

SPEED_WEIGHT = 4.0
"""Log odds lost by a cue that is read at twice its reading speed limit; in proportion above and below."""

PLACES_PER_CUT = 12
"""Places kept for each cue end: its best ones. More change nothing and cost time with the square."""

WINDOW = 40
"""Places looked at on either side of where a cue end should be by characters."""


def project(sentence: Sentence, text: str, *, cues: tuple[Cue, ...], profile: Profile, language: str,
            links: tuple[Link, ...] = (), keep: tuple[tuple[int, int], ...] = ()) -> tuple[str, ...]:
    """Cut a translated sentence into what each of its cues shows.

    Gives one string for each piece of the sentence; joined with spaces they are the text, up to spaces. ``cues`` is the
    whole source track, ``links`` the engine's alignment, ``keep`` half-open spans of the text that stay whole (terms).
    A piece is empty only when the text has fewer parts that can be told apart than the sentence has pieces.
    """
    count = len(sentence.pieces)
    if count <= 1 or not text.strip():
        return (text.strip(),) * count
    places = [place for place in cut_places(text, language, keep) if text[:place].strip() and text[place:].strip()]
    cuts = source_cuts(sentence, cues)
    if len(places) < len(cuts):
        return _few_parts(text, places, cuts)
    chosen = _best_row(text, places, sentence, cuts, cues=cues, profile=profile, language=language, links=links)
    return tuple(text[start:end].strip() for start, end in pairwise((0, *chosen, len(text))))


def source_cuts(sentence: Sentence, cues: Sequence[Cue]) -> tuple[SourceCut, ...]:
    """Give the cue ends inside a sentence, with their share of its characters and of its time."""
    times = list(accumulate(_durations_ms(sentence, cues)))
    total = max(1.0, times[-1])
    return tuple(SourceCut(place=piece.end, mark=sentence.text[piece.end - 1:piece.end],
                           characters=share_of(sentence.text, piece.end), time=time / total)
                 for piece, time in zip(sentence.pieces[:-1], times, strict=False))


def _durations_ms(sentence: Sentence, cues: Sequence[Cue]) -> list[float]:
    """Give the time of each piece: that of its cue, or its share by characters where a cue holds more than it."""
    shares = ((piece.end - piece.start) / max(1, len(one_line(cues[piece.cue].text))) for piece in sentence.pieces)
    return [cues[piece.cue].duration_ms * min(1.0, share) for piece, share in zip(sentence.pieces, shares, strict=True)]


def _best_row(text: str, places: Sequence[int], sentence: Sentence, cuts: Sequence[SourceCut], *, cues: Sequence[Cue],
              profile: Profile, language: str, links: Sequence[Link]) -> list[int]:
    votes = votes_for(sentence.text, text, language, links, LINK_WEIGHT)
    weights = WEIGHTS.get(family_of(language), PLAIN_WEIGHTS)
    parts = pairwise((0, *places, len(text)))
    widths = list(accumulate((width_columns(text[a:b], profile) for a, b in parts), initial=0.0))
    limits = [max(1.0, ms) * profile.cps_warn / 1000 for ms in _durations_ms(sentence, cues)]  # columns read in time
    homes = _homes(text, places, cuts)
    paths: dict[int, tuple[float, tuple[int, ...]]] = {-1: (0.0, ())}
    for number, features in enumerate(measure(text, places, cuts, votes, language)):
        home = homes[number]
        scores = {i: sum(map(float.__mul__, weights, features[i])) for i in
                  range(max(number, home - WINDOW), min(len(places) - len(cuts) + number, home + WINDOW) + 1)}
        kept = {*sorted(scores, key=lambda i: -scores[i])[:PLACES_PER_CUT], home}
        paths = _extend(paths, {i: scores[i] for i in sorted(kept)}, widths, limits[number])
    last = [(score - _speed_cost(widths[-1] - widths[i + 1], limits[-1]), row) for i, (score, row) in paths.items()]
    return [places[i] for i in max(last)[1]]


def _extend(paths: dict[int, tuple[float, tuple[int, ...]]], scores: dict[int, float], widths: Sequence[float],
            limit: float) -> dict[int, tuple[float, tuple[int, ...]]]:
    """Put one more cut behind every row of cuts, and keep the best row for each place of it."""
    longer = {}
    for i, gain in scores.items():
        rows = [(score - _speed_cost(widths[i + 1] - widths[before + 1], limit), row)
                for before, (score, row) in paths.items() if before < i]
        if rows:
            score, row = max(rows)
            longer[i] = (score + gain, (*row, i))
    return longer


def _speed_cost(columns: float, limit: float) -> float:
    return SPEED_WEIGHT * max(0.0, columns / limit - 1)


def _homes(text: str, places: Sequence[int], cuts: Sequence[SourceCut]) -> list[int]:
    """Give for each cut the place nearest to its share of the text, all different: a row that is always possible."""
    homes: list[int] = []
    for number, cut in enumerate(cuts):
        nearest = min(range(len(places)), key=lambda i: abs(places[i] - cut.characters * len(text)))
        lowest = homes[-1] + 1 if homes else 0
        homes.append(min(max(lowest, nearest), len(places) - len(cuts) + number))
    return homes


def _few_parts(text: str, places: Sequence[int], cuts: Sequence[SourceCut]) -> tuple[str, ...]:
    """Give each part that can be told apart to the cue it stands in by characters; the other cues stay empty."""
    pieces = [""] * (len(cuts) + 1)
    borders = (0, *places, len(text))
    lowest = 0
    for number, (start, end) in enumerate(pairwise(borders)):
        middle = (start + end) / 2 / len(text)
        cue = sum(cut.characters <= middle for cut in cuts)
        left = len(borders) - 2 - number
        lowest = min(max(lowest, cue), len(pieces) - 1 - left)
        pieces[lowest] = text[start:end].strip()
        lowest += 1
    return tuple(pieces)
