"""Problems in words: for people (full, concise) and for machines (json, github, junit, sarif).

JSON is the contract; the others may change. Every output shows the same problems in the same order.

Sources: GitHub workflow commands; JUnit XML as Jenkins reads it; SARIF 2.1.0 (OASIS).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape, quoteattr

import msgspec

import pipeline
from pipeline.model.problem import Problem, Severity

SCHEMA = 1  # of the JSON output; docs/check.schema.json describes it
Problems = Sequence[Problem]
_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "34"}
_GITHUB_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_SARIF_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
# XML 1.0 forbids these even escaped; subtitles of unknown origin hold them.
_NOT_IN_XML = {code: None for code in (*range(0x20), 0xFFFE, 0xFFFF) if code not in (0x9, 0xA, 0xD)}


def full(problems: Problems, tracks: int, colour: bool) -> str:
    """Write each problem with the words the viewer sees, the measured value, the limit, and what would mend it."""
    blocks = [_block(problem, colour) for problem in problems]
    return "\n".join([*blocks, summary(problems, tracks), *_pointer(problems)])


def concise(problems: Problems, tracks: int, colour: bool) -> str:
    """Write one line a problem, for editors and grep."""
    lines = [f"{_place(p)}: {p.code} {p.name}: {_one_line(p.message)}{f' ({p.language})' if p.language else ''}"
             f"{f' [allowed: {p.allowed}]' if p.allowed else ''}" for p in problems]
    return "\n".join([*lines, summary(problems, tracks)])


def json(problems: Problems, tracks: int, colour: bool) -> str:
    """Write one object: schema number, tool version, counts, and every field of every problem."""
    data = {"schema": SCHEMA, "version": pipeline.__version__, "tracks": tracks, "counts": _counts(problems),
            "problems": msgspec.to_builtins(list(problems))}
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode()


def github(problems: Problems, tracks: int, colour: bool) -> str:
    """Write workflow commands, errors first: GitHub shows only the first few annotations of a step."""
    ordered = sorted((p for p in problems if not p.allowed), key=lambda p: p.severity.rank)
    return "\n".join([*(_annotation(problem) for problem in ordered), summary(problems, tracks)])


def junit(problems: Problems, tracks: int, colour: bool) -> str:
    """Write one test suite a file and one case a problem; a clean run is one passing case, never an empty report."""
    files: dict[str, list[Problem]] = defaultdict(list)
    for problem in problems:
        files[problem.path].append(problem)
    suites = [_suite(path, found) for path, found in sorted(files.items())]
    clean = f'<testsuite name="tracks" tests="1"><testcase name={quoteattr(f"{tracks} tracks checked")}/></testsuite>'
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", *(suites or [clean]), "</testsuites>"])


def sarif(problems: Problems, tracks: int, colour: bool) -> str:
    """Write SARIF 2.1.0 for code scanning views; what is allowed is marked as suppressed."""
    rules = {p.code: {"id": p.code, "name": p.name} for p in problems}
    run = {"tool": {"driver": {"name": "localize", "version": pipeline.__version__, "rules": list(rules.values())}},
           "results": [_sarif_result(problem) for problem in problems]}
    data = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return msgspec.json.format(msgspec.json.encode(data), indent=2).decode()


OUTPUTS: dict[str, Callable[[Problems, int, bool], str]] = {
    "full": full, "concise": concise, "json": json, "github": github, "junit": junit, "sarif": sarif,
}


def summary(problems: Problems, tracks: int) -> str:
    """Say in one line how much was found, and in how many of how many tracks."""
    counts = _counts(problems)
    touched = len({(p.path, p.language) for p in problems if not p.allowed})
    allowed = f" ({counts['allowed']} allowed)" if counts["allowed"] else ""
    found = ", ".join(_many(counts[kind], noun) for kind, noun in (("error", "error"), ("warning", "warning"),
                                                                 ("info", "note")))
    return f"{found} in {touched} of {_many(tracks, 'track')}{allowed}"


# No control characters, whatever Python holds them for: joiners, no-break spaces, and the space as wide as a character.
_HARMLESS = "\u200d\u200c\u00a0\u202f\u3000"


def _shown(text: str) -> str:
    """Make control characters of a subtitle visible: an escape sequence must not reach the terminal."""
    return "".join(c if c == "\n" or c.isprintable() or c in _HARMLESS else f"\\x{ord(c):02x}" for c in text)


def _block(problem: Problem, colour: bool) -> str:
    severity = _painted(problem.severity.value, _COLOURS[problem.severity], colour)
    lines = [f"{_place(problem)}  {severity} {problem.code} {problem.name}"]
    where = [f"cue {problem.cue}" if problem.cue else "", problem.language]
    if any(where):
        lines.append("    " + ", ".join(filter(None, where)))
    lines += [f"    | {_shown(line)}" for line in problem.text.split("\n") if problem.text]
    lines.append(f"    {_one_line(problem.message)}")
    if problem.hint:
        lines.append(f"    {_painted('help:', '1', colour)} {_one_line(problem.hint)}")
    if problem.allowed:
        lines.append(f"    allowed: {problem.allowed}")
    return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    return _shown(" ".join(text.split("\n")))


def _pointer(problems: Problems) -> list[str]:
    return [f"Run `localize explain {problems[0].code}` for the reason behind a rule."] if problems else []


def _place(problem: Problem) -> str:
    return f"{problem.path}:{problem.line}" if problem.line else problem.path


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _painted(text: str, code: str, colour: bool) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if colour else text


def _counts(problems: Problems) -> dict[str, int]:
    counted = Counter(p.severity.value for p in problems if not p.allowed)
    return {**{s.value: counted[s.value] for s in Severity}, "allowed": sum(bool(p.allowed) for p in problems)}


def _annotation(problem: Problem) -> str:
    def data(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    def value(text: str) -> str:
        return data(text).replace(":", "%3A").replace(",", "%2C")

    place = f"file={value(problem.path)}" + (f",line={problem.line}" if problem.line else "")
    words = problem.message + (f"\n{problem.hint}" if problem.hint else "")
    title = value(f"{problem.code} {problem.name}")
    return f"::{_GITHUB_LEVELS[problem.severity]} {place},title={title}::{data(words)}"


def _suite(path: str, problems: Problems) -> str:
    failed = sum(p.severity is Severity.ERROR and not p.allowed for p in problems)
    cases = []
    for problem in problems:
        words = _xml(f"{_place(problem)}: {problem.message}")
        tag = "failure" if problem.severity is Severity.ERROR and not problem.allowed else "system-out"
        inner = f"<{tag}>{escape(words)}</{tag}>"
        name = quoteattr(_xml(f"{problem.code} {problem.name} {_place(problem)} cue {problem.cue}"))
        cases.append(f"  <testcase name={name}>{inner}</testcase>")
    head = f"<testsuite name={quoteattr(_xml(path) or 'course')} tests=\"{len(problems)}\" failures=\"{failed}\">"
    return "\n".join([head, *cases, "</testsuite>"])


def _xml(text: str) -> str:
    return text.translate(_NOT_IN_XML)


def _sarif_result(problem: Problem) -> dict[str, object]:
    place: dict[str, object] = {"artifactLocation": {"uri": problem.path}}
    if problem.line:
        place["region"] = {"startLine": problem.line}
    result: dict[str, object] = {
        "ruleId": problem.code, "level": _SARIF_LEVELS[problem.severity], "message": {"text": problem.message},
        "locations": [{"physicalLocation": place}]}
    if problem.allowed:
        result["suppressions"] = [{"kind": "external", "justification": problem.allowed}]
    return result
