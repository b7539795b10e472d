"""Particles: a table of words with the particle a Korean reader expects, and what must be left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.translate.particles import Ending, attach, ending_of

# word | what the model wrote after it | what must stand there
CASES = [
    # Hangul, simple particles, both directions
    ("디지털 트윈", "를", "을"), ("메타시티", "을", "를"), ("지속가능성", "는", "은"), ("도시", "은", "는"), ("회복탄력성", "가", "이"),
    ("기후", "이", "가"), ("주민", "와", "과"), ("데이터", "과", "와"), ("센서", "을 설치합니다", "를 설치합니다"), ("물", "를", "을"),
    ("빗물", "는", "은"), ("하수", "은", "는"), ("건물", "가", "이"), ("교통", "를 줄입니다", "을 줄입니다"), ("자전거", "이 많습니다", "가 많습니다"),
    ("트램", "와 버스", "과 버스"), ("버스", "과 트램", "와 트램"), ("시민", "야", "아"), ("친구", "아", "야"), ("옥상 녹화", "을,", "를,"),
    ("투명성", "를.", "을."), ("거버넌스", "은?", "는?"), ("인프라", "이!", "가!"), ("에너지", "을", "를"), ("열섬", "가", "이"),
    ("숲", "는", "은"), ("늪", "를", "을"), ("값", "가", "이"), ("흙", "와", "과"), ("여덟", "를", "을"),
    # 으로/로: ㄹ counts as a vowel
    ("서울", "으로", "로"), ("물", "으로", "로"), ("디지털", "으로", "로"), ("도시", "으로", "로"), ("강", "로", "으로"), ("트윈", "로", "으로"),
    ("철", "으로써", "로써"), ("건물", "으로부터", "로부터"), ("인천", "로부터", "으로부터"), ("모델", "으로서", "로서"), ("수단", "로서의", "으로서의"),
    ("터널", "으로는", "로는"), ("정책", "로도", "으로도"), ("비율", "으로만", "로만"), ("방법", "로는", "으로는"), ("교실", "으로의", "로의"),
    ("도심", "로의", "으로의"), ("마을", "으로까지", "로까지"), ("전력", "로 운행합니다", "으로 운행합니다"), ("태양열", "으로 데웁니다", "로 데웁니다"),
    # compounds
    ("트윈", "라는", "이라는"), ("메타시티", "이라는", "라는"), ("회복탄력성", "라고", "이라고"), ("도시", "이라고 합니다", "라고 합니다"),
    ("기후", "이라면", "라면"), ("지표", "이라도", "라도"), ("기준", "라도", "이라도"), ("공원", "나", "이나"), ("학교", "이나", "나"),
    ("시장", "랑", "이랑"), ("학교", "이랑", "랑"), ("복원력", "란", "이란"), ("도시", "이란 무엇일까요", "란 무엇일까요"), ("시민", "든", "이든"),
    ("누구", "이든지", "든지"), ("주민", "와의", "과의"), ("데이터", "과의", "와의"), ("규정", "와는", "과는"), ("사례", "과도", "와도"),
    ("예산", "는커녕", "은커녕"), ("도로", "은커녕", "는커녕"), ("센서", "이라기보다", "라기보다"), ("시민", "야말로", "이야말로"),
    ("트윈", "예요", "이에요"), ("도시", "이에요", "예요"), ("공원", "였습니다", "이었습니다"), ("학교", "이었습니다", "였습니다"),
    ("중심", "였던", "이었던"), ("항구", "이었지만", "였지만"),
    # the copula keeps its 이 after a vowel, and needs it after a consonant
    ("도시", "이며", "이며"), ("도시", "며", "며"), ("트윈", "며", "이며"), ("트윈", "고", "이고"), ("지표", "이고", "이고"), ("사실", "지만", "이지만"),
    ("문제", "이지만", "이지만"), ("기준", "므로", "이므로"),
    # both ways
    ("트윈", "을(를)", "을"), ("도시", "을(를)", "를"), ("도시", "은(는)", "는"), ("트윈", "는(은)", "은"), ("기후", "이(가)", "가"),
    ("주민", "과(와)", "과"), ("서울", "(으)로", "로"), ("부산", "(으)로", "으로"), ("트윈", "(이)라는", "이라는"), ("도시", "(이)라고", "라고"),
    ("도시", "을/를", "를"), ("트윈", "은/는", "은"), ("대구", "(으)로부터", "로부터"),
    # digits
    ("0", "를", "을"), ("1", "를", "을"), ("2", "을", "를"), ("3", "를", "을"), ("4", "을", "를"), ("5", "은", "는"), ("6", "는", "은"),
    ("7", "가", "이"), ("8", "으로", "로"), ("9", "이", "가"), ("10", "를", "을"), ("100", "와", "과"), ("1,000", "는", "은"),
    ("10,000", "로", "으로"), ("1000000000000", "을", "를"), ("2030", "는", "은"), ("3.5", "은", "는"), ("4.0", "를", "을"),
    ("COP21", "으로", "로"), ("CO2", "을", "를"), ("PM2.5", "은", "는"), ("1/3", "으로", "로"), ("3/4", "를", "을"), ("9:05", "가", "이"),
    ("$3", "을", "를"), ("7", "으로", "로"), ("6", "로", "으로"),
    # units
    ("350 km", "을", "를"), ("350km", "은", "는"), ("25 %", "이", "가"), ("40％", "을", "를"), ("5kg", "를", "을"), ("12 t", "는", "은"),
    ("3 MW", "을", "를"), ("60 dB", "으로", "로"), ("21℃", "은", "는"), ("100 m²", "을", "를"), ("20 m3", "을", "를"), ("410 ppm", "를", "을"),
    ("30 km/h", "으로", "로"), ("8‰", "으로", "로"), ("kWh", "이", "가"),
    # Latin acronyms, by letter
    ("IoT", "을", "를"), ("GIS", "은", "는"), ("BIM", "를", "을"), ("NGO", "이", "가"), ("SDGs", "은", "는"),
    ("LAN", "와", "과"), ("URL", "으로", "로"), ("URL", "를", "을"), ("CCTV", "을", "를"), ("EU", "과", "와"), ("UN", "는", "은"), ("ITS", "으로", "로"),
    ("LoRaWAN", "를", "을"), ("5G", "이", "가"), ("API", "은", "는"), ("HVAC 및 BMS", "을", "를"), ("VR/AR", "으로", "로"), ("NBS", "이", "가"),
    # brackets and quotation marks
    ("디지털 트윈(digital twin)", "를", "을"), ("메타시티 (MetaCity)", "을", "를"), ("‘스마트 시티’", "을", "를"), ("“도시”", "은", "는"),
    ("디지털 트윈", "(digital twin)를", "(digital twin)을"), ("메타시티", " (MetaCity)을", " (MetaCity)를"), ("트윈", "’를", "’을"),
    ("도시", "”은", "”는"), ("회복탄력성", "”(resilience)는", "”(resilience)은"), ("사물인터넷", "(IoT)는 ", "(IoT)은 "),
]
WITH_READING = [
    ("LoRa", "로라", "을", "를"), ("Barcelona", "바르셀로나", "은", "는"), ("Amsterdam", "암스테르담", "는", "은"), ("OPEC", "오펙", "는", "은"),
    ("Bluetooth", "블루투스", "을", "를"), ("Seoul", "서울", "으로", "로"), ("C40", "씨포티", "은", "는"), ("Copenhagenize", "코펜하게나이즈", "이", "가"),
]
LEFT_ALONE = [
    ("도시", "이야기"), ("도시", "가능성을"), ("트윈", "은행에서"), ("도시", "나무를"), ("도시", "와이파이"), ("교육", "과정을"), ("산업", "로봇이"),
    ("트윈", "입니다"), ("도시", "입니다."), ("트윈", "에서"), ("도시", "에서는"), ("트윈", "의"), ("도시", " 이 문제는"), ("트윈", " 가장 큰"), ("도시", ""),
    ("트윈", "인데"), ("도시", "처럼"), ("트윈", "만"), ("도시", "까지"), ("트윈", ", 은행"), ("도시", "\n은 잔"), ("100", "여 명"), ("트윈", "이동"),
]
UNKNOWN = ["Barcelona", "Copenhagen", "OPEC", "LoRa", "東京", "smart city", "C++", "…", "", "A→", "5/3"]


def test_the_table_is_as_long_as_promised() -> None:
    assert len(CASES) + len(WITH_READING) >= 150


@pytest.mark.parametrize(("word", "rest", "expected"), CASES)
def test_particle_fits_the_word(word: str, rest: str, expected: str) -> None:
    attached = attach(word, rest)
    assert (attached.text, attached.known, attached.changed) == (expected, True, rest != expected)
    assert attach(word, attached.text).changed is False  # what is right stays right


@pytest.mark.parametrize(("word", "reading", "rest", "expected"), WITH_READING)
def test_the_reading_decides(word: str, reading: str, rest: str, expected: str) -> None:
    assert attach(word, rest, reading=reading).text == expected


@pytest.mark.parametrize(("word", "rest"), LEFT_ALONE)
def test_what_is_no_particle_stays(word: str, rest: str) -> None:
    attached = attach(word, rest)
    assert (attached.text, attached.changed, attached.known) == (rest, False, True)


@pytest.mark.parametrize("word", UNKNOWN)
@pytest.mark.parametrize("rest", ["을", "는 ", "으로", "을(를)", "이라는"])
def test_what_cannot_be_known_is_said_and_left(word: str, rest: str) -> None:
    attached = attach(word, rest)
    assert (attached.text, attached.changed, attached.known) == (rest, False, False)


def test_unknown_words_need_nothing_where_the_particle_has_one_form() -> None:
    assert attach("Barcelona", "에서").known
    assert attach("Barcelona", "의 사례").known


@pytest.mark.parametrize(("word", "ending"), [("서울", Ending.RIEUL), ("부산", Ending.CONSONANT), ("도시", Ending.VOWEL),
                                              ("Rome", Ending.UNKNOWN), ("가", Ending.VOWEL)])
def test_ending(word: str, ending: Ending) -> None:
    assert ending_of(word) is ending


@given(st.text(max_size=20), st.text(max_size=20))
def test_nothing_but_the_particle_changes(word: str, rest: str) -> None:
    attached = attach(word, rest)
    assert attached.changed is (attached.text != rest)
    assert attached.known or attached.text == rest
    assert attached.text.endswith(rest[-1:]) or attached.changed
