"""Texts that look the same are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.mux.styled import canonical, from_spans, runs

PIECES = st.lists(st.sampled_from(["<i>", "</i>", "<b>", "</b>", "<u>", "</u>", "a", "한", " ", "\n", "<", ">", "<x>"]))


@pytest.mark.parametrize(("text", "expected"), [
    ("plain", "plain"),
    ("<i>a</i><i>b</i>", "<i>ab</i>"),
    ("<i>a</i> <i>b</i>", "<i>a b</i>"),
    ("<i>a</i>\n<i>b</i>", "<i>a\nb</i>"),
    ("<i>a </i>b", "<i>a</i> b"),
    ("<I>up</I>", "<i>up</i>"),
    ("<i><b>x</i></b>", "<b><i>x</i></b>"),
    ("<b><i>x</i></b>", "<b><i>x</i></b>"),
    ("<i>open", "<i>open</i>"),
    ("shut</i>", "shut"),
    ("<i></i>x", "x"),
    ("<i.quiet>x</i>", "<i>x</i>"),
    ("<c>x</c>", "<c>x</c>"),
    ("a < b", "a < b"),
])
def test_tags_are_written_in_one_way(text, expected):
    assert canonical(text) == expected


@given(PIECES.map("".join))
def test_writing_them_again_changes_nothing(text):
    assert canonical(canonical(text)) == canonical(text)


@given(PIECES.map("".join))
def test_style_records_say_the_same_as_tags(text):
    spans, place = [], 0
    for bits, characters in runs(text):
        spans.append((place, place + len(characters), bits))
        place += len(characters)
    plain = "".join(characters for _, characters in runs(text))
    if "<" not in plain:  # a "<" of the text may make a new tag with what follows
        assert from_spans(plain, spans) == canonical(text)


def test_records_beyond_the_text_do_no_harm():
    assert from_spans("ab", [(1, 99, 2), (-5, 0, 1)]) == "a<i>b</i>"
