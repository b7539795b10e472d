"""Projection: what is said in a cue is shown in it, nothing is lost, and nothing that belongs together is torn."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import read_course
from pipeline.model.cue import Cue
from pipeline.model.engine import Link
from pipeline.model.profile import Profile
from pipeline.model.text import reading_speed_cps
from pipeline.translate.evidence import english_words, lexical_votes, phrase_score, target_words
from pipeline.translate.phrases import cut_places
from pipeline.translate.projection import project
from pipeline.translate.sentences import Piece, Sentence
from pipeline.translate.tables import read_pairs, read_phrases, read_words

COURSE = read_course((Path(__file__).parents[2] / "course.toml").read_text(encoding="utf-8"))
PROFILES: dict[str, Profile] = {p.language: p for p in COURSE.profiles if p.name == "lecture"}
MS_PER_CHARACTER = 66


def _sentence(parts: list[str], durations_ms: list[int] | None = None) -> tuple[Sentence, tuple[Cue, ...]]:
    text, pieces, cues, at_ms = "", [], [], 0
    for number, part in enumerate(parts):
        text += " " * bool(text)
        pieces.append(Piece(cue=number, start=len(text), end=len(text) + len(part)))
        text += part
        duration = durations_ms[number] if durations_ms else max(900, len(part) * MS_PER_CHARACTER)
        cues.append(Cue(index=number + 1, start_ms=at_ms, end_ms=at_ms + duration, text=part))
        at_ms += duration
    return Sentence(text=text, pieces=tuple(pieces)), tuple(cues)


def _project(parts: list[str], text: str, language: str, *, durations_ms: list[int] | None = None,
             links: tuple[Link, ...] = (), keep: tuple[tuple[int, int], ...] = ()) -> list[str]:
    sentence, cues = _sentence(parts, durations_ms)
    return list(project(sentence, text, cues=cues, profile=PROFILES[language], language=language, links=links, keep=keep))


TABLE = [
    ("ko", ["Monitoring has to continue long after the", "opening ceremony."], ["준공식이 끝난 뒤에도 오랫동안 점검을", "계속해야 합니다."]),
    ("ko", ["Experiments may fail, and that is", "perfectly acceptable."],
     ["실험은 실패할 수 있으며,", "그것은 충분히 받아들일 수 있는 일입니다."]),
    ("ko", ["The first few thousand litres are cheap,", "and then the price climbs steeply."],
     ["처음 몇천 리터는 저렴하고,", "그다음부터는 가격이 가파르게 오릅니다."]),
    ("ko", ["In a forest, about half the rain soaks", "into the ground."], ["숲에서는 비의 약 절반이", "땅으로 스며듭니다."]),
    ("ko", ["Smart thermostats help only if people", "understand the buttons."],
     ["스마트 온도조절기는 사람들이 버튼을", "이해할 때에만 도움이 됩니다."]),
    ("zh-Hans", ["The main culprit is groundwater pumping", "rather than the rising sea."],
     ["罪魁祸首是抽取地下水，", "而不是海平面上升。"]),
    ("zh-Hans", ["Landlords pay for the upgrade, while", "tenants enjoy the lower bills."],
     ["房东承担改造费用，", "而租户享受更低的账单。"]),
    ("zh-Hans", ["Bridges, pipes, cables, and tunnels are", "the hidden skeleton of every city."],
     ["桥梁、管道、电缆和隧道", "是每座城市隐藏的骨架。"]),
    ("zh-Hans", ["New York finally switched on its own toll", "zone in January 2025."],
     ["纽约终于在2025年1月启用了", "自己的收费区。"]),
    ("zh-Hans", ["Nature can do some of the work that", "concrete used to do."],
     ["过去由混凝土完成的一些工作，", "大自然也能完成。"]),
]


@pytest.mark.parametrize(("language", "english", "expected"), TABLE)
def test_sentences_of_a_lecture(language: str, english: list[str], expected: list[str]) -> None:
    text = (" " if language == "ko" else "").join(expected)
    assert _project(english, text, language) == expected


def test_one_cue_and_no_text() -> None:
    assert _project(["All of it."], " 모두입니다. ", "ko") == ["모두입니다."]
    assert _project(["One", "two", "three."], "  ", "ko") == ["", "", ""]


def test_links_decide_where_nothing_else_does() -> None:
    english = ["alpha beta gamma", "delta epsilon zeta"]
    text = "uno dos tres cuatro cinco seis"
    def links(words: int) -> tuple[Link, ...]:
        starts = [text.index(word) for word in text.split()]
        return tuple(Link(source_start=0 if i < words else 17, source_end=5, target_start=at, target_end=at + 3, weight=1.0)
                     for i, at in enumerate(starts))
    sentence, cues = _sentence(english)
    cut = [len(project(sentence, text, cues=cues, profile=PROFILES["en"], language="es", links=links(n))[0].split())
           for n in (2, 3, 4)]
    assert cut == [2, 3, 4]


def test_a_short_cue_gets_less_than_it_could_not_be_read_in() -> None:
    english = ["We measure the water of the river", "in the city every single day"]
    text = "우리는 매일 도시에서 강의 물과 공기와 흙을 아주 자세히 측정하고 있습니다"
    long, short = (_project(english, text, "ko", durations_ms=times)[0] for times in ([4000, 4000], [700, 7300]))
    assert len(short) < len(long)
    assert reading_speed_cps(short, 700, PROFILES["ko"]) < reading_speed_cps(long, 700, PROFILES["ko"])


def test_a_piece_counts_only_its_share_of_a_cue() -> None:
    sentence, cues = _sentence(["and so it is", "with the water of the city."])
    shared = (Cue(index=1, start_ms=0, end_ms=cues[0].end_ms, text="That was yesterday afternoon, and so it is"), cues[1])
    parts = project(sentence, "도시의 물도 그렇습니다 정말로", cues=shared, profile=PROFILES["ko"], language="ko")
    assert all(parts)


def test_fewer_parts_than_cues_leave_cues_empty_but_lose_nothing() -> None:
    assert [part for part in _project(["yes", "that", "is", "so"], "네 그렇습니다", "ko") if part] == ["네", "그렇습니다"]
    assert sorted(_project(["a", "b", "c"], "가나다라마바사", "ko")) == ["", "", "가나다라마바사"]
    assert "".join(_project(["big", "smile"], "😀", "zh-Hans")) == "😀"


def test_kept_spans_and_numbers_are_never_cut() -> None:
    text = "오늘은 도시의 디지털 트윈 기반 관리 모델 350 km 구간을 봅니다"
    start = text.index("디지털")
    end = text.index(" 350")
    parts = _project(["Today we look at the digital twin based", "management model of the city for 350 km"], text, "ko",
                     keep=((start, end),))
    assert any(text[start:end] in part for part in parts)
    assert any("350 km" in part for part in parts)


_KOREAN = st.lists(st.sampled_from(["도시는", "350 km", "것을", "수", "있습니다.", "데이터와", "IoT", "(시험)", "그리고,", "한", "번"]),
                   min_size=1, max_size=40).map(" ".join)
_CHINESE = st.text(alphabet="城市的数据，。“”（）3.5亿个 IoTa了在和网络😀而", max_size=80)
_PARTS = st.lists(st.sampled_from(["because of the city,", "data", "and 350 km of roads", "so it is.", "IoT"]), min_size=1, max_size=9)


@settings(deadline=None)
@given(_PARTS, st.one_of(_KOREAN.map(lambda t: (t, "ko")), _CHINESE.map(lambda t: (t, "zh-Hans")),
                         st.text(max_size=60).map(lambda t: (t, "ko"))), st.data())
def test_pieces_joined_are_the_text_and_kept_spans_whole(parts: list[str], case: tuple[str, str], data: st.DataObject) -> None:
    text, language = case
    start = data.draw(st.integers(0, len(text)))
    keep = (start, min(len(text), start + data.draw(st.integers(0, 12))))
    pieces = _project(parts, text, language, keep=(keep,))
    assert len(pieces) == len(parts)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    places = [p for p in cut_places(text, language, (keep,)) if text[:p].strip() and text[p:].strip()]
    assert all(pieces) or len(places) < len(parts) - 1 or not text.strip()
    _assert_whole(text, pieces, keep)


def _assert_whole(text: str, pieces: list[str], keep: tuple[int, int]) -> None:
    """No border between two pieces lies inside the kept span."""
    visible = [i for i, c in enumerate(text) if not c.isspace()]
    borders, count = [], 0
    for piece in pieces:
        count += sum(not c.isspace() for c in piece)
        borders.append(count)
    for before, after in pairwise(visible[i] for i in range(len(visible))):
        number = visible.index(after)
        if number in borders and keep[0] <= before and after < keep[1]:
            raise AssertionError(f"cut between {before} and {after} inside {keep}")


HOSTILE = {
    "3,000 characters": ["가나 다라 " * 500, "城市的数据，" * 500, "😀" * 3000, "가" * 3000, "字" * 3000],
    "marks only": ["。" * 200, "((((((", "」」」」", "\"" * 99],
}


@pytest.mark.parametrize("text", [text for texts in HOSTILE.values() for text in texts], ids=lambda text: f"{text[:3]}×{len(text)}")
@pytest.mark.parametrize("language", ["ko", "zh-Hans", "en"])
def test_hostile_text_is_given_back_whole(text: str, language: str) -> None:
    parts = [f"part {i} of it" for i in range(60)]
    assert "".join("".join(_project(parts, text, language)).split()) == "".join(text.split())


@pytest.mark.parametrize("language", ["ko", "zh-Hans"])
def test_sixty_cues_of_no_duration_and_no_words(language: str) -> None:
    pieces = _project(["." for _ in range(60)], "도시 城市 " * 40, language, durations_ms=[0] * 60)
    assert all(pieces)


def test_words_are_compared_by_stem_and_place() -> None:
    assert list(english_words("The networks don't scale to 3.5")) == [
        (0, "the"), (4, "networ"), (13, "not"), (19, "scale"), (25, "to"), (28, "3.5")]
    assert list(target_words("네트워크는 IoT 3.5", "ko")) == [(0, "네트"), (0, "~는"), (0, "~크는"), (6, "iot"), (10, "3.5")]
    assert list(target_words("网络IoT水", "zh-Hans")) == [(0, "网络"), (2, "iot"), (5, "水")]


def test_a_word_votes_for_the_place_of_what_it_translates() -> None:
    votes = lexical_votes("data of the city", "도시의 데이터", "ko")
    first = next(vote.sources for vote in votes if vote.place == 0)
    last = next(vote.sources for vote in votes if vote.place == 4)
    assert max(first, key=lambda source: source[1])[0] == 12
    assert max(last, key=lambda source: source[1])[0] == 0


def test_phrase_ends_of_people() -> None:
    text = "비가 오면 하수도가 넘칩니다"
    assert phrase_score(text, text.index("하수도가"), "ko") > phrase_score(text, text.index("넘칩"), "ko")
    assert phrase_score(text, 3, "de") == 0


def test_tables_are_there_and_small() -> None:
    folder = Path(__file__).parents[2] / "pipeline" / "translate" / "tables"
    assert (read_words("xx"), read_phrases("xx")) == ({}, {})
    assert min(len(read_words("ko")), len(read_words("zh")), len(read_pairs())) > 3000
    assert all(path.stat().st_size < 300_000 for path in folder.glob("*.tsv"))
