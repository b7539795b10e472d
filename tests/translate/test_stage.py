"""A whole track: every English cue is covered once, and everything a person should see is said."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.model.cue import Cue, Origin, Track
from pipeline.model.engine import Hypothesis
from pipeline.model.glossary import Glossary, Match, Term
from pipeline.model.language import find_language
from pipeline.model.package import Package
from pipeline.model.profile import Profile
from pipeline.model.text import plain
from pipeline.translate import codes
from pipeline.translate.argos import open_engine
from pipeline.translate.stage import REVISION, Translation, run

GLOSSARY = Glossary(terms=(
    Term(source="smart city", targets=(("ko", ("스마트시티",)), ("zh-Hans", ("智慧城市",)))),
    Term(source="LoRaWAN", match=Match.KEEP), Term(source="never said", targets=(("ko", ("안 나옴",)),)),
))


@dataclass(kw_only=True)
class SayEngine:
    """Says what its table says for a sentence, else something of the right script."""

    table: Mapping[str, str] = field(default_factory=dict)
    otherwise: Callable[[str], str] = lambda text: "이 문장은 시험을 위한 것입니다."
    placeholders: tuple[str, ...] = ()
    signature: str = "say|version:1"

    def translate(self, texts: Sequence[str], *, hypotheses: int = 4) -> tuple[tuple[Hypothesis, ...], ...]:
        return tuple((Hypothesis(text=self.table.get(text, self.otherwise(text))),) for text in texts)


def _profile(language: str) -> Profile:
    return Profile(language=language, name="test", source="test", width_warn_columns=20, width_error_columns=None,
                   cps_target=8, cps_warn=10, cps_error=14, min_duration_warn_ms=800, min_duration_error_ms=400,
                   max_duration_warn_ms=7000, max_duration_error_ms=9000, min_gap_ms=0, narrow_width=0.5)


def _track(*texts: str) -> Track:
    return Track(language="en", cues=tuple(
        Cue(index=n + 1, start_ms=n * 2000, end_ms=n * 2000 + 1900, text=text, name=f"name {n + 1}",
            settings="line:10%" if n == 1 else "", notes=("NOTE English",)) for n, text in enumerate(texts)))


def _run(track: Track, engine: SayEngine | None = None, language: str = "ko", **more: object) -> Translation:
    return run(source=track, language=find_language(language), profile=_profile(language), glossary=GLOSSARY,
               engine=engine or SayEngine(), **more)  # type: ignore[arg-type]


def _texts(translation: Translation) -> list[str]:
    return [cue.text for cue in translation.track.cues]


def test_a_sentence_over_two_cues_is_translated_once_and_laid_over_both() -> None:
    engine = SayEngine(table={"Cities grow every single year.": "도시는 해마다 계속 성장하고 있습니다."})
    track = _track("Cities grow", "every single year.")
    result = _run(track, engine)
    assert " ".join(" ".join(_texts(result)).split()) == "도시는 해마다 계속 성장하고 있습니다."
    assert [(c.start_ms, c.end_ms, c.name, c.settings) for c in result.track.cues] == [
        (c.start_ms, c.end_ms, c.name, c.settings) for c in track.cues]
    assert result.sentences[0].cues == (1, 2)
    assert all(cue.origin is Origin.MACHINE and cue.notes == () for cue in result.track.cues)


def test_fewer_words_than_cues_merge_times_and_say_so() -> None:
    result = _run(_track("And", "so it", "is."), SayEngine(table={"And so it is.": "네."}))
    assert [(c.index, c.start_ms, c.end_ms, c.text) for c in result.track.cues] == [(1, 0, 5900, "네.")]
    assert [(p.code, p.cue) for p in result.problems] == [("F106", 1)]
    assert "English cues 1 to 3" in result.problems[0].message


def test_a_problem_names_the_cue_of_the_translated_track() -> None:
    engine = SayEngine(table={"And so it is.": "네.", "The smart city grows.": "마을이 성장합니다."})
    result = _run(_track("And", "so it is.", "The smart city grows."), engine)
    assert len(result.track.cues) == 2
    assert [(p.code, p.cue) for p in result.problems] == [("F106", 1), ("F107", 2)]
    assert [(proof.cue, proof.how) for proof in result.terms] == [(3, "unmet")]


@pytest.mark.parametrize(("english", "korean"), [
    ("[Applause]", "[박수]"), ("[ Music ]", "[ 음악 ]"), ("(laughter)", "(웃음)"), ("[strange hum]", "[이 말]"),
    ("♪ We sing ♪", "♪ 이 말 ♪"), ("42", "42"), ("2030 – 2050", "2030 – 2050"), ("😀", "😀"), ("<i></i>", "<i></i>"),
    ("…", "…"),
    ("ANNA: Hello there.", "ANNA: 이 말"), ("<v Anna>Hello there.", "<v Anna>이 말"),
    ("- Hello.\n- Hi.", "- 이 말\n- 이 말"),
    ("<i>Hello there.</i>", "<i>이 말</i>"), ("{\\an8}Hello there.", "{\\an8}이 말"), ("Hello <i>there</i>.", "이 말"),
    ("[Music] Hello there.", "[음악] 이 말"), ("[Music]\nHello there.", "[음악]\n이 말"),
    ("- [Student] Why?", "- [학생] 이 말"), ("• Hello there.", "• 이 말"), ("", ""),
])
def test_what_stands_around_the_words_stays(english: str, korean: str) -> None:
    result = _run(_track("Before this.", english, "After this."), SayEngine(otherwise=lambda _: "이 말"))
    assert _texts(result)[1] == korean


def test_a_voice_goes_on_in_the_next_cue() -> None:
    engine = SayEngine(table={"It is safe at night.": "밤에도 아주 안전합니다."})
    result = _run(_track("<v Anna>It is safe", "<v Anna>at night."), engine)
    assert all(text.startswith("<v Anna>") for text in _texts(result))
    assert "".join(plain(text) for text in _texts(result)).replace(" ", "") == "밤에도아주안전합니다."


def test_markup_from_an_engine_never_reaches_a_cue() -> None:
    result = _run(_track("Hello there."), SayEngine(otherwise=lambda _: "<v Eve><i>안녕하세요.</i>{\\an8}"))
    assert _texts(result) == ["안녕하세요."]


def test_chinese_sentences_of_a_cue_stand_without_a_space() -> None:
    result = _run(_track("One here. Two here."), SayEngine(table={"One here.": "这是一。",
     "Two here.": "这是二。"}), "zh-Hans")
    assert _texts(result) == ["这是一。这是二。"]


def test_nothing_from_the_engine_keeps_the_english_and_says_so() -> None:
    result = _run(_track("Hello there."), SayEngine(otherwise=lambda _: ""))
    assert _texts(result) == ["Hello there."]
    assert [p.code for p in result.problems] == ["F100"]


def test_header_and_provenance_say_that_a_machine_did_it() -> None:
    result = _run(_track("The smart city grows."), SayEngine(signature="argos|package:x|starter|sha256:0"))
    assert result.track.provenance.startswith("argos|package:x|starter|sha256:0|terms:1|terms-sha256:")
    assert result.track.provenance.endswith(f"|revision:{REVISION}")
    assert result.track.header.split("\n") == [
        "", "", "NOTE", "한국어: 기계 번역 (스타터 모델)", "Korean: machine translation (starter model)",
        result.track.provenance]
    plain_header = _run(_track("The smart city grows."), language="zh-Hans").track.header
    assert "简体中文: 机器翻译\nChinese (Simplified): machine translation\n" in plain_header
    assert "starter" not in plain_header


def test_only_terms_of_this_lecture_change_its_provenance() -> None:
    track = _track("The smart city grows.")
    first = _run(track).track.provenance
    changed = replace(GLOSSARY, terms=(*GLOSSARY.terms[:2], replace(GLOSSARY.terms[2], targets=(("ko", ("다름",)),))))
    same = run(source=track, language=find_language("ko"), profile=_profile("ko"), glossary=changed, engine=SayEngine())
    assert same.track.provenance == first
    changed = replace(GLOSSARY, terms=(replace(GLOSSARY.terms[0], targets=(("ko", ("똑똑한 도시",)),)),))
    other = run(source=track, language=find_language("ko"), profile=_profile("ko"), glossary=changed,
     engine=SayEngine())
    assert other.track.provenance != first


def test_a_persons_sentence_is_used_and_marked() -> None:
    track = _track("The smart city", "grows.", "It is late.")
    result = _run(track, corrections={"The smart city grows.": "스마트시티가 정말로 성장합니다."})
    assert [cue.origin for cue in result.track.cues] == [Origin.POST_EDITED, Origin.POST_EDITED, Origin.MACHINE]
    assert result.track.origin is Origin.MACHINE
    first = result.sentences[0]
    assert (first.origin, first.text) == (Origin.POST_EDITED, "스마트시티가 정말로 성장합니다.")
    assert [proof.how for proof in result.terms] == ["natural"]


def test_a_track_is_reviewed_only_when_every_sentence_is() -> None:
    result = _run(_track("[Music]", "Hello there."), corrections={"Hello there.": "안녕하세요."})
    assert result.track.origin is Origin.POST_EDITED
    assert "기계 번역, 검수됨" in result.track.header


def test_proofs_say_lecture_cue_form_and_rendering() -> None:
    engine = SayEngine(table={"We measure here. ": "",
     "Many smart cities use LoRaWAN.": "많은 스마트시티가 LoRaWAN을 씁니다."})
    result = _run(_track("We measure here. Many", "smart cities use LoRaWAN."), engine)
    assert [(t.term, t.form, t.cue, t.rendered, t.how) for t in result.terms] == [
        ("smart city", "smart cities", 2, "스마트시티", "natural"), ("LoRaWAN", "LoRaWAN", 2, "LoRaWAN", "natural")]


def test_the_result_survives_being_kept() -> None:
    result = _run(_track("The smart city", "grows by 3 percent.", "[Music]"))
    assert msgspec.json.decode(msgspec.json.encode(result), type=Translation) == result


def test_every_code_has_its_number_and_its_words() -> None:
    numbers = [code.code for code in codes.CODES]
    assert len(set(numbers)) == len(numbers)
    assert all("F100" <= number <= "F199" for number in numbers)
    assert all(code.what.endswith(".") and code.why.endswith(".") and code.source for code in codes.CODES)


_SAID = st.sampled_from(["", "네.", "도시", "도시는 아주 빠르게 성장하고 있습니다.", "a", "⟦1⟧", "<b>", "- 그래요",
                         "3.5%", "\n\n", "가" * 60])
_CUES = st.lists(st.sampled_from(["Cities grow", "and grow.", "[laughs]", "42", "", "ANNA: Yes.", "- A\n- B", "♪ La ♪",
                                  "<v Bo>So", "the smart city", "LoRaWAN.", "\0", "😀", "one two three", "End. And"]),
                 max_size=9)


@settings(deadline=None)
@given(_CUES, _SAID, st.sampled_from(["ko", "zh-Hans"]))
def test_every_english_cue_is_covered_by_exactly_one_cue(texts: list[str], said: str, language: str) -> None:
    track = _track(*texts)
    cues = _run(track, SayEngine(otherwise=lambda _: said), language).track.cues
    assert [cue.index for cue in cues] == list(range(1, len(cues) + 1))
    for english in track.cues:
        assert sum(cue.start_ms <= english.start_ms and english.end_ms <= cue.end_ms for cue in cues) == 1
    for cue in cues:
        covered = [e for e in track.cues if cue.start_ms <= e.start_ms and e.end_ms <= cue.end_ms]
        if any(plain(e.text).replace("\0", "").strip() for e in covered):
            assert plain(cue.text).strip()


@pytest.mark.parametrize(("text", "shown"), [
    ("The city, " * 300 + "end.", ""), ("X" * 3000 + ".", ""), ("3", "3"), ("1,234.5", "1,234.5"), ("<b></b>", "<b></b>"),
    ("😀🏙️", "😀🏙️"), ("Abc \u05e9\u05dc\u05d5\u05dd def.", ""), ("Abc \u202edef\u202c ghi.", ""), ("A\0b\x07c.", ""),
    ("-", "-"), ("♪", "♪"), ("[]", "[]"),
], ids=lambda text: f"{text[:6]!r}x{len(text)}")
def test_bad_input_loses_nothing_and_harms_no_neighbour(text: str, shown: str) -> None:
    asked: list[str] = []

    def say(english: str) -> str:
        asked.append(english)
        return "이 문장은 시험입니다."
    result = _run(_track("Hello there.", text, "Good bye now."), SayEngine(otherwise=say))
    first, middle, last = result.track.cues
    assert [cue.start_ms for cue in result.track.cues] == [0, 2000, 4000]
    assert all("시험입니다." in " ".join(cue.text.split()) for cue in (first, last))
    assert middle.text == shown if shown else "시험입니다" in middle.text
    assert not any(c in "".join(asked) for c in "\0\x07")


def test_bad_input_in_one_track() -> None:
    texts = ["the city, " * 300, "3", "<b></b>", "😀", "abc שלום def.", "a\0b\x07c.", "x" * 3000, "-", "[]", "♪"]
    result = _run(_track(*texts))
    merged = sum(p.code == "F106" for p in result.problems)
    assert len(texts) - len(result.track.cues) == merged == 0
    assert result.track.cues[-1].end_ms == len(texts) * 2000 - 100


def test_10000_cues_take_seconds() -> None:
    start = time.process_time()
    result = _run(_track(*["The smart city grows and", "grows every year."] * 5000))
    assert len(result.track.cues) == 10_000
    assert time.process_time() - start < 100  # quadratic work would take many minutes


def test_with_the_bundled_package(package: Package, unpack: Callable[[Package], Path]) -> None:
    language = "ko" if package.target == "ko" else "zh-Hans"
    track = _track("Welcome to the", "smart city.", "[Applause]", "We measure noise", "with LoRaWAN.")
    first, second = (run(source=track, language=find_language(language), profile=_profile(language), glossary=GLOSSARY,
                         engine=open_engine(package, unpack=unpack, threads=threads)) for threads in (1, 2))
    assert first == second
    assert [t.how for t in first.terms].count("unmet") == 0
    assert first.track.cues[-1].end_ms == track.cues[-1].end_ms
    assert ("starter" in first.track.provenance) == package.starter
