from __future__ import annotations

import pytest

from pipeline.errors import PipelineError
from pipeline.formats.bidi import STYLES, mark
from pipeline.ingest.clean import clean
from pipeline.model.cue import Cue, Track

LINES = ("مرحبا بالعالم", "GPU تعني معالجًا.", "ما هي المدينة؟", "IoT only", "<i>BIM</i> نموذج", "")
TRACK = Track(language="ar", cues=(Cue(index=1, start_ms=0, end_ms=1000, text="\n".join(LINES)),))


def _lines(style: str) -> tuple[str, ...]:
    return mark(TRACK, style).cues[0].lines


def test_a_mark_stands_where_a_player_would_go_wrong() -> None:
    assert _lines("rlm") == ("مرحبا بالعالم", "\u200fGPU تعني معالجًا.\u200f", "ما هي المدينة؟\u200f", "IoT only",
                             "\u200f<i>BIM</i> نموذج", "")


def test_every_arabic_line_is_embedded() -> None:
    assert _lines("embed")[0] == "\u202bمرحبا بالعالم\u202c"
    assert _lines("embed")[3] == "IoT only"


@pytest.mark.parametrize("style", STYLES)
def test_marking_twice_is_marking_once_and_ingest_takes_it_all_off(style: str) -> None:
    once = mark(TRACK, style)
    assert mark(once, style) == once
    assert mark(mark(TRACK, "embed"), style) == once
    assert mark(once, "none") == TRACK
    assert clean(once.cues[0].text)[0] == clean(TRACK.cues[0].text)[0]


def test_an_unknown_style_is_an_error_with_a_hint() -> None:
    with pytest.raises(PipelineError, match="'rtl'") as caught:
        mark(TRACK, "rtl")
    assert "embed" in caught.value.hint
