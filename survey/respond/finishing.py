"""The way out: review, sending, the withdrawal code; leaving and coming back; forgetting a device; asking for deletion."""

from __future__ import annotations

import uuid
from functools import partial

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection

from questionnaires.answers import stored
from questionnaires.languages import Language
from survey.access import public_route
from survey.respond import pages
from survey.respond.consent_record import ConsentRecord
from survey.respond.context import WRONG_CODES, Respond, address, here
from survey.respond.cookies import is_token, language_of, token
from survey.respond.device import Device
from survey.respond.drafts import Admitted
from survey.respond.drafts_sweep import sweep_drafts
from survey.respond.flow import Judged
from survey.respond.redeem import Redeemed, readmit
from survey.respond.refusal import Refusal
from survey.respond.review import draw_review, rows_of
from survey.respond.starting import refuse_guessing
from survey.respond.studies import StudyFacts
from survey.respond.submit import Payload, Receipt, submit
from survey.respond.texts import catalogue
from survey.respond.visit import Visit, enter, guarded, look
from survey.respond.withdrawal import Withdrawal, request_withdrawal
from survey.security import csp_nonce


def review() -> ResponseReturnValue:
    """All answers by section, what is empty, and the button that sends."""
    visit = enter()
    response = _review_page(visit, visit.judge(visit.draft.answers))
    return _remember_language(response)


def _remember_language(response: Response) -> Response:
    if request.args.get("language") in set(Language):
        here().jar.set_language(response, language_of(request))
    return response


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
        return pages.closed(
            visit.study,
            [
                (row.label, row.answer)
                for section in rows_of(judged, visit.draft.answers, visit.language)
                for row in section.rows
                if row.open and row.answer
            ],
        )
    if not isinstance(found, Receipt):
        return pages.not_understood(403)
    if going := respond.sweep.note(visit.device):
        respond.writer.do(partial(_wipe, going))
    response = _see_other("/r/done")
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


def _see_other(to: str) -> Response:
    return Response(status=303, headers={"Location": to})


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
    response = pages.done(device, study, token(device)) if study else pages.sent()
    return _remember_language(response)


def _study_of(respond: Respond) -> StudyFacts | None:
    """The study of this browser's A, else the only one there is."""
    study_id, _admission = respond.jar.admission(request)
    known = respond.studies.all()
    return respond.studies.get(study_id) or (known[0] if len(known) == 1 else None)


def on() -> ResponseReturnValue:
    """Leads to where the expert stopped."""
    visit = enter()
    return redirect(f"/r/part/{visit.way.resumes_at(visit.draft.answers.keys())}", 303)


def resume_code() -> ResponseReturnValue:
    """The resume code, before the first question of a shared device or on wish."""
    visit = enter()
    _ = catalogue(visit.language).gettext
    begun = bool(visit.draft.answers)
    title = _("Continue on another device") if begun else _("Before the first question")
    words = _("This browser forgets you when it is closed. With this code you can come back, here or on another device.")
    return _code_page(visit, title=title, paragraphs=() if begun else (words,), on_words=_("Continue"), leaving=False)


def left() -> ResponseReturnValue:
    """What was written is kept, and how to come back."""
    visit = enter()
    _ = catalogue(visit.language).gettext
    sentences = (_("You can close this page. To go on, open the start page on this device, or use the code below."),)
    return _code_page(visit, title=_("Your answers are saved"), paragraphs=sentences, on_words=_("Go on answering"), leaving=True)


def _code_page(visit: Visit, *, title: str, paragraphs: tuple[str, ...], on_words: str, leaving: bool) -> Response:
    respond = visit.respond
    base = respond.settings.base_url or request.host_url
    return _remember_language(
        pages.page(
            "code.html",
            study=visit.study,
            title=title,
            paragraphs=paragraphs,
            code=visit.device.resume_code.replace("-", " "),
            address=f"{base.rstrip('/')}/r",
            on="/r/on",
            on_words=on_words,
            leaving=leaving,
            csrf=visit.csrf,
        )
    )


