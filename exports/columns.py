"""A dataset as flat columns: what every format of rows and columns needs, and none has to invent again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from exports.dataset import Dataset, Record, Variable
from questionnaires.questions import Missing

Cell = str | int | float | date | Missing | None
Reader = Callable[[Record], Cell]


class Part(StrEnum):
    """Which part of a variable a column holds."""

    ANSWER = "answer"  # the answer itself, a choice by its label
    CODE = "code"  # the name of the choice
    OPTION = "option"  # 1 chosen, 0 not chosen
    POSITION = "position"  # the place in the order given, from 1; empty where the option was not placed


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column of one variable. Names: `q` the answer, `q:code` its code, `q/option` one option of several or its place."""

    variable: Variable
    part: Part
    option: str = ""

    @property
    def name(self) -> str:
        """Unique in the dataset: no question's name holds a colon or a slash."""
        if self.part is Part.CODE:
            return f"{self.variable.name}:code"
        return f"{self.variable.name}/{self.option}" if self.option else self.variable.name


def columns_of(dataset: Dataset) -> tuple[Column, ...]:
    """All columns of all variables, those of one variable side by side."""
    return tuple(column for variable in dataset.variables for column in _columns(variable))


def _columns(variable: Variable) -> Iterator[Column]:
    yield Column(variable=variable, part=Part.ANSWER)
    if variable.kind == "select_one":
        yield Column(variable=variable, part=Part.CODE)
    if variable.kind in {"select_multiple", "rank"}:
        part = Part.OPTION if variable.kind == "select_multiple" else Part.POSITION
        for value in variable.values:
            if value.missing is None:
                yield Column(variable=variable, part=part, option=value.name)


def reader(column: Column, language: str) -> Reader:
    """A function from a record to its cell: a value, why there is none, or None for an option without a place."""
    name = column.variable.name
    read = _value(column, language)

    def cell(record: Record) -> Cell:
        value = record.values.get(name)
        return record.missing_of(name) if value is None else read(value)

    return cell


def _value(column: Column, language: str) -> Callable[[Any], Cell]:
    option = column.option
    if column.part is Part.CODE:
        return str
    if column.part is Part.OPTION:
        return lambda chosen: int(option in chosen)
    if column.part is Part.POSITION:
        return lambda order: order.index(option) + 1 if option in order else None
    return _answer(column.variable, language)


def _answer(variable: Variable, language: str) -> Callable[[Any], Cell]:
    labels = {value.name: value.label.in_(language) or value.name for value in variable.values}
    if variable.kind == "select_one":
        return lambda chosen: labels.get(chosen, str(chosen))
    if variable.kind in {"select_multiple", "rank"}:
        between = "; " if variable.kind == "select_multiple" else " > "
        return lambda chosen: _joined(chosen, labels.get, between)
    return _plain


def _joined(names: Sequence[str], label: Callable[[str, str], str], between: str) -> str:
    return between.join(label(name, name) for name in names)


def _plain(value: Any) -> Cell:
    """A number or a day as such; whatever else a question may hold, as text."""
    if isinstance(value, bool):
        return int(value)
    return value if isinstance(value, (str, int, float, date)) else str(value)
