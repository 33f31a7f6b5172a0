"""The data door of the coding page: its script reads and writes here, in JSON."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, abort, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlmodel import col

from coding.codebook import load_codebook
from coding.history import AlreadyTaken, NothingToUndo, RestsOnIt, Taken, redo, undo
from coding.log import Scope
from coding.models import Source
from coding.workflow import (
    Named,
    NoSuchThing,
    RetiredCode,
    StaleMemo,
    code_segment,
    code_source,
    mark_done,
    uncode,
    write_memo,
)
from survey.access import Member, member_route
from survey.permissions import Action
from survey.studio.coding.desk import act_of, as_json, blueprint, read_question, refusal, surroundings
from survey.studio.coding.shown import page_data
from survey.studio.coding.steps import both_ways, told

T = TypeVar("T")


@member_route(blueprint, "/coding/<question>/answers.json", Action.READ_ANSWERS)
def data(member: Member, question: str) -> ResponseReturnValue:
    """What the page holds as well, for one that has lain open."""
    read = read_question(member, question)
    said = page_data(read.answers, read.marks, read.codes, surroundings(member, question, read))
    return Response(b"".join(said), mimetype="application/json")


@member_route(blueprint, "/coding/<question>/segments", Action.CODE, methods=["POST"])
def add_segment(member: Member, question: str) -> ResponseReturnValue:
    """A code is put on a passage, or on the whole answer where no offsets are sent."""
    body = _body(answer=str, code=str)
    said = {"source": Named(question, body["answer"]), "code": body["code"], **act_of(member)}
    if "start" in body:
        span = _body(start=int, stop=int)
        quote = body.get("quote")
        done = _tried(
            member,
            lambda: code_segment(
                member.session,
                start=span["start"],
                stop=span["stop"],
                quote=quote if isinstance(quote, str) else None,
                **said,
            ),
        )
    else:
        done = _tried(member, lambda: code_source(member.session, **said))
    step = {
        "kind": "coded",
        "answer": body["answer"],
        "question": question,
        "code": body["code"],
        "start": done.span.start,
        "stop": done.span.stop,
    }
    last = {"token": done.event.hex, **step} if done.event else None
    return as_json({"id": done.segment_id.hex, "undo": last, **step}, 201 if last else 200)


@member_route(blueprint, "/coding/<question>/segments", Action.CODE, methods=["DELETE"])
def remove_segment(member: Member, question: str) -> ResponseReturnValue:
    """A code is taken off a passage."""
    body = _body(answer=str, code=str, start=int, stop=int)
    place = {"code": body["code"], "start": body["start"], "stop": body["stop"]}
    event = _tried(member, lambda: uncode(member.session, source=Named(question, body["answer"]), **place, **act_of(member)))
    return as_json({"undo": _last(event, kind="uncoded", answer=body["answer"], question=question, **place)})


@member_route(blueprint, "/coding/<question>/done", Action.CODE, methods=["POST"])
def set_done(member: Member, question: str) -> ResponseReturnValue:
    """An answer is finished, or open again."""
    body = _body(answer=str, done=bool)
    event = _tried(
        member, lambda: mark_done(member.session, source=Named(question, body["answer"]), done=body["done"], **act_of(member))
    )
    return as_json({"undo": _last(event, kind="done" if body["done"] else "undone", answer=body["answer"], question=question)})


@member_route(blueprint, "/coding/<question>/memo", Action.CODE, methods=["POST"])
def save_memo(member: Member, question: str) -> ResponseReturnValue:
    """The viewer's memo on an answer is saved; a stale one is answered with both texts."""
    body = _body(answer=str, text=str, revision=int)
    source_id = source_id_of(member, question, body["answer"])
    memo = _tried(
        member,
        lambda: write_memo(member.session, source_id=source_id, text=body["text"], revision=body["revision"], **act_of(member)),
    )
    return as_json({"revision": memo.revision, "undo": _last(memo.event, kind="memo", answer=body["answer"], question=question)})


@member_route(blueprint, "/coding/<question>/undo", Action.CODE, methods=["POST"])
def undo_step(member: Member, question: str) -> ResponseReturnValue:
    """The viewer's last step is taken back."""
    return _both_ways(member, question, undo)


@member_route(blueprint, "/coding/<question>/redo", Action.CODE, methods=["POST"])
def redo_step(member: Member, question: str) -> ResponseReturnValue:
    """The step taken back last is done again."""
    return _both_ways(member, question, redo)


def source_id_of(member: Member, question: str, label: str) -> uuid.UUID:
    """The id of an answer by its label; 404 where the question has none of that label."""
    here = col(Source.study_id) == member.study.id, col(Source.question) == question, col(Source.label) == label
    found = member.session.scalar(select(col(Source.id)).where(*here))
    if found is None:
        abort(404)
    return found


def _last(event: uuid.UUID | None, **step: Any) -> dict[str, Any] | None:
    """What Undo would take back now: the step just done, or None where nothing changed."""
    return {"token": event.hex, **step} if event else None


def _both_ways(member: Member, question: str, way: Callable[..., Taken]) -> Response:
    """Undo or redo, answered with the steps that were carried out and the next ones both ways."""
    expected = _token(_body(token=str)["token"])
    said = act_of(member)
    taken = _tried(member, lambda: way(member.session, scope=Scope.CODING, expected=expected, **said))
    book = load_codebook(member.session, member.study.id)
    next_ones = both_ways(member.session, study_id=said["study_id"], coder_id=said["coder_id"], book=book)
    return as_json({"steps": told(member.session, taken.steps, book), "question": question, **next_ones})


def _token(said: str) -> uuid.UUID:
    try:
        return uuid.UUID(said)
    except ValueError:
        abort(400)


def _body(**wanted: type) -> dict[str, Any]:
    """The JSON that was sent, with fields of these types; anything else is refused."""
    body = request.get_json()
    if not isinstance(body, dict) or not all(type(body.get(name)) is kind for name, kind in wanted.items()):
        abort(400)
    return body


def _tried(member: Member, verb: Callable[[], T]) -> T:
    """What the verb returns; its refusals become answers that the script can read."""
    try:
        return verb()
    except StaleMemo as stale:
        said = {"code": "stale-memo", "now": stale.now_said.text, "revision": stale.now_said.revision, "wanted": stale.wanted}
        abort(as_json({"error": said}, 409))
    except (NoSuchThing, RetiredCode, NothingToUndo, AlreadyTaken, RestsOnIt, ValueError) as refused:
        status, message = refusal(member, refused)
        abort(as_json({"error": {"code": type(refused).__name__, "message": message}}, status))
