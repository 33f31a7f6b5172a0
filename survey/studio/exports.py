"""Exports: what a file will hold and say of itself, and the file."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from coding.queries import QuoteMismatch
from coding.viewers import Viewer
from exports.export import Export
from exports.formats import FORMATS, Format
from exports.formats.limits import TooLargeError
from exports.gather import gather
from exports.manifest import Audience
from exports.statements import covered_statements, facts
from exports.wording import sayer
from questionnaires.languages import OWN_NAMES, Language
from questionnaires.models import Study
from survey.access import Member, member_route
from survey.audit import note
from survey.installation import installation
from survey.languages import current_language, known
from survey.languages import gettext as _
from survey.permissions import Action
from survey.studio.overview import card
from survey.studio.refusals import mismatch_page, refusal_page

blueprint = Blueprint("exports", __name__)


@member_route(blueprint, "/exports", Action.EXPORT)
def show(member: Member) -> ResponseReturnValue:
    """What would be in the file for this audience and language, and what would be covered."""
    try:
        return _page(member)
    except QuoteMismatch as wrong:
        return _refusal(member, wrong), 409


def _page(member: Member) -> str:
    audience = _audience(request.args.get("audience", "")) or Audience.TEAM
    language = known(request.args.get("file_language")) or current_language()
    export = gather(member.session, study=member.study, viewer=_viewer(member), language=language, audience=audience)
    say = sayer(current_language())
    return render_template(
        "studio/exports/show.html",
        study=card(member.study),
        formats=[
            {
                "name": "xlsx",
                "title": "Excel",
                "suffix": ".xlsx",
                "words": _("Answers, passages, codebook, themes by group; one sheet each"),
            }
        ],
        audiences=[
            {"name": Audience.TEAM, "title": _("The team, to work on")},
            {"name": Audience.OUTSIDE, "title": _("Outside: article, archive")},
        ],
        languages=[{"name": one, "title": OWN_NAMES[one]} for one in Language],
        audience=audience,
        file_language=language,
        manifest=export.manifest,
        facts=facts(export.manifest, say, digits=12),
        covered=covered_statements(export.manifest, export.themes, say),
    )


@member_route(blueprint, "/exports", Action.EXPORT, methods=["POST"])
def make(member: Member) -> ResponseReturnValue:
    """The file. It is made from a reading transaction, so that nobody who saves answers waits for it; the book of acts keeps its fingerprint."""
    chosen = FORMATS.get(request.form.get("format", ""))
    audience, language = _audience(request.form.get("audience", "")), known(request.form.get("file_language"))
    if chosen is None or audience is None or language is None:
        abort(400)
    study_id, viewer = member.study.id, _viewer(member)
    member.session.rollback()
    house = installation()
    try:
        with Session(house.reading) as reading:
            study = reading.get_one(Study, study_id)
            export = gather(reading, study=study, viewer=viewer, language=language, audience=audience)
            content = _content(chosen, export)
    except (QuoteMismatch, TooLargeError) as wrong:
        return _refusal(member, wrong), 409
    note(
        member.session,
        action="exported",
        now=house.now(),
        actor=member.account_id,
        study_id=study_id,
        format=chosen.name,
        audience=audience,
        language=language,
        responses=export.manifest.responses,
        rows=export.manifest.rows,
        fingerprint=export.manifest.fingerprint,
    )
    response = Response(content, mimetype=chosen.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=chosen.file_name(export))
    return response


def _refusal(member: Member, wrong: QuoteMismatch | TooLargeError) -> str:
    """The page that says why there is no file, and what to do."""
    if isinstance(wrong, QuoteMismatch):
        return mismatch_page(member, wrong, active="exports")
    return refusal_page(
        member, _("The file would hold more rows or columns than a spreadsheet can. No file was made."), active="exports"
    )


def _content(chosen: Format, export: Export) -> bytes:
    """The file's bytes; they are never written to a disk of ours."""
    stream = BytesIO()
    chosen.write(export, stream)
    return stream.getvalue()


def _viewer(member: Member) -> Viewer:
    return Viewer(study_id=member.study.id, coder_id=member.coder_id)


def _audience(name: str) -> Audience | None:
    return Audience(name) if name in set(Audience) else None
