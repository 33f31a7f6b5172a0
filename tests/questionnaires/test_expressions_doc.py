"""The page on expressions: its tables are true, and it names every function."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

import pytest

from questionnaires.expressions import evaluate, parse
from questionnaires.expressions.registry import FUNCTIONS
from tests.questionnaires.small import NOW

PAGE = (Path(__file__).parents[2] / "docs" / "method" / "expressions.md").read_text("utf-8")
LINES = re.findall(r"^\| `(.+)` \| `(.+)` \| (.+) \|$", PAGE, re.MULTILINE)


def said(cell: str) -> Any:
    """The value in a cell of the last column."""
    return {"NaN": math.nan, "Infinity": math.inf}[cell] if cell in {"NaN", "Infinity"} else json.loads(cell)


@pytest.mark.parametrize(("text", "answers", "gives"), LINES)
def test_the_tables_are_true(text: str, answers: str, gives: str) -> None:
    """Each line gives what the page says."""
    found = evaluate(parse(text.replace(r"\|", "|")), json.loads(answers), now=NOW)
    assert found == pytest.approx(said(gives), nan_ok=True)


def test_the_page_has_its_tables_and_names_every_function() -> None:
    """No table is passed over by a slip of its strokes, no function is undocumented."""
    assert len(LINES) == 27
    listed = re.search(r"^Functions: (.+)\.$", PAGE, re.MULTILINE)
    assert listed
    assert re.findall(r"`([^`]+)`", listed[1]) == sorted(FUNCTIONS)
