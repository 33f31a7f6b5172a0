"""Functions whose arguments are plain texts, numbers or truths: one line each in a table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from questionnaires.expressions.compilation import number, text, truth, value
from questionnaires.expressions.registry import Closure, Kind, function
from questionnaires.expressions.tree import Node

_READERS: dict[str, Callable[[Node], Closure]] = {"t": text, "n": number, "b": truth, "v": value}


def plain(name: str, takes: str, kind: Kind, compute: Callable[..., Any], *, least: int | None = None) -> None:
    """Registers a function of plain values. `takes` has a letter for each argument: t text, n number, b truth, v value.

    Fewer than `least` are refused; with `least` 0 the missing argument is the question's own value.
    """

    def build(arguments: Sequence[Node]) -> Closure:
        given: Sequence[Node] = arguments if arguments or not takes else [["this"]]
        readers = [_READERS[letter](node) for letter, node in zip(takes, given, strict=False)]
        if len(readers) == 1:
            only = readers[0]
            return lambda context: compute(only(context))
        if len(readers) == 2:
            first, second = readers
            return lambda context: compute(first(context), second(context))
        return lambda context: compute(*[reader(context) for reader in readers])

    function(name, len(takes) if least is None else least, len(takes), kind)(build)
