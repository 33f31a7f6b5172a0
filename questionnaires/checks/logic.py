"""Checks of expressions: that they can be read, that what they name is there, and that they can come true."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from questionnaires.checks.inspection import Inspection, logic_of
from questionnaires.expressions import BrokenExpression, Expression, ExpressionError, parse
from questionnaires.expressions.tree import Node
from questionnaires.problems import Problem, Severity
from questionnaires.questions import Calculate, ChoiceQuestion, Group, Item, Note, Question, SelectMultiple
from questionnaires.spelling import nearest
from questionnaires.wording import marked, say

_COMPARISONS = frozenset({"=", "!="})
_CONDITIONS = ("relevant", "required", "constraint", "choice_filter")
#: Columns that every option has, whatever the sheet says.
_OWN_COLUMNS = frozenset({"name"})


def broken_expressions(inspection: Inspection) -> Iterator[Problem]:
    """Every expression can be read."""
    for item in inspection.items:
        for field, logic in logic_of(item):
            if not isinstance(logic, BrokenExpression):
                continue
            try:
                parse(logic.text)
            except ExpressionError as error:
                yield inspection.problem(
                    "broken-expression",
                    Severity.BLOCKING,
                    marked("The expression cannot be read at character {at_character}: {reason}"),
                    at=item.place,
                    column=field,
                    hint=error.hint,
                    at_character=error.column,
                    reason=say(error.template, language=inspection.language, **error.values),
                )


def _expressions(inspection: Inspection) -> Iterator[tuple[Item, str, Expression]]:
    for item in inspection.items:
        for field, logic in logic_of(item):
            if isinstance(logic, Expression):
                yield item, field, logic


def unknown_references(inspection: Inspection) -> Iterator[Problem]:
    """Every ${name} is a question that can have an answer."""
    groups = {item.name for item in inspection.items if isinstance(item, Group)}
    for item, field, logic in _expressions(inspection):
        for name in sorted(logic.references - inspection.left_out):
            question = inspection.by_name.get(name)
            if question is not None and not isinstance(question, Note):
                continue
            if name in groups or question is not None:
                message = marked("${{{name}}} has no answer of its own, since it is a group or a note. Name a question.")
            else:
                message = marked("There is no question “{name}”.")
            close = nearest(name, inspection.by_name)
            yield inspection.problem(
                "unknown-reference",
                Severity.BLOCKING,
                message,
                at=item.place,
                column=field,
                hint=f"${{{close}}}" if close and close != name else "",
                name=name,
            )


def bare_names(inspection: Inspection) -> Iterator[Problem]:
    """Outside filters of choices, a name without ${} means nothing; inside, it is a column of the sheet of choices."""
    for item, field, logic in _expressions(inspection):
        bare = sorted({str(node[1]) for node in logic.walk() if node[0] == "child"})
        known = _columns(inspection, item) if field == "choice_filter" else frozenset()
        for name in bare:
            if name in known:
                continue
            if field == "choice_filter":
                yield inspection.problem(
                    "unknown-column",
                    Severity.BLOCKING,
                    marked("The options of this question have no column “{name}”."),
                    at=item.place,
                    column=field,
                    hint=nearest(name, known),
                    name=name,
                )
                continue
            close = name if name in inspection.by_name else nearest(name, inspection.by_name)
            yield inspection.problem(
                "bare-name",
                Severity.BLOCKING,
                marked("The word “{name}” has no meaning here. Write ${{name}} for a question, quotation marks around a text."),
                at=item.place,
                column=field,
                hint=f"{name}()" if name in {"true", "false"} else f"${{{close}}}" if close else f"'{name}'",
                name=name,
            )


def _columns(inspection: Inspection, item: Item) -> frozenset[str]:
    if not isinstance(item, ChoiceQuestion) or item.list_name not in inspection.lists:
        return _OWN_COLUMNS
    options = inspection.questionnaire.choices(item).choices
    return _OWN_COLUMNS | {column for choice in options for column, _ in choice.extra}


def bare_conditions(inspection: Inspection) -> Iterator[Problem]:
    """A question alone is no condition: it is true as soon as the question is asked, whatever the answer."""
    for item, field, logic in _expressions(inspection):
        if field not in _CONDITIONS:
            continue
        for node in _judged(logic.tree):
            if node[0] in {"ref", "this"}:
                what = f"${{{node[1]}}}" if node[0] == "ref" else "."
                yield inspection.problem(
                    "bare-condition",
                    Severity.WARNING,
                    marked("{what} alone is true whatever was answered. Compare it with something."),
                    at=item.place,
                    column=field,
                    hint=f"{what} != ''",
                    what=what,
                )


def _judged(tree: Node) -> Iterator[Node]:
    """The parts of a condition that are taken as true or false."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if node[0] in {"or", "and"}:
            waiting += cast("list[Node]", node[1:])
        elif node[0] == "call" and node[1] in {"not", "boolean", "if"}:
            waiting.append(cast("Node", node[2]))
        else:
            yield node


