"""Export never loses, overwrites or misplaces what a person wrote, in whatever order people and lectures change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.formats import po
from pipeline.formats.po import Entry, PoFile, one_line
from pipeline.model.glossary import Glossary, Term
from pipeline.review.corrections import choose, numbered
from pipeline.review.files import Memory, known_in
from pipeline.review.lines import Line, noted
from pipeline.review.merge import merge, occurrences
from pipeline.review.take import Edit, Take, take
from pipeline.translate.terms import find

POOL = ("Okay.", "The city grows.", "The city grows fast.", "We measure the air.", "We measure the noise.", "Thank you.",
        'Say "yes" \\ or no.', "\u202eIt is a mark.")


def line(english: str, text: str = "", *, by_person: bool = False) -> Line:
    return Line(english=english, text=text or f"기계: {english}", language="ko", by_person=by_person)


def through_disk(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    return po.read(po.write(PoFile(entries=tuple(entries))), path="ko.po").entries


def lines_for(sentences: Sequence[str], entries: Sequence[Entry], version: int) -> list[Line]:
    """Do as a build does: the corrections where there are some, else the machine."""
    found: dict[str, list[object]] = {}
    for known in known_in(tuple(entries), "own"):
        found.setdefault(known.english, []).append(known)
    memory = Memory(sentences={english: tuple(known) for english, known in found.items()},  # type: ignore[misc]
                    lectures={"own": known_in(tuple(entries), "own")})
    texts, _ = choose(sentences, memory, lecture="own", language="ko", glossary=Glossary)
    made = []
    for sentence, nth in zip(sentences, occurrences(sentences), strict=True):
        said = texts.get(numbered(sentence, nth)) or texts.get(sentence, "")
        made.append(line(one_line(sentence), said or f"기계 {version}: {sentence}", by_person=bool(said)))
    return made


sentences = st.lists(st.sampled_from(POOL), min_size=1, max_size=7)
words = st.text(st.characters(codec="utf-8"), max_size=8)
actions = st.one_of(
    st.tuples(st.just("speak"), sentences),
    st.tuples(st.just("retrain"), st.integers(1, 3)),
    st.tuples(st.sampled_from(["write", "draft", "import", "theirs", "ours"]), st.tuples(st.integers(0, 9), words)))


@settings(max_examples=60, deadline=None)
@given(sentences, st.lists(actions, max_size=12))
def test_no_text_of_a_person_is_lost_through_any_sequence_of_edits_and_changes(
        first: list[str], happened: list[tuple[str, object]]) -> None:
    spoken, version = first, 1
    entries = through_disk(merge((), lines_for(spoken, (), version)).entries)
    written: set[str] = set()
    for number, (action, value) in enumerate(happened):
        if action == "speak":
            spoken = value  # type: ignore[assignment]
        elif action == "retrain":
            version = value  # type: ignore[assignment]
        else:
            place, word = value  # type: ignore[misc]
            active = [at for at, entry in enumerate(entries) if not entry.obsolete]
            at = active[place % len(active)]
            text = one_line(f"사람 {number} {word}.")
            entries, replaced = _edited(entries, at, action, text)
            written = (written - {replaced}) | {text}
        entries = through_disk(merge(entries, lines_for(spoken, entries, version)).entries)
        _check(entries, spoken, written)
        again = merge(entries, lines_for(spoken, entries, version)).entries
        assert po.write(PoFile(entries=again)) == po.write(PoFile(entries=entries))


def _edited(entries: tuple[Entry, ...], at: int, action: str, text: str) -> tuple[tuple[Entry, ...], str]:
    """Let a person work on an entry; give the words that they themselves have replaced in their editor."""
    entry = entries[at]
    if action in ("write", "draft"):
        made = replace(entry, text=text, fuzzy=action == "draft")
        return (*entries[:at], made, *entries[at + 1:]), one_line(entry.text)
    before = [one_line(one.english) for one in entries[:at] if not one.obsolete]
    edit = Edit(english=one_line(entry.english), text=text, nth=before.count(one_line(entry.english)) + 1)
    prefer = {"import": Take.NEITHER, "theirs": Take.THEIRS, "ours": Take.OURS}[action]
    taken = take(entries, [edit], prefer=prefer)
    assert taken.unknown == ()
    if taken.conflicts:
        assert [(c.ours, c.theirs) for c in taken.conflicts] == [(one_line(entry.text), text)]
        taken = take(entries, [edit], prefer=Take.OURS)
    return taken.entries, ""


def _check(entries: Sequence[Entry], spoken: Sequence[str], written: set[str]) -> None:
    active = [entry for entry in entries if not entry.obsolete]
    assert [one_line(entry.english) for entry in active] == [one_line(sentence) for sentence in spoken]
    keys = [(entry.english, entry.context) for entry in entries]
    assert len(set(keys)) == len(keys)
    assert all(entry.text.strip() for entry in active)
    there = {one_line(entry.text) for entry in entries}
    there |= {remark.removeprefix("not taken: ") for entry in entries for remark in entry.remarks}
    assert written <= there


def test_a_draft_left_fuzzy_is_neither_used_nor_overwritten() -> None:
    entry = merge((), [line("Okay.", "기계.")]).entries[0]
    after = merge([replace(entry, text="반쯤 고친 문장")], [line("Okay.", "새 기계.")]).entries[0]
    assert (after.text, after.fuzzy, noted(after, "machine")) == ("반쯤 고친 문장", True, "새 기계.")
    assert known_in((after,), "own") == ()


def test_a_fuzzy_text_of_the_machine_follows_the_machine_also_when_an_editor_wrapped_the_comment() -> None:
    entry = merge((), [line("Okay.", "오늘은 새로운 이야기를 시작합니다.")]).entries[0]
    wrapped = replace(entry, comments=(*entry.comments[:-1], "machine: 오늘은 새로운", "이야기를 시작합니다."))
    assert merge([wrapped], [line("Okay.", "새 기계.")]).entries[0].text == "새 기계."


def test_an_approved_machine_text_is_a_persons() -> None:
    entry = merge((), [line("Okay.", "기계.")]).entries[0]
    after = merge([replace(entry, fuzzy=False)], [line("Okay.", "새 기계.")]).entries[0]
    assert (after.text, after.fuzzy) == ("기계.", False)


def test_a_sentence_that_moves_or_loses_a_twin_before_it_keeps_its_text() -> None:
    first = merge((), [line("Okay."), line("The city grows."), line("Okay."), line("Thank you.")]).entries
    mine = [replace(entry, text=f"사람 {n}", fuzzy=False) for n, entry in enumerate(first)]
    after = merge(mine, [line("Thank you."), line("The city grows."), line("Okay.")]).entries
    assert [(e.english, e.text, e.obsolete) for e in after] == [
        ("Thank you.", "사람 3", False), ("The city grows.", "사람 1", False), ("Okay.", "사람 2", False),
        ("Okay.", "사람 0", True)]


def test_sentences_that_nobody_edited_never_turn_stale() -> None:
    first = merge((), [line("The city grows."), line("Thank you.")]).entries
    after = merge(first, [line("The city grows fast."), line("Thank you.")])
    assert after.stale == 0
    assert [e.obsolete for e in after.entries] == [False, False]


def test_a_persons_remark_stays_even_where_the_text_is_the_machines() -> None:
    first = merge((), [line("The city grows.")]).entries
    after = merge([replace(first[0], remarks=("ask Anna",))], [line("Something else entirely, my friends!")]).entries
    assert [(e.obsolete, e.remarks) for e in after] == [(False, ()), (True, ("ask Anna",))]


def test_terms_are_noted_and_a_later_change_of_the_glossary_is_told() -> None:
    def with_term(korean: str) -> Line:
        glossary = Glossary(terms=(Term(source="city", targets=(("ko", (korean,)),)),))
        return replace(line("The city grows."), occurrences=find("The city grows.", glossary, "ko"))

    first = merge((), [with_term("도시")]).entries[0]
    assert noted(first, "terms") == "city = 도시"
    mine = replace(first, text="도시가 자랍니다.", fuzzy=False)
    later = merge([mine], [with_term("시티")]).entries[0]
    assert noted(later, "terms") == "city = 도시"
    assert "approved anew since: city = 시티" in noted(later, "problem")
    assert merge([later], [with_term("시티")]).entries[0] == later
    again = merge([replace(later, text="시티가 자랍니다.")], [with_term("시티")]).entries[0]
    assert noted(again, "terms") == "city = 시티"
    assert noted(again, "problem") == ""
