"""Sentences out of cues: more than sixty tracks as a person hears them, and that no character is lost whatever comes in."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.cue import Cue, Track
from pipeline.model.text import plain
from pipeline.translate.sentences import MAX_CHARACTERS, Sentence, split

# A cue is a text, or a text and the pause before it in ms; a sentence is "label|text" where there is a label.
CASES: tuple[tuple[str, tuple[str | tuple[str, int], ...], tuple[str, ...]], ...] = (
    ("one cue", ("Cities grow.",), ("Cities grow.",)),
    ("two cues, one sentence", ("Cities grow", "every year."), ("Cities grow every year.",)),
    ("three cues", ("Cities use", "most of the energy", "there is."), ("Cities use most of the energy there is.",)),
    ("two sentences in a cue", ("Look here. Now there.",), ("Look here.", "Now there.")),
    ("end in the middle of a cue", ("We measure noise. And", "then act."), ("We measure noise.", "And then act.")),
    ("two lines", ("Cities grow\nevery year.",), ("Cities grow every year.",)),
    ("question and answer", ("Why now? Because it is late.",), ("Why now?", "Because it is late.")),
    ("exclamation", ("Stop! Listen.",), ("Stop!", "Listen.")),
    ("title", ("Dr. Rossi and Prof. Kim agree. So do I.",), ("Dr. Rossi and Prof. Kim agree.", "So do I.")),
    ("title at a cue end", ("This was shown by Dr.", "Rossi in Milan."), ("This was shown by Dr. Rossi in Milan.",)),
    ("decimal", ("It grew by 3.5 percent. That is a lot.",), ("It grew by 3.5 percent.", "That is a lot.")),
    ("decimal at a cue end", ("It grew by 3.5", "million people."), ("It grew by 3.5 million people.",)),
    ("thousands", ("Some 1,250,000 people live here. They commute.",),
     ("Some 1,250,000 people live here.", "They commute.")),
    ("e.g.", ("Use sensors, e.g. for noise. They are cheap.",), ("Use sensors, e.g. for noise.", "They are cheap.")),
    ("i.e. at a cue end", ("The core, i.e.", "the old town, is dense."), ("The core, i.e. the old town, is dense.",)),
    ("etc. inside", ("Roads, pipes, etc. must last. We plan.",), ("Roads, pipes, etc. must last.", "We plan.")),
    ("vs.", ("Cars vs. trams is the wrong question.",), ("Cars vs. trams is the wrong question.",)),
    ("U.S.", ("In the U.S. Congress voted. Europe waited.",), ("In the U.S. Congress voted.", "Europe waited.")),
    ("U.N. at the end", ("It is a goal of the U.N. We share it.",), ("It is a goal of the U.N.", "We share it.")),
    ("Fig.", ("See Fig. 3 for the plan. It is old.",), ("See Fig. 3 for the plan.", "It is old.")),
    ("No.", ("Goal No. 11 is about cities. Read it.",), ("Goal No. 11 is about cities.", "Read it.")),
    ("approx.", ("It takes approx. 40 minutes. Bring water.",), ("It takes approx. 40 minutes.", "Bring water.")),
    ("p.m.", ("We start at 3 p.m. on Monday. Be on time.",), ("We start at 3 p.m. on Monday.", "Be on time.")),
    ("initials", ("J. K. Rossi wrote it. Read it.",), ("J. K. Rossi wrote it.", "Read it.")),
    ("St.", ("We met at St. Mark's. It rained.",), ("We met at St. Mark's.", "It rained.")),
    ("Inc.", ("Sensors Inc. made it. It broke.",), ("Sensors Inc. made it.", "It broke.")),
    ("month", ("It opened on Jan. 5 in Seoul. Many came.",), ("It opened on Jan. 5 in Seoul.", "Many came.")),
    ("version", ("We use version 2.1.3 today. It works.",), ("We use version 2.1.3 today.", "It works.")),
    ("web address", ("See example.org for more. It is free.",), ("See example.org for more.", "It is free.")),
    ("ellipsis goes on", ("And then...", "nothing happened."), ("And then... nothing happened.",)),
    ("ellipsis ends", ("And then... Nothing happened.",), ("And then...", "Nothing happened.")),
    ("one-sign ellipsis", ("We waited…", "and waited."), ("We waited… and waited.",)),
    ("quotation", ('He said: "Cities are people." We agree.',), ('He said: "Cities are people."', "We agree.")),
    ("two sentences in a quotation", ('"Look. It works." she said.',), ('"Look. It works." she said.',)),
    ("curly quotes", ("“Is it smart?” she asked. Nobody knew.",), ("“Is it smart?” she asked.", "Nobody knew.")),
    ("quotation over cues", ("The mayor said: “We will plant", "a million trees.” They did."),
     ("The mayor said: “We will plant a million trees.”", "They did.")),
    ("small letter first", ("iPhones are everywhere. eBikes too.",), ("iPhones are everywhere.", "eBikes too.")),
    ("speakers in dashes", ("- Is it safe?\n- It is.",), ("-|Is it safe?", "-|It is.")),
    ("speakers by name", ("ANNA: Is it safe", "at night?", "BEN: Yes."), ("ANNA:|Is it safe at night?", "BEN:|Yes.")),
    ("speaker by title", ("Prof. Kim: Let us begin. Ready?",), ("Prof. Kim:|Let us begin.", "Ready?")),
    ("no speaker", ("The answer is simple: fewer cars.",), ("The answer is simple: fewer cars.",)),
    ("voice tags", ("<v Anna>Is it safe", "<v Anna>at night?", "<v Ben>It is."),
     ("<v Anna>|Is it safe at night?", "<v Ben>|It is.")),
    ("arrows", (">> Is it safe?", ">> BEN: It is."), (">>|Is it safe?", ">> BEN:|It is.")),
    ("new speaker without a stop", ("ANNA: And the rest", "BEN: No, wait."), ("ANNA:|And the rest", "BEN:|No, wait.")),
    ("sound alone", ("[Applause]", "Thank you."), ("[Applause]", "Thank you.")),
    ("sound in a sentence", ("And so we", "[coughs]", "go on."), ("And so we go on.", "[coughs]")),
    ("sound before speech", ("[Music] Welcome back.",), ("[Music]", "Welcome back.")),
    ("sound after speech", ("Thank you. [Applause]",), ("Thank you.", "[Applause]")),
    ("remark in round brackets", ("Trams (and trains) are quiet. Cars are not.",),
     ("Trams (and trains) are quiet.", "Cars are not.")),
    ("sound in round brackets", ("(laughter)", "So true."), ("(laughter)", "So true.")),
    ("song", ("♪ We built this city ♪", "That was loud."), ("♪ We built this city ♪", "That was loud.")),
    ("song of two lines", ("♪ We built this city\non rock and roll ♪",), ("♪ We built this city on rock and roll ♪",)),
    ("pause without a mark", ("Part one", ("Welcome to the course.", 3000)), ("Part one", "Welcome to the course.")),
    ("pause inside a sentence", ("The city of", ("tomorrow is green.", 3000)), ("The city of tomorrow is green.",)),
    ("automatic captions", ("welcome to the course", "today we talk about noise", ("so what is noise", 2500)),
     ("welcome to the course today we talk about noise", "so what is noise")),
    ("list", ("1. Measure noise.\n2. Plant trees.",), ("1. Measure noise.", "2. Plant trees.")),
    ("bullets", ("• Clean water\n• Clean air",), ("•|Clean water", "•|Clean air")),
    ("number alone", ("What is the answer?", "42", "Let us go on."), ("What is the answer?", "42", "Let us go on.")),
    ("number in a sentence", ("By the year", "2030", "half of us rent."), ("By the year 2030 half of us rent.",)),
    ("short word at the end", ("He did it by hand. A friend", "helped."), ("He did it by hand.", "A friend helped.")),
    ("a letter at the end", ("We call it x. So what is x?",), ("We call it x.", "So what is x?")),
    ("a capital letter at the end", ("The weights are W. So we multiply.",), ("The weights are W.", "So we multiply.")),
    ("hyphen at a line end", ("A nature-\nbased solution helps.",), ("A nature-based solution helps.",)),
)


def _track(*cues: str | tuple[str, int]) -> Track:
    made, now_ms = [], 0
    for index, cue in enumerate(cues, start=1):
        text, pause_ms = (cue, 0) if isinstance(cue, str) else cue
        now_ms += pause_ms
        made.append(Cue(index=index, start_ms=now_ms, end_ms=now_ms + 2000, text=text))
        now_ms += 2000
    return Track(language="en", cues=tuple(made))


def _told(sentences: tuple[Sentence, ...]) -> tuple[str, ...]:
    return tuple(f"{s.speaker}|{s.text}" if s.speaker else s.text for s in sentences)


def test_there_are_enough_cases() -> None:
    assert len({name for name, _, _ in CASES}) == len(CASES) >= 60


@pytest.mark.parametrize(("cues", "sentences"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_sentences_are_those_a_person_hears(cues: tuple[str, ...], sentences: tuple[str, ...]) -> None:
    assert _told(split(_track(*cues))) == sentences


def test_pieces_say_what_stands_in_which_cue() -> None:
    first, second = split(_track("We measure noise. And", "then we act."))
    assert [(p.cue, first.text[p.start:p.end]) for p in first.pieces] == [(0, "We measure noise.")]
    assert [(p.cue, second.text[p.start:p.end]) for p in second.pieces] == [(0, "And"), (1, "then we act.")]


@pytest.mark.parametrize("text", ["42", "<i></i>", "😀🏙️", "abc \u05e9\u05dc\u05d5\u05dd def.", "a\0b\x07c", "♪", "[",
                                  ">>", "-", ""])
def test_odd_cues_lose_nothing(text: str) -> None:
    _assert_nothing_lost(_track("Before this.", text, "After this."))


def test_a_sentence_of_3000_characters_is_cut_at_commas() -> None:
    text = ", ".join(["the city grows and grows"] * 120) + "."
    sentences = split(_track(text))
    assert len(text) > 3000
    assert all(len(s.text) <= MAX_CHARACTERS for s in sentences)
    assert all(s.text.endswith((",", ".")) for s in sentences)
    _assert_nothing_lost(_track(text))


def test_3000_characters_without_a_space() -> None:
    _assert_nothing_lost(_track("x" * 3000))


@pytest.mark.parametrize("text", ["one more sentence of the lecture.", "and no mark at all in these captions"])
def test_10000_cues_take_seconds(text: str) -> None:
    track = _track(*[text] * 10_000)
    start = time.process_time()
    sentences = split(track)
    assert sum(len(s.pieces) for s in sentences) >= 10_000
    assert time.process_time() - start < 60  # quadratic work would take many minutes


def _visible(text: str) -> str:
    return "".join(c for c in text if not c.isspace() and unicodedata.category(c) != "Cc")


def _assert_nothing_lost(track: Track) -> None:
    shown: dict[int, str] = {}
    for sentence in split(track):
        assert sentence.pieces
        assert sentence.text == " ".join(sentence.text.split())
        covered = "".join(sentence.text[p.start:p.end] for p in sentence.pieces)
        assert _visible(covered) == _visible(sentence.text)
        assert [p.cue for p in sentence.pieces] == sorted({p.cue for p in sentence.pieces})
        for place, piece in enumerate(sentence.pieces):
            label = "" if place else plain(sentence.speaker)
            shown[piece.cue] = shown.get(piece.cue, "") + label + sentence.text[piece.start:piece.end]
    for place, cue in enumerate(track.cues):
        assert _visible(shown.get(place, "")) == _visible(plain(cue.text))


_WORDS = st.sampled_from(["Cities", "grow", "and", "Dr.", "3.5", "million", "[laughs]", "(see", "this)", "♪", "ANNA:",
                          "-", "“Look.", "now.”", '"', "U.N.", "e.g.", "<v Anna>", "<i>", "</i>", "2030", "1.", "\n",
                          "...", "so", "?", ">>", "nature-", "based", "•", "\0", "é", "한국", "😀", "]", "["])
_TEXT = st.one_of(st.lists(_WORDS, max_size=12).map(" ".join), st.text(max_size=40))
_CUE = st.one_of(_TEXT, st.tuples(_TEXT, st.sampled_from([0, 500, 2000, 5000])))


@given(st.lists(_CUE, max_size=8))
def test_every_visible_character_is_in_exactly_one_sentence_in_order(cues: list[str | tuple[str, int]]) -> None:
    _assert_nothing_lost(_track(*cues))
