"""Offset and drift of one track against another, found by when cues start; it refuses when it is not sure.

The starts of both tracks are laid on a time line as impulses, smoothed, and correlated for each frame-rate ratio. Masks
of speech, which other tools use, fail on lectures: cues cover nine tenths of the time and more. Translators cut
sentences at other places, so not every start has a partner, but enough have.

Sources: cross-correlation over candidate ratios as in ffsubsync; frame rates 23.976, 24, 25 and their quotients.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from pipeline.model.cue import Track

RATIOS: tuple[Fraction, ...] = tuple(Fraction(ratio) for ratio in (
    "1", "1001/1000", "1000/1001", "25025/24000", "24000/25025", "25/24", "24/25"))
MAX_OFFSET_MS = 60_000
# Three hours say enough about offset and ratio, and keep the time it takes small whatever comes.
_STEP_MS, _SIGMA_MS, _LOOKED_AT_MS = 100, 350, 10_800_000
_LEAST_STARTS = 20
_SLOPE_REACHES_MS = (500, 400, 300)
_NEAR_MS, _CLOSE_MS, _REFINE_ROUNDS = 1_000, 150, 4
# Among ratios whose correlation is nearly the best, what is left between matched starts decides.
_NEARLY_BEST = 0.8
# Measured with benchmarks/sync.py on pairs of one lecture and of different ones; see there for the shares.
_SURE_SCORE, _UNSURE_SCORE = 0.25, 0.20
_SURE_MARGIN, _UNSURE_MARGIN = 1.35, 1.15
_SURE_RESIDUAL_MS = 500
# Of many offsets and ratios the best always looks good: in strangers it reaches 5.7 standard deviations, never 12.
_MEET_MS, _SURE_SURPRISE, _BEYOND_DOUBT = 250, 5.5, 12.0
_TWIN_MS = 2_000
Floats = npt.NDArray[np.float64]


class Verdict(StrEnum):
    """Whether the proposal can be followed, has to be looked at, or is none."""

    SURE = "sure"
    UNSURE = "unsure"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Where a track lies: a time t of the track is t x ``ratio`` + ``offset_ms`` of the reference.

    ``score`` is the correlation of the smoothed starts, 0 to 1; ``margin`` how many times the next best place it is;
    ``residual_ms`` the median distance of a start to the nearest one of the reference once it is moved; ``surprise`` by
    how many standard deviations more starts meet within 250 ms than would by chance; ``reason`` says in a clause why
    the verdict is not sure.
    """

    verdict: Verdict
    ratio: Fraction = Fraction(1)
    offset_ms: int = 0
    score: float = 0.0
    margin: float = 0.0
    residual_ms: int = 0
    surprise: float = 0.0
    reason: str = ""

    @property
    def is_identity(self) -> bool:
        """Whether there is nothing to move."""
        return self.ratio == 1 and self.offset_ms == 0


def align(track: Track, reference: Track) -> Alignment:
    """Find the offset and the frame-rate ratio of a track against a reference of the same lecture."""
    return align_starts([cue.start_ms for cue in track.cues if cue.text.strip()],
                        [cue.start_ms for cue in reference.cues if cue.text.strip()])


def align_starts(starts_ms: Sequence[int], reference_ms: Sequence[int]) -> Alignment:
    """Find offset and ratio of starts (cues, or where speech begins) against those of a reference, in milliseconds."""
    starts, reference = np.unique(np.array(starts_ms, float)), np.unique(np.array(reference_ms, float))
    starts = starts[starts >= 0]
    fewest = min(len(starts), len(reference))
    if fewest < _LEAST_STARTS:
        return Alignment(verdict=Verdict.REFUSED, reason=f"{fewest} cues are too few, it takes {_LEAST_STARTS}")
    line = _Line(reference)
    found = [(ratio, *line.best(starts * float(ratio))) for ratio in RATIOS]
    best_score = max(score for _, score, _, _ in found)
    refined = [(*_refine(starts * float(ratio), reference, lag), ratio, score, margin)
               for ratio, score, lag, margin in found if score >= best_score * _NEARLY_BEST]
    _, offset_ms, median_ms, ratio, score, margin = min(refined, key=lambda one: (round(one[0], 3), abs(one[3] - 1)))
    near = _by_slope(starts * float(ratio) + offset_ms, reference, ratio)
    if near != ratio and near in {one[3] for one in refined}:
        _, offset_ms, median_ms, ratio, score, margin = next(one for one in refined if one[3] == near)
    return _judged(Alignment(verdict=Verdict.SURE, ratio=ratio, offset_ms=round(offset_ms), score=round(score, 3),
                             margin=round(margin, 2), residual_ms=round(median_ms),
                             surprise=round(_surprise(starts * float(ratio) + offset_ms, reference), 1)))


def applied(track: Track, alignment: Alignment) -> Track:
    """Give the track with the times that the alignment proposes; what would start before the video starts with it."""
    def moved(time_ms: int) -> int:
        return max(0, round(time_ms * alignment.ratio) + alignment.offset_ms)

    return replace(track, cues=tuple(replace(cue, start_ms=moved(cue.start_ms), end_ms=moved(cue.end_ms))
                                     for cue in track.cues))


