"""Checks of choice lists and of the questions that use them."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaires.checks.inspection import Inspection
from questionnaires.problems import Problem, Severity
from questionnaires.questions import ChoiceQuestion, Group, Rank, SelectOne
from questionnaires.spelling import nearest
from questionnaires.wording import marked


def missing_lists(inspection: Inspection) -> Iterator[Problem]:
    """Every question with choices names a list that is there."""
    for question in inspection.questions:
        if isinstance(question, ChoiceQuestion) and question.list_name not in inspection.lists:
            yield inspection.problem(
                "unknown-list",
                Severity.BLOCKING,
                marked("There is no list “{name}” on the sheet of choices."),
                at=question.place,
                column="type",
                hint=nearest(question.list_name, inspection.lists),
                name=question.list_name,
            )


def empty_lists(inspection: Inspection) -> Iterator[Problem]:
    """Every list has options."""
    for choices in inspection.questionnaire.lists:
        if not choices.choices:
            yield inspection.problem(
                "empty-list",
                Severity.BLOCKING,
                marked("The list “{name}” has no options."),
                sheet="choices",
                name=choices.name,
            )


def choice_names(inspection: Inspection) -> Iterator[Problem]:
    """Options have names without spaces, each once in its list."""
    for choices in inspection.questionnaire.lists:
        seen: dict[str, int] = {}
        for choice in choices.choices:
            if choice.name.split() != [choice.name]:
                yield inspection.problem(
                    "choice-name",
                    Severity.BLOCKING,
                    marked(
                        "The name of the option “{name}” has a space in it, and several chosen options are stored with spaces between them."
                    ),
                    at=choice.place,
                    sheet="choices",
                    column="name",
                    hint="_".join(choice.name.split()),
                    name=choice.name,
                )
            if choice.name in seen:
                yield inspection.problem(
                    "duplicate-choice",
                    Severity.BLOCKING,
                    marked("The list “{list_name}” has the option “{name}” in row {row} already."),
                    at=choice.place,
                    sheet="choices",
                    column="name",
                    list_name=choices.name,
                    name=choice.name,
                    row=seen[choice.name],
                )
            seen.setdefault(choice.name, choice.place.row if choice.place else 0)


def unlabelled_choices(inspection: Inspection) -> Iterator[Problem]:
    """Every option has words; without any its name would be shown."""
    for choices in inspection.questionnaire.lists:
        for choice in choices.choices:
            if not choice.label:
                yield inspection.problem(
                    "no-choice-label",
                    Severity.WARNING,
                    marked("The option “{name}” has no words, so its name would be shown."),
                    at=choice.place,
                    sheet="choices",
                    column="label",
                    spoken=inspection.languages[0],
                    name=choice.name,
                )


def unused_lists(inspection: Inspection) -> Iterator[Problem]:
    """A list that nothing uses may be a slip."""
    used = {question.list_name for question in inspection.questions if isinstance(question, ChoiceQuestion)}
    used |= {question.identifying for question in inspection.questions}
    for choices in inspection.questionnaire.lists:
        if choices.name not in used:
            place = choices.choices[0].place if choices.choices else None
            yield inspection.problem(
                "unused-list",
                Severity.NOTICE,
                marked("No question uses the list “{name}”."),
                at=place,
                sheet="choices",
                column="list_name",
                name=choices.name,
            )


def limits(inspection: Inspection) -> Iterator[Problem]:
    """The limit of a ranking is at least one and at most the number of options."""
    for question in inspection.questions:
        if not isinstance(question, Rank) or question.limit is None or question.list_name not in inspection.lists:
            continue
        most = len(inspection.questionnaire.choices(question).choices)
        if not 1 <= question.limit <= most:
            yield inspection.problem(
                "limit-range",
                Severity.BLOCKING,
                marked("At most {limit} options of {most} cannot be placed. Write a number from 1 to {most}."),
                at=question.place,
                column="saraptama::limit",
                limit=question.limit,
                most=most,
            )


def grids(inspection: Inspection) -> Iterator[Problem]:
    """The lines of a grid are questions with one choice from one list."""
    for group in inspection.items:
        if not isinstance(group, Group) or not group.grid:
            continue
        lines = [item for item in group.items if isinstance(item, SelectOne)]
        lists = {line.list_name for line in lines}
        for item in group.items:
            if not isinstance(item, SelectOne) or (len(lists) > 1 and item.list_name != lines[0].list_name):
                yield inspection.problem(
                    "grid-line",
                    Severity.BLOCKING,
                    marked(
                        "“{name}” cannot be a line of the grid “{grid}”: its lines are select_one questions with the list “{list_name}”."
                    ),
                    at=item.place,
                    column="type",
                    hint=f"select_one {lines[0].list_name}" if lines else "",
                    name=item.name,
                    grid=group.name,
                    list_name=lines[0].list_name if lines else "",
                )
