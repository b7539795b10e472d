"""Which language a text is in, as far as a wrong file must be told from the right one."""

from __future__ import annotations

import re
from collections import Counter

from pipeline.ingest.scripts import belongs_to, count_scripts
from pipeline.model.cue import Cue
from pipeline.model.language import LANGUAGES
from pipeline.model.text import plain

# Words that are frequent in one of these languages and in none of the others; a language of the course is told from its
# neighbours in a media team's folder.
_STOP_WORDS = {tag: frozenset(words.split()) for tag, words in {
    "en": "the and of to is that this with you we are it's what can have which from how they as was be been their",
    "it": "il di che è per una sono della nel con gli anche più del dei alla delle questo come perché ma nella si lo",
    "de": "der die das und ist nicht ein eine zu den mit sich auf wir auch es dass für sind von werden wie im dem oder",
    "fr": "le les des est et une nous que dans pour vous pas qui sur c'est avec cette sont plus au aux ces ou où mais",
    "es": "el los las y es una que para por con más como pero esto son del al muy también hay este esta está cuando",
    "pt": "o os as e é uma não para por com mais como mas isso são do da dos das também há este esta está você em",
    "nl": "de het een en van is dat niet op te zijn met voor ook wij maar er aan deze die om als bij naar wat",
    "ar": "في من على إلى أن هذا هذه التي الذي عن مع ما لا هو هي كما بين كل إن ذلك بعد أو حيث ثم",
    "fa": "و در به از که این را است با برای آن یک می‌شود هم تا بر شود کرد باید خود ما ها اما یا هر",
}.items()}
# The same words in both columns; a text uses one of them.
_SIMPLIFIED = frozenset("这国个们来时会对说发学为与样现实经过还进开关点长门问间无从当让并东车书见话语认计设应该动业")
_TRADITIONAL = frozenset("這國個們來時會對說發學為與樣現實經過還進開關點長門問間無從當讓並東車書見話語認計設應該動業")
_WORD = re.compile(r"[^\W\d_]+(?:['’\u200c][^\W\d_]+)?")
MIN_WORDS = 40
_MIN_HAN = 10
_MIN_MARGIN = 1.5


def home_share(cues: tuple[Cue, ...], tag: str) -> float:
    """Give the share of cues with letters that hold letters of the language's script; 1 where no cue has letters."""
    script = LANGUAGES[tag].script
    counts = [count for cue in cues if (count := count_scripts(plain(cue.text)))]
    at_home = sum(any(belongs_to(found, script) for found in count) for count in counts)
    return at_home / len(counts) if counts else 1.0


def guess_language(text: str, tag: str) -> str:
    """Give the tag of another language the text is more likely in than in ``tag``; empty where there is none.

    Compares languages that share a script: by stop words, Simplified and Traditional Chinese by characters.
    """
    if tag.startswith("zh-"):
        ours, theirs = (_SIMPLIFIED, _TRADITIONAL) if tag == "zh-Hans" else (_TRADITIONAL, _SIMPLIFIED)
        counts = Counter(text)
        mine = sum(counts[c] for c in ours - theirs)
        other = sum(counts[c] for c in theirs - ours)
        return ("zh-Hant" if tag == "zh-Hans" else "zh-Hans") if other >= _MIN_HAN and other > mine else ""
    words = Counter(word.replace("’", "'") for word in _WORD.findall(text.lower()))
    if tag not in _STOP_WORDS or words.total() < MIN_WORDS:
        return ""
    scores = {known: sum(words[word] for word in stop) / words.total() for known, stop in _STOP_WORDS.items()}
    best = max(scores, key=lambda known: scores[known])
    return best if best != tag and scores[best] > max(scores[tag] * _MIN_MARGIN, 0.05) else ""
