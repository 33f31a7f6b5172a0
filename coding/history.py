"""Undo and redo: the inverse of a coder's newest live change is carried out and appended to the log; nothing in the log is taken out.

Changes of the codebook may be built upon by others. Then undo is refused, and the refusal names what stands on the change.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlmodel import Session, col

from coding.codebook import content_at, grow_version, load_codebook, write_revision
from coding.codes import Book
from coding.log import REDO, UNDO, Act, Change, Scope, events, newest_live, newest_undone, record
from coding.memos import text_at
from coding.memos import write_revision as write_memo_revision
from coding.models import Code, CodedSegment, Coder, Event, Memo, Source, SourceDone
from coding.rules import CodebookRefused, check
from coding.segments import Span
from coding.steps import Step, passage_of, revised
from coding.workflow import put_row


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What undo or redo has done: the change it speaks of, and the steps that were carried out now."""

    change: Change
    steps: list[Step]
    event: uuid.UUID


class NothingToUndo(LookupError):
    """There is no change that could be taken back, or none that could be made again."""


class AlreadyTaken(LookupError):
    """The change that was meant is not the newest one any more: a request was repeated, or another page was quicker."""


class RestsOnIt(Exception):
    """Later changes rest on this one, so it stays; `changes` are they, oldest first."""

    def __init__(self, change: Change, changes: Sequence[Change]) -> None:
        super().__init__(f"{len(changes)} later changes rest on it.")
        self.change = change
        self.changes = tuple(changes)


def undo(
    session: Session, *, study_id: uuid.UUID, coder_id: uuid.UUID, scope: Scope, now: datetime, expected: uuid.UUID | None = None
) -> Taken:
    """The coder's newest live change in the scope is taken back by an event that says so.

    `expected` is the token of the change that he saw named on the button: a repeated request takes nothing back twice. Raises
    NothingToUndo, AlreadyTaken, RestsOnIt.
    """
    _one_at_a_time(session, coder_id)
    change = newest_live(session, study_id=study_id, coder_id=coder_id, scope=scope)
    return _carry_out(session, change, Act(study_id=study_id, coder_id=coder_id, now=now), scope, expected, kind=UNDO)


def redo(
    session: Session, *, study_id: uuid.UUID, coder_id: uuid.UUID, scope: Scope, now: datetime, expected: uuid.UUID | None = None
) -> Taken:
    """What the coder took back last is done again. Raises as `undo`."""
    _one_at_a_time(session, coder_id)
    change = newest_undone(session, study_id=study_id, coder_id=coder_id, scope=scope)
    return _carry_out(session, change, Act(study_id=study_id, coder_id=coder_id, now=now), scope, expected, kind=REDO)


def _one_at_a_time(session: Session, coder_id: uuid.UUID) -> None:
    """Two requests of one coder take back one after the other (SQLite has one writer anyway)."""
    session.execute(select(col(Coder.id)).where(col(Coder.id) == coder_id).with_for_update())


def _carry_out(session: Session, change: Change | None, act: Act, scope: Scope, expected: uuid.UUID | None, *, kind: str) -> Taken:
    if expected is not None and (change is None or change.token != expected):
        raise AlreadyTaken(str(expected))
    if change is None or act.coder_id is None:
        raise NothingToUndo(kind)
    done: list[Step] = []
    for step in change.inverse:
        done += _apply(session, step, change, act.study_id, act.coder_id)
    event = record(session, act, scope=scope, kind=kind, done=done, undoes=change.id)
    if scope is Scope.CODEBOOK:
        grow_version(session, act.study_id)
    return Taken(change=change, steps=done, event=event)


def _apply(session: Session, step: Step, change: Change, study_id: uuid.UUID, coder_id: uuid.UUID) -> list[Step]:
    """The step is carried out; returns it as it was done, or nothing where its source was withdrawn."""
    match step:
        case ["coded", *_]:
            return _code_again(session, step, change, study_id, coder_id)
        case ["uncoded", segment, *_]:
            mine = delete(CodedSegment).where(col(CodedSegment.id) == uuid.UUID(segment), col(CodedSegment.coder_id) == coder_id)
            return [step] if session.execute(mine).rowcount else []  # type: ignore[attr-defined]
        case ["done" | "undone", source]:
            return _mark_again(session, step, uuid.UUID(source), coder_id)
        case ["memo", memo, before, after]:
            return _memo_again(session, uuid.UUID(memo), before, after)
        case ["code", code, before, after]:
            return _code_entry_again(session, uuid.UUID(code), (before, after), change, study_id)
    raise ValueError(f"The log holds a step of an unknown kind: {step[0]}.")


