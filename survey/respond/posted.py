"""From a posted page to changes of a draft. Control fields begin with a colon, which no name of a question has."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from questionnaires.questions import Rank, SelectMultiple
from survey.respond.sheet import Raw, Sheet, sum_of_parts


class Form(Protocol):
    """What werkzeug gives for a posted form."""

    def getlist(self, key: str) -> list[str]:
        """All values of a key, in the order posted."""

    def __contains__(self, key: object) -> bool: ...


def changes_of(sheet: Sheet, form: Form, *, touched: Collection[str] | None = None) -> dict[str, Raw | None]:
    """For each question of the page what was posted, by name, None for nothing.

    A browser posts nothing for an unticked box, so the whole page speaks; with `touched` (posted keys), only those questions do.
    """
    found: dict[str, Raw | None] = {}
    for key, name in sheet.keys.items():
        if touched is not None and key not in touched:
            continue
        values = [value for value in form.getlist(key) if value.strip()]
        question = sheet.questionnaire.by_name[name]
        if isinstance(question, SelectMultiple | Rank):
            found[name] = values[:200] or None
        else:
            found[name] = values[-1] if values else None
    return found


def move(sheet: Sheet, changes: Mapping[str, Raw | None], name: str, how: str, value: str) -> dict[str, Raw | None]:
    """The changes with one step of a ranking in them: up, down, out or add. A step that cannot be made changes nothing."""
    question = sheet.questionnaire.by_name.get(name)
    if not isinstance(question, Rank) or sheet.questionnaire.choices(question).get(value) is None:
        return dict(changes)
    said = changes.get(name)
    order = list(said) if isinstance(said, list) else []
    if how == "add" and value not in order and (question.limit is None or len(order) < question.limit):
        order.append(value)
    elif value in order:
        at = order.index(value)
        to = {"up": at - 1, "down": at + 1}.get(how, at)
        if how == "out":
            order.remove(value)
        elif 0 <= to < len(order):
            order[at], order[to] = order[to], order[at]
    return {**changes, name: order or None}


def adopt_sum(sheet: Sheet, changes: Mapping[str, Raw | None], group_name: str) -> dict[str, Raw | None]:
    """The changes with the number in all made to fit its parts."""
    group = next((group for group in sheet.totals if group.name == group_name), None)
    total = sum_of_parts(group, {name: said for name, said in changes.items() if said is not None}) if group else None
    return {**changes, group.total: str(total)} if group and total is not None else dict(changes)


def texts_of(form: Mapping[str, str], labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """What somebody wrote in his own words, with the question it answers, to be given back on a page that cannot keep it."""
    return [(labels.get(key, ""), value) for key, value in form.items() if not key.startswith(":") and len(value.strip()) > 12]


def fields_of(form: Form, keys: Sequence[str]) -> list[tuple[str, str]]:
    """Everything that was answered, as hidden fields of the page that brings it back."""
    return [(key, value) for key in keys for value in form.getlist(key)]
