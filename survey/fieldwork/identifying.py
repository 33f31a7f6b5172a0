"""Answers that can name a person by themselves, and what becomes of them at release: a coarse option, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from questionnaires.instrument import Questionnaire
from questionnaires.questions import Choice, Missing, Question, SelectOne


@dataclass(frozen=True)
class Coarse:
    """The coarse form of one identifying answer: an option of the coarse list, or the reason why there is none."""

    value: str | None
    missing: Missing | None = None


def coarsened(questionnaire: Questionnaire) -> tuple[str, ...]:
    """Names of the identifying questions that keep a coarse form, in the order of the questionnaire: earlier ones are kept rather than later."""
    return tuple(
        question.name for question in questionnaire.questions() if question.identifying and isinstance(question, SelectOne)
    )


def destroyed(questionnaire: Questionnaire) -> frozenset[str]:
    """Names of the identifying questions that have no coarse form (words, numbers, several options): for everybody they are covered."""
    return frozenset(
        question.name for question in questionnaire.questions() if question.identifying and not isinstance(question, SelectOne)
    )


def coarse_answers(questionnaire: Questionnaire, values: Mapping[str, Any], missing: Mapping[str, str]) -> dict[str, Coarse]:
    """The coarse form of every answer that has one, by question. A question without any answer was not asked."""
    return {
        name: _coarse(questionnaire, questionnaire.by_name[name], values.get(name), missing.get(name, Missing.NOT_ASKED))
        for name in coarsened(questionnaire)
    }


def _coarse(questionnaire: Questionnaire, question: Question, value: Any, reason: str) -> Coarse:
    if value is None or not isinstance(question, SelectOne):
        return Coarse(None, Missing(reason))
    fine = questionnaire.choices(question).get(str(value))
    option = _option(questionnaire, question, fine) if fine else None
    if option is None:  # publishing checks that every option has its coarse one; what is unknown all the same is not let through
        return Coarse(None, Missing.COVERED)
    return Coarse(None, option.missing) if option.missing else Coarse(option.name)


def _option(questionnaire: Questionnaire, question: SelectOne, fine: Choice) -> Choice | None:
    """The option of the coarse list that stands for a fine one."""
    if not fine.coarse and question.identifying == question.list_name:
        return fine
    return questionnaire.choices(question.identifying).get(fine.coarse)
