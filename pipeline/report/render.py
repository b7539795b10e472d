"""Templates of the report. Everything from a subtitle is escaped; a page runs no script but its own."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from pipeline.model.text import counted

_TEMPLATES = ("index.html", "lecture.html")
_PARTS = (*_TEMPLATES, "base.css", "lecture.js")


def render(template: str, **values: object) -> str:
    """Fill a template; a value that is missing is an error, never an empty place."""
    return _environment().get_template(template).render(css=Markup(text_of("base.css")), **values)


@lru_cache
def text_of(name: str) -> str:
    """Read a file that stands beside the templates."""
    return (files("pipeline.report") / "templates" / name).read_text(encoding="utf-8")


def templates_digest() -> str:
    """Give a short digest of everything a page is made with, so that a changed template makes pages stale by itself."""
    return hashlib.sha256("\0".join(map(text_of, _PARTS)).encode()).hexdigest()[:12]


def script_digest(script: str) -> str:
    """Give the digest under which the page's content security policy lets its script run."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def clock(time_ms: int) -> str:
    """Write a time as people read it: 1:02:03 or 2:03."""
    minutes, seconds = divmod(time_ms // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


@lru_cache
def _environment() -> Environment:
    loader = DictLoader({name: text_of(name) for name in _TEMPLATES})
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters["counted"] = counted
    return environment
