"""Functions of choices. Places in a list of chosen options count from 0."""

from __future__ import annotations

from collections.abc import Sequence

from questionnaires.expressions.compilation import number, text, value
from questionnaires.expressions.registry import Closure, Context, Kind, function
from questionnaires.expressions.tree import Node
from questionnaires.expressions.values import tokens


@function("selected", 2, 2, Kind.TRUTH)
def selected(arguments: Sequence[Node]) -> Closure:
    """Whether an option is among the chosen ones. Nothing is chosen: only "" is."""
    held, wanted = value(arguments[0]), text(arguments[1])

    def run(context: Context) -> bool:
        option = wanted(context).strip()
        chosen = tokens(held(context))
        return option in chosen if chosen else not option

    return run


@function("selected-at", 2, 2, Kind.TEXT)
def selected_at(arguments: Sequence[Node]) -> Closure:
    """The chosen option at a place from 0, or ""."""
    held, place = value(arguments[0]), number(arguments[1])

    def run(context: Context) -> str:
        chosen, at = tokens(held(context)), place(context)
        return chosen[int(at)] if 0 <= at < len(chosen) else ""

    return run


@function("count-selected", 1, 1, Kind.NUMBER)
def count_selected(arguments: Sequence[Node]) -> Closure:
    """How many options are chosen."""
    held = value(arguments[0])
    return lambda context: float(len(tokens(held(context))))


@function("jr:choice-name", 2, 2, Kind.TEXT)
def choice_name(arguments: Sequence[Node]) -> Closure:
    """The label of an option of a question, in the language of the page; "" for what is no option of it."""
    option, question = text(arguments[0]), str(arguments[1][1])

    def run(context: Context) -> str:
        labels = (context.choices or {}).get(question) or {}
        return str(labels.get(option(context), ""))

    return run
