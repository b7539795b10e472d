"""Writes the model card: `card.md` with a package's own figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

TEMPLATE = Path(__file__).with_name("card.md")
WAYS = {"beam": "the beam's best", "pipeline": "the pipeline's"}
NOT_MEASURED = "Not measured for this package: run `models/training/evaluate.py`."


def card(language: str, version: str, steps: int, scores: dict[str, Any] | None) -> str:
    """The model card of one package, in Markdown; without scores it says that nothing was measured."""
    text = TEMPLATE.read_text(encoding="utf-8")
    figures = tables(scores) if scores else NOT_MEASURED
    examples = example_table(scores["examples"]) if scores else NOT_MEASURED
    values = {
        "language": language,
        "version": version,
        "steps": f"{steps:,}",
        "figures": figures,
        "examples": examples,
    }
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def tables(scores: dict[str, Any]) -> str:
    """The figures of `evaluate.py` for one language as Markdown tables."""
    lines = [
        f"Package: {scores['megabytes']} MB. CTranslate2 int8, beam 4, length penalty 0.2, "
        f"BLEU over `{scores['bleu_tokens']}` tokens.",
        "",
        "| test | lines | hypothesis | BLEU | chrF | repetition | empty | copied English |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, test in scores["tests"].items():
        for way, figures in test.items():
            rates = " | ".join(f"{figures[key]} %" for key in ("repetition", "empty", "copied"))
            lines.append(
                f"| {name} | {figures['lines']} | {WAYS[way]} | {figures['bleu']} | {figures['chrf']} | {rates} |"
            )
    lines += ["", "| placeholders | sentences | copied exactly once by the beam's best | by one of its four |"]
    lines += ["|---|---|---|---|"]
    lines += [
        f"| {count} | {part['sentences']} | {part['beam']} % | {part['pipeline']} % |"
        for count, part in scores["placeholders"].items()
    ]
    return "\n".join(lines)


def example_table(examples: list[list[str]]) -> str:
    """Unedited examples: English, what the model wrote, what a person wrote."""
    lines = ["| English | this model | reference |", "|---|---|---|"]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in examples]
    return "\n".join(lines)
