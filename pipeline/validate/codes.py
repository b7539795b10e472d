"""The faults that the rules find: S100 structure, T001 timing, L001 layout, F001 to F099 fidelity."""

from __future__ import annotations

from pipeline.model.problem import Code, Severity

_NETFLIX = "Netflix Timed Text Style Guide, General Requirements"
_TIMING = "Netflix Timed Text Style Guide, Subtitle Timing Guidelines"
_TED = "TED Translators guidelines"
_PROFILE = "course.toml, [profiles], each limit with its guideline"
_CLREQ = "W3C Requirements for Chinese Text Layout, line start and line end"
_WCAG = "WCAG 2.2, 1.2.2 Captions (failure F8: text that is left out)"
_HOUSE = "comparison of all tracks of one lecture"
_UNICODE = "Unicode, UAX 9 (bidirectional text), UAX 15 (normalisation)"
_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO


def _code(code: str, name: str, severity: Severity, what: str, why: str, source: str, example: str = "") -> Code:
    return Code(code=code, name=name, severity=severity, what=what, why=why, source=source, example=example)


EMPTY_TRACK = _code("S101", "empty-track", _E, "A track has no cue.", "Viewers of this language see nothing.", _WCAG)
CUE_ORDER = _code("S102", "cue-order", _W, "A cue starts before the cue that stands above it in the file.",
                  "Players that read ahead skip it, and people who correct the file lose their place.",
                  "W3C WebVTT, 4.1: cues are listed in the order of their start times")

OVERLAP = _code("T001", "overlap", _W, "A cue starts before the one before it has ended.",
                "Players stack the two, cover the picture, or show only one.", _NETFLIX,
                "bad: 1.000 to 3.000, then 2.800 to 5.000  good: 1.000 to 2.800, then 2.800 to 5.000")
TOO_SHORT = _code("T002", "too-short", _W, "A cue stands for less time than an eye needs to find it.",
                  "Viewers see a flash and wonder what they have missed.", _PROFILE)
TOO_FAST = _code("T003", "too-fast", _W, "A cue asks for more characters per second (CPS) than viewers can read.",
                 "They miss its end, or the picture.", _PROFILE,
                 "bad: 42 characters in 1 s  good: 42 characters in 2.5 s")
TOO_LONG = _code("T004", "too-long", _W, "A cue stands for so long that viewers read it twice.",
                 "They take it for a new cue, and the text runs ahead of the voice.", _PROFILE)
PAST_END = _code("T005", "past-end", _W, "A cue goes on after the video has ended.",
                 "Its end is never seen; the track may belong to another cut.",
                 "container time line (ISO/IEC 14496-12)")
SHORT_GAP = _code("T006", "short-gap", _W, "The screen is empty between two cues for less than two frames.",
                  "The change of text flickers, or is not seen as a change at all.", _TIMING,
                  "bad: 40 ms at 25 frames per second  good: no gap, or 80 ms and more")
CHAIN_GAP = _code("T007", "chain-gap", _I, "A gap between two cues is longer than two frames and under half a second.",
                  "The eye leaves the text and is called back at once.", _TIMING)
NO_TIME = _code("T008", "no-time", _E, "A cue ends when it starts, or before.", "No player shows it.",
                "W3C WebVTT, 4.1: the end is greater than the start")
ROLLING = _code("T009", "rolling-overlap", _W, "More than half of all cues overlap the next one.",
                "The track rolls like live captions; other players show two or three cues at once.", _NETFLIX)
TOO_SLOW = _code("T010", "too-slow", _I, "Few words stand for a long time.",
                 "The cue may have swallowed a pause, or words are missing from it.", _TED)
OFFSET = _code("T011", "offset", _W, "The whole track comes earlier or later than the source track.",
               "Every word is read before or after it is said.", "cross-correlation of cue starts (as in ffsubsync)")
DRIFT = _code("T012", "drift", _W, "The track runs faster or slower than the source track.",
              "It was made for another frame rate; at the end it is seconds or minutes off.",
              "frame-rate ratios 24/23.976, 25/23.976, 25/24")
SHOT_CHANGE = _code("T013", "near-shot-change", _I,
                    "A cue starts or ends within half a second of a change of the picture, but not with it.",
                    "The eye is called to the text, then to the picture, then to the text again.", _TIMING,
                    "bad: the slide changes at 10.0 s, the cue starts at 10.3 s  good: both at 10.0 s")

