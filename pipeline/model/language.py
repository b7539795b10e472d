"""The languages of a course: BCP 47 inside, other codes only at the edges that need them.

Sources: BCP 47 (RFC 5646); ISO 639-2/T codes, which MP4 stores in three packed letters (ISO/IEC 14496-12,
8.4.2); argos package codes (``zh`` is Simplified, ``zt`` Traditional Chinese).
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.errors import PipelineError


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """One language as every room of the house needs it.

    ``tag`` is BCP 47; ``iso639_2`` is what a container stores; ``argos`` is what an argos package says;
    ``autonym`` is the name a viewer reads in the player's menu, in the language's own script;
    ``machine_label`` marks machine translation there, ``reviewed_label`` machine translation that a person
    has gone over, ``starter_label`` the small bundled models; ``script`` is ISO 15924; ``legacy_encoding``
    is the code page old tools on that language's computers wrote.
    """

    tag: str
    iso639_2: str
    argos: str
    english_name: str
    autonym: str
    script: str
    machine_label: str
    reviewed_label: str
    starter_label: str
    legacy_encoding: str
    right_to_left: bool = False


def _language(tag: str, iso639_2: str, argos: str, names: tuple[str, str], script: str,
              labels: tuple[str, str, str], legacy: str) -> Language:
    return Language(tag=tag, iso639_2=iso639_2, argos=argos, english_name=names[0], autonym=names[1], script=script,
                    machine_label=labels[0], reviewed_label=labels[1], starter_label=labels[2],
                    legacy_encoding=legacy, right_to_left=script == "Arab")


LANGUAGES: dict[str, Language] = {
    language.tag: language
    for language in (
        _language("en", "eng", "en", ("English", "English"), "Latn",
                  ("machine translation", "machine translation, reviewed", "starter model"), "cp1252"),
        _language("it", "ita", "it", ("Italian", "Italiano"), "Latn",
                  ("traduzione automatica", "traduzione automatica, rivista", "modello iniziale"), "cp1252"),
        _language("de", "deu", "de", ("German", "Deutsch"), "Latn",
                  ("maschinelle Übersetzung", "maschinelle Übersetzung, geprüft", "Startmodell"), "cp1252"),
        _language("ar", "ara", "ar", ("Arabic", "العربية"), "Arab",
                  ("ترجمة آلية", "ترجمة آلية مراجعة", "نموذج أولي"), "cp1256"),
        _language("fr", "fra", "fr", ("French", "Français"), "Latn",
                  ("traduction automatique", "traduction automatique, révisée", "modèle de départ"), "cp1252"),
        _language("ko", "kor", "ko", ("Korean", "한국어"), "Kore",
                  ("기계 번역", "기계 번역, 검수됨", "스타터 모델"), "cp949"),
        _language("zh-Hans", "zho", "zh", ("Chinese (Simplified)", "简体中文"), "Hans",
                  ("机器翻译", "机器翻译，已审校", "入门模型"), "gb18030"),
        _language("zh-Hant", "zho", "zt", ("Chinese (Traditional)", "繁體中文"), "Hant",
                  ("機器翻譯", "機器翻譯，已審校", "入門模型"), "cp950"),
    )
}


def find_language(tag: str) -> Language:
    """Give the language for a BCP 47 tag; case does not matter.

    Raises PipelineError that lists the known tags.
    """
    for known, language in LANGUAGES.items():
        if known.lower() == tag.lower():
            return language
    raise PipelineError(f"'{tag}' is not a language this project knows",
                        hint=f"use one of {', '.join(LANGUAGES)}")
