"""Habits of STYLE that a program can see: sizes, names, no asserts, no inline style or script."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("questionnaires", "coding", "exports", "survey")
LONGEST = 300
#: Longer files and why they may be: nobody reads them from top to bottom.
MAY_BE_LONG = {
    "questionnaires/expressions/grammar.py": "one grammar, read by one class from the loosest operator to the tightest",
    "survey/migrations/versions/0001_first_tables.py": "a table after the other, written by a program",
}
TEMPLATES = sorted((ROOT / "survey/templates").rglob("*.html"))


def sources() -> Iterator[Path]:
    for package in PACKAGES:
        yield from (path for path in (ROOT / package).rglob("*.py") if "__pycache__" not in path.parts)


def test_files_are_short() -> None:
    """A module of more than 300 lines needs a reason here."""
    long = {
        str(path.relative_to(ROOT)): lines for path in sources() if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST
    }
    assert {path: lines for path, lines in long.items() if path not in MAY_BE_LONG} == {}
    assert set(MAY_BE_LONG) <= set(long), "a reason without a long file"


def test_no_module_is_a_drawer() -> None:
    """Modules are named by what lives in them: no util, helpers, common, misc."""
    assert [path for path in sources() if path.stem in {"util", "utils", "helper", "helpers", "common", "misc", "tools"}] == []


def test_every_module_says_what_is_in_it() -> None:
    """A docstring opens every module."""
    silent = [
        path for path in sources() if path.read_text("utf-8").strip() and not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_asserts_live_in_tests_only() -> None:
    """Python can be told to skip asserts, so nothing may rest on one."""
    found = [
        f"{path}:{node.lineno}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Assert)
    ]
    assert found == []


def hands_on(handler: ast.ExceptHandler) -> bool:
    """Whether the fault goes on: raised again, or given to whoever waits for it."""
    inside = [node for part in handler.body for node in ast.walk(part)]
    return any(isinstance(node, ast.Raise) or (isinstance(node, ast.Name) and node.id == handler.name) for node in inside)


def test_no_fault_is_swallowed_unseen() -> None:
    """No bare `except`, no `except Exception` that keeps the fault to itself: what nobody expected must be seen."""
    found = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ExceptHandler):
                kinds = [node.type] if not isinstance(node.type, ast.Tuple) else node.type.elts
                if not hands_on(node) and any(
                    kind is None or (isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"}) for kind in kinds
                ):
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "survey/templates")))
def test_templates_have_nothing_inline(path: Path) -> None:
    """No style attribute, no handler, no script or style in a page, nothing marked safe: the policy would refuse it, or could not protect it."""
    text = path.read_text("utf-8")
    assert re.findall(r"\sstyle\s*=", text) == []
    assert re.findall(r"\son[a-z]+\s*=\s*[\"']", text) == []
    assert re.findall(r"<style|javascript:", text) == []
    assert re.findall(r"\|\s*safe\b", text) == []
    for script in re.findall(r"<script\b[^>]*>", text):
        assert 'type="application/json"' in script or ("nonce" in script and "src=" in script), script


def test_nothing_is_fetched_from_elsewhere() -> None:
    """Pages and sheets name no other host: what they need is built in."""
    sheets = sorted((ROOT / "survey/client").rglob("*.css")) + sorted((ROOT / "survey/client").rglob("*.ts"))
    found = [
        f"{path}: {link}"
        for path in [*TEMPLATES, *sheets]
        for link in re.findall(r"(?:src|href|url|from|import)\s*[=(]?\s*[\"']?(?:https?:)?//[^\s\"')]+", path.read_text("utf-8"))
    ]
    assert found == []


def test_what_is_kept_private_is_read_in_one_place() -> None:
    """Only `survey.settings` and the command line read the environment."""
    readers = {
        str(path.relative_to(ROOT)) for path in sources() if re.search(r"\bos\.environ\b|\bos\.getenv\b", path.read_text("utf-8"))
    }
    assert readers <= {"survey/settings.py", "survey/cli/ground.py", "survey/cli/installation.py"}
