"""Which script a text is written in, by its letters."""

from __future__ import annotations

from collections import Counter

import regex

# ISO 15924 codes as pipeline.model.language uses them; Han counts for itself because Korean and Chinese both use it.
_SCRIPTS = {name: regex.compile(rf"\p{{Script={long}}}") for name, long in (
    ("Latn", "Latin"), ("Arab", "Arabic"), ("Kore", "Hangul"), ("Han", "Han"), ("Cyrl", "Cyrillic"), ("Grek", "Greek"),
    ("Hebr", "Hebrew"), ("Kana", "Katakana"), ("Hira", "Hiragana"), ("Thai", "Thai"), ("Deva", "Devanagari"))}


def count_scripts(text: str) -> Counter[str]:
    """Count the letters of each script in a text."""
    return Counter({name: n for name, pattern in _SCRIPTS.items() if (n := len(pattern.findall(text)))})


def main_script(text: str) -> str:
    """Give the ISO 15924 code of the script most letters are in; empty for text without letters."""
    counts = count_scripts(text)
    return counts.most_common(1)[0][0] if counts else ""


def belongs_to(script: str, language_script: str) -> bool:
    """Tell whether letters of a script are at home in a language's script (Han in Hans, Hant and Kore)."""
    homes = {"Hans": {"Han"}, "Hant": {"Han"}, "Kore": {"Kore", "Han"}}
    return script in homes.get(language_script, {language_script})
