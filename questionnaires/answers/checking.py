"""From what was posted to typed answers, reasons for missing ones, and faults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from questionnaires.answers.faults import Fault, UnreadableError
from questionnaires.answers.plan import Decided, Field, Plan, Rule, Total
from questionnaires.answers.readers import Posted, out_of_list
from questionnaires.expressions.registry import Context
from questionnaires.instrument import Questionnaire
from questionnaires.questions import ChoiceQuestion, Missing
from questionnaires.texts import Text
from questionnaires.wording import marked, say


@dataclass(frozen=True)
class Checked:
    """Typed answers by question name, why others have none, and faults by posted key.

    `values` has what could be read, also where it breaks a rule: send only when `faults` is empty. `given` is what conditions read:
    the asked questions with None for an unanswered one, the names of options such as "cannot say" included; pass it on as `known`.
    `closed` are the questions, notes and calculations whose conditions do not hold.
    """

    values: dict[str, Any] = field(default_factory=dict)
    missing: dict[str, Missing] = field(default_factory=dict)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    closed: frozenset[str] = frozenset()


class ChoiceLabels:
    """Question -> option -> label in one language, made when jr:choice-name asks for it."""

    def __init__(self, questionnaire: Questionnaire, language: str) -> None:
        self.questionnaire, self.language = questionnaire, language

    def get(self, name: str) -> dict[str, str] | None:
        """The labels of a question's options; None when it has none."""
        question = self.questionnaire.by_name.get(name)
        if not isinstance(question, ChoiceQuestion):
            return None
        return {choice.name: choice.label.in_(self.language) for choice in self.questionnaire.choices(question).choices}


class _Check:
    """One run over what was posted."""

    def __init__(
        self, questionnaire: Questionnaire, *, now: datetime, language: str, answers: dict[str, Any], here: set[str] | None
    ) -> None:
        self.questionnaire, self.language, self.here = questionnaire, language, here
        self.plan: Plan = questionnaire.plan
        self.result = Checked(given=answers)
        self.context = Context(answers, now=now, choices=ChoiceLabels(questionnaire, language), language=language)
        self.unread: dict[str, Fault] = {}

    def read(self, posted: Mapping[str, Posted]) -> None:
        """Typed values stand among the answers; what could not be read is noted."""
        answers, fields = self.context.answers, self.plan.fields
        for name, raw in posted.items():
            about = fields[name]
            if about.reader is None:
                continue
            try:
                answers[name] = about.reader(self.questionnaire, about.question, raw)
            except UnreadableError as unreadable:
                answers[name] = None
                self.unread[name] = unreadable.fault(self.language)

    def judge(self, names: Sequence[str], decided: Decided) -> None:
        """Each of the questions has a value, a reason for none, or a fault."""
        for name in names:
            about = self.plan.fields[name]
            if name in decided.closed:
                self.result.missing[name] = Missing.NOT_ASKED
            elif name in self.unread:
                self.fault(about, self.unread[name])
            elif name in decided.filtered:
                self.fault(about, out_of_list().fault(self.language))
            else:
                self.judge_one(name, about)

    def judge_one(self, name: str, about: Field) -> None:
        value = self.context.answers.get(name)
        reasons = about.reasons
        if value is None:
            if about.reader is None:
                self.result.missing[name] = Missing.NOT_ASKED
                return
            self.result.missing[name] = Missing.SKIPPED
            if self.holds(about.required, None, otherwise=False):
                self.fault(about, self.worded("required", about.question.required_message, marked("Please answer this question.")))
            return
        reason = reasons.get(value[0] if isinstance(value, list) else value) if reasons else None
        if reason is not None:
            self.result.missing[name] = reason
            return
        self.result.values[name] = value
        if about.constraint and not self.holds(about.constraint, value, otherwise=True):
            words = marked("This answer does not fit what the question allows. Look at it again.")
            self.fault(about, self.worded("constraint", about.question.constraint_message, words))

    def holds(self, rule: Rule | None, value: Any, *, otherwise: bool) -> bool:
        """Whether a rule of a question holds for its value; `otherwise` where there is none, or where it reads what is not known here."""
        if rule is None or (self.here is not None and not rule.reads <= self.here):
            return otherwise
        self.context.this = value
        return bool(rule.run(self.context))

    def worded(self, code: str, message: Text, template: str) -> Fault:
        return Fault(code, message.in_(self.language) or say(template, language=self.language))

    def fault(self, about: Field, fault: Fault) -> None:
        self.result.faults.setdefault(about.key, []).append(fault)

    def add_up(self, total: Total, posted: Mapping[str, Posted], decided: Decided) -> None:
        """Parts that do not make the number in all are a fault at the first part."""
        asked = [name for name in total.parts if name not in decided.closed]
        if not asked or total.total in decided.closed or not {*asked, total.total} & posted.keys():
            return
        given = [part for name in asked if isinstance(part := self.context.answers.get(name), int)]
        whole = self.context.answers.get(total.total)
        if not isinstance(whole, int) or not given:
            return
        made = sum(given)
        beyond = made > whole and min(given) >= 0
        if not beyond and (len(given) < len(asked) or made == whole):
            return
        message = say(
            "The parts make {made}, but you gave {whole} in all. Change one of the parts, or the number in all.",
            language=self.language,
            made=made,
            whole=whole,
        )
        self.fault(self.plan.fields[asked[0]], Fault("total", message, total.group))


def check(
    questionnaire: Questionnaire,
    raw: Mapping[str, Posted],
    *,
    now: datetime,
    language: str = "en",
    complete: bool = True,
    known: Mapping[str, Any] | None = None,
) -> Checked:
    """What was posted, read and judged.

    `raw`: by name, or grid.row for a line of a grid; texts or lists of texts; keys of no question are passed over. `now` is aware.
    `complete=False` judges only the keys that are there (one page): conditions read `known`, the answers given elsewhere (`Checked.given`,
    or stored values); without it, what rests on answers that are not here counts as asked and is not held against the expert.

    `check(q, {"n": "x"}, now=now).faults["n"][0].code` is "not-a-number".
    """
    plan = questionnaire.plan
    posted = {name: said for key, said in raw.items() if (name := plan.names.get(key)) is not None}
    answers = {**plan.blank, **{name: value for name, value in (known or {}).items() if name in plan.blank}}
    here = None if complete or known is not None else {*posted}
    run = _Check(questionnaire, now=now, language=language, answers=answers, here=here)
    run.read(posted)
    decided = plan.decide(run.context, here=here)
    names = [*plan.blank] if complete else sorted(posted.keys() & plan.blank.keys(), key=lambda name: plan.fields[name].place)
    run.judge(names, decided)
    for total in plan.totals:
        run.add_up(total, posted, decided)
    found = run.result
    return Checked(found.values, found.missing, found.faults, found.given, decided.closed)


def relevance(questionnaire: Questionnaire, values: Mapping[str, Any], *, now: datetime) -> set[str]:
    """The names of the questions, notes and calculations included, whose conditions hold for these answers (`Checked.given`, or values)."""
    plan = questionnaire.plan
    answers = {**plan.blank, **{name: value for name, value in values.items() if name in plan.blank}}
    decided = plan.decide(Context(answers, now=now, choices=ChoiceLabels(questionnaire, "en")))
    return set(plan.fields.keys() - decided.closed)
