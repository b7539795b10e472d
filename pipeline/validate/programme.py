"""The linear programme behind the timing repair: the new times of a chain of cues that need least movement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from pipeline.model.profile import Profile
from pipeline.model.video import VideoInfo
from pipeline.validate.sheet import two_frames_ms

MAX_MOVE_MS = 250
# A start is where the voice begins, so it costs more to move it than an end; time that a reader lacks costs most.
_START_COST, _END_COST, _LACK_COST, _OVERLAP_COST = 3.0, 1.0, 20.0, 200.0
# A cue that cannot be helped altogether takes what nobody else needs: this is more than a shared boundary costs
# (3 + 1), and less than a cue that can be helped.
_HOPELESS_COST = 6.0
_PAST_END_MS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One cue as the programme sees it: its times and how long it has to be seen, in milliseconds."""

    start_ms: int
    end_ms: int
    need_ms: int

    @property
    def lack_ms(self) -> int:
        """How much time it lacks; 0 for a cue that has none at all, which no move of boundaries can help."""
        duration_ms = self.end_ms - self.start_ms
        return max(0, self.need_ms - duration_ms) if duration_ms > 0 else 0


def solve(spans: Sequence[Span], *, profile: Profile, video: VideoInfo | None) -> list[tuple[int, int]]:
    """Give new starts and ends for cues in the order of their starts; where there is no better, the old ones.

    Minimises 3 x movement of starts + movement of ends + 20 x time that is lacking, subject to order, gaps, durations
    and the greatest movement. A second pass gives less to cues that cannot be helped altogether, so that others can be.
    """
    if not spans:
        return []
    first = _Programme(spans, profile, video).solve({})
    hopeless = {n: _HOPELESS_COST for n, (span, (start, end)) in enumerate(zip(spans, first, strict=True))
                if span.lack_ms and end - start < span.need_ms}
    if not hopeless:
        return first
    second = _Programme(spans, profile, video).solve(hopeless)
    return max(first, second, key=lambda times: sum(end - start >= span.need_ms
                                                    for span, (start, end) in zip(spans, times, strict=True)))


class _QuietHighs(highspy.Highs):
    """The solver without its banner: setting up the callbacks prints it to stdout, where results stand."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
        self.setOptionValue("output_flag", False)


class _Programme:
    """Builds the rows of one programme. Columns of cue n: start later, start earlier, end later, end earlier, lack."""

    def __init__(self, spans: Sequence[Span], profile: Profile, video: VideoInfo | None) -> None:
        self.spans, self.profile = spans, profile
        self.two_frames_ms = two_frames_ms(video, profile)
        self.last_ms = video.duration_ms + _PAST_END_MS if video else None
        self.count = len(spans)
        self.upper = np.full((self.count, 6), float(MAX_MOVE_MS))
        costs = [_START_COST, _START_COST, _END_COST, _END_COST, _LACK_COST, _OVERLAP_COST]
        self.cost = np.tile(costs, (self.count, 1))
        self.rows: list[tuple[list[int], list[float]]] = []
        self.low: list[float] = []
        self.high: list[float] = []

    def solve(self, lack_costs: dict[int, float]) -> list[tuple[int, int]]:
        for n, span in enumerate(self.spans):
            self._bound(n, span, lack_costs.get(n, _LACK_COST))
            self._duration(n, span)
            if n + 1 < self.count:
                self._gap(n, span, self.spans[n + 1])
        values = self._run()
        if values is None:
            return [(span.start_ms, span.end_ms) for span in self.spans]
        moved = np.rint(values).astype(int)
        return [(span.start_ms + int(moved[n, 0] - moved[n, 1]), span.end_ms + int(moved[n, 2] - moved[n, 3]))
                for n, span in enumerate(self.spans)]

    def _bound(self, n: int, span: Span, lack_cost: float) -> None:
        self.upper[n, 1] = min(MAX_MOVE_MS, span.start_ms) if span.start_ms > 0 else 0
        self.upper[n, 4], self.cost[n, 4] = span.lack_ms, lack_cost
        self.upper[n, 5] = 0
        if self.last_ms is not None:
            self.upper[n, 2] = min(MAX_MOVE_MS, max(0, self.last_ms - span.end_ms))
        if span.end_ms <= span.start_ms:
            self.upper[n, :4] = 0

    def _duration(self, n: int, span: Span) -> None:
        """A cue that has time enough keeps enough; one that lacks some never gets less; none outgrows the longest."""
        duration_ms = span.end_ms - span.start_ms
        if duration_ms <= 0:
            return
        start, longest = 6 * n, max(self.profile.max_duration_warn_ms, duration_ms)
        change = ([start, start + 1, start + 2, start + 3], [-1.0, 1.0, 1.0, -1.0])
        self._add(*change, low=min(0, span.need_ms - duration_ms), high=longest - duration_ms)
        if span.lack_ms:
            self._add([*change[0], start + 4], [*change[1], 1.0], low=span.lack_ms, high=highspy.kHighsInf)

    def _gap(self, n: int, span: Span, after: Span) -> None:
        """No gap, or two frames and more: what is tied stays tied, what flickers is tied, what is apart stays apart."""
        gap_ms = after.start_ms - span.end_ms
        columns = [6 * n + 2, 6 * n + 3, 6 * n + 6, 6 * n + 7]
        signs = [-1.0, 1.0, 1.0, -1.0]
        least_ms = self.two_frames_ms if self.profile.min_gap_ms else 0
        if gap_ms < least_ms:  # an overlap, or a gap that the profile has none of: less of it, never more
            self.upper[n, 5] = least_ms - gap_ms
            self._add([*columns, 6 * n + 5], [*signs, 1.0], low=least_ms - gap_ms, high=highspy.kHighsInf)
            order = after.start_ms - span.start_ms
            self._add([6 * n, 6 * n + 1, 6 * n + 6, 6 * n + 7], [-1.0, 1.0, 1.0, -1.0], low=-order,
                      high=highspy.kHighsInf)
        elif gap_ms < self.two_frames_ms:
            self._add(columns, signs, low=-gap_ms, high=-gap_ms)
        else:
            self._add(columns, signs, low=self.two_frames_ms - gap_ms, high=highspy.kHighsInf)

    def _add(self, columns: list[int], signs: list[float], *, low: float, high: float) -> None:
        self.rows.append((columns, signs))
        self.low.append(low)
        self.high.append(high)

    def _run(self) -> np.ndarray | None:
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = 6 * self.count, len(self.rows)
        lp.col_cost_, lp.col_lower_ = self.cost.ravel(), np.zeros(6 * self.count)
        lp.col_upper_ = self.upper.ravel()
        lp.row_lower_, lp.row_upper_ = np.array(self.low), np.array(self.high)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.cumsum([0, *(len(columns) for columns, _ in self.rows)])
        lp.a_matrix_.index_ = np.array([c for columns, _ in self.rows for c in columns])
        lp.a_matrix_.value_ = np.array([s for _, signs in self.rows for s in signs])
        solver = _QuietHighs()
        solver.setOptionValue("threads", 1)
        solver.passModel(lp)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.array(solver.getSolution().col_value).reshape(self.count, 6)
