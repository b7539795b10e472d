"""Downloading a package so that a cut connection costs nothing: the next attempt goes on where it stopped.

What is there lies in a ``.part`` file; a small file beside it says where from, and by which ETag or date the server
can tell that its file is still the same. If it is not, the download starts again.

Sources: RFC 9110, sections 8.8 (validators), 13.1.5 (If-Range), 14.2 (Range), 14.4 (Content-Range).
"""

from __future__ import annotations

import json
import re
import time
import urllib.error
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline.errors import ModelError, StoreError
from pipeline.models.web import BLOCK_BYTES, NETWORK_ERRORS, STALL_S, Access, Cut, open_address, within, words

Tell = Callable[[int, int], None]
PACKAGE_BYTES_MAX = 1024**3  # the largest official package has about 300 MB
ANSWER_WAIT_S = 30.0  # until a server has begun to answer, looking up its name included
SLOWEST_BYTES_PER_S = 1024
ATTEMPTS_MAX = 20
IDLE_ATTEMPTS_MAX = 3  # in a row that brought nothing
PAUSE_S = 1.0
_CONTENT_RANGE = re.compile(r"bytes ([0-9]{1,15})-([0-9]{1,15})/([0-9]{1,15})")
_TRY_AGAIN = (408, 425, 429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Begun:
    """What is known of a download that has begun: where from, its ETag or date, its whole size (0: unknown)."""

    url: str
    validator: str = ""
    size_bytes: int = 0


def download(url: str, part: Path, *, access: Access, package: str, tell: Tell) -> None:
    """Download a package to ``part``, going on where an earlier attempt was cut off, also one of an earlier run.

    ``tell`` hears how many bytes are there, of how many (0: unknown). What is there is kept when the connection
    fails. Raises ModelError when a server answers with what cannot be a package, or not at all; StoreError when the
    disk refuses.
    """
    idle = 0
    for attempt in range(1, ATTEMPTS_MAX + 1):
        before = _size(part)
        try:
            _go_on(url, part, access, package, tell)
            return
        except Cut as cut:
            idle = 0 if _size(part) > before else idle + 1
            if idle == IDLE_ATTEMPTS_MAX or attempt == ATTEMPTS_MAX:
                raise ModelError(f"the download from {urlsplit(url).hostname} stopped after {_size(part)} bytes: {cut}",
                                 package=package, hint="run it again; it goes on from there") from cut
        except OSError as error:
            raise StoreError(f"cannot be written: {error.strerror or error}", path=part.name,
                             hint="free some space or give yourself the right to write there, and run again") from error
        time.sleep(PAUSE_S * (idle + 1))


def discard(part: Path) -> None:
    """Remove what was downloaded of a package."""
    part.unlink(missing_ok=True)
    _notes(part).unlink(missing_ok=True)


def _go_on(url: str, part: Path, access: Access, package: str, tell: Tell) -> None:
    begun, have = _read_begun(part), _size(part)
    if begun.url != url or not (begun.validator or begun.size_bytes):
        begun, have = _Begun(url=url), 0
    if 0 < have == begun.size_bytes:
        return
    headers = {"Range": f"bytes={have}-"} if have else {}
    if have and begun.validator:
        headers["If-Range"] = begun.validator
    try:
        answer = within(ANSWER_WAIT_S, lambda: open_address(url, headers, access, package))
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 416 and have:
            discard(part)
            raise Cut("what was there did not fit any more") from error
        if error.code in _TRY_AGAIN:
            raise Cut(f"it answered {error.code}") from error
        raise ModelError(f"{urlsplit(url).hostname} answered {error.code} {error.reason!r:.60}", package=package,
                         hint="the index may be old; run again later, or name another index with --index") from error
    except NETWORK_ERRORS as error:
        raise Cut(words(error)) from error
    with answer:
        have, begun = _judged(answer, begun, have, part, package)
        part.parent.mkdir(parents=True, exist_ok=True)
        with part.open("ab" if have else "wb") as file:
            _notes(part).write_text(json.dumps(asdict(begun)), encoding="utf-8")
            _receive(answer, file, have, begun.size_bytes, package, tell)


def _judged(answer: Any, begun: _Begun, have: int, part: Path, package: str) -> tuple[int, _Begun]:
    """Say from which byte the answer goes on, and what is known of the whole; refuse what cannot be a package."""
    kind, coding = answer.headers.get_content_type(), answer.headers.get("Content-Encoding", "identity")
    if kind.endswith(("html", "json", "xml")) or coding != "identity":
        raise _no_package(package, f"the server sent {kind!r:.60} ({coding!r:.40})", part)
    validator = _validator(answer.headers)
    if answer.status == 206 and have:
        found = _CONTENT_RANGE.fullmatch(answer.headers.get("Content-Range", ""))
        first, size = (int(found[1]), int(found[3])) if found else (-1, -1)
        changed = begun.validator and validator and validator != begun.validator
        if first != have or size <= have or begun.size_bytes not in (0, size) or changed:
            discard(part)
            raise Cut("the file on the server has changed")
        validator = validator or begun.validator
    elif answer.status == 200:
        have, size = 0, answer.length or 0
    else:
        raise _no_package(package, f"the server answered {answer.status}", part)
    if size > PACKAGE_BYTES_MAX:
        raise _no_package(package, f"it has {size} bytes, more than {PACKAGE_BYTES_MAX}", part)
    return have, _Begun(url=begun.url, validator=validator, size_bytes=size)


def _validator(headers: Any) -> str:
    """Give what tells one state of the file from another: a strong ETag, or its date; a weak ETag may not be used."""
    etag = headers.get("ETag", "")
    found = str(etag if etag.startswith('"') else headers.get("Last-Modified", ""))
    return found if found.isascii() and found.isprintable() and len(found) <= 200 else ""


def _receive(answer: Any, file: Any, have: int, size: int, package: str, tell: Tell) -> None:
    since, since_have = time.monotonic(), have
    tell(have, size)
    while True:
        try:
            block = answer.read1(BLOCK_BYTES)
        except NETWORK_ERRORS as error:
            raise Cut(words(error)) from error
        if not block:
            break
        if have == 0 and not block.startswith(b"PK"[: len(block)]):
            raise _no_package(package, "it is no zip archive", Path(file.name))
        have += len(block)
        if have > PACKAGE_BYTES_MAX:
            raise _no_package(package, f"it has more than {PACKAGE_BYTES_MAX} bytes", Path(file.name))
        file.write(block)
        tell(have, size)
        if (passed_s := time.monotonic() - since) > STALL_S:
            if have - since_have < SLOWEST_BYTES_PER_S * passed_s:
                raise Cut("it sends next to nothing")
            since, since_have = time.monotonic(), have
    if have < size:
        raise Cut("the connection was cut")


def _no_package(package: str, why: str, part: Path) -> ModelError:
    discard(part)
    return ModelError(f"this is not a translation package: {why}", package=package,
                      hint="the index may be wrong, or a portal stands between; name another index with --index")


def _size(part: Path) -> int:
    return part.stat().st_size if part.is_file() else 0


def _notes(part: Path) -> Path:
    return part.with_name(f"{part.name}.json")


def _read_begun(part: Path) -> _Begun:
    try:
        return _Begun(**json.loads(_notes(part).read_bytes()))
    except (OSError, ValueError, TypeError):
        return _Begun(url="")
