"""Who works in a study, and in which role."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import select

from coding.models import Coder
from questionnaires.languages import alphabet_key
from questionnaires.studies import StudyFault
from survey.access import Member, member_route
from survey.accounts.entry import Purpose, make_link
from survey.accounts.models import Account
from survey.installation import installation
from survey.languages import current_language
from survey.languages import gettext as _
from survey.members import MemberRefused, add_member, remove_member
from survey.models import Membership
from survey.permissions import Action, Role
from survey.studio.overview import card
from survey.studio.wording import role_words

blueprint = Blueprint("team", __name__)


@member_route(blueprint, "/team", Action.MANAGE_MEMBERS)
def show(member: Member) -> ResponseReturnValue:
    """The people of the study, and the form that adds one."""
    return _page(member)


@member_route(blueprint, "/team", Action.MANAGE_MEMBERS, methods=["POST"])
def add(member: Member) -> ResponseReturnValue:
    """The person is a member; a new address gets a link that sets a password, shown once."""
    typed = {name: request.form.get(name, "").strip() for name in ("email", "name", "role")}
    try:
        added = add_member(
            member.session,
            study=member.study,
            email=typed["email"],
            name=typed["name"],
            role=typed["role"],
            now=installation().now(),
            language=current_language(),
        )
    except MemberRefused as refusal:
        return _page(member, typed=typed, faults=[StudyFault(refusal.field, refusal.code, str(refusal))]), 422
    if added.new:
        link = make_link(member.session, account_id=added.account.id, purpose=Purpose.PASSWORD, now=installation().now())
        return _page(member, link={"email": added.account.email, "url": request.url_root.rstrip("/") + link})
    flash(_("%(name)s is in the study now.", name=added.account.name))
    return redirect(url_for("team.show", slug=member.study.slug), 303)


@member_route(blueprint, "/team/remove", Action.MANAGE_MEMBERS, methods=["POST"])
def remove(member: Member) -> ResponseReturnValue:
    """The person is no longer in the study; what was coded stays, under the coder's label."""
    try:
        account_id = uuid.UUID(request.form.get("account", ""))
    except ValueError:
        abort(400)
    if account_id == member.account_id:
        abort(409)
    remove_member(member.session, study_id=member.study.id, account_id=account_id)
    flash(_("The person is no longer in the study. What was coded stays."))
    return redirect(url_for("team.show", slug=member.study.slug), 303)


def _page(
    member: Member,
    *,
    typed: dict[str, str] | None = None,
    faults: list[StudyFault] | None = None,
    link: dict[str, str] | None = None,
) -> str:
    language = current_language()
    found = member.session.exec(
        select(Account, Membership, Coder)
        .join(Membership, Membership.account_id == Account.id)  # type: ignore[arg-type]
        .outerjoin(Coder, Coder.id == Membership.coder_id)  # type: ignore[arg-type]
        .where(Membership.study_id == member.study.id)
    ).all()
    rows: list[dict[str, Any]] = [
        {
            "id": account.id,
            "name": account.name or account.email,
            "email": account.email,
            "role": role_words(Role(membership.role)).name,
            "coder": coder.label if coder else "",
            "me": account.id == member.account_id,
        }
        for account, membership, coder in found
    ]
    rows.sort(key=lambda row: alphabet_key(str(row["name"]), language=language))
    return render_template(
        "studio/team/show.html",
        study=card(member.study),
        rows=rows,
        roles=[role_words(role) for role in Role],
        typed=typed or {"email": "", "name": "", "role": Role.CODER},
        faults=faults or [],
        link=link,
    )
