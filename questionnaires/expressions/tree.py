"""The parsed form of an expression, and the two ways in which a text can fail to be one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias, cast

#: A node is plain data, so that the same tree travels to the browser as JSON: ["+", left, right], ["call", name, *arguments],
#: ["ref", name], ["this"], ["num", 1.5], ["str", "text"] ... `parse` documents the whole list.
Node: TypeAlias = "list[object]"


class ExpressionError(ValueError):
    """A text is no expression. `column` counts code points of the text from 1; `hint` is the nearest right spelling, or "".

    `template` and `values` are the message before it was filled in, from which `wording.say` makes it again in another language.
    """

    def __init__(
        self, code: str, column: int, message: str, hint: str = "", *, template: str = "", values: dict[str, object] | None = None
    ) -> None:
        super().__init__(message)
        self.code, self.column, self.message, self.hint = code, column, message, hint
        self.template, self.values = template or message.replace("{", "{{").replace("}", "}}"), values or {}

    @classmethod
    def of(cls, code: str, column: int, template: str, hint: str = "", /, **values: object) -> ExpressionError:
        """The error whose message is the template filled in."""
        return cls(code, column, template.format(**values), hint, template=template, values=values)


@dataclass(frozen=True)
class Expression:
    """A text that parsed. Two expressions are equal when their texts are."""

    text: str
    tree: Node = field(compare=False, repr=False)

    @cached_property
    def references(self) -> frozenset[str]:
        """The names of all questions that it reads."""
        return frozenset(str(node[1]) for node in self.walk() if node[0] == "ref") | self.named

    @cached_property
    def named(self) -> frozenset[str]:
        """The names of questions whose choices are looked up: q in jr:choice-name(., '${q}')."""
        return frozenset(str(cast("Node", node[3])[1]) for node in self.walk() if node[0] == "call" and node[1] == "jr:choice-name")

    def walk(self) -> Iterator[Node]:
        """Every node, the outermost first, from left to right."""
        waiting = [self.tree]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(cast("Node", part) for part in reversed(node) if isinstance(part, list))


@dataclass(frozen=True)
class BrokenExpression:
    """A text that did not parse, kept as it was written so that nothing is lost; a questionnaire that holds one cannot be published."""

    text: str


Logic: TypeAlias = "Expression | BrokenExpression | None"
