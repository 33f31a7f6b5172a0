"""Rows that join accounts to studies, and the book of what the team did."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index
from sqlalchemy.types import JSON
from sqlmodel import Field, SQLModel


class Membership(SQLModel, table=True):
    """The part that an account plays in a study; whoever codes there is known to coding as `coder_id`."""

    __table_args__ = (
        CheckConstraint("role in ('owner', 'researcher', 'coder', 'reader', 'fieldworker')", name="membership_role_known"),
        Index("membership_by_study", "study_id"),
    )

    account_id: uuid.UUID = Field(foreign_key="account.id", primary_key=True, ondelete="CASCADE")
    study_id: uuid.UUID = Field(foreign_key="study.id", primary_key=True)
    role: str = Field(max_length=16)
    coder_id: uuid.UUID | None = Field(default=None, foreign_key="coder.id", unique=True)


class AuditEntry(SQLModel, table=True):
    """One act of the team, never of an expert. Triggers of the database refuse to change or delete an entry.

    `actor` is an account id without a foreign key, so that the book outlives accounts; `detail` holds ids and numbers, never text of answers.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index("audit_entry_by_study", "study_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    actor: uuid.UUID | None = None
    study_id: uuid.UUID | None = None
    action: str = Field(max_length=64)
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
