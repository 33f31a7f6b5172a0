"""What is changed in a codebook: the starter installed, a code added, edited, retired, brought back, a change undone, a memo written."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from coding.codebook import StaleCode, add_code, bring_back_code, edit_code, install_codebook, load_codebook, retire_code
from coding.codes import Book, CodeContent, CodeEntry
from coding.history import NothingToUndo, RestsOnIt, redo, undo
from coding.log import Scope
from coding.memos import StaleMemo, write_memo
from coding.queries import coder_labels
from coding.rules import CodebookRefused, Fault
from questionnaires.languages import Language
from questionnaires.studies import slug_of
from survey.access import Member, member_route
from survey.installation import installation
from survey.languages import current_language
from survey.languages import gettext as _
from survey.permissions import Action
from survey.studio.codebook.pages import blueprint, frame, show_code

#: The codebook that comes with the program.
STARTER = "women_returnees"
#: A hyphen begins no key of a code, so these addresses are never a code's.
NEW, INSTALL, UNDO, REDO = "/codebook/-/new", "/codebook/-/starter", "/codebook/-/undo", "/codebook/-/redo"


@member_route(blueprint, INSTALL, Action.EDIT_CODEBOOK, methods=["POST"])
def install(member: Member) -> ResponseReturnValue:
    """The starter codebook is in the study."""
    install_codebook(member.session, source=STARTER, **_act(member))
    return redirect(url_for("codebook.index", slug=member.study.slug), 303)


@member_route(blueprint, NEW, Action.EDIT_CODEBOOK)
def new(member: Member) -> ResponseReturnValue:
    """An empty form; `parent` in the address makes it the form of a part."""
    book = load_codebook(member.session, member.study.id)
    above = book.by_key.get(request.args.get("parent", ""))
    return _form(member, book, None, CodeContent(key="", name={}, parent=above.id.hex if above else None))


@member_route(blueprint, NEW, Action.EDIT_CODEBOOK, methods=["POST"])
def add(member: Member) -> ResponseReturnValue:
    """The code is added, or the form comes back with what is to mend."""
    book = load_codebook(member.session, member.study.id)
    wanted = _typed(CodeContent(key="", name={}), request.form)
    wanted = replace(wanted, key=_free_key(book, wanted.name))
    try:
        entry = add_code(member.session, wanted=wanted, language=current_language(), **_act(member))
    except CodebookRefused as refused:
        return _form(member, book, None, wanted, faults=refused.faults), 422
    flash(_("Saved."), "success")
    return redirect(url_for("codebook.show", slug=member.study.slug, key=entry.key), 303)


@member_route(blueprint, "/codebook/<key>/edit", Action.EDIT_CODEBOOK)
def edit(member: Member, key: str) -> ResponseReturnValue:
    """The form of a code."""
    book, code = _found(member, key)
    return _form(member, book, code, code.content)


@member_route(blueprint, "/codebook/<key>/edit", Action.EDIT_CODEBOOK, methods=["POST"])
def save(member: Member, key: str) -> ResponseReturnValue:
    """The code is changed, or the form comes back: with faults, or with what somebody else has written meanwhile."""
    book, code = _found(member, key)
    wanted = _typed(code.content, request.form)
    try:
        edit_code(member.session, code_id=code.id, revision=_revision(), wanted=wanted, language=current_language(), **_act(member))
    except CodebookRefused as refused:
        return _form(member, book, code, wanted, faults=refused.faults), 422
    except StaleCode as stale:
        return _form(member, book, stale.now_said, wanted, theirs=stale.now_said), 409
    flash(_("Saved."), "success")
    return redirect(url_for("codebook.show", slug=member.study.slug, key=key), 303)


@member_route(blueprint, "/codebook/<key>/retire", Action.EDIT_CODEBOOK, methods=["POST"])
def retire(member: Member, key: str) -> ResponseReturnValue:
    """The code takes no new passages."""
    return _changed(member, key, retire_code)


@member_route(blueprint, "/codebook/<key>/back", Action.EDIT_CODEBOOK, methods=["POST"])
def back(member: Member, key: str) -> ResponseReturnValue:
    """A retired code is in use again."""
    return _changed(member, key, bring_back_code)


@member_route(blueprint, UNDO, Action.EDIT_CODEBOOK, methods=["POST"], endpoint="undo")
def undo_change(member: Member) -> ResponseReturnValue:
    """The member's last change of the codebook is taken back."""
    return _both_ways(member, undo)


@member_route(blueprint, REDO, Action.EDIT_CODEBOOK, methods=["POST"], endpoint="redo")
def redo_change(member: Member) -> ResponseReturnValue:
    """The change taken back last is made again."""
    return _both_ways(member, redo)


