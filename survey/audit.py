"""The book of what the team did: one line for each act, never one of an expert."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlmodel import Session

from survey.models import AuditEntry


def note(
    session: Session,
    *,
    action: str,
    now: datetime,
    actor: uuid.UUID | None = None,
    study_id: uuid.UUID | None = None,
    **detail: Any,
) -> None:
    """The act stands in the book when the caller commits. `detail` holds ids and numbers only; `actor` is None for the command line."""
    session.add(AuditEntry(at=now, actor=actor, study_id=study_id, action=action, detail=detail))
