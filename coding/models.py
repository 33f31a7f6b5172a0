"""Rows of reading: coders, sources, codes, coded segments, memos, and the log of every change.

Offsets are code points, half-open. Texts of sources never change. Events hold ids, offsets and revisions, never text, so that what
an expert withdraws can be erased without breaking the log; the words of codes and memos stand beside it, one row a revision.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, UniqueConstraint
from sqlalchemy.types import JSON
from sqlmodel import Field, SQLModel


class Coder(SQLModel, table=True):
    """Who codes, as coding knows it: a label in a study, without an account."""

    __table_args__ = (UniqueConstraint("study_id", "label", name="coder_label_once"),)

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    study_id: uuid.UUID = Field(foreign_key="study.id")
    label: str = Field(max_length=80)


class Source(SQLModel, table=True):
    """An immutable text to be read. An open answer comes from (response, question); `sha256` is over its UTF-8 bytes."""

    __table_args__ = (
        CheckConstraint("kind in ('answer', 'comment', 'document')", name="source_kind_known"),
        CheckConstraint(
            "(kind = 'answer') = (response_id is not null and question is not null)", name="source_answer_has_response"
        ),
        UniqueConstraint("response_id", "question", name="source_answer_once"),
        UniqueConstraint("study_id", "question", "label", name="source_label_once"),  # and the way to all answers of a question
        {"sqlite_with_rowid": False},
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    study_id: uuid.UUID = Field(foreign_key="study.id")
    kind: str = Field(max_length=16)
    response_id: uuid.UUID | None = Field(default=None, foreign_key="response.id")
    question: str | None = Field(default=None, max_length=64)
    label: str = Field(max_length=16)  # R-2M: drawn by chance, says nothing of order; answers of one response share it
    language: str = Field(max_length=8)
    text: str
    length: int  # in code points
    sha256: str = Field(max_length=64)


class Corpus(SQLModel, table=True):
    """The texts of a study as a whole; `revision` grows whenever sources come or go, so that whoever keeps a copy knows it is old."""

    study_id: uuid.UUID = Field(foreign_key="study.id", primary_key=True)
    revision: int = 1


class Codebook(SQLModel, table=True):
    """The codebook of a study; `version` grows with every change to its codes."""

    study_id: uuid.UUID = Field(foreign_key="study.id", primary_key=True)
    version: int = 1


class Code(SQLModel, table=True):
    """A theme. Wordings are language -> text; `include` and `exclude` language -> list of texts; `examples` language -> text."""

    __table_args__ = (
        UniqueConstraint("study_id", "key", name="code_key_once"),
        CheckConstraint("colour between 1 and 48", name="code_colour_in_range"),
        CheckConstraint("parent_id is null or parent_id <> id", name="code_not_its_own_parent"),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    study_id: uuid.UUID = Field(foreign_key="study.id", index=True)
    parent_id: uuid.UUID | None = Field(default=None, foreign_key="code.id")
    key: str = Field(max_length=64)
    hotkey: str | None = Field(default=None, max_length=1)
    position: int = 0
    colour: int = 1
    name: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    definition: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    include: dict[str, list[str]] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    exclude: dict[str, list[str]] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    examples: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    retired: bool = False
    revision: int = 1


class CodeRevision(SQLModel, table=True):
    """What a code said at a revision: all columns of `Code` but its ids, as `coding.codebook.content` writes them."""

    __tablename__ = "code_revision"

    code_id: uuid.UUID = Field(foreign_key="code.id", primary_key=True)
    revision: int = Field(primary_key=True)
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))


class CodedSegment(SQLModel, table=True):
    """A code that a coder put on the characters start to stop of a source; `quote` repeats them and is checked on read.

    `question` repeats the source's ("" where it has none), so that all passages of one coder in one question are one stretch of one
    index: with ten thousand of them the coding page opens in half the time.
    """

    __tablename__ = "coded_segment"
    __table_args__ = (
        CheckConstraint("start >= 0 and start < stop", name="coded_segment_not_empty"),
        UniqueConstraint("coder_id", "question", "source_id", "code_id", "start", "stop", name="coded_segment_once"),
        Index("coded_segment_by_source", "source_id"),
        Index("coded_segment_by_code", "code_id"),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    source_id: uuid.UUID = Field(foreign_key="source.id")
    question: str = Field(default="", max_length=64)
    coder_id: uuid.UUID = Field(foreign_key="coder.id")
    code_id: uuid.UUID = Field(foreign_key="code.id")
    start: int
    stop: int
    quote: str


class Memo(SQLModel, table=True):
    """A note of a coder on one thing: a source, a code, a coded segment or (all three empty) the study."""

    __table_args__ = (
        CheckConstraint(
            "(case when source_id is null then 0 else 1 end) + (case when code_id is null then 0 else 1 end)"
            " + (case when segment_id is null then 0 else 1 end) <= 1",
            name="memo_on_one_thing",
        ),
        UniqueConstraint("source_id", "coder_id", name="memo_once_on_source"),
        UniqueConstraint("code_id", "coder_id", name="memo_once_on_code"),
    )

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    study_id: uuid.UUID = Field(foreign_key="study.id", index=True)
    coder_id: uuid.UUID = Field(foreign_key="coder.id")
    source_id: uuid.UUID | None = Field(default=None, foreign_key="source.id")
    code_id: uuid.UUID | None = Field(default=None, foreign_key="code.id")
    segment_id: uuid.UUID | None = Field(default=None, foreign_key="coded_segment.id")
    text: str
    revision: int = 1


class MemoText(SQLModel, table=True):
    """What a memo said at a revision; `Memo.text` repeats the newest."""

    __tablename__ = "memo_text"

    memo_id: uuid.UUID = Field(foreign_key="memo.id", primary_key=True)
    revision: int = Field(primary_key=True)
    text: str


class SourceDone(SQLModel, table=True):
    """A coder has finished a source; `question` repeats the source's ("" where it has none), for counting without it."""

    __tablename__ = "source_done"
    __table_args__ = (Index("source_done_by_question", "coder_id", "question", "source_id"),)

    source_id: uuid.UUID = Field(foreign_key="source.id", primary_key=True)
    coder_id: uuid.UUID = Field(foreign_key="coder.id", primary_key=True)
    question: str = Field(default="", max_length=64)


