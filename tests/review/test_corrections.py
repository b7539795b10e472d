"""Whose words a sentence gets: the lecture's own first, then another's with the same terms, never one of two."""

from __future__ import annotations

from pipeline.model.glossary import Glossary, Term
from pipeline.review.corrections import choose
from pipeline.review.files import Known, Memory

CITY = Glossary(terms=(Term(source="smart city", targets=(("ko", ("스마트 도시",)),)),))
ENGLISH = "A smart city learns."


def known(text: str, lecture: str, *, nth: int = 1, terms: str = "", english: str = ENGLISH) -> Known:
    return Known(english=english, text=text, lecture=lecture, nth=nth, terms=terms)


def memory_of(*found: Known) -> Memory:
    return Memory(sentences={one.english: tuple(k for k in found if k.english == one.english) for one in found},
                  lectures={one.lecture: tuple(k for k in found if k.lecture == one.lecture) for one in found})


def chosen(*found: Known, sentences: tuple[str, ...] = (ENGLISH,), glossary: Glossary = CITY) -> dict[str, str]:
    texts, _ = choose(sentences, memory_of(*found), lecture="own", language="ko", glossary=lambda: glossary)
    return texts


def test_the_own_lecture_wins_over_any_other() -> None:
    assert chosen(known("남의 것", "other"), known("내 것", "own")) == {ENGLISH: "내 것"}


def test_another_lecture_counts_when_it_was_written_with_the_same_terms() -> None:
    assert chosen(known("똑똑한 도시", "other", terms="smart city = 스마트 도시")) == {ENGLISH: "똑똑한 도시"}
    assert chosen(known("스마트 도시는 배웁니다.", "other")) == {ENGLISH: "스마트 도시는 배웁니다."}


def test_another_lecture_does_not_count_when_its_terms_were_others() -> None:
    assert chosen(known("똑똑한 도시는 배웁니다.", "other", terms="smart city = 똑똑한 도시")) == {}


def test_a_term_that_was_taken_out_of_the_glossary_forbids_nothing() -> None:
    gone = known("도시", "other", terms="smart city = 스마트 도시")
    assert chosen(gone, glossary=Glossary()) == {ENGLISH: "도시"}


def test_the_own_lecture_counts_whatever_its_terms() -> None:
    assert chosen(known("똑똑한 도시", "own", terms="smart city = 똑똑한 도시")) == {ENGLISH: "똑똑한 도시"}


def test_two_others_that_say_the_same_count_and_two_that_differ_do_not() -> None:
    one, other = known("스마트 도시 하나", "a"), known("스마트 도시 둘", "b")
    assert choose((ENGLISH,), memory_of(one, other), lecture="own", language="ko", glossary=lambda: CITY) == (
        {}, ((one, other),))
    assert chosen(one, known("스마트 도시 하나", "b")) == {ENGLISH: "스마트 도시 하나"}


def test_what_is_in_use_counts_before_what_is_kept() -> None:
    assert chosen(known("옛것", "own", nth=0), known("새것", "own")) == {ENGLISH: "새것"}
    assert chosen(known("옛것", "own", nth=0), known("스마트 도시", "other")) == {ENGLISH: "옛것"}
    assert chosen(known("스마트 도시 옛것", "other", nth=0), known("스마트 도시", "other")) == {ENGLISH: "스마트 도시"}


def test_a_sentence_that_stands_twice_may_be_said_in_two_ways() -> None:
    twice = (ENGLISH, "Okay.", ENGLISH)
    assert chosen(known("하나", "own"), known("둘", "own", nth=2), sentences=twice) == {
        f"{ENGLISH}\n1": "하나", f"{ENGLISH}\n2": "둘"}
    assert chosen(known("하나", "own"), sentences=twice) == {ENGLISH: "하나"}
    assert chosen(known("같다", "own"), known("같다", "own", nth=2), sentences=twice) == {ENGLISH: "같다"}


def test_only_sentences_of_the_lecture_are_given() -> None:
    assert chosen(known("안녕", "other", english="Hello."), known("스마트 도시", "b")) == {ENGLISH: "스마트 도시"}
