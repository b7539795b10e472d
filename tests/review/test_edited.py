"""Which sentences a corrected subtitle file changes, however the editor has cut, joined or moved the cues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model.cue import Cue, Track
from pipeline.model.engine import Hypothesis
from pipeline.model.glossary import Glossary
from pipeline.model.language import find_language
from pipeline.model.profile import Profile
from pipeline.review.edited import Comparison, compare
from pipeline.translate import stage

ENGLISH = ("Welcome to this lecture about", "cities. Today we look at sensors.", "They measure the air", "and the noise",
           "in every street. Okay.", "ANNA: Is that expensive?", "[Music]", "Not at all, says Professor Rossi. Thank you.")
KOREAN = {
    "Welcome to this lecture about cities.": "도시에 관한 이 강의에 오신 것을 환영합니다.",
    "Today we look at sensors.": "오늘은 센서를 살펴봅니다.",
    "They measure the air and the noise in every street.": "센서는 모든 거리의 공기와 소음을 측정합니다.",
    "Okay.": "좋습니다.", "Is that expensive?": "비쌀까요?",
    "Not at all, says Professor Rossi.": "전혀 아니라고 로시 교수는 말합니다.", "Thank you.": "감사합니다."}
CHINESE = {
    "Welcome to this lecture about cities.": "欢迎来到这堂关于城市的课。", "Today we look at sensors.": "今天我们来看传感器。",
    "They measure the air and the noise in every street.": "它们测量每条街道的空气和噪音。", "Okay.": "好的。",
    "Is that expensive?": "这很贵吗？", "Not at all, says Professor Rossi.": "Rossi教授说完全不贵。", "Thank you.": "谢谢。"}
TABLES = {"ko": KOREAN, "zh-Hans": CHINESE}


class Table:
    """Says what its table says."""

    placeholders: tuple[str, ...] = ()
    signature = "table|version:1"

    def __init__(self, tag: str) -> None:
        self.table = TABLES[tag]

    def translate(self, texts: Sequence[str], *, hypotheses: int = 4) -> tuple[tuple[Hypothesis, ...], ...]:
        return tuple((Hypothesis(text=self.table[text]),) for text in texts)


def limits(tag: str) -> Profile:
    return Profile(language=tag, name="test", source="test", width_warn_columns=18, width_error_columns=None,
                   cps_target=8, cps_warn=10, cps_error=14, min_duration_warn_ms=800, min_duration_error_ms=400,
                   max_duration_warn_ms=7000, max_duration_error_ms=9000, min_gap_ms=0, narrow_width=0.5)


def translated(tag: str, corrections: dict[str, str] | None = None, english: Sequence[str] = ENGLISH) -> stage.Translation:
    track = Track(language="en", cues=tuple(
        Cue(index=n + 1, start_ms=n * 3000, end_ms=n * 3000 + 2900, text=text) for n, text in enumerate(english)))
    return stage.run(source=track, language=find_language(tag), profile=limits(tag), glossary=Glossary(),
                     engine=Table(tag), corrections=corrections)


def changes(found: Comparison) -> dict[str, str]:
    return {edit.english: edit.text for edit in found.edits}


@pytest.mark.parametrize("tag", list(TABLES))
def test_the_track_itself_changes_nothing(tag: str) -> None:
    made = translated(tag)
    assert compare(made.track, made.track, made.sentences) == Comparison(edits=())


NEW = {"ko": ("완전히 새로운 문장입니다.", "네.", "강의를 시작하겠습니다. 잘 들어 주세요.", "정말 그렇습니까?"),
       "zh-Hans": ("这是一个全新的句子。", "好。", "现在开始上课。请认真听。", "真的是这样吗？")}


@pytest.mark.parametrize("tag", list(TABLES))
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_every_changed_sentence_is_found_and_no_other_whatever_became_of_the_cues(tag: str, data: st.DataObject) -> None:
    made = translated(tag)
    one_sentence = [text for text in NEW[tag] if "시작" not in text and "现在" not in text]
    edits = data.draw(st.dictionaries(st.sampled_from(list(KOREAN)), st.sampled_from(one_sentence), max_size=3))
    edited = translated(tag, edits).track
    found = compare(made.track, edited, made.sentences)
    said = changes(found)
    assert set(said) <= set(edits)
    for english, text in edits.items():
        # Found with exactly these words, or shown as unclear; never given to another sentence, never dropped.
        if english in said:
            assert said[english].replace(" ", "") == text.replace(" ", "")
        else:
            assert any(text.split()[0] in place for place in found.unclear)


def test_small_corrections_in_cues_of_two_sentences_are_told_apart() -> None:
    made = translated("ko")
    cues = [replace(cue, text=cue.text.replace("살펴봅니다", "자세히 살펴보겠습니다").replace("좋습니다", "좋아요"))
            for cue in made.track.cues]
    found = compare(made.track, replace(made.track, cues=tuple(cues)), made.sentences)
    assert changes(found) == {"Today we look at sensors.": "오늘은 센서를 자세히 살펴보겠습니다.", "Okay.": "좋아요."}
    assert found.unclear == ()


def test_cues_that_were_joined_split_and_moved_change_no_words() -> None:
    made = translated("ko")
    first, second, *rest = made.track.cues
    joined = replace(first, end_ms=second.end_ms, text=f"{first.text}\n{second.text}")
    moved = [replace(cue, start_ms=cue.start_ms + 300, end_ms=cue.end_ms + 300) for cue in rest]
    found = compare(made.track, replace(made.track, cues=(joined, *moved)), made.sentences)
    assert (found.edits, found.unclear, found.retimed) == ((), (), len(rest) + 1)


def test_tags_and_speakers_are_no_words_of_a_sentence() -> None:
    made = translated("ko")
    cues = [replace(cue, text=f"<i>{cue.text.replace('비쌀까요', '많이 비쌀까요')}</i>") for cue in made.track.cues]
    found = compare(made.track, replace(made.track, cues=tuple(cues)), made.sentences)
    assert changes(found) == {"Is that expensive?": "많이 비쌀까요?"}


def test_a_sentence_whose_words_were_deleted_is_told_and_not_taken_for_a_correction() -> None:
    made = translated("ko")
    cues = [replace(cue, text=cue.text.replace("좋습니다.", "").strip()) for cue in made.track.cues]
    found = compare(made.track, replace(made.track, cues=tuple(cues)), made.sentences)
    assert found.edits == ()
    assert len(found.unclear) == 1
    assert "'Okay.'" in found.unclear[0]


def test_a_file_that_lost_its_end_is_told() -> None:
    made = translated("ko")
    found = compare(made.track, replace(made.track, cues=made.track.cues[:2]), made.sentences)
    assert found.edits == ()
    assert found.unclear


@pytest.mark.parametrize("tag", list(TABLES))
def test_an_empty_or_foreign_file_gives_no_edit_in_silence(tag: str) -> None:
    made = translated(tag)
    foreign = Track(language=tag, cues=(Cue(index=1, start_ms=90_000, end_ms=91_000, text="다른 강의"),))
    found = compare(made.track, foreign, made.sentences)
    assert found.unclear


def test_the_same_english_twice_is_told_apart() -> None:
    made = translated("ko", english=["Thank you."] * 3)
    cues = (*made.track.cues[:1], replace(made.track.cues[1], text="고맙습니다."), *made.track.cues[2:])
    found = compare(made.track, replace(made.track, cues=cues), made.sentences)
    assert [(edit.nth, edit.text) for edit in found.edits] == [(2, "고맙습니다.")]