class Assignment(SQLModel, table=True):
    """Which coder codes which question, and whether without seeing the others until he has finished it."""

    __table_args__ = (UniqueConstraint("coder_id", "question", name="assignment_once"),)

    id: uuid.UUID = Field(default_factory=uuid.uuid4, primary_key=True)
    study_id: uuid.UUID = Field(foreign_key="study.id", index=True)
    coder_id: uuid.UUID = Field(foreign_key="coder.id")
    question: str = Field(max_length=64)
    blind: bool = True


class Event(SQLModel, table=True):
    """One change of coding: what was done and how to take it back. `scope` is "coding" or "codebook"; `undoes` names the event taken back.

    `id` gives the order and never leaves the server: gaps in it would tell a blind coder that the other is at work. Pages say `token`.
    `coder_id` is empty where the house itself acted (a codebook installed from the command line).
    """

    __table_args__ = (
        CheckConstraint("scope in ('coding', 'codebook')", name="event_scope_known"),
        UniqueConstraint("undoes", name="event_undone_once"),
        Index("event_of_coder", "study_id", "coder_id", "scope", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    token: uuid.UUID = Field(default_factory=uuid.uuid4)
    study_id: uuid.UUID = Field(foreign_key="study.id")
    coder_id: uuid.UUID | None = Field(default=None, foreign_key="coder.id")
    scope: str = Field(max_length=16)
    kind: str = Field(max_length=32)
    at: datetime
    done: list[Any] = Field(sa_column=Column(JSON, nullable=False))  # steps, in order; `coding.steps` documents them
    inverse: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    undoes: int | None = Field(default=None, foreign_key="event.id")
