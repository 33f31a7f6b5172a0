"""Asking for deletion with the withdrawal code."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from survey.access import public_route
from survey.respond import pages
from survey.respond.context import WRONG_CODES, Respond, address, here
from survey.respond.cookies import is_token, language_of, token
from survey.respond.device import Device
from survey.respond.guessing import refuse_guessing
from survey.respond.texts import catalogue
from survey.respond.withdrawal import Withdrawal, request_withdrawal


def withdraw_page() -> ResponseReturnValue:
    """Where a withdrawal code is typed."""
    return _withdraw_page()


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


def add_routes(blueprint: Blueprint) -> None:
    """The addresses of this module."""
    public_route(blueprint, "/r/withdraw")(withdraw_page)
    public_route(blueprint, "/r/withdraw", methods=["POST"])(withdraw)
