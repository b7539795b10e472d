"""The LibreTranslate engine: translation on a server of the team's own, over HTTP.

Asked in batches, with a time limit, again after a failure that may pass; whatever it answers is looked at before it is
used. An API key comes from the environment variable LIBRETRANSLATE_API_KEY and is never shown.

Source: LibreTranslate API (/translate with a list in ``q`` and ``alternatives``; /languages).
"""

from __future__ import annotations

import http.client
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline.errors import EngineError
from pipeline.model.engine import Hypothesis
from pipeline.model.language import Language
from pipeline.model.package import Package

API_KEY = "LIBRETRANSLATE_API_KEY"
_TIMEOUT_S = 60.0
_PAUSES_S = (1.0, 2.0, 4.0)
_PAUSE_MAX_S = 30.0
_BATCH_TEXTS, _BATCH_CHARACTERS = 50, 5000
_ANSWER_BYTES_MAX = 16 * 1024**2
_TEXT_RATIO_MAX, _TEXT_CHARACTERS_MIN = 10, 1000
_PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})


def open_for(*, source: Language, target: Language, threads: int, url: str, package: Package | None,
             unpack: Callable[[Package], Path]) -> LibreTranslateEngine:
    """Open the engine for a server; nothing is sent yet. Raises EngineError for an address that is none."""
    return LibreTranslateEngine(source=source, target=target, url=url)


class LibreTranslateEngine:
    """An :class:`pipeline.model.engine.Engine` over one LibreTranslate server."""

    def __init__(self, *, source: Language, target: Language, url: str, timeout_s: float = _TIMEOUT_S,
                 wait: Callable[[float], None] = time.sleep) -> None:
        self._source, self._target, self._timeout_s, self._wait = source, target, timeout_s, wait
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
            raise self._error(f"{parts.scheme or 'nothing'}://… is not the address of a server" if url else
                              "no address is given", hint="set course.engine_url to http://HOST:PORT; a key goes into "
                              f"the environment variable {API_KEY}")
        self._url = url.rstrip("/")
        self._codes: tuple[str, str] | None = None

    @property
    def signature(self) -> str:
        """Engine, server and languages; which model the server runs it does not say."""
        return f"libretranslate|url:{self._url}|{self._source.tag}->{self._target.tag}"

    @property
    def placeholders(self) -> tuple[str, ...]:
        """None: models behind a server were not trained on any symbols that we know of."""
        return ()

    def translate(self, texts: Sequence[str], *, hypotheses: int = 4) -> tuple[tuple[Hypothesis, ...], ...]:
        """Translate sentences in as few requests as the server's limits allow; see Engine."""
        if self._codes is None:
            self._codes = self._ask_codes()
        return tuple(answer for batch in _batches(texts) for answer in self._ask_batch(batch, hypotheses))

    def _ask_codes(self) -> tuple[str, str]:
        """Ask which codes the server uses: newer servers say zh-Hans, older ones zh."""
        languages = self._request("/languages", None)
        if not isinstance(languages, list):
            raise self._error("the server's list of languages is not a list")
        known = {entry["code"]: entry.get("targets", []) for entry in languages
                 if isinstance(entry, dict) and isinstance(entry.get("code"), str)}
        for source in (self._source.tag, self._source.argos):
            for target in (self._target.tag, self._target.argos):
                if source in known and (target in known or target in known[source]):
                    return source, target
        raise self._error("the server does not offer this pair of languages",
                          hint="install the language on the server, or set course.engine to argos")

    def _ask_batch(self, batch: Sequence[str], hypotheses: int) -> Iterator[tuple[Hypothesis, ...]]:
        source, target = self._codes or ("", "")
        body = {"q": list(batch), "source": source, "target": target, "format": "text", "alternatives": hypotheses - 1}
        if key := os.environ.get(API_KEY):
            body["api_key"] = key
        answer = self._request("/translate", body)
        told = answer.get("translatedText") if isinstance(answer, dict) else None
        others = answer.get("alternatives") if isinstance(answer, dict) else None
        if not isinstance(told, list) or len(told) != len(batch):
            raise self._error(f"{len(batch)} sentences were sent, and the answer is not as many")
        if not isinstance(others, list) or len(others) != len(batch):
            others = [[]] * len(batch)
        for sent, best, more in zip(batch, told, others, strict=True):
            texts = [best, *(more if isinstance(more, list) else [])][:hypotheses]
            yield tuple(Hypothesis(text=self._checked(text, sent), score=-float(n)) for n, text in enumerate(texts))

    def _checked(self, text: Any, sent: str) -> str:
        if not isinstance(text, str) or len(text) > max(_TEXT_CHARACTERS_MIN, len(sent) * _TEXT_RATIO_MAX):
            raise self._error("a translation in the answer is no text, or far too long")
        return " ".join("".join(c if c.isprintable() or c.isspace() else "" for c in text).split())

    def _request(self, path: str, body: dict[str, Any] | None) -> Any:
        """Send one request, again after a failure that may pass. Raises EngineError when the server cannot be used."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._url + path, data=data, headers={
            "Content-Type": "application/json", "Accept": "application/json"})
        why = ""
        for pause in (*_PAUSES_S, None):
            try:
                with urllib.request.urlopen(request, timeout=self._timeout_s) as answer:
                    raw = answer.read(_ANSWER_BYTES_MAX + 1)
                if len(raw) > _ANSWER_BYTES_MAX:
                    raise self._error(f"the answer is larger than {_ANSWER_BYTES_MAX} bytes")
                if answer.length:
                    raise http.client.IncompleteRead(raw[:0], answer.length)
                return json.loads(raw)
            except urllib.error.HTTPError as error:
                why = f"HTTP {error.code} {_told(error)}".strip()
                if error.code not in _PASSING:
                    break
                pause = _asked_pause(error, pause)
            except (OSError, http.client.HTTPException) as error:
                why = str(getattr(error, "reason", error)) or type(error).__name__
            except ValueError:
                why = "the answer is not JSON"
                break
            if pause is not None:
                self._wait(pause)
        raise self._error(f"{path} cannot be used: {why}", hint="is the server up, and course.engine_url right? "
                          f"A server that wants a key finds it in {API_KEY}")

    def _error(self, message: str, *, hint: str = "") -> EngineError:
        return EngineError(message, engine="libretranslate", source=self._source.tag, target=self._target.tag,
                           hint=hint or "check which server answers at course.engine_url")


def _told(error: urllib.error.HTTPError) -> str:
    """Give what the server says of an error, as far as it is one printable line."""
    try:
        told = json.loads(error.read(4096))["error"]
    except (ValueError, KeyError, TypeError, OSError, http.client.HTTPException):
        return ""
    return "".join(c for c in str(told)[:200] if c.isprintable())


def _asked_pause(error: urllib.error.HTTPError, pause: float | None) -> float | None:
    asked = error.headers.get("Retry-After", "") if error.headers else ""
    return min(float(asked), _PAUSE_MAX_S) if pause is not None and asked.isdecimal() else pause


def _batches(texts: Sequence[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for text in texts:
        if batch and (len(batch) == _BATCH_TEXTS or sum(map(len, batch)) + len(text) > _BATCH_CHARACTERS):
            yield batch
            batch = []
        batch.append(text)
    if batch:
        yield batch
