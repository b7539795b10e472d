"""Where a translation may be cut: a table of places that are open, and of what is never torn apart."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.translate.phrases import cut_places


def _parts(text: str, language: str, keep: tuple[tuple[int, int], ...] = ()) -> list[str]:
    places = (0, *cut_places(text, language, keep), len(text))
    return [text[a:b].strip() for a, b in pairwise(places)]


KOREAN_WHOLE = [
    "할 수 있습니다", "볼 수는 없습니다", "오신 것을", "올 때", "사는 데", "공사하는 중", "트램 등", "그런 만큼", "알 뿐입니다",
    "350 km", "25 %", "3 명의", "10 개의", "두 번째", "세 가지", "여러 곳의", "제 3", "약 350만", "2 ~ 3", "5 GHz", "한 것처럼", "될 겁니다",
    "하기 때문입니다",
]
CHINESE_WHOLE = ["3.5亿个", "25%", "350 km", "第一个", "三种", "2030年", "IoT", "LoRaWAN", "城市的", "看到了", "种植", "配送", "汇总", "自行车"]


@pytest.mark.parametrize("phrase", KOREAN_WHOLE)
def test_korean_phrases_stay_whole(phrase: str) -> None:
    text = f"우리는 {phrase} 그렇습니다"
    assert any(phrase in part for part in _parts(text, "ko")), _parts(text, "ko")


@pytest.mark.parametrize("word", ["중요한", "데이터를", "수도의", "때로는", "등록된", "지역의", "건물을", "게임을", "이상한", "내일"])
def test_korean_words_that_only_begin_like_a_dependent_noun_are_free(word: str) -> None:
    assert word in _parts(f"우리는 아주 {word} 봅니다", "ko")


@pytest.mark.parametrize("phrase", CHINESE_WHOLE)
def test_chinese_words_and_numbers_stay_whole(phrase: str) -> None:
    text = f"我们今天{phrase}，然后再来"
    assert any(phrase in part for part in _parts(text, "zh-Hans")), _parts(text, "zh-Hans")


@pytest.mark.parametrize(("name", "text"), [
    ("凯文·阿什顿", "1999年，凯文·阿什顿创造了物联网这个词。"), ("简·雅各布斯", "加拿大作家简·雅各布斯在书中写道"),
    ("塞西尔·科奈恩戴克", "研究者塞西尔·科奈恩戴克提出了一条简单的规则。"),
    ("安东尼奥·高迪·科尔内特", "设计师安东尼奥·高迪·科尔内特的作品。"), ("伊恩·麦克哈格", "景观设计师伊恩·麦克哈格的书"),
])
def test_a_chinese_name_with_dots_stays_whole(name: str, text: str) -> None:
    parts = _parts(text, "zh-Hans")
    assert any(name in part for part in parts), parts
    assert len(parts) > 1


@pytest.mark.parametrize("text", [
    "他说：“数字孪生（digital twin）是一个模型。”这很重要！", "《城市》、《乡村》和「河流」都很好。", "水、电、气……都需要。",
    "他问\"为什么\"，我们不知道。",
])
def test_chinese_lines_never_begin_with_a_closing_nor_end_with_an_opening_mark(text: str) -> None:
    for part in _parts(text, "zh-Hans"):
        assert part[0] not in "，。！？：；、”）》」…的了", part
        assert part[-1] not in "“（《「", part


def test_chinese_is_not_cut_after_a_bare_conjunction() -> None:
    assert not any(part.endswith(("而", "和", "于", "把")) for part in
                   _parts("试验可能会失败，而这完全可以接受，当地于2019年和居民把它关闭。", "zh-Hans"))


def test_kept_spans_stay_whole() -> None:
    text = "오늘은 디지털 트윈 기반 도시를 봅니다"
    start = text.index("디지털")
    span = (start, start + len("디지털 트윈 기반"))
    assert any("디지털 트윈 기반" in part for part in _parts(text, "ko", (span,)))
    chinese = "我们研究数字孪生城市模型"
    assert all(not 4 < place < 10 for place in cut_places(chinese, "zh-Hans", ((4, 10),)))


def test_spaced_languages_are_cut_at_spaces_but_not_before_a_unit() -> None:
    assert _parts("It runs for 20 km today", "en") == ["It", "runs", "for", "20 km", "today"]


@given(st.text(max_size=60), st.sampled_from(["ko", "zh-Hans", "en"]))
def test_places_are_inside_the_text_and_in_order(text: str, language: str) -> None:
    places = cut_places(text, language)
    assert list(places) == sorted(set(places))
    assert all(0 < place < len(text) for place in places)


@pytest.mark.parametrize(("text", "language"), [("", "ko"), (" ", "zh-Hans"), ("😀👩‍🚀🇰🇷", "zh-Hans"), ("가" * 200, "ko")])
def test_texts_without_a_place_to_cut(text: str, language: str) -> None:
    assert all("👩‍🚀" not in text or text[place - 1] != "\u200d" for place in cut_places(text, language))
    if language == "ko":
        assert cut_places(text, language) == ()
