"""The sidecar that says of every cue who made it."""

from __future__ import annotations

import json

from pipeline.model.cue import Cue, Origin, Track
from pipeline.review import origin

PROVENANCE = "argos|translate-en_ko 1.9|sha256:abc|beam:4|starter|terms:12|terms-sha256:0123456789ab|revision:1"


def cue(index: int, made_by: Origin) -> Cue:
    return Cue(index=index, start_ms=index * 1000, end_ms=index * 1000 + 900, text="문장", origin=made_by)


def test_every_cue_names_its_origin_and_the_machine_its_engine_and_glossary() -> None:
    track = Track(language="ko", origin=Origin.MACHINE, provenance=PROVENANCE,
                  cues=(cue(1, Origin.MACHINE), cue(2, Origin.POST_EDITED)))
    found = json.loads(origin.write(track))
    assert found["counts"] == {"human": 0, "post-edited": 1, "machine": 1}
    assert [one["origin"] for one in found["cues"]] == ["machine", "post-edited"]
    assert found["engines"][found["cues"][0]["engine"]] == "argos|translate-en_ko 1.9|sha256:abc|beam:4|starter"
    assert found["glossaries"][found["cues"][0]["glossary"]] == "0123456789ab"
    assert (found["cues"][1]["start_ms"], found["cues"][1]["end_ms"]) == (2000, 2900)
    assert origin.write(track) == origin.write(track)


def test_a_human_track_names_no_engine() -> None:
    found = json.loads(origin.write(Track(language="de", cues=(cue(1, Origin.HUMAN),))))
    assert (found["engines"], found["glossaries"]) == ([], [])
    assert found["cues"] == [{"cue": 1, "start_ms": 1000, "end_ms": 1900, "origin": "human"}]
