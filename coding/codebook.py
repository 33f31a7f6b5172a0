"""The codebook of a study: read as a tree, changed code by code, every change an event and a new version.

A code is never deleted: it is retired, keeps what it said, and can be brought back.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from importlib.resources import files
from typing import Any

from sqlalchemy import insert, inspect, select, update
from sqlmodel import Session, col

from coding.codes import Book, CodeContent, CodeEntry, in_tree_order, placed
from coding.log import Act, Scope, record
from coding.models import Code, Codebook, CodeRevision
from coding.rules import check
from coding.steps import Step, revised

_CODES = inspect(Code).local_table  # read as plain rows: the coding page asks for them at every opening


class StaleCode(Exception):
    """Somebody else has changed the code meanwhile; `now_said` is what it says now."""

    def __init__(self, now_said: CodeEntry) -> None:
        super().__init__(f"The code is at revision {now_said.revision}.")
        self.now_said = now_said


def load_codebook(session: Session, study_id: uuid.UUID) -> Book:
    """The codebook of a study as it stands."""
    version = session.scalar(select(col(Codebook.version)).where(col(Codebook.study_id) == study_id)) or 0
    rows = session.execute(select(_CODES).where(_CODES.c.study_id == study_id))
    return Book(version, tuple(in_tree_order(_entry(row) for row in rows)))


def shipped(slug: str) -> Mapping[str, Any]:
    """A codebook that comes with the program, as its file says. Raises FileNotFoundError for an unknown one."""
    content = files("coding.codebooks").joinpath(slug, "codebook.json").read_text(encoding="utf-8")
    book: Mapping[str, Any] = json.loads(content)
    return book


def install_codebook(
    session: Session, *, study_id: uuid.UUID, source: str | Mapping[str, Any], now: datetime, coder_id: uuid.UUID | None = None
) -> int:
    """The codes of a shipped codebook (its slug), or of a parsed file of that form, are in the study; keys that are there stay as they are.

    One event, whatever the number of new codes, which is returned. Parts stand in the file after the code they belong to.
    """
    said = (shipped(source) if isinstance(source, str) else source)["codes"]
    entries = dict(load_codebook(session, study_id).by_key)
    done: list[Step] = []
    for row in said:
        if row["key"] in entries:
            continue
        parent = entries[row["parent"]] if row.get("parent") else None
        wanted = CodeContent(
            key=row["key"],
            name=row["name"],
            hotkey=row.get("hotkey"),
            parent=parent.id.hex if parent else None,
            definition=row.get("definition") or {},
            include=row.get("include") or {},
            exclude=row.get("exclude") or {},
            examples=row.get("examples") or {},
        )
        entry = _write_new(session, study_id, placed(wanted, entries.values(), parent))
        entries[entry.key] = entry
        done.append(revised("code", entry.id, 0, 1))
    if done:
        _recorded(session, Act(study_id=study_id, coder_id=coder_id, now=now), "installed", done)
    return len(done)


def add_code(
    session: Session, *, study_id: uuid.UUID, coder_id: uuid.UUID | None, wanted: CodeContent, now: datetime, language: str = "en"
) -> CodeEntry:
    """The code is in the codebook, last among its neighbours. Raises CodebookRefused with every fault."""
    book = load_codebook(session, study_id)
    check(wanted, book, None, language=language)
    entry = _write_new(session, study_id, placed(wanted, book.codes, book.parent(wanted)))
    _recorded(session, Act(study_id=study_id, coder_id=coder_id, now=now), "code-added", [revised("code", entry.id, 0, 1)])
    return entry


def edit_code(
    session: Session,
    *,
    study_id: uuid.UUID,
    coder_id: uuid.UUID | None,
    code_id: uuid.UUID,
    revision: int,
    wanted: CodeContent,
    now: datetime,
    language: str = "en",
) -> CodeEntry:
    """The code says what is wanted, under a new revision; where nothing differs, nothing happens.

    Moved under another code it takes that one's colour. Raises KeyError for a code of another study, StaleCode when `revision` is not
    the one it has, and CodebookRefused with every fault.
    """
    book = load_codebook(session, study_id)
    before = book.by_id[code_id]
    if before.revision != revision:
        raise StaleCode(before)
    check(wanted, book, before, language=language)
    if wanted.parent != before.parent:
        wanted = placed(wanted, book.codes, book.parent(wanted))
    if wanted == before.content:
        return before
    kind = _kind(before, wanted)
    after = write_revision(session, before, wanted)
    _recorded(
        session,
        Act(study_id=study_id, coder_id=coder_id, now=now),
        kind,
        [revised("code", code_id, before.revision, after.revision)],
    )
    return after


def move_code(
    session: Session,
    *,
    study_id: uuid.UUID,
    coder_id: uuid.UUID | None,
    code_id: uuid.UUID,
    revision: int,
    parent: uuid.UUID | None,
    now: datetime,
    language: str = "en",
) -> CodeEntry:
    """The code is a part of that one, or of none. Raises as `edit_code`."""
    wanted = replace(load_codebook(session, study_id).by_id[code_id].content, parent=parent.hex if parent else None)
    return edit_code(
        session, study_id=study_id, coder_id=coder_id, code_id=code_id, revision=revision, wanted=wanted, now=now, language=language
    )


def retire_code(
    session: Session,
    *,
    study_id: uuid.UUID,
    coder_id: uuid.UUID | None,
    code_id: uuid.UUID,
    revision: int,
    now: datetime,
    language: str = "en",
) -> CodeEntry:
    """The code takes no new passages and its key is free; the passages it has stay. Raises as `edit_code`, and where it has parts in use."""
    wanted = replace(load_codebook(session, study_id).by_id[code_id].content, retired=True)
    return edit_code(
        session, study_id=study_id, coder_id=coder_id, code_id=code_id, revision=revision, wanted=wanted, now=now, language=language
    )


def bring_back_code(
    session: Session,
    *,
    study_id: uuid.UUID,
    coder_id: uuid.UUID | None,
    code_id: uuid.UUID,
    revision: int,
    now: datetime,
    language: str = "en",
) -> CodeEntry:
    """A retired code is in use again, with its key unless another code has taken that. Raises as `edit_code`."""
    book = load_codebook(session, study_id)
    before = book.by_id[code_id]
    free = before.hotkey not in {code.hotkey for code in book.live}
    wanted = replace(before.content, retired=False, hotkey=before.hotkey if free else None)
    return edit_code(
        session, study_id=study_id, coder_id=coder_id, code_id=code_id, revision=revision, wanted=wanted, now=now, language=language
    )


def write_revision(session: Session, before: CodeEntry, wanted: CodeContent) -> CodeEntry:
    """The code's row and its next revision say what is wanted; its parts keep its colour. No event is written and nothing is checked."""
    revision = before.revision + 1
    written = session.execute(
        update(Code)
        .where(col(Code.id) == before.id, col(Code.revision) == before.revision)
        .values(**_columns(wanted), revision=revision)
    )
    if written.rowcount != 1:  # type: ignore[attr-defined]
        raise StaleCode(_entry(session.execute(select(_CODES).where(_CODES.c.id == before.id)).one()))
    session.execute(insert(CodeRevision).values(code_id=before.id, revision=revision, content=asdict(wanted)))
    return CodeEntry(id=before.id, revision=revision, **asdict(wanted))


