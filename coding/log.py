"""The log of changes: events are appended, never changed. Undo, history and audit read the same rows."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import String, Uuid, and_, bindparam, func, insert, inspect, select
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


_EVENT: Any = inspect(Event).local_table  # statements are built once: these run at every step of a coder
_RECORD = insert(_EVENT)


def _mine(event: Any) -> Any:
    """The changes of one coder in one scope."""
    return and_(
        event.c.study_id == bindparam("study", type_=Uuid()),
        event.c.coder_id == bindparam("coder", type_=Uuid()),
        event.c.scope == bindparam("scope", type_=String()),
    )


def _newest(*conditions: Any) -> Any:
    later = _EVENT.alias()
    stands = ~select(later.c.id).where(later.c.undoes == _EVENT.c.id).exists()
    return select(_EVENT).where(_mine(_EVENT), stands, *conditions).order_by(_EVENT.c.id.desc()).limit(1)


def _newest_fresh() -> Any:
    """The id of the newest change that is neither undo nor redo, found from the end of the index: the log before it is not read."""
    fresh = _EVENT.alias()
    return (
        select(fresh.c.id)
        .where(_mine(fresh), fresh.c.kind.not_in((UNDO, REDO)))
        .order_by(fresh.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )


_NEWEST = select(_EVENT).where(_mine(_EVENT)).order_by(_EVENT.c.id.desc()).limit(1)
_NEWEST_LIVE = _newest(_EVENT.c.kind != UNDO)
_NEWEST_UNDONE = _newest(_EVENT.c.kind == UNDO, _EVENT.c.id > func.coalesce(_newest_fresh(), 0))


def record(session: Session, act: Act, *, scope: Scope, kind: str, done: Sequence[Step], undoes: int | None = None) -> uuid.UUID:
    """The change is in the log; its token is returned."""
    token = uuid.uuid4()
    session.execute(
        _RECORD,
        {
            "token": token,
            "study_id": act.study_id,
            "coder_id": act.coder_id,
            "scope": scope.value,
            "kind": kind,
            "at": act.now,
            "done": list(done),
            "inverse": inverse(done),
            "undoes": undoes,
        },
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


def both_ways(session: Session, *, study_id: uuid.UUID, coder_id: uuid.UUID, scope: Scope) -> tuple[Change | None, Change | None]:
    """What undo would take back and what redo would do again; mostly the newest change says both."""
    said = {"study": study_id, "coder": coder_id, "scope": scope.value}
    row = session.execute(_NEWEST, said).first()
    if row is None:
        return None, None
    if row.kind not in {UNDO, REDO}:
        return _change(row), None
    return (
        newest_live(session, study_id=study_id, coder_id=coder_id, scope=scope),
        newest_undone(session, study_id=study_id, coder_id=coder_id, scope=scope),
    )


def newest_live(session: Session, *, study_id: uuid.UUID, coder_id: uuid.UUID, scope: Scope) -> Change | None:
    """What undo would take back: the coder's newest change in the scope that stands, whether first made or made again."""
    row = session.execute(_NEWEST_LIVE, {"study": study_id, "coder": coder_id, "scope": scope.value}).first()
    return _change(row) if row else None


def newest_undone(session: Session, *, study_id: uuid.UUID, coder_id: uuid.UUID, scope: Scope) -> Change | None:
    """What redo would do again: the coder's newest undo in the scope, unless it was made good or he has made a fresh change since."""
    row = session.execute(_NEWEST_UNDONE, {"study": study_id, "coder": coder_id, "scope": scope.value}).first()
    return _change(row) if row else None
