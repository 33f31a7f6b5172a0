"""The way in: the start page, its consent, the code, and the ways back in. Nothing is redeemed before Start is pressed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Connection, select
from werkzeug.exceptions import NotFound

from questionnaires.languages import Language
from survey.access import public_route
from survey.respond import drafts, pages, refusals
from survey.respond.consent import TAKE_PART
from survey.respond.consent_record import MAY_ARCHIVE, MAY_QUOTE, ConsentRecord
from survey.respond.context import Respond, here
from survey.respond.cookies import is_token, language_of, token
from survey.respond.device import Device
from survey.respond.drafts import DraftState
from survey.respond.guessing import refuse_guessing, wrong_code
from survey.respond.pages import see_other
from survey.respond.redeem import Redeemed, parse_code, redeem
from survey.respond.refusal import Refusal
from survey.respond.studies import StudyFacts, newest_version
from survey.respond.tables import invitation, invitation_code
from survey.respond.texts import catalogue
from survey.respond.visit import look


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What stands in the start form."""

    code: str = ""
    consent: str = ""
    ticks: frozenset[str] = frozenset()
    device: str = ""

    @classmethod
    def of_request(cls) -> Typed:
        """As it was posted."""
        form = request.form
        return cls(
            code=form.get(":code", "").strip(),
            consent=form.get(":consent", ""),
            ticks=frozenset(form.getlist(":tick")),
            device=form.get(":device", ""),
        )


def consent_id(study: StudyFacts) -> str:
    """Which wording somebody consents to: study and number, as it stands in addresses and forms."""
    return f"{study.id}/{study.consent_number}"


def start_page(
    device: Device,
    typed: Typed,
    *,
    study: StudyFacts | None,
    fixed_code: bool = False,
    faults: Mapping[str, str] | None = None,
    note: str = "",
    status: int = 200,
    language: str = "",
) -> Response:
    """The first page (`study` shown when it is the only one), or with `fixed_code` the second step of a server with several studies."""
    spoken = language or language_of(request)
    respond = here()
    response = pages.page(
        "start.html",
        status=status,
        language=spoken,
        study=study,
        form="start",
        enter="start" if study else "look",
        title=study.shown(spoken)["title"] if study else catalogue(spoken).gettext("Survey of specialists"),
        progress=1,
        csrf=token(device),
        consent=study.shown(spoken) if study else None,
        consent_id=consent_id(study) if study else "",
        minutes=respond.studies.minutes(study.id) if study else None,
        fixed_code=fixed_code,
        code=typed.code,
        ticked=typed.ticks,
        device=typed.device,
        faults=faults or {},
        note=note,
    )
    if language:
        respond.jar.set_language(response, language)
    return response


def _only_study() -> StudyFacts | None:
    found = here().studies.open()
    return found[0] if len(found) == 1 else None


def front() -> ResponseReturnValue:
    """The start page; whoever has begun on this device is led on, whoever has sent sees the last page. Nothing is written."""
    respond = here()
    device = respond.jar.device(request)
    if device is not None:
        seen = look(respond.engine, device)
        if seen.sent:
            return redirect("/r/done", 303)
        if seen.draft is not None:
            return _welcome_back(device, seen.draft)
    if not respond.studies.open():
        return refusals.nothing_open()
    mine = device or Device.new()
    response = start_page(mine, Typed(), study=_only_study())
    if device is None:
        respond.jar.set_device(response, mine, keep=False)
    return response


def _welcome_back(device: Device, state: DraftState) -> Response:
    _ = catalogue(language_of(request)).gettext
    return pages.page(
        "back.html",
        study=here().studies.get(uuid.UUID(state.content["study"])),
        title=_("Welcome back"),
        csrf=token(device),
    )


def begin() -> ResponseReturnValue:
    """What was pressed on the start page: a language, the look at a code, or Start."""
    respond, typed = here(), Typed.of_request()
    device = respond.jar.device(request)
    go = request.form.getlist(":go")[-1] if ":go" in request.form else "start"
    language = go.partition(":")[2] if go.startswith("language:") and go.partition(":")[2] in set(Language) else ""
    spoken = language or language_of(request)
    if device is None or not is_token(device, request.form.get(":csrf", "")):
        return _without_token(device, typed, spoken)
    study = _study_of_form(typed) if typed.consent else _only_study()
    if language:
        return start_page(device, typed, study=study, fixed_code=_is_second_step(study), language=language)
    return _start(respond, device, typed, study)


def _is_second_step(study: StudyFacts | None) -> bool:
    return study is not None and _only_study() is None


def _without_token(device: Device | None, typed: Typed, language: str) -> Response:
    """Cookies were off, cleared or replaced: the page comes again with what was typed, and with a cookie."""
    mine = device or Device.new()
    words = catalogue(language).gettext(
        "This page needs a cookie to recognise this browser. Please press the button once more; if this comes again, allow cookies."
    )
    study = _study_of_form(typed) or _only_study()
    response = start_page(mine, typed, study=study, fixed_code=_is_second_step(study), note=words, status=403)
    if device is None:
        here().jar.set_device(response, mine, keep=False)
    return response


def _study_of_form(typed: Typed) -> StudyFacts | None:
    try:
        return here().studies.get(uuid.UUID(typed.consent.partition("/")[0]))
    except ValueError:
        return None


