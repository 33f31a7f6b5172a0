"""What a coder does: puts a code on a passage or on a whole answer, takes it off, finishes an answer, writes a memo.

Every verb may be repeated without harm: a code that is on the passage stays there, and no second event is written. The path of adding a
code is short on purpose, three statements: a coder presses a key and waits for them.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, Uuid, and_, bindparam, delete, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from coding.log import Act, Scope, record
from coding.memos import MemoNow, NoSuchThing, StaleMemo, write_memo
from coding.models import Assignment, Code, CodedSegment, Source, SourceDone
from coding.segments import Span, SpanError, trim
from coding.steps import Passage, coded, marked, uncoded

__all__ = [
    "Coded",
    "MemoNow",
    "Named",
    "NoSuchThing",
    "QuoteDiffers",
    "RetiredCode",
    "SpanError",
    "StaleMemo",
    "assign",
    "code_segment",
    "code_source",
    "mark_done",
    "uncode",
    "uncode_source",
    "write_memo",
]


@dataclass(frozen=True)
class Named:
    """An answer as pages name it: by its question and its label."""

    question: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Coded:
    """A passage that has a code; `event` is None where it had it before."""

    segment_id: uuid.UUID
    source_id: uuid.UUID
    code_id: uuid.UUID
    span: Span
    event: uuid.UUID | None


class QuoteDiffers(ValueError):
    """The words that were sent are not the words at these offsets: the page shows another text than the one that is kept."""


class RetiredCode(ValueError):
    """The code was retired and takes no new passages."""


def code_segment(
    session: Session,
    *,
    study_id: uuid.UUID,
    coder_id: uuid.UUID,
    source: uuid.UUID | Named,
    code: uuid.UUID | str,
    start: int,
    stop: int,
    now: datetime,
    quote: str | None = None,
) -> Coded:
    """The characters `start` to `stop` of the source have the code (its id or its key), as this coder sees it.

    White space at the edges is left out. `quote`, when given, must be the words at these offsets. Raises NoSuchThing, SpanError,
    QuoteDiffers, RetiredCode.
    """
    found = _find(session, study_id, source, code)
    return _put(session, found, Act(study_id=study_id, coder_id=coder_id, now=now), _span(found.text, start, stop, quote))


def code_source(
    session: Session, *, study_id: uuid.UUID, coder_id: uuid.UUID, source: uuid.UUID | Named, code: uuid.UUID | str, now: datetime
) -> Coded:
    """The whole text has the code: one passage over all characters. Raises as `code_segment`."""
    found = _find(session, study_id, source, code)
    return _put(session, found, Act(study_id=study_id, coder_id=coder_id, now=now), Span(0, len(found.text)))


def uncode(
    session: Session,
    *,
    study_id: uuid.UUID,
    coder_id: uuid.UUID,
    source: uuid.UUID | Named,
    code: uuid.UUID | str,
    start: int,
    stop: int,
    now: datetime,
) -> uuid.UUID | None:
    """This coder's passage no longer has the code; the event's token, or None where it had none. Raises NoSuchThing."""
    found = _find(session, study_id, source, code)
    return _take_off(session, found, Act(study_id=study_id, coder_id=coder_id, now=now), start, stop)


def uncode_source(
    session: Session, *, study_id: uuid.UUID, coder_id: uuid.UUID, source: uuid.UUID | Named, code: uuid.UUID | str, now: datetime
) -> uuid.UUID | None:
    """The whole text no longer has the code; passages in it keep it. Raises NoSuchThing."""
    found = _find(session, study_id, source, code)
    return _take_off(session, found, Act(study_id=study_id, coder_id=coder_id, now=now), 0, len(found.text))


def mark_done(
    session: Session, *, study_id: uuid.UUID, coder_id: uuid.UUID, source: uuid.UUID | Named, now: datetime, done: bool = True
) -> uuid.UUID | None:
    """This coder has finished the source, or has it before him again; the event's token, or None where nothing changed."""
    found = session.execute(select(col(Source.id), col(Source.question)).where(_is(study_id, source))).first()
    if found is None:
        raise NoSuchThing(str(source))
    source_id = found.id
    if done:
        changed = _mark(session, found, coder_id)
    else:
        gone = delete(SourceDone).where(col(SourceDone.source_id) == source_id, col(SourceDone.coder_id) == coder_id)
        changed = bool(session.execute(gone).rowcount)  # type: ignore[attr-defined]
    if not changed:
        return None
    kind = "done" if done else "undone"
    act = Act(study_id=study_id, coder_id=coder_id, now=now)
    return record(session, act, scope=Scope.CODING, kind=kind, done=[marked(source_id, done=done)])


def assign(session: Session, *, study_id: uuid.UUID, coder_id: uuid.UUID, question: str, blind: bool = True) -> None:
    """The coder is to code that question, blind or seeing the others; said again, the newest word counts."""
    mine = select(Assignment).where(col(Assignment.coder_id) == coder_id, col(Assignment.question) == question)
    row = session.scalars(mine).first() or Assignment(study_id=study_id, coder_id=coder_id, question=question)
    row.blind = blind
    session.add(row)
    session.flush()


