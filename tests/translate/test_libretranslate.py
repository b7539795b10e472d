"""The LibreTranslate engine against a server on loopback that answers in the real API's shape, or does not."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from pipeline.errors import EngineError
from pipeline.model.language import find_language
from pipeline.translate.libretranslate import API_KEY, LibreTranslateEngine

EN, KO, ZH = find_language("en"), find_language("ko"), find_language("zh-Hans")
LANGUAGES = [{"code": "en", "name": "English", "targets": ["en", "ko", "zh-Hans"]},
             {"code": "ko", "name": "Korean", "targets": ["en", "ko"]},
             {"code": "zh-Hans", "name": "Chinese", "targets": ["en", "zh-Hans"]}]
Answer = tuple[int, Any, dict[str, str]]


def _good(body: dict[str, Any]) -> Answer:
    return 200, {"translatedText": [f"{body['target']}:{q}" for q in body["q"]],
                 "alternatives": [[f"other:{q}"] * body["alternatives"] for q in body["q"]]}, {}


class Server:
    """A LibreTranslate server: ``answers`` come first, then good ones; what it was asked is in ``asked``."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.answers: list[Answer | Callable[[dict[str, Any]], Answer]] = []
        self.languages: Any = LANGUAGES
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._send(200 if self.path == "/languages" else 404, outer.languages, {})

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.asked.append(body)
                assert self.path == "/translate"
                answer = outer.answers.pop(0) if outer.answers else _good
                self._send(*(answer(body) if callable(answer) else answer))

            def _send(self, status: int, data: Any, headers: dict[str, str]) -> None:
                raw = data if isinstance(data, bytes) else json.dumps(data).encode()
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", "Content-Length": str(len(raw))}.items():
                    self.send_header(name, headers.get(name, value))
                for name in set(headers) - {"Content-Length", "Content-Type"}:
                    self.send_header(name, headers[name])
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = threading.Thread(target=made.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def engine(server: Server, waits: list[float]) -> LibreTranslateEngine:
    return LibreTranslateEngine(source=EN, target=KO, url=f"{server.url}/", timeout_s=2, wait=waits.append)


def test_sentences_go_in_one_request_and_come_back_in_order(server: Server, engine: LibreTranslateEngine) -> None:
    found = engine.translate(["one", "two", "three"], hypotheses=3)
    assert [[h.text for h in row] for row in found] == [[f"ko:{q}", f"other:{q}", f"other:{q}"] for q in
                                                        ("one", "two", "three")]
    assert server.asked == [{"q": ["one", "two", "three"], "source": "en", "target": "ko", "format": "text",
                             "alternatives": 2}]


def test_long_lists_are_cut_into_batches(server: Server, engine: LibreTranslateEngine) -> None:
    texts = [f"sentence {n} " + "x" * 200 for n in range(120)]
    assert [row[0].text for row in engine.translate(texts)] == [f"ko:{text}" for text in texts]
    assert all(len(body["q"]) <= 50 and sum(map(len, body["q"])) <= 5000 for body in server.asked)


@pytest.mark.parametrize(("offered", "said"), [("zh-Hans", "zh-Hans"), ("zh", "zh")])
def test_old_and_new_servers_name_chinese_differently(server: Server, offered: str, said: str) -> None:
    server.languages = [{"code": "en", "targets": [offered]}]
    LibreTranslateEngine(source=EN, target=ZH, url=server.url).translate(["hello"])
    assert server.asked[0]["target"] == said


def test_a_pair_that_is_not_offered(server: Server, engine: LibreTranslateEngine) -> None:
    server.languages = [{"code": "en", "targets": ["fr"]}]
    with pytest.raises(EngineError, match="does not offer"):
        engine.translate(["hello"])


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_failure_that_passes_is_tried_again(server: Server, engine: LibreTranslateEngine, waits: list[float],
                                              status: int) -> None:
    server.answers = [(status, {"error": "busy"}, {}), (status, {"error": "busy"}, {})]
    assert engine.translate(["hello"])[0][0].text == "ko:hello"
    assert waits == [1.0, 2.0]


def test_the_server_says_how_long_to_wait(server: Server, engine: LibreTranslateEngine, waits: list[float]) -> None:
    server.answers = [(429, {"error": "slow down"}, {"Retry-After": "7"}), (429, {}, {"Retry-After": "99999"})]
    engine.translate(["hello"])
    assert waits == [7.0, 30.0]


def test_a_failure_that_stays_is_an_error_with_the_servers_words(server: Server, engine: LibreTranslateEngine,
                                                                 waits: list[float]) -> None:
    server.answers = [(503, {"error": "down"}, {})] * 9
    with pytest.raises(EngineError, match="HTTP 503 down"):
        engine.translate(["hello"])
    assert len(waits) == 3


def test_a_refusal_is_not_tried_again(server: Server, engine: LibreTranslateEngine, waits: list[float]) -> None:
    server.answers = [(403, {"error": "Invalid API key\u202e"}, {})]
    with pytest.raises(EngineError, match=r"HTTP 403 Invalid API key$"):
        engine.translate(["hello"])
    assert waits == []


def test_nobody_answers(waits: list[float]) -> None:
    engine = LibreTranslateEngine(source=EN, target=KO, url="http://127.0.0.1:9", timeout_s=1, wait=waits.append)
    with pytest.raises(EngineError, match="/languages cannot be used") as caught:
        engine.translate(["hello"])
    assert "engine_url" in caught.value.hint


@pytest.mark.parametrize("answer", [
    b"<html>", b"", [], {}, {"translatedText": "hello"}, {"translatedText": []}, {"translatedText": ["a", "b"]},
    {"translatedText": [7]}, {"translatedText": [None]}, {"translatedText": ["x" * 5000]}, b"\xff\xfe",
])
def test_a_hostile_answer_is_refused(server: Server, engine: LibreTranslateEngine, answer: Any) -> None:
    server.answers = [(200, answer, {})]
    with pytest.raises(EngineError):
        engine.translate(["hello"])


def test_an_endless_answer_is_cut_off(server: Server, engine: LibreTranslateEngine) -> None:
    server.answers = [(200, b" " * (17 * 1024 * 1024), {})]
    with pytest.raises(EngineError, match="larger than"):
        engine.translate(["hello"])


def test_an_answer_cut_short_is_tried_again(server: Server, engine: LibreTranslateEngine) -> None:
    server.answers = [(200, b'{"translatedText": ["a"', {"Content-Length": "5000"})]
    engine._timeout_s = 0.2
    assert engine.translate(["hello"])[0][0].text == "ko:hello"


def test_control_characters_in_an_answer_are_dropped(server: Server, engine: LibreTranslateEngine) -> None:
    server.answers = [(200, {"translatedText": ["a\0b\n\u202ec"], "alternatives": None}, {})]
    assert [h.text for h in engine.translate(["hello"])[0]] == ["ab c"]


@pytest.mark.parametrize("url", ["", "ftp://host", "file:///etc/passwd", "host:5000", "http://", "http://user:pw@host/",
                                 "http://host/?key=1"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(EngineError) as caught:
        LibreTranslateEngine(source=EN, target=KO, url=url)
    assert "pw" not in str(caught.value)


def test_the_key_is_sent_and_never_shown(server: Server, engine: LibreTranslateEngine,
                                         monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(API_KEY, "s3cret")
    server.answers = [_good, (400, {"error": "bad"}, {})]
    engine.translate(["hello"])
    assert server.asked[0]["api_key"] == "s3cret"
    with pytest.raises(EngineError) as caught:
        engine.translate(["again"])
    assert "s3cret" not in f"{caught.value} {caught.value.hint} {engine.signature}"


def test_signature_and_placeholders(engine: LibreTranslateEngine, server: Server) -> None:
    assert engine.signature == f"libretranslate|url:{server.url}|en->ko"
    assert engine.placeholders == ()
