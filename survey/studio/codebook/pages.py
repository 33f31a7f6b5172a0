"""The codebook page: one code with its rules, examples, passages, numbers and history, beside the tree of all codes."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from coding.codebook import load_codebook, shipped
from coding.codes import Book, CodeEntry
from coding.log import Scope, newest_live, newest_undone
from coding.memos import MemoNow, StaleMemo, memo_on
from coding.queries import memos
from coding.viewers import blind_questions
from questionnaires.languages import OWN_NAMES, Language
from survey.access import Member, member_route
from survey.languages import current_language
from survey.permissions import Action
from survey.studio.codebook.changes import Log
from survey.studio.codebook.desk import blueprint, code_of, may_edit, viewer_of
from survey.studio.codebook.passages import Passages, read_passages
from survey.studio.codebook.people import People, read_people
from survey.studio.codebook.rules import wording
from survey.studio.coding.shown import language_name

#: The codebook that comes with the program.
STARTER = "women_returnees"


@member_route(blueprint, "/codebook", Action.READ_CODEBOOK)
def index(member: Member) -> ResponseReturnValue:
    """The first code; an empty codebook says how it is filled."""
    book = load_codebook(member.session, member.study.id)
    if book.codes:
        return code_page(member, book, (book.live or book.codes)[0])
    codes = shipped(STARTER)["codes"]
    parts = sum(code.get("parent") is not None for code in codes)
    return render_template(
        "studio/codebook/empty.html", may_edit=may_edit(member), codes=len(codes) - parts, parts=parts, may=_may(member)
    )


@member_route(blueprint, "/codebook/<key>", Action.READ_CODEBOOK)
def show(member: Member, key: str) -> ResponseReturnValue:
    """One code."""
    return code_page(member, *code_of(member, key))


def _may(member: Member) -> dict[str, bool]:
    return {
        "edit": may_edit(member),
        "code": member.coder_id is not None and member.can(Action.CODE),
        "read": member.can(Action.READ_ANSWERS),
    }


def frame(member: Member, book: Book, people: People | None = None) -> dict[str, Any]:
    """What every page of the codebook has around its middle: the tree with its numbers, and the last change both ways."""
    language = current_language()
    log = Log(member.session, viewer=viewer_of(member), book=book, language=language)
    back = again = None
    if may_edit(member) and member.coder_id:
        said: dict[str, Any] = {"study_id": member.study.id, "coder_id": member.coder_id, "scope": Scope.CODEBOOK}
        back, again = newest_live(member.session, **said), newest_undone(member.session, **said)
    return {
        "book": book,
        "parts": sum(code.parent is not None for code in book.live),
        "counts": (people or read_people(member, book)).counts,
        "log": log,
        "undo": {"token": back.token.hex, "step": log.step(back)} if back else None,
        "redo": {"token": again.token.hex, "step": log.step(again)} if again else None,
        "language_names": {code: language_name(code) for code in OWN_NAMES},
        "may": _may(member),
        "k": member.study.k,
    }


def code_page(
    member: Member,
    book: Book,
    code: CodeEntry,
    *,
    stale: StaleMemo | None = None,
    typed: str | None = None,
    refused: tuple[str, ...] = (),
) -> str:
    """The page of a code. `stale` is a memo that has changed elsewhere, `typed` one that was not saved; `refused` says why a step was not done."""
    session, language, viewer = member.session, current_language(), viewer_of(member)
    people = read_people(member, book)
    around = frame(member, book, people)
    mine = request.args.get("whose") == "mine" and around["may"]["code"]
    passages = Passages()
    if around["may"]["read"]:
        page = request.args.get("page", 0, type=int)
        passages = read_passages(session, viewer=viewer, code=code, people=people, language=language, mine=mine, page=page)
    return render_template(
        "studio/codebook/show.html",
        code=code,
        parent=book.parent(code),
        names=[
            (str(other), code.name[other])
            for other in Language
            if code.name.get(other) and code.name[other] != code.named(language)
        ],
        rules={field: wording(getattr(code, field), language, book) for field in ("definition", "include", "exclude")},
        numbers=people.numbers(code, language),
        passages=passages,
        mine=mine,
        blind=bool(blind_questions(session, viewer)),
        history=around["log"].of(code.id),
        memo=memo_on(session, coder_id=member.coder_id, code_id=code.id) if member.coder_id else MemoNow(),
        other_memos=[one for one in memos(session, viewer=viewer, code_id=code.id) if one.coder_id != member.coder_id],
        stale=stale.now_said if stale else None,
        typed=stale.wanted if stale else typed,
        refused=refused,
        **around,
    )
