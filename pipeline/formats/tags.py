"""Takes tags out of cue text that the target format does not know."""

from __future__ import annotations

import re

from pipeline.model.text import TAG

# Taking one tag out can close up another ("<<c>c>"); deeper nesting than this is no subtitle.
_ROUNDS = 8


def drop_tags(text: str, *, keep: re.Pattern[str] | None) -> str:
    """Drop all tags but those ``keep`` matches whole; None keeps none. The text between tags stays."""
    for _ in range(_ROUNDS):
        if "<" not in text and "{" not in text:
            break
        dropped = TAG.sub(lambda tag: tag[0] if keep and keep.fullmatch(tag[0]) else "", text)
        if dropped == text:
            break
        text = dropped
    return text
