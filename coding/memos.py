"""Memos: a coder's own note on a source or on a code, one for each thing, every revision kept."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from coding.log import Act, Scope, record
from coding.models import Code, Memo, MemoText, Source
from coding.steps import revised
from coding.texts import normalise

MEMO_LIMIT = 20_000


@dataclass(frozen=True, kw_only=True)
class MemoNow:
    """What a memo says; revision 0 is a memo that was never written."""

    id: uuid.UUID | None = None
    text: str = ""
    revision: int = 0
    event: uuid.UUID | None = None


class StaleMemo(Exception):
    """The memo was changed elsewhere since it was read; `now_said` is what it says now, `wanted` what was to be saved."""

    def __init__(self, now_said: MemoNow, wanted: str) -> None:
        super().__init__(f"The memo is at revision {now_said.revision}.")
        self.now_said = now_said
        self.wanted = wanted


class NoSuchThing(LookupError):
    """The study has no such source or code."""


def write_memo(
    session: Session,
    *,
    study_id: uuid.UUID,
    coder_id: uuid.UUID,
    text: str,
    revision: int,
    now: datetime,
    source_id: uuid.UUID | None = None,
    code_id: uuid.UUID | None = None,
) -> MemoNow:
    """The coder's memo on the source, or on the code, says `text` under the next revision; where it says so already, nothing happens.

    `revision` is the one that was read, 0 for none. Raises StaleMemo with both texts, NoSuchThing, and ValueError beyond 20,000 characters.
    """
    text = normalise(text)
    if len(text) > MEMO_LIMIT:
        raise ValueError("A memo has room for 20,000 characters.")
    if not _there(session, study_id, source_id, code_id):
        raise NoSuchThing(str(source_id or code_id))
    before = memo_on(session, coder_id=coder_id, source_id=source_id, code_id=code_id)
    if before.text == text:
        return before
    if before.revision != revision:
        raise StaleMemo(before, text)
    memo_id = before.id or uuid.uuid4()
    if before.id is None:
        session.execute(
            insert(Memo).values(
                id=memo_id,
                study_id=study_id,
                coder_id=coder_id,
                source_id=source_id,
                code_id=code_id,
                segment_id=None,
                text="",
                revision=0,
            )
        )
    after = write_revision(session, memo_id, before.revision, text)
    done = [revised("memo", memo_id, before.revision, after)]
    event = record(session, Act(study_id=study_id, coder_id=coder_id, now=now), scope=Scope.CODING, kind="memo", done=done)
    return MemoNow(id=memo_id, text=text, revision=after, event=event)


def _there(session: Session, study_id: uuid.UUID, source_id: uuid.UUID | None, code_id: uuid.UUID | None) -> bool:
    """Whether the study has the one thing that is named."""
    if source_id is not None:
        return (
            session.scalar(select(col(Source.id)).where(col(Source.id) == source_id, col(Source.study_id) == study_id)) is not None
        )
    return session.scalar(select(col(Code.id)).where(col(Code.id) == code_id, col(Code.study_id) == study_id)) is not None


def memo_on(
    session: Session, *, coder_id: uuid.UUID, source_id: uuid.UUID | None = None, code_id: uuid.UUID | None = None
) -> MemoNow:
    """The coder's own memo on a source or on a code."""
    mine = col(Memo.source_id) == source_id if source_id else col(Memo.code_id) == code_id
    row = session.execute(
        select(col(Memo.id), col(Memo.text), col(Memo.revision)).where(mine, col(Memo.coder_id) == coder_id)
    ).first()
    return MemoNow(id=row.id, text=row.text, revision=row.revision) if row else MemoNow()


def write_revision(session: Session, memo_id: uuid.UUID, before: int, text: str) -> int:
    """The memo and its next revision say `text`; the revision is returned. No event is written."""
    changed = update(Memo).where(col(Memo.id) == memo_id, col(Memo.revision) == before).values(text=text, revision=before + 1)
    if session.execute(changed).rowcount != 1:  # type: ignore[attr-defined]
        row = session.execute(select(col(Memo.text), col(Memo.revision)).where(col(Memo.id) == memo_id)).one()
        raise StaleMemo(MemoNow(id=memo_id, text=row.text, revision=row.revision), text)
    session.execute(insert(MemoText).values(memo_id=memo_id, revision=before + 1, text=text))
    return before + 1


def text_at(session: Session, memo_id: uuid.UUID, revision: int) -> str:
    """What the memo said at a revision; nothing at revision 0."""
    said = session.scalar(select(col(MemoText.text)).where(col(MemoText.memo_id) == memo_id, col(MemoText.revision) == revision))
    return said or ""
