"""Tables of the experts' side: none has a time, an address or an order (docs/method/anonymity.md).

WITHOUT ROWID on SQLite, so that the order of arrival is not kept; ids are uuid4; blobs are compressed, sealed and padded.
"""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary
from sqlalchemy.types import JSON
from sqlmodel import Field, SQLModel

WITHOUT_ROWID = {"sqlite_with_rowid": False}


class Invitation(SQLModel, table=True):
    """One expert's right to answer one questionnaire. `slot` takes SHA-256("redeem" + invitation + K) once; nothing else links it to K."""

    __table_args__ = (Index("invitation_by_study", "study_id"), WITHOUT_ROWID)

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    study_id: uuid.UUID = Field(foreign_key="study.id")
    questionnaire_id: uuid.UUID = Field(foreign_key="study_questionnaire.id")
    number: str = Field(max_length=16)  # P-001: what the team calls this place in its own list
    attributes: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    language: str = Field(default="ru", max_length=8)
    slot: str | None = Field(default=None, max_length=64)
    opened: bool = False  # as of the last batch moment: all that the team may see
    letters: int = 0  # how many letters were made


class InvitationCode(SQLModel, table=True):
    """HMAC(pepper, code) of a code in a letter; every letter has a fresh one."""

    __tablename__ = "invitation_code"
    __table_args__ = (WITHOUT_ROWID,)

    h: str = Field(primary_key=True, max_length=64)
    invitation_id: uuid.UUID = Field(foreign_key="invitation.id", index=True, ondelete="CASCADE")


class Draft(SQLModel, table=True):
    """Answers on their way, readable only with the expert's own K. `study_id` lets the closing wipe what was never sent."""

    __table_args__ = (CheckConstraint("revision >= 0", name="draft_revision_counts"), WITHOUT_ROWID)

    draft_key: str = Field(primary_key=True, max_length=64)  # SHA-256("draft" + K)
    study_id: uuid.UUID = Field(foreign_key="study.id")
    revision: int
    blob: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class SubmittedKey(SQLModel, table=True):
    """SHA-256("submitted" + K) of everyone who has sent; never deleted, refers to nothing."""

    __tablename__ = "submitted_key"
    __table_args__ = (WITHOUT_ROWID,)

    key: str = Field(primary_key=True, max_length=64)


class Waiting(SQLModel, table=True):
    """A sealed response that waits for release; `stratum` = questionnaire version and travelling attributes, canonical.

    What stays behind at an interim batch is sealed anew under a key and a hash drawn by chance, so that nobody who kept a copy of the
    file can tell which rows went. `SubmittedKey` alone makes sending idempotent.
    """

    __table_args__ = (Index("waiting_by_stratum", "study_id", "stratum"), WITHOUT_ROWID)

    key: str = Field(primary_key=True, max_length=64)  # SHA-256("waiting" + K)
    study_id: uuid.UUID = Field(foreign_key="study.id")
    stratum: str = Field(max_length=512)
    withdraw_hash: str = Field(max_length=64)  # HMAC(pepper, "w1" + withdrawal code)
    blob: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class WithdrawalRequest(SQLModel, table=True):
    """An expert asked for deletion; carried out at the next batch moment, never at once."""

    __tablename__ = "withdrawal_request"
    __table_args__ = (WITHOUT_ROWID,)

    hash: str = Field(primary_key=True, max_length=64)
    study_id: uuid.UUID = Field(foreign_key="study.id", primary_key=True)


class FrozenPromises(SQLModel, table=True):
    """What the study promised when it opened. A release compares it with the study's row and refuses when that promises less."""

    __tablename__ = "frozen_promises"

    study_id: uuid.UUID = Field(foreign_key="study.id", primary_key=True)
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class ReleaseCleaning(SQLModel, table=True):
    """To be cleaned: written in the transaction of a release, gone when the files hold no trace of what was deleted."""

    __tablename__ = "release_cleaning"

    study_id: uuid.UUID = Field(foreign_key="study.id", primary_key=True)
    closing: bool
    public_key: str = Field(
        max_length=64
    )  # hexadecimal: the pair that this release made current; its forerunner is to be destroyed
