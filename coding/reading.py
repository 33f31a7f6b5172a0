"""The answers to a question as the coding page needs them: texts and codebook once, marks at every opening.

Texts never change, so they are kept in memory, already written as JSON, until sources come or go (`Corpus.revision`); the codebook until
its version grows. Marks are read anew each time, through the viewer. Rows go from the driver into JSON without becoming objects, and
statements are built once: five thousand answers with ten thousand passages open at about the pace of a program that does nothing else
(tests/benchmarks/coding_web_peer.py).
"""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, String, Uuid, bindparam, exists, func, inspect, select, type_coerce
from sqlmodel import Session, SQLModel

from coding.codebook import load_codebook
from coding.codes import Book
from coding.copies import copy_of
from coding.models import Codebook, CodedSegment, Coder, Corpus, Memo, Source, SourceDone
from coding.viewers import Viewer, blind_in
from questionnaires.disclosure import cover_combinations
from questionnaires.models import QuestionnaireVersion, Response, StudyQuestionnaire


@dataclass(frozen=True, kw_only=True)
class Now:
    """Where a question stands for a viewer: how new its texts and the codebook are, and whether the others are covered."""

    corpus: int
    version: int
    blind: bool


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

    `block` is their JSON, an array of [label, kind, text], safe inside a script element; `kinds` the (language, group) by number.
    """

    answers: tuple[AnswerText, ...]
    kinds: tuple[tuple[str, str | None], ...]
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


def _columns(model: type[SQLModel]) -> Any:
    """The plain columns of a table: statements over them skip the object mapper."""
    return inspect(model).local_table.c


def _plain(column: Any) -> Any:
    """The id as the driver gives it, without making a UUID of it: ten thousand of them would take longer than the rows."""
    return type_coerce(column, String)


_source, _segment, _done, _memo, _coder = (_columns(model) for model in (Source, CodedSegment, SourceDone, Memo, Coder))
_study: BindParameter[uuid.UUID] = bindparam("study", type_=Uuid())
_viewer: BindParameter[uuid.UUID] = bindparam("viewer", type_=Uuid())
_seen: BindParameter[Any] = bindparam("seen", type_=Uuid(), expanding=True)
_question: BindParameter[str] = bindparam("question", type_=String())

_NOW = select(
    select(_columns(Corpus).revision).where(_columns(Corpus).study_id == _study).scalar_subquery(),
    select(_columns(Codebook).version).where(_columns(Codebook).study_id == _study).scalar_subquery(),
    exists(blind_in(_study, _viewer, _question)),
)
_ANSWERS = (
    select(_plain(_source.id).label("id"), _source.label, _source.language, _source.text, _source.response_id)
    .where(_source.study_id == _study, _source.question == _question)
    .order_by(_source.id)
)
_COUNTS = (
    select(_source.question, func.count())
    .where(_source.study_id == _study, _source.question.is_not(None))
    .group_by(_source.question)
)
_DONE_COUNTS = select(_done.question, func.count()).where(_done.coder_id == _viewer).group_by(_done.question)
_CODERS = select(_coder.id, _coder.label).where(_coder.study_id == _study)
_PASSAGES = select(
    _plain(_segment.source_id), _segment.start, _segment.stop, _plain(_segment.code_id), _plain(_segment.coder_id)
).where(_segment.coder_id.in_(_seen), _segment.question == _question)
_FINISHED = select(_plain(_done.source_id)).where(_done.coder_id == _viewer, _done.question == _question)
_MEMOS = select(_plain(_memo.source_id), _plain(_memo.coder_id), _memo.revision, _memo.text).where(
    _memo.study_id == _study, _memo.source_id.is_not(None), _memo.coder_id.in_(_seen)
)


def read_now(session: Session, *, viewer: Viewer, question: str) -> Now:
    """Where the question stands for the viewer."""
    said = {"study": viewer.study_id, "viewer": viewer.coder_id, "question": question}
    corpus, version, blind = session.execute(_NOW, said).one()
    return Now(corpus=corpus or 0, version=version or 0, blind=bool(blind))


def read_answers(session: Session, *, study_id: uuid.UUID, question: str, k: int, now: Now) -> Answers:
    """The answers to a question, from memory when no source came or went since. No answers: an empty one."""
    return copy_of(session, "answers", (study_id, question), now.corpus, lambda: _read(session, study_id, question, k))


def read_book(session: Session, *, study_id: uuid.UUID, now: Now) -> Book:
    """The codebook, from memory when its version has not grown."""
    return copy_of(session, "book", study_id, now.version, lambda: load_codebook(session, study_id))


def read_counts(session: Session, *, viewer: Viewer, now: Now) -> dict[str, tuple[int, int]]:
    """Question -> how many answers it has, and how many of them the viewer has finished."""
    answers: dict[str, int] = copy_of(
        session, "counts", viewer.study_id, now.corpus, lambda: dict(session.execute(_COUNTS, {"study": viewer.study_id}).all())
    )
    done: dict[str, int] = dict(session.execute(_DONE_COUNTS, {"viewer": viewer.coder_id}).all())
    return {question: (count, done.get(question, 0)) for question, count in answers.items()}


def read_marks(session: Session, *, viewer: Viewer, question: str, answers: Answers, book: Book, now: Now) -> Marks:
    """Passages, finished answers and memos of a question, as far as the viewer may see them, in an order that tells nothing of time."""
    raw = _raw(session)
    labels: dict[uuid.UUID, str] = {}
    if not now.blind:
        labels = {one: label for one, label in session.execute(_CODERS, {"study": viewer.study_id}) if one != viewer.coder_id}
    others = sorted(labels, key=lambda one: labels[one])
    seen = others if viewer.coder_id is None else [viewer.coder_id, *others]
    number = {raw(one): at for at, one in enumerate(others, start=1)}
    if viewer.coder_id is not None:
        number[raw(viewer.coder_id)] = 0
    said = {"study": viewer.study_id, "question": question, "viewer": viewer.coder_id, "seen": seen}
    place, code_at = answers.position, {raw(code.id): at for at, code in enumerate(book.codes)}
    memos = [
        (place[source], number[coder], revision, text)
        for source, coder, revision, text in session.execute(_MEMOS, said)
        if source in place
    ]
    return Marks(
        segments=[
            (place[source], start, stop, code_at[code], number[coder])
            for source, start, stop, code, coder in _tuples(session, _PASSAGES, said)
            if source in place and code in code_at
        ],
        done=sorted(place[one] for one in session.scalars(_FINISHED, said) if one in place),
        memos=sorted((at, revision, text) for at, coder, revision, text in memos if coder == 0),
        other_memos=sorted((at, coder, text) for at, coder, _, text in memos if coder and text),
        others=[labels[one] for one in others],
        blind=now.blind,
    )


def _raw(session: Session) -> Callable[[uuid.UUID], Any]:
    """How the driver gives an id: SQLite as 32 digits, PostgreSQL as a UUID."""
    return (lambda one: one.hex) if session.get_bind().dialect.name == "sqlite" else (lambda one: one)


def _tuples(session: Session, statement: Any, said: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """All rows as the driver gives them: ten thousand Row objects take longer than the query. No column needs a type's help."""
    result: Any = session.execute(statement, said)
    rows: list[tuple[Any, ...]] = result.cursor.fetchall()
    result.close()
    return rows


