"""The glossary as TBX-Basic, which terminology tools exchange.

Written as TBX version 3 (ISO 30042:2019, style DCA); read as version 3 or as the older ``martif`` form. TBX has no
place for how a term is matched or read aloud: both stand in notes (``match: exact``, ``ko-reading: 에스디지``) and come
back from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape

from pipeline.errors import GlossaryError
from pipeline.formats.terms import check, visible
from pipeline.model.glossary import Glossary, Match, Term
from pipeline.model.language import LANGUAGES

_SOURCE = "en"
_ENTRIES = ("conceptEntry", "termEntry")
_LANGUAGE_SETS = ("langSec", "langSet")
_TERM_SETS = ("termSec", "tig", "ntig")
_STATUS = "administrativeStatus"
_PREFERRED, _ADMITTED = "preferredTerm-admn-sts", "admittedTerm-admn-sts"
_UNWANTED = ("deprecatedTerm-admn-sts", "supersededTerm-admn-sts", "notRecommended-admn-sts")
_MATCH, _READING = "match: ", "ko-reading: "
_DEPTH_MAX = 40
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<tbx style="dca" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">
  <tbxHeader>
    <fileDesc>
      <sourceDesc>
        <p>Approved terms of the course</p>
      </sourceDesc>
    </fileDesc>
  </tbxHeader>
  <text>
    <body>
"""
_FOOT = "    </body>\n  </text>\n</tbx>\n"


@dataclass(slots=True)
class _Node:
    """An element with its line, its own text, and the elements in it."""

    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[_Node] = field(default_factory=list)

    def all(self, *names: str) -> Iterator[_Node]:
        """Give the elements of these names below this one, in order."""
        for child in self.children:
            if child.name in names:
                yield child
            yield from child.all(*names)


def read(text: str, *, path: str) -> Glossary:
    """Read a glossary in TBX. Raises GlossaryError, with file and line, for what cannot be used."""
    root = _parse(text, path)
    terms = [term for entry in root.all(*_ENTRIES) for term in _terms(entry, path)]
    if not terms:
        raise GlossaryError("there is no English term in it", path=path, line=1,
                            hint="give a TBX file with conceptEntry (or termEntry) elements and a langSec for en")
    check(terms, path=path)
    return Glossary(terms=tuple(terms), path=path)


def write(glossary: Glossary) -> str:
    """Write a glossary as TBX-Basic; reading it gives the same terms."""
    return _HEAD + "".join(_entry(number, term) for number, term in enumerate(glossary.terms, start=1)) + _FOOT


def _entry(number: int, term: Term) -> str:
    notes = [_MATCH + term.match, *([_READING + term.korean_reading] if term.korean_reading else []),
             *([term.note] if term.note else [])]
    lines = [f'      <conceptEntry id="c{number}">', *(f"        <note>{escape(note)}</note>" for note in notes)]
    for tag, forms in ((_SOURCE, (term.source,)), *term.targets):
        lines.append(f'        <langSec xml:lang="{tag}">')
        for place, form in enumerate(forms):
            status = _ADMITTED if place else _PREFERRED
            lines += ["          <termSec>", f"            <term>{escape(form)}</term>",
                      f'            <termNote type="{_STATUS}">{status}</termNote>', "          </termSec>"]
        lines.append("        </langSec>")
    return "\n".join([*lines, "      </conceptEntry>", ""])


def _terms(entry: _Node, path: str) -> Iterator[Term]:
    """Give a term for each English form of a concept; none for a concept without one."""
    notes = [visible(node.text) for node in entry.children if node.name == "note"]
    told = _noted(notes, _MATCH) or Match.ANY
    if told not in list(Match):
        raise GlossaryError(f"match is {told!r:.40}", path=path, line=entry.line, hint=f"use one of {', '.join(Match)}")
    forms: dict[str, tuple[str, ...]] = {}
    for node in entry.all(*_LANGUAGE_SETS):
        tag = _tag(node.attributes.get("xml:lang", ""))
        if tag:
            forms[tag] = tuple(dict.fromkeys((*forms.get(tag, ()), *_forms(node))))
    others = [note for note in notes if not note.startswith((_MATCH, _READING))]
    targets = tuple((tag, found) for tag, found in forms.items() if tag != _SOURCE and found)
    if not targets and told != Match.KEEP and forms.get(_SOURCE):
        raise GlossaryError(f"{forms[_SOURCE][0]!r:.40} has no term in another language", path=path, line=entry.line,
                            hint="add a langSec, or the note 'match: keep' to leave the term in English")
    for form in forms.get(_SOURCE, ()):
        yield Term(source=form, targets=() if told == Match.KEEP else targets, match=Match(told),
                   korean_reading=_noted(notes, _READING), note=" ".join(others), line=entry.line)


def _noted(notes: Iterable[str], key: str) -> str:
    return next((note.removeprefix(key) for note in notes if note.startswith(key)), "")


def _forms(node: _Node) -> Iterator[str]:
    """Give the terms of one language, the preferred first; what is deprecated there is not approved here."""
    found = []
    for term in node.all(*_TERM_SETS):
        status = next((visible(n.text) for n in term.all("termNote") if n.attributes.get("type") == _STATUS), "")
        form = next((visible(n.text) for n in term.all("term")), "")
        if form and any(c.isalnum() for c in form) and status not in _UNWANTED:
            found.append((status != _PREFERRED, form))
    yield from (form for _, form in sorted(found, key=lambda pair: pair[0]))


def _tag(told: str) -> str:
    """Give our tag for one of a file: zh-CN and zh_hans are zh-Hans, en-GB is en; "" for a language we do not know."""
    told = told.replace("_", "-").lower()
    chinese = {"zh": "zh-Hans", "zh-cn": "zh-Hans", "zh-sg": "zh-Hans", "zh-tw": "zh-Hant", "zh-hk": "zh-Hant"}
    names = (told, told.rsplit("-", 1)[0], told.split("-", 1)[0])
    return next((tag for name in names for tag in LANGUAGES if tag.lower() == name), "") or next(
        (chinese[name] for name in names if name in chinese), "")


def _parse(text: str, path: str) -> _Node:
    """Read XML without entities of its own, which can grow without end, and without fetching anything."""
    root = _Node(name="", attributes={}, line=1)
    stack = [root]
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(stack) > _DEPTH_MAX:
            raise _refused(path, parser.CurrentLineNumber, "elements are nested too deep")
        node = _Node(name=name.rpartition(":")[2], attributes=attributes, line=parser.CurrentLineNumber)
        stack[-1].children.append(node)
        stack.append(node)

    def add(data: str) -> None:
        stack[-1].text += data

    def entity(*_: object) -> None:
        raise _refused(path, parser.CurrentLineNumber, "it declares entities")

    parser.StartElementHandler, parser.CharacterDataHandler, parser.EntityDeclHandler = start, add, entity
    parser.EndElementHandler = lambda _: stack.pop()
    try:
        parser.Parse(text.removeprefix("\ufeff").encode(), True)
    except expat.ExpatError as error:
        raise _refused(path, error.lineno, f"it is not XML ({expat.ErrorString(error.code)})") from error
    return root


def _refused(path: str, line: int, why: str) -> GlossaryError:
    return GlossaryError(f"this TBX file cannot be read: {why}", path=path, line=line,
                         hint="export it again as TBX-Basic, in UTF-8")
