"""The functions that expressions may call: name, how many arguments, kind of the result, and how a call is compiled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import Enum, auto
from typing import Any, TypeAlias

from questionnaires.expressions.tree import Node


class Kind(Enum):
    """What is known of a value before it is computed."""

    NUMBER = auto()
    TEXT = auto()
    TRUTH = auto()
    DAY = auto()  # a date or a datetime, or "" where there is none
    NODE = auto()  # what a question holds
    ANY = auto()


class Context:
    """What an expression is evaluated in. `this` is the value of the question that the expression belongs to."""

    __slots__ = ("answers", "choices", "language", "now", "repeat", "seed", "this", "zone")

    def __init__(
        self,
        answers: Any,
        *,
        now: datetime,
        this: Any = None,
        repeat: Sequence[int] = (),
        choices: Any = None,
        seed: int = 0,
        language: str = "en",
    ) -> None:
        self.answers, self.now, self.this, self.repeat = answers, now, this, repeat
        self.choices, self.seed, self.language = choices, seed, language
        zone = now.tzinfo
        if zone is None:
            raise ValueError("`now` must say its offset: without one, nobody can tell which day it is")
        self.zone: tzinfo = zone


Closure: TypeAlias = Callable[[Context], Any]


@dataclass(frozen=True)
class Function:
    """A function: between `least` and `most` arguments (None: any number), result of that kind, `build` compiles a call."""

    name: str
    least: int
    most: int | None
    kind: Kind
    build: Callable[[Sequence[Node]], Closure]


FUNCTIONS: dict[str, Function] = {}

#: Functions of ODK XForms that are known and not evaluated here yet: `parse` refuses them by name.
NOT_YET = frozenset(
    {
        "area", "checklist", "current", "date-time", "decimal-time", "digest", "distance", "indexed-repeat", "instance", "intersects",
        "jr:itext", "last", "local-name", "name", "pulldata", "random", "randomize", "uuid", "weighted-checklist",
    }
)  # fmt: skip


def function(
    name: str, least: int, most: int | None, kind: Kind
) -> Callable[[Callable[[Sequence[Node]], Closure]], Callable[[Sequence[Node]], Closure]]:
    """Registers what compiles a call of the function."""

    def register(build: Callable[[Sequence[Node]], Closure]) -> Callable[[Sequence[Node]], Closure]:
        FUNCTIONS[name] = Function(name, least, most, kind, build)
        return build

    return register
