"""The log of changes: events are appended, never changed. Undo, history and audit read the same rows."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from coding.models import Event
from coding.steps import Step, inverse


class Scope(StrEnum):
    """What undo looks at: one coder's coding, or one person's changes to the codebook."""

    CODING = "coding"
    CODEBOOK = "codebook"


UNDO, REDO = "undo", "redo"


@dataclass(frozen=True, kw_only=True)
class Act:
    """Who does something, in which study, and when; `coder_id` is None where the house itself acts."""

    study_id: uuid.UUID
    coder_id: uuid.UUID | None
    now: datetime


@dataclass(frozen=True, kw_only=True)
class Change:
    """An event as it is read back. `id` gives the order and stays on the server; pages say `token`."""

    id: int
    token: uuid.UUID
    coder_id: uuid.UUID | None
    scope: str
    kind: str
    at: datetime
    done: list[Step]
    inverse: list[Step]
    undoes: int | None


def record(session: Session, act: Act, *, scope: Scope, kind: str, done: Sequence[Step], undoes: int | None = None) -> uuid.UUID:
    """The change is in the log; its token is returned."""
    token = uuid.uuid4()
    session.execute(
        insert(Event).values(
            token=token,
            study_id=act.study_id,
            coder_id=act.coder_id,
            scope=scope.value,
            kind=kind,
            at=act.now,
            done=list(done),
            inverse=inverse(done),
            undoes=undoes,
        )
    )
    return token


def _change(row: Any) -> Change:
    return Change(
        id=row.id,
        token=row.token,
        coder_id=row.coder_id,
        scope=row.scope,
        kind=row.kind,
        at=row.at,
        done=row.done,
        inverse=row.inverse,
        undoes=row.undoes,
    )


def events(session: Session, *, study_id: uuid.UUID, scope: Scope | None = None, after: int = 0) -> Iterator[Change]:
    """The log of a study in order, after the event with that id. Nobody's blindness is kept here: `coding.queries` speaks to people."""
    wanted = select(Event).where(col(Event.study_id) == study_id, col(Event.id) > after).order_by(col(Event.id))
    if scope:
        wanted = wanted.where(col(Event.scope) == scope.value)
    return (_change(row) for row in session.scalars(wanted))


def newest_live(session: Session, *, study_id: uuid.UUID, coder_id: uuid.UUID, scope: Scope) -> Change | None:
    """What undo would take back: the coder's newest change in the scope that stands, whether first made or made again."""
    later = aliased(Event)
    row = session.scalars(
        select(Event)
        .where(
            col(Event.study_id) == study_id,
            col(Event.coder_id) == coder_id,
            col(Event.scope) == scope.value,
            col(Event.kind) != UNDO,
            ~select(col(later.id)).where(col(later.undoes) == Event.id).exists(),
        )
        .order_by(col(Event.id).desc())
        .limit(1)
    ).first()
    return _change(row) if row else None


def newest_undone(session: Session, *, study_id: uuid.UUID, coder_id: uuid.UUID, scope: Scope) -> Change | None:
    """What redo would do again: the coder's newest undo in the scope, unless it was made good or he has made a fresh change since."""
    later, fresh = aliased(Event), aliased(Event)
    newest_fresh = (  # found from the end of the index: the log before it need not be read
        select(col(fresh.id))
        .where(
            col(fresh.study_id) == study_id,
            col(fresh.coder_id) == coder_id,
            col(fresh.scope) == scope.value,
            col(fresh.kind).not_in((UNDO, REDO)),
        )
        .order_by(col(fresh.id).desc())
        .limit(1)
        .scalar_subquery()
    )
    row = session.scalars(
        select(Event)
        .where(
            col(Event.study_id) == study_id,
            col(Event.coder_id) == coder_id,
            col(Event.scope) == scope.value,
            col(Event.kind) == UNDO,
            ~select(col(later.id)).where(col(later.undoes) == Event.id).exists(),
            col(Event.id) > func.coalesce(newest_fresh, 0),
        )
        .order_by(col(Event.id).desc())
        .limit(1)
    ).first()
    return _change(row) if row else None
