from __future__ import annotations

from pipeline.ingest.bilingual import keep_language
from pipeline.ingest.stage import run
from pipeline.model.cue import Cue, Track
from pipeline.model.language import find_language


def _track(language: str, *texts: str) -> Track:
    return Track(language=language, cues=tuple(
        Cue(index=n, start_ms=n * 1000, end_ms=n * 1000 + 900, text=text, line=n) for n, text in enumerate(texts, 1)))


TEXTS = ("智慧城市。\nA smart city.", "数据\n和人。\nData\nand people.", "我们用 Transformer 模型。", "Okay.",
         "用\nGPU\n计算。\nCompute.")


def test_the_own_script_stays_and_the_other_is_told() -> None:
    track, problems = keep_language(_track("zh-Hans", *TEXTS))
    assert [cue.text for cue in track.cues] == ["智慧城市。", "数据\n和人。", TEXTS[2], "Okay.", "用\nGPU\n计算。"]
    assert [(problem.code, problem.cue, problem.text) for problem in problems] == [
        ("S065", 1, "A smart city."), ("S065", 2, "Data\nand people."), ("S065", 5, "Compute.")]


def test_the_other_language_may_stand_above() -> None:
    track, _ = keep_language(_track("ko", "A smart city.\n스마트 도시입니다.", "Data.\n데이터."))
    assert [cue.text for cue in track.cues] == ["스마트 도시입니다.", "데이터."]


def test_a_chinese_full_stop_makes_a_latin_line_chinese() -> None:
    track, _ = keep_language(_track("zh-Hans", "- Trainer API。\n- The Trainer API.", "智慧城市。\nA smart city."))
    assert [cue.text for cue in track.cues] == ["- Trainer API。", "智慧城市。"]


def test_for_english_a_foreign_letter_decides() -> None:
    track, _ = keep_language(_track("en", "智慧城市。\nA smart city."))
    assert [cue.text for cue in track.cues] == ["A smart city."]


def test_a_file_with_a_few_latin_lines_stays_as_it_is() -> None:
    track = _track("zh-Hans", "智慧城市", "使用\nTransformer", "数据和人")
    assert keep_language(track) == (track, ())


def test_only_when_the_course_asks_for_it() -> None:
    raw = "1\n00:00:01,000 --> 00:00:02,000\n智慧城市。\nA smart city.\n".encode()
    language = find_language("zh-Hans")
    assert run(raw, language=language, path="a.srt").track.cues[0].text == "智慧城市。\nA smart city."
    assert run(raw, language=language, path="a.srt", bilingual=True).track.cues[0].text == "智慧城市。"
