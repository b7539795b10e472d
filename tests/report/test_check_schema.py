"""docs/check.schema.json says what `localize check --output-format json` writes, no more and no less."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipeline import cli
from pipeline.catalogue import ALL_CODES
from pipeline.model.problem import Problem, Severity
from pipeline.report.check import OUTPUTS, SCHEMA

ROOT = Path(__file__).parents[2]
CONTRACT = json.loads((ROOT / "docs/check.schema.json").read_text(encoding="utf-8"))
LECTURE = "p1-01-transitions"
TYPES = {"object": dict, "array": list, "string": str, "integer": int}
SAID = {"$schema", "$defs", "title", "description"}
FOUND = Problem(code="T003", name="too-fast", severity=Severity.ERROR, message="21 characters in 1.2 s", line=118, cue=27,
                path="subtitles/a/en.srt", language="ko", text="하나\n둘", lecture="a", measured="17.5 CPS", limit="12 CPS")


def faults(value: Any, schema: dict[str, Any], place: str = "$") -> Iterator[str]:
    """Give what is wrong with a value under the few words of JSON Schema that the contract is written in."""
    if "$ref" in schema:
        schema = CONTRACT["$defs"][schema["$ref"].removeprefix("#/$defs/")]
    rules: dict[str, Callable[[Any], bool]] = {
        "type": lambda kind: isinstance(value, TYPES[kind]) and not isinstance(value, bool),
        "const": lambda one: value == one and type(value) is type(one),
        "enum": lambda ones: value in ones,
        "minimum": lambda least: value >= least,
        "minLength": lambda least: len(value) >= least,
        "pattern": lambda pattern: re.search(pattern, value) is not None,
        "required": lambda names: set(names) <= set(value),
        "properties": lambda _: True,
        "items": lambda _: True,
    }
    for word in sorted(schema.keys() - SAID, key=list(rules).index):  # the type first: other words rely on it
        if not rules[word](schema[word]):  # a word that is not known here fails the test, it does not pass in silence
            yield f"{place}: {word}"
            return
    for name, inner in schema.get("properties", {}).items():
        yield from faults(value[name], inner, f"{place}.{name}") if name in value else ()
    for number, item in enumerate(value if "items" in schema else ()):
        yield from faults(item, schema["items"], f"{place}[{number}]")


def test_what_check_really_writes_is_what_the_contract_says(
        make_course: Callable[..., Path], pseudo_engine: object, monkeypatch: pytest.MonkeyPatch,
        capsys: pytest.CaptureFixture[str]) -> None:
    root = make_course(LECTURE)
    monkeypatch.chdir(root)
    path = root / f"subtitles/{LECTURE}/de.srt"
    path.write_text(path.read_text(encoding="utf-8").replace("00:00:02,100 -->", "00:00:0x,100 -->"), encoding="utf-8")
    assert cli._run(["check", "--jobs", "1", "--output-format", "json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert data["problems"]
    assert list(faults(data, CONTRACT)) == []


def test_a_clean_run_is_as_the_contract_says() -> None:
    assert list(faults(json.loads(OUTPUTS["json"]((), 7, False)), CONTRACT)) == []


def test_the_contract_names_every_field_with_its_type_and_no_other() -> None:
    (_,), defined = msgspec.json.schema_components([Problem])
    real = defined["Problem"]["properties"]
    written = CONTRACT["$defs"]["Problem"]
    assert set(written["properties"]) == set(written["required"]) == set(real)
    assert {name: one["type"] for name, one in written["properties"].items() if "type" in one} == {
        name: one["type"] for name, one in real.items() if "type" in one}
    assert written["properties"]["severity"]["enum"] == [severity.value for severity in Severity]
    data = json.loads(OUTPUTS["json"]((FOUND,), 7, False))
    assert set(data) == set(CONTRACT["properties"]) == set(CONTRACT["required"])
    assert set(data["counts"]) == set(CONTRACT["$defs"]["Counts"]["properties"])
    assert CONTRACT["properties"]["schema"]["const"] == SCHEMA


def test_every_code_there_is_fits_the_contract() -> None:
    for code in ALL_CODES:
        assert list(faults(msgspec.to_builtins(code.problem("so")), CONTRACT["$defs"]["Problem"])) == []


@pytest.mark.parametrize(("spoil", "place"), [
    (lambda data: data.pop("counts"), "$: required"),
    (lambda data: data.update(schema=2), "$.schema: const"),
    (lambda data: data.update(tracks="7"), "$.tracks: type"),
    (lambda data: data["counts"].update(error=-1), "$.counts.error: minimum"),
    (lambda data: data["problems"][0].update(severity="fatal"), "$.problems[0].severity: enum"),
    (lambda data: data["problems"][0].update(code="3"), "$.problems[0].code: pattern"),
    (lambda data: data["problems"][0].pop("allowed"), "$.problems[0]: required"),
    (lambda data: data["problems"][0].update(line=True), "$.problems[0].line: type"),
])
def test_what_breaks_the_contract_is_found(spoil: Callable[[dict[str, Any]], object], place: str) -> None:
    data = json.loads(OUTPUTS["json"]((FOUND,), 7, False))
    assert list(faults(data, CONTRACT)) == []
    broken = copy.deepcopy(data)
    spoil(broken)
    assert list(faults(broken, CONTRACT)) == [place]
