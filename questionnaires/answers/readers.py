"""One reader for each type of question: from what was posted to the typed answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from questionnaires.answers.faults import UnreadableError
from questionnaires.answers.numbers import read_number, read_whole
from questionnaires.instrument import Questionnaire
from questionnaires.questions import (
    Acknowledge,
    Choice,
    ChoiceQuestion,
    DateQuestion,
    DecimalQuestion,
    IntegerQuestion,
    RangeQuestion,
    Rank,
    SelectMultiple,
    SelectOne,
    TextQuestion,
)
from questionnaires.wording import marked

#: Of one open answer: some ten pages.
MOST_CHARACTERS = 20_000

Posted: TypeAlias = "str | Sequence[str]"
#: A typed answer; None where nothing was said.
Read: TypeAlias = "str | int | float | date | list[str] | None"
Reader: TypeAlias = Callable[[Questionnaire, Any, Posted], Read]

_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})\Z")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
#: What browsers, forms and imports send for a box that is ticked.
_TICKED = frozenset({"ok", "on", "true", "1", "yes"})
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


def one(posted: Posted) -> str:
    """The single value of a field; of several the last that says something, as with a repeated field of a form."""
    if isinstance(posted, str):
        return posted
    return next((part for part in reversed(posted) if part.strip()), "")


def several(posted: Posted) -> list[str]:
    """The values of a field, each once, in the order posted; a text is split at its spaces."""
    parts = posted.split() if isinstance(posted, str) else [part.strip() for part in posted]
    return [part for part in dict.fromkeys(parts) if part]


def clean_text(written: str) -> str:
    """As written, letter by letter: only line ends become LF, and what no text can hold (NUL, half a character) goes."""
    text = written.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return _LONE_SURROGATE.sub("\ufffd", text)


def _text(questionnaire: Questionnaire, question: TextQuestion, posted: Posted) -> Read:  # noqa: ARG001
    text = clean_text(one(posted))
    if not text.strip():
        return None
    if len(text) > MOST_CHARACTERS:
        raise UnreadableError(
            "too-long",
            marked("The answer has {length} characters; at most {most} can be kept. Shorten it by {over}."),
            length=len(text),
            most=MOST_CHARACTERS,
            over=len(text) - MOST_CHARACTERS,
        )
    return text


def _integer(questionnaire: Questionnaire, question: IntegerQuestion, posted: Posted) -> Read:  # noqa: ARG001
    typed = one(posted)
    return read_whole(typed) if typed.strip() else None


def _decimal(questionnaire: Questionnaire, question: DecimalQuestion, posted: Posted) -> Read:  # noqa: ARG001
    typed = one(posted)
    return float(read_number(typed)) if typed.strip() else None


def scale(question: RangeQuestion) -> tuple[Decimal, Decimal, Decimal]:
    """Start, end and step of a range; 1, 10 and 1 where the workbook is silent."""
    said = dict(question.parameters)
    return Decimal(said.get("start", "1")), Decimal(said.get("end", "10")), Decimal(said.get("step", "1"))


def _range(questionnaire: Questionnaire, question: RangeQuestion, posted: Posted) -> Read:  # noqa: ARG001
    typed = one(posted)
    if not typed.strip():
        return None
    number = read_number(typed)
    start, end, step = scale(question)
    low, high = min(start, end), max(start, end)
    if not low <= number <= high:
        raise UnreadableError("out-of-range", marked("Choose a number from {low} to {high}."), low=low, high=high)
    if (number - start) % step:
        below = low + (number - low) // abs(step) * abs(step)
        raise UnreadableError(
            "off-step",
            marked("Choose {below} or {above}: the scale goes in steps of {step}."),
            below=below,
            above=below + abs(step),
            step=abs(step),
        )
    whole = all(part == part.to_integral_value() for part in (start, end, step))
    return int(number) if whole else float(number)


def _date(questionnaire: Questionnaire, question: DateQuestion, posted: Posted) -> Read:  # noqa: ARG001
    typed = one(posted).strip()
    if not typed:
        return None
    day_first = _DAY_FIRST.match(typed)
    iso = typed if _ISO.match(typed) else ""
    if day_first:
        iso = f"{day_first[3]}-{int(day_first[2]):02}-{int(day_first[1]):02}"
    try:
        return date.fromisoformat(iso)
    except ValueError:
        raise UnreadableError("not-a-date", marked("Write a day that is in the calendar, such as 31.12.2026.")) from None


def _on_list(questionnaire: Questionnaire, question: ChoiceQuestion, names: list[str]) -> None:
    options = questionnaire.choices(question)
    for name in names:
        if options.get(name) is None:
            raise out_of_list()


def out_of_list() -> UnreadableError:
    """The fault of an option that the question does not offer."""
    return UnreadableError("out-of-list", marked("Choose one of the options that stand here."))


def _select_one(questionnaire: Questionnaire, question: SelectOne, posted: Posted) -> Read:
    name = one(posted).strip()
    if not name:
        return None
    _on_list(questionnaire, question, [name])
    return name


def _select_multiple(questionnaire: Questionnaire, question: SelectMultiple, posted: Posted) -> Read:
    names = several(posted)
    if not names:
        return None
    _on_list(questionnaire, question, names)
    chosen = [choice for choice in questionnaire.choices(question).choices if choice.name in names]
    _alone(chosen)
    return [choice.name for choice in chosen]


def _alone(chosen: Sequence[Choice]) -> None:
    """Raise when an option that stands alone has company."""
    alone = next((choice for choice in chosen if choice.exclusive or choice.missing), None)
    if alone is not None and len(chosen) > 1:
        raise UnreadableError(
            "exclusive", marked("“{option}” stands alone. Take it away, or take away the others."), option=alone.label or alone.name
        )


def _rank(questionnaire: Questionnaire, question: Rank, posted: Posted) -> Read:
    filled = posted.split() if isinstance(posted, str) else [part.strip() for part in posted if part.strip()]
    if not filled:
        return None
    _on_list(questionnaire, question, filled)
    options = {choice.name: choice for choice in questionnaire.choices(question).choices}
    twice = next((name for name in filled if filled.count(name) > 1), None)
    if twice is not None:
        raise UnreadableError(
            "twice", marked("“{option}” stands at two places. Give each option one place."), option=options[twice].label or twice
        )
    if question.limit is not None and len(filled) > question.limit:
        raise UnreadableError(
            "limit",
            marked("You have placed {given} options; at most {limit} can be placed. Take away {over}."),
            given=len(filled),
            limit=question.limit,
            over=len(filled) - question.limit,
        )
    _alone([options[name] for name in filled])
    return filled


def _acknowledge(questionnaire: Questionnaire, question: Acknowledge, posted: Posted) -> Read:  # noqa: ARG001
    ticked = one(posted).strip()
    if not ticked:
        return None
    if ticked.casefold() not in _TICKED:
        raise out_of_list()
    return "OK"


#: Type name -> reader: the types that are asked, each once.
READERS: dict[str, Reader] = {
    TextQuestion.type: _text,
    IntegerQuestion.type: _integer,
    DecimalQuestion.type: _decimal,
    RangeQuestion.type: _range,
    DateQuestion.type: _date,
    SelectOne.type: _select_one,
    SelectMultiple.type: _select_multiple,
    Rank.type: _rank,
    Acknowledge.type: _acknowledge,
}
