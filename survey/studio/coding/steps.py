"""What the coding pages say of steps: which answer, which code, in words of the page; never an id that the page does not need."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from coding.codes import Book, CodeEntry
from coding.log import Change, Scope
from coding.log import both_ways as newest_both_ways
from coding.memos import text_at
from coding.models import Memo, Source
from coding.steps import Step
from survey.languages import gettext as _

Told = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Where an answer stands."""

    label: str
    question: str | None


def told(
    session: Session, steps: Sequence[Step], book: Book, known: Mapping[uuid.UUID, Place] = MappingProxyType({})
) -> list[Told]:
    """Each step with the label and question of its answer and the key of its code; memos with what they say now.

    `known` spares looking up answers that the page has before it.
    """
    memo_ids = [uuid.UUID(step[1]) for step in steps if step[0] == "memo"]
    memos = {row.id: row for row in session.scalars(select(Memo).where(col(Memo.id).in_(memo_ids)))} if memo_ids else {}
    wanted = {uuid.UUID(step[1] if step[0] in {"done", "undone"} else step[2]) for step in steps if step[0] not in {"memo", "code"}}
    wanted |= {memo.source_id for memo in memos.values() if memo.source_id}
    places = {source: known[source] for source in wanted if source in known}
    if missing := wanted - places.keys():
        rows = session.execute(select(col(Source.id), col(Source.label), col(Source.question)).where(col(Source.id).in_(missing)))
        places |= {row.id: Place(row.label, row.question) for row in rows}
    return [_one(session, step, book, places, memos) for step in steps]


def _one(session: Session, step: Step, book: Book, places: Mapping[uuid.UUID, Place], memos: Mapping[uuid.UUID, Memo]) -> Told:
    match step:
        case ["coded" | "uncoded" as kind, _, source, code, start, stop]:
            return {
                "kind": kind,
                **_place(places, uuid.UUID(source)),
                "code": book.by_id[uuid.UUID(code)].key,
                "start": start,
                "stop": stop,
            }
        case ["done" | "undone" as kind, source]:
            return {"kind": kind, **_place(places, uuid.UUID(source))}
        case ["memo", memo, _, after]:
            row = memos.get(uuid.UUID(memo))
            said = {"text": text_at(session, uuid.UUID(memo), after), "revision": after}
            if row is not None and row.code_id:
                return {"kind": "memo", "code": book.by_id[row.code_id].key, **said}
            return {"kind": "memo", **(_place(places, row.source_id) if row and row.source_id else {}), **said}
    return {"kind": "codebook"}


def _place(places: Mapping[uuid.UUID, Place], source_id: uuid.UUID) -> Told:
    row = places.get(source_id)
    return {"answer": row.label, "question": row.question} if row else {"answer": None, "question": None}


def last_step(session: Session, change: Change | None, book: Book, known: Mapping[uuid.UUID, Place]) -> Told | None:
    """What the button beside Undo or Redo names: the change's token, and its first step without texts."""
    if change is None:
        return None
    steps = told(session, change.done[:1] or change.inverse[:1], book, known)
    step = {name: value for name, value in (steps[0] if steps else {"kind": "gone"}).items() if name not in {"text", "revision"}}
    return {"token": change.token.hex, **step}


def both_ways(
    session: Session,
    *,
    study_id: uuid.UUID,
    coder_id: uuid.UUID,
    book: Book,
    known: Mapping[uuid.UUID, Place] = MappingProxyType({}),
) -> dict[str, Told | None]:
    """The steps that Undo and Redo would speak of now."""
    back, again = newest_both_ways(session, study_id=study_id, coder_id=coder_id, scope=Scope.CODING)
    if again is not None:  # the undo of a step is named by what it undid
        again = replace(again, done=again.inverse)
    return {"undo": last_step(session, back, book, known), "redo": last_step(session, again, book, known)}


def in_short(code: CodeEntry | None, language: str) -> str:
    """A code in the name of a button: its key, else its name."""
    return "" if code is None else code.hotkey or code.named(language)


def step_words(step: Told, book: Book, language: str) -> str:
    """The step in a few words: “2 on R-2M”."""
    answer, code = step.get("answer") or "", in_short(book.by_key.get(step.get("code", "")), language)
    said = {
        "coded": _("%(code)s on %(answer)s", code=code, answer=answer),
        "uncoded": _("%(code)s off %(answer)s", code=code, answer=answer),
        "done": _("%(answer)s done", answer=answer),
        "undone": _("%(answer)s open again", answer=answer),
        "memo": _("memo to %(answer)s", answer=answer or code),
    }
    return said.get(step["kind"], _("a step on an answer that was withdrawn"))
