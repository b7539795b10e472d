"""A viewer is never left in doubt whether a person or a machine translated."""

from __future__ import annotations

import pytest

from pipeline.model.cue import Origin, Track
from pipeline.model.label import track_name
from pipeline.model.language import LANGUAGES


@pytest.mark.parametrize(("tag", "origin", "provenance", "name"), [
    ("en", Origin.HUMAN, "", "English"),
    ("ar", Origin.HUMAN, "", "العربية"),
    ("ko", Origin.HUMAN, "argos|starter", "한국어"),
    ("ko", Origin.MACHINE, "argos|version:1.1", "한국어 (기계 번역)"),
    ("ko", Origin.MACHINE, "argos|starter|x", "한국어 (기계 번역, 스타터 모델)"),
    ("ko", Origin.POST_EDITED, "argos|version:1.1", "한국어 (기계 번역, 검수됨)"),
    ("zh-Hans", Origin.MACHINE, "argos|starter", "简体中文（机器翻译，入门模型）"),
    ("ar", Origin.MACHINE, "starter", "العربية (ترجمة آلية، نموذج أولي)"),
    ("zh-Hant", Origin.POST_EDITED, "", "繁體中文（機器翻譯，已審校）"),
])
def test_the_name_says_who_translated(tag: str, origin: Origin, provenance: str, name: str) -> None:
    assert track_name(Track(language=tag, cues=(), origin=origin, provenance=provenance)) == name


def test_every_language_has_a_name_of_its_own_and_a_mark_as_machine() -> None:
    tracks = [Track(language=tag, cues=(), origin=origin) for tag in LANGUAGES for origin in Origin]
    assert len({track_name(track) for track in tracks}) == len(tracks)
