from __future__ import annotations

import pytest

from pipeline.errors import SubtitleError
from pipeline.ingest.encoding import decode
from pipeline.model.language import find_language

HEAD = "1\n00:00:01,000 --> 00:00:03,500\n"
TEXTS = {
    "it": "Perché la città è più di ciò che si vede:\nla qualità dell'aria, però, si misura.",
    "de": "Die Straßen und Plätze gehören allen,\naber für wen müssen Städte größer werden?",
    "fr": "La ville numérique connaît déjà ses réseaux,\nmais à quel coût pour l'environnement\u00a0?",
    "ar": "المدن الذكية ليست أجهزة استشعار فقط،\nبل هي قرارات يتخذها الناس معًا.",
    "ko": "스마트 도시는 센서만으로 만들어지지 않습니다.\n사람들이 함께 결정합니다.",
    "zh-Hans": "智慧城市不只是传感器，\n更是人们共同作出的决定。",
}


@pytest.mark.parametrize("tag", TEXTS)
def test_the_page_of_the_language_is_tried_after_utf8(tag: str) -> None:
    language, text = find_language(tag), HEAD + TEXTS[tag]
    decoded = decode(text.encode(language.legacy_encoding), language=language, path="a.srt")
    assert (decoded.text, decoded.encoding, decoded.found_by) == (text, language.legacy_encoding, "legacy")
    assert [problem.code for problem in decoded.problems] == ["S050"]
    assert decoded.problems[0].line == 3


@pytest.mark.parametrize("tag", TEXTS)
@pytest.mark.parametrize(("encoding", "mark", "found_by"), [
    ("utf-8", b"", "utf-8"), ("utf-8", b"\xef\xbb\xbf", "bom"), ("utf-16-le", b"\xff\xfe", "bom"),
    ("utf-16-be", b"\xfe\xff", "bom"), ("utf-16-le", b"", "nul-pattern"), ("utf-16-be", b"", "nul-pattern"),
    ("utf-32-le", b"\xff\xfe\0\0", "bom"),
])
def test_unicode_is_found_without_a_problem(tag: str, encoding: str, mark: bytes, found_by: str) -> None:
    text = HEAD + TEXTS[tag]
    decoded = decode(mark + text.encode(encoding), language=find_language(tag), path="a.srt")
    assert (decoded.text, decoded.encoding, decoded.found_by, decoded.problems) == (text, encoding, found_by, ())


@pytest.mark.parametrize("tag", TEXTS)
def test_half_valid_files_are_refused_with_line_and_bytes(tag: str) -> None:
    language, text = find_language(tag), HEAD + TEXTS[tag] + "\n"
    mixed = text.encode() + text.encode(language.legacy_encoding)
    with pytest.raises(SubtitleError) as caught:
        decode(mixed, language=language, path="lecture/a.srt")
    bad = caught.value
    assert bad.line == 7
    assert str(bad).startswith("lecture/a.srt:7: ")
    with pytest.raises(UnicodeDecodeError) as utf8:
        mixed.decode()
    assert mixed[utf8.value.start:utf8.value.start + 4].hex(" ").upper() in str(bad)
    assert bad.hint


@pytest.mark.parametrize("tag", TEXTS)
def test_one_damaged_letter_does_not_make_a_file_legacy(tag: str) -> None:
    raw = bytearray((HEAD + TEXTS[tag]).encode())
    place = next(place for place, byte in enumerate(raw) if byte > 0x7F)
    raw[place + 1] = 0x41
    with pytest.raises(SubtitleError, match="damaged UTF-8"):
        decode(bytes(raw), language=find_language(tag), path="a.srt")


def test_bytes_that_fit_no_encoding_are_refused() -> None:
    with pytest.raises(SubtitleError, match="neither UTF-8 nor cp1252") as caught:
        decode(b"1\n00:00:01,000 --> 00:00:02,000\n\x81\x8d\x8f\n", language=find_language("de"), path="a.srt")
    assert caught.value.line == 3


def test_a_byte_order_mark_that_lies_is_refused() -> None:
    with pytest.raises(SubtitleError, match="utf-8, which the file says it is") as caught:
        decode(b"\xef\xbb\xbfgut\nsch\xf6n\n", language=find_language("de"), path="a.srt")
    assert caught.value.line == 2
    assert "F6 6E" in str(caught.value)


def test_a_second_opinion_is_heard_when_it_sees_another_script() -> None:
    russian = "Города становятся умнее, когда люди решают вместе. " * 5
    decoded = decode(russian.encode("cp1251"), language=find_language("fr"), path="a.srt")
    assert [problem.code for problem in decoded.problems] == ["S050", "S051"]
    assert "Cyrl" in decoded.problems[1].message


def test_an_upper_case_letter_before_a_guillemet_is_still_cp1252() -> None:
    text = "«\u00a0UN CAFÉ» déjà prêt à être bu après l'été, répété à l'école"
    assert decode(text.encode("cp1252"), language=find_language("fr"), path="a.srt").text == text
