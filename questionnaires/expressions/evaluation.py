"""What an expression gives for a set of answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from questionnaires.expressions.compilation import truth, value
from questionnaires.expressions.grammar import parse
from questionnaires.expressions.registry import Closure, Context
from questionnaires.expressions.tree import Expression
from questionnaires.expressions.values import text_of


@lru_cache(maxsize=8192)
def _value_of(text: str) -> Closure:
    return value(parse(text).tree)


@lru_cache(maxsize=8192)
def _truth_of(text: str) -> Closure:
    return truth(parse(text).tree)


def evaluate(
    expression: Expression,
    answers: Mapping[str, Any],
    *,
    now: datetime,
    this: Any = None,
    repeat: Sequence[int] = (),
    choices: Mapping[str, Mapping[str, str]] | None = None,
    seed: int = 0,
    language: str = "en",
) -> str | float | bool | date | datetime | None:
    """The value of the expression; None where it is an unanswered question.

    `answers`: by name; None is asked and unanswered, an absent name was not asked. `now` is aware. `this`: the value of the question
    that the expression belongs to (in the filter of a list: the columns of the choice). `repeat`: places in repeats from 1, outermost first.
    `choices`: question -> option -> label, for jr:choice-name. `seed` is for random orders, which are not evaluated yet.
    Raises ValueError when `now` says no offset.

    `evaluate(parse("${n} + 1"), {"n": 2}, now=now)` is 3.0, and NaN when n is unanswered.
    """
    context = Context(answers, now=now, this=this, repeat=repeat, choices=choices, seed=seed, language=language)
    found = _value_of(expression.text)(context)
    if found.__class__ is int:
        return float(found)
    return text_of(found) if isinstance(found, (list, time)) else found


def condition(expression: Expression) -> Closure:
    """The compiled expression as a truth: what decides whether a question is asked, required, or answered within its limits."""
    return _truth_of(expression.text)


def computation(expression: Expression) -> Closure:
    """The compiled expression as a value."""
    return _value_of(expression.text)
