"""The panel: places, their links, and files for letters. Codes are streamed once and kept nowhere."""

from __future__ import annotations

import csv
import io
import uuid
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import select

from questionnaires.languages import OWN_NAMES, Language
from questionnaires.models import StudyState
from questionnaires.responses import load_version
from questionnaires.studies import StudyFault, latest_versions
from survey.access import Member, member_route
from survey.fieldwork.letters import add_places, make_letters, unopened
from survey.installation import installation
from survey.keys import Keys
from survey.languages import current_language
from survey.languages import gettext as _
from survey.permissions import Action
from survey.respond.models import Invitation
from survey.studio.overview import card

blueprint = Blueprint("people", __name__)

#: More than this in one go is a slip of the finger: panels have 10 to 200 experts.
MOST = 500


@member_route(blueprint, "/people", Action.SEE_PEOPLE)
def show(member: Member) -> ResponseReturnValue:
    """The places of the panel and the forms for letters."""
    return _page(member, typed={"questionnaire": "", "language": current_language(), "count": "", "form": "xlsx"})


@member_route(blueprint, "/people", Action.INVITE, methods=["POST"])
def add(member: Member) -> ResponseReturnValue:
    """That many places are in the panel, and their links go out with this very reply; nothing of the codes stays."""
    typed = {name: request.form.get(name, "") for name in ("questionnaire", "language", "count", "form")}
    faults: list[StudyFault] = []
    if member.study.state != StudyState.OPEN:
        faults.append(StudyFault("", "not-open", _("Links can be made while the study is open.")))
    known = {
        str(version.questionnaire_id): version.questionnaire_id
        for version in latest_versions(member.session, study_id=member.study.id)
    }
    if typed["questionnaire"] not in known:
        faults.append(StudyFault("questionnaire", "unknown", _("Choose one of the questionnaires of the study.")))
    count = int(typed["count"]) if typed["count"].isascii() and typed["count"].isdigit() else 0
    if not 1 <= count <= MOST:
        faults.append(StudyFault("count", "range", _("How many people: a whole number from 1 to %(most)s.", most=MOST)))
    if typed["language"] not in set(Language):
        faults.append(StudyFault("language", "unknown", _("Choose one of the three languages.")))
    if faults:
        return _page(member, typed=typed, faults=faults), 422
    places = add_places(
        member.session, study=member.study, questionnaire_id=known[typed["questionnaire"]], count=count, language=typed["language"]
    )
    return _letters(member, places, form=typed["form"], name="links")


@member_route(blueprint, "/people/remind", Action.INVITE, methods=["POST"])
def remind(member: Member) -> ResponseReturnValue:
    """Everyone not opened at the last release gets a fresh code; refused when they are fewer than k."""
    if member.study.state != StudyState.OPEN:
        abort(409)
    places = unopened(member.session, study_id=member.study.id)
    if len(places) < member.study.k:
        fault = StudyFault("", "too-few", _("Reminders go to %(k)s people or more, so that nobody stands alone.", k=member.study.k))
        return _page(member, typed={"questionnaire": "", "language": "", "count": "", "form": ""}, faults=[fault]), 422
    return _letters(member, places, form=request.form.get("form", "xlsx"), name="reminders")


def _letters(member: Member, places: Sequence[Invitation], *, form: str, name: str) -> ResponseReturnValue:
    house = installation()
    letters = list(
        make_letters(
            member.session,
            study=member.study,
            invitations=places,
            keys=Keys.of(house.settings),
            base_url=house.settings.base_url or request.url_root,
        )
    )
    if form == "page":
        return render_template("studio/people/links.html", study=card(member.study), letters=letters)
    head = ["number", "language", "link", "code"]
    rows = [[letter.number, letter.language, letter.url, letter.code] for letter in letters]
    if form == "csv":
        text = io.StringIO()
        csv.writer(text).writerows([head, *rows])
        return _file("\ufeff" + text.getvalue(), f"{member.study.slug}-{name}.csv", "text/csv; charset=utf-8")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return _file(_workbook(_("Links"), head, rows), f"{member.study.slug}-{name}.xlsx", kind)


def _workbook(title: str, head: list[str], rows: list[list[str]]) -> bytes:
    """The rows as a workbook, made in memory: openpyxl's temporary files see the empty sheet only, the codes are streamed past them."""
    from exports.formats.xlsx.book import Table, write_book
    from exports.formats.xlsx.looks import Column

    stream = io.BytesIO()
    table = Table(title=title, heads=(tuple(head),), columns=(Column.NAME,) * len(head), widths=(10.0, 10.0, 60.0, 36.0), rows=rows)
    write_book([table], stream)
    return stream.getvalue()


def _file(body: str | bytes, name: str, kind: str) -> Response:
    return Response(body, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _page(member: Member, *, typed: dict[str, str], faults: Sequence[StudyFault] = ()) -> str:
    session, study = member.session, member.study
    language = current_language()
    titles: dict[uuid.UUID, str] = {
        version.questionnaire_id: load_version(session, version.id).title.in_(language)
        for version in latest_versions(session, study_id=study.id)
    }
    places = session.exec(select(Invitation).where(Invitation.study_id == study.id)).all()
    rows: list[dict[str, Any]] = [
        {
            "number": place.number,
            "questionnaire": titles.get(place.questionnaire_id, ""),
            "language": OWN_NAMES[Language(place.language)],
            "opened": place.opened,
            "letters": place.letters,
        }
        for place in sorted(places, key=lambda place: place.number)
    ]
    return render_template(
        "studio/people/show.html",
        study=card(study),
        rows=rows,
        total=len(rows),
        unopened=sum(not row["opened"] for row in rows),
        questionnaires=[{"id": str(key), "title": title} for key, title in titles.items()],
        typed=typed,
        faults=faults,
        may_edit=member.can(Action.EDIT_STUDY),
        back=url_for("overview.show", slug=study.slug),
    )
