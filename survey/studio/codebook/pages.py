"""The codebook page: one code with its rules, examples, passages, numbers and history, beside the tree of all codes."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from coding.codebook import load_codebook
from coding.codes import Book, CodeEntry
from coding.log import Scope, newest_live, newest_undone
from coding.memos import memo_on
from coding.queries import memos
from coding.reading import groups_of
from coding.viewers import Viewer, blind_questions
from questionnaires.languages import OWN_NAMES, Language
from survey.access import Member, member_route
from survey.languages import current_language
from survey.permissions import Action
from survey.studio.codebook.changes import change_words, history_of
from survey.studio.codebook.shown import PASSAGES, Passage, read_passages, read_people
from survey.studio.coding.shown import language_name, questionnaires_of

blueprint = Blueprint("codebook", __name__)


def viewer_of(member: Member) -> Viewer:
    """The member as reads of coding know him."""
    return Viewer(study_id=member.study.id, coder_id=member.coder_id)


@member_route(blueprint, "/codebook", Action.READ_CODEBOOK)
def index(member: Member) -> ResponseReturnValue:
    """Leads to the first code; an empty codebook says how it is filled."""
    book = load_codebook(member.session, member.study.id)
    if not book.codes:
        return render_template("studio/codebook/empty.html", may_edit=member.can(Action.EDIT_CODEBOOK))
    return redirect(url_for("codebook.show", slug=member.study.slug, key=(book.live or book.codes)[0].key))


@member_route(blueprint, "/codebook/<key>", Action.READ_CODEBOOK)
def show(member: Member, key: str) -> ResponseReturnValue:
    """One code."""
    book = load_codebook(member.session, member.study.id)
    code = book.by_key.get(key)
    if code is None:
        abort(404)
    return show_code(member, book, code)


def frame(member: Member, book: Book) -> dict[str, Any]:
    """What every page of the codebook has around its middle: the tree with its numbers, and the last change both ways."""
    language, viewer = current_language(), viewer_of(member)
    people = read_people(member.session, viewer=viewer, book=book, k=member.study.k)
    may_edit = member.can(Action.EDIT_CODEBOOK)
    found: dict[str, str | None] = {"undo": None, "redo": None}
    if may_edit and member.coder_id:
        said: Any = {"study_id": member.study.id, "coder_id": member.coder_id, "scope": Scope.CODEBOOK}
        back, again = newest_live(member.session, **said), newest_undone(member.session, **said)
        found = {
            name: change_words(member.session, change, book, language) if change else None
            for name, change in (("undo", back), ("redo", again))
        }
    lines = {line.name: line.total for line in people.table.lines}
    return {
        "book": book,
        "may_edit": may_edit,
        "people": people,
        "counts": lines,
        "last": next(iter(history_of(member.session, viewer=viewer, book=book, language=language)), None),
        "language_names": {code: language_name(code) for code in OWN_NAMES},
        **found,
    }


def show_code(member: Member, book: Book, code: CodeEntry, *, stale: Any = None) -> str:
    """The page of a code; `stale` is a memo that was not saved because it has changed elsewhere."""
    session, language, viewer = member.session, current_language(), viewer_of(member)
    around = frame(member, book)
    may_read = member.can(Action.READ_ANSWERS)
    page = max(0, request.args.get("page", 0, type=int))
    mine = request.args.get("whose") == "mine" and member.coder_id is not None
    passages: list[Passage] = []
    count = 0
    if may_read:
        groups = groups_of(session, member.study.id, member.study.k)
        passages, count = read_passages(session, viewer=viewer, code=code, book=book, groups=groups, mine=mine, page=page)
    return render_template(
        "studio/codebook/show.html",
        code=code,
        parent=book.parent(code),
        names=[(other, code.name[other]) for other in Language if other != language and code.name.get(other)],
        numbers=around["people"].numbers(code),
        titles={one.name: one.title.in_(language) for one in questionnaires_of(session, member.study.id)},
        passages=passages,
        passage_count=count,
        pages=-(-count // PASSAGES),
        page=page,
        mine=mine,
        may_read=may_read,
        may_code=member.coder_id is not None and member.can(Action.CODE),
        blind=bool(blind_questions(session, viewer)),
        history=history_of(session, viewer=viewer, book=book, language=language, code_id=code.id),
        memo=memo_on(session, coder_id=member.coder_id or uuid.UUID(int=0), code_id=code.id),
        other_memos=[one for one in memos(session, viewer=viewer, code_id=code.id) if one.coder_id != member.coder_id],
        stale=stale,
        **around,
    )
