"""In which order the conditions of a questionnaire are decided, and how each of its questions is read: made once, used at every page.

A gate is a condition: of a question, or of a group. A question is asked when the innermost gate around it is open, and a gate is
open when the gate around it is and its own condition holds. Gates, calculations and filters of choices run after everything that
they read, so that one pass decides; in a circle, which the checks refuse, they run in the order of the document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from questionnaires.answers.readers import READERS, Reader
from questionnaires.expressions.evaluation import computation, condition
from questionnaires.expressions.registry import Closure, Context
from questionnaires.expressions.tree import Expression, Logic
from questionnaires.expressions.values import text_of
from questionnaires.instrument import Questionnaire
from questionnaires.questions import Calculate, Choice, ChoiceQuestion, Group, Hidden, IntegerQuestion, Missing, Note, Question

_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled expression and the questions that it reads."""

    run: Closure
    reads: frozenset[str]

    @classmethod
    def of(cls, logic: Logic, *, truth: bool = True) -> Rule | None:
        """None where nothing is written; a broken expression is no rule (a questionnaire that holds one is never published)."""
        if not isinstance(logic, Expression):
            return None
        return cls(condition(logic) if truth else computation(logic), logic.references)


@dataclass(frozen=True, slots=True)
class Field:
    """How one question's answer is read and judged. `reasons` are its options that stand for no answer."""

    question: Question
    key: str
    place: int
    reader: Reader | None
    constraint: Rule | None
    required: Rule | None
    reasons: Mapping[str, Missing]


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition, the gate around it, and the questions that stand directly behind it."""

    number: int
    around: int | None
    rule: Rule | None
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Computation:
    """A calculation whose value other expressions may read."""

    name: str
    rule: Rule


@dataclass(frozen=True, slots=True)
class Filter:
    """Which options of a list a question offers; `columns` holds for each option what its row says."""

    name: str
    rule: Rule
    columns: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Total:
    """A group whose parts must make a number."""

    group: str
    total: str
    parts: tuple[str, ...]


Step: TypeAlias = "Gate | Computation | Filter"


@dataclass(frozen=True, slots=True)
class Decided:
    """What one pass found: questions that are not asked, and those whose option was filtered out. Both are gone from the answers."""

    closed: frozenset[str]
    filtered: frozenset[str]


@dataclass(frozen=True)
class Plan:
    """Fields by name in order, names by posted key, steps in the order in which they run, totals."""

    fields: Mapping[str, Field]
    names: Mapping[str, str]
    steps: tuple[Step, ...]
    totals: tuple[Total, ...]
    blank: Mapping[str, Any]

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> Plan:
        """The plan of a questionnaire that has passed its checks."""
        fields = {field.question.name: field for field in _fields(questionnaire)}
        keys = {field.key: name for name, field in fields.items()}
        return cls(
            fields=fields,
            names={**{name: name for name in fields}, **keys},
            steps=_Order(questionnaire).steps,
            totals=tuple(_totals(questionnaire)),
            blank={
                name: field.question.default or None if isinstance(field.question, Hidden) else None
                for name, field in fields.items()
                if not isinstance(field.question, Note)
            },
        )

    def decide(self, context: Context, *, here: set[str] | None = None) -> Decided:
        """One pass over the steps changes `context.answers` (a dict of all names) so that it holds asked questions only.

        `here` are the names whose answers are known when the others are not: a step that reads others is passed over, its gate open.
        """
        answers: dict[str, Any] = context.answers
        shut: set[int] = set()
        closed: set[str] = set()
        filtered: set[str] = set()
        for step in self.steps:
            if isinstance(step, Gate):
                if step.around in shut or (step.rule and (here is None or step.rule.reads <= here) and not step.rule.run(context)):
                    shut.add(step.number)
                    closed.update(step.names)
                    for name in step.names:
                        answers.pop(name, None)
            elif step.name not in answers or (here is not None and not step.rule.reads <= here):
                continue
            elif isinstance(step, Computation):
                answers[step.name] = _kept(step.rule.run(context))
                if here is not None:
                    here.add(step.name)
            elif not _offered(step, answers[step.name], context):
                answers[step.name] = None
                filtered.add(step.name)
        return Decided(frozenset(closed), frozenset(filtered))


def _kept(computed: Any) -> Any:
    """A computed value as it is stored: nothing for "" and NaN, the word for a truth."""
    if computed is None or computed == "" or computed != computed:  # noqa: PLR0124  # NaN
        return None
    return text_of(computed) if isinstance(computed, (bool, list)) else computed


def _offered(step: Filter, held: Any, context: Context) -> bool:
    """Whether every chosen option fits the filter; the filter reads the columns of the option's row as bare names."""
    own = context.this
    try:
        for option in held if isinstance(held, list) else [held] if held else []:
            context.this = step.columns.get(option, {})
            if not step.rule.run(context):
                return False
    finally:
        context.this = own
    return True


