"""Variables from the questionnaires of a study: one name is one variable, whichever questionnaires and versions ask it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from exports.dataset import Measure, ValueLabel, Variable
from questionnaires.expressions import Logic
from questionnaires.instrument import Questionnaire
from questionnaires.questions import ChoiceQuestion, Group, Note, Question, TextQuestion
from questionnaires.texts import Text

_SCALES = frozenset({"integer", "decimal", "range", "calculate", "date"})


def variables_of(questionnaires: Sequence[Questionnaire]) -> tuple[Variable, ...]:
    """All variables, in the order of the first questionnaire, those of later ones after the question that they follow there.

    Questionnaires come in the order of the study, the newest version of each before its older ones: the newest words are kept.
    """
    order: list[str] = []
    merged: dict[str, Variable] = {}
    for questionnaire in questionnaires:
        before = -1
        for variable in _variables(questionnaire):
            if variable.name in merged:
                merged[variable.name] = _joined(merged[variable.name], variable)
            else:
                merged[variable.name] = variable
                order.insert(before + 1, variable.name)
            before = order.index(variable.name)
    return tuple(merged[name] for name in order)


def _joined(one: Variable, other: Variable) -> Variable:
    names = {value.name for value in one.values}
    return replace(
        one,
        values=(*one.values, *(value for value in other.values if value.name not in names)),
        questionnaires=tuple(dict.fromkeys((*one.questionnaires, *other.questionnaires))),
        identifying=one.identifying or other.identifying,
        open=one.open or other.open,
    )


def _variables(questionnaire: Questionnaire) -> Iterable[Variable]:
    for question in questionnaire.questions():
        if isinstance(question, Note):
            continue
        chain = questionnaire.chains[question.name]
        inner = chain[-1]
        values = _values(questionnaire, question)
        yield Variable(
            name=question.name,
            kind=question.type,
            label=question.label,
            grid=inner.label if inner.grid or inner.total else Text(),
            section=chain[0].label,
            measure=_measure(question, values),
            values=values,
            questionnaires=(questionnaire.name,),
            shown_when=_shown_when(question, chain),
            identifying=bool(question.identifying),
            open=isinstance(question, TextQuestion) and question.open,
        )


def _values(questionnaire: Questionnaire, question: Question) -> tuple[ValueLabel, ...]:
    """The options of its list, and those of the coarse list that may have replaced them at release."""
    lists = [question.list_name] if isinstance(question, ChoiceQuestion) else []
    if lists and question.identifying and any(choices.name == question.identifying for choices in questionnaire.lists):
        lists.append(question.identifying)
    found: dict[str, ValueLabel] = {}
    for name in lists:
        for choice in questionnaire.choices(name).choices:
            found.setdefault(choice.name, ValueLabel(name=choice.name, label=choice.label, missing=choice.missing))
    return tuple(found.values())


def _measure(question: Question, values: Sequence[ValueLabel]) -> Measure:
    """Options named by numbers are a scale of answers in order; other options are names."""
    if question.type in _SCALES:
        return Measure.SCALE
    if isinstance(question, ChoiceQuestion):
        numbered = all(value.name.isdigit() for value in values if value.missing is None)
        return Measure.ORDINAL if question.type == "rank" or (values and numbered) else Measure.NOMINAL
    return Measure.NOMINAL if question.type == "acknowledge" else Measure.TEXT


def _shown_when(question: Question, chain: Sequence[Group]) -> str:
    """The conditions around a question and its own, all of which must hold, as they are written."""
    conditions = [text for item in (*chain, question) if (text := _written(item.relevant))]
    return " and ".join(f"({text})" for text in conditions) if len(conditions) > 1 else "".join(conditions)


def _written(logic: Logic) -> str:
    return logic.text if logic is not None else ""
