"""The way out: review, sending, the withdrawal code; leaving and coming back; forgetting a device; asking for deletion."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from questionnaires.answers import stored
from questionnaires.languages import Language
from survey.access import public_route
from survey.respond import pages, refusals
from survey.respond.consent_record import ConsentRecord
from survey.respond.context import Respond, here
from survey.respond.cookies import token
from survey.respond.drafts import Admitted
from survey.respond.drafts_sweep import sweep_drafts
from survey.respond.flow import Judged
from survey.respond.pages import see_other
from survey.respond.redeem import Redeemed, readmit
from survey.respond.refusal import Refusal
from survey.respond.review import draw_review, rows_of
from survey.respond.studies import StudyFacts
from survey.respond.submit import Payload, Receipt, submit
from survey.respond.visit import Visit, enter, guarded, look
from survey.security import csp_nonce


def review() -> ResponseReturnValue:
    """All answers by section, what is empty, and the button that sends."""
    visit = enter()
    return _review_page(visit, visit.judge(visit.draft.answers))


def _review_page(visit: Visit, judged: Judged, *, mending: bool = False, language: str = "") -> Response:
    spoken = language or visit.language
    judged = (
        judged
        if spoken == visit.language
        else Visit(visit.respond, visit.device, visit.draft, visit.study, spoken).judge(visit.draft.answers)
    )
    drawn = draw_review(
        judged,
        visit.draft.answers,
        spoken,
        csrf=visit.csrf,
        nonce=csp_nonce(),
        study=visit.study.name(spoken),
        contact=visit.study.contact,
        illustrative=visit.study.illustrative,
    )
    return Response(drawn, 422 if mending else 200, mimetype="text/html")


def finish() -> ResponseReturnValue:
    """What was pressed on the review page: send, leave, a language."""
    visit = enter()
    go = request.form.getlist(":go")[-1] if ":go" in request.form else ""
    judged = visit.judge(visit.draft.answers)
    verb, _sep, language = go.partition(":")
    if verb == "language" and language in set(Language):
        response = _review_page(visit, judged, language=language)
        visit.respond.jar.set_language(response, language)
        return response
    if go == "leave":
        return redirect("/r/left", 303)
    if go != "send" or not guarded(visit.device):
        return _review_page(visit, judged)
    if judged.checked.faults:
        return _review_page(visit, judged, mending=True)
    return _send(visit, judged)


def _payload(visit: Visit, judged: Judged) -> Payload:
    content = visit.draft.content
    admitted = Admitted.from_content(content)
    checked = judged.checked
    return Payload(
        study_id=admitted.study_id,
        questionnaire_id=admitted.questionnaire_id,
        version_id=visit.version_id,
        attributes=admitted.attributes,
        language=visit.language,
        consent=ConsentRecord.from_json(content["consent"]),
        values={name: stored(value) for name, value in checked.values.items()},
        missing={name: str(reason) for name, reason in checked.missing.items()},
    )


def _send(visit: Visit, judged: Judged) -> Response:
    respond, payload = visit.respond, _payload(visit, judged)
    admission = _admission(visit, payload)
    found = respond.writer.do(
        lambda connection: submit(connection, keys=respond.keys, device=visit.device, admission=admission, payload=payload)
    )
    if found is Refusal.CLOSED:
        return refusals.closed(
            visit.study,
            [
                (row.label, row.answer)
                for section in rows_of(judged, visit.draft.answers, visit.language)
                for row in section.rows
                if row.open and row.answer
            ],
        )
    if not isinstance(found, Receipt):
        return refusals.not_understood(403)
    if going := respond.sweep.note(visit.device):
        respond.writer.do(partial(_wipe, going))
    response = see_other("/r/done")
    respond.jar.set_device(response, visit.device, keep=False)
    respond.jar.set_admission(response, visit.study.id, admission, keep=False)
    return response


def _wipe(going: tuple[str, ...], connection: Connection) -> None:
    sweep_drafts(connection, going)


def _admission(visit: Visit, payload: Payload) -> str:
    """A of this device: from its cookie, or anew from K, since the sealed draft proves the same."""
    study_id, admission = visit.respond.jar.admission(request)
    if study_id == payload.study_id and admission:
        return admission
    with visit.respond.reading.connect() as connection:
        found = readmit(connection, keys=visit.respond.keys, device=visit.device)
    return found.admission if isinstance(found, Redeemed) else ""


def done() -> ResponseReturnValue:
    """The last page, as long as the browser remembers; whoever has not sent is led to where he is."""
    respond = here()
    device = respond.jar.device(request)
    if device is None:
        return redirect("/r", 303)
    seen = look(respond.engine, device)
    if not seen.sent:
        return redirect("/r/on" if seen.draft else "/r", 303)
    study = _study_of(respond)
    return pages.done(device, study, token(device)) if study else pages.sent()


def _study_of(respond: Respond) -> StudyFacts | None:
    """The study of this browser's A, else the only one there is."""
    study_id, _admission = respond.jar.admission(request)
    known = respond.studies.all()
    return respond.studies.get(study_id) or (known[0] if len(known) == 1 else None)


def privacy() -> ResponseReturnValue:
    """How answers are kept."""
    return pages.privacy()


def no() -> ResponseReturnValue:
    """Somebody does not want to take part."""
    return pages.declined()


def used() -> ResponseReturnValue:
    """What to do when a link was opened on another device."""
    return refusals.elsewhere()


def add_routes(blueprint: Blueprint) -> None:
    """The addresses of this module."""
    public_route(blueprint, "/r/review")(review)
    public_route(blueprint, "/r/review", methods=["POST"])(finish)
    for path, view in (("/r/done", done), ("/r/privacy", privacy), ("/r/no", no), ("/r/used", used)):
        public_route(blueprint, path)(view)
