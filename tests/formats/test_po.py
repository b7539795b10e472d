"""PO files: what is written is read again, in whatever words, and other tools of the trade read it too."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.errors import SubtitleError
from pipeline.formats import po
from pipeline.formats.po import Entry, PoFile

HEADER = {"Project-Id-Version": "Cities", "Language": "ko", "MIME-Version": "1.0",
          "Content-Type": "text/plain; charset=UTF-8", "Content-Transfer-Encoding": "8bit"}
HOSTILE = ('"', '\\', '\\"', '\\n', "a\nb", "\t", "#, fuzzy", "#~ msgid \"x\"", 'msgid "x"', "<b>&amp;</b>", "{\\an8}",
           "\u202eevil\u202c", "\u2066x\u2069", "مرحبا", "👩‍🔬", "a\u2028b", "a\x85b", "\x0c", "%s %(x)s", "-->", "\r\n", "\\",
           "trailing\\", "'", "<<<<<<< ours", "..", "/etc/hostname", "e\u0301")
texts = st.one_of(st.sampled_from(HOSTILE), st.text(st.characters(codec="utf-8"), max_size=30),
                  st.lists(st.sampled_from(HOSTILE), max_size=4).map(" ".join))
lines = texts.map(po.one_line).filter(bool)
english = lines.filter(lambda text: text.strip() == text)
entries = st.builds(
    Entry, english=english, text=lines | st.just(""), context=lines | st.just(""), fuzzy=st.booleans(),
    previous=lines | st.just(""), remarks=st.lists(lines, max_size=3).map(tuple),
    comments=st.lists(lines, max_size=3).map(tuple),
    places=st.lists(st.tuples(st.just("subtitles/a/en.srt"), st.integers(1, 99).map(str)), max_size=3).map(tuple),
    flags=st.lists(st.sampled_from(["python-format", "no-wrap"]), max_size=2, unique=True).map(tuple))


def obsolete(entry: Entry) -> Entry:
    # What gettext keeps of an obsolete entry: its texts and a person's comments.
    return Entry(english=entry.english, text=entry.text, context=entry.context, fuzzy=entry.fuzzy, obsolete=True,
                 remarks=entry.remarks, flags=entry.flags)


@settings(max_examples=100, deadline=None)
@given(st.lists(entries, max_size=6), st.lists(entries.map(obsolete), max_size=3))
@example([Entry(english="a", text="b", comments=("x",)), Entry(english="a", text="c", context="2")], [])
def test_what_is_written_is_read_again(active: list[Entry], kept: list[Entry]) -> None:
    file = PoFile(fields=HEADER, remark="About this file.", entries=(*active, *kept))
    text = po.write(file)
    assert po.read(text, path="ko.po") == file
    assert po.write(po.read(text, path="ko.po")) == text


@given(texts, texts)
def test_any_text_a_person_writes_comes_back_but_for_odd_line_ends(one: str, other: str) -> None:
    file = PoFile(fields=HEADER, entries=(Entry(english="Hello.", text=one, remarks=(other,)),))
    back = po.read(po.write(file), path="ko.po").entries[0]
    assert po.one_line(back.text) == po.one_line(one)
    assert po.one_line(" ".join(back.remarks)) == po.one_line(other)


def test_a_text_that_names_a_file_is_never_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.po"
    secret.write_text('msgid "a"\nmsgstr "secret"\n', encoding="utf-8")
    with pytest.raises(SubtitleError):
        po.read(str(secret), path="ko.po")


@pytest.mark.parametrize(("text", "line"), [
    ('msgid ""\nmsgstr ""\n\nmsgid "a"\n<<<<<<< ours\nmsgstr "b"\n', 5),
    ('msgid "a "quoted" word"\nmsgstr "b"\n', 1),
    ('msgid "x"\nmsgstr "y"\n\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n', 4),
    ('msgid "a"\nmsgstr "b"\nnonsense\n', 3),
])
def test_what_cannot_be_read_whole_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(SubtitleError) as caught:
        po.read(text, path="subtitles/a/ko.po")
    assert caught.value.path == "subtitles/a/ko.po"
    assert caught.value.line == line
    assert caught.value.hint


def test_bytes_that_are_not_utf8_are_refused_with_their_line() -> None:
    with pytest.raises(SubtitleError) as caught:
        po.decode(b'msgid "a"\nmsgstr "' + "안녕".encode("cp949"), path="ko.po")
    assert caught.value.line == 2


@pytest.mark.parametrize("ending", ["\n#,\n", "\n#:\n", "\n#.\n", "\n# end\n", "\n#~| msgid \"x\"\n"])
def test_the_last_entry_is_read_whatever_comes_after_it(ending: str) -> None:
    assert [e.text for e in po.read(f'msgid "a"\nmsgstr "b"\n{ending}', path="ko.po").entries] == ["b"]


def test_fields_and_comment_of_other_tools_in_the_header_stay() -> None:
    text = '# Maria, 2026\nmsgid ""\nmsgstr ""\n"Last-Translator: Maria <m@example.org>\\n"\n"X-Generator: Poedit 3.4\\n"\n'
    file = po.read(text, path="ko.po")
    assert file.remark == "Maria, 2026"
    assert file.fields == {"Last-Translator": "Maria <m@example.org>", "X-Generator": "Poedit 3.4"}
    assert po.write(file).startswith("# Maria, 2026\n")


def test_an_editor_that_wraps_lines_changes_no_text() -> None:
    long = "한국어 문장이 아주 길어서 편집기가 여러 줄로 나누어 저장합니다. " * 5
    wrapped = "\n".join(f'"{part} "' for part in long.strip().split(" "))
    file = po.read(f'msgid ""\n"A long "\n"sentence."\nmsgstr ""\n{wrapped}\n', path="ko.po")
    assert [(e.english, po.one_line(e.text)) for e in file.entries] == [("A long sentence.", long.strip())]


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="GNU gettext is not installed: msgfmt is the second reader")
def test_gettext_itself_accepts_what_is_written(tmp_path: Path) -> None:
    hostile = [po.one_line(text) for text in HOSTILE if po.one_line(text)]
    made = [Entry(english=f"{n} {text}", text=text, remarks=(text,), comments=(text,), fuzzy=n % 2 == 0,
                  previous=text if n % 2 == 0 else "") for n, text in enumerate(hostile)]
    made += [obsolete(Entry(english=f"{n} {text}", text=text, context="kept")) for n, text in enumerate(hostile)]
    path = tmp_path / "ko.po"
    path.write_text(po.write(PoFile(fields=HEADER, entries=tuple(made))), encoding="utf-8")
    done = subprocess.run(["msgfmt", "--check-format", "-o", str(tmp_path / "ko.mo"), str(path)], capture_output=True,
                          text=True, check=False, timeout=30)
    assert done.returncode == 0, done.stderr
