"""The house keeps its shape: small modules, small functions, documented, and free of anything private."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "pipeline").rglob("*.py"))
MAX_MODULE_LINES = 300
MAX_FUNCTION_LINES = 40


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_modules_and_functions_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MAX_MODULE_LINES
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    sizes = {node.name: (node.end_lineno or 0) - node.lineno + 1 for node in functions}
    assert {name: size for name, size in sizes.items() if size > MAX_FUNCTION_LINES} == {}


@pytest.mark.parametrize("path", [p for p in MODULES if p.read_text(encoding="utf-8").strip()], ids=_name)
def test_everything_public_says_what_it_is(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    silent = [node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)
              and not node.name.startswith("_") and not ast.get_docstring(node) and _is_public(tree, node)]
    assert silent == []


def _is_public(tree: ast.Module, node: ast.FunctionDef | ast.ClassDef) -> bool:
    holders = [tree, *(n for n in tree.body if isinstance(n, ast.ClassDef) and not n.name.startswith("_"))]
    return any(node in holder.body for holder in holders)


def test_no_tracked_file_names_a_machine_or_a_registry() -> None:
    found = subprocess.run(
        ["git", "grep", "-nIE", r"/(work|root|home)/[a-z]|(pypi|pythonhosted|npmjs|debian)\.(org|com|net)", "--", "."],
        cwd=ROOT, capture_output=True, text=True, check=False)
    if found.returncode not in (0, 1):
        pytest.skip(f"git cannot search here: {found.stderr.strip()}")
    assert found.stdout == ""
