"""The editor's desk says what it cannot do, and then changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.build import Wanted, build, open_course
from pipeline.cli.review import add, review
from pipeline.errors import PipelineError
from pipeline.model.glossary import Glossary
from pipeline.model.language import find_language
from pipeline.review.desk import Desk
from pipeline.review.take import Take

LECTURE = "p1-01-transitions"


@pytest.fixture
def course(make_course: Callable[..., Path], pseudo_engine: object) -> Path:
    return make_course(LECTURE)


def desk(root: Path) -> Desk:
    return Desk(root=root, course=open_course(root), lecture=LECTURE, language=find_language("ko"))


def test_nothing_can_be_exported_or_compared_before_a_build(course: Path) -> None:
    with pytest.raises(PipelineError, match="no machine track in Korean yet") as caught:
        desk(course).export(glossary=Glossary())
    assert "localize subtitles" in caught.value.hint
    with pytest.raises(PipelineError, match="no machine track"):
        desk(course).take_subtitles(b"1\n00:00:01,000 --> 00:00:02,000\nx\n", "x.srt", glossary=Glossary())
    assert not (course / f"subtitles/{LECTURE}/ko.po").exists()


def test_a_file_made_by_another_engine_is_refused_unless_all_of_it_is_to_count(course: Path) -> None:
    build(course, open_course(course), Wanted(until="subtitles"))
    built = (course / f"build/subtitles/{LECTURE}/ko.vtt").read_text(encoding="utf-8")
    older = built.replace("pseudo|ko|version:1", "pseudo|ko|version:0").encode()
    with pytest.raises(PipelineError, match="another build"):
        desk(course).take_subtitles(older, "older.vtt", glossary=Glossary())
    assert desk(course).take_subtitles(older, "older.vtt", glossary=Glossary(), prefer=Take.THEIRS).taken == 0
    assert desk(course).take_subtitles(built.encode(), "ko.vtt", glossary=Glossary()).taken == 0


@pytest.mark.parametrize("arguments", [
    ["import", "{file}", "--lecture", LECTURE, "--language", "de"],
    ["import", "{file}", "--lecture", "no-such", "--language", "ko"],
    ["export", "--language", "it"], ["tmx", "export", "{file}", "--language", "xx"]])
def test_a_lecture_or_language_that_is_not_the_machines_is_named(course: Path, arguments: list[str]) -> None:
    file = course / "x.srt"
    file.write_text("1\n00:00:01,000 --> 00:00:02,000\nx\n", encoding="utf-8")
    with pytest.raises(PipelineError) as caught:
        review.main([one.format(file=file) for one in arguments] + ["--root", str(course)], standalone_mode=False)
    assert "use one of" in caught.value.hint


def test_a_po_file_is_taken_whole_where_there_is_none_yet(course: Path) -> None:
    text = 'msgid ""\nmsgstr ""\n"X-Generator: Poedit 3.4\\n"\n\nmsgid "Welcome."\nmsgstr "환영합니다."\n'
    assert desk(course).take_po(text.encode(), "back.po").taken == 1
    written = (course / f"subtitles/{LECTURE}/ko.po").read_text(encoding="utf-8")
    assert "X-Generator: Poedit 3.4" in written
    assert "환영합니다." in written


def test_what_comes_back_for_english_that_is_gone_is_kept(course: Path) -> None:
    place = desk(course)
    place.take_po(b'msgid "Welcome."\nmsgstr "x"\n', "a.po")
    back = '# Anna: check\nmsgid "Old words."\nmsgstr "옛말."\n'.encode()
    header = b'msgid ""\nmsgstr ""\n\n'
    assert place.take_po(header + back, "b.po").kept == 1
    assert place.take_po(header + back, "b.po").kept == 0
    written = (course / f"subtitles/{LECTURE}/ko.po").read_text(encoding="utf-8")
    assert '# Anna: check\n#~ msgctxt "kept"\n#~ msgid "Old words."\n#~ msgstr "옛말."' in written


def test_add_refuses_an_id_that_is_there(course: Path) -> None:
    with pytest.raises(PipelineError):
        add.main([LECTURE, "--part", "1", "--title", "x", "--root", str(course)], standalone_mode=False)
