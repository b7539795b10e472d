"""TBX-Basic: what is written is read again, older files are read, and hostile XML is refused with its line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.errors import GlossaryError
from pipeline.formats import tbx, terms
from pipeline.model.glossary import Glossary, Match, Term

MARTIF = """<?xml version='1.0'?>
<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en"><text><body>
<termEntry id="1">
 <langSet xml:lang="en-GB"><tig><term>smart city</term></tig></langSet>
 <langSet xml:lang="ko-KR"><ntig><termGrp><term>스마트 도시</term></termGrp></ntig>
  <tig><term>똑똑한 도시</term><termNote type="administrativeStatus">deprecatedTerm-admn-sts</termNote></tig>
  <tig><term>스마트시티</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig></langSet>
 <langSet xml:lang="zh-CN"><tig><term>智慧城市</term></tig></langSet>
 <langSet xml:lang="ja"><tig><term>スマートシティ</term></tig></langSet>
</termEntry>
</body></text></martif>
"""


def test_the_glossary_of_the_course_comes_back_as_it_was() -> None:
    path = Path(__file__).parents[2] / "glossary" / "terms.tsv"
    glossary = terms.read(path.read_text(encoding="utf-8"), path="terms.tsv")
    again = tbx.read(tbx.write(glossary), path="terms.tbx")
    assert [replace(t, line=0) for t in again.terms] == [replace(t, line=0) for t in glossary.terms]
    assert terms.write(again) == terms.write(glossary)


def test_signs_of_xml_in_a_term() -> None:
    term = Term(source="R&D <b>", targets=(("ko", ("연구 & 개발",
     "\"R&D\"")),), match=Match.EXACT, note="a < b", line=0)
    again, = tbx.read(tbx.write(Glossary(terms=(term,))), path="x").terms
    assert replace(again, line=0) == term


def test_an_older_file() -> None:
    term, = tbx.read(MARTIF, path="old.tbx").terms
    assert term == Term(source="smart city", line=4, targets=(("ko", ("스마트시티", "스마트 도시")),
    ("zh-Hans", ("智慧城市",))))


@pytest.mark.parametrize(("text", "line", "why"), [
    ("", 1, "not XML"), ("en\tko\n", 1, "not XML"), ("<tbx><text>\n</tbx>", 2, "not XML"),
    ("<tbx/>", 1, "no English term"), ("<a>" * 60 + "</a>" * 60, 1, "too deep"),
    ('<!DOCTYPE a [\n<!ENTITY b "cc">\n]>\n<a>&b;</a>', 2, "entities"),
    ('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', 1, "entities"),
    (MARTIF.replace("<langSet xml:lang=\"en-GB\">", "<note>match: often</note><langSet xml:lang=\"en\">"), 4, "often"),
    (MARTIF.replace("ko-KR", "ja").replace("zh-CN", "th"), 4, "no term in another language"),
    (MARTIF.replace("</termEntry>", MARTIF[MARTIF.index(" <langSet"):MARTIF.index("</body>")].join(
        ("</termEntry>\n<termEntry>", ""))), 12, "stands in line 4 already"),
])
def test_what_cannot_be_used_is_said_with_its_line(text: str, line: int, why: str) -> None:
    with pytest.raises(GlossaryError) as caught:
        tbx.read(text, path="x.tbx")
    assert why in str(caught.value)
    assert caught.value.line == line
    assert caught.value.hint
