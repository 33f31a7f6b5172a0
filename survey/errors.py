"""Refusals and faults as plain pages: what happened, what is safe, the way on. Logs name the class and the place, never what was sent."""

from __future__ import annotations

import logging
import secrets
import traceback
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil
from types import TracebackType

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from werkzeug.exceptions import BadRequest, HTTPException, TooManyRequests

from survey.access import standing, wants_json
from survey.installation import READING, Side, installation
from survey.languages import gettext as _
from survey.languages import ngettext

log = logging.getLogger("survey")
#: Where a page of refusal leads: addresses, since the other side's routes may not be served here.
WAYS = {"experts": "/r", "sign_in": "/sign-in", "studies": "/studies"}
_SECRET = ("password", "code", "token", "csrf")  # fields whose text is never shown again
_LETTERS = "ACDEFGHJKLMNPQRTUVWXY"


@dataclass(frozen=True)
class Words:
    """What a page of refusal says."""

    title: str
    text: str
    note: str = ""


class StaleForm(BadRequest):
    """A form was sent in another visit than the one in which it was opened. The team's side raises it; experts' forms are bound to K."""


def _minutes(seconds: int) -> str:
    if seconds < 60:
        return ngettext("You can try again in %(num)s second.", "You can try again in %(num)s seconds.", seconds)
    return ngettext("You can try again in %(num)s minute.", "You can try again in %(num)s minutes.", ceil(seconds / 60))


def _too_many(error: HTTPException) -> Words:
    wait = error.retry_after if isinstance(error, TooManyRequests) and isinstance(error.retry_after, int) else 60
    return Words(
        _("Too many tries from this place"),
        _("To guard answers against guessing, we wait a little.") + " " + _minutes(wait),
        _("Several people behind one office network count together."),
    )


def _stale_form() -> Words:
    return Words(
        _("This page was open for too long"),
        _(
            "For your safety a form counts only in the visit in which it was opened. Nothing was saved. Go back, load the page again and repeat the step."
        ),
    )


def _unreadable() -> Words:
    return Words(
        _("This could not be read"),
        _("What your browser sent could not be understood. Nothing was changed. Go back, load the page again and repeat the step."),
    )


def _by_code() -> dict[int, Words]:
    return {
        401: Words(
            _("You have been signed out"),
            _("Your visit ended, so this step was not saved. Sign in in another window, come back here and send the step again."),
        ),
        403: Words(
            _("This is not part of your role here"),
            _(
                "Your role in this study does not include this page or step. Ask an owner of the study if you need it. Nothing was changed."
            ),
        ),
        404: Words(
            _("There is no page here"),
            _("The address may have been copied in part, or the page was removed. Nothing of your work is lost."),
        ),
        405: Words(
            _("This step can't be done from here"),
            _("The address belongs to a step of a page, not to a page. Nothing was changed."),
        ),
        409: Words(
            _("Somebody else was here first"),
            _(
                "What you wanted to change has changed since your page was opened. Load the page again and repeat the step. Nothing was overwritten."
            ),
        ),
        413: Words(
            _("This is too much for one step"),
            _(
                "What you sent is larger than this page takes. Nothing was saved. Go back, shorten the text or choose a smaller file, and send again."
            ),
        ),
        500: Words(
            _("Something broke on our side"),
            _(
                "Your last saved work is safe: codes and answers are saved at each step. The fault has been written down, without your texts."
            ),
        ),
    }


def _for_experts() -> dict[int, Words]:
    return {
        404: Words(
            _("There is no page here"),
            _("The address may have been copied in part. Open the link in your letter again; what you have written is kept."),
        ),
        500: Words(
            _("Something broke on our side"),
            _(
                "What was saved before is safe. The fault has been written down, without your texts. Go back and try the step again."
            ),
        ),
    }


def _words(error: HTTPException, *, expert: bool) -> Words:
    """What to say of a refusal; kinds that have no words of their own are said to be unreadable."""
    if isinstance(error, StaleForm):
        return _stale_form()
    if error.code == HTTPStatus.TOO_MANY_REQUESTS:
        return _too_many(error)
    said = _by_code() | (_for_experts() if expert else {})
    return said.get(error.code or 500) or _unreadable()


def _typed() -> list[tuple[str, str]]:
    """What was typed into the refused form, so that the page can give it back; never a secret."""
    if request.method in READING or request.mimetype == "application/json":
        return []
    try:
        fields = [(name, text) for name, text in request.form.items(multi=True) if not any(word in name for word in _SECRET)]
    except HTTPException:  # too large or broken: there is nothing to give back
        return []
    return [(name, text) for name, text in fields if len(text) > 20 or " " in text]


def answer_error(error: HTTPException) -> Response:
    """The page, or for a script the JSON, of a refusal."""
    if error.response is not None:
        return make_response(error.response)
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    expert = installation().side is Side.EXPERTS or request.path == "/r" or request.path.startswith("/r/")
    said = _words(error, expert=expert)
    incident = g.get("incident")
    if wants_json():
        response = make_response(
            jsonify(error={"status": code, "title": said.title, "message": said.text, "incident": incident}), code
        )
    else:
        page = render_template(
            "errors/error.html",
            said=said,
            ways=WAYS,
            code=code,
            incident=incident,
            expert=expert,
            typed=[] if expert else _typed(),
            signed_in=code < 500 and standing() is not None,
            again=code >= 500 and request.method in READING,
        )
        response = make_response(page, code)
    for name, value in error.get_headers():
        if name in {"Retry-After", "Allow"}:
            response.headers[name] = value
    return response


def incident_number() -> str:
    """A number to name a fault by, such as K7-2291."""
    return f"{secrets.choice(_LETTERS)}{secrets.randbelow(10)}-{secrets.randbelow(10_000):04d}"


class FaultLog(Flask):
    """An application whose log says where a fault happened and of which class it is: messages of exceptions can hold what people wrote."""

    def log_exception(self, exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None]) -> None:
        """The fault is written down under an incident number."""
        g.incident = incident_number()
        kind, _error, trace = exc_info
        places = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(traceback.extract_tb(trace)))
        log.error(
            "incident %s: %s in %s %s: %s", g.incident, kind.__name__ if kind else "?", request.method, request.endpoint, places
        )


def prepare(app: Flask) -> None:
    """Each refusal that people can meet has its page."""
    app.register_error_handler(HTTPException, answer_error)
