from __future__ import annotations

import struct

import pytest

from pipeline.errors import PipelineError, SubtitleError
from pipeline.formats import exchange
from pipeline.ingest.stage import run
from pipeline.model.language import find_language

TTML = """<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:tts="http://www.w3.org/ns/ttml#styling" xml:lang="en"><body><div>
<p begin="00:00:01.000" end="00:00:02.500">A <span tts:fontStyle="italic">smart</span> city<br/>is R&amp;D.</p>
<p begin="00:00:03.000" end="00:00:04.000">Städte &lt; x</p>{}
</div></body></tt>
"""
EN = find_language("en")


def _stl() -> bytes:
    """Two subtitles of a 25 fps programme that starts at 10:00:00:00 (EBU Tech 3264)."""
    gsi = struct.pack(
        "3s8sc2s2s32s32s32s32s32s32s16s6s6s2s5s5s3s2s2s1s8s8s1s1s3s32s32s32s75x576s", b"850", b"STL25.01", b"0", b"00",
        b"09", *[b" " * 32] * 6, b" " * 16, b"260101", b"260101", b"00", b"00002", b"00002", b"001", b"40", b"23", b"1",
        b"10000000", b"10000100", b"1", b"1", b"GBR", *[b" " * 32] * 3, b" " * 576)
    blocks = [struct.pack("<BHBBBBBBBBBBBBB112s", 0, number, 0xFF, 0, 10, 0, second, 0, 10, 0, second + 1, 0, 20, 2, 0,
                          text.ljust(112, b"\x8f"))
              for number, second, text in ((1, 1, b"Smart\x8acities"), (2, 3, b"change"))]
    return gsi + b"".join(blocks)


@pytest.fixture
def _ttconv() -> None:
    pytest.importorskip("ttconv", reason="the extra `exchange` is not installed: TTML and STL are not tested")


@pytest.mark.usefixtures("_ttconv")
@pytest.mark.parametrize("suffix", [".ttml", ".dfxp", ".XML"])
def test_ttml(suffix: str) -> None:
    reading = run(TTML.format("").encode(), language=EN, path=f"a/en{suffix}")
    assert [(cue.start_ms, cue.end_ms, cue.text) for cue in reading.track.cues] == [
        (1000, 2500, "A <i>smart</i> city\nis R&D."), (3000, 4000, "Städte < x")]
    assert [(problem.code, problem.severity) for problem in reading.problems] == [("S020", "info")]
    assert reading.format == "TTML (ttconv)"


@pytest.mark.usefixtures("_ttconv")
def test_a_paragraph_that_is_never_shown_is_told() -> None:
    raw = TTML.format('<p begin="00:00:05.000" end="00:00:05.000">never seen</p>').encode()
    lost = [problem.text for problem in run(raw, language=EN, path="a/en.ttml").problems if problem.code == "S001"]
    assert lost == ["never seen"]


@pytest.mark.usefixtures("_ttconv")
def test_stl_starts_at_the_start_of_its_programme() -> None:
    reading = run(_stl(), language=EN, path="a/en.stl")
    assert [(cue.start_ms, cue.end_ms, cue.text) for cue in reading.track.cues] == [
        (1000, 2000, "Smart\ncities"), (3000, 4000, "change")]


@pytest.mark.usefixtures("_ttconv")
@pytest.mark.parametrize("raw", [b"", b"<tt>", b"<a/>", b"<!DOCTYPE tt [<!ENTITY a 'b'>]><tt/>", b"\xff\xfe<"])
@pytest.mark.parametrize("suffix", [".ttml", ".stl"])
def test_what_cannot_be_read_is_refused_by_name(raw: bytes, suffix: str) -> None:
    with pytest.raises(SubtitleError, match=rf"a/en\{suffix}: "):
        run(raw, language=EN, path=f"a/en{suffix}")


def test_without_ttconv_the_hint_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(exchange.importlib, "import_module", absent)
    with pytest.raises(PipelineError, match="not installed") as caught:
        run(TTML.format("").encode(), language=EN, path="a/en.ttml")
    assert "exchange" in caught.value.hint