def put_row(session: Session, passage: Passage, coder_id: uuid.UUID, *, question: str | None, quote: str) -> bool:
    """The row of a coded passage is there; whether it is new. No event is written."""
    row = {
        "id": uuid.UUID(passage.segment),
        "source_id": uuid.UUID(passage.source),
        "question": question or "",
        "coder_id": coder_id,
        "code_id": uuid.UUID(passage.code),
        "start": passage.start,
        "stop": passage.stop,
        "quote": quote,
    }
    return session.execute(_PUTTING[session.get_bind().dialect.name], row).first() is not None


_S, _C, _G = (inspect(model).local_table.c for model in (Source, Code, CodedSegment))
_FIND = (
    select(_S.id.label("source_id"), _S.question, _S.text, _C.id.label("code_id"), _C.retired)
    .join_from(_S.id.table, _C.id.table, _C.study_id == _S.study_id)
    .where(_S.study_id == bindparam("study", type_=Uuid()))
)
_BY_ID, _BY_NAME = (
    _S.id == bindparam("source", type_=Uuid()),
    and_(_S.question == bindparam("question", type_=String()), _S.label == bindparam("label", type_=String())),
)
_CODE_BY_ID, _CODE_BY_KEY = _C.id == bindparam("code", type_=Uuid()), _C.key == bindparam("code", type_=String())
_FINDING = {
    (named, keyed): _FIND.where(_BY_NAME if named else _BY_ID, _CODE_BY_KEY if keyed else _CODE_BY_ID)
    for named in (True, False)
    for keyed in (True, False)
}
_PUTTING = {
    dialect.name: dialect_insert(_G.id.table).on_conflict_do_nothing().returning(_G.id)
    for dialect, dialect_insert in ((sqlite.dialect, sqlite.insert), (postgresql.dialect, postgresql.insert))
}


def _is(study_id: uuid.UUID, source: uuid.UUID | Named) -> ColumnElement[bool]:
    """The condition that finds the source; one of another study is never found."""
    here = col(Source.study_id) == study_id
    if isinstance(source, Named):
        return here & (col(Source.question) == source.question) & (col(Source.label) == source.label)
    return here & (col(Source.id) == source)


def _find(session: Session, study_id: uuid.UUID, source: uuid.UUID | Named, code: uuid.UUID | str) -> Any:
    """source_id, question, text, code_id, retired, in one statement."""
    named = {"question": source.question, "label": source.label} if isinstance(source, Named) else {"source": source}
    statement = _FINDING[isinstance(source, Named), isinstance(code, str)]
    row = session.execute(statement, {"study": study_id, "code": code, **named}).first()
    if row is None:
        raise NoSuchThing(f"{source}, {code}")
    return row


def _span(text: str, start: int, stop: int, quote: str | None) -> Span:
    asked = Span(start, stop)
    if quote is not None and asked.of(text) != quote:
        raise QuoteDiffers("The words on the page are not the words that are kept. Load the page again.")
    return trim(text, asked)


def _put(session: Session, found: Any, act: Act, span: Span) -> Coded:
    if found.retired:
        raise RetiredCode("The code was retired.")
    if act.coder_id is None:
        raise ValueError("A passage is coded by somebody.")
    passage = Passage(uuid.uuid4().hex, found.source_id.hex, found.code_id.hex, span.start, span.stop)
    if put_row(session, passage, act.coder_id, question=found.question, quote=span.of(found.text)):
        event = record(session, act, scope=Scope.CODING, kind="coded", done=[coded(passage)])
        return Coded(
            segment_id=uuid.UUID(passage.segment), source_id=found.source_id, code_id=found.code_id, span=span, event=event
        )
    there = session.scalars(select(col(CodedSegment.id)).where(*_same(found, act, span.start, span.stop))).one()
    return Coded(segment_id=there, source_id=found.source_id, code_id=found.code_id, span=span, event=None)


def _take_off(session: Session, found: Any, act: Act, start: int, stop: int) -> uuid.UUID | None:
    gone = session.scalar(delete(CodedSegment).where(*_same(found, act, start, stop)).returning(col(CodedSegment.id)))
    if gone is None:
        return None
    passage = Passage(gone.hex, found.source_id.hex, found.code_id.hex, start, stop)
    return record(session, act, scope=Scope.CODING, kind="uncoded", done=[uncoded(passage)])


def _same(found: Any, act: Act, start: int, stop: int) -> tuple[ColumnElement[bool], ...]:
    return (
        col(CodedSegment.coder_id) == act.coder_id,
        col(CodedSegment.question) == (found.question or ""),
        col(CodedSegment.source_id) == found.source_id,
        col(CodedSegment.code_id) == found.code_id,
        col(CodedSegment.start) == start,
        col(CodedSegment.stop) == stop,
    )


def _mark(session: Session, source: Any, coder_id: uuid.UUID) -> bool:
    """The source is finished; whether it was not before."""
    dialect_insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    row = {"source_id": source.id, "coder_id": coder_id, "question": source.question or ""}
    table: Any = inspect(SourceDone).local_table
    once = dialect_insert(table).values(row).on_conflict_do_nothing().returning(table.c.source_id)
    return session.execute(once).first() is not None
