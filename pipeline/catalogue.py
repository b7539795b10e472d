"""Every kind of problem there is, from every room: what `localize explain` and docs/rules.md are made of."""

from __future__ import annotations

from pipeline.formats import codes as formats
from pipeline.ingest import codes as ingest
from pipeline.model import result
from pipeline.model.problem import Code
from pipeline.mux import codes as mux
from pipeline.review import codes as review
from pipeline.translate import codes as translate
from pipeline.validate import codes as validate

ALL_CODES: tuple[Code, ...] = tuple(sorted(
    (*formats.CODES, *ingest.CODES, *translate.CODES, *validate.CODES, *mux.CODES, *review.CODES, *result.CODES),
    key=lambda code: ("STLFM".index(code.code[0]), code.code)))