TOO_WIDE = _code("L001", "line-too-wide", _W, "A line is wider than the limit of its language.",
                 "Small screens break it again, at a bad place and into a third line.", _PROFILE)
TOO_MANY_LINES = _code("L002", "too-many-lines", _W, "A cue has more lines than the picture has room for.",
                       "It covers what the lecturer shows.", _NETFLIX)
UNBALANCED_TAG = _code("L003", "unbalanced-tag", _W, "A tag is opened and not closed, or closed and not opened.",
                       "Players show the tag as text, or set the rest of the lecture in italics.",
                       "W3C WebVTT, 6.4 (cue text parsing)", "bad: `<i>smart`  good: `<i>smart</i>`")
ONE_LINE_FITS = _code("L004", "one-line-fits", _I, "Two lines of one sentence have room in one.",
                      "The second line covers more of the picture for nothing.", _NETFLIX)
UNEVEN_LINES = _code("L005", "uneven-lines", _I, "One line is less than half as long as the other, and the break "
                     "does not stand at a mark.", "The eye jumps far to read little.", _TED)
ORPHAN = _code("L006", "orphan-word", _I, "A line of a cue holds one short word alone.",
               "It is read apart from what it belongs to.", _NETFLIX)
WEAK_BREAK = _code("L007", "weak-break", _I, "A line ends with a word that belongs to the next one.",
                   "Reading stops between an article and its noun, or a number and its unit.", _NETFLIX,
                   "bad: `We plan the / city`  good: `We plan / the city`")
KINSOKU = _code("L008", "kinsoku", _W, "A line starts with a closing mark or ends with an opening one.",
                "A mark alone at the edge looks like a fault, and belongs to the other line.", _CLREQ)
DOUBLE_SPACE = _code("L009", "double-space", _I,
                     "Two spaces stand side by side, or a space where the language has none.",
                     "It leaves a hole in the line.", _NETFLIX)
FRENCH_SPACE = _code("L010", "french-space", _I, "In French a space is missing before ; : ! ? » or after «.",
                     "French readers take it for a slip; a breaking space lets the mark fall onto the next line.",
                     "Imprimerie nationale, Lexique des règles typographiques")
HALF_WIDTH = _code("L011", "half-width-mark", _W, "A half-width mark stands after a Han character.",
                   "Chinese sets full-width marks; the half-width one sticks to the character.",
                   "GB/T 15834 (use of punctuation marks)", "bad: `你好,世界.`  good: `你好，世界。`")
FULL_WIDTH = _code("L012", "full-width-mark", _W, "A full-width or Chinese mark stands in Korean text.",
                   "Korean sets half-width marks with a space behind.",
                   "Korean orthography (한글 맞춤법), 부록: 문장 부호")
ARABIC_MARK = _code("L013", "latin-mark-in-arabic", _W,
                    "A Latin comma, semicolon or question mark follows an Arabic letter.",
                    "Arabic has its own, ، ؛ ؟, turned the other way.", "Netflix Timed Text Style Guide, Arabic")
THREE_DOTS = _code("L014", "three-dots", _I, "Three dots, or two ellipses, stand for an ellipsis.",
                   "Dots may be broken over two lines; the one character … is not.", _NETFLIX)
BRACKETS = _code("L015", "unbalanced-bracket", _W,
                 "A bracket or quotation mark has no partner in this cue or those around it.",
                 "Viewers wait for the end of an aside that never comes.", _NETFLIX)
INVISIBLE = _code("L016", "invisible-character", _W, "A character that cannot be seen stands in the text.",
                  "It breaks searches and terms, and some players draw a box.", _UNICODE)
BIDI_LINE = _code("L017", "bidi-line", _I, "An Arabic line starts with Latin letters or digits.",
                  "Players without a base direction lay it out from left to right.", _UNICODE)
NOT_COMPOSED = _code("L018", "not-composed", _W, "Letters are stored in a form that searches and fonts do not expect.",
                     "Terms are not found, and letters are drawn apart.", _UNICODE)
