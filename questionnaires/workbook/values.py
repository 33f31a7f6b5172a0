"""Cells that hold more than words: yes and no, expressions, parameters, references."""

from __future__ import annotations

import re

from questionnaires.expressions import BrokenExpression, ExpressionError, Logic, parse

YES = frozenset({"yes", "true", "true()", "1"})
NO = frozenset({"no", "false", "false()", "0", ""})
_REFERENCE = re.compile(r"\$\{\s*([^{}]*?)\s*\}\Z")
_PARAMETER = re.compile(r"([\w\-]+)\s*=\s*([^\s,;]+)")


def read_logic(cell: str) -> Logic:
    """The expression of a cell; a text that is none stays as it is written, for the checks to report."""
    if not cell:
        return None
    try:
        return parse(cell)
    except ExpressionError:
        return BrokenExpression(cell)


def read_switch(cell: str) -> Logic:
    """An expression where yes and no are allowed too: yes is true(), no is nothing."""
    if cell.casefold() in YES:
        return parse("true()")
    return None if cell.casefold() in NO else read_logic(cell)


def read_reference(cell: str) -> str:
    """The name in ${name}, or a bare name."""
    found = _REFERENCE.match(cell)
    return found[1] if found else cell


def read_parameters(cell: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """The pairs in "start=1 end=10", and what is left over where it cannot be read."""
    pairs = tuple((name, said) for name, said in _PARAMETER.findall(cell))
    return pairs, re.sub(r"[\s,;]+", " ", _PARAMETER.sub(" ", cell)).strip()
