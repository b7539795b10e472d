"""Guard rails: each finds its fault, and leaves good sentences alone."""

from __future__ import annotations

import pytest

from pipeline.model.engine import Hypothesis
from pipeline.model.language import find_language
from pipeline.translate.guards import GUARDS, check, choose, unloop

KO, ZH, DE = find_language("ko"), find_language("zh-Hans"), find_language("de")

BAD = [
    ("ko", "Cities grow every year.", "", "F100"),
    ("ko", "Cities grow every year.", " .,! ", "F100"),
    ("ko", "Cities grow every year.", "Cities grow every year.", "F101"),
    ("zh-Hans", "Cities grow every year.", "cities grow  every year", "F101"),
    ("ko", "Cities grow every year.", "都市は毎年成長する。", "F102"),
    ("zh-Hans", "Cities grow every year.", "城市は毎年成長する。", "F102"),
    ("ko", "Cities grow every year.", "Stadte wachsen jedes Jahr hier 도시", "F102"),
    ("ko", "Cities grow every year.", "도시는 매년 성\ufffd장합니다.", "F102"),
    ("ko", "They stop the project.", "프로젝트를 멈추거나 멈추거나 멈추거나 멈춥니다.", "F103"),
    ("zh-Hans", "The city grows.", "城市城市城市城市城市城市城市。", "F103"),
    ("ko", "It has 9 million people.", "940만 명이 9백만 명이 있는 것이 9백만 명이 있는 것이 됩니다.", "F103"),
    ("ko", "In 2018 it was 55 percent of all the people.", "2018년에는 전체 인구의 5퍼센트였습니다.", "F105"),
    ("zh-Hans", "It costs 3.5 million euros.", "它花费 3500 万欧元。", "F105"),
    ("ko", "It grew by 1.5 degrees.", "15도 올랐습니다.", "F105"),
    ("ko", "It grew every year.", "매년 300씩 늘었습니다.", "F105"),
    ("ko", "It is 5 km from here.", "여기서 5킬 수입니다.", "F111"),
    ("zh-Hans", "It is 5 km from here.", "离这里有5米。", "F111"),
    ("ko", "The roof has 40 m² of soil.", "지붕에는 40미터의 흙이 있습니다.", "F111"),
    ("zh-Hans", "About 30 percent of it is lost.", "其中大约30会丢失。", "F111"),
    ("ko", "A very long sentence about the many things that a city needs if it wants to be a place for all people.",
     "도시", "F104"),
    ("ko", "Short one here.", "이 문장은 영어 문장보다 훨씬 더 길어서 무엇인가 지어낸 것이 틀림없습니다.", "F104"),
]
GOOD = [
    ("ko", "Cities grow every year.", "도시는 매년 성장합니다."),
    ("zh-Hans", "Cities grow every year.", "城市每年都在增长。"),
    ("ko", "IoT", "IoT"),
    ("ko", "LoRaWAN, NB-IoT, 5G", "LoRaWAN, NB-IoT, 5G"),
    ("ko", "We use IoT and GIS here.", "여기서 IoT와 GIS를 씁니다."),
    ("zh-Hans", "It has 3.5 million people.", "那里有350万人口。"),
    ("ko", "It has 3.5 million people.", "인구는 350만 명입니다."),
    ("ko", "It has three million people.", "인구는 300만 명입니다."),
    ("ko", "On March 5 it opened.", "3월 5일에 문을 열었습니다."),
    ("zh-Hans", "In the twenty-first century it changed.", "21世纪发生了变化。"),
    ("zh-Hans", "In 2030, 68% will live in cities.", "到2030年，68%的人将住在城市。"),
    ("ko", "Very, very, very good.", "아주, 아주, 아주 좋습니다."),
    ("zh-Hans", "They study and study.", "他们研究研究。"),
    ("ko", "Yes.", "네."),
    ("zh-Hans", "Thank you.", "谢谢。"),
    ("ko", "Some 1,250,000 homes", "주택 약 125만 채"),
    ("zh-Hans", "About 300 thousand trees", "约30万棵树"),
    ("ko", "A year later it was built.", "1년 뒤에 지어졌습니다."),
    ("ko", "Hundreds of people came.", "수백 명이 왔습니다."),
    ("ko", "It is 5 km from here.", "여기서 5킬로미터입니다."),
    ("zh-Hans", "It is 5 km from here.", "离这里有5公里。"),
    ("ko", "50 to 60 kilometers", "50~60킬로미터"),
    ("zh-Hans", "The turnout was only 28 percent.", "投票率只有百分之二十八。"),
    ("zh-Hans", "It amounts to 900 tons of CO2.", "相当于900吨CO2。"),
    ("ko", "It passes 49 metro stations.", "지하철역 49곳을 지납니다."),
]


@pytest.mark.parametrize(("tag", "source", "text", "code"), BAD)
def test_a_fault_is_found(tag: str, source: str, text: str, code: str) -> None:
    assert code in [fault.code.code for fault in check(source, text, find_language(tag))]


@pytest.mark.parametrize(("tag", "source", "text"), GOOD)
def test_a_good_sentence_has_none(tag: str, source: str, text: str) -> None:
    assert check(source, text, find_language(tag)) == ()


def test_every_guard_is_shown_by_a_case() -> None:
    assert len({code for _, _, _, code in BAD}) == len(GUARDS) + 1  # and the empty translation


def test_the_next_hypothesis_is_taken() -> None:
    said = [Hypothesis(text="5퍼센트였습니다."), Hypothesis(text="55퍼센트였습니다.")]
    best, faults = choose("It was 55 percent.", said, KO)
    assert (best.text, faults) == ("55퍼센트였습니다.", ())


def test_the_least_bad_is_kept_and_said() -> None:
    best, faults = choose("It was 55 percent.", [Hypothesis(text=""), Hypothesis(text="5퍼센트였습니다.")], KO)
    assert best.text == "5퍼센트였습니다."
    assert [fault.message for fault in faults] == ["55 is missing and 5 is not in the English"]


def test_a_latin_language_may_share_words() -> None:
    assert check("Park and ride in Berlin", "Park and Ride in Berlin", DE) == ()


def test_hostile_text_takes_no_time() -> None:
    for text in ("가 " * 3000, "a" * 3000 + "가", "12," * 2000, "가나" * 1500):
        check("x " * 1500, text, KO)
        check("x " * 1500, text, ZH)


@pytest.mark.parametrize(("text", "once"), [
    ("서서서서서서서서서서 걷습니다.", "서 걷습니다."),
    ("학교, 학교, 학교, 학교입니다.", "학교입니다."),
    ("그리고 센서는 그리고 측정합니다.", "그리고 센서는 그리고 측정합니다."),
    ("城市城市城市城市很大。", "城市很大。"),
])
def test_a_loop_is_said_once(text: str, once: str) -> None:
    assert unloop(text) == once
