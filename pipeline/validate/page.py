"""docs/rules.md: every kind of problem, written from the codes themselves."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.model.problem import Code

FAMILIES = {"S": "Structure", "T": "Timing", "L": "Layout", "F": "Fidelity", "M": "Media"}
_HEAD = """# Rules

Every kind of problem that `localize check` and `make` can tell of, with the reason behind it. `localize explain CODE`
shows one of them. This page is made of the words in `pipeline/*/codes.py`; to change it, change them.

A code keeps its meaning for good; the letter says the family. The severity here is the kind's own. Where a limit of
`course.toml` is concerned it depends on who wrote the track: people's lecture tracks are told of film limits as
information and of gross faults as a warning, machine tracks get a warning over the guideline and an error over the
error limit. In the `strict` profile all are held to the limits. An error of structure or fidelity keeps a
track out of the video.

A problem that a course lives with is named in `course.toml`, with the reason:

```toml
[[allow]]
code = "L001"
lecture = "p1-01-transitions"
language = "de"
reason = "the quotation must stay in one piece"
```
"""


def rules_page(codes: Sequence[Code]) -> str:
    """Write the page of all kinds of problems, one section for each family; the text ends with a line break."""
    parts = [_HEAD]
    for letter, family in FAMILIES.items():
        own = sorted((code for code in codes if code.code.startswith(letter)), key=lambda code: code.code)
        if own:
            parts.append(f"\n## {family}\n")
            parts.extend(_entry(code) for code in own)
    return "".join(parts)


def _entry(code: Code) -> str:
    lines = [f"\n### {code.code} {code.name}\n", f"{code.severity.value.capitalize()}. {code.what} {code.why}\n"]
    if code.example:
        lines.append(f"Example: {code.example}\n")
    lines.append(f"Source: {code.source}.\n")
    return "\n".join(lines)
