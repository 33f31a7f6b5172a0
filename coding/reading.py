"""The answers to a question as the coding page needs them: texts once, marks at every opening.

Texts never change, so they are kept in memory, already written as JSON, until sources come or go (`Corpus.revision`). Marks are read
anew each time, through the viewer. Rows go from the driver into JSON without becoming objects: five thousand answers with ten thousand
passages open at about the pace of the two files sent as they are (tests/benchmarks/coding_web_peer.py).
"""

from __future__ import annotations

import json
import uuid
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Select, String, select, type_coerce
from sqlalchemy.pool import Pool
from sqlmodel import Session, col

from coding.codes import Book
from coding.models import CodedSegment, Coder, Corpus, Memo, Source, SourceDone
from coding.viewers import Viewer, blind_questions
from questionnaires.disclosure import cover_combinations
from questionnaires.models import QuestionnaireVersion, Response, StudyQuestionnaire

#: Questions kept in memory, the least recently opened goes first; one of 5,000 answers takes about 3 MB.
KEPT = 24

_copies: WeakKeyDictionary[Pool, OrderedDict[tuple[uuid.UUID, str], Answers]] = WeakKeyDictionary()
_lock = Lock()


@dataclass(frozen=True, kw_only=True)
class AnswerText:
    """One answer to be read. `group` is the form id of its questionnaire, None where so few share group and language that it is covered."""

    id: Any  # as the driver gives it: only compared
    label: str
    language: str
    text: str
    group: str | None


