"""What a Korean word ends in: the particle or ending that says how it hangs together with the next word.

Rough on purpose: the last syllables only, no dictionary. 은 and 는 are a topic particle after nouns and an adnominal
ending after verbs; the commonest verb stems tell them apart.

Source: 국립국어원 표준 문법 (Standard Korean Grammar), particles (조사) and endings (어미).
"""

from __future__ import annotations

from functools import lru_cache

import regex


def _words(text: str) -> str:
    return f"(?:{'|'.join(text.split())})"


_ADNOMINAL = "|".join((
    _words("하 되 있 없 않 오 가 주 보 나 드 리 키 지 내 쓰 치 이 르 루 받 얻 갖 먹 찾 시키 만들 끄 끼 추 꾸 "
           "우 나누 모으 막 읽 앉 맞 맡 "
           "넘 잇 짓 낳 놓 쌓 뽑 묻") + "는",
    _words("많 높 낮 좋 같 작 넓 좁 짧 깊 얕 굵 젊 늙 싫 옳 맑 밝 붉 검 얇 않 받 얻 남 찾 먹 읽 놓 쌓 잡 맺 "
           "적 잃 닫 막 심 굳 늦") + "은",
    _words(r"한 된 난 진 간 온 인 운 른 든 쓴 긴 큰 던 친 킨 린 낸 준 본 선 춘 룬 할 될 갈 올 일 줄 볼 칠 킬 "
           r"질 낼 쓸 릴 있을 없을 않을 "
           "았을 었을 했을"),
    r"\p{Hangul}+의",
))
_DETERMINER = _words("이 그 저 이런 그런 저런 어떤 모든 여러 각 새 다른 전 온 몇 두 세 한 첫 약 총 매 각종 "
                     "서로 가장 더 매우 아주 잘 안 못 "
                     "또 꼭 다")
_CONNECTIVE = _words(
    "지만 는데 은데 인데 한데 던데 니까 므로 도록 려고 려면 거나 든지 다가 면서 며 면 아서 어서 여서 해서 "
    "라서 워서 와서 고서 서는 고 하여 "
    "되어 위해 통해 따라 대해 의해 비해 인해 때문에 만큼 대로 동안 때 뿐 채 아도 어도 해도 더라도 자마자 "
    "듯이 수록 기에 으나 하나 지 게 히 "
    "아야 어야 해야")
_CLASSES = tuple((name, regex.compile(pattern)) for name, pattern in (
    ("and", _words("및 또는 혹은 즉")),
    ("final", ".*" + _words("니다 니까 세요 어요 아요 여요 예요 에요 네요 군요 지요 까요 죠 시오 시다 다 요")),
    ("connective", f".*{_CONNECTIVE}"),
    ("adnominal", rf"\p{{Hangul}}*(?:{_ADNOMINAL})|{_DETERMINER}"),
    ("topic", ".+" + _words("은 는 란")),
    ("subject", ".+" + _words("이 가 께서")),
    ("object", ".+" + _words("을 를")),
    ("place", ".+" + _words("에서 에게 께 에 로 부터 까지 에는 에도 에서는 에서도 로는 서 써 처럼 보다 마다 만 도 조차 "
                            "밖에")),
    ("and", ".+" + _words("과 와 나 및 랑")),
))


@lru_cache(maxsize=8192)
def ending_class(word: str) -> str:
    """Name what a word ends in: final, connective, adnominal, topic, subject, object, place, and, or bare."""
    return next((name for name, pattern in _CLASSES if pattern.fullmatch(word)), "bare")
