"""Release by an owner: a mixed batch, or everything at the closing."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from questionnaires.models import StudyState
from questionnaires.studies import StudyFault
from survey.access import Member, member_route
from survey.fieldwork.release import Released, ReleaseRefused, release, release_state
from survey.installation import installation
from survey.keys import Keys
from survey.languages import gettext as _
from survey.languages import ngettext
from survey.permissions import Action
from survey.studio.overview import card

blueprint = Blueprint("release", __name__)


@member_route(blueprint, "/release", Action.RELEASE)
def show(member: Member) -> ResponseReturnValue:
    """Whether a batch is ready, and the buttons that release."""
    return _page(member)


@member_route(blueprint, "/release", Action.RELEASE, methods=["POST"])
def do(member: Member) -> ResponseReturnValue:
    """A batch, or at closing everything, has been released; or the page says why not."""
    close = request.form.get("close") == "yes"
    if member.study.state != StudyState.OPEN:
        return _page(member, faults=[StudyFault("", "not-open", _("Only an open study has answers that wait."))]), 409
    if close and not request.form.get("sure"):
        return _page(member, faults=[StudyFault("", "not-sure", _("Tick the box first: closing cannot be taken back."))]), 422
    study_id = member.study.id
    member.session.rollback()  # the release holds a transaction of its own, over many tables
    house = installation()
    try:
        done = release(
            house.engine,
            study_id=study_id,
            keys=Keys.of(house.settings),
            close=close,
            chance=secrets.SystemRandom(),
        )
    except ReleaseRefused as refusal:
        return _page(member, faults=[StudyFault("", refusal.code, _why(refusal))]), 409
    member.session.refresh(member.study)
    return _page(member, done=done)


def _page(member: Member, *, faults: list[StudyFault] | None = None, done: Released | None = None) -> str:
    state = "not yet"
    if member.study.state == StudyState.OPEN:
        state = release_state(member.session, study=member.study)
    return render_template(
        "studio/release/show.html", study=card(member.study), state=state, faults=faults or [], done=_words(done) if done else None
    )


def _why(refusal: ReleaseRefused) -> str:
    """Why nothing was released, and what to do."""
    return {
        "not-open": _("Only an open study has answers that wait."),
        "not-planned": _("This study promised to release everything at once, when it is closed."),
        "not-ready": _("No batch is ready: too few sealed answers of one kind wait."),
        "weaker": _(
            "The study now promises less than when it was opened (%(detail)s). Set it back; experts have read the old promise.",
            detail=refusal.detail,
        ),
        "unreadable": _(
            "%(detail)s sealed answers do not open with the keys that are here. Restore the keys folder of this installation; nothing was released.",
            detail=refusal.detail,
        ),
        "cleaning": _("Traces of an earlier release are still being removed. Try again in a minute."),
    }[refusal.code]


def _words(done: Released) -> dict[str, Any]:
    released = ngettext("%(num)s response has been released.", "%(num)s responses have been released.", done.responses)
    discarded = ngettext("%(num)s was deleted unread.", "%(num)s were deleted unread.", done.discarded) if done.discarded else ""
    withdrawn = (
        ngettext("%(num)s was withdrawn by its author.", "%(num)s were withdrawn by their authors.", done.withdrawn)
        if done.withdrawn
        else ""
    )
    return {
        "head": _("The study is closed.") if done.closed else _("The batch is released."),
        "words": " ".join(part for part in (released, discarded, withdrawn) if part),
    }
