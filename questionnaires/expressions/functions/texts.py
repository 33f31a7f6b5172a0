"""Functions of texts. Lengths and places count code points."""

from __future__ import annotations

import math
from collections.abc import Sequence

from questionnaires.expressions.compilation import nodes, text
from questionnaires.expressions.functions.plain import plain
from questionnaires.expressions.patterns import compiled
from questionnaires.expressions.registry import Closure, Kind, function
from questionnaires.expressions.tree import Node
from questionnaires.expressions.values import text_of


def _cut(whole: str, start: float, end: float = math.inf) -> str:
    """From `start` to before `end`, counted from 0; negative places count from the end."""

    def place(at: float, otherwise: int) -> int:
        return otherwise if at != at or math.isinf(at) else int(at)  # noqa: PLR0124

    return whole[place(start, 0) : place(end, len(whole))]


def _before(whole: str, part: str) -> str:
    return whole.partition(part)[0] if part and part in whole else ""


def _after(whole: str, part: str) -> str:
    return whole.partition(part)[2] if part else whole


def _translated(whole: str, old: str, new: str) -> str:
    """Each character of `old` becomes the one at the same place of `new`, or nothing when `new` is shorter; the first place counts."""
    table: dict[int, str | None] = {}
    for place, letter in enumerate(old):
        table.setdefault(ord(letter), new[place] if place < len(new) else None)
    return whole.translate(table)


plain("string", "t", Kind.TEXT, lambda said: said, least=0)
plain("string-length", "t", Kind.NUMBER, lambda said: float(len(said)), least=0)
plain("normalize-space", "t", Kind.TEXT, lambda said: " ".join(said.split()), least=0)
plain("contains", "tt", Kind.TRUTH, lambda whole, part: part in whole)
plain("starts-with", "tt", Kind.TRUTH, str.startswith)
plain("ends-with", "tt", Kind.TRUTH, str.endswith)
plain("substr", "tnn", Kind.TEXT, _cut, least=2)
plain("substring-before", "tt", Kind.TEXT, _before)
plain("substring-after", "tt", Kind.TEXT, _after)
plain("translate", "ttt", Kind.TEXT, _translated)


@function("concat", 0, None, Kind.TEXT)
def concat(arguments: Sequence[Node]) -> Closure:
    """All texts one after another."""
    members = [member for argument in arguments for member in nodes(argument)]
    return lambda context: "".join([text_of(member(context)) for member in members])


@function("join", 1, None, Kind.TEXT)
def join(arguments: Sequence[Node]) -> Closure:
    """The texts after the first, with the first between them."""
    between = text(arguments[0])
    members = [member for argument in arguments[1:] for member in nodes(argument)]
    return lambda context: between(context).join([text_of(member(context)) for member in members])


@function("regex", 2, 2, Kind.TRUTH)
def regex(arguments: Sequence[Node]) -> Closure:
    """Whether the whole text fits the pattern; `parse` has seen to it that the pattern is a text that compiles."""
    said, fits = text(arguments[0]), compiled(str(arguments[1][1]))
    return lambda context: fits(said(context))
