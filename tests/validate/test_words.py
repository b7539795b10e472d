"""Words that rules look for: what is a question, what only asks for a nod, what was left untranslated."""

from __future__ import annotations

import time

import pytest

from pipeline.validate import fidelity
from pipeline.validate.words import asks_in_words, says_number, tag_question


@pytest.mark.parametrize(("text", "language"), [
    ("this is the input, right", "en"), ("because we are learning right", "en"), ("but when we shift them, because we learn right", "en"), ("Okay", "en"), ("- Hello", "en"),
    ("questo è chiaro, vero", "it"), ("das ist klar, oder", "de"), ("c’est clair, n’est-ce pas", "fr"),
    ("هذا واضح، أليس كذلك", "ar"), ("이해하셨습니다. 그렇죠", "ko"), ("这很清楚，对吧", "zh-Hans"),
])
def test_a_nod_is_no_question(text: str, language: str) -> None:
    assert tag_question(language).search(text)


@pytest.mark.parametrize(("text", "language"), [
    ("is this right", "en"), ("So is the answer right", "en"), ("what is the right one", "en"), ("Which way is right", "en"),
    ("chi lo sa davvero", "it"), ("wer weiß das", "de"), ("qui le sait vraiment", "fr"), ("무엇이 맞습니까", "ko"),
    ("什么是对的", "zh-Hans"), ("anything", "xx"),
])
def test_a_question_is_one(text: str, language: str) -> None:
    assert not tag_question(language).search(text)


@pytest.mark.parametrize(("text", "language", "asks"), [
    ("필터가 존재하는 이유가 무엇인지 입니다.", "ko", True), ("다시 시키는 것이 흔한 방법인지를 물었습니다", "ko", True),
    ("왜 하냐는 것입니다.", "ko", True), ("우리는 하지 않습니다.", "ko", False), ("센서를 설치했습니다.", "ko", False),
    ("我们看看是否有用", "zh-Hans", True), ("我们安装了传感器", "zh-Hans", False), ("we ask whether", "en", False),
])
def test_a_question_may_be_told_of(text: str, language: str, asks: bool) -> None:
    assert asks_in_words(text, language) is asks


@pytest.mark.parametrize(("text", "left"), [
    ("we ultimately don't need all of the padding", True), ("in the dataset.", True),
    ("Softmax classifier의 Loss는 negative log likelihood 가 되어야 합니다.", False),
    ("是 distilbert-base-uncased-finetuned-sst-2-English。", False), ("torch、tensorflow 或 numpy。", False),
    ("前往 “What is transfer learning?” 视频，", False), ("유한 차분법(finite difference methods)를 이용하는 것입니다.", False),
    ("forward pass iteration 마다 그 모양은 계속 바뀝니다.", False),
])
def test_terms_in_latin_letters_are_not_untranslated(text: str, left: bool) -> None:
    assert fidelity._is_left(text, "en") is left


@pytest.mark.parametrize(("text", "language", "slip"), [
    ("the the pipeline", "en", True), ("Fei Fei Li", "en", False), ("really really big", "en", False),
    ("매일 매일 종료", "ko", False), ("평균과 평균과 편차", "ko", True), ("Fei Fei 교수님", "ko", False), ("And and so", "en", True),
])
def test_a_doubled_word_may_be_meant(text: str, language: str, slip: bool) -> None:
    (match,) = fidelity._DOUBLED.finditer(text)
    assert fidelity._is_slip(match, language) is slip


@pytest.mark.parametrize(("text", "value", "language"), [
    ("전체 358M번의 연산", 358_000_000, "ko"), ("LSVRC'12 에서", 2012, "ko"), ("1E-5 근처에", 10, "ko")])
def test_numbers_are_known_in_short_forms(text: str, value: int, language: str) -> None:
    from decimal import Decimal
    assert says_number(text, Decimal(value), language)
    assert not says_number(text, Decimal(value + 1), language)


@pytest.mark.parametrize("text", ["a" * 50_000, "-" * 50_000, "“" * 50_000, "(" * 50_000, "a." * 25_000 + "!", "a, " * 20_000])
def test_odd_text_costs_no_time(text: str) -> None:
    begun = time.process_time()
    fidelity._is_left(text, "en")
    tag_question("en").search(text[-200:])
    asks_in_words(text, "ko")
    assert time.process_time() - begun < 2
