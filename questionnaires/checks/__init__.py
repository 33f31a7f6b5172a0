"""Checks over a whole questionnaire: one function each, all run, everything reported at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from questionnaires.checks import extras, lists, logic, names, words
from questionnaires.checks.inspection import Columns, Inspection
from questionnaires.instrument import Questionnaire
from questionnaires.problems import Problem

__all__ = ["CHECKS", "Columns", "Inspection", "blocking_problems", "inspect"]

CHECKS: tuple[Callable[[Inspection], Iterator[Problem]], ...] = (
    names.bad_names,
    names.duplicate_names,
    names.confused_keys,
    names.unlabelled,
    lists.missing_lists,
    lists.empty_lists,
    lists.choice_names,
    lists.unlabelled_choices,
    lists.unused_lists,
    lists.limits,
    lists.grids,
    logic.broken_expressions,
    logic.unknown_references,
    logic.bare_names,
    logic.bare_conditions,
    logic.unknown_choices,
    logic.equal_to_several,
    logic.circles,
    extras.totals,
    extras.coarse_lists,
    extras.ranges,
    extras.calculations,
    extras.empty_groups,
    extras.nothing_asked,
    extras.form_id,
    words.missing_translations,
    words.piped_answers,
)


def inspect(inspection: Inspection) -> tuple[Problem, ...]:
    """Everything that the checks find."""
    return tuple(problem for check in CHECKS for problem in check(inspection))


def blocking_problems(questionnaire: Questionnaire, *, language: str = "en") -> tuple[Problem, ...]:
    """What keeps a questionnaire from being published."""
    return tuple(problem for problem in inspect(Inspection(questionnaire, language)) if problem.hinders)
