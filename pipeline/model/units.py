"""Units behind numbers: one name for each, in whatever language and writing it stands."""

from __future__ import annotations

import regex

_FORMS: dict[str, str] = {
    "km²":
        r"km²|km2|square kilomet\w+|chilometri quadrati|Quadratkilometer\w*|kilomètres? carrés?|كم²|"
        r"كيلومتر\p{L}* مربع\p{L}*|제곱킬로미터|平方公里|平方千米",
    "m²":
        r"m²|m2|square met\w+|metri quadrati|metro quadrato|Quadratmeter\w*|mètres? carrés?|م²|"
        r"مت\p{L}* مربع\p{L}*|أمتار مربعة|제곱미터|평방미터|平方米",
    "m³":
        r"m³|m3|cubic met\w+|metri cubi|Kubikmeter\w*|mètres? cubes?|م³|مت\p{L}* مكعب\p{L}*|세제곱미터|"
        r"立方米",
    "mm": r"mm|millimet\w+|millimetri|Millimeter\w*|millimètres?|مم|ملم|مليمتر\p{L}*|밀리미터|毫米",
    "cm": r"cm|centimet\w+|centimetri|Zentimeter\w*|centimètres?|سم|سنتيمتر\p{L}*|센티미터|厘米",
    "km":
        r"km|kilomet\w+|chilometri|chilometro|Kilometer\w*|kilomètres?|كم|كيلومتر\p{L}*|킬로미터|公里|"
        r"千米",
    "°C": r"°\s?C|degrees? Celsius|degrees?|gradi|Grad|degrés?|درج\p{L}*|도|摄氏度|度|℃",
    "%": r"%|％|٪|per ?cent|per cento|Prozent|pour cent|في المئة|في المائة|بالمئة|بالمائة|퍼센트|프로(?!\p{Hangul})",
    "kW": "kW|kilowatts?|كيلوواط|킬로와트|千瓦",
    "MW": "MW|megawatts?|ميغاواط|메가와트|兆瓦",
    "kg":
        r"kg|kilograms?|kilos?|chilogrammi|Kilogramm|kilogrammes?|كغ|كجم|كيلوغرام\p{L}*|킬로그램|公斤|"
        r"千克",
    "t": r"t|tons?|tonnes?|tonnellate|Tonnen?|طن\p{L}*|أطنان|톤|吨",
    "ha": r"ha|hectares?|ettari|Hektar|هكتار\p{L}*|헥타르|公顷",
    "l": r"l|lit(?:er|re)s?|litri|litro|Liter|لتر\p{L}*|리터|升",
    "m": r"m|met(?:er|re)s?|metri|metro(?! station| line)|Meter\w*|mètres?|م|متر\p{L}*|أمتار|미터|米",
}
# A unit in Latin or Arabic letters ends with its word; in Korean and Chinese more may follow: 900吨CO2.
_END = r"(?:(?<=[\p{Han}\p{Hangul}])|(?![\p{Latin}\p{Arabic}\d²³]))"
_UNIT = regex.compile(r"[\s\u00a0\u202f-]{0,2}(?:"
                      + "|".join(f"(?P<u{n}>(?:{forms}){_END})" for n, forms in enumerate(_FORMS.values())) + ")")
_NAMES = tuple(_FORMS)


_WORDS = {  # in the order of the forms above
    "ko": "제곱킬로미터 제곱미터 세제곱미터 밀리미터 센티미터 킬로미터 도 퍼센트 킬로와트 메가와트 킬로그램 톤 헥타르 "
          "리터 미터",
    "zh-Hans": "平方公里 平方米 立方米 毫米 厘米 公里 摄氏度 % 千瓦 兆瓦 公斤 吨 公顷 升 米",
    "zh-Hant": "平方公里 平方公尺 立方公尺 公釐 公分 公里 °C % 千瓦 百萬瓦 公斤 公噸 公頃 公升 公尺",
}
_WRITTEN = {language: dict(zip(_NAMES, words.split(), strict=True)) for language, words in _WORDS.items()}


def unit_after(text: str, end: int) -> str:
    """Give the unit behind the number that ends at ``end``, in one writing for all languages; empty for none known."""
    return unit_span(text, end)[0]


def unit_span(text: str, end: int) -> tuple[str, int]:
    """Give the unit behind the number that ends at ``end``, and where the unit ends; ``("", end)`` for none known."""
    match = _UNIT.match(text, end)
    return (_name(match), match.end()) if match else ("", end)


def written(unit: str, as_said: str, language: str) -> str:
    """Write a unit behind digits as subtitles of a language do; empty for a language that is not known.

    ``as_said`` is how the English has it: of a sign (30 mm) Korean keeps the sign, Chinese writes its word.
    """
    if language == "ko" and as_said == unit:
        return unit
    return _WRITTEN.get(language, {}).get(unit, "")


def has_unit(text: str, unit: str) -> bool:
    """Whether a unit, in the writing of :func:`unit_after`, stands anywhere in the text, behind digits or not."""
    if unit == "%" and "百分之" in text:
        return True
    return any(_name(match) == unit for match in _UNIT.finditer(text, 1, overlapped=True))


def _name(match: regex.Match[str]) -> str:
    return _NAMES[int(str(match.lastgroup)[1:])]
