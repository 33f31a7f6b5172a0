"""What all pages and doors of coding share: who reads and acts, what is read, and what a refusal says."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort

from coding.codes import Book
from coding.copies import copy_of
from coding.history import AlreadyTaken, NothingToUndo, RestsOnIt
from coding.queries import coder_labels
from coding.reading import Answers, Marks, read_answers, read_book, read_counts, read_marks, read_now
from coding.viewers import Viewer
from coding.workflow import NoSuchThing, QuoteDiffers, RetiredCode
from survey.access import Member
from survey.installation import installation
from survey.languages import current_language
from survey.languages import gettext as _
from survey.permissions import Action
from survey.studio.coding.shown import OpenQuestion, code_data, open_questions, questionnaires_of
from survey.studio.coding.steps import Place, both_ways

blueprint = Blueprint("coding", __name__)


def viewer_of(member: Member) -> Viewer:
    """The member as reads of coding know him."""
    return Viewer(study_id=member.study.id, coder_id=member.coder_id)


def act_of(member: Member) -> dict[str, Any]:
    """Who acts, where and when, as verbs ask for it."""
    if member.coder_id is None:
        abort(403)
    return {"study_id": member.study.id, "coder_id": member.coder_id, "now": installation().now()}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A question as it lies before the member: its texts, the codebook, what he may see on the answers, and the questions around it."""

    answers: Answers
    book: Book
    marks: Marks
    questions: list[OpenQuestion]
    groups: dict[str, str]
    codes: list[dict[str, Any]]


def read_question(member: Member, question: str) -> Reading:
    """All that a page of a question needs; 404 for a question without answers."""
    session, viewer, language = member.session, viewer_of(member), current_language()
    now = read_now(session, viewer=viewer, question=question)
    answers = read_answers(session, study_id=member.study.id, question=question, k=member.study.k, now=now)
    if not answers.answers:
        abort(404)
    book = read_book(session, study_id=member.study.id, now=now)
    forms = questionnaires_of(session, member.study.id)
    return Reading(
        answers=answers,
        book=book,
        marks=read_marks(session, viewer=viewer, question=question, answers=answers, book=book, now=now),
        questions=open_questions(read_counts(session, viewer=viewer, now=now), forms, language),
        groups={one.name: one.title.in_(language) for one in forms},
        codes=copy_of(session, "codes", (member.study.id, language), now.version, lambda: code_data(book, language)),
    )


def questions_of(member: Member) -> list[OpenQuestion]:
    """The open questions of the study with the member's own progress."""
    viewer = viewer_of(member)
    counts = read_counts(member.session, viewer=viewer, now=read_now(member.session, viewer=viewer, question=""))
    return open_questions(counts, questionnaires_of(member.session, member.study.id), current_language())


class Known(Mapping[uuid.UUID, Place]):
    """The answers of a question by id, looked up only when a step asks."""

    def __init__(self, answers: Answers, question: str) -> None:
        self._answers, self._question = answers, question

    def _at(self, source_id: uuid.UUID) -> int | None:
        position = self._answers.position
        return position.get(source_id.hex, position.get(source_id))  # as SQLite or PostgreSQL gives ids

    def __getitem__(self, source_id: uuid.UUID) -> Place:
        at = self._at(source_id)
        if at is None:
            raise KeyError(source_id)
        return Place(self._answers.answers[at].label, self._question)

    def __iter__(self) -> Iterator[uuid.UUID]:
        return (one if isinstance(one, uuid.UUID) else uuid.UUID(one) for one in self._answers.position)

    def __len__(self) -> int:
        return len(self._answers.position)


def surroundings(member: Member, question: str, read: Reading) -> dict[str, Any]:
    """What the data say beside answers and marks."""
    last: dict[str, Any] = {"undo": None, "redo": None}
    if member.coder_id:
        known = Known(read.answers, question)
        last = both_ways(member.session, study_id=member.study.id, coder_id=member.coder_id, book=read.book, known=known)
    return {
        "base": f"/studies/{member.study.slug}/coding/",
        "codebook": f"/studies/{member.study.slug}/codebook/",
        "question": question,
        "questions": {one.name: one.label for one in read.questions},
        "groups": read.groups,
        "mayCode": member.coder_id is not None and member.can(Action.CODE),
        "me": member.label,
        "language": current_language(),
        "k": member.study.k,
        **last,
    }


def refusal(member: Member, refused: Exception) -> tuple[int, str]:
    """The status and the sentence of a refusal."""
    if isinstance(refused, RestsOnIt):
        labels = coder_labels(member.session, study_id=member.study.id)
        names = ", ".join(dict.fromkeys(labels.get(one.coder_id, "") if one.coder_id else "Saraptama" for one in refused.changes))
        return 409, _("Later changes of the codebook rest on this step (%(names)s), so it stays.", names=names)
    said = {
        NoSuchThing: (404, _("This answer or code is no longer here. Load the page again.")),
        QuoteDiffers: (409, _("The text on your page is not the text that is kept. Load the page again.")),
        RetiredCode: (409, _("This code was retired, so it takes no new passages. Choose another one.")),
        NothingToUndo: (409, _("There is no step of yours left to take back or to repeat.")),
        AlreadyTaken: (409, _("Your last step is another one now. Look at the button, then press it again.")),
    }
    return said.get(type(refused), (400, _("These places are not in the answer. Choose the words again.")))


def as_json(said: object, status: int = 200) -> Response:
    """JSON in UTF-8: escaped Cyrillic would double it."""
    return Response(json.dumps(said, ensure_ascii=False, separators=(",", ":")), status, mimetype="application/json")
