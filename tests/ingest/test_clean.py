from __future__ import annotations

import unicodedata

import pytest

from pipeline.ingest.clean import clean


@pytest.mark.parametrize(("text", "wanted", "codes"), [
    ("nothing to do here", "nothing to do here", []),
    ("one\u2028two", "one\ntwo", ["S053"]),
    ("one\x85two", "one\ntwo", ["S053"]),
    ("bell\x07", "bell", ["S053"]),
    ("Stra\ufffde", "Stra\ufffde", ["S052"]),
    ("it\x92s", "it\x92s", ["S052"]),
    (unicodedata.normalize("NFD", "도시"), "도시", ["S054"]),
    ("cafe\u0301", "café", ["S054"]),
    ("city\u200b wide\ufeff so\u00adft", "city wide soft", ["S055"]),
    ("a\u200db", "ab", ["S055"]),
    ("می\u200cخواهم", "می\u200cخواهم", []),
    ("👩\u200d💻 works", "👩\u200d💻 works", []),
    ("\u200fمدينة\u200f", "مدينة", ["S056"]),
    ("\u202bمدينة\u202c \u2067ذكية\u2069", "مدينة ذكية", ["S056"]),
    ("\ufefb", "\u0644\u0627", ["S057"]),
    ("\ufee3\ufeaa\ufef3\ufee8\ufe94", "مدينة", ["S057"]),
    ("\ufe94\ufee8\ufef3\ufeaa\ufee3", "ةنيدم", ["S058", "S057"]),
    (".هذه مدينة", ".هذه مدينة", ["S059"]),
    ("...ثم", "...ثم", []),
    ("  two \t\n\n lines\u3000", "two\nlines", ["S060"]),
])
def test_each_fault_is_repaired_and_told(text: str, wanted: str, codes: list[str]) -> None:
    cleaned, found = clean(text)
    assert cleaned == wanted
    assert [code.code for code, _ in found] == codes
    assert all(clause for _, clause in found)


@pytest.mark.parametrize("text", [
    "智慧城市，真的吗？（是）：…", "prix\u00a0: 50\u202f%", "ㅋㅋㅋ ㄱㅏ", "½ m² ℃", "“인용” — ‘말’", "سنة ٢٠٣٠، نعم؟",
    "<i>x</i> & y",
])
def test_what_is_right_in_its_language_stays(text: str) -> None:
    assert clean(text) == (text, ())
