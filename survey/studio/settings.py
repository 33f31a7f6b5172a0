"""The promises of a study: written while it is a draft, frozen when it opens."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from questionnaires.languages import Language
from questionnaires.models import StudyState
from questionnaires.studies import StudyFault, StudyRefused, describe_study, latest_versions
from survey.access import Member, member_route
from survey.fieldwork.opening import OpeningRefused, open_study
from survey.installation import installation
from survey.keys import Keys
from survey.languages import current_language
from survey.languages import gettext as _
from survey.permissions import Action
from survey.respond.consent import compose
from survey.studio.overview import card

blueprint = Blueprint("settings", __name__)


@member_route(blueprint, "/settings", Action.EDIT_STUDY)
def show(member: Member) -> ResponseReturnValue:
    """The settings as they stand."""
    return _page(member, typed=_typed(member))


@member_route(blueprint, "/settings", Action.EDIT_STUDY, methods=["POST"])
def save(member: Member) -> ResponseReturnValue:
    """The settings are saved, or the form comes back with what was typed and all that is to mend."""
    typed = {**_typed(member), **request.form.to_dict()}
    faults: list[StudyFault] = []
    changes: dict[str, Any] = {
        "title": {str(code): typed[f"title_{code}"] for code in Language},
        "contact": typed["contact"].strip()[:200],
        "plan": typed["plan"],
        "under_k": typed["under_k"],
        "k": _whole(typed["k"]),
        "readers": _whole(typed["readers"]),
    }
    try:
        changes["withdraw_until"] = date.fromisoformat(typed["withdraw_until"]) if typed["withdraw_until"].strip() else None
    except ValueError:
        faults.append(StudyFault("withdraw_until", "no-date", _("Write the day as year, month, day: 2027-01-31.")))
    try:
        describe_study(
            member.session,
            study=member.study,
            changes=changes,
            revision=_whole(typed["revision"]) or 0,
            today=installation().now().date(),
            language=current_language(),
        )
    except StudyRefused as refusal:
        faults += refusal.faults
    if faults:
        member.session.rollback()
        stale = any(fault.code == "stale" for fault in faults)
        return _page(member, typed=typed, faults=faults), 409 if stale else 422
    flash(_("Saved."))
    return redirect(url_for("settings.show", slug=member.study.slug), 303)


@member_route(blueprint, "/open", Action.OPEN_STUDY, methods=["POST"], endpoint="open")
def open_it(member: Member) -> ResponseReturnValue:
    """The study is open and its promises are frozen, or the page says what is missing."""
    house = installation()
    faults = (
        [StudyFault("", "not-sure", _("Tick the box first: from then on the promises cannot be changed."))]
        if not request.form.get("sure")
        else []
    )
    if not faults:
        try:
            open_study(member.session, study=member.study, keys=Keys.of(house.settings), consent=_consent(member), now=house.now())
        except OpeningRefused as refusal:
            faults = [StudyFault("", fault.code, fault.say(current_language())) for fault in refusal.faults]
    if faults:
        member.session.rollback()
        return _page(member, typed=_typed(member), faults=faults), 422
    flash(_("The study is open. Make the links next."))
    return redirect(url_for("people.show", slug=member.study.slug), 303)


def _whole(text: str) -> int | None:
    return int(text) if text.strip().isascii() and text.strip().isdigit() else None


def _consent(member: Member) -> dict[str, Any]:
    """The consent text that the settings as they stand would give, by language."""
    return compose(member.study)


def _typed(member: Member) -> dict[str, str]:
    study = member.study
    return {
        **{f"title_{code}": study.title.get(code, "") for code in Language},
        "k": str(study.k),
        "readers": str(study.readers),
        "withdraw_until": study.withdraw_until.isoformat() if study.withdraw_until else "",
        "contact": study.contact,
        "plan": study.plan,
        "under_k": study.under_k,
        "revision": str(study.revision),
    }


def _page(member: Member, *, typed: dict[str, str], faults: list[StudyFault] | None = None) -> str:
    missing = [] if latest_versions(member.session, study_id=member.study.id) else [_("The study has no questionnaire yet.")]
    shown = _consent(member)[current_language()]
    return render_template(
        "studio/settings/show.html",
        study=card(member.study),
        typed=typed,
        faults=faults or [],
        frozen=member.study.state != StudyState.DRAFT,
        ready=not missing,
        missing=missing,
        may_open=member.can(Action.OPEN_STUDY),
        consent=[{"head": head, "words": words} for head, words in shown["facts"]],
    )
