"""Rows of the team's accounts. Fields are those that Flask-Security asks for, written by hand, with aware times."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from flask_security.core import UserMixin
from flask_security.datastore import AsaList
from sqlalchemy import CheckConstraint, Column, Index
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.types import JSON
from sqlmodel import Field, SQLModel


class Account(SQLModel, UserMixin, table=True):
    """A person of the team. `email` is kept in lower case; a founder may make studies and accounts; no password means it was not yet set."""

    __table_args__ = (
        CheckConstraint("language in ('kk', 'ru', 'en')", name="account_language_known"),
        CheckConstraint("email = lower(email)", name="account_email_lower"),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)  # type: ignore[assignment]
    email: str = Field(unique=True, max_length=255)
    name: str = Field(max_length=80)
    language: str = Field(default="en", max_length=8)
    founder: bool = False
    active: bool = True
    password: str | None = Field(default=None, max_length=255)
    fs_uniquifier: str = Field(default_factory=lambda: uuid.uuid4().hex, unique=True, max_length=64)
    tf_primary_method: str | None = Field(default=None, max_length=16)
    tf_totp_secret: str | None = Field(default=None, max_length=255)
    tf_last_counter: int | None = None  # the last time step whose code was taken: a code counts once
    mf_recovery_codes: list[str] = Field(default_factory=list, sa_column=Column(MutableList.as_mutable(AsaList()), nullable=True))
    created_at: datetime


class StaffSession(SQLModel, table=True):
    """One signed-in browser. The cookie holds a random id, the row its SHA-256, so that the rows open nothing."""

    __tablename__ = "staff_session"
    __table_args__ = (Index("staff_session_by_account", "account_id"),)

    id_hash: str = Field(primary_key=True, max_length=64)
    account_id: uuid.UUID = Field(foreign_key="account.id", ondelete="CASCADE")
    content: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    created_at: datetime
    seen_at: datetime  # written at most once a minute
    expires_at: datetime


class SignInLink(SQLModel, table=True):
    """A link that signs one account in, once. Kept as SHA-256; made for the demo, and for the first password of a new account."""

    __tablename__ = "sign_in_link"
    __table_args__ = (CheckConstraint("purpose in ('demo', 'password')", name="sign_in_link_purpose_known"),)

    id_hash: str = Field(primary_key=True, max_length=64)
    account_id: uuid.UUID = Field(foreign_key="account.id", ondelete="CASCADE")
    purpose: str = Field(max_length=16)
    expires_at: datetime