@member_route(blueprint, "/codebook/<key>/memo", Action.CODE, methods=["POST"])
def save_memo(member: Member, key: str) -> ResponseReturnValue:
    """The member's memo on a code is saved; a stale one comes back with both texts."""
    book, code = _found(member, key)
    try:
        write_memo(member.session, code_id=code.id, text=request.form.get("memo", ""), revision=_revision(), **_act(member))
    except StaleMemo as stale:
        return show_code(member, book, code, stale=stale), 409
    except ValueError:
        abort(413)
    flash(_("Saved."), "success")
    return redirect(url_for("codebook.show", slug=member.study.slug, key=key), 303)


def _act(member: Member) -> dict[str, Any]:
    if member.coder_id is None:
        abort(403)
    return {"study_id": member.study.id, "coder_id": member.coder_id, "now": installation().now()}


def _found(member: Member, key: str) -> tuple[Book, CodeEntry]:
    book = load_codebook(member.session, member.study.id)
    code = book.by_key.get(key)
    if code is None:
        abort(404)
    return book, code


def _revision() -> int:
    said = request.form.get("revision", "")
    return int(said) if said.isdigit() else 0


def _typed(before: CodeContent, form: Mapping[str, str]) -> CodeContent:
    """The code as the form says; what the form does not have stays."""

    def wordings(field: str) -> dict[str, str]:
        return {str(code): text for code in Language if (text := form.get(f"{field}_{code}", "").replace("\r\n", "\n").strip())}

    def lists(field: str) -> dict[str, list[str]]:
        return {code: [line.strip() for line in text.split("\n") if line.strip()] for code, text in wordings(field).items()}

    parent = form.get("parent", "")
    return replace(
        before,
        name=wordings("name"),
        definition=wordings("definition"),
        include=lists("include"),
        exclude=lists("exclude"),
        examples=wordings("examples"),
        hotkey=form.get("hotkey") or None,
        parent=uuid.UUID(parent).hex if len(parent) == 32 and all(sign in "0123456789abcdef" for sign in parent) else None,
    )


def _free_key(book: Book, name: Mapping[str, str]) -> str:
    """A short name made of the code's name, English first, that no code of the book has."""
    said = next((name[code] for code in ("en", "ru", "kk") if name.get(code)), "")
    wanted = slug_of(said)[:56].strip("-") or "code"
    return next(key for number in range(1, 10_000) if (key := wanted if number == 1 else f"{wanted}-{number}") not in book.by_key)


def _form(
    member: Member,
    book: Book,
    code: CodeEntry | None,
    wanted: CodeContent,
    *,
    faults: tuple[Fault, ...] = (),
    theirs: CodeEntry | None = None,
) -> str:
    above = [one for one in book.live if one.parent is None and (code is None or one.id != code.id)]
    keys = sorted({*book.free_keys, *([wanted.hotkey] if wanted.hotkey else [])}, key="1234567890QWERTYUIPABCDF".find)
    return render_template(
        "studio/codebook/form.html",
        code=code,
        wanted=wanted,
        above=above,
        keys=keys,
        faults=faults,
        theirs=theirs,
        **frame(member, book),
    )


def _changed(member: Member, key: str, verb: Any) -> Response:
    _book, code = _found(member, key)
    try:
        verb(member.session, code_id=code.id, revision=_revision(), language=current_language(), **_act(member))
    except CodebookRefused as refused:
        flash(" ".join(fault.message for fault in refused.faults), "error")
    except StaleCode:
        flash(_("Somebody else has changed this code meanwhile. Look at it, then repeat the step."), "error")
    return redirect(url_for("codebook.show", slug=member.study.slug, key=key), 303)


def _both_ways(member: Member, way: Any) -> Response:
    try:
        way(member.session, scope=Scope.CODEBOOK, **_act(member))
    except NothingToUndo:
        flash(_("There is no step of yours left to take back or to repeat."), "error")
    except RestsOnIt as refused:
        labels = coder_labels(member.session, study_id=member.study.id)
        book, language = load_codebook(member.session, member.study.id), current_language()
        from survey.studio.codebook.changes import change_words

        named = [
            f"{change_words(member.session, one, book, language)} ({labels.get(one.coder_id, '') if one.coder_id else 'Saraptama'})"
            for one in refused.changes
        ]
        flash(_("Later changes rest on this step, so it stays: %(changes)s", changes=" ".join(named)), "error")
    return redirect(url_for("codebook.index", slug=member.study.slug), 303)
