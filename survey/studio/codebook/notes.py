"""The member's own memo on a code."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from coding.memos import MEMO_LIMIT, StaleMemo, write_memo
from survey.access import Member, member_route
from survey.languages import gettext as _
from survey.permissions import Action
from survey.studio.codebook.desk import act_of, blueprint, code_of, revision
from survey.studio.codebook.pages import code_page


@member_route(blueprint, "/codebook/<key>/memo", Action.CODE, methods=["POST"])
def save_memo(member: Member, key: str) -> ResponseReturnValue:
    """The memo is saved; one that has changed elsewhere comes back with both texts, one that is too long with the reason."""
    book, code = code_of(member, key)
    text = request.form.get("memo", "")
    try:
        write_memo(member.session, code_id=code.id, text=text, revision=revision(), **act_of(member))
    except StaleMemo as stale:
        member.session.rollback()
        return code_page(member, book, code, stale=stale), 409
    except ValueError:
        member.session.rollback()
        reason = _(
            "The memo has %(length)s characters, and there is room for %(most)s. Shorten it.", length=len(text), most=MEMO_LIMIT
        )
        return code_page(member, book, code, typed=text, refused=(reason,)), 422
    flash(_("Saved."), "success")
    return redirect(url_for("codebook.show", slug=member.study.slug, key=key) + "#memo", 303)
