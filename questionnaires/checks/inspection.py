"""What every check is given: the questionnaire, where its columns stand, and the language in which to speak."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from questionnaires.expressions.tree import Logic
from questionnaires.instrument import Questionnaire
from questionnaires.problems import Problem, Severity
from questionnaires.questions import ChoiceQuestion, Group, Item, Place, Question
from questionnaires.wording import say

#: (sheet kind, field, language) -> column letter; sheet kinds are "survey", "choices", "settings".
Columns: TypeAlias = Mapping[tuple[str, str, str], str]


@dataclass(frozen=True)
class Inspection:
    """A questionnaire under inspection. `left_out` holds names of rows that could not be read: references to them are no further fault.

    `settings_row` is where the settings stand, 0 where nothing is known of a workbook.
    """

    questionnaire: Questionnaire
    language: str = "en"
    columns: Columns = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    settings_row: int = 0

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All groups and questions in the order of the document."""

        def walk(parts: tuple[Question | Group, ...]) -> Iterator[Item]:
            for item in parts:
                yield item
                if isinstance(item, Group):
                    yield from walk(item.items)

        return tuple(walk(self.questionnaire.items))

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """All questions in the order of the document, those of equal names too."""
        return tuple(item for item in self.items if isinstance(item, Question))

    @cached_property
    def by_name(self) -> dict[str, Question]:
        """The first question of each name."""
        found: dict[str, Question] = {}
        for question in self.questions:
            found.setdefault(question.name, question)
        return found

    @cached_property
    def lists(self) -> frozenset[str]:
        """Names of the lists of choices."""
        return frozenset(choices.name for choices in self.questionnaire.lists)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which everything must be said; one without a name when the workbook has no languages."""
        return self.questionnaire.languages or ("",)

    def problem(
        self,
        code: str,
        severity: Severity,
        template: str,
        *,
        at: Place | None = None,
        sheet: str = "survey",
        column: str = "",
        spoken: str = "",
        hint: str = "",
        **values: object,
    ) -> Problem:
        """A problem in the cell of a column (by its field and language) in the row of a place."""
        elsewhere = self.settings_row if sheet == "settings" and column else 0
        return Problem(
            code=code,
            severity=severity,
            message=say(template, language=self.language, **values),
            sheet=at.sheet if at else sheet,
            row=at.row if at else elsewhere,
            column=self.columns.get((sheet, column, spoken), ""),
            hint=hint,
        )


def logic_of(item: Item) -> Iterator[tuple[str, Logic]]:
    """The expressions of an item, each with the field that holds it."""
    yield "relevant", item.relevant
    if isinstance(item, Question):
        for name in ("required", "constraint", "read_only", "calculation"):
            yield name, getattr(item, name)
    if isinstance(item, ChoiceQuestion):
        yield "choice_filter", item.choice_filter