class _Line:
    """The reference on a time line of small steps, smoothed, ready to be correlated."""

    def __init__(self, reference: Floats) -> None:
        steps = (min(reference[-1], _LOOKED_AT_MS) * float(max(RATIOS)) + MAX_OFFSET_MS) // _STEP_MS + 1
        self.size = 1 << int(np.ceil(np.log2(steps + MAX_OFFSET_MS // _STEP_MS)))
        self.reference = self._spectrum(reference)

    def best(self, starts: Floats) -> tuple[float, float, float]:
        """Give the best correlation, the offset in milliseconds that gives it, and how far it stands out."""
        ours = self._spectrum(starts)
        energy = np.sqrt(self._energy(ours) * self._energy(self.reference))
        correlation = np.fft.irfft(np.conj(ours) * self.reference, self.size)
        reach = MAX_OFFSET_MS // _STEP_MS
        lags = np.concatenate([correlation[-reach:], correlation[:reach + 1]]) / max(energy, 1e-9)
        at = int(np.argmax(lags))
        away = np.abs(np.arange(len(lags)) - at) > _TWIN_MS // _STEP_MS
        second = max(float(lags[away].max()), 1e-9)
        return float(lags[at]), float((at - reach) * _STEP_MS), float(lags[at]) / second

    def _spectrum(self, times: Floats) -> npt.NDArray[np.complex128]:
        times = times[times <= min(_LOOKED_AT_MS, (self.size - 1) * _STEP_MS - MAX_OFFSET_MS)]
        if not len(times):
            return np.zeros(self.size // 2 + 1, complex)
        line = np.bincount((times // _STEP_MS).astype(int), minlength=self.size).astype(float)
        spread = np.arange(-4 * _SIGMA_MS // _STEP_MS, 4 * _SIGMA_MS // _STEP_MS + 1) * _STEP_MS
        smooth = np.convolve(line, np.exp(-0.5 * (spread / _SIGMA_MS) ** 2), mode="same")
        covered = int(times[-1] // _STEP_MS) + 1
        smooth[:covered] -= smooth[:covered].mean()  # only what stands out counts, not how many cues there are
        return np.asarray(np.fft.rfft(smooth))

    def _energy(self, spectrum: npt.NDArray[np.complex128]) -> float:
        """The sum of the squares behind a spectrum of real values (Parseval)."""
        squares = np.abs(spectrum) ** 2
        return float((2 * squares.sum() - squares[0] - squares[-1]) / self.size)


def _refine(starts: Floats, reference: Floats, offset_ms: float) -> tuple[float, float, float]:
    """Move by the median of what is left between near starts.

    Gives minus the share of starts that meet, the offset, and the median distance that is left, both in milliseconds.
    """
    for _ in range(_REFINE_ROUNDS):
        left = _distances(starts + offset_ms, reference)
        near = left[np.abs(left) < _NEAR_MS]
        if not len(near):
            break
        offset_ms += float(np.median(near))
    left = np.abs(_distances(starts + offset_ms, reference))
    return -float(np.exp(-0.5 * (left / _CLOSE_MS) ** 2).mean()), offset_ms, float(np.median(left))


def _by_slope(moved: Floats, reference: Floats, ratio: Fraction) -> Fraction:
    """Give the ratio nearest to the slope of the line through what is left between matched starts.

    On a lecture of minutes, ratios a thousandth apart meet nearly the same starts; the slope still tells them apart.
    """
    slope = level = 0.0
    for reach_ms in _SLOPE_REACHES_MS:
        laid = moved * (1 + slope) + level
        left = _distances(laid, reference) + (laid - moved)
        close = np.abs(_distances(laid, reference)) < reach_ms
        if close.sum() < _LEAST_STARTS // 2:
            return ratio
        slope, level = (float(value) for value in np.polyfit(moved[close], left[close], 1))
    fitted = float(ratio) * (1 + slope)
    return min(RATIOS, key=lambda one: abs(float(one) - fitted))


def _distances(starts: Floats, reference: Floats) -> Floats:
    at = np.clip(np.searchsorted(reference, starts), 1, len(reference) - 1)
    before, after = reference[at - 1] - starts, reference[at] - starts
    return np.where(np.abs(before) < np.abs(after), before, after)


def _surprise(moved: Floats, reference: Floats) -> float:
    """How far more starts meet than chance would have it, in standard deviations of a binomial distribution.

    By chance a start meets another as often as the reference has time near a start, so short tracks and dense ones are
    not taken for more than they say.
    """
    inside = moved[(moved > reference[0] - _NEAR_MS) & (moved < reference[-1] + _NEAR_MS)]
    chance = np.minimum(np.diff(reference), 2 * _MEET_MS).sum() / max(reference[-1] - reference[0], 1.0)
    if not len(inside) or not 0 < chance < 1:
        return 0.0
    met = (np.abs(_distances(inside, reference)) <= _MEET_MS).sum()
    return float((met - len(inside) * chance) / np.sqrt(len(inside) * chance * (1 - chance)))


def _judged(found: Alignment) -> Alignment:
    beyond_doubt = found.surprise >= _BEYOND_DOUBT  # then the starts without a partner say nothing against it
    if found.margin < _UNSURE_MARGIN or (found.score < _UNSURE_SCORE and not beyond_doubt):
        return replace(found, verdict=Verdict.REFUSED,
                       reason="no place stands out where the starts of both tracks meet")
    if found.residual_ms > _SURE_RESIDUAL_MS and not beyond_doubt:
        return replace(found, verdict=Verdict.REFUSED,
                       reason=f"laid over each other, starts are still {found.residual_ms} ms apart")
    stands_out = found.score >= _SURE_SCORE and found.margin >= _SURE_MARGIN and found.surprise >= _SURE_SURPRISE
    if not stands_out and not beyond_doubt:
        return replace(found, verdict=Verdict.UNSURE, reason="the starts of both tracks meet, but not clearly")
    return found
