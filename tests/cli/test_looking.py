"""The verbs that look: inspect, verify, glossary."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline import cli
from pipeline.formats import terms

LECTURE = "p1-01-transitions"
Make = Callable[..., Path]
GLOSSARY = ("en\tit\tde\tar\tfr\tko\tzh-Hans\tmatch\tko-reading\tnote\n"
            "sensor\tsensore\tSensor\tمستشعر\tcapteur\t센서\t传感器\tany\t\t\n")


@pytest.fixture
def course(make_course: Make, pseudo_engine: object, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = make_course(LECTURE)
    (root / "glossary").mkdir()
    (root / "glossary/terms.tsv").write_text(GLOSSARY, encoding="utf-8")
    monkeypatch.chdir(root)
    return root


def test_inspect_shows_format_encoding_cues_and_problems(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "talk.de.srt", tmp_path / "ko.srt"
    good.write_bytes("1\n00:00:01,000 --> 00:00:02,500\nGrüße\naus Köln\n".encode("cp1252"))
    bad.write_text("1\n00:00:01,000 --> 00:00:02,000\n하나\n\n2\n00:00:xx,000 --> 00:00:04,000\n둘\n", encoding="utf-8")
    assert cli._run(["inspect", str(good)]) == 0
    out = capsys.readouterr().out
    assert "SubRip, cp1252" in out
    assert "00:00:01.000 --> 00:00:02.500  line 2\n       | Grüße\n       | aus Köln" in out
    assert cli._run(["inspect", "--json", str(good), str(bad)]) == 1
    first, second = json.loads(capsys.readouterr().out)["files"]
    assert [(c["start_ms"], c["end_ms"], c["text"]) for c in first["cues"]] == [(1000, 2500, "Grüße\naus Köln")]
    assert (len(second["cues"]), second["problems"][0]["code"], second["problems"][0]["line"]) == (1, "S001", 6)


def test_inspect_of_bytes_that_are_no_text_says_where_and_looks_at_the_others(
        tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken, good = tmp_path / "it.srt", tmp_path / "fr.vtt"
    broken.write_bytes(b"1\n00:00:01,000 --> 00:00:02,000\n\x81\x8d\x8f\n")
    good.write_text("WEBVTT\n\n00:01.000 --> 00:02.000\nbonjour\n", encoding="utf-8")
    assert cli._run(["inspect", str(broken), str(good)]) == 1
    out, err = capsys.readouterr()
    assert "it.srt:3" in err
    assert "bonjour" in out
    assert cli._run(["inspect", str(tmp_path / "none.srt")]) == 2


def test_verify_finds_one_changed_word(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli._run(["build", "--jobs", "1"]) == 0
    video, folder = f"build/videos/{LECTURE}.mp4", f"build/subtitles/{LECTURE}"
    capsys.readouterr()
    assert cli._run(["verify", video, "--against", folder]) == 0
    assert "7 tracks, every cue as in" in capsys.readouterr().out
    path = course / folder / "fr.vtt"
    path.write_text(path.read_text(encoding="utf-8").replace("capteurs", "senseurs"), encoding="utf-8")
    assert cli._run(["verify", video, "--against", folder]) == 1
    out = capsys.readouterr().out
    assert "capteurs" in out
    assert "1 error" in out
    (course / "empty").mkdir()
    assert cli._run(["verify", video, "--against", "empty"]) == 2


def test_glossary_check_proves_every_occurrence(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli._run(["glossary", "check", "--jobs", "1"]) == 1  # the pseudo engine knows no terms
    out = capsys.readouterr().out
    assert "lecture\tlanguage\tcue\tterm\tform\trendered\thow\treason" in out
    assert f"{LECTURE}\tko\t2\tsensor\tsensors\t\tunmet\t" in out
    assert "ko: 0 of 1 term occurrences met (0.0 %)" in out
    assert "F110 term-differs: 'sensors'" in out  # أجهزة الاستشعار is not the approved Arabic term
    assert "de.srt" not in out


def test_a_glossary_goes_out_as_tbx_and_comes_back_the_same(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = terms.read(GLOSSARY, path="x")
    assert cli._run(["glossary", "export", "out.tbx"]) == 0
    assert cli._run(["glossary", "import", "out.tbx"]) == 0
    after = terms.read((course / "glossary/terms.tsv").read_text(encoding="utf-8"), path="x")
    assert [(t.source, t.targets, t.match) for t in after.terms] == [(t.source, t.targets, t.match) for t in before.terms]
    assert (course / "glossary/terms.edited-1.tsv").read_text(encoding="utf-8") == GLOSSARY
    (course / "bad.tsv").write_text("en\tko\nsensor\n", encoding="utf-8")
    assert cli._run(["glossary", "import", "bad.tsv"]) == 2
    assert "bad.tsv:" in capsys.readouterr().err
    assert terms.read((course / "glossary/terms.tsv").read_text(encoding="utf-8"), path="x") == after
