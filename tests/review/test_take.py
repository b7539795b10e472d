"""Edits taken into a PO file: what is new is written, what contradicts is shown, what is old news changes nothing."""

from __future__ import annotations

from pipeline.formats.po import Entry
from pipeline.review.take import Conflict, Edit, Take, take

OPEN = Entry(english="Okay.", text="기계.", fuzzy=True, comments=("machine: 기계.",))
DONE = Entry(english="Okay.", text="사람.", comments=("machine: 기계.",))
THEIRS = Edit(english="Okay.", text="다른 사람.")


def test_an_edit_of_a_machine_text_is_written_without_a_remark() -> None:
    found = take([OPEN], [THEIRS])
    assert (found.taken, found.entries[0].text, found.entries[0].by_person) == (1, "다른 사람.", True)
    assert found.entries[0].remarks == ()


def test_a_contradiction_is_shown_and_changes_nothing() -> None:
    found = take([DONE], [THEIRS])
    assert found.conflicts == (Conflict(english="Okay.", ours="사람.", theirs="다른 사람."),)
    assert found.entries == (DONE,)


def test_who_loses_stays_as_a_remark_once() -> None:
    ours = take(take([DONE], [THEIRS], prefer=Take.OURS).entries, [THEIRS], prefer=Take.OURS).entries[0]
    assert (ours.text, ours.remarks) == ("사람.", ("not taken: 다른 사람.",))
    theirs = take([DONE], [THEIRS], prefer=Take.THEIRS).entries[0]
    assert (theirs.text, theirs.remarks) == ("다른 사람.", ("not taken: 사람.",))


def test_an_old_file_with_the_machines_words_takes_no_correction_back() -> None:
    found = take([DONE], [Edit(english="Okay.", text="기계.")], prefer=Take.THEIRS)
    assert (found.taken, found.entries) == (0, (DONE,))


def test_a_draft_that_is_replaced_stays_as_a_remark() -> None:
    draft = Entry(english="Okay.", text="반쯤", fuzzy=True, comments=("machine: 기계.",))
    assert take([draft], [THEIRS]).entries[0].remarks == ("not taken: 반쯤",)


def test_an_edit_for_english_that_is_not_there_is_given_back() -> None:
    edit = Edit(english="Bye.", text="안녕.")
    assert take([DONE], [edit]).unknown == (edit,)
    assert take([DONE], [Edit(english="Okay.", text="x", nth=2)]).unknown[0].nth == 2


def test_no_words_are_no_edit() -> None:
    assert take([OPEN], [Edit(english="Okay.", text="  ")]).entries == (OPEN,)
