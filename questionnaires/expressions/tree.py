"""The parsed form of an expression, and the two ways in which a text can fail to be one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

#: A node is plain data, so that the same tree travels to the browser as JSON: ["+", left, right], ["call", name, *arguments],
#: ["ref", name], ["this"], ["num", 1.5], ["str", "text"] ... `parse` documents the whole list.
Node: TypeAlias = "list[object]"


class ExpressionError(ValueError):
    """A text is no expression. `column` counts code points of the text from 1; `hint` is the nearest right spelling, or ""."""

    def __init__(self, code: str, column: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code, self.column, self.message, self.hint = code, column, message, hint


@dataclass(frozen=True)
class Expression:
    """A text that parsed. Two expressions are equal when their texts are."""

    text: str
    tree: Node = field(compare=False, repr=False)


@dataclass(frozen=True)
class BrokenExpression:
    """A text that did not parse, kept as it was written so that nothing is lost; a questionnaire that holds one cannot be published."""

    text: str


Logic: TypeAlias = "Expression | BrokenExpression | None"