def forget() -> ResponseReturnValue:
    """The browser forgets the expert; what reached us stays."""
    respond = here()
    device = respond.jar.device(request)
    if device is not None and not is_token(device, request.form.get(":csrf", "")):
        return redirect("/r", 303)
    response = _see_other("/r/forgotten")
    respond.jar.forget(response)
    return response


def withdraw_page() -> ResponseReturnValue:
    """Where a withdrawal code is typed."""
    return _remember_language(_withdraw_page())


def _withdraw_page(*, code: str = "", fault: str = "", status: int = 200) -> Response:
    device = here().jar.device(request)
    mine = device or Device.new()
    _ = catalogue(language_of(request)).gettext
    response = pages.page("withdraw.html", status=status, title=_("Delete your answers"), csrf=token(mine), code=code, fault=fault)
    if device is None:
        here().jar.set_device(response, mine, keep=False)
    return response


def withdraw() -> ResponseReturnValue:
    """A request for deletion is noted, to be carried out with others. The page never says whether answers with this code exist."""
    respond, code = here(), request.form.get(":code", "").strip()
    _ = catalogue(language_of(request)).gettext
    refuse_guessing(respond)
    device = respond.jar.device(request)
    if device is None or not is_token(device, request.form.get(":csrf", "")):
        return _withdraw_page(
            code=code, fault=_("This page needs a cookie to recognise this browser. Please press the button once more."), status=403
        )
    respond.throttle.check("withdraw", address(), limit=WRONG_CODES)
    said = {_request(respond, study.id, code) for study in respond.studies.all()}
    if Withdrawal.NOTED in said:
        return pages.plain(
            _("Your request is noted"),
            _(
                "If answers with this code are here, they will be deleted together with others, at the next release at the latest. Nobody is told whose they were."
            ),
            _(
                "The page cannot say whether the code is right: that would show which answers are yours. Compare it once more with your paper if you are not sure."
            ),
            ways=(("/r/withdraw", _("Enter another code")),),
        )
    if Withdrawal.TOO_LATE in said:
        return pages.plain(
            _("The last day for deletion has passed"),
            _("Answers that were released can no longer be taken out. Write to the research team if this harms you."),
            status=410,
        )
    return _withdraw_page(
        code=code,
        fault=_("A withdrawal code has 16 letters and digits; this one does not fit. Compare it with what you wrote down."),
        status=422,
    )


def _request(respond: Respond, study_id: uuid.UUID, code: str) -> Withdrawal:
    today = respond.now().date()
    return respond.writer.do(
        lambda connection: request_withdrawal(connection, keys=respond.keys, study_id=study_id, code=code, today=today)
    )


def privacy() -> ResponseReturnValue:
    """How answers are kept."""
    return _remember_language(pages.privacy())


def no() -> ResponseReturnValue:
    """Somebody does not want to take part."""
    return _remember_language(pages.declined())


def forgotten() -> ResponseReturnValue:
    """The browser has forgotten."""
    return _remember_language(pages.forgotten())


def used() -> ResponseReturnValue:
    """What to do when a link was opened on another device."""
    return _remember_language(pages.elsewhere())


def add_routes(blueprint: Blueprint) -> None:
    """The addresses of this module."""
    public_route(blueprint, "/r/review")(review)
    public_route(blueprint, "/r/review", methods=["POST"])(finish)
    public_route(blueprint, "/r/forget", methods=["POST"])(forget)
    public_route(blueprint, "/r/withdraw")(withdraw_page)
    public_route(blueprint, "/r/withdraw", methods=["POST"])(withdraw)
    for path, view in (
        ("/r/done", done), ("/r/on", on), ("/r/code", resume_code), ("/r/left", left), ("/r/privacy", privacy), ("/r/no", no),
        ("/r/forgotten", forgotten), ("/r/used", used),
    ):  # fmt: skip
        public_route(blueprint, path)(view)