def study_of_code(connection: Connection, respond: Respond, code: str) -> uuid.UUID | None:
    """The study whose letter holds this code; nothing is redeemed."""
    found: uuid.UUID | None = connection.execute(
        select(invitation.c.study_id)
        .join(invitation_code, invitation_code.c.invitation_id == invitation.c.id)
        .where(invitation_code.c.h == respond.keys.peppered("code", code))
    ).scalar_one_or_none()
    return found


def _code_fault(code: str, language: str) -> str:
    _ = catalogue(language).gettext
    if not code:
        return _("Write the code of your invitation. It stands in the letter.")
    return _(
        "A code has 26 letters and digits; this one does not fit. Compare it with the letter, or open the link in the letter again."
    )


def _start(respond: Respond, device: Device, typed: Typed, study: StudyFacts | None) -> Response:
    language = language_of(request)
    _ = catalogue(language).gettext
    refuse_guessing(respond)
    code = parse_code(typed.code)
    faults: dict[str, str] = {}
    if code is None:
        faults["code"] = _code_fault(typed.code, language)
        return start_page(device, typed, study=_only_study(), faults={**faults, **_gaps(typed, study, language)}, status=422)
    with respond.reading.connect() as connection:
        its = respond.studies.get(study_of_code(connection, respond, code))
    if its is None:
        wrong_code(respond)
        faults["code"] = _(
            "No invitation has this code. Compare it with the letter; if it is the same, write to the research team."
        )
        return start_page(device, typed, study=_only_study(), faults=faults, status=404)
    if not its.open:
        return refusals.closed(its)
    if study is None or typed.consent != consent_id(its):
        return start_page(device, Typed(code=typed.code), study=its, fixed_code=True)
    if faults := _gaps(typed, its, language):
        return start_page(device, typed, study=its, fixed_code=_is_second_step(its), faults=faults, status=422)
    return _redeem(respond, device, code, typed, its)


def _gaps(typed: Typed, study: StudyFacts | None, language: str) -> dict[str, str]:
    """What is still missing for a start."""
    _ = catalogue(language).gettext
    faults: dict[str, str] = {}
    if study is None:
        return faults
    if TAKE_PART not in typed.ticks:
        faults[TAKE_PART] = _("To start, tick that you want to take part.")
    if typed.device not in {"own", "shared"}:
        faults["device"] = _("Say whether this is your own device.")
    return faults


def _redeem(respond: Respond, device: Device, code: str, typed: Typed, study: StudyFacts) -> Response:
    language = language_of(request)
    consent = ConsentRecord(number=study.consent_number, language=language, ticks=typed.ticks & {MAY_QUOTE, MAY_ARCHIVE})

    def command(connection: Connection) -> Redeemed | Refusal:
        found = redeem(connection, keys=respond.keys, code=code, device=device)
        if isinstance(found, Redeemed):
            open_draft(connection, device, found, consent)
        return found

    found = respond.writer.do(command)
    if found is Refusal.DEVICE_TAKEN:  # this browser carries another survey's draft: it stays, under its own resume code
        return _redeem(respond, Device.new(), code, typed, study)
    if isinstance(found, Refusal):
        return _refused(found, study)
    keep = typed.device == "own"
    response = see_other("/r/part/1" if keep else "/r/code")
    respond.jar.set_device(response, device, keep=keep)
    respond.jar.set_admission(response, found.study_id, found.admission, keep=keep)
    respond.jar.set_language(response, language)
    return response


def open_draft(connection: Connection, device: Device, found: Redeemed, consent: ConsentRecord) -> DraftState | Refusal:
    """There is a draft, which holds the consent; one that was there keeps its version and its answers."""
    state = drafts.load(connection, device)
    head: dict[str, object] = {"consent": consent.to_json(), "language": consent.language}
    if state is None:
        head |= {
            "study": str(found.study_id),
            "questionnaire": str(found.questionnaire_id),
            "version": str(newest_version(connection, found.questionnaire_id)),
            "attributes": dict(found.attributes),
        }
    return drafts.save(connection, device, base_revision=state.revision if state else 0, changes={}, head=head)


def _refused(refusal: Refusal, study: StudyFacts | None) -> Response:
    if refusal is Refusal.ELSEWHERE:
        return refusals.elsewhere()
    if refusal is Refusal.ALREADY_SENT:
        return see_other("/r/done")
    if refusal is Refusal.CLOSED:
        return refusals.closed(study)
    return refusals.malformed_link()


def with_slash() -> ResponseReturnValue:
    """A link that somebody ended with a slash: the fragment, which we never see, goes along."""
    return redirect("/r", 303)


def consent_copy(study_id: uuid.UUID, number: int) -> ResponseReturnValue:
    """The consent text by itself, to keep or to print."""
    study = here().studies.get(study_id)
    if study is None or study.consent_number != number:
        raise NotFound
    shown = study.shown(language_of(request))
    return pages.page(
        "consent.html", study=study, title=shown["title"], consent=shown, number=number, check_sum=study.consent_hash[:16]
    )


def add_routes(blueprint: Blueprint) -> None:
    """The addresses of this module."""
    public_route(blueprint, "/r")(front)
    public_route(blueprint, "/r", methods=["POST"])(begin)
    public_route(blueprint, "/r/")(with_slash)
    public_route(blueprint, "/r/consent/<uuid:study_id>/<int:number>")(consent_copy)
