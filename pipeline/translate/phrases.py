"""Where a translated sentence may be cut, for cues and for lines: never inside what is read in one go.

Korean is cut at its spaces, but never before a dependent noun (것, 수, 때), inside a numeral with its counter, or
between 수 and 있다. Chinese is cut between the phrases BudouX finds and after punctuation, by kinsoku rules: no closing
mark and no 的 or 了 first, no opening mark last. Nothing is cut inside a number with its unit, a Latin word, a name of
another language (凯文·阿什顿) or a kept span.

Sources: BudouX (google/budoux, phrase model for Simplified Chinese); W3C Requirements for Chinese Text Layout, line
breaking; 국립국어원 한글 맞춤법, 의존 명사 (dependent nouns); Netflix Timed Text Style Guides, Korean and Chinese.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import budoux
import regex

from pipeline.translate.tables import read_pairs

OPENING = frozenset("([{<（〔［｛〈《「『【〖“‘«‹¿¡$€£¥#@")
CLOSING = frozenset(")]}>）〕］｝〉》」』】〗”’»›、。，．,.!?！？:：;；…‥%％‰℃°·・—–~～々ー")


def _words(text: str) -> str:
    """Make one pattern of words written with spaces between them."""
    return f"(?:{'|'.join(text.split())})"


# Chinese particles, which lean on what is before them, and the words that only begin with such a character.
_ZH_LEANS_BACK = frozenset("的了着过地得们吗呢吧嘛啊呀之")
_ZH_LEANS_BACK_NOT = regex.compile(_words(
    "过程 过去 过度 过于 过来 过滤 了解 地[方区图球点理下面铁位产址域标] 得到 得出 得益 得知 着重 着眼 着手 "
    "着陆 之间 之一 之后 之前 之外 之内 之中"))
# Prepositions, conjunctions and adverbs of one character, which lean on what comes; not where they end a longer word.
_ZH_LEANS_FORWARD = regex.compile(_words(
    "(?<![对关由基位处至过终属等限善勇便利用高低大小多少优易急敢忠])于 (?<![参给赠])与 "
    "(?<![共总温柔缓平饱])和 (?<![合吞])并 "
    "(?<![从然反因继进故])而 (?<![存现所潜内实外正])在 [把被很该各每] (?<!即)将 (?<![自服听顺])从 "
    "(?<![自理缘])由 (?<!不)但 "
    "(?<![而并况尚])且 (?<![涉普波以触遍])及 (?<![抑设])或 (?<![请迫指驱致])使 [尚仍又最] (?<!要)不 "
    "(?<![人刚])才 (?<![规原否法准])则 (?<![面针应相反核绝校])对 (?<![认作成因称视变改行以])为 "
    "(?<![方朝倾走取转定面])向 (?<![首成京])都 (?<![归偿交返])还 (?<![成造])就 (?<!一)再 (?<![而自])已") + r"\s*$")
# Words that begin a phrase, wherever BudouX has not seen the word before them.
_ZH_STARTERS = regex.compile(_words(
    "例如 比如 否则 因为 所以 如果 尽管 虽然 但是 并且 并[与对在将为] 而且 而是 而不是 以便 从而 其中 来自 "
    "确保 意味着 相比 以及 或者 "
    "同时 然后 不过 因此 由于 通过 根据 用于 允许 称为 由此 直到 除非 只要 只有 无论 不仅 为了 对于 关于 "
    "其次 首先 最后"))
_ZH_MEASURE = ("个種种次年月日号天周时分秒条项件位名人座家所间层级倍度元米吨克升千兆公里百万亿多余第章节"
               "步类份部台架辆栋场届期代世纪点页行列维张幅片块"
               "段句词组对双套排批")

# Korean: particles that a dependent noun may carry, the nouns themselves, and counters with their numerals.
_KO_PARTICLE = _words(
    "은 는 이 가 을 를 의 에 도 만 과 와 로 으로 에서 에는 에도 에서는 까지 부터 처럼 보다 이나 나 이란 인 "
    "이고 이며 이라 이라고 "
    "이라는 이라면 인데 인지 이지만 이었 입니 이죠 이에 이니 밖에 뿐 조차 마다 들 들은 들이 들을 들의 들도 "
    "들과 입니다 입니까 "
    "이다 예요 이에요 이었습니다 였습니다")
_KO_NOUN = _words(
    "수 때 때문 데 바 줄 리 뿐 만큼 대로 채 척 듯 듯이 적 지 따름 나름 즈음 무렵 동안 중 도중 등 등등 내 및 "
    "쪽 측 김 셈 편 탓 덕 "
    "덕분 정도 이상 이하 미만 이내 가량 안팎 씩 차례 거 것들? 번째 가지 간 사이")
_KO_WHOLE_NOUN = _words(
    r"것\p{Hangul}* 거\p{Hangul}{1,2} 건 걸 게 겁니다 겁니까 때문\p{Hangul}* 듯\p{Hangul}{1,3} 만\p{Hangul}?합니다")
_KO_DEPENDENT = regex.compile(rf"(?:{_KO_NOUN}{_KO_PARTICLE}?|{_KO_WHOLE_NOUN})\p{{P}}*")
_KO_NUMERAL = _words("한 두 세 네 다섯 여섯 일곱 여덟 아홉 열 스무 몇 여러 수십 수백 수천 첫 매")
_KO_COUNTER = _words(
    "개 명 가지 번 번째 대 곳 배 년 월 일 시 시간 분 초 주 달 개월 회 차 단계 층 종 종류 건 권 장 점 쌍 사람 "
    "세기 차례 쪽 마리 그루 "
    "채 톤 킬로 미터 퍼센트 제곱 도 원 달러 유로 헥타르 리터 와트 그램 배럴 평 만 억 조 천 백 여 째 km kg %")

# Characters that names of other languages are written with: 凯文·阿什顿 is one word.
_ZH_NAME = (
    "阿埃艾爱安昂奥巴白拜班邦保鲍贝本比彼别宾波伯博勃布采蔡查达戴丹当道德登邓迪蒂丁东杜顿多俄厄恩尔法凡范"
    "方费芬丰冯佛夫弗福富盖甘冈高戈格葛根古圭哈海汉豪赫亨胡华霍基吉加贾杰金京久卡凯坎康考科可克肯孔库昆奎"
    "拉莱赖兰朗劳勒雷里理利丽莲廉良列林琳龙隆卢鲁路伦罗洛吕马玛迈麦曼芒毛梅门蒙孟米密明莫默木穆纳娜奈耐南"
    "内尼涅宁纽农努诺欧帕派潘庞培佩彭皮匹平珀普奇齐恰钱强乔切钦琴丘琼让瑞若萨塞赛桑瑟沙莎山尚舍申森圣什史"
    "士舒斯丝思苏索塔泰坦汀汤唐特滕提廷通图托瓦万旺威韦维魏文翁沃乌伍武西希锡夏香肖谢欣辛休许雅亚延扬耶叶"
    "伊因英尤雨约泽扎詹珍芝朱兹佐简各")

_NUMBER = r"\d+(?:[.,:/٫]\d+)*"
_WHOLE = {
    "ko": regex.compile("|".join((
        rf"{_NUMBER}\s?(?:여\s)?{_KO_COUNTER}",
        rf"제\s?{_NUMBER}",
        rf"{_NUMBER}\s[\p{{Latin}}%°℃²³/]{{1,6}}(?!\p{{Latin}})",
        rf"{_NUMBER}\s?[~∼-]\s?{_NUMBER}",
        rf"(?<!\S)(?:약|총|단|제)\s{_NUMBER}",
        rf"(?<!\S){_KO_NUMERAL}\s{_KO_COUNTER}",
        r"(?<!\S)\p{Hangul}*수[가는도를만]?\s(?:밖에\s)?(?:있|없)"))),
    "zh": regex.compile("|".join((
        rf"[第约]?{_NUMBER}\s?(?:[%％‰℃°]|[\p{{Latin}}²³/]{{1,6}}|[百千万亿兆]*\s?(?:平方|立方)?[{_ZH_MEASURE}]{{0,2}})",
        rf"[第每几两]?[零一二两三四五六七八九十百千万亿几]+[{_ZH_MEASURE}]",
        rf"[{_ZH_NAME}]{{1,7}}(?:[·・][{_ZH_NAME}]{{1,7}})+"))),
}
_LETTER = r"\p{Latin}\p{Greek}\p{Cyrillic}\p{Arabic}\p{M}\d"
_LATIN = regex.compile(rf"[{_LETTER}_][{_LETTER}'’._/+&@:\\-]*(?<![.:’'/])|\p{{L}}\p{{M}}+")
FAR_MORE_BITS = 1
"""可以|通过 may be cut though 以通 is frequent: 可以 and 通过 are bound that much more."""
_GRAPHEME = regex.compile(r"\X")
_QUOTES = frozenset("\"'")
_EAST = frozenset({"W", "F"})


def is_chinese(language: str) -> bool:
    """Whether a BCP 47 tag says Chinese, of any script or region."""
    return language.split("-")[0].lower() == "zh"


def cut_places(text: str, language: str, keep: Iterable[tuple[int, int]] = ()) -> tuple[int, ...]:
    """Give the places where the text may be cut, in order: each the index of the first character of the next part.

    ``keep`` are half-open spans that are never cut. The beginning and the end of the text are not in it.
    """
    places = _phrase_starts(text) if is_chinese(language) else set()
    places |= {match.end() for match in regex.finditer(r"\s+", text)}
    family = "zh" if is_chinese(language) else language.split("-")[0].lower()
    spans = [*keep, *_whole_spans(text, family), *(match.span() for match in _GRAPHEME.finditer(text))]
    closed = _closed(spans, len(text))
    return tuple(sorted(p for p in places if 0 < p < len(text) and not closed[p] and _allowed(text, p, family)))


@cache
def _chinese() -> Any:
    return budoux.load_default_simplified_chinese_parser()


def _phrase_starts(text: str) -> set[int]:
    places, at = set(), 0
    for phrase in _chinese().parse(text) if text else ():
        at += len(phrase)
        places.add(at)
    places |= {match.start() for match in _ZH_STARTERS.finditer(text)}
    for place in range(1, len(text)):
        before, after = text[place - 1], text[place]
        if before in CLOSING or after in OPENING or _script_changes(before, after):
            places.add(place)
    return places


def _script_changes(before: str, after: str) -> bool:
    return (unicodedata.east_asian_width(before) in _EAST) != (unicodedata.east_asian_width(after) in _EAST)


def _whole_spans(text: str, family: str) -> list[tuple[int, int]]:
    spans = [match.span() for match in _WHOLE[family].finditer(text)] if family in _WHOLE else []
    if family == "zh":
        spans += [match.span() for match in _LATIN.finditer(text)]
    elif family != "ko":
        spans += [match.span() for match in regex.finditer(rf"{_NUMBER}\s[\p{{L}}%°]{{1,3}}(?!\p{{L}})", text)]
    return spans


def _closed(spans: Sequence[tuple[int, int]], length: int) -> list[bool]:
    closed = [False] * (length + 1)
    for start, end in spans:
        for place in range(max(start, 0) + 1, min(end, length)):
            closed[place] = True
    return closed


def _allowed(text: str, place: int, family: str) -> bool:
    before, after = text[:place].rstrip()[-1:], text[place]
    if after in _QUOTES or before in _QUOTES:
        return _quote_allows(text, place, before, after)
    if after in CLOSING or before in OPENING or after.isspace() or not before:
        return False
    if family == "ko":
        return not _KO_DEPENDENT.fullmatch(text[place:].split(maxsplit=1)[0])
    if family == "zh":
        leans = after in _ZH_LEANS_BACK and not _ZH_LEANS_BACK_NOT.match(text, place)
        return not (leans or _inside_word(text, place) or _ZH_LEANS_FORWARD.search(text, max(0, place - 8), place))
    return True


def _inside_word(text: str, place: int) -> bool:
    """Whether the characters on both sides of a cut are one word: bound to each other, not far more to others."""
    pairs = read_pairs()
    bound = pairs.get(text[place - 1:place + 1], 0)
    others = min(pairs.get(text[place - 2:place], 0), pairs.get(text[place:place + 2], 0)) if place > 1 else 0
    return bound > max(0, others - FAR_MORE_BITS)


def _quote_allows(text: str, place: int, before: str, after: str) -> bool:
    """A straight quote opens or closes by its count: cut before the one that opens, after the one that closes."""
    opens = text[:place].count(after) % 2 == 0 if after in _QUOTES else True
    closes = text[:place].count(before) % 2 == 0 if before in _QUOTES else True
    return opens and closes and before not in OPENING and after not in CLOSING and not after.isspace()
