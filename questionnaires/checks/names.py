"""Checks of names: of questions and groups, each once and spelt so that expressions and files can hold it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from questionnaires.checks.inspection import Inspection
from questionnaires.problems import Problem, Severity
from questionnaires.questions import Group, Question
from questionnaires.wording import marked

#: A letter or underscore, then letters, digits, underscores, hyphens and points.
NAME = re.compile(r"[^\W\d][\w.\-]*\Z")
#: What a column of the database holds.
MOST_NAME = 64


def bad_names(inspection: Inspection) -> Iterator[Problem]:
    """A name begins with a letter and has neither spaces nor signs; at most 64 characters."""
    for item in inspection.items:
        if not NAME.match(item.name):
            yield inspection.problem(
                "bad-name",
                Severity.BLOCKING,
                marked(
                    "The name “{name}” cannot be used. Begin with a letter; then letters, digits, - _ and . may follow, no spaces."
                ),
                at=item.place,
                column="name",
                hint=re.sub(r"[^\w.\-]+", "_", item.name).strip("_"),
                name=item.name,
            )
        elif len(item.name) > MOST_NAME:
            yield inspection.problem(
                "long-name",
                Severity.BLOCKING,
                marked("The name “{name}” has {length} characters; at most {most} can be kept."),
                at=item.place,
                column="name",
                hint=item.name[:MOST_NAME],
                name=item.name,
                length=len(item.name),
                most=MOST_NAME,
            )


def duplicate_names(inspection: Inspection) -> Iterator[Problem]:
    """No two questions or groups have the same name; names that differ by case alone are warned of."""
    first: dict[str, tuple[str, int]] = {}
    for item in inspection.items:
        before = first.setdefault(item.name.casefold(), (item.name, item.place.row if item.place else 0))
        if before == (item.name, item.place.row if item.place else 0) and inspection.by_name.get(item.name, item) is item:
            continue
        same = before[0] == item.name
        yield inspection.problem(
            "duplicate-name" if same else "similar-name",
            Severity.BLOCKING if same else Severity.WARNING,
            marked("The name “{name}” stands in row {row} already. Give each question and group a name of its own.")
            if same
            else marked(
                "The name “{name}” differs from “{other}” in row {row} by capital letters alone. Choose names that cannot be confused."
            ),
            at=item.place,
            column="name",
            name=item.name,
            other=before[0],
            row=before[1],
        )


def confused_keys(inspection: Inspection) -> Iterator[Problem]:
    """No question is named as a line of a grid is posted (grid.line)."""
    keys = {f"{item.name}.{line.name}" for item in inspection.items if isinstance(item, Group) and item.grid for line in item.items}
    for question in inspection.questions:
        if question.name in keys:
            yield inspection.problem(
                "confused-name",
                Severity.BLOCKING,
                marked("The name “{name}” is also the way to a line of a grid. Choose a name without the point."),
                at=question.place,
                column="name",
                name=question.name,
            )


def unlabelled(inspection: Inspection) -> Iterator[Problem]:
    """What is shown has words: a label, or at least a hint."""
    for item in inspection.items:
        if isinstance(item, Question) and (item.asked or item.type == "note") and not item.label and not item.hint:
            yield inspection.problem(
                "no-label",
                Severity.BLOCKING,
                marked("The question “{name}” has no words. Write a label."),
                at=item.place,
                column="label",
                spoken=inspection.languages[0],
                name=item.name,
            )
