"""Text for a container: what stays and what goes."""

from __future__ import annotations

import pytest

from pipeline.mux.clean import LONGEST_TEXT_CHARACTERS, WORD_JOINER, clean

J = WORD_JOINER


@pytest.mark.parametrize(("text", "expected", "flags"), [
    ("Good morning", "Good morning", set()),
    ("<i>a</i>\n<b>b</b>", "<i>a</i>\n<b>b</b>", set()),
    ("a < b", "a < b", set()),
    ("a < b > c", f"a <{J} b > c", {"guarded"}),
    ("\\N", f"\\{J}N", {"guarded"}),
    ("{y:i}x", f"{{{J}y:i}}x", {"guarded"}),
    ("{note}", "{note}", set()),
    ("0 --> 1", f"0 --{J}> 1", {"guarded"}),
    ("<v Ada>Hi", "Hi", {"markup"}),
    ("<c.yellow.bg>Hi</c>", "Hi", {"markup"}),
    ("<00:01.000>Hi", "Hi", {"markup"}),
    ("{\\an8}Hi", "Hi", {"position"}),
    ("{\\pos(1,2)}Hi", "Hi", {"position"}),
    ("{\\i1}Hi", "Hi", {"markup"}),
    ("a\r\nb\rc", "a\nb\nc", set()),
    ("  a  \n\n \n b ", "a\nb", set()),
    ("a\x00b\x1bc", "abc", {"control"}),
    ("\u200e \u200b", "", set()),
    ("<i> </i>", "", set()),
    ("", "", set()),
])
def test_examples(text, expected, flags):
    done = clean(text)
    assert done.text == expected
    assert {name for name in ("markup", "position", "guarded", "control", "cut") if getattr(done, name)} == flags


def test_a_text_too_long_for_a_sample_is_cut():
    done = clean("字" * (LONGEST_TEXT_CHARACTERS + 1))
    assert done.cut
    assert len(done.text.encode()) <= 65535 - 2
