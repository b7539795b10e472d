"""TMX: what is written is read again, tags of other tools are understood, and hostile XML is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SubtitleError
from pipeline.formats import tmx
from pipeline.formats.po import one_line
from pipeline.formats.tmx import Unit

_UNWRITABLE = "\ufffe\uffff"
sentences = st.text(st.characters(codec="utf-8", exclude_characters=_UNWRITABLE), min_size=1).map(one_line).filter(bool)


def document(body: str, lead: str = "") -> bytes:
    return (f'<?xml version="1.0"?>{lead}<tmx version="1.4"><header srclang="en-US"/><body>{body}</body></tmx>').encode()


def pair(one: str, first: str, other: str, second: str) -> str:
    return (f'<tu><tuv xml:lang="{one}"><seg>{first}</seg></tuv><tuv xml:lang="{other}"><seg>{second}</seg></tuv></tu>')


@given(st.lists(st.builds(Unit, source=sentences, target=sentences, lecture=sentences | st.just("")), max_size=5))
def test_what_is_written_is_read_again(units: list[Unit]) -> None:
    raw = tmx.write(units, source="en", target="ko")
    assert tmx.read(raw, source="en", target="ko", path="m.tmx") == tuple(units)
    assert tmx.write(units, source="en", target="ko") == raw


@pytest.mark.parametrize(("tag", "wanted", "count"), [
    ("ko-KR", "ko", 1), ("KO", "ko", 1), ("zh-CN", "zh-Hans", 1), ("zh_CN", "zh-Hans", 1), ("zh", "zh-Hans", 1),
    ("zh-TW", "zh-Hans", 0), ("zh-Hant-HK", "zh-Hant", 1), ("zh-SG", "zh-Hans", 1), ("fr", "ko", 0)])
def test_languages_of_other_tools_are_understood(tag: str, wanted: str, count: int) -> None:
    raw = document(pair("en-GB", "Hello.", tag, "x"))
    assert len(tmx.read(raw, source="en", target=wanted, path="m.tmx")) == count


def test_codes_of_other_tools_inside_a_sentence_are_no_words() -> None:
    raw = document(pair("en", 'A <bpt i="1">&lt;b&gt;</bpt>green<ept i="1">&lt;/b&gt;</ept> <hi>city</hi>.', "ko", "도시."))
    assert tmx.read(raw, source="en", target="ko", path="m.tmx") == (Unit(source="A green city.", target="도시."),)


def test_the_usual_doctype_is_read() -> None:
    raw = document(pair("en", "Hello.", "ko", "안녕."), lead='<!DOCTYPE tmx SYSTEM "tmx14.dtd">')
    assert len(tmx.read(raw, source="en", target="ko", path="m.tmx")) == 1


@pytest.mark.parametrize("raw", [
    document(pair("en", "&a;", "ko", "x"), lead='<!DOCTYPE tmx [<!ENTITY a SYSTEM "file:///etc/hostname">]>'),
    document(pair("en", "&b;", "ko", "x"), lead='<!DOCTYPE tmx [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]>'),
    document("", lead='<!DOCTYPE tmx [<!ENTITY a "x">]>').decode().replace('<?xml version="1.0"?>', "").encode("utf-16"),
    b"", b"<tmx>", b"<html/>", b"\x00\x01", b'<?xml version="1.0" encoding="no-such"?><tmx/>'])
def test_what_is_not_plain_tmx_is_refused(raw: bytes) -> None:
    with pytest.raises(SubtitleError) as caught:
        tmx.read(raw, source="en", target="ko", path="m.tmx")
    assert caught.value.hint
