"""The network, with suspicion: what may be asked, by what redirects, within what time.

Nothing is asked without encryption unless a person allowed it for one host, no redirect leads out of that rule, no
answer is larger than what was agreed, and no wait is without end.

Source: RFC 9110, section 15.4 (redirection).
"""

from __future__ import annotations

import http.client
import queue
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

from pipeline.errors import ModelError

T = TypeVar("T")
STALL_S = 20.0  # without one byte
BLOCK_BYTES = 256 * 1024
# URLError, timeouts and TLS errors are OSErrors; a host name that cannot be one is a UnicodeError.
NETWORK_ERRORS = (OSError, http.client.HTTPException, UnicodeError)
_REDIRECTS_MAX = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """Which server may be asked without encryption: the host of an http mirror that a person allowed, or none."""

    plain_host: str = ""


class Cut(Exception):
    """The connection was cut or the server is busy; worth another attempt. Never leaves this package."""


def check_url(url: str, access: Access, *, package: str) -> str:
    """Give back a URL that may be asked. Raises ModelError for one that may not."""
    try:
        parts = urlsplit(url)
        host, named = parts.hostname or "", parts.port is None or parts.port > 0
    except ValueError:
        host, named = "", False
    if not host or not named or not url.isascii() or not url.isprintable() or " " in url or len(url) > 2000:
        raise ModelError(f"{url!r:.120} is not an address that can be asked", package=package,
                         hint="look at the index, or take another one with --index")
    if parts.username is not None or parts.password is not None:
        raise ModelError(f"the address of {host} holds a name or a password", package=package,
                         hint="addresses are written into models.toml and logs; use one without")
    if parts.scheme != "https" and (parts.scheme, host) != ("http", access.plain_host):
        raise ModelError(f"{parts.scheme}://{host} is not encrypted, so anybody on the way could change the package",
                         package=package, hint="use https; or, for a mirror of your own, allow_http in models.toml")
    return url


def join(base: str, link: str) -> str:
    """Give the address a link leads to; what is no link stays as it is, for :func:`check_url` to refuse."""
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def get(url: str, *, access: Access, package: str, bytes_max: int, wait_s: float) -> bytes:
    """Fetch a small answer as a whole within ``wait_s`` seconds. Raises ModelError."""
    until = time.monotonic() + wait_s

    def ask() -> bytes:
        with open_address(url, {}, access, package) as answer:
            data = b""
            while block := answer.read1(BLOCK_BYTES):
                data += block
                if len(data) > bytes_max or time.monotonic() > until:
                    break
            if not data or (len(data) <= bytes_max and (answer.length or 0) > 0):
                raise Cut("the connection was cut")
            return data

    try:
        data = within(wait_s, ask)
    except (Cut, *NETWORK_ERRORS) as error:
        raise ModelError(f"{urlsplit(url).hostname} cannot be reached: {words(error)}", package=package,
                         hint="look at the connection and run again, or name a mirror or a folder with --index; "
                              "until then the starter packages are used") from error
    if len(data) > bytes_max:
        raise ModelError(f"the answer of {urlsplit(url).hostname} is larger than {bytes_max} bytes", package=package,
                         hint="this is no index; name another one with --index")
    return data


def open_address(url: str, headers: Mapping[str, str], access: Access, package: str) -> Any:
    """Open an address, following redirects by the same rule, without believing or reading what comes with them.

    Raises ModelError for an address that may not be asked, HTTPError for an answer that is none, or a network error.
    """
    asked = {"User-Agent": "localize", "Accept-Encoding": "identity", **headers}
    opener = urllib.request.OpenerDirector()
    for handler in (urllib.request.ProxyHandler, urllib.request.HTTPHandler, urllib.request.HTTPSHandler,
                    urllib.request.HTTPErrorProcessor, urllib.request.HTTPDefaultErrorHandler):
        opener.add_handler(handler())
    for _ in range(_REDIRECTS_MAX):
        check_url(url, access, package=package)
        request = urllib.request.Request(url, headers=asked)
        try:
            return opener.open(request, timeout=STALL_S)
        except urllib.error.HTTPError as error:
            if error.code not in (301, 302, 303, 307, 308) or "Location" not in error.headers:
                raise
            error.close()
            url = join(url, error.headers["Location"])
    raise ModelError(f"{urlsplit(url).hostname} redirects more than {_REDIRECTS_MAX} times", package=package,
                     hint="name another index with --index")


def within(limit_s: float, ask: Callable[[], T]) -> T:
    """Run something that nothing can interrupt (looking up a name, a header that drips in), but wait no longer."""
    box: queue.SimpleQueue[tuple[T | None, Exception | None]] = queue.SimpleQueue()

    def work() -> None:
        try:
            box.put((ask(), None))
        except Exception as error:
            box.put((None, error))

    threading.Thread(target=work, daemon=True).start()
    try:
        result, error = box.get(timeout=limit_s)
    except queue.Empty:
        raise TimeoutError(f"no answer within {limit_s:.0f} s") from None
    if error:
        raise error
    return result  # type: ignore[return-value]


def words(error: BaseException) -> str:
    """Give the words of a network error that say something."""
    if isinstance(error, urllib.error.HTTPError):
        return f"it answered {error.code}"
    reason = getattr(error, "reason", None) or error
    return getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
