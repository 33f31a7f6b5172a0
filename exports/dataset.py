"""The neutral table: variables with their words, values and missing values, and one record for each response. No format is known here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from questionnaires.questions import Missing
from questionnaires.texts import Text


class Measure(StrEnum):
    """What may be reckoned with a variable's values."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    SCALE = "scale"
    TEXT = "text"


@dataclass(frozen=True, kw_only=True)
class ValueLabel:
    """A value that a variable may have, and what it means. `missing` says that choosing it is no answer ("Cannot say")."""

    name: str
    label: Text
    missing: Missing | None = None


@dataclass(frozen=True, kw_only=True)
class Variable:
    """One question, whichever of the study's questionnaires ask it.

    `kind` is the question's type; `grid` the question over a line of a grid; `shown_when` the conditions as they are written;
    `identifying` whether the study marked it as one that can point to a person; `open` whether its answers are read and coded.
    """

    name: str
    kind: str
    label: Text
    grid: Text = field(default_factory=Text)
    section: Text = field(default_factory=Text)
    measure: Measure = Measure.NOMINAL
    values: tuple[ValueLabel, ...] = ()
    questionnaires: tuple[str, ...] = ()
    shown_when: str = ""
    identifying: bool = False
    open: bool = False

    def words(self, language: str) -> str:
        """The question as it was asked; a line of a grid after the question over it."""
        label, grid = self.label.in_(language), self.grid.in_(language)
        between = " " if grid.endswith(("?", ".", ":")) else ": "
        return f"{grid}{between}{label}" if grid else label

    def value_label(self, name: str, language: str) -> str:
        """What a value means, or its name where the questionnaire has no words for it."""
        return next((value.label.in_(language) for value in self.values if value.name == name), "") or name


@dataclass(frozen=True, kw_only=True)
class Record:
    """One response. `values` are typed answers by variable (lists of names for several choices and rankings, days as dates).

    A variable in neither `values` nor `missing` was not asked. `attributes` are what travelled with the invitation.
    """

    label: str
    questionnaire: str | None
    language: str | None
    attributes: Mapping[str, str | None] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    missing: Mapping[str, Missing] = field(default_factory=dict)

    def missing_of(self, name: str) -> Missing:
        """Why there is no value."""
        return self.missing.get(name, Missing.NOT_ASKED)


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """Variables in the order of the questionnaires, records in the order of the file; `questionnaires` gives titles by form id."""

    questionnaires: Mapping[str, Text]
    attributes: tuple[str, ...]
    variables: tuple[Variable, ...]
    records: tuple[Record, ...] = field(repr=False)

    def variable(self, name: str) -> Variable | None:
        """The variable of that name."""
        return next((variable for variable in self.variables if variable.name == name), None)