def _read(session: Session, study_id: uuid.UUID, question: str, k: int) -> Answers:
    groups = groups_of(session, study_id, k)
    answers = tuple(
        AnswerText(id=row.id, label=row.label, language=row.language, text=row.text, group=groups.get(row.response_id))
        for row in session.execute(_ANSWERS, {"study": study_id, "question": question})
    )
    kinds = {kind: at for at, kind in enumerate(dict.fromkeys((one.language, one.group) for one in answers))}
    written = [[one.label, kinds[one.language, one.group], one.text] for one in answers]
    return Answers(
        answers=answers,
        kinds=tuple(kinds),
        position={one.id: at for at, one in enumerate(answers)},
        by_label={one.label: at for at, one in enumerate(answers)},
        block=json.dumps(written, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c").encode(),
    )


def groups_of(session: Session, study_id: uuid.UUID, k: int) -> dict[uuid.UUID, str | None]:
    """Response -> form id of its questionnaire, covered where fewer than k share it with the language, which the text shows anyway."""
    response, version, form = (_columns(model) for model in (Response, QuestionnaireVersion, StudyQuestionnaire))
    rows = session.execute(
        select(response.id, response.language, form.name).where(
            response.study_id == study_id, version.id == response.version_id, form.id == version.questionnaire_id
        )
    )
    by_language: defaultdict[str, list[tuple[uuid.UUID, str]]] = defaultdict(list)
    for response_id, language, group in rows:
        by_language[language].append((response_id, group))
    found: dict[uuid.UUID, str | None] = {}
    for alike in by_language.values():
        shown = cover_combinations([(group,) for _, group in alike], k=k)
        found |= {response_id: group for (response_id, _), (group,) in zip(alike, shown, strict=True)}
    return found