LINE_FINAL = _code("L019", "line-final-mark", _I, "A line ends with a full stop or comma where the guideline has none.",
                   "The platform sends the file back.",
                   "Netflix Timed Text Style Guides, Korean and Simplified Chinese")
QUOTE_MIX = _code("L020", "mixed-quotes", _I, "The track uses straight and curly quotation marks side by side.",
                  "It looks like two tracks in one.", _NETFLIX)

MISSING_CUES = _code("F001", "missing-cues", _W, "Nothing stands where the other tracks have text.",
                     "Viewers of this language miss what is said there.", _WCAG)
LOST_NUMBER = _code("F002", "lost-number", _W, "A number that the other tracks share is missing here, or another.",
                    "A wrong figure in a lecture misleads more than a clumsy sentence.", _HOUSE,
                    "bad: `2015` in four tracks, `2016` in one")
UNTRANSLATED = _code("F003", "untranslated", _W, "A cue is the source text, or in the letters of another language.",
                     "Viewers meet a sentence in a language they did not choose.", _HOUSE)
EMPTY_TEXT = _code("F004", "empty-text", _W, "A cue shows nothing.", "Words that are said there are lost.", _WCAG)
TRADITIONAL = _code("F005", "traditional-character", _W, "A Traditional character stands in Simplified Chinese.",
                    "Readers stumble over it, and searches do not find it.", "OpenCC conversion tables (t2s)")
LOST_QUESTION = _code("F006", "lost-question", _W, "The other tracks ask a question here, this one does not.",
                      "Viewers take a question for a statement.", _HOUSE)
DUPLICATE = _code("F007", "duplicate-text", _W, "Two cues in a row show the same text, the source does not.",
                  "One of them hides what should stand there.", _HOUSE)
REPEATED = _code("F008", "repeated-words", _W, "The same words are said four times or more in a row.",
                 "A translation engine was caught in a loop, and lost the rest.",
                 "fault classes of neural machine translation (Koehn, Neural Machine Translation, 2020)")
LENGTH = _code("F009", "odd-length", _W,
               "A stretch is far shorter or longer than the source, measured by the track itself.",
               "Something was left out, or does not belong there.", _HOUSE)
LOST_NAME = _code("F010", "lost-name", _I, "A name or acronym that the other tracks share is missing here.",
                  "It may be misspelt, or the sentence may be missing.", _HOUSE)
WRONG_UNIT = _code("F011", "wrong-unit", _W, "A number stands with another unit than in the other tracks.",
                   "200 m is not 200 km.", _HOUSE)
WRONG_SCRIPT = _code("F012", "wrong-script", _W,
                     "Letters of a script stand in the text that its language does not use.",
                     "Viewers cannot read them; an engine or a code page went wrong.", "Unicode, UAX 24 (scripts)")
ENDS_EARLY = _code("F013", "ends-early", _W, "The track ends long before the others.",
                   "The end of the lecture has no subtitles.", _WCAG)
DOUBLED_WORD = _code("F014", "doubled-word", _I, "A word stands twice in a row.",
                     "It is a slip in most cases.", _NETFLIX)

CODES: tuple[Code, ...] = (
    EMPTY_TRACK, CUE_ORDER,
    OVERLAP, TOO_SHORT, TOO_FAST, TOO_LONG, PAST_END, SHORT_GAP, CHAIN_GAP, NO_TIME, ROLLING, TOO_SLOW, OFFSET, DRIFT,
    SHOT_CHANGE,
    TOO_WIDE, TOO_MANY_LINES, UNBALANCED_TAG, ONE_LINE_FITS, UNEVEN_LINES, ORPHAN, WEAK_BREAK, KINSOKU, DOUBLE_SPACE,
    FRENCH_SPACE, HALF_WIDTH, FULL_WIDTH, ARABIC_MARK, THREE_DOTS, BRACKETS, INVISIBLE, BIDI_LINE, NOT_COMPOSED,
    LINE_FINAL, QUOTE_MIX,
    MISSING_CUES, LOST_NUMBER, UNTRANSLATED, EMPTY_TEXT, TRADITIONAL, LOST_QUESTION, DUPLICATE, REPEATED, LENGTH,
    LOST_NAME, WRONG_UNIT, WRONG_SCRIPT, ENDS_EARLY, DOUBLED_WORD,
)
