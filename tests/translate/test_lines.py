"""Lines of a cue: as few as fit, the lower the longer, nothing lost, nothing torn."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import read_course
from pipeline.model.profile import Profile
from pipeline.model.text import plain, width_columns
from pipeline.translate.lines import wrap
from pipeline.translate.phrases import cut_places

COURSE = read_course((Path(__file__).parents[2] / "course.toml").read_text(encoding="utf-8"))


def _profile(language: str, **changes: object) -> Profile:
    return replace(next(p for p in COURSE.profiles if p.language == language and p.name == "lecture"), **changes)  # type: ignore[arg-type]


def _wrap(text: str, language: str, keep: tuple[str, ...] = (), **changes: object) -> list[str]:
    return wrap(text, profile=_profile(language, **changes), language=language, keep=keep).split("\n")


WRAPPED = [
    ("ko", "안녕하세요, 여러분.", ["안녕하세요, 여러분."]),
    ("ko", "실험은 실패할 수 있으며, 그것은 받아들일 수 있습니다.", ["실험은 실패할 수 있으며,", "그것은 받아들일 수 있습니다."]),
    ("ko", "안나: 안녕하세요, 여러분. 다시 오신 것을 환영합니다.", ["안나: 안녕하세요, 여러분.", "다시 오신 것을 환영합니다."]),
    ("ko", "[잔잔한 음악이 흐릅니다]", ["[잔잔한 음악이 흐릅니다]"]),
    ("zh-Hans", "不过，一棵成熟的悬铃木无需用电就能起到同样的作用。", ["不过，一棵成熟的悬铃木无需用电", "就能起到同样的作用。"]),
    ("zh-Hans", "他说：“数字孪生（digital twin）是一个模型。”", ["他说：“数字孪生（digital twin）", "是一个模型。”"]),
]


@pytest.mark.parametrize(("language", "text", "lines"), WRAPPED)
def test_wrapped(language: str, text: str, lines: list[str]) -> None:
    assert _wrap(text, language) == lines


def test_two_lines_are_bottom_heavy_where_nothing_speaks_against_it() -> None:
    top, bottom = _wrap("아침 도로 공원 나무 건물 하천 시장 학교 병원 항구", "ko")
    assert width_columns(top, _profile("ko")) <= width_columns(bottom, _profile("ko"))


def test_the_error_width_is_used_only_to_stay_within_the_lines_of_a_cue() -> None:
    profile = _profile("ko")
    lines = _wrap("그러므로 이상하게 들릴지 몰라도 투명한 입찰은 지속가능성의 일부입니다.", "ko")
    assert len(lines) == profile.max_lines
    assert profile.width_error_columns is not None
    assert all(width_columns(line, profile) <= profile.width_error_columns for line in lines)


def test_a_text_for_more_lines_than_allowed_is_whole() -> None:
    text = "도시는 " * 40
    lines = _wrap(text, "ko")
    assert len(lines) > 2
    assert " ".join(lines).split() == text.split()


def test_an_unbreakable_word_alone_may_be_wider() -> None:
    word = "가" * 30
    assert word in _wrap(f"오늘은 {word} 봅니다", "ko")


def test_numbers_units_and_terms_are_never_torn() -> None:
    lines = _wrap("도로에서 발생하는 교통량을 350 km 구간에서 25 % 줄일 수 있습니다", "ko")
    assert any("350 km" in line for line in lines)
    assert any("25 %" in line for line in lines)
    assert any("디지털 트윈 도시 모델" in line for line in
               _wrap("오늘 우리는 함께 디지털 트윈 도시 모델 하나를 살펴봅니다", "ko", ("디지털 트윈 도시 모델",)))
    assert any("数字孪生城市模型" in line for line in
               _wrap("今天我们在这里一起来看一看数字孪生城市模型的作用", "zh-Hans", ("数字孪生城市模型",)))


def test_tags_are_closed_and_opened_again_at_a_line_end() -> None:
    lines = _wrap("<i>여러분, 다시 오신 것을 환영하며 오늘은</i> 강의를 시작하겠습니다.", "ko")
    assert len(lines) == 2
    for line in lines:
        assert line.count("<i>") == line.count("</i>")
        assert not line.endswith("<i></i>")


def test_lines_that_are_there_stay() -> None:
    assert _wrap("- 안녕하세요.\n- 네, 안녕하세요.", "ko") == ["- 안녕하세요.", "- 네, 안녕하세요."]


NETFLIX = [
    ("ko", "안녕하세요, 여러분.", "안녕하세요, 여러분"),
    ("ko", "정말 그럴까요?", "정말 그럴까요?"),
    ("ko", "글쎄요…", "글쎄요…"),
    ("ko", "“그렇습니다.”", "“그렇습니다”"),
    ("ko", "<i>그렇습니다.</i>", "<i>그렇습니다</i>"),
    ("ko", "실험은 실패할 수 있으며, 그것은 받아들일 수 있습니다.", "실험은 실패할 수 있으며\n그것은 받아들일 수 있습니다"),
    ("ko", "약 3.5 배입니다.", "약 3.5 배입니다"),
    ("zh-Hans", "不过，这很好。", "不过 这很好"),
    ("zh-Hans", "真的吗？是的！", "真的吗？是的！"),
    ("zh-Hans", "“这很好。”他说。", "“这很好” 他说"),
    ("zh-Hans", "水、电、气", "水、电、气"),
    ("zh-Hans", "<i>水，</i>电。", "<i>水 </i>电"),
    ("zh-Hans", "大约3.5亿。", "大约3.5亿"),
    ("en", "Hello, all.", "Hello, all."),
]


@pytest.mark.parametrize(("language", "text", "expected"), NETFLIX)
def test_punctuation_of_film_guidelines(language: str, text: str, expected: str) -> None:
    assert "\n".join(_wrap(text, language, punctuation="netflix")) == expected


def test_full_punctuation_is_the_default() -> None:
    assert _wrap("不过，这很好。", "zh-Hans") == ["不过，这很好。"]


_WORDS = st.lists(st.sampled_from(["도시는", "350 km", "것", "수", "있습니다.", "데이터", "IoT", "(시험)", "그리고,", "a" * 30, "😀"]), max_size=30)


@settings(deadline=None)
@given(_WORDS)
def test_korean_words_all_stay_in_order_and_widths_hold(words: list[str]) -> None:
    text = " ".join(words)
    profile = _profile("ko")
    lines = wrap(text, profile=profile, language="ko").split("\n")
    assert " ".join(lines).split() == text.split()
    assert profile.width_error_columns is not None
    for line in lines:
        assert width_columns(line, profile) <= profile.width_error_columns or not cut_places(line, "ko")


@settings(deadline=None)
@given(st.text(alphabet="城市的数据，。“”（）3.5亿个 IoTa了在和网络😀", max_size=80))
def test_chinese_characters_all_stay_in_order(text: str) -> None:
    lines = wrap(text, profile=_profile("zh-Hans"), language="zh-Hans")
    assert "".join(lines.split()) == "".join(text.split())


@settings(deadline=None)
@given(st.text(max_size=120), st.sampled_from(["ko", "zh-Hans", "en", "ar"]), st.sampled_from(["transcript", "netflix"]))
def test_anything_can_be_wrapped(text: str, language: str, punctuation: str) -> None:
    wrapped = wrap(text, profile=_profile(language, punctuation=punctuation), language=language)
    if punctuation == "transcript":
        assert "".join(plain(wrapped).split()) == "".join(plain(text).split())
