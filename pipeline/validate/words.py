"""Words that rules look for: numbers in words, units, and those that no line should end or begin with."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache

import regex

_WEAK_ENDS = {
    "en": "a an the",
    "it":
        "agli ai al alla alle allo da dal dalla dallo degli dei del della delle dello di gli i il la "
        "le lo negli nei nel nella nelle nello sul sulla sullo un una uno",
    "de": "am ans beim das dem den der des die ein eine einem einen einer eines im ins vom zum zur",
    "fr": "au aux ce ces cet cette de des du la le les un une",
    "ar": "أو إلى على عن في من",
}
WEAK_ENDS = {language: frozenset(words.split()) for language, words in _WEAK_ENDS.items()}
WEAK_STARTS = {
    "ko": regex.compile(r"(?:수|것|때문|뿐|만큼|대로|적|줄)"
                        r"(?:은|는|이|가|을|를|도|만|에|의|으로|입니다)?(?=[\s.,?!]|$)"),
    "zh-Hans": regex.compile(r"的(?![确士])|了(?!解)|[吗呢]"),
    "zh-Hant": regex.compile(r"的(?![確士])|了(?!解)|[嗎呢]"),
}

_ONES = {
    "en":
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen",
    "it":
        "zero un due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici "
        "quindici sedici diciassette diciotto diciannove",
    "de":
        "null ein zwei drei vier fünf sechs sieb acht neun zehn elf zwölf dreizehn vierzehn fünfzehn "
        "sechzehn siebzehn achtzehn neunzehn",
    "fr":
        "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
        "dix-sept dix-huit dix-neuf",
    "ar": "صفر واحد|إحدى|أحد اثن|إثن|ثنت ثلاث أربع خمس ست سبع ثمان تسع عشر أحد.عشر|إحدى.عشر اثن.{1,2}عشر",
    "ko":
        "영|공 하나|한|일 둘|두|이 셋|세|석|삼 넷|네|넉|사 다섯|오 여섯|육 일곱|칠 여덟|팔 아홉|구 "
        "열|십 열하나|열한 열둘|열두",
    "zh": "零|〇 一 二|两|双 三 四 五 六 七 八 九 十 十一 十二",
}
_TENS = {
    "en": "twenty thirty forty fifty sixty seventy eighty ninety",
    "it": "vent trent quarant cinquant sessant settant ottant novant",
    "de": "zwanzig dreißig|dreissig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "fr": "vingt trente quarante cinquante soixante soixante-dix quatre-vingt quatre-vingt-dix",
    "ar": "عشرو|عشري ثلاثو|ثلاثي أربعو|أربعي خمسو|خمسي ستو|ستي سبعو|سبعي ثمانو|ثماني تسعو|تسعي",
    "ko": "스물|스무|이십 서른|삼십 마흔|사십 쉰|오십 예순|육십 일흔|칠십 여든|팔십 아흔|구십",
    "zh": "二十 三十 四十 五十 六十 七十 八十 九十",
}
# How a hundred, a thousand, a million, half a million are said, and figures that have a word of their own.
_OTHER: dict[str, dict[str, str]] = {
    "en": {
        "1": "once|first|single|a ", "2": "both|twice|pair|double|second", "3": "third|triple|thrice",
        "4": "quarter", "10": "decade", "12": "dozen|noon|midday", "24": "midnight", "25": "quarter",
        "33": "third", "50": "half", "75": "three.quarters|three.fourths", "100": "hundred|centur",
        "1000": "thousand", "1000000": "million", "500000": "half a million", "1000000000": "billion",
        "500": "five hundred", "0.5": "half",
    },
    "it": {
        "1": "prim|una|uno", "2": "entramb|doppi|paio|second", "3": "terz|tripl", "4": "quart",
        "10": "decenni|decim", "12": "dozzina|mezzogiorno", "24": "mezzanotte", "25": "quarto",
        "50": "metà|mezz", "75": "tre quarti", "100": "cent|secol", "1000": "mille|migliai",
        "1000000": "milione", "500000": "mezzo milione", "1000000000": "miliardo", "500": "cinquecento",
        "0.5": "mezz|metà",
    },
    "de": {
        "1": "erst|einmal", "2": "beide|doppel|paar|zweit", "3": "dritt|dreifach", "4": "viert",
        "10": "jahrzehnt", "7": "siebte", "12": "dutzend|mittag", "24": "mitternacht", "25": "viertel",
        "33": "drittel", "50": "hälfte|halb", "75": "drei.?viertel", "100": "hundert|einhundert|jahrhundert",
        "1000": "tausend|eintausend", "0.5": "halb|hälfte", "1000000": "million", "500000": "halbe million",
        "1000000000": "milliarde", "500": "fünfhundert",
    },
    "fr": {
        "1": "premi|une", "2": "double|paire|second|demi", "3": "tiers|triple|trois", "4": "quart",
        "10": "décenn|dizaine", "12": "douzaine|midi", "24": "minuit", "25": "quart", "33": "tiers",
        "50": "moitié|demi|cinquantaine", "20": "vingtaine", "15": "quinzaine", "30": "trentaine",
        "75": "trois.quarts", "100": "cent|siècle", "1000": "mill", "0.5": "demi|moitié", "1000000": "million",
        "500000": "demi-million", "1000000000": "milliard", "500": "cinq.cents",
    },
    "ar": {
        "1": "أول|أولى|مرة", "2": r"\p{L}+(?:ان|ين|تا|تي)|كلا|ثاني|زوج", "3": "ثلث|ثالث", "4": "ربع|رابع",
        "10": "عقد", "12": "ظهر", "24": "منتصف", "25": "ربع", "33": "ثلث", "50": "نصف", "75": "ثلاثة.أرباع",
        "100": "مئة|مائة|قرن|مئو", "200": "مئت|مائت", "1000": "ألف|آلاف|الف", "2000": "ألفا|ألفي",
        "1000000": "مليون|ملايين", "500000": "نصف.مليون", "1000000000": "مليار|مليارات",
        "500": "خمسمئة|خمسمائة|خمس.مئة", "0.5": "نصف",
    },
    "ko": {
        "1": "첫|하루", "2": "쌍|이틀|양쪽", "3": "사흘", "10": "열흘", "12": "정오", "24": "자정",
        "25": "4분의", "50": "절반|반", "100": "백|세기", "1000": "천", "10000": "만", "0.5": "반|절반",
    },
    "zh": {
        "1": "首|第一", "2": "双|对|俩", "12": "正午|中午", "24": "午夜", "25": "四分之一", "33": "三分之一",
        "50": "一半|半", "75": "四分之三", "100": "百|世纪", "1000": "千", "10000": "万", "0.5": "半",
    },
}
_BEFORE = {"ar": r"(?<!\p{L})(?:و|ف)?(?:ال|لل|ب|ل|ك|بال)?", "ko": "", "zh": ""}
_ROMAN = (("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))
_LARGEST_ROMAN, _LARGEST_PLAIN = 39, 100_000
_SCALES = ("1000000000", "1000000", "1000", "100")

# "…, right?" asks for a nod; translators leave it out.
_TAGS = {
    "en": "right|okay|ok|yeah|yes|no|huh|see|correct|hello|hi",
    "it": "vero|no|giusto|okay|ok|sì|d'accordo|va bene", "de": "oder|nicht wahr|ja|nein|richtig|okay|ok|gell|klar",
    "fr": "hein|non|n'est-ce pas|n’est-ce pas|d'accord|d’accord|okay|ok|vrai|oui", "ar": "صحيح|أليس كذلك|حسنا|حسنًا|نعم",
    "ko": "맞죠|맞나요|그렇죠|그쵸|그죠|아시겠죠|알겠죠|되죠", "zh": "对吧|对吗|是吧|是吗|好吗|好吧|不是吗|对不对",
}
# How a question is told of inside a sentence: 무엇인지, 할 수 있냐는; 是否, 为什么.
_STEMS = "".join(chr(c) for c in range(0xAC00, 0xD7A4) if (c - 0xAC00) % 28 in (4, 8))  # syllables that end in ㄴ or ㄹ
_ASKED = {
    "ko": regex.compile(rf"질문|[{_STEMS}]지(?:[\s\"”.,]|요|를|에|는|도|가|만|입|였|$)|"
                        r"[냐까](?:[는고를며하]|요|\s|$)|나요"),
    "zh": regex.compile("[吗呢]|什么|为何|如何|怎么|怎样|哪|谁|多少|几|是否|能否|可否|是不是|有没有|问题"),
}
_SENTENCE = r"(?:^|[,;.!?…:，。；،؛-]\s*|\s-)"
# Without the comma it is a nod only behind a statement: "we are learning right?", not "is this right?".
_STATED = (r"(?:^|[.!?]\s+)(?:(?:so|and|but|well|okay|or)\s+)?+(?!(?:is|are|was|were|am|do|does|did|has|have|had|can|"
           r"could|will|would|should|may|what|which|who|whose|how|why|where|isn't|aren't|don't|doesn't)\b)"
           r"[^.!?]{12,}\s(?:right|okay)\s?$")


@cache
def tag_question(language: str) -> regex.Pattern[str]:
    """Give the pattern of a question that only asks for a nod, up to its mark: "…, right?", "맞죠?"."""
    forms = _TAGS.get(language.split("-")[0])
    bare = _STATED if language.startswith("en") else "(?!)"
    return regex.compile(rf"{_SENTENCE}(?:{forms})\s?$|{bare}" if forms else "(?!)", regex.IGNORECASE)


def asks_in_words(text: str, language: str) -> bool:
    """Whether a text tells of a question without a mark; known for Korean and Chinese."""
    pattern = _ASKED.get(language.split("-")[0])
    return bool(pattern and pattern.search(text))


def says_number(text: str, value: Decimal, language: str) -> bool:
    """Whether a number stands in the text in words, as a Roman numeral, or as a short year (the 80s for 1980)."""
    pattern = _pattern(value, language)
    return bool(pattern and pattern.search(text))


@lru_cache(maxsize=4096)
def _pattern(value: Decimal, language: str) -> regex.Pattern[str] | None:
    family = language.split("-")[0]
    forms = list(_spelled(value, family))
    parts = [_BEFORE.get(family, r"(?<!\p{L})") + f"(?:{'|'.join(forms)})"] if forms else []
    if value == value.to_integral_value() and 0 < value <= _LARGEST_ROMAN:
        parts.append(rf"(?-i:(?<![\p{{L}}\d]){_roman(int(value))}(?:e|er|ème)?(?![\p{{L}}\d]))")
    if 10 <= value < 100 and value % 10 == 0:
        parts.append(rf"(?<!\d)(?:19|20){int(value)}(?!\d)")
    if value == value.to_integral_value() and 0 <= value < _LARGEST_PLAIN:  # in a name (VGG19), a date, a ratio
        parts.append(rf"(?<![\d.,٫]){int(value)}(?![\d%])")
    for sign, scale in (("k", 1_000), ("M", 1_000_000), ("B|G", 1_000_000_000)):
        if value >= scale and value % scale == 0:
            parts.append(rf"(?<!\d){int(value) // scale}\s?(?:{sign})(?!\p{{Latin}})")
    if 1900 <= value < 2100 and value == value.to_integral_value():
        parts.append(rf"['’]{int(value) % 100:02d}(?!\d)")
    if value == 10:  # 1e-5, where another says ten to the minus five
        parts.append(r"\d[eE][-+]?\d")
    if 1900 <= value < 2100 and value % 10 == 0:
        parts.append(rf"(?<!\d){int(value) % 100:02d}(?!\d)")
    return regex.compile("|".join(parts), regex.IGNORECASE) if parts else None


def _spelled(value: Decimal, family: str) -> Iterable[str]:
    ones, tens = _ONES.get(family, "").split(), _TENS.get(family, "").split()
    yield from filter(None, [_OTHER.get(family, {}).get(f"{value.normalize():f}")])
    yield from _scaled(value, family)
    if value != value.to_integral_value() or not 0 <= value < 100:
        return
    number = int(value)
    if number < len(ones):
        yield ones[number]
    elif number >= 20 and tens:
        ten, one = tens[number // 10 - 2], number % 10
        yield from _compound(f"(?:{ten})", f"(?:{ones[one]})" if one else "", family)
    if family == "fr" and number // 10 in (7, 9) and number % 10:
        yield f"(?:{tens[number // 10 - 3]})s?[- ](?:et[- ])?{ones[10 + number % 10]}"


def _scaled(value: Decimal, family: str) -> Iterable[str]:
    """Three million, two hundred: a small number with the word for a power of ten behind it."""
    for scale in _SCALES:
        count = value / Decimal(scale)
        if 1 < count < 100 and count == count.to_integral_value() and scale in _OTHER.get(family, {}):
            for form in _spelled(count, family):
                yield rf"(?:{form})\p{{L}}*[\s-]*(?:{_OTHER[family][scale]})"


def _compound(ten: str, one: str, family: str) -> Iterable[str]:
    if not one:
        yield ten
    elif family == "de":
        yield f"{one}(?:en)?und{ten}"
    elif family == "it":
        yield f"{ten}[aio]?{one}"
    elif family == "ar":
        yield rf"{one}\p{{L}}*\s+و{ten}"
    elif family in ("ko", "zh"):
        yield f"{ten}{one}"
    else:
        yield f"{ten}s?[- ](?:et[- ])?{one}"
        yield from (f"{ten}[- ]{word}" for word in ("first", "second", "third") if family == "en")


def _roman(number: int) -> str:
    written = ""
    for sign, value in _ROMAN:
        while number >= value:
            written, number = written + sign, number - value
    return written