@dataclass(frozen=True, kw_only=True)
class Answers:
    """All answers to a question in the order drawn once for everybody (by their random ids).

    `block` is their JSON, an array of [label, language, group, text], safe inside a script element.
    """

    revision: int
    answers: tuple[AnswerText, ...]
    position: Mapping[Any, int]
    by_label: Mapping[str, int]
    block: bytes


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What the viewer may see on the answers to a question. Answers are given by position, codes by position in the book.

    `segments` are (answer, start, stop, code, coder), coder 0 is the viewer and n the n-th of `others`; `memos` are the viewer's own as
    (answer, revision, text), `other_memos` (answer, coder, text).
    """

    segments: list[tuple[int, int, int, int, int]]
    done: list[int]
    memos: list[tuple[int, int, str]]
    other_memos: list[tuple[int, int, str]]
    others: list[str]
    blind: bool


def read_answers(session: Session, *, study_id: uuid.UUID, question: str, k: int) -> Answers:
    """The answers to a question, from memory when no source came or went since. No answers: an empty one."""
    revision = session.scalar(select(col(Corpus.revision)).where(col(Corpus.study_id) == study_id)) or 0
    pool = session.get_bind().engine.pool
    with _lock:
        kept = _copies.setdefault(pool, OrderedDict())
        found = kept.get((study_id, question))
        if found is not None and found.revision == revision:
            kept.move_to_end((study_id, question))
            return found
    fresh = _read(session, study_id, question, revision, k)
    with _lock:
        kept[study_id, question] = fresh
        kept.move_to_end((study_id, question))
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return fresh


def _plain(column: Any) -> ColumnElement[Any]:
    """The id as the driver gives it, without making a UUID of it: ten thousand of them would take longer than the rows."""
    return type_coerce(col(column), String)


def _read(session: Session, study_id: uuid.UUID, question: str, revision: int, k: int) -> Answers:
    groups = _groups(session, study_id, k)
    rows = session.execute(
        select(_plain(Source.id).label("id"), col(Source.label), col(Source.language), col(Source.text), col(Source.response_id))
        .where(col(Source.study_id) == study_id, col(Source.question) == question)
        .order_by(col(Source.id))
    )
    answers = tuple(
        AnswerText(id=row.id, label=row.label, language=row.language, text=row.text, group=groups.get(row.response_id))
        for row in rows
    )
    written = [[one.label, one.language, one.group, one.text] for one in answers]
    return Answers(
        revision=revision,
        answers=answers,
        position={one.id: at for at, one in enumerate(answers)},
        by_label={one.label: at for at, one in enumerate(answers)},
        block=json.dumps(written, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c").encode(),
    )


def _groups(session: Session, study_id: uuid.UUID, k: int) -> dict[uuid.UUID, str | None]:
    """Response -> form id of its questionnaire, covered where fewer than k share it with the language, which the text shows anyway."""
    rows = session.execute(
        select(col(Response.id), col(Response.language), col(StudyQuestionnaire.name))
        .join(QuestionnaireVersion, col(QuestionnaireVersion.id) == col(Response.version_id))
        .join(StudyQuestionnaire, col(StudyQuestionnaire.id) == col(QuestionnaireVersion.questionnaire_id))
        .where(col(Response.study_id) == study_id)
    )
    by_language: defaultdict[str, list[tuple[uuid.UUID, str]]] = defaultdict(list)
    for response_id, language, group in rows:
        by_language[language].append((response_id, group))
    found: dict[uuid.UUID, str | None] = {}
    for alike in by_language.values():
        shown = cover_combinations([(group,) for _, group in alike], k=k)
        found |= {response_id: group for (response_id, _), (group,) in zip(alike, shown, strict=True)}
    return found


def read_marks(session: Session, *, viewer: Viewer, question: str, answers: Answers, book: Book) -> Marks:
    """Passages, finished answers and memos of a question, as far as the viewer may see them, in an order that tells nothing of time."""
    blind = question in blind_questions(session, viewer)
    raw = _raw(session)
    labels = dict(session.execute(select(col(Coder.id), col(Coder.label)).where(col(Coder.study_id) == viewer.study_id)).all())
    others = sorted((one for one in labels if one != viewer.coder_id), key=lambda one: labels[one]) if not blind else []
    number = {raw(one): at for at, one in enumerate(others, start=1)}
    seen = [*others]
    if viewer.coder_id is not None:
        number[raw(viewer.coder_id)] = 0
        seen.append(viewer.coder_id)
    code_at = {raw(code.id): at for at, code in enumerate(book.codes)}
    memos = [
        (answers.position[source], number[coder], revision, text)
        for source, coder, revision, text in session.execute(_memos(viewer, seen))
        if source in answers.position
    ]
    return Marks(
        segments=[
            (answers.position[source], start, stop, code_at[code], number[coder])
            for source, start, stop, code, coder in session.execute(_passages(question, seen))
            if source in answers.position and code in code_at
        ],
        done=sorted(answers.position[one] for one in session.scalars(_done(viewer)) if one in answers.position),
        memos=sorted((at, revision, text) for at, coder, revision, text in memos if coder == 0),
        other_memos=sorted((at, coder, text) for at, coder, _, text in memos if coder and text),
        others=[labels[one] for one in others],
        blind=blind,
    )


def _raw(session: Session) -> Callable[[uuid.UUID], Any]:
    """How the driver gives an id: SQLite as 32 digits, PostgreSQL as a UUID."""
    return (lambda one: one.hex) if session.get_bind().dialect.name == "sqlite" else (lambda one: one)


def _passages(question: str, seen: list[uuid.UUID]) -> Select[*tuple[Any, ...]]:
    return select(
        _plain(CodedSegment.source_id),
        col(CodedSegment.start),
        col(CodedSegment.stop),
        _plain(CodedSegment.code_id),
        _plain(CodedSegment.coder_id),
    ).where(col(CodedSegment.coder_id).in_(seen), col(CodedSegment.question) == question)


def _done(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return select(_plain(SourceDone.source_id)).where(col(SourceDone.coder_id) == viewer.coder_id)


def _memos(viewer: Viewer, seen: list[uuid.UUID]) -> Select[*tuple[Any, ...]]:
    return select(_plain(Memo.source_id), _plain(Memo.coder_id), col(Memo.revision), col(Memo.text)).where(
        col(Memo.study_id) == viewer.study_id, col(Memo.source_id).is_not(None), col(Memo.coder_id).in_(seen)
    )
