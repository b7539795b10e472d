"""The faults of a file as a whole and of its characters: codes S050 to S099."""

from __future__ import annotations

from pipeline.model.problem import Code, Severity

_UNICODE = "Unicode, UAX 15 (normalisation) and UAX 9 (bidirectional text)"
_HOUSE = "what media teams were sent"


def _code(number: int, name: str, severity: Severity, what: str, why: str, source: str = _HOUSE,
          example: str = "") -> Code:
    return Code(code=f"S{number:03d}", name=name, severity=severity, what=what, why=why, source=source,
                example=example)


LEGACY_ENCODING = _code(
    50, "legacy-encoding", Severity.WARNING, "The file is not UTF-8; it was read in the code page of its language.",
    "Every other program has to guess, and guesses wrong for other languages.", example="good: save as UTF-8")
ENCODING_DOUBT = _code(
    51, "encoding-doubt", Severity.WARNING, "A second opinion takes the file for another script.",
    "With the wrong code page every letter is wrong.")
LOST_CHARACTER = _code(
    52, "lost-character", Severity.ERROR, "A replacement character or a C1 control stands in the text.",
    "An earlier program could not read a letter and threw it away.", _UNICODE)
CONTROL_CHARACTER = _code(
    53, "control-character", Severity.WARNING, "A control character was removed, or made a line break.",
    "Players show a box, or break the cue at another place.", _UNICODE)
NOT_NFC = _code(
    54, "not-nfc", Severity.INFO, "Letters were composed (NFC).",
    "Split letters are drawn apart on some screens and are not found by a search.", _UNICODE)
ZERO_WIDTH = _code(
    55, "zero-width", Severity.INFO, "A zero-width character or soft hyphen was removed.",
    "It is invisible, breaks searches and terms, and some fonts draw a box.", _UNICODE)
BIDI_MARK = _code(
    56, "bidi-mark", Severity.INFO, "A bidirectional mark was removed.",
    "Text is kept in logical order without marks; an export sets them where a player needs them.", _UNICODE)
PRESENTATION_FORM = _code(
    57, "presentation-form", Severity.WARNING, "Arabic presentation forms were turned into letters.",
    "No search and no term finds them, and fonts draw them badly.", _UNICODE)
VISUAL_ORDER = _code(
    58, "visual-order", Severity.ERROR, "Arabic text seems to be stored in the order it is drawn, not read.",
    "A player that orders it again shows it backwards; it is not turned round automatically.", _UNICODE)
MOVED_PUNCTUATION = _code(
    59, "moved-punctuation", Severity.WARNING, "An Arabic line begins with a closing punctuation mark.",
    "The file was prepared for players without bidirectional text; others show the mark on the wrong side.", _UNICODE)
WHITE_SPACE = _code(
    60, "white-space", Severity.INFO, "White space at the ends of lines was removed, or a tab made a space.",
    "It moves centred text to the side.")
EMPTY_FILE = _code(
    61, "empty-file", Severity.ERROR, "The file has no cue.", "Viewers of this language see nothing.")
SUFFIX_MISMATCH = _code(
    62, "suffix-mismatch", Severity.WARNING, "The file holds another format than its suffix says.",
    "Players go by the suffix and show nothing.")
NOT_CONSERVED = _code(
    63, "not-conserved", Severity.ERROR, "Lines like timings do not add up with cues and problems.",
    "A cue may have been lost.")
ROLLING_CAPTIONS = _code(
    64, "rolling-captions", Severity.WARNING, "Automatic captions that roll up were collapsed to one cue per line.",
    "Every line would be shown, read and translated two or three times.")
BILINGUAL_CUE = _code(
    65, "bilingual-cue", Severity.INFO, "Lines in a second language were taken out of a bilingual cue.",
    "Viewers asked for one language; the other has its own track.")
WRONG_LANGUAGE = _code(
    70, "wrong-language", Severity.ERROR, "The text is not in the language the file name says.",
    "Viewers choose a language and get another.")
OTHER_LECTURE = _code(
    71, "other-lecture", Severity.ERROR, "The track seems to belong to another lecture.",
    "Viewers read text that nobody says.")
TOO_LONG = _code(
    72, "track-too-long", Severity.ERROR, "The track goes on long after the video has ended.",
    "The track belongs to another video or to another cut of it.")
DRAFT = _code(
    73, "draft", Severity.ERROR, "The track is a draft: much of it is missing, untranslated or marked as open.",
    "Viewers get an unfinished text.")

CODES: tuple[Code, ...] = (
    LEGACY_ENCODING, ENCODING_DOUBT, LOST_CHARACTER, CONTROL_CHARACTER, NOT_NFC, ZERO_WIDTH, BIDI_MARK,
    PRESENTATION_FORM, VISUAL_ORDER, MOVED_PUNCTUATION, WHITE_SPACE, EMPTY_FILE, SUFFIX_MISMATCH, NOT_CONSERVED,
    ROLLING_CAPTIONS, BILINGUAL_CUE, WRONG_LANGUAGE, OTHER_LECTURE, TOO_LONG, DRAFT,
)
