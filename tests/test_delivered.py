"""A person's file gets other times, or stays as it is: nothing between."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.config import read_course
from pipeline.delivered import Delivered, chosen, find, retime
from pipeline.errors import PipelineError
from pipeline.ingest import stage as ingest
from pipeline.model.cue import Reading, Track
from pipeline.model.language import find_language
from pipeline.store import Store

COURSE = read_course((Path(__file__).parents[1] / "course.toml").read_text(encoding="utf-8"))
LECTURE = "p1-01-transitions"
SRT = "1\n00:00:01,000 --> 00:00:02,000\nGrüße\n\n2\n00:00:03,000 --> 00:00:04,000\naus Köln\n"
VTT = ("WEBVTT Vorlesung\nKind: captions\n\nSTYLE\n::cue { color: red }\n\nNOTE von Hand\n\neins\n"
       "00:00:01.000 --> 00:00:02.000 align:start\n<v Anna>Grüße &amp; mehr\n\n00:00:03.000 --> 00:00:04.000\nKöln\n\nNOTE Ende\n")
SBV = "0:00:01.000,0:00:02.000\nGrüße\n\n0:00:03.000,0:00:04.000\naus Köln\n\n"


def deliver(root: Path, raw: bytes, suffix: str = ".srt") -> Delivered:
    path = f"subtitles/{LECTURE}/de{suffix}"
    Store(root).write(path, raw)
    language = find_language("de")
    return Delivered(lecture=LECTURE, language=language, path=path, raw=raw,
                     reading=ingest.run(raw, language=language, path=path))


def later(track: Track) -> Track:
    return replace(track, cues=tuple(replace(cue, start_ms=cue.start_ms + 500, end_ms=cue.end_ms + 500)
                                     for cue in track.cues))


@pytest.mark.parametrize(("text", "suffix"), [(SRT, ".srt"), (VTT, ".vtt"), (SBV, ".sbv")])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_only_times_change_in_every_format(tmp_path: Path, text: str, suffix: str, mark: str, line_end: str) -> None:
    raw = (mark + text.replace("\n", line_end)).encode()
    file = deliver(tmp_path, raw, suffix)
    aside = retime(Store(tmp_path), file, later(file.track))
    expected = raw
    for second in (b"01", b"02", b"03", b"04"):
        expected = expected.replace(second + b",000", second + b",500").replace(second + b".000", second + b".500")
    assert (tmp_path / file.path).read_bytes() == expected
    assert (tmp_path / aside).read_bytes() == raw


def test_a_file_in_an_old_code_page_becomes_utf_8(tmp_path: Path) -> None:
    file = deliver(tmp_path, SRT.encode("cp1252"))
    aside = retime(Store(tmp_path), file, later(file.track))
    assert (tmp_path / file.path).read_bytes() == SRT.replace(",000", ",500").encode()
    assert (tmp_path / aside).read_bytes() == SRT.encode("cp1252")


def test_copies_never_overwrite_one_another(tmp_path: Path) -> None:
    names = []
    for _ in range(3):
        file = deliver(tmp_path, SRT.encode())
        names.append(Path(retime(Store(tmp_path), file, later(file.track))).name)
    assert names == ["de.edited-1.srt", "de.edited-2.srt", "de.edited-3.srt"]


def test_a_file_that_was_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    file = deliver(tmp_path, SRT.encode())
    (tmp_path / file.path).write_text("new", encoding="utf-8")
    with pytest.raises(PipelineError, match="has changed in the meantime"):
        retime(Store(tmp_path), file, later(file.track))
    assert [path.name for path in (tmp_path / file.path).parent.iterdir()] == ["de.srt"]


def test_a_format_that_is_only_read_is_refused(tmp_path: Path) -> None:
    track = Track(language="de", cues=(), path="subtitles/a/de.ttml")
    file = Delivered(lecture="a", language=find_language("de"), path=track.path, raw=b"", reading=Reading(track=track))
    with pytest.raises(PipelineError, match="never written"):
        retime(Store(tmp_path), file, track)


def test_files_are_found_in_course_order_and_faulty_ones_are_told(tmp_path: Path) -> None:
    deliver(tmp_path, SRT.encode())
    folder = tmp_path / f"subtitles/{LECTURE}"
    (folder / "en.srt").write_text(SRT, encoding="utf-8")
    (folder / "fr.srt").write_bytes(b"1\n00:00:01,000 --> 00:00:02,000\n\x81\x8d\x8f\n")
    (folder / "it.srt").write_text(SRT, encoding="utf-8")
    (folder / "it.vtt").write_text(VTT, encoding="utf-8")
    files, failures = find(Store(tmp_path), COURSE, LECTURE)
    assert [file.language.tag for file in files] == ["en", "de"]
    assert [failure.where for failure in failures] == [f"{LECTURE} it", f"{LECTURE} fr"]
    assert "keep the one that counts" in failures[0].hint
    assert [file.language.tag for file in find(Store(tmp_path), COURSE, LECTURE, ["de"])[0]] == ["de"]


def test_lectures_and_languages_are_those_of_the_course() -> None:
    assert [lecture.id for lecture in chosen(COURSE, [LECTURE], ["de"])] == [LECTURE]
    assert chosen(COURSE, [], []) == COURSE.lectures
    for lectures, languages in ((["p9"], []), ([], ["xx"])):
        with pytest.raises(PipelineError, match="the course has no"):
            chosen(COURSE, lectures, languages)
