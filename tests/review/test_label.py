"""A track is "machine translation" until a person has gone over every sentence of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pipeline.model.cue import Cue, Origin, Track
from pipeline.model.engine import Hypothesis
from pipeline.model.glossary import Glossary
from pipeline.model.language import find_language
from pipeline.model.profile import Profile
from pipeline.translate import stage

ENGLISH = ("Welcome.", "They measure the air.", "42", "[Music]")
PROFILE = Profile(language="ko", name="test", source="test", width_warn_columns=18, width_error_columns=None, cps_target=8,
                  cps_warn=10, cps_error=14, min_duration_warn_ms=800, min_duration_error_ms=400,
                  max_duration_warn_ms=7000, max_duration_error_ms=9000, min_gap_ms=0, narrow_width=0.5)


class Says:
    placeholders: tuple[str, ...] = ()
    signature = "says|version:1"

    def translate(self, texts: Sequence[str], *, hypotheses: int = 4) -> tuple[tuple[Hypothesis, ...], ...]:
        return tuple((Hypothesis(text="기계가 옮긴 문장입니다."),) for _ in texts)


@pytest.mark.parametrize(("corrections", "origin", "label"), [
    ({}, Origin.MACHINE, "한국어: 기계 번역\n"),
    ({"Welcome.": "환영합니다."}, Origin.MACHINE, "한국어: 기계 번역\n"),
    ({"Welcome.": "환영합니다.", "They measure the air.": "  "}, Origin.MACHINE, "한국어: 기계 번역\n"),
    ({"Welcome.": "환영합니다.", "They measure the air.": "공기를 측정합니다."}, Origin.POST_EDITED,
     "한국어: 기계 번역, 검수됨\n"),
])
def test_only_a_track_without_a_machines_sentence_is_reviewed(
        corrections: dict[str, str], origin: Origin, label: str) -> None:
    source = Track(language="en", cues=tuple(
        Cue(index=n + 1, start_ms=n * 3000, end_ms=n * 3000 + 2900, text=text) for n, text in enumerate(ENGLISH)))
    made = stage.run(source=source, language=find_language("ko"), profile=PROFILE, glossary=Glossary(), engine=Says(),
                     corrections=corrections)
    assert made.track.origin is origin
    assert label in made.track.header
    assert [one.origin for one in made.sentences][:2] == [
        Origin.POST_EDITED if corrections.get(text, "").strip() else Origin.MACHINE for text in ENGLISH[:2]]
