"""What the coding page shows before any script runs: a stretch of the list, one answer with its passages, the codebook, the last step.

The data of the page stand in it as JSON; a script takes them from there. The texts among them are kept written (`coding.reading`), so
they are put between the halves of the page as bytes, past the template.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import Uuid, bindparam, inspect, select
from sqlmodel import Session

from coding.codes import Book
from coding.reading import Answers, AnswerText, Marks
from coding.segments import Span, lanes, runs
from questionnaires.instrument import Questionnaire
from questionnaires.languages import OWN_NAMES, Language
from questionnaires.models import QuestionnaireVersion, StudyQuestionnaire
from questionnaires.responses import load_version
from questionnaires.texts import Text
from survey.languages import gettext as _

#: Rows of the list that the page holds before a script draws all of them.
ROWS = 20


_V, _F = inspect(QuestionnaireVersion).local_table.c, inspect(StudyQuestionnaire).local_table.c
_VERSIONS = (
    select(_V.id, _F.id)
    .where(_F.study_id == bindparam("study", type_=Uuid()), _F.id == _V.questionnaire_id)
    .order_by(_F.position, _V.number)
)


class Order(StrEnum):
    """How the list of answers runs; never by time of arrival, which is not kept."""

    RANDOM = "random"
    LENGTH = "length"
    GROUP = "group"


@dataclass(frozen=True, kw_only=True)
class OpenQuestion:
    """A question whose answers are coded: its number among them, its words in the page's language, and how far the viewer is."""

    name: str
    number: int
    label: str
    label_language: str
    answers: int
    done: int


def questionnaires_of(session: Session, study_id: uuid.UUID) -> list[Questionnaire]:
    """The newest version of each questionnaire of a study, without reading contents that are in memory."""
    newest = {form: version for version, form in session.execute(_VERSIONS, {"study": study_id})}
    return [load_version(session, version) for version in newest.values()]


def open_questions(counts: Mapping[str, tuple[int, int]], questionnaires: list[Questionnaire], language: str) -> list[OpenQuestion]:
    """Questions with answers to code, in the order in which experts meet them; a question of both questionnaires stands once."""
    words = {question.name: question.label for one in questionnaires for question in one.open_questions}
    names = [name for name in words if name in counts] + [name for name in counts if name not in words]
    return [
        OpenQuestion(
            name=name,
            number=number,
            label=words.get(name, Text()).in_(language) or name,
            label_language=words.get(name, Text()).language_of(language),
            answers=counts[name][0],
            done=counts[name][1],
        )
        for number, name in enumerate(names, start=1)
    ]


def ordered(answers: Answers, order: Order) -> list[int]:
    """Positions of answers in the order of the list: as drawn once for all, the shortest first, or by group."""
    positions = range(len(answers.answers))
    if order is Order.LENGTH:
        return sorted(positions, key=lambda at: (len(answers.answers[at].text), at))
    if order is Order.GROUP:
        return sorted(positions, key=lambda at: (answers.answers[at].group is None, answers.answers[at].group or "", at))
    return list(positions)


def language_name(language: str) -> str:
    """A language in the language of the page."""
    return {Language.KAZAKH: _("Kazakh"), Language.RUSSIAN: _("Russian"), Language.ENGLISH: _("English")}.get(language, language)  # type: ignore[call-overload,no-any-return]


def painted(text: str, passages: list[tuple[int, int, int]]) -> Markup:
    """The text with its passages, given as (start, stop, colour), as runs of nested marks."""
    spans = [Span(start, stop) for start, stop, _colour in passages]
    lane = lanes(spans)
    out = []
    for run in runs(len(text), spans):
        piece: str = escape(text[run.start : run.stop])
        for mark in sorted(run.marks, key=lambda n: -lane[n]):
            piece = Markup('<span class="seg k{} ln{}">{}</span>').format(passages[mark][2], min(lane[mark], 7), piece)
        out.append(piece)
    return Markup("").join(out)


