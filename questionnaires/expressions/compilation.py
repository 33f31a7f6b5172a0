"""From a tree to closures: each node is asked for the kind that its surroundings need, so that running does no guessing."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from questionnaires.expressions.registry import FUNCTIONS, Closure, Context, Kind
from questionnaires.expressions.tree import Node
from questionnaires.expressions.values import equal, number_of, number_of_text, text_of, text_of_number, truth_of

_NUMERIC = frozenset({"num", "neg", "+", "-", "*", "div", "mod"})
_LOGICAL = frozenset({"or", "and", "=", "!=", "<", "<=", ">", ">="})
_RELATIONS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def kind(node: Node) -> Kind:
    """What a node will give."""
    head = node[0]
    if head in _NUMERIC:
        return Kind.NUMBER
    if head in _LOGICAL:
        return Kind.TRUTH
    if head == "str":
        return Kind.TEXT
    if head == "call":
        return FUNCTIONS[str(node[1])].kind
    return Kind.NODE


def parts(node: Node, start: int = 1) -> list[Node]:
    """The nodes inside."""
    return cast("list[Node]", node[start:])


# Natural values -----------------------------------------------------------------------------------------------------------------


def value(node: Node) -> Closure:
    """Gives the value as it is: of a question what it holds (a stored truth is a text), None where it is unanswered."""
    head = node[0]
    if head in {"num", "str"}:
        constant = node[1]
        return lambda _: constant
    if head == "call":
        return FUNCTIONS[str(node[1])].build(parts(node, 2))
    if head in _NUMERIC:
        return _arithmetic(node)
    if head in _LOGICAL:
        return _logical(node)
    if head == "|":
        return _first(nodes(node))
    return _held(node)


def _stored(held: Any) -> Any:
    """A truth is stored as the text "true" or "false" (ODK XForms), so that reading it gives a text."""
    return text_of(held) if held.__class__ is bool else held


def _held(node: Node) -> Closure:
    head = node[0]
    if head == "ref":
        name = node[1]
        return lambda context: _stored(context.answers.get(name))
    if head == "child":
        name = node[1]
        return lambda context: _stored(context.this.get(name)) if isinstance(context.this, Mapping) else None
    return lambda context: _stored(context.this)


def nodes(node: Node) -> list[Closure]:
    """The members of a node-set: of a | b both, else the value itself."""
    return [value(part) for part in parts(node)] if node[0] == "|" else [value(node)]


def _first(members: Sequence[Closure]) -> Closure:
    def run(context: Context) -> Any:
        return next((held for member in members if (held := member(context)) is not None), None)

    return run


# By the kind that is needed -------------------------------------------------------------------------------------------------------


def number(node: Node) -> Callable[[Context], float]:
    """Gives a number."""
    if node[0] == "ref":
        return _number_of_question(str(node[1]))
    run, known = value(node), kind(node)
    if known is Kind.NUMBER:
        return run
    if known is Kind.TEXT:
        return lambda context: number_of_text(run(context), context.zone)
    return lambda context: number_of(run(context), context.zone)


def text(node: Node) -> Callable[[Context], str]:
    """Gives a text."""
    if node[0] == "ref":
        return _text_of_question(str(node[1]))
    run, known = value(node), kind(node)
    if known is Kind.TEXT:
        return run
    if known is Kind.NUMBER:
        return lambda context: text_of_number(run(context))
    return lambda context: text_of(run(context))


def _number_of_question(name: str) -> Callable[[Context], float]:
    """The commonest part of a condition, without a step between."""

    def run(context: Context) -> float:
        held = context.answers.get(name)
        if held.__class__ is int or held.__class__ is float:
            return float(held)
        return number_of(_stored(held), context.zone)

    return run


def _text_of_question(name: str) -> Callable[[Context], str]:
    def run(context: Context) -> str:
        held = context.answers.get(name)
        return held if held.__class__ is str else text_of(held)

    return run


def truth(node: Node) -> Callable[[Context], bool]:
    """Gives a truth. Of a reference it is whether the question is there at all, answered or not (XPath: a node-set that holds a node)."""
    head = node[0]
    if head == "ref":
        name = node[1]
        return lambda context: name in context.answers
    if head in {"this", "parent"}:
        return lambda _: True
    if head == "|":
        members = [truth(part) for part in parts(node)]
        return lambda context: any(member(context) for member in members)
    run = value(node)
    return run if kind(node) is Kind.TRUTH else lambda context: truth_of(run(context))


# Operators ------------------------------------------------------------------------------------------------------------------------


def _divided(left: float, right: float) -> float:
    if right:
        return left / right
    if not left or left != left or right != right:  # noqa: PLR0124
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1.0, right)


def _remainder(left: float, right: float) -> float:
    return math.fmod(left, right) if right and math.isfinite(left) else math.nan


def _product(left: float, right: float) -> float:
    return left * right


def _arithmetic(node: Node) -> Closure:
    terms = [number(part) for part in parts(node)]
    first = terms[0]
    if node[0] == "neg":
        return lambda context: -first(context)
    if node[0] == "+":
        rest = terms[1:]

        def added(context: Context) -> float:
            total = first(context)
            for term in rest:
                total += term(context)
            return total

        return added
    if node[0] == "*" and len(terms) > 2:

        def multiplied(context: Context) -> float:
            product = 1.0
            for term in terms:
                product *= term(context)
            return product

        return multiplied
    second = terms[1]
    apply = {"-": operator.sub, "*": _product, "div": _divided, "mod": _remainder}[str(node[0])]
    return lambda context: apply(first(context), second(context))


def _logical(node: Node) -> Closure:
    head = str(node[0])
    if head in {"or", "and"}:
        conditions = [truth(part) for part in parts(node)]
        if head == "or":
            return lambda context: _any(conditions, context)
        return lambda context: _all(conditions, context)
    left, right = parts(node)
    if head in _RELATIONS:
        compare, first, second = _RELATIONS[head], number(left), number(right)
        return lambda context: compare(first(context), second(context))
    same = _equality(left, right)
    return same if head == "=" else lambda context: not same(context)


def _any(conditions: Sequence[Closure], context: Context) -> bool:
    for condition in conditions:  # noqa: SIM110  # a third faster than any() over a generator, and it runs at every page
        if condition(context):
            return True
    return False


def _all(conditions: Sequence[Closure], context: Context) -> bool:
    for condition in conditions:  # noqa: SIM110
        if not condition(context):
            return False
    return True


def _equality(left: Node, right: Node) -> Closure:
    kinds = {kind(left), kind(right)}
    if Kind.TRUTH in kinds:
        first, second = truth(left), truth(right)
        return lambda context: first(context) == second(context)
    if Kind.ANY in kinds:
        one, other = value(left), value(right)
        return lambda context: equal(one(context), other(context), context.zone)
    if kinds & {Kind.NUMBER, Kind.DAY}:
        a, b = number(left), number(right)
        return lambda context: a(context) == b(context)
    said, wanted = text(left), text(right)
    return lambda context: said(context) == wanted(context)
