"""What a questionnaire would record about the moment, the device or the person behind the answers' back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from questionnaires.expressions import Expression, Logic
from questionnaires.instrument import Questionnaire
from questionnaires.questions import Calculate, ChoiceQuestion, Question

#: Types of ODK XForms that record when, where, on what or by whom a form was filled (https://xlsform.org/en/#metadata).
RECORDING_TYPES = frozenset(
    {
        "start",
        "end",
        "today",
        "audit",
        "deviceid",
        "username",
        "phonenumber",
        "simserial",
        "subscriberid",
        "email",
        "start-geopoint",
    }
    | {"background-audio", "background-geopoint"}
)
#: Files carry places, times and names of devices inside.
FILE_TYPES = frozenset({"image", "audio", "video", "file"})
CLOCK_FUNCTIONS = frozenset({"now", "today", "uuid"})
_CLOCK_IN_TEXT = re.compile(rf"\b({'|'.join(sorted(CLOCK_FUNCTIONS))})\s*\(")


class Trace(StrEnum):
    """A way in which a questionnaire would tell more than its answers."""

    RECORDS = "records"  # a type that records the moment, the device or the person
    UPLOAD = "upload"
    CLOCK = "clock"  # now(), today() or uuid() in a value that is stored, or in a condition whose outcome is stored
    DERIVED = "derived"  # a value or a condition that follows from an identifying answer and would keep it fine


def traces(questionnaire: Questionnaire) -> Iterator[tuple[Trace, str, str]]:
    """Everything of that kind: (which, name of the question, what does it: a type, a function, or the identifying question)."""
    identifying = {question.name for question in questionnaire.questions() if question.identifying}
    for question in questionnaire.questions():
        if question.type in RECORDING_TYPES:
            yield Trace.RECORDS, question.name, question.type
        if question.type in FILE_TYPES:
            yield Trace.UPLOAD, question.name, question.type
        for function in sorted(_clocks(questionnaire, question)):
            yield Trace.CLOCK, question.name, f"{function}()"
        if not question.identifying:
            for other in sorted(_rests_on(questionnaire, question) & identifying):
                yield Trace.DERIVED, question.name, other


def _stored(questionnaire: Questionnaire, question: Question) -> Iterator[Expression]:
    """The expressions whose outcome a released answer shows: its value, or whether it was asked. A constraint shows nothing."""
    logics: list[Logic] = [question.calculation, question.relevant, question.required]
    logics += [group.relevant for group in questionnaire.chains[question.name]]
    if isinstance(question, ChoiceQuestion):
        logics.append(question.choice_filter)
    yield from (logic for logic in logics if isinstance(logic, Expression))


def _clocks(questionnaire: Questionnaire, question: Question) -> set[str]:
    called = {
        str(node[1])
        for logic in _stored(questionnaire, question)
        for node in logic.walk()
        if node[0] == "call" and node[1] in CLOCK_FUNCTIONS
    }
    return called | set(_CLOCK_IN_TEXT.findall(question.default))


def _rests_on(questionnaire: Questionnaire, question: Question) -> set[str]:
    """Names of the questions that decide this answer or whether it is asked, through calculations too."""
    found: set[str] = set()
    waiting = [question]
    while waiting:
        for logic in _stored(questionnaire, waiting.pop()):
            new = logic.references - found
            found |= new
            known = [questionnaire.by_name[name] for name in new if name in questionnaire.by_name]
            waiting += [other for other in known if isinstance(other, Calculate)]
    return found
