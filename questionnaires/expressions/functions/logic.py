"""Functions of truth, and those that choose a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from questionnaires.expressions.compilation import truth, value
from questionnaires.expressions.functions.plain import plain
from questionnaires.expressions.registry import Closure, Context, Kind, function
from questionnaires.expressions.tree import Node
from questionnaires.expressions.values import text_of

plain("true", "", Kind.TRUTH, lambda: True)
plain("false", "", Kind.TRUTH, lambda: False)
plain("boolean", "b", Kind.TRUTH, bool)
plain("not", "b", Kind.TRUTH, lambda held: not held)
plain("boolean-from-string", "t", Kind.TRUTH, lambda said: said in {"true", "1"})


def _empty(held: Any) -> bool:
    return held != held or text_of(held) == ""  # noqa: PLR0124  # NaN counts as empty


@function("if", 3, 3, Kind.ANY)
def if_(arguments: Sequence[Node]) -> Closure:
    """The second value where the first holds, else the third; the other one is not computed."""
    condition, then, otherwise = truth(arguments[0]), value(arguments[1]), value(arguments[2])
    return lambda context: then(context) if condition(context) else otherwise(context)


@function("coalesce", 2, None, Kind.ANY)
def coalesce(arguments: Sequence[Node]) -> Closure:
    """The first value that is not empty, or "" when all are; NaN counts as empty."""
    candidates = [value(argument) for argument in arguments]

    def run(context: Context) -> Any:
        for candidate in candidates:
            held = candidate(context)
            if not _empty(held):
                return held
        return ""

    return run


@function("once", 1, 1, Kind.ANY)
def once(arguments: Sequence[Node]) -> Closure:
    """What the question holds already, or, while it is empty, the value; NaN is stored as ""."""
    first = value(arguments[0])

    def run(context: Context) -> Any:
        if not _empty(context.this):
            return context.this
        held = first(context)
        return "" if held != held else held  # noqa: PLR0124

    return run
