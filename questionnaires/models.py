"""Rows of studies, published questionnaires and released responses.

Nothing here holds a time, an address or an order of an expert: tables of answers are WITHOUT ROWID on SQLite, ids are uuid4, and
a response of an anonymous study has no origin that a row could name. Rules that the database can hold are named CHECKs.
"""

from __future__ import annotations

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.types import JSON
from sqlmodel import Field, SQLModel


class Mode(StrEnum):
    """How a study treats its experts; fixed when it opens."""

    ANONYMOUS = "anonymous"
    CONFIDENTIAL = "confidential"
    OPEN = "open"


class StudyState(StrEnum):
    """Draft: everything may change. Open: promises are frozen. Closed: all that waited has been released."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class ReleasePlan(StrEnum):
    """When waiting answers are released, chosen before opening."""

    CLOSING = "closing"
    INTERIM = "interim"


class UnderK(StrEnum):
    """What happens to a stratum that ends under k, chosen before opening and said in the consent text."""

    DISCARD = "discard"
    COARSEN = "coarsen"


class Study(SQLModel, table=True):
    """A study; `k` is the smallest number of people that any table, batch or group may show."""

    __table_args__ = (
        CheckConstraint("mode in ('anonymous', 'confidential', 'open')", name="study_mode_known"),
        CheckConstraint("state in ('draft', 'open', 'closed')", name="study_state_known"),
        CheckConstraint("plan in ('closing', 'interim')", name="study_plan_known"),
        CheckConstraint("under_k in ('discard', 'coarsen')", name="study_under_k_known"),
        CheckConstraint("k >= 3", name="study_k_at_least_three"),
        UniqueConstraint("id", "mode", name="study_id_mode"),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    slug: str = Field(unique=True, max_length=64)
    title: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))  # language -> wording
    mode: str = Mode.ANONYMOUS
    state: str = StudyState.DRAFT
    k: int = 5
    plan: str = ReleasePlan.CLOSING
    under_k: str = UnderK.COARSEN
    travelling: list[str] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )  # invitation attributes kept on responses
    withdraw_until: date | None = None  # the last day, included; None: until release only
    readers: int = 1  # how many people of the team read answers, as the consent page says
    contact: str = ""  # how experts reach the team
    illustrative: bool = False
    revision: int = 1
    created_at: datetime


class StudyQuestionnaire(SQLModel, table=True):
    """A questionnaire of a study, through all its versions; `name` is the form id."""

    __tablename__ = "study_questionnaire"
    __table_args__ = (UniqueConstraint("study_id", "name", name="study_questionnaire_name"),)

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    study_id: uuid.UUID = Field(foreign_key="study.id", index=True)
    name: str = Field(max_length=64)
    position: int = 0


class QuestionnaireVersion(SQLModel, table=True):
    """One published version; `content` is the canonical JSON of `questionnaires.storage` and never changes."""

    __tablename__ = "questionnaire_version"
    __table_args__ = (
        UniqueConstraint("questionnaire_id", "number", name="questionnaire_version_number"),
        CheckConstraint("number >= 1", name="questionnaire_version_from_one"),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    questionnaire_id: uuid.UUID = Field(foreign_key="study_questionnaire.id", index=True)
    number: int
    content: str
    content_hash: str = Field(max_length=64)
    published_at: datetime


class Consent(SQLModel, table=True):
    """The consent text of a study as experts saw it; a new wording is a new number."""

    study_id: uuid.UUID = Field(foreign_key="study.id", primary_key=True)
    number: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))  # language -> what was shown
    content_hash: str = Field(max_length=64)


class Response(SQLModel, table=True):
    """One expert's released questionnaire. No time, no origin, no order; `withdraw_hash` only where withdrawal after release is promised."""

    __table_args__ = (
        UniqueConstraint("id", "study_id", name="response_id_study"),
        Index("response_by_study", "study_id"),
        {"sqlite_with_rowid": False},
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    study_id: uuid.UUID = Field(foreign_key="study.id")
    version_id: uuid.UUID = Field(foreign_key="questionnaire_version.id")
    language: str = Field(max_length=8)
    attributes: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    consent_number: int
    may_quote: bool
    may_archive: bool
    withdraw_hash: str | None = Field(default=None, max_length=64)


class Answer(SQLModel, table=True):
    """One question's value in a response, or why there is none (`questionnaires.questions.Missing`)."""

    __table_args__ = (
        CheckConstraint(
            "missing is null or missing in ('skipped', 'not_asked', 'refused', 'dont_know', 'not_applicable', 'covered')",
            name="answer_missing_known",
        ),
        {"sqlite_with_rowid": False},
    )

    response_id: uuid.UUID = Field(foreign_key="response.id", primary_key=True, ondelete="CASCADE")
    question: str = Field(primary_key=True, max_length=64)
    value: Any = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    missing: str | None = Field(default=None, max_length=16)


class ResponseOrigin(SQLModel, table=True):
    """Where a response came from, in studies that are not anonymous; the database itself refuses one in a study that is."""

    __tablename__ = "response_origin"
    __table_args__ = (
        CheckConstraint("mode <> 'anonymous'", name="response_origin_never_anonymous"),
        ForeignKeyConstraint(["response_id", "study_id"], ["response.id", "response.study_id"], name="response_origin_response"),
        ForeignKeyConstraint(["study_id", "mode"], ["study.id", "study.mode"], name="response_origin_mode"),
        {"sqlite_with_rowid": False},
    )

    response_id: uuid.UUID = Field(primary_key=True)
    study_id: uuid.UUID
    mode: str
    pseudonym: str | None = None
    submitted_at: datetime | None = None
    import_row: int | None = None
