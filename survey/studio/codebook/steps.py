"""Steps without a form: the starter codebook, a code retired or brought back, the last change undone or made again."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from coding.codebook import StaleCode, bring_back_code, install_codebook, load_codebook, retire_code
from coding.history import AlreadyTaken, NothingToUndo, RestsOnIt, Taken, redo, undo
from coding.log import Scope
from coding.rules import CodebookRefused
from survey.access import Member, member_route
from survey.languages import current_language, ngettext
from survey.languages import gettext as _
from survey.permissions import Action
from survey.studio.codebook.changes import Log
from survey.studio.codebook.desk import act_of, blueprint, code_of, revision, viewer_of
from survey.studio.codebook.pages import STARTER, code_page


@member_route(blueprint, "/codebook/-/starter", Action.EDIT_CODEBOOK, methods=["POST"])
def install(member: Member) -> ResponseReturnValue:
    """The codes of the starter codebook are in the study."""
    count = install_codebook(member.session, source=STARTER, **act_of(member))
    flash(ngettext("%(num)s code was added.", "%(num)s codes were added.", count), "success")
    return redirect(url_for("codebook.index", slug=member.study.slug), 303)


@member_route(blueprint, "/codebook/<key>/retire", Action.EDIT_CODEBOOK, methods=["POST"])
def retire(member: Member, key: str) -> ResponseReturnValue:
    """The code takes no new passages."""
    return _changed(member, key, retire_code)


@member_route(blueprint, "/codebook/<key>/back", Action.EDIT_CODEBOOK, methods=["POST"])
def back(member: Member, key: str) -> ResponseReturnValue:
    """A retired code is in use again."""
    return _changed(member, key, bring_back_code)


@member_route(blueprint, "/codebook/-/undo", Action.EDIT_CODEBOOK, methods=["POST"], endpoint="undo")
def undo_change(member: Member) -> ResponseReturnValue:
    """The member's last change of the codebook is taken back."""
    return _both_ways(member, undo)


@member_route(blueprint, "/codebook/-/redo", Action.EDIT_CODEBOOK, methods=["POST"], endpoint="redo")
def redo_change(member: Member) -> ResponseReturnValue:
    """The change taken back last is made again."""
    return _both_ways(member, redo)


def _changed(member: Member, key: str, verb: Callable[..., Any]) -> ResponseReturnValue:
    act, (book, code) = act_of(member), code_of(member, key)
    try:
        verb(member.session, code_id=code.id, revision=revision(), language=current_language(), **act)
    except CodebookRefused as refused:
        member.session.rollback()
        return code_page(member, book, code, refused=tuple(fault.message for fault in refused.faults)), 422
    except StaleCode:
        member.session.rollback()
        said = _("Somebody else has changed this code since you opened the page. Look at it as it is now, then repeat the step.")
        return code_page(member, *code_of(member, key), refused=(said,)), 409
    return redirect(url_for("codebook.show", slug=member.study.slug, key=key), 303)


def _both_ways(member: Member, way: Callable[..., Taken]) -> ResponseReturnValue:
    """Leads to the code that has changed. A refusal is told where the button stood, after whatever was done of it has been rolled back."""
    act = act_of(member)
    try:
        expected = uuid.UUID(request.form.get("token", ""))
    except ValueError:
        abort(400)
    try:
        taken = way(member.session, scope=Scope.CODEBOOK, expected=expected, **act)
    except (NothingToUndo, AlreadyTaken):
        return _refused(member, _("Your last change is another one now. Look at the button, then press it again."))
    except RestsOnIt as refusal:
        member.session.rollback()
        book = load_codebook(member.session, member.study.id)
        log = Log(member.session, viewer=viewer_of(member), book=book, language=current_language())
        later = "; ".join(log.standing_on(refusal.changes))
        return _refused(member, _("Later changes rest on this one, so it stays: %(changes)s.", changes=later))
    book = load_codebook(member.session, member.study.id)
    changed = book.by_id[uuid.UUID(taken.steps[0][1])] if len(taken.steps) == 1 else None
    if changed is None:
        return redirect(url_for("codebook.index", slug=member.study.slug), 303)
    return redirect(url_for("codebook.show", slug=member.study.slug, key=changed.key), 303)


def _refused(member: Member, said: str) -> ResponseReturnValue:
    member.session.rollback()
    book = load_codebook(member.session, member.study.id)
    if not book.codes:
        flash(said, "error")
        return redirect(url_for("codebook.index", slug=member.study.slug), 303)
    here = book.by_key.get(request.form.get("at", ""), (book.live or book.codes)[0])
    return code_page(member, book, here, refused=(said,)), 409
