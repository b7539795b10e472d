"""The report: what a person sees of lectures, problems and labels, and that no subtitle can run a script there."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from pipeline.model.cue import Cue, Origin, Track
from pipeline.model.language import find_language
from pipeline.model.problem import Problem, Severity
from pipeline.model.result import Failure, LectureResult, TrackState
from pipeline.report import html, page
from pipeline.report.render import clock, script_digest, text_of

EVIL = "</script><img src=x onerror=alert(1)> & <b>x</b> \u2028 {{ 7*7 }}"
LANGUAGES = (find_language("en"), find_language("ko"))


def track(tag: str, *texts: str, origin: Origin = Origin.HUMAN, provenance: str = "") -> Track:
    cues = tuple(Cue(index=n, start_ms=n * 2000, end_ms=n * 2000 + 1500, text=text, origin=origin)
                 for n, text in enumerate(texts, 1))
    return Track(language=tag, cues=cues, origin=origin, provenance=provenance)


def problem(**values: object) -> Problem:
    base = Problem(code="T003", name="too-fast", severity=Severity.WARNING, message="15 CPS, limit 12", language="ko",
                   cue=2, path="subtitles/a/en.srt", line=5, lecture="a")
    return replace(base, **values)  # type: ignore[arg-type]


def lecture(*problems: Problem, **values: object) -> LectureResult:
    state = TrackState(language="ko", origin=Origin.MACHINE, cues=2, path="", built="build/subtitles/a/ko.vtt",
                       provenance="argos|starter")
    base = LectureResult(id="a", part=1, title="A <lecture>", duration_ms=61_000, tracks=(state,), problems=problems,
                         videos=("build/videos/a.mp4",))
    return replace(base, **values)  # type: ignore[arg-type]


class Tags(HTMLParser):
    """Collects every element of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_a_problem_stands_beside_its_cue_and_nowhere_else() -> None:
    text = page.run(lecture(problem()), (track("en", "one", "two"), track("ko", "하나", "둘", origin=Origin.MACHINE)),
                    source="en")
    cells = re.findall(r'<p class="cue" id="ko-(\d)" data-origin="machine">[^<]*</p>(<p class="problem">)?', text)
    assert cells == [("1", ""), ("2", '<p class="problem">')]
    assert "15 CPS, limit 12" in text


def test_a_problem_of_a_whole_track_is_shown_above_the_cues() -> None:
    text = page.run(lecture(problem(cue=0, message="ends early")), (track("en", "one"),), source="en")
    assert text.index("ends early") < text.index('id="cues"')


def test_machine_tracks_are_labelled_in_their_own_language_and_starter_models_say_so() -> None:
    machine = track("ko", "하나", origin=Origin.MACHINE, provenance="argos|starter|x")
    text = page.run(lecture(), (track("en", "one"), machine), source="en")
    assert text.count("기계 번역, 스타터 모델") >= 2


def test_every_cue_of_every_track_is_on_the_page_even_where_times_do_not_match() -> None:
    late = Track(language="ko", cues=(
        Cue(index=1, start_ms=0, end_ms=100, text="가"), Cue(index=2, start_ms=90_000, end_ms=91_000, text="나")))
    text = page.run(lecture(), (track("en", "one", "two"), late), source="en")
    assert re.findall(r'id="(ko-\d)"', text) == ["ko-1", "ko-2"]


def test_text_of_a_subtitle_runs_no_script_and_makes_no_element() -> None:
    failure = Failure(where="a", message=EVIL, hint=EVIL)
    evil = lecture(problem(message=EVIL, hint=EVIL), title=EVIL, failures=(failure,))
    for text in (page.run(evil, (track("en", EVIL, EVIL), track("ko", EVIL, EVIL)), source="en"),
                 html.run(EVIL, LANGUAGES, (evil,), (problem(message=EVIL),))):
        tags = Tags(text).tags
        assert [tag for tag, _ in tags if tag in ("img", "iframe")] == []
        assert sum(tag == "script" for tag, _ in tags) in (0, 2)
        assert not any(name.startswith("on") for _, attributes in tags for name in attributes)
        assert "{{ 7*7 }}" in text  # a template's own signs in a subtitle are text too


def test_the_page_lets_only_its_own_script_run() -> None:
    text = page.run(lecture(), (track("en", "one"),), source="en")
    assert f"script-src 'sha256-{script_digest(text_of('lecture.js'))}'" in text.replace("&#39;", "'")
    assert f"<script>{text_of('lecture.js')}</script>" in text


def test_the_matrix_counts_what_is_not_allowed_and_names_what_is_awaited() -> None:
    lectures = (lecture(problem(), problem(severity=Severity.ERROR, cue=1), problem(allowed="known")),
                LectureResult(id="b", part=2, title="B", awaited=True))
    text = html.run("Course", LANGUAGES, lectures, ())
    assert "1 lecture built, 1 awaited" in text
    assert "1 error, 1 warning, 0 notes, 1 allowed" in re.sub(r"\s+", " ", text)
    assert 'href="a.html"' in text
    assert "b.html" not in text
    assert "argos|starter" in text


def test_times_are_written_as_people_read_them() -> None:
    assert [clock(ms) for ms in (0, 61_999, 3_723_000)] == ["0:00", "1:01", "1:02:03"]
