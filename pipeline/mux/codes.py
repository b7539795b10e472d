"""What can happen to a subtitle on its way into a container (M001 to M019), or be wrong in the result (M020 on)."""

from __future__ import annotations

from pipeline.model.problem import Code, Severity

_TX3G = "3GPP TS 26.245 (timed text in MP4)"
_READ_BACK = "read-back of the finished file"


def _code(code: str, name: str, severity: Severity, what: str, why: str, source: str = _TX3G) -> Code:
    return Code(code=code, name=name, severity=severity, what=what, why=why, source=source)


OVERLAP = _code("M001", "overlap-flattened", Severity.WARNING,
                "Two cues of one track stand at the same time.",
                "A track in an MP4 shows one text at a time; FFmpeg cuts the earlier cue without a word.")
CLIPPED = _code("M002", "cue-clipped", Severity.WARNING,
                "A cue runs on after the end of the video.",
                "It would stretch the file: the player shows a frozen picture until the cue ends.")
AFTER_END = _code("M003", "cue-after-end", Severity.ERROR,
                  "A cue begins after the end of the video and is left out.",
                  "Nobody would ever see it; most often the subtitles belong to another cut of the video.")
NO_TEXT = _code("M004", "cue-without-text", Severity.WARNING,
                "A cue has no text and is left out.",
                "Players drop it or clear the screen; it counts as lost when the file is read back.")
MARKUP = _code("M005", "markup-not-carried", Severity.INFO,
               "Colours, voices, classes or other markup are taken off; italics, bold and underline stay.",
               "The container has no place for them; FFmpeg drops them without a word.")
POSITION = _code("M006", "position-not-carried", Severity.INFO,
                 "Positions and alignments of cues are left out.",
                 "The container has no place for them: text that was moved off a caption on the slide covers it again.")
GUARDED = _code("M007", "sign-guarded", Severity.INFO,
                "An invisible word joiner (U+2060) stands behind a sign that reads like markup.",
                "Without it the text between < and >, or a break made of a backslash and N, would vanish.",
                "SubRip reader of FFmpeg (libavcodec/htmlsubtitles.c)")
TOO_LONG = _code("M008", "cue-cut", Severity.ERROR,
                 "The text of one cue is longer than a cue can be and is cut.",
                 "One sample of timed text holds 65535 bytes; a longer one takes later cues away with it.")
NO_TIME = _code("M009", "cue-without-time", Severity.ERROR,
                "A cue ends before it begins, or begins before the video, and is left out.",
                "A player shows it never or for ever.")
REPLACED = _code("M010", "source-subtitles-replaced", Severity.INFO,
                 "The video held subtitle tracks already; they are left out of the new file.",
                 "A viewer would find two tracks of one language in the menu.", "course of this project")
CONTROL = _code("M011", "unmuxable-character", Severity.WARNING,
                "Control characters are taken out of the text.",
                "A NUL ends the file for FFmpeg: every later cue is lost without a word.",
                "Unicode, General Category Cc")
NO_CUES = _code("M012", "track-without-cues", Severity.ERROR,
                "No cue of a track is left, and the track is left out.",
                "The player's menu offers a language that never shows a word.", "course of this project")
NOT_KEPT = _code("M013", "source-subtitles-not-kept", Severity.WARNING,
                 "A subtitle track of the source was to be kept and could not be.",
                 "Subtitles that are pictures (DVD, Blu-ray) or drawings (ASS) have no text a container here can hold.",
                 "course of this project")

VIDEO = _code("M020", "video-changed", Severity.ERROR,
              "The picture in the result is not the picture of the source.",
              "A lecture that is cut off or repeats frames has to be made again.", _READ_BACK)
AUDIO = _code("M021", "sound-changed", Severity.ERROR,
              "The sound in the result is not the sound of the source.",
              "A lecture without its sound, or with half of it, has to be made again.", _READ_BACK)
TRACKS = _code("M022", "track-count", Severity.ERROR,
               "The file does not hold as many subtitle tracks as planned.",
               "A language is missing from the player's menu.", _READ_BACK)
LANGUAGE = _code("M023", "track-language", Severity.ERROR,
                 "A track does not carry its language code.",
                 "Players pick subtitles by it and show 'unknown' without it.", _READ_BACK)
NAME = _code("M024", "track-name", Severity.ERROR,
             "A track does not carry its name, or lost its mark as machine translation.",
             "A viewer must be able to tell a machine's words from a person's.", _READ_BACK)
DEFAULT = _code("M025", "track-default", Severity.ERROR,
                "Not exactly the first track is the default.",
                "The player shows another language than the one spoken, or several.", _READ_BACK)
CUES = _code("M026", "cue-count", Severity.ERROR,
             "A track holds more or fewer cues than planned.",
             "A sentence of the lecture is missing.", _READ_BACK)
TEXT = _code("M027", "cue-text", Severity.ERROR,
             "The text of a cue is not the text that was planned.",
             "The viewer reads something nobody wrote.", _READ_BACK)
TIME = _code("M028", "cue-time", Severity.ERROR,
             "A cue begins or ends more than a millisecond off its time.",
             "Subtitles out of step with the voice cannot be followed.", _READ_BACK)
CHAPTERS = _code("M029", "chapters-changed", Severity.ERROR,
                 "The chapters in the result are not those of the source.",
                 "Viewers lose their way to the parts of the lecture.", _READ_BACK)
DESCRIPTION = _code("M030", "description-changed", Severity.ERROR,
                    "Title or comment of the source is gone.",
                    "Credit and licence of the lecture often stand there.", _READ_BACK)

CODES: tuple[Code, ...] = (
    OVERLAP, CLIPPED, AFTER_END, NO_TEXT, MARKUP, POSITION, GUARDED, TOO_LONG, NO_TIME, REPLACED, CONTROL, NO_CUES,
    NOT_KEPT,
    VIDEO, AUDIO, TRACKS, LANGUAGE, NAME, DEFAULT, CUES, TEXT, TIME, CHAPTERS, DESCRIPTION,
)