def unknown_choices(inspection: Inspection) -> Iterator[Problem]:
    """An option that an expression asks for is on the list of its question."""
    for item, field, logic in _expressions(inspection):
        for question, option in _asked_options(inspection, item, logic):
            options = [choice.name for choice in inspection.questionnaire.choices(question).choices]
            for name in option.split():
                if name not in options:
                    yield inspection.problem(
                        "unknown-choice",
                        Severity.BLOCKING,
                        marked("“{option}” is no option of “{question}”, so this can never come true."),
                        at=item.place,
                        column=field,
                        hint=nearest(name, options),
                        option=name,
                        question=question.name,
                    )


def _asked_options(inspection: Inspection, item: Item, logic: Expression) -> Iterator[tuple[ChoiceQuestion, str]]:
    """Questions with choices, each with the text with which the expression compares it."""
    for node in logic.walk():
        if node[0] in _COMPARISONS:
            pairs = [(node[1], node[2]), (node[2], node[1])]
        elif node[0] == "call" and node[1] == "selected":
            pairs = [(node[2], node[3])]
        else:
            continue
        for held, said in cast("list[tuple[Node, Node]]", pairs):
            question = _question(inspection, item, held)
            if said[0] == "str" and isinstance(question, ChoiceQuestion) and question.list_name in inspection.lists:
                yield question, str(said[1])


def _question(inspection: Inspection, item: Item, node: Node) -> Question | None:
    if node[0] == "this" and isinstance(item, Question):
        return item
    return inspection.by_name.get(str(node[1])) if node[0] == "ref" else None


def equal_to_several(inspection: Inspection) -> Iterator[Problem]:
    """`=` with a question of several choices is true only when nothing else was chosen."""
    for item, field, logic in _expressions(inspection):
        for node in logic.walk():
            if node[0] not in _COMPARISONS:
                continue
            for held, said in ((cast("Node", node[1]), cast("Node", node[2])), (cast("Node", node[2]), cast("Node", node[1]))):
                question = _question(inspection, item, held)
                if isinstance(question, SelectMultiple) and said[0] == "str" and said[1]:
                    yield inspection.problem(
                        "equal-to-several",
                        Severity.WARNING,
                        marked(
                            "“{name}” takes several options; this compares the whole choice. Ask for one option with selected()."
                        ),
                        at=item.place,
                        column=field,
                        hint=f"selected(${{{question.name}}}, '{said[1]}')",
                        name=question.name,
                    )


def circles(inspection: Inspection) -> Iterator[Problem]:
    """Whether a question is asked, or what it computes, does not depend on itself by any way round."""
    reads = _dependencies(inspection)
    place = {item.name: item for item in reversed(inspection.items)}
    for circle in _circles(reads):
        item = place[circle[0]]
        yield inspection.problem(
            "circle",
            Severity.BLOCKING,
            marked("These depend on each other in a circle: {way}. Take one of the conditions out."),
            at=item.place,
            column="calculation" if isinstance(item, Calculate) and not isinstance(item.relevant, Expression) else "relevant",
            way=" → ".join([*circle, circle[0]]),
        )


def _dependencies(inspection: Inspection) -> dict[str, list[str]]:
    """For each question and group what must be known before it: what its conditions read, and the group around it."""
    reads: dict[str, list[str]] = {}

    def walk(item: Item, around: str) -> None:
        logics = [item.relevant]
        if isinstance(item, Question):
            logics.append(item.calculation)
        if isinstance(item, ChoiceQuestion):
            logics.append(item.choice_filter)
        names = {name for logic in logics if isinstance(logic, Expression) for name in logic.references - logic.named}
        if isinstance(item.relevant, Expression) and any(node[0] == "this" for node in item.relevant.walk()):
            names.add(item.name)
        reads.setdefault(item.name, []).extend([*sorted(names), *([around] if around else [])])
        if isinstance(item, Group):
            for inner in item.items:
                walk(inner, item.name)

    for item in inspection.questionnaire.items:
        walk(item, "")
    return reads


def _circles(reads: dict[str, list[str]]) -> Iterator[list[str]]:
    """One way round for each circle that a walk from the top meets."""
    done: set[str] = set()
    for start in reads:
        way: list[str] = []
        waiting: list[tuple[str, int]] = [(start, 0)]
        while waiting:
            name, following = waiting.pop()
            if following == 0:
                if name in done:
                    continue
                way.append(name)
            targets = reads.get(name, [])
            if following == len(targets):
                done.add(way.pop())
                continue
            waiting.append((name, following + 1))
            target = targets[following]
            if target in way:
                yield way[way.index(target) :]
            elif target not in done:
                waiting.append((target, 0))
