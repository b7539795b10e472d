"""Projection: sentences that people translated cue by cue are joined, cut again, and compared with their cuts.

    python benchmarks/projection.py --source DIR --target DIR --language ko [--json] [--show 30]

``--source`` holds English tracks, ``--target`` human tracks of the language under the same names. Only cues that are
one to one in time count, in whole sentences (a cue of two languages gives the lines in Chinese). The cutter gets no
alignment, as a person's text has none. Printed are exact cuts, cuts within one word (Korean: a space is a border) or
two characters (Chinese), and cues over the reading speed limit of the course's profile; beside it the baseline, cuts in
proportion to English characters. The tables and weights of the cutter come from the odd-numbered talks of two corpora
(pipeline/translate/tables/README.md), so for these only the even-numbered half is a result. Of other folders, both are.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

from _pairs import Pair, cut_places_of, read_folder

from pipeline.config import read_course
from pipeline.model.profile import Profile
from pipeline.model.text import reading_speed_cps
from pipeline.translate.projection import project

ROOT = Path(__file__).parents[1]
NEAR = {"ko": 1, "zh": 2}
MUST = {"ko": (32, 45), "zh": (24, 35)}
Cutter = Callable[[Pair], tuple[str, ...]]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--source", type=Path)
    options.add_argument("--target", type=Path)
    options.add_argument("--language", default="ko", help="BCP 47 tag of the target tracks: ko or zh-Hans")
    options.add_argument("--json", action="store_true", help="print the figures as JSON")
    options.add_argument("--merged", action="store_true", help="also take a cue that stands for several source cues")
    options.add_argument("--show", type=int, default=0, metavar="N", help="print N sentences of the reported half")
    chosen = options.parse_args()
    if not (chosen.source and chosen.target):
        print("SKIPPED: projection needs --source DIR and --target DIR, two folders of same-named subtitle tracks")
        return
    pairs, matched = read_folder(chosen.source, chosen.target, chosen.language, merged=chosen.merged)
    if not pairs:
        raise SystemExit(f"no sentence of several cues has the same cue times in {chosen.source} and {chosen.target}")
    figures = measure(pairs, matched, chosen.language)
    print(json.dumps(figures, ensure_ascii=False, indent=2) if chosen.json else _table(figures))
    for pair in [p for p in pairs if p.number % 2 == 0][:chosen.show * 7:7]:
        _show(pair, our_cutter(profile_of(chosen.language), chosen.language)(pair))


def measure(pairs: Sequence[Pair], matched: int, language: str) -> dict[str, object]:
    """Measure both halves and the whole with both cutters."""
    profile = profile_of(language)
    halves = {"tuning half (odd talks)": [p for p in pairs if p.number % 2],
              "held-out half (even talks)": [p for p in pairs if p.number % 2 == 0], "all": list(pairs)}
    return {
        "language": language, "cues one to one": matched, "sentences": len(pairs),
        "near": f"within {NEAR[_family(language)]} {'word' if _family(language) == 'ko' else 'characters'}",
        "limit_cps": profile.cps_warn,
        "halves": {name: {"ours": score(half, our_cutter(profile, language), profile, language),
                          "baseline": score(half, proportional_cutter(language), profile, language),
                          "human": score(half, lambda pair: pair.human, profile, language)}
                   for name, half in halves.items() if half},
    }


def profile_of(language: str) -> Profile:
    """Give the course's profile for a language."""
    course = read_course((ROOT / "course.toml").read_text(encoding="utf-8"))
    tag = "zh-Hans" if _family(language) == "zh" else language
    return next(p for p in course.profiles if p.language == tag and p.name == "lecture")


def our_cutter(profile: Profile, language: str) -> Cutter:
    """The cutter of the pipeline, without an alignment."""
    return lambda pair: project(pair.source, pair.text, cues=pair.cues, profile=profile, language=language)


def proportional_cutter(language: str) -> Cutter:
    """Cut in proportion to English characters: at the nearest space, in Chinese at the nearest character."""
    def cut(pair: Pair) -> tuple[str, ...]:
        visible = _visible(pair.text)
        english = _visible(pair.source.text)
        free = [i for i in range(1, len(pair.text))
                if (pair.text[i - 1] == " " if _family(language) == "ko" else pair.text[i] != " ")]
        cuts = [min(free, key=lambda i: abs(visible[i] - english[piece.end] / english[-1] * visible[-1]))
                for piece in pair.source.pieces[:-1]] if free else [len(pair.text)] * (len(pair.source.pieces) - 1)
        borders = [0, *cuts, len(pair.text)]
        return tuple(pair.text[a:b].strip() for a, b in pairwise(borders))
    return cut


