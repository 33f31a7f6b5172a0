"""Themes by group: which groups a study's people are counted in, and the table with its small numbers covered."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from coding.codes import Book, CodeEntry
from coding.matrices import roll_up
from exports.dataset import Dataset, Record, Variable
from questionnaires.disclosure import Count, Line, Split, Table, tabulate
from questionnaires.texts import Text

#: Keys of group variables: no question's name holds a colon.
QUESTIONNAIRE = "questionnaire:"
ATTRIBUTE = "attribute:"
QUESTION = "question:"


@dataclass(frozen=True, kw_only=True)
class GroupVariable:
    """Something that people are grouped by: `key` is unique, `title` what it is (empty for the questionnaire), `values` what each value means."""

    key: str
    title: Text = field(default_factory=Text)
    values: Mapping[str, Text] = field(default_factory=dict)

    def value_of(self, record: Record) -> str:
        """The group of a person; "" where there is none, or none that may be known."""
        kind, _, name = self.key.partition(":")
        if kind == "questionnaire":
            return record.questionnaire or ""
        found = record.attributes.get(name) if kind == "attribute" else record.values.get(name)
        return found if isinstance(found, str) else ""

    def label(self, value: str, language: str) -> str:
        """What a value means, or the value itself; "" stays."""
        text = self.values.get(value)
        return text.in_(language) if text else value


def group_variables(dataset: Dataset) -> tuple[GroupVariable, ...]:
    """The questionnaire, where there are several, what travelled with the invitation, and the choices that the study marked as identifying."""
    found = []
    if len(dataset.questionnaires) > 1:
        found.append(GroupVariable(key=QUESTIONNAIRE, values=dataset.questionnaires))
    found += [GroupVariable(key=ATTRIBUTE + name, title=Text((("", name),))) for name in dataset.attributes]
    found += [
        GroupVariable(
            key=QUESTION + variable.name,
            title=variable.label,
            values={value.name: value.label for value in variable.values},
        )
        for variable in dataset.variables
        if groups_people(variable)
    ]
    return tuple(found)


def groups_people(variable: Variable) -> bool:
    """Whether a variable puts each person into one group that the study marked as pointing to people."""
    return variable.identifying and variable.kind == "select_one"


@dataclass(frozen=True, kw_only=True)
class Themes:
    """The table with its words: lines are codes by key, splits are group variables by key."""

    table: Table
    book: Book
    variables: tuple[GroupVariable, ...]

    @cached_property
    def lines(self) -> Mapping[str, Line]:
        """Line by key of its code."""
        return {line.name: line for line in self.table.lines}

    def variable(self, split: Split) -> GroupVariable:
        """What a split groups people by."""
        return next(variable for variable in self.variables if variable.key == split.name)

    def shows_split(self, key: str, split: int) -> bool:
        """Whether the line of a code says how many there are in each group of that split."""
        line = self.lines.get(key)
        return line is not None and None not in line.counts[split]

    def shows_total(self, key: str) -> bool:
        """Whether the line of a code says how many people there are."""
        line = self.lines.get(key)
        return line is not None and line.total is not None


def themes_of(
    dataset: Dataset,
    *,
    book: Book,
    people: Mapping[str, Record],
    having: Mapping[uuid.UUID, Iterable[str]],
    k: int,
) -> Themes:
    """How many people have each code, by group, covered where few.

    `people` is everyone released, by id; `having` the people of each code, by id of the code. A code counts whoever has it or one of
    its parts. Retired codes are lines only while somebody has them.
    """
    variables = group_variables(dataset)
    parents = {code.id: above.id if (above := book.parent(code)) else None for code in book.codes}
    rolled = roll_up({code.id: having.get(code.id, ()) for code in book.codes}, parents)
    codes = [code for code in book.codes if not code.retired or rolled[code.id]]
    table = tabulate(
        {person: {variable.key: variable.value_of(record) for variable in variables} for person, record in people.items()},
        {code.key: [person for person in rolled[code.id] if person in people] for code in codes},
        k=k,
        variables={variable.key: tuple(variable.values) for variable in variables},
        parents=_parents(codes, book),
    )
    return Themes(table=table, book=book, variables=variables)


def _parents(codes: Iterable[CodeEntry], book: Book) -> dict[str, str]:
    lines = {code.key for code in codes}
    return {code.key: above.key for code in codes if (above := book.parent(code)) and above.key in lines}


def shade(count: Count, size: int) -> int | None:
    """The share of a group in fifths, rounded up: from 0, nobody, to 5, over four fifths; None where the number is covered."""
    return None if count is None else -(-5 * count // size) if size else 0
