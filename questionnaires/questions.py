"""One class for each type of question, and the registry by which a type's name finds its class.

A question is pure description: how its answer is read and checked stands in `questionnaires.answers`, how it is drawn in the
application. Cell positions are kept beside the model (`Place`), never in comparisons.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import ClassVar

from questionnaires.expressions.tree import Logic
from questionnaires.texts import Text


class Missing(StrEnum):
    """Why a question has no substantive answer; the five stay apart in every table and file."""

    SKIPPED = "skipped"  # asked and left empty
    NOT_ASKED = "not_asked"  # not in this questionnaire, or its condition was not met
    REFUSED = "refused"  # "Prefer not to say"
    DONT_KNOW = "dont_know"  # "Cannot say", "Don't know"
    NOT_APPLICABLE = "not_applicable"  # "I have not seen final reports"
    COVERED = "covered"  # destroyed at release, since it could have pointed to a person


@dataclass(frozen=True)
class Place:
    """Where something stands in a workbook: sheet name and row as Excel shows it (from 1)."""

    sheet: str
    row: int


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One option of a list. `coarse` names the option of the coarse list that replaces it at release."""

    name: str
    label: Text
    missing: Missing | None = None
    exclusive: bool = False
    coarse: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True)
class ChoiceList:
    """A named list of options, in order."""

    name: str
    choices: tuple[Choice, ...]

    @cached_property
    def _by_name(self) -> dict[str, Choice]:
        return {choice.name: choice for choice in reversed(self.choices)}  # of two with one name, which the checks refuse, the first

    def get(self, name: str) -> Choice | None:
        """The option of that name, or None."""
        return self._by_name.get(name)


@dataclass(frozen=True, kw_only=True)
class Item:
    """What questions and groups share: a name, words, and the condition under which they are shown."""

    name: str
    label: Text = Text()
    hint: Text = Text()
    relevant: Logic = None
    appearance: tuple[str, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Question(Item):
    """One question. `identifying` names the coarse list (PROTOCOL: an answer that can point to a person is made coarse at release)."""

    type: ClassVar[str] = ""
    #: Whether an expert is asked: calculations and hidden values are not.
    asked: ClassVar[bool] = True

    required: Logic = None
    required_message: Text = Text()
    constraint: Logic = None
    constraint_message: Text = Text()
    read_only: Logic = None
    default: str = ""
    calculation: Logic = None
    parameters: tuple[tuple[str, str], ...] = ()
    identifying: str = ""


@dataclass(frozen=True, kw_only=True)
class TextQuestion(Question):
    """Words; with the appearance `multiline` an open question whose answers are coded."""

    type: ClassVar[str] = "text"

    @property
    def open(self) -> bool:
        """Whether the answers are read and coded."""
        return "multiline" in self.appearance


@dataclass(frozen=True, kw_only=True)
class IntegerQuestion(Question):
    """A whole number."""

    type: ClassVar[str] = "integer"


@dataclass(frozen=True, kw_only=True)
class DecimalQuestion(Question):
    """A number with a fraction."""

    type: ClassVar[str] = "decimal"


@dataclass(frozen=True, kw_only=True)
class RangeQuestion(Question):
    """A number on a scale with start, end and step among the parameters."""

    type: ClassVar[str] = "range"


@dataclass(frozen=True, kw_only=True)
class DateQuestion(Question):
    """A day."""

    type: ClassVar[str] = "date"


@dataclass(frozen=True, kw_only=True)
class ChoiceQuestion(Question):
    """What questions with a list share."""

    list_name: str = ""
    choice_filter: Logic = None


@dataclass(frozen=True, kw_only=True)
class SelectOne(ChoiceQuestion):
    """One option of a list."""

    type: ClassVar[str] = "select_one"


@dataclass(frozen=True, kw_only=True)
class SelectMultiple(ChoiceQuestion):
    """Any number of options; an exclusive one stands alone."""

    type: ClassVar[str] = "select_multiple"


@dataclass(frozen=True, kw_only=True)
class Rank(ChoiceQuestion):
    """Options put in order; at most `limit` of them when the limit is set."""

    type: ClassVar[str] = "rank"
    limit: int | None = None


@dataclass(frozen=True, kw_only=True)
class Acknowledge(Question):
    """One box to tick; the answer is "OK"."""

    type: ClassVar[str] = "acknowledge"


@dataclass(frozen=True, kw_only=True)
class Note(Question):
    """Words without an answer."""

    type: ClassVar[str] = "note"
    asked: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class Calculate(Question):
    """A value computed from other answers."""

    type: ClassVar[str] = "calculate"
    asked: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class Hidden(Question):
    """A fixed value that travels with the response."""

    type: ClassVar[str] = "hidden"
    asked: ClassVar[bool] = False


@dataclass(frozen=True, kw_only=True)
class Group(Item):
    """Questions that belong together. At the top of a questionnaire a group is a section, one page.

    With the appearance `table-list` its select questions are lines of one grid. With `total` (the name of an integer question) its
    integer questions are parts that must make that number.
    """

    items: tuple[Question | Group, ...] = ()
    total: str = ""

    @property
    def grid(self) -> bool:
        """Whether the members are lines of one grid."""
        return "table-list" in self.appearance

    def questions(self) -> Iterator[Question]:
        """All questions inside, in order."""
        for item in self.items:
            if isinstance(item, Group):
                yield from item.questions()
            else:
                yield item


#: Type name -> class. A new type is one class here, one reader in `answers`, one template in the application.
TYPES: dict[str, type[Question]] = {
    kind.type: kind
    for kind in (
        TextQuestion, IntegerQuestion, DecimalQuestion, RangeQuestion, DateQuestion, SelectOne, SelectMultiple, Rank, Acknowledge,
        Note, Calculate, Hidden,
    )
}  # fmt: skip