def _code_again(session: Session, step: Step, change: Change, study_id: uuid.UUID, coder_id: uuid.UUID) -> list[Step]:
    passage = passage_of(step)
    source = session.execute(
        select(col(Source.text), col(Source.question)).where(col(Source.id) == uuid.UUID(passage.source))
    ).first()
    if source is None:
        return []
    code_id = uuid.UUID(passage.code)
    if session.scalar(select(col(Code.retired)).where(col(Code.id) == code_id)):
        raise RestsOnIt(change, _about(session, study_id, code_id, change))
    quote = Span(passage.start, passage.stop).of(source.text)
    return [step] if put_row(session, passage, coder_id, question=source.question, quote=quote) else []


def _mark_again(session: Session, step: Step, source_id: uuid.UUID, coder_id: uuid.UUID) -> list[Step]:
    if step[0] == "undone":
        mine = delete(SourceDone).where(col(SourceDone.source_id) == source_id, col(SourceDone.coder_id) == coder_id)
        return [step] if session.execute(mine).rowcount else []  # type: ignore[attr-defined]
    source = session.execute(select(col(Source.question)).where(col(Source.id) == source_id)).first()
    if source is None:
        return []
    session.merge(SourceDone(source_id=source_id, coder_id=coder_id, question=source.question or ""))
    session.flush()
    return [step]


def _memo_again(session: Session, memo_id: uuid.UUID, before: int, after: int) -> list[Step]:
    now_at = session.scalar(select(col(Memo.revision)).where(col(Memo.id) == memo_id))
    if now_at is None:
        return []
    if text_at(session, memo_id, now_at) != text_at(session, memo_id, before):
        raise AlreadyTaken(memo_id.hex)
    written = write_memo_revision(session, memo_id, now_at, text_at(session, memo_id, after))
    return [revised("memo", memo_id, now_at, written)]


def _code_entry_again(
    session: Session, code_id: uuid.UUID, revisions: tuple[int, int], change: Change, study_id: uuid.UUID
) -> list[Step]:
    before, after = revisions
    book = load_codebook(session, study_id)
    entry = book.by_id[code_id]
    if entry.content != content_at(session, code_id, before):
        raise RestsOnIt(change, _about(session, study_id, code_id, change))
    wanted = content_at(session, code_id, after)
    try:
        check(wanted, book, entry, language="en")
    except CodebookRefused as refused:
        raise RestsOnIt(change, _in_the_way(session, study_id, book, code_id, change)) from refused
    return [revised("code", code_id, entry.revision, write_revision(session, entry, wanted).revision)]


def _about(session: Session, study_id: uuid.UUID, code_id: uuid.UUID, change: Change) -> list[Change]:
    """Later changes of this code by others, or by the coder himself where no other has touched it."""
    later = events(session, study_id=study_id, scope=Scope.CODEBOOK, after=change.id)
    return _first_others([one for one in later if any(step[1] == code_id.hex for step in one.done)], change)


def _in_the_way(session: Session, study_id: uuid.UUID, book: Book, code_id: uuid.UUID, change: Change) -> list[Change]:
    """Later changes of codes that stand above or below this one, or that have taken its key."""
    entry = book.by_id[code_id]
    near = {code.id.hex for code in book.live if code.parent == code_id.hex or (entry.hotkey and code.hotkey == entry.hotkey)} | {
        entry.parent
    }
    later = events(session, study_id=study_id, scope=Scope.CODEBOOK, after=change.id)
    return _first_others([one for one in later if any(step[1] in near for step in one.done)], change)


def _first_others(changes: list[Change], change: Change) -> list[Change]:
    return [one for one in changes if one.coder_id != change.coder_id] or changes


def replayable(session: Session, *, study_id: uuid.UUID) -> list[tuple[str | None, list[Step]]]:
    """The log of a study as `coding.steps.replay` takes it."""
    rows = session.execute(
        select(col(Event.coder_id), col(Event.done)).where(col(Event.study_id) == study_id).order_by(col(Event.id))
    )
    return [(coder_id.hex if coder_id else None, done) for coder_id, done in rows]