def score(pairs: Sequence[Pair], cutter: Cutter, profile: Profile, language: str) -> dict[str, float]:
    """Compare a cutter with the people: shares in per cent."""
    counts: Counter[str] = Counter()
    started = time.process_time()
    answers = [cutter(pair) for pair in pairs]
    seconds = time.process_time() - started
    for pair, parts in zip(pairs, answers, strict=True):
        assert "".join("".join(parts).split()) == "".join(pair.text.split()), f"text lost in {pair.name}"
        counts.update(_compare(pair, parts, language))
        counts["cues"] += len(parts)
        counts["fast"] += sum(reading_speed_cps(part, cue.duration_ms, profile) > profile.cps_warn
                              for part, cue in zip(parts, pair.cues, strict=True))
        counts["empty"] += sum(not part for part in parts)
    cuts = max(1, counts["cuts"])
    return {"cuts": counts["cuts"], "exact_percent": round(100 * counts["exact"] / cuts, 1),
            "near_percent": round(100 * counts["near"] / cuts, 1),
            "inside_cuts": counts["inside"],
            "inside_exact_percent": round(100 * counts["inside exact"] / max(1, counts["inside"]), 1),
            "over_speed_percent": round(100 * counts["fast"] / max(1, counts["cues"]), 1),
            "empty_cues": counts["empty"],
            "ms_per_sentence": round(1000 * seconds / max(1, len(pairs)), 2)}


def _compare(pair: Pair, parts: Sequence[str], language: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    units = _words if _family(language) == "ko" else _characters
    visible = _visible(pair.text)
    ours = 0
    for part, place in zip(parts[:-1], cut_places_of(pair), strict=True):
        ours += _characters(part)
        exact = ours == visible[place]
        at = next(i for i, n in enumerate(visible) if n >= ours)
        counts["cuts"] += 1
        counts["exact"] += exact
        counts["near"] += abs(units(pair.text[:at]) - units(pair.text[:place])) <= NEAR[_family(language)]
        if not pair.text[:place].rstrip().endswith((*".?!。？！", "다", "요", "죠", "까")):
            counts["inside"] += 1
            counts["inside exact"] += exact
    return counts


def _visible(text: str) -> list[int]:
    counts = [0]
    for c in text:
        counts.append(counts[-1] + (not c.isspace()))
    return counts


def _words(text: str) -> int:
    return len(text.split())


def _characters(text: str) -> int:
    return sum(not c.isspace() for c in text)


def _family(language: str) -> str:
    return language.split("-")[0].lower()


def _table(figures: dict[str, object]) -> str:
    must, goal = MUST.get(_family(str(figures["language"])), (0, 0))
    lines = [f"{figures['language']}: {figures['sentences']} sentences of several cues, "
             f"{figures['cues one to one']} cues one to one in time; "
             f"must {must} % exact, goal {goal} %; limit {figures['limit_cps']} CPS", "",
             f"{'':28}{'':10}{'cuts':>7}{'exact':>8}{'near':>8}{'inside*':>9}{'fast':>7}{'empty':>7}{'ms/sent':>9}"]
    halves = figures["halves"]
    assert isinstance(halves, dict)
    for name, rows in halves.items():
        for who, row in rows.items():
            lines.append(f"{name:28}{who:10}{row['cuts']:7}{row['exact_percent']:7} %{row['near_percent']:6} %"
                         f"{row['inside_exact_percent']:7} %{row['over_speed_percent']:5} %{row['empty_cues']:7}"
                         f"{row['ms_per_sentence']:9}")
    return "\n".join([*lines, "", f"near: {figures['near']}; fast: cues over the limit; "
                                  "inside*: exact cuts where the person did not end a sentence"])


def _show(pair: Pair, parts: Sequence[str]) -> None:
    print(f"\n{pair.name}")
    for piece, human, ours in zip(pair.source.pieces, pair.human, parts, strict=True):
        print(f"  {pair.source.text[piece.start:piece.end]}\n{' ' * 8}{'=' if human == ours else '≠'} {ours}"
              + ("" if human == ours else f"\n{' ' * 8}  ({human})"))


if __name__ == "__main__":
    main()
