"""The tracks of the sample course are what their names say; put in each other's place, none of them passes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.ingest.stage import run
from pipeline.ingest.wrong_file import check
from pipeline.model.cue import Cue, Track
from pipeline.model.language import find_language

ROOT = Path(__file__).parents[2]
TAGS = ("en", "it", "de", "ar", "fr")
TRACKS: dict[str, dict[str, Track]] = {
    folder.name: {
        tag: run(file.read_bytes(), language=find_language(tag), path=str(file.relative_to(ROOT))).track
        for tag in TAGS for file in folder.glob(f"{tag}.*")}
    for folder in sorted((ROOT / "subtitles").iterdir()) if folder.is_dir()}
LECTURES = sorted(TRACKS)
FIRST = LECTURES[0]


def _end_ms(track: Track) -> int:
    return max(cue.end_ms for cue in track.cues)


def _codes(track: Track, reference: Track | None = None, video_duration_ms: int | None = None) -> list[str]:
    return [problem.code for problem in check(track, reference=reference, video_duration_ms=video_duration_ms)]


def test_the_sample_course_has_tracks_to_compare() -> None:
    assert len(LECTURES) >= 4
    assert all(set(tracks) == set(TAGS) for tracks in TRACKS.values())


@pytest.mark.parametrize("lecture", LECTURES)
@pytest.mark.parametrize("tag", TAGS)
def test_a_right_file_passes(lecture: str, tag: str) -> None:
    english = TRACKS[lecture]["en"]
    assert _codes(TRACKS[lecture][tag], english, _end_ms(english) + 2000) == []


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("named", [*TAGS, "ko", "zh-Hans"])
def test_another_language_is_an_error(tag: str, named: str) -> None:
    for lecture in LECTURES:
        codes = _codes(replace(TRACKS[lecture][tag], language=named))
        assert codes == ([] if named == tag else ["S070"])


@pytest.mark.parametrize("tag", TAGS[1:])
def test_the_track_of_another_lecture_is_an_error(tag: str) -> None:
    for lecture in LECTURES:
        for other in LECTURES:
            if other != lecture:
                assert "S071" in _codes(TRACKS[other][tag], TRACKS[lecture]["en"])


def test_an_offset_does_not_make_another_lecture() -> None:
    late = [replace(cue, start_ms=cue.start_ms + 25_000, end_ms=cue.end_ms + 25_000)
            for cue in TRACKS[FIRST]["it"].cues]
    assert _codes(replace(TRACKS[FIRST]["it"], cues=tuple(late)), TRACKS[FIRST]["en"]) == []


def test_a_track_longer_than_the_video_is_an_error_at_the_first_cue_beyond() -> None:
    track = TRACKS[FIRST]["de"]
    (problem,) = check(track, reference=None, video_duration_ms=60_000)
    first = next(cue for cue in track.cues if cue.end_ms > 70_000)  # ten seconds of grace
    assert (problem.code, problem.line, problem.cue) == ("S072", first.line, first.index)
    assert _codes(track, None, _end_ms(track) - 9_000) == []


def test_traditional_chinese_is_not_simplified() -> None:
    text = "這些城市的人們對現實的問題說話，學習應該怎樣讓車站與學校的設計變得更好。"
    track = Track(language="zh-Hans", cues=(Cue(index=1, start_ms=0, end_ms=5000, text=text),))
    assert _codes(track) == ["S070"]
    assert _codes(replace(track, language="zh-Hant")) == []


def test_a_chinese_cue_over_an_english_one_is_chinese() -> None:
    text = "智慧城市不只是传感器。\nA smart city is more than its sensors, and this is what we are going to see."
    assert _codes(Track(language="zh-Hans", cues=tuple(
        Cue(index=n, start_ms=n * 5000, end_ms=n * 5000 + 4000, text=text) for n in range(1, 20)))) == []


def test_a_draft_is_an_error() -> None:
    track, english = TRACKS[FIRST]["fr"], TRACKS[FIRST]["en"]
    half = replace(track, cues=track.cues[:len(track.cues) // 2])
    assert _codes(half, english) == ["S073"]
    open_cues = [replace(cue, text=f"{cue.text} ???") if cue.index < 5 else cue for cue in track.cues]
    assert _codes(replace(track, cues=tuple(open_cues)), english) == ["S073"]
    empty = [replace(cue, text="") if cue.index % 2 else cue for cue in track.cues]
    assert "S073" in _codes(replace(track, cues=tuple(empty)), english)
    copied = [*english.cues[:len(english.cues) // 2], *track.cues[len(track.cues) // 2:]]
    assert "S073" in _codes(replace(track, cues=tuple(copied)), english)


def test_nothing_is_claimed_where_there_is_nothing_to_compare() -> None:
    assert _codes(Track(language="ko", cues=())) == []
    assert _codes(Track(language="it", cues=(Cue(index=1, start_ms=0, end_ms=1000, text="[Musica]"),)),
                  TRACKS[FIRST]["it"]) == []
