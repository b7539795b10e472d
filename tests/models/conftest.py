"""Tiny packages, and a server on this machine that stands in for the index, well-behaved or not."""

from __future__ import annotations

import http.server
import io
import json
import threading
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from pipeline.models import download, web


def package_bytes(files: Mapping[str, bytes] | None = None, *, root: str = "translate-en_ko-1_1", weights: bytes = b"",
                  **told: object) -> bytes:
    """A package that is good but for what is given."""
    metadata = {"package_version": "1.1", "from_code": "en", "to_code": "ko", "type": "translate"} | told
    inside = {f"{root}/metadata.json": json.dumps(metadata).encode(), f"{root}/sentencepiece.model": b"pieces",
              f"{root}/model/model.bin": weights or b"weights" * 20} | dict(files or {})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in inside.items():
            kind = zipfile.ZIP_DEFLATED if len(data) > 10**6 else zipfile.ZIP_STORED
            archive.writestr(name, data, compress_type=kind)
    return buffer.getvalue()


@dataclass
class Answer:
    """How the server answers for one path."""

    body: bytes = b""
    status: int = 200
    kind: str = "application/octet-stream"
    headers: dict[str, str] = field(default_factory=dict)
    etag: str = '"one"'
    cut_after: list[int] = field(default_factory=list)  # for each request in turn: how many bytes before it hangs up
    ranges: bool = True
    length: int | None = None  # what it claims
    pause_s: float = 0.0  # between blocks of 16 bytes


class Server:
    """A server on the loopback: a table of answers, and every request it got."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server.requests.append((self.path, dict(self.headers)))
                _answer(self, server.answers.get(self.path, Answer(status=404)))

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def offer(self, body: bytes, *, file: str = "translate-en_ko-1_1.argosmodel", links: list[str] | None = None,
              answer: Answer | None = None, **changed: object) -> Answer:
        """Put a package and an index that offers it on the server."""
        entry = {"from_code": "en", "to_code": "ko", "package_version": "1.1", "code": "translate-en_ko",
                 "links": links or [f"{self.url}v1/{file}"]} | changed
        self.answers["/index.json"] = Answer(body=json.dumps([{"from_code": "x"}, entry]).encode(), kind="text/plain")
        answer = self.answers[f"/v1/{file}"] = answer or Answer()
        answer.body = body
        return answer

    def asked(self, path: str) -> list[dict[str, str]]:
        """The headers of every request for a path."""
        return [headers for asked, headers in self.requests if asked == path]

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._server.server_close()


def _answer(handler: http.server.BaseHTTPRequestHandler, answer: Answer) -> None:
    first, wanted = 0, handler.headers.get("Range")
    fits = handler.headers.get("If-Range", answer.etag) == answer.etag
    if wanted and answer.ranges and fits and answer.status == 200:
        first = int(wanted.removeprefix("bytes=").removesuffix("-"))
        handler.send_response(206 if first < len(answer.body) else 416)
        handler.send_header("Content-Range", f"bytes {first}-{len(answer.body) - 1}/{len(answer.body)}")
    else:
        handler.send_response(answer.status)
    body = answer.body[first:]
    handler.send_header("Content-Type", answer.kind)
    handler.send_header("Content-Length", str(len(body) if answer.length is None else answer.length))
    if answer.etag:
        handler.send_header("ETag", answer.etag)
    for name, value in answer.headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    if answer.cut_after:
        body = body[: answer.cut_after.pop(0)]
    try:
        step = 16 if answer.pause_s else max(1, len(body))
        for place in range(0, len(body), step):
            handler.wfile.write(body[place : place + step])
            time.sleep(answer.pause_s)
    except OSError:
        pass
    handler.close_connection = True


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server on the loopback, waits cut short."""
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(download, "PAUSE_S", 0.0)
    monkeypatch.setattr(download, "STALL_S", 0.4)
    monkeypatch.setattr(web, "STALL_S", 0.4)
    running = Server()
    yield running
    running.close()


@pytest.fixture
def make_package() -> Callable[..., bytes]:
    """The bytes of a tiny package; see package_bytes."""
    return package_bytes


@pytest.fixture
def make_answer() -> Callable[..., Answer]:
    """How a server answers; see Answer."""
    return Answer


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder of packages."""
    path = tmp_path / "models"
    path.mkdir()
    return path