def shown_answer(one: AnswerText, at: int, marks: Marks, book: Book, groups: Mapping[str, str], *, reader: bool) -> dict[str, Any]:
    """One answer for the template; `reader` sees the passages of all coders painted, a coder only his own."""
    here = [(row[1], row[2], book.codes[row[3]], row[4]) for row in marks.segments if row[0] == at]
    mine = sorted(((a, b, code) for a, b, code, who in here if reader or not who), key=lambda p: (p[0], p[1], p[2].position))
    length = len(one.text)
    passages = [(a, b, code) for a, b, code in mine if (a, b) != (0, length)]
    return {
        "label": one.label,
        "language": one.language,
        "language_name": language_name(one.language),
        "group": groups.get(one.group, one.group) if one.group else None,
        "length": length,
        "text": painted(one.text, [(a, b, code.colour) for a, b, code in passages]),
        "passages": [{"code": code, "start": a, "stop": b, "quote": one.text[a:b]} for a, b, code in passages],
        "whole": [code for a, b, code in mine if (a, b) == (0, length)],
        "whole_keys": {code.key for a, b, code in mine if (a, b) == (0, length)},
        "on": {code.key for _a, _b, code in mine},
        "codes": len({code.id for _a, _b, code in mine}),
        "others": [
            {"coder": marks.others[who - 1], "code": code, "quote": "" if (a, b) == (0, length) else one.text[a:b]}
            for a, b, code, who in here
            if who and not reader
        ],
        "done": at in marks.done,
        "memo": next(((revision, text) for answer, revision, text in marks.memos if answer == at), (0, "")),
        "other_memos": [{"coder": marks.others[who - 1], "text": text} for answer, who, text in marks.other_memos if answer == at],
    }


def rows_around(answers: Answers, order: list[int], current: int, marks: Marks, book: Book) -> list[dict[str, Any]]:
    """The stretch of the list that holds the current answer."""
    place = order.index(current)
    first = place - place % ROWS
    stretch = order[first : first + ROWS]
    wanted, done = set(stretch), set(marks.done)
    dots: dict[int, dict[int, None]] = {}
    for answer, _start, _stop, code, who in [row for row in marks.segments if row[0] in wanted]:
        if not who:
            dots.setdefault(answer, {})[book.codes[code].colour] = None
    names = {language: language_name(language) for language in OWN_NAMES}
    return [
        {
            "label": one.label,
            "language": one.language,
            "language_name": names.get(one.language, one.language),  # type: ignore[call-overload]
            "text": one.text[:160],
            "dots": list(dots.get(at, ())),
            "done": at in done,
            "current": at == current,
        }
        for at, one in ((at, answers.answers[at]) for at in stretch)
    ]


def page_data(answers: Answers, marks: Marks, codes: list[dict[str, Any]], more: Mapping[str, Any]) -> tuple[bytes, ...]:
    """The JSON that the script reads, safe inside a script element, in pieces: the texts among them are not copied here."""
    said = {
        **more,
        "kinds": answers.kinds,
        "codes": codes,
        "done": marks.done,
        "memos": marks.memos,
        "otherMemos": marks.other_memos,
        "others": marks.others,
        "blind": marks.blind,
        "languages": {code: language_name(code) for code in OWN_NAMES},
    }
    rest = json.dumps(said, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    segments = ",".join(map("[%d,%d,%d,%d,%d]".__mod__, marks.segments))  # whole numbers only: twice as fast as the encoder
    return b'{"answers":', answers.block, b',"segments":[', segments.encode(), b"],", rest[1:].encode()


def code_data(book: Book, language: str) -> list[dict[str, Any]]:
    """The codebook as the script reads it, with its name in the language of the page as `name`."""
    places = {code.id.hex: at for at, code in enumerate(book.codes)}
    return [
        {
            "key": code.key,
            "hotkey": code.hotkey,
            "parent": places.get(code.parent) if code.parent else None,
            "colour": code.colour,
            "names": dict(code.name),
            "name": code.named(language),
            "definition": Text.of(code.definition).in_(language),
            "exclude": (code.exclude.get(language) or [""])[0],
            "retired": code.retired,
        }
        for code in book.codes
    ]
