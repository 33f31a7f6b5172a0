"""What people may read of coding. Every read takes a viewer; `coding.viewers` holds the rule, and each statement here carries it."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from coding.log import Change, Scope, events
from coding.models import Assignment, CodedSegment, Coder, Memo, Source, SourceDone
from coding.viewers import Viewer, blind_questions, codings_shown, memos_shown


class QuoteMismatch(RuntimeError):
    """A kept quotation is not what its source says at these offsets: the database was changed by other hands. `segment_ids` are they."""

    def __init__(self, segment_ids: list[uuid.UUID]) -> None:
        super().__init__(f"{len(segment_ids)} passages differ from their sources.")
        self.segment_ids = segment_ids


@dataclass(frozen=True, kw_only=True)
class Coding:
    """A coded passage with what stands around it. `whole` says that the code is on the whole text."""

    id: uuid.UUID
    source_id: uuid.UUID
    label: str
    question: str | None
    response_id: uuid.UUID | None
    language: str
    code_id: uuid.UUID
    coder_id: uuid.UUID
    coder: str
    start: int
    stop: int
    quote: str
    whole: bool


@dataclass(frozen=True, kw_only=True)
class MemoShown:
    """A memo that the viewer may read, on a source, on a code, or on the study."""

    id: uuid.UUID
    coder_id: uuid.UUID
    coder: str
    source_id: uuid.UUID | None
    code_id: uuid.UUID | None
    text: str
    revision: int


@dataclass(frozen=True, kw_only=True)
class QuestionProgress:
    """How far the viewer is with a question, counted in answers."""

    question: str
    answers: int
    done: int
    blind: bool


def codings(
    session: Session,
    *,
    viewer: Viewer,
    question: str | None = None,
    code_id: uuid.UUID | None = None,
    source_ids: Collection[uuid.UUID] | None = None,
    response_ids: frozenset[uuid.UUID] | None = None,
) -> list[Coding]:
    """All coded passages that the viewer may see, by question, label, start. Raises QuoteMismatch when a quotation is not what the text says."""
    wanted: Select[*tuple[Any, ...]] = (
        select(
            col(CodedSegment.id),
            col(CodedSegment.source_id),
            col(Source.label),
            col(Source.question),
            col(Source.response_id),
            col(Source.language),
            col(CodedSegment.code_id),
            col(CodedSegment.coder_id),
            col(Coder.label).label("coder"),
            col(CodedSegment.start),
            col(CodedSegment.stop),
            col(CodedSegment.quote),
            col(Source.text),
        )
        .join(Source, col(Source.id) == col(CodedSegment.source_id))
        .join(Coder, col(Coder.id) == col(CodedSegment.coder_id))
        .where(col(Source.study_id) == viewer.study_id, codings_shown(viewer))
    )
    if question is not None:
        wanted = wanted.where(col(CodedSegment.question) == question)
    if code_id is not None:
        wanted = wanted.where(col(CodedSegment.code_id) == code_id)
    if source_ids is not None:
        wanted = wanted.where(col(CodedSegment.source_id).in_(source_ids))
    rows = [row for row in session.execute(wanted) if response_ids is None or row.response_id in response_ids]
    if wrong := [row.id for row in rows if row.text[row.start : row.stop] != row.quote]:
        raise QuoteMismatch(wrong)
    found = [
        Coding(
            id=row.id,
            source_id=row.source_id,
            label=row.label,
            question=row.question,
            response_id=row.response_id,
            language=row.language,
            code_id=row.code_id,
            coder_id=row.coder_id,
            coder=row.coder,
            start=row.start,
            stop=row.stop,
            quote=row.quote,
            whole=row.start == 0 and row.stop == len(row.text),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.question or "", one.label, one.start, one.stop, one.code_id.hex, one.coder))


def _people(viewer: Viewer, question: str | None) -> Select[*tuple[Any, ...]]:
    wanted: Select[*tuple[Any, ...]] = (
        select(col(CodedSegment.code_id), col(Source.response_id))
        .join(Source, col(Source.id) == col(CodedSegment.source_id))
        .where(col(Source.study_id) == viewer.study_id, col(Source.response_id).is_not(None), codings_shown(viewer))
        .distinct()
    )
    return wanted if question is None else wanted.where(col(CodedSegment.question) == question)


def people_by_code(session: Session, *, viewer: Viewer, question: str | None = None) -> dict[uuid.UUID, frozenset[uuid.UUID]]:
    """Code id -> the responses in which the viewer may see it, however often: people are counted, never mentions."""
    found: defaultdict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for code_id, response_id in session.execute(_people(viewer, question)):
        found[code_id].add(response_id)
    return {code_id: frozenset(people) for code_id, people in found.items()}


def people_who_answered(session: Session, *, study_id: uuid.UUID, question: str | None = None) -> frozenset[uuid.UUID]:
    """The responses that have words to code, in one question or in any."""
    wanted = (
        select(col(Source.response_id)).where(col(Source.study_id) == study_id, col(Source.response_id).is_not(None)).distinct()
    )
    if question is not None:
        wanted = wanted.where(col(Source.question) == question)
    return frozenset(one for one in session.scalars(wanted) if one is not None)


def memos(
    session: Session, *, viewer: Viewer, code_id: uuid.UUID | None = None, source_id: uuid.UUID | None = None
) -> list[MemoShown]:
    """Memos with words in them that the viewer may read; his own first, then by coder, on answers before codes."""
    wanted: Select[*tuple[Any, ...]] = (
        select(
            col(Memo.id),
            col(Memo.coder_id),
            col(Coder.label).label("coder"),
            col(Memo.source_id),
            col(Memo.code_id),
            col(Memo.text),
            col(Memo.revision),
        )
        .join(Coder, col(Coder.id) == col(Memo.coder_id))
        .outerjoin(Source, col(Source.id) == col(Memo.source_id))
        .where(col(Memo.study_id) == viewer.study_id, col(Memo.text) != "", memos_shown(viewer))
    )
    if code_id is not None:
        wanted = wanted.where(col(Memo.code_id) == code_id)
    if source_id is not None:
        wanted = wanted.where(col(Memo.source_id) == source_id)
    found = [MemoShown(**row) for row in session.execute(wanted).mappings()]
    return sorted(found, key=lambda memo: (memo.coder_id != viewer.coder_id, memo.coder, memo.code_id is not None, memo.id.hex))


def progress(session: Session, *, viewer: Viewer) -> list[QuestionProgress]:
    """Every question that has answers to code, with how many of them the viewer himself has finished; by name of the question."""
    answers = dict(
        session.execute(
            select(col(Source.question), func.count())
            .where(col(Source.study_id) == viewer.study_id, col(Source.question).is_not(None))
            .group_by(col(Source.question))
        ).all()
    )
    done = dict(
        session.execute(
            select(col(SourceDone.question), func.count())
            .where(col(SourceDone.coder_id) == viewer.coder_id)
            .group_by(col(SourceDone.question))
        ).all()
    )
    blind = blind_questions(session, viewer)
    return [
        QuestionProgress(question=question, answers=answers[question], done=done.get(question, 0), blind=question in blind)
        for question in sorted(answers)
        if question is not None
    ]


def assigned(session: Session, *, viewer: Viewer) -> frozenset[str]:
    """The questions that were given to the viewer to code."""
    return frozenset(
        session.scalars(
            select(col(Assignment.question)).where(
                col(Assignment.study_id) == viewer.study_id, col(Assignment.coder_id) == viewer.coder_id
            )
        )
    )


def codebook_history(session: Session, *, viewer: Viewer) -> Iterator[tuple[int, Change]]:
    """Changes of the codebook, oldest first, each with the version that it made. Everyone who reads the codebook sees them all."""
    return enumerate(events(session, study_id=viewer.study_id, scope=Scope.CODEBOOK), start=1)


def coder_labels(session: Session, *, study_id: uuid.UUID) -> Mapping[uuid.UUID, str]:
    """How colleagues see each coder of the study."""
    return {
        row.id: row.label for row in session.execute(select(col(Coder.id), col(Coder.label)).where(col(Coder.study_id) == study_id))
    }