def content_at(session: Session, code_id: uuid.UUID, revision: int) -> CodeContent:
    """What the code said at a revision; at revision 0, before it was there, it is what it said first, retired."""
    said = session.scalars(
        select(col(CodeRevision.content)).where(
            col(CodeRevision.code_id) == code_id, col(CodeRevision.revision) == max(revision, 1)
        )
    ).one()
    content = CodeContent(**said)
    return content if revision else replace(content, retired=True)


def grow_version(session: Session, study_id: uuid.UUID) -> int:
    """The codebook is one version further; the first change of a study makes version 1."""
    grown: int | None = session.scalar(
        update(Codebook)
        .where(col(Codebook.study_id) == study_id)
        .values(version=col(Codebook.version) + 1)
        .returning(col(Codebook.version))
    )
    if grown is None:
        session.execute(insert(Codebook).values(study_id=study_id, version=1))
        return 1
    return grown


def _kind(before: CodeEntry, wanted: CodeContent) -> str:
    """How history names the change."""
    if before.retired != wanted.retired:
        return "code-retired" if wanted.retired else "code-back"
    return "code-moved" if before.parent != wanted.parent else "code-edited"


def _entry(row: Any) -> CodeEntry:
    return CodeEntry(
        id=row.id,
        revision=row.revision,
        key=row.key,
        name=row.name,
        parent=row.parent_id.hex if row.parent_id else None,
        hotkey=row.hotkey,
        position=row.position,
        colour=row.colour,
        definition=row.definition,
        include=row.include,
        exclude=row.exclude,
        examples=row.examples,
        retired=row.retired,
    )


def _columns(content: CodeContent) -> dict[str, Any]:
    said = asdict(content)
    parent = said.pop("parent")
    return {**said, "parent_id": uuid.UUID(parent) if parent else None}


def _write_new(session: Session, study_id: uuid.UUID, wanted: CodeContent) -> CodeEntry:
    code_id = uuid.uuid4()
    session.execute(insert(Code).values(id=code_id, study_id=study_id, revision=1, **_columns(wanted)))
    session.execute(insert(CodeRevision).values(code_id=code_id, revision=1, content=asdict(wanted)))
    return CodeEntry(id=code_id, revision=1, **asdict(wanted))


def _recorded(session: Session, act: Act, kind: str, done: Sequence[Step]) -> None:
    record(session, act, scope=Scope.CODEBOOK, kind=kind, done=done)
    grow_version(session, act.study_id)
