"""Terms: found by whole words in every form, met by the gentlest means, and proved or reported, one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.cue import Cue, Track
from pipeline.model.engine import Hypothesis, Link
from pipeline.model.glossary import Glossary, Match, Term
from pipeline.model.language import find_language
from pipeline.translate.enforce import Item, Rendering, enforce
from pipeline.translate.placeholders import number_stands
from pipeline.translate.terms import check_track, cover, find

KO = find_language("ko")


@dataclass(kw_only=True)
class TableEngine:
    """Says what its table says for a sentence (one or several hypotheses), else ``otherwise`` of it; counts calls."""

    table: Mapping[str, str | Sequence[str | Hypothesis]] = field(default_factory=dict)
    placeholders: tuple[str, ...] = ("⟦1⟧", "⟦2⟧", "⟦3⟧")
    otherwise: Callable[[str], str] = lambda text: f"문장은 {len(text)}자입니다."
    calls: list[list[str]] = field(default_factory=list)
    signature: str = "table|version:1"

    def translate(self, texts: Sequence[str], *, hypotheses: int = 4) -> tuple[tuple[Hypothesis, ...], ...]:
        self.calls.append(list(texts))
        return tuple(tuple(self._hypothesis(said) for said in self._said(text)[:hypotheses]) for text in texts)

    def _said(self, text: str) -> list[str | Hypothesis]:
        said = self.table.get(text, self.otherwise(text))
        return [said] if isinstance(said, str) else list(said)

    def _hypothesis(self, said: str | Hypothesis) -> Hypothesis:
        return said if isinstance(said, Hypothesis) else Hypothesis(text=said)


def _term(source: str, ko: str = "용어", zh: str = "术语", match: Match = Match.ANY, **more: str) -> Term:
    targets = (("ko", tuple(ko.split("|"))), ("zh-Hans", tuple(zh.split("|"))), ("de", ("Stadtklima",)))
    return Term(source=source, targets=() if match is Match.KEEP else targets, match=match,
                korean_reading=more.get("reading", ""))


GLOSSARY = Glossary(terms=(
    _term("smart city", "스마트시티|스마트 도시", "智慧城市|智能城市"), _term("city", "도시", "城市"),
    _term("urban heat island effect"), _term("urban heat island"), _term("heat island"),
    _term("nature-based solution"), _term("analysis"), _term("urban planning"), _term("SDG", match=Match.EXACT),
    _term("Paris Agreement", match=Match.EXACT),
    _term("LoRaWAN", match=Match.KEEP), _term("ISO 37120", match=Match.KEEP), _term("C++", match=Match.KEEP),
    _term("digital twin", "디지털 트윈", "数字孪生"), _term("IoT", "사물인터넷", "物联网", Match.EXACT), _term("child"),
    _term("U.N.", match=Match.EXACT), _term("Wi-Fi", match=Match.KEEP), _term("life cycle"),
))


@pytest.mark.parametrize(("text", "forms"), [
    ("A smart city grows.", "smart city"), ("Smart Cities grow.", "Smart Cities"), ("SMART CITIES", "SMART CITIES"),
    ("smart-city plans", "smart-city"), ("a smart  city", "smart  city"), ("smart cityscape", ""),
    ("smarter city", "city"),
    ("the urban heat island effect", "urban heat island effect"), ("urban heat islands", "urban heat islands"),
    ("heat islands", "heat islands"), ("nature-based solutions", "nature-based solutions"),
    ("nature based solution", "nature based solution"), ("nature‑based solution", "nature‑based solution"),
    ("two analyses", "analyses"), ("children", "children"), ("urban plans", ""), ("Urban planning", "Urban planning"),
    ("SDG and SDGs", "SDG|SDGs"), ("sdg", ""), ("SDGS", ""), ("paris agreement", ""), ("Paris Agreements", ""),
    ("LoRaWAN", "LoRaWAN"), ("lorawan", ""), ("LoRaWANs", "LoRaWANs"), ("ISO 37120:2018", "ISO 37120"),
    ("ISO 371201", ""),
    ("We use C++ here", "C++"), ("We use C here", ""), ("the city's air", "city"), ("cities' air", "cities"),
    ("the U.N. says", "U.N."), ("UN", ""), ("Wi-Fi", "Wi-Fi"), ("WiFi", ""), ("(smart city)", "smart city"),
    ("life-cycle", "life-cycle"), ("the life\ncycle", "life\ncycle"), ("“IoT” city", "IoT|city"), ("", ""),
    ("xIoT", ""),
    ("smart city and city", "smart city|city"), ("capacity", ""), ("IoT/city", "IoT|city"),
])
def test_find(text: str, forms: str) -> None:
    found = find(text, GLOSSARY, "ko")
    assert "|".join(o.form for o in found) == forms
    assert all(text[o.start:o.end] == o.form for o in found)


def test_a_term_without_a_rendering_in_the_language_is_not_looked_for() -> None:
    assert [o.form for o in find("The city uses LoRaWAN.", GLOSSARY, "fr")] == ["LoRaWAN"]


@given(st.lists(st.sampled_from(["smart", "city", "cities", "urban", "heat", "island", "effect", "-", " ",
                                 "IoT", "SDGs", ".", "C++", "\0", "nature", "based", "solution"]),
                max_size=20).map("".join))
def test_terms_never_overlap_and_stand_in_order(text: str) -> None:
    spans = [(o.start, o.end) for o in find(text, GLOSSARY, "ko")]
    assert spans == sorted(spans)
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


@pytest.mark.parametrize(("english", "text", "rendered"), [
    ("a smart city", "스마트시티가", ["스마트시티"]), ("a smart city", "스마트 시티가", ["스마트 시티"]),
    ("a smart city", "스마트 도시가", ["스마트 도시"]), ("a smart city", "똑똑한 도시", [None]),
    ("a smart city and a city", "스마트 도시와 도시", ["스마트 도시", "도시"]),
    ("a smart city and a city", "스마트 도시", ["스마트 도시", None]),
    ("a city and a city", "도시와 마을", ["도시", None]), ("LoRaWAN", "LoRaWAN을", ["LoRaWAN"]),
    ("LoRaWAN", "lorawan을", [None]),
    ("LoRaWAN", "xLoRaWAN을", [None]), ("ISO 37120", "ISO 37120은", ["ISO 37120"]), ("ISO 37120", "ISO 371205", [None]),
])
def test_cover(english: str, text: str, rendered: list[str | None]) -> None:
    spans = cover(text, find(english, GLOSSARY, "ko"), "ko")
    assert [text[s[0]:s[1]] if s else None for s in spans] == rendered


def _enforce(text: str, engine: TableEngine, language: str = "ko") -> Rendering:
    item = Item(text=text, occurrences=find(text, GLOSSARY, language))
    return enforce([item], engine, find_language(language))[0]


def test_the_best_hypothesis_that_has_the_term_is_taken() -> None:
    engine = TableEngine(table={"The smart city grows.": [
        "똑똑한 도시가 성장합니다.", "스마트 도시가 성장합니다.", "스마트시티가 큽니다."]})
    rendering = _enforce("The smart city grows.", engine)
    assert rendering.hypothesis.text == "스마트 도시가 성장합니다."
    assert rendering.hows == ("natural",)
    assert len(engine.calls) == 1


def test_placeholders_come_next_and_the_particle_fits() -> None:
    engine = TableEngine(table={"The smart city grows.": "똑똑한 마을은 성장합니다.",
                                "The ⟦1⟧ grows.": ["⟦1⟧은 성장합니다."]})
    rendering = _enforce("The smart city grows.", engine)
    assert rendering.hypothesis.text == "스마트시티는 성장합니다."
    assert rendering.hows == ("placeholder",)
    assert rendering.spans == ((0, 5),)


@pytest.mark.parametrize("said", ["⟦1⟧은 ⟦1⟧입니다.", "성장합니다.", "⟦2⟧은 성장합니다.", "⟦1은 성장합니다."])
def test_a_placeholder_that_does_not_stand_exactly_once_is_refused(said: str) -> None:
    engine = TableEngine(table={"The smart city grows.": "마을은 성장합니다.", "The ⟦1⟧ grows.": said})
    rendering = _enforce("The smart city grows.", engine)
    assert rendering.hypothesis.text == "마을은 성장합니다."
    assert rendering.hows == ("unmet",)
    assert "did not copy" in rendering.reasons[0]


def test_chinese_takes_no_space_beside_a_term() -> None:
    engine = TableEngine(table={"The smart city grows.": "小镇在成长。", "The ⟦1⟧ grows.": "这个 ⟦1⟧ 在成长。"})
    assert _enforce("The smart city grows.", engine, "zh-Hans").hypothesis.text == "这个智慧城市在成长。"


def test_two_terms_in_another_order() -> None:
    engine = TableEngine(table={"The city uses IoT.": "마을이 씁니다.", "The ⟦1⟧ uses ⟦2⟧.": "⟦2⟧를 ⟦1⟧이 씁니다."})
    rendering = _enforce("The city uses IoT.", engine)
    assert rendering.hypothesis.text == "사물인터넷을 도시가 씁니다."
    assert [rendering.hypothesis.text[s[0]:s[1]] for s in rendering.spans if s] == ["도시", "사물인터넷"]


@pytest.mark.parametrize(("language", "natural", "said", "text"), [
    ("ko", "마을입니다.", "우리는 ⟦1⟧을 씁니다.", "우리는 스마트시티, 디지털 트윈 및 사물인터넷을 씁니다."),
    ("zh-Hans", "小镇。", "我们用 ⟦1⟧ 了。", "我们用智慧城市、数字孪生和物联网了。"),
])
def test_an_enumeration_of_terms_is_one_placeholder(language: str, natural: str, said: str, text: str) -> None:
    english = "We use smart cities, digital twins, and IoT."
    rendering = _enforce(english, TableEngine(table={english: natural, "We use ⟦1⟧.": said}), language)
    assert rendering.hypothesis.text == text
    assert rendering.hows == ("placeholder",) * 3


def _link(source: str, part: str, target: str, word: str, weight: float = 0.9) -> Link:
    return Link(source_start=source.index(part), source_end=source.index(part) + len(part), weight=weight,
                target_start=target.index(word), target_end=target.index(word) + len(word))


def _aligned(words: Sequence[tuple[str, str]], text: str, english: str = "The smart city grows.") -> Rendering:
    links = tuple(_link(english, part, text, word) for part, word in words)
    return _enforce(english, TableEngine(table={english: [Hypothesis(text=text, links=links)]}, placeholders=()))


def test_alignment_is_the_last_means_and_fits_the_particle() -> None:
    rendering = _aligned([("smart", "똑똑한"), ("city", "마을"), ("grows", "성장")], "똑똑한 마을은 성장합니다.")
    assert rendering.hypothesis.text == "스마트시티는 성장합니다."
    assert rendering.hows == ("alignment",)


@pytest.mark.parametrize(("words", "text", "reason"), [
    ([("grows", "성장")], "마을은 성장합니다.", "no words"),
    ([("smart", "똑똑한"), ("grows", "성장"), ("city", "마을")], "똑똑한 성장 마을입니다.", "do not stand together"),
    ([("city", "을")], "마을은 성장합니다.", "parts of words"),
    ([("city", "마")], "마을사람들에게는 성장입니다.", "parts of words"),
])
def test_no_blind_splice(words: Sequence[tuple[str, str]], text: str, reason: str) -> None:
    rendering = _aligned(words, text)
    assert rendering.hypothesis.text == text
    assert rendering.hows == ("unmet",)
    assert reason in rendering.reasons[0]
    assert "no placeholders" in rendering.reasons[0]


def test_a_number_that_was_lost_is_protected_too() -> None:
    engine = TableEngine(table={"It has 3.5 million people.": "인구가 많습니다.",
     "It has ⟦1⟧ people.": "인구는 ⟦1⟧ 명입니다."})
    rendering = _enforce("It has 3.5 million people.", engine)
    assert rendering.hypothesis.text == "인구는 350만 명입니다."
    assert rendering.faults == ()


@pytest.mark.parametrize(("english", "korean", "chinese"), [
    ("2 July 2011", "2011년 7월 2일", "2011年7月2日"), ("July 2, 2011", "2011년 7월 2일", "2011年7月2日"),
    ("the 3rd of May", "5월 3일", "5月3日"), ("31 December, 1999", "1999년 12월 31일", "1999年12月31日"),
])
def test_a_date_is_one_stand(english: str, korean: str, chinese: str) -> None:
    text = f"On {english}, 100 mm fell."
    for language, date, rain in (("ko", korean, "100mm"), ("zh-Hans", chinese, "100毫米"), ("ja", "", "100")):
        *_, second = number_stands(text, language)
        assert second.words == rain
        if not date:
            continue
        first, second = number_stands(text, language)
        assert first.words == date
        assert text[first.start:first.end] == english.removeprefix("the ")
    assert [stand.words for stand in number_stands("In May 2011, 32 July and 5 years.", "ko")] == ["2011", "32", "5"]


def test_a_number_that_is_lost_only_beside_a_symbol_is_protected_then() -> None:
    engine = TableEngine(table={
        "Each smart city saves 60%.": "마을마다 60%를 줄입니다.", "Each ⟦1⟧ saves 60%.": "⟦1⟧마다 줄입니다.",
        "Each ⟦1⟧ saves ⟦2⟧%.": "⟦1⟧마다 ⟦2⟧%를 줄입니다."})
    rendering = _enforce("Each smart city saves 60%.", engine)
    assert rendering.hypothesis.text == "스마트시티마다 60%를 줄입니다."
    assert (rendering.hows, rendering.faults) == (("placeholder",), ())


def test_a_number_inside_a_term_is_as_the_term_says() -> None:
    glossary = Glossary(terms=(_term("3D city model", zh="三维城市模型"),))
    text = "It has a 3D city model."
    item = Item(text=text, occurrences=find(text, glossary, "zh-Hans"))
    for said, faults in (("它有一个三维城市模型。", 0), ("它有三个三维城市模型。", 0), ("它有 4 个三维城市模型。", 1)):
        rendering = enforce([item], TableEngine(table={text: said}), find_language("zh-Hans"))[0]
        assert (rendering.hows, len(rendering.faults)) == (("natural",), faults), said


def test_where_the_whole_does_not_do_it_is_asked_by_clause() -> None:
    first, second = "The river rises every spring;", "and then our smart city grows again."
    said = {f"{first} {second}": "강이 불어납니다.", second: "마을이 다시 큽니다.",
            f"{first} and then our ⟦1⟧ grows again.": "⟦1⟧와 ⟦1⟧입니다."}
    links = (Link(source_start=4, source_end=9, target_start=4, target_end=5, weight=0.9),)
    grows = (Link(source_start=17, source_end=22, target_start=8, target_end=10, weight=0.9),)
    engine = TableEngine(table={**said, first: [Hypothesis(text="봄마다 강이 불어나고;", links=links)],
                                "and then our ⟦1⟧ grows again.": [
                                    "⟦1⟧ ⟦1⟧이 큽니다.", Hypothesis(text="⟦1⟧은 다시 큽니다.", links=grows)]})
    rendering = _enforce(f"{first} {second}", engine)
    text = rendering.hypothesis.text
    assert text == "봄마다 강이 불어나고; 스마트시티는 다시 큽니다."
    assert rendering.hows == ("placeholder",)
    assert [(f"{first} {second}"[link.source_start:link.source_end], text[link.target_start:link.target_end])
            for link in rendering.hypothesis.links] == [("river", "강"), ("grows", "큽니")]


def test_a_heading_that_is_a_term_needs_no_engine() -> None:
    engine = TableEngine()
    assert _enforce("Smart cities", engine).hypothesis.text == "스마트시티"
    assert engine.calls == []


def test_a_lecture_takes_four_calls_at_most() -> None:
    texts = [f"The smart city number {n} grows by {n + 100} percent." for n in range(50)]
    engine = TableEngine()
    enforce([Item(text=t, occurrences=find(t, GLOSSARY, "ko")) for t in texts], engine, KO)
    assert len(engine.calls) <= 4


def test_a_term_of_the_result_is_not_replaced_again() -> None:
    """IoT -> IoT(사물인터넷): the rendering holds the term itself, and still stands once."""
    glossary = Glossary(terms=(Term(source="IoT", targets=(("ko", ("IoT(사물인터넷)",)),), match=Match.EXACT),))
    engine = TableEngine(table={"We use IoT.": "우리는 씁니다.", "We use ⟦1⟧.": "우리는 ⟦1⟧를 씁니다."})
    text = "We use IoT."
    rendering = enforce([Item(text=text, occurrences=find(text, glossary, "ko"))], engine, KO)[0]
    assert rendering.hypothesis.text == "우리는 IoT(사물인터넷)를 씁니다."


@given(st.lists(st.sampled_from(["⟦1⟧", "⟦2⟧", "도시", " ", "는", "."]), max_size=8).map("".join))
def test_no_symbol_is_ever_left(said: str) -> None:
    engine = TableEngine(table={"The smart city uses IoT.": "마을입니다."}, otherwise=lambda _: said)
    assert "⟦" not in _enforce("The smart city uses IoT.", engine).hypothesis.text


def _track(language: str, *texts: str) -> Track:
    return Track(language=language, path=f"{language}.srt", cues=tuple(
        Cue(index=n + 1, start_ms=n * 2000, end_ms=n * 2000 + 2000, text=text) for n, text in enumerate(texts)))


def test_a_human_track_is_told_what_differs_and_never_blamed() -> None:
    source = _track("en", "The smart", "city grows.", "Nothing here.")
    assert check_track(_track("de", "Das Stadtklima", "wächst.", "Nichts."), source, GLOSSARY) == ()
    problem, = check_track(_track("de", "Die Stadt", "wächst.", "Nichts."), source, GLOSSARY)
    assert (problem.code, problem.severity, problem.cue, problem.path) == ("F110", "info", 1, "de.srt")
    assert "'smart city'" in problem.message
    assert "Stadtklima" in problem.message


@pytest.mark.parametrize(("language", "form", "text", "met"), [
    ("it", "città intelligente", "Le città intelligenti crescono.", True),
    ("it", "Agenda 2030", "L'Agenda 2030 dice", True),
    ("it", "Agenda 2030", "L'Agenda 2031 dice", False),
    ("de", "nachhaltige Entwicklung", "der nachhaltigen Entwicklung", True),
    ("de", "Schwammstadt", "ihre Schwammstädte", True), ("de", "Gründach", "die Gründächer", True),
    ("de", "LED", "mit LEDs", True), ("de", "Gründach", "das Dach", False),
    ("fr", "réseau électrique", "les réseaux électriques", True),
    ("fr", "système d'information", "un système d’information", True), ("fr", "eau", "un bateau", False),
    ("ar", "مدينة ذكية", "المدينة الذكية تنمو", True), ("ar", "نقل عام", "تتم بالنقل العام.", True),
    ("ar", "نقل عام", "نقل سريع", False),
])
def test_human_languages_inflect(language: str, form: str, text: str, met: bool) -> None:
    glossary = Glossary(terms=(Term(source="term", targets=((language, (form,)),)),))
    assert bool(check_track(_track(language, text), _track("en", "The term."), glossary)) is not met
