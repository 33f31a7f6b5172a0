"""Checks of the house's own columns (totals, coarse lists) and of what types need to be asked at all."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from questionnaires.checks.inspection import Inspection
from questionnaires.problems import Problem, Severity
from questionnaires.questions import Calculate, ChoiceList, ChoiceQuestion, Group, IntegerQuestion, RangeQuestion
from questionnaires.spelling import nearest
from questionnaires.wording import marked


def totals(inspection: Inspection) -> Iterator[Problem]:
    """The number that parts must make is an integer question, and there are parts."""
    numbers = {question.name for question in inspection.questions if isinstance(question, IntegerQuestion)}
    for group in inspection.items:
        if not isinstance(group, Group) or not group.total:
            continue
        if group.total not in numbers:
            close = nearest(group.total, numbers)
            yield inspection.problem(
                "unknown-total",
                Severity.BLOCKING,
                marked("The number that the parts must make, “{name}”, is no integer question."),
                at=group.place,
                column="saraptama::total",
                hint=f"${{{close}}}" if close else "",
                name=group.total,
            )
        elif not any(isinstance(question, IntegerQuestion) and question.name != group.total for question in group.questions()):
            yield inspection.problem(
                "no-parts",
                Severity.BLOCKING,
                marked("The group “{name}” has no integer questions that could make the number."),
                at=group.place,
                column="saraptama::total",
                name=group.name,
            )


def coarse_lists(inspection: Inspection) -> Iterator[Problem]:
    """The coarse list of an identifying question is there, and every option of the question has its place in it."""
    for question in inspection.questions:
        if not question.identifying:
            continue
        if question.identifying not in inspection.lists:
            yield inspection.problem(
                "unknown-coarse-list",
                Severity.BLOCKING,
                marked("The coarse list “{name}” is not on the sheet of choices."),
                at=question.place,
                column="saraptama::identifying",
                hint=nearest(question.identifying, inspection.lists),
                name=question.identifying,
            )
        elif (
            isinstance(question, ChoiceQuestion)
            and question.list_name in inspection.lists
            and question.list_name != question.identifying
        ):
            coarse = inspection.questionnaire.choices(question.identifying)
            yield from _coarse_options(inspection, inspection.questionnaire.choices(question), coarse)


def _coarse_options(inspection: Inspection, fine: ChoiceList, coarse: ChoiceList) -> Iterator[Problem]:
    names = [choice.name for choice in coarse.choices]
    for choice in fine.choices:
        if choice.missing or choice.coarse in names:
            continue
        yield inspection.problem(
            "unknown-coarse",
            Severity.BLOCKING,
            marked("The option “{name}” becomes “{coarse}” at release, which the list “{list_name}” does not have.")
            if choice.coarse
            else marked(
                "The option “{name}” has no coarse option, so it would stay as fine as it is. Write one of the list “{list_name}”."
            ),
            at=choice.place,
            sheet="choices",
            column="saraptama::coarse",
            hint=nearest(choice.coarse, names) if choice.coarse else "",
            name=choice.name,
            coarse=choice.coarse,
            list_name=coarse.name,
        )


def ranges(inspection: Inspection) -> Iterator[Problem]:
    """Start, end and step of a range are numbers, and the step leads from one to the other."""
    for question in inspection.questions:
        if not isinstance(question, RangeQuestion):
            continue
        said = dict(question.parameters)
        try:
            start, end, step = (Decimal(said.get(name, usual)) for name, usual in (("start", "1"), ("end", "10"), ("step", "1")))
            fits = all(part.is_finite() for part in (start, end, step)) and step != 0 and start != end and (end - start) % step == 0
        except InvalidOperation:
            fits = False
        if not fits:
            yield inspection.problem(
                "range",
                Severity.BLOCKING,
                marked("A range needs numbers, and whole steps from the start to the end."),
                at=question.place,
                column="parameters",
                hint="start=1 end=10 step=1",
            )


def calculations(inspection: Inspection) -> Iterator[Problem]:
    """Only a question of the type calculate is computed, and it has something to compute."""
    for question in inspection.questions:
        if isinstance(question, Calculate) and question.calculation is None:
            yield inspection.problem(
                "no-calculation",
                Severity.BLOCKING,
                marked("“{name}” has nothing to compute. Write an expression in the column “calculation”."),
                at=question.place,
                column="calculation",
                name=question.name,
            )
        elif not isinstance(question, Calculate) and question.calculation is not None:
            yield inspection.problem(
                "calculated-answer",
                Severity.BLOCKING,
                marked("A question that is asked and computed at once is not supported yet. Use the type calculate."),
                at=question.place,
                column="calculation",
                hint="calculate",
            )


def empty_groups(inspection: Inspection) -> Iterator[Problem]:
    """A group without questions is an empty page."""
    for item in inspection.items:
        if isinstance(item, Group) and not item.items:
            yield inspection.problem(
                "empty-group",
                Severity.WARNING,
                marked("The group “{name}” is empty."),
                at=item.place,
                column="name",
                name=item.name,
            )


def nothing_asked(inspection: Inspection) -> Iterator[Problem]:
    """A questionnaire asks at least one question."""
    if not any(question.asked for question in inspection.questions):
        yield inspection.problem("no-questions", Severity.BLOCKING, marked("The questionnaire asks nothing yet. Add a question."))


def form_id(inspection: Inspection) -> Iterator[Problem]:
    """The form id is one word of at most 64 characters."""
    name = inspection.questionnaire.name
    if name.split() != [name] or len(name) > 64:
        yield inspection.problem(
            "form-id",
            Severity.BLOCKING,
            marked("The form id “{name}” must be one word of at most 64 characters."),
            sheet="settings",
            column="form_id",
            hint="_".join(name.split())[:64],
            name=name,
        )
