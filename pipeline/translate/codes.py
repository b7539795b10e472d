"""What can be wrong with a machine translation, or has to be looked at by a person (F100 to F199)."""

from __future__ import annotations

from pipeline.model.problem import Code, Severity

_DECODING = "fault classes of neural machine translation (Koehn, Neural Machine Translation, 2020)"
_COURSE = "glossary of the course"


def _code(code: str, name: str, severity: Severity, what: str, why: str, source: str = _DECODING) -> Code:
    return Code(code=code, name=name, severity=severity, what=what, why=why, source=source)


EMPTY = _code("F100", "translation-empty", Severity.WARNING,
              "The engine gives no translation for a sentence; the English words stand in its place.",
              "A viewer meets a sentence in a language they did not choose.")
COPIED = _code("F101", "translation-copied", Severity.WARNING,
               "The engine gives the English sentence back.",
               "A viewer meets a sentence in a language they did not choose.")
SCRIPT = _code("F102", "translation-wrong-script", Severity.WARNING,
               "The translation is written in letters of another language.",
               "A viewer cannot read it.")
REPEATED = _code("F103", "translation-repeats", Severity.WARNING,
                 "The translation says the same words again and again.",
                 "A decoder that loops loses the rest of the sentence.")
LENGTH = _code("F104", "translation-length", Severity.WARNING,
               "The translation is far shorter or longer than sentences of that length are.",
               "Something was left out, or made up.")
NUMBER = _code("F105", "translation-number", Severity.WARNING,
               "A number of the English sentence is missing or different in the translation.",
               "A wrong figure in a lecture misleads more than a clumsy sentence.")
MERGED = _code("F106", "cue-times-merged", Severity.INFO,
               "Two English cues have one cue in the translation, which stands for the time of both.",
               "The translated sentence has fewer words than cues; no cue may be left empty.",
               "projection of this project")
TERM_UNMET = _code("F107", "term-unmet", Severity.WARNING,
                   "An approved term is not in the translation.",
                   "One thing under two names: the viewer learns neither.", _COURSE)
TERM_ALIGNED = _code("F108", "term-by-alignment", Severity.INFO,
                     "An approved term was put in place of the words that the engine aligned to it.",
                     "Words beside it may have gone with it: read the sentence once.", _COURSE)
PARTICLE = _code("F109", "particle-unknown", Severity.INFO,
                 "The particle after a term could not be chosen, because how the term ends aloud is not known.",
                 "은 or 는, 을 or 를 follow the sound; a wrong one jars.", "Standard Korean Grammar, 조사")
TERM_DIFFERS = _code("F110", "term-differs", Severity.INFO,
                     "A human track has other words than the approved term.",
                     "It may be right, and then the glossary lacks an alternative; or a slip.", _COURSE)

UNIT = _code("F111", "translation-unit", Severity.WARNING,
             "The unit behind a number of the English sentence is not in the translation.",
             "5 km and 5 are not the same thing; the figure alone may be right and mean nothing.")

CODES = (EMPTY, COPIED, SCRIPT, REPEATED, LENGTH, NUMBER, MERGED, TERM_UNMET, TERM_ALIGNED, PARTICLE, TERM_DIFFERS,
         UNIT)