def columns_of(choice: Choice) -> dict[str, str]:
    """The row of an option as a filter reads it: the extra columns and its name."""
    return {**dict(choice.extra), "name": choice.name}


def _reasons(questionnaire: Questionnaire, question: Question) -> Mapping[str, Missing]:
    if not isinstance(question, ChoiceQuestion):
        return {}
    return {choice.name: choice.missing for choice in questionnaire.choices(question).choices if choice.missing}


def _fields(questionnaire: Questionnaire) -> Iterator[Field]:
    for place, question in enumerate(questionnaire.questions()):
        yield Field(
            question=question,
            key=questionnaire.path(question.name),
            place=place,
            reader=READERS.get(question.type),
            constraint=Rule.of(question.constraint),
            required=Rule.of(question.required),
            reasons=_reasons(questionnaire, question),
        )


def _groups(item: Group) -> Iterator[Group]:
    yield item
    for inner in item.items:
        if isinstance(inner, Group):
            yield from _groups(inner)


def _totals(questionnaire: Questionnaire) -> Iterator[Total]:
    for section in questionnaire.sections:
        for group in _groups(section):
            parts = tuple(
                question.name
                for question in group.questions()
                if isinstance(question, IntegerQuestion) and question.name != group.total
            )
            if group.total and parts and group.total in questionnaire.by_name:
                yield Total(group.name, group.total, parts)


class _Order:
    """Puts gates, calculations and filters behind what they read."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire
        self.found: list[Step] = []
        self.gate_of: dict[str, int] = {}  # question -> place in `found` of its innermost gate
        self.value_of: dict[str, int] = {}  # question -> place in `found` of its calculation
        for section in questionnaire.sections:
            self.walk(section, None)
        self.steps = tuple(self.found[place] for place in self.sorted())

    def walk(self, item: Group | Question, around: int | None) -> None:
        inner = around
        if Rule.of(item.relevant):
            inner = len(self.found)
            self.found.append(Gate(inner, around, Rule.of(item.relevant), ()))
        if isinstance(item, Group):
            for member in item.items:
                self.walk(member, inner)
            return
        if inner is not None:
            gate = self.found[inner]
            if isinstance(gate, Gate):
                self.found[inner] = Gate(gate.number, gate.around, gate.rule, (*gate.names, item.name))
            self.gate_of[item.name] = inner
        self.values(item)

    def values(self, question: Question) -> None:
        computed = Rule.of(question.calculation, truth=False) if isinstance(question, Calculate) else None
        if computed:
            self.value_of[question.name] = len(self.found)
            self.found.append(Computation(question.name, computed))
        offered = Rule.of(question.choice_filter) if isinstance(question, ChoiceQuestion) else None
        if offered and isinstance(question, ChoiceQuestion):
            rows = {choice.name: columns_of(choice) for choice in self.questionnaire.choices(question).choices}
            self.value_of[question.name] = len(self.found)
            self.found.append(Filter(question.name, offered, rows))

    def needs(self, place: int) -> list[int]:
        """Places of the steps that must run before this one."""
        step = self.found[place]
        before = [found for name in sorted(step.rule.reads if step.rule else _NONE) for found in self.decides(name)]
        if isinstance(step, Gate):
            before += [] if step.around is None else [step.around]
        else:
            before += self.decides(step.name)
        return [other for other in before if other != place]

    def decides(self, name: str) -> list[int]:
        return [steps[name] for steps in (self.gate_of, self.value_of) if name in steps]

    def sorted(self) -> list[int]:
        """All places, each behind its needs: depth first, in document order, without recursion."""
        done: dict[int, None] = {}
        begun: set[int] = set()
        for start in range(len(self.found)):
            waiting = [start]
            while waiting:
                place = waiting[-1]
                if place in done:
                    waiting.pop()
                elif place in begun:
                    done[waiting.pop()] = None
                else:
                    begun.add(place)
                    waiting += [other for other in reversed(self.needs(place)) if other not in begun]
        return list(done)
