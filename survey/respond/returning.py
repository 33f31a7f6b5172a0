"""Coming back: the resume code, leaving, forgetting a device, and a page that lost its device."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from survey.access import public_route
from survey.respond import drafts, pages, refusals
from survey.respond.context import Respond, here
from survey.respond.cookies import is_token, language_of
from survey.respond.device import Device
from survey.respond.drafts import Raw
from survey.respond.guessing import refuse_guessing, wrong_code
from survey.respond.pages import see_other
from survey.respond.posted import changes_of, texts_of
from survey.respond.redeem import Readmitted, readmit
from survey.respond.refusal import Refusal
from survey.respond.texts import catalogue
from survey.respond.visit import Visit, enter


def resume_page() -> ResponseReturnValue:
    """Where a resume code is typed."""
    return _resume_page()


def _resume_page(*, code: str = "", fault: str = "", status: int = 200) -> Response:
    _ = catalogue(language_of(request)).gettext
    part = request.form.get(":part", "")
    kept = [
        (key, value) for key in request.form for value in request.form.getlist(key) if not key.startswith(":") or key == ":version"
    ]
    return pages.page(
        "resume.html",
        status=status,
        title=_("Continue with a resume code"),
        paragraphs=(_("It brings you back to where you stopped, on any device."),),
        typed=texts_of(request.form, {}),
        kept=kept,
        part=int(part) if part.isascii() and part.isdigit() and len(part) < 4 else None,
        csrf="",
        code=code,
        fault=fault,
        device=request.form.get(":device", "shared"),
    )


def resume() -> ResponseReturnValue:
    """The device of a typed resume code goes on here, with what was written on the page that lost it."""
    respond, code = here(), request.form.get(":code", "").strip()
    _ = catalogue(language_of(request)).gettext
    refuse_guessing(respond)
    device = Device.from_resume_code(code)
    if device is None:
        return _resume_page(
            code=code,
            fault=_("A resume code has 26 letters and digits; this one does not fit. Compare it with what you wrote down."),
            status=422,
        )
    with respond.reading.connect() as connection:
        found = readmit(connection, keys=respond.keys, device=device)
    if found is Refusal.UNKNOWN:
        wrong_code(respond)
        return _resume_page(
            code=code, fault=_("No answers are kept under this code. Compare it with what you wrote down."), status=404
        )
    if found is Refusal.CLOSED:
        return refusals.closed(typed=texts_of(request.form, {}))
    keep = request.form.get(":device") == "own"
    if isinstance(found, Refusal):
        response = see_other("/r/done")
        respond.jar.set_device(response, device, keep=False)
        return response
    response = see_other(_bring_along(respond, device, found))
    respond.jar.set_device(response, device, keep=keep)
    respond.jar.set_admission(response, found.study_id, found.admission, keep=keep)
    return response


def _bring_along(respond: Respond, device: Device, found: Readmitted) -> str:
    """What was written on a page that had lost its device is saved; where to go on."""
    study, part, version = (
        respond.studies.get(found.study_id),
        request.form.get(":part", ""),
        uuid.UUID(found.draft.content["version"]),
    )
    if study is None or not part or request.form.get(":version") != str(version):
        return "/r/on"
    number = int(part) if part.isascii() and part.isdigit() and len(part) < 4 else 0
    if not 1 <= number <= len(respond.studies.outline(version).names):
        return "/r/on"
    sheet = respond.studies.sheet(study, version, number, language_of(request))
    written: dict[str, Raw] = {name: said for name, said in changes_of(sheet, request.form).items() if said is not None}
    if written:
        respond.writer.do(lambda connection: drafts.save(connection, device, base_revision=found.draft.revision, changes=written))
    return f"/r/part/{number}"


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
    return pages.page(
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


def forget() -> ResponseReturnValue:
    """The browser forgets the expert; what reached us stays."""
    respond = here()
    device = respond.jar.device(request)
    if device is not None and not is_token(device, request.form.get(":csrf", "")):
        return redirect("/r", 303)
    response = see_other("/r/forgotten")
    respond.jar.forget(response)
    return response


def forgotten() -> ResponseReturnValue:
    """The browser has forgotten."""
    return pages.forgotten()


def add_routes(blueprint: Blueprint) -> None:
    """The addresses of this module."""
    public_route(blueprint, "/r/resume")(resume_page)
    public_route(blueprint, "/r/resume", methods=["POST"])(resume)
    public_route(blueprint, "/r/on")(on)
    public_route(blueprint, "/r/code")(resume_code)
    public_route(blueprint, "/r/left")(left)
    public_route(blueprint, "/r/forget", methods=["POST"])(forget)
    public_route(blueprint, "/r/forgotten")(forgotten)
