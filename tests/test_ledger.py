"""A step runs again for one stated reason, and never because of a time stamp."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.ledger import Ledger, Step, open_ledger, settings_of
from pipeline.model.profile import Profile
from pipeline.store import Store

STEP = Step(key="translate/ko", revision=1, inputs={"track en": "d1"}, settings={"engine": "e1"}, outputs=("out",))


@pytest.fixture
def done(tmp_path: Path) -> tuple[Store, Ledger]:
    store = Store(tmp_path)
    ledger = open_ledger("ledger.json", store)
    assert ledger.reason(STEP, store) == "no record"
    store.write("out", b"made")
    ledger.done(STEP, store)
    ledger.save(store)
    return store, open_ledger("ledger.json", store)


def test_a_step_that_was_done_is_fresh(done: tuple[Store, Ledger]) -> None:
    store, ledger = done
    assert ledger.reason(STEP, store) == ""


def test_touching_an_output_changes_nothing(done: tuple[Store, Ledger], tmp_path: Path) -> None:
    _, ledger = done
    os.utime(tmp_path / "out", (1, 1))
    assert ledger.reason(STEP, Store(tmp_path)) == ""


@pytest.mark.parametrize(("change", "reason"), [
    ({"revision": 2}, "stage revised (1 -> 2)"),
    ({"inputs": {"track en": "d2"}}, "input changed (track en)"),
    ({"inputs": {"track en": "d1", "glossary": "g"}}, "input changed (glossary)"),
    ({"settings": {"engine": "e2"}}, "setting changed (engine: e1 -> e2)"),
])
def test_each_reason_is_stated(done: tuple[Store, Ledger], change: dict[str, object], reason: str) -> None:
    store, ledger = done
    assert ledger.reason(replace(STEP, **change), store) == reason  # type: ignore[arg-type]


def test_a_missing_and_an_edited_output_are_told_apart(done: tuple[Store, Ledger]) -> None:
    store, ledger = done
    store.write("out", b"edited by a person")
    assert ledger.reason(STEP, store) == "output edited by hand (out)"
    assert ledger.edited(STEP, store) == ("out",)
    store.remove("out")
    assert ledger.reason(STEP, store) == "output missing (out)"
    assert ledger.edited(STEP, store) == ()


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"sha256":"x","body":{}}'])
def test_a_damaged_ledger_is_not_trusted(done: tuple[Store, Ledger], tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "ledger.json").write_bytes(damage)
    store = Store(tmp_path)
    assert open_ledger("ledger.json", store).reason(STEP, store) == "the record was damaged"


def test_one_flipped_digest_is_noticed(done: tuple[Store, Ledger], tmp_path: Path) -> None:
    path = tmp_path / "ledger.json"
    path.write_bytes(path.read_bytes().replace(b'"d1"', b'"d7"'))
    store = Store(tmp_path)
    assert open_ledger("ledger.json", store).damaged


def test_settings_are_one_readable_entry_a_field() -> None:
    profile = Profile(language="ko", name="lecture", source="s", width_warn_columns=16, width_error_columns=None,
                      cps_target=10, cps_warn=12, cps_error=14, min_duration_warn_ms=1000, min_duration_error_ms=833,
                      max_duration_warn_ms=7000, max_duration_error_ms=10000, min_gap_ms=0)
    flat = settings_of(profile=profile, engine="argos")
    assert flat["profile.cps_warn"] == "12"
    assert flat["profile.width_error_columns"] == "null"
    assert flat["engine"] == "argos"
