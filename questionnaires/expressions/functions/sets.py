"""Functions of several values: sums, extremes, counts, and the place in a repeat."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from questionnaires.expressions.compilation import nodes, parts, truth, value
from questionnaires.expressions.registry import Closure, Context, Kind, function
from questionnaires.expressions.tree import Node
from questionnaires.expressions.values import number_of, text_of


def _numbers(arguments: Sequence[Node]) -> Callable[[Context], list[float]]:
    members = [member for argument in arguments for member in nodes(argument)]
    return lambda context: [number_of(member(context), context.zone) for member in members]


@function("sum", 1, None, Kind.NUMBER)
def sum_(arguments: Sequence[Node]) -> Closure:
    """The sum; NaN as soon as one of them is unanswered."""
    numbers = _numbers(arguments)
    return lambda context: float(sum(numbers(context)))


def _extreme(choose: Callable[[list[float]], float]) -> Callable[[Sequence[Node]], Closure]:
    def build(arguments: Sequence[Node]) -> Closure:
        numbers = _numbers(arguments)

        def run(context: Context) -> float:
            found = numbers(context)
            return math.nan if any(number != number for number in found) else choose(found)  # noqa: PLR0124

        return run

    return build


function("min", 1, None, Kind.NUMBER)(_extreme(min))
function("max", 1, None, Kind.NUMBER)(_extreme(max))


def _members(node: Node) -> list[Node]:
    return parts(node) if node[0] == "|" else [node]


def _how_many(held: Any) -> int:
    """A repeat is as many nodes as it has instances; everything else that is there is one."""
    return len(held) if isinstance(held, list) and held and isinstance(held[0], Mapping) else 1


@function("count", 1, 1, Kind.NUMBER)
def count(arguments: Sequence[Node]) -> Closure:
    """How many of the questions are there, answered or not."""
    members = [(truth(member), value(member)) for member in _members(arguments[0])]
    return lambda context: float(sum(_how_many(held(context)) for there, held in members if there(context)))


@function("count-non-empty", 1, 1, Kind.NUMBER)
def count_non_empty(arguments: Sequence[Node]) -> Closure:
    """How many of the questions are answered."""
    members = [value(member) for member in _members(arguments[0])]
    return lambda context: float(sum(text_of(held(context)) != "" for held in members))


@function("position", 1, 1, Kind.NUMBER)
def position(arguments: Sequence[Node]) -> Closure:  # noqa: ARG001  # `parse` lets only position(..) through
    """The place of this instance in its repeat, from 1."""
    return lambda context: float(context.repeat[-1]) if context.repeat else 1.0
