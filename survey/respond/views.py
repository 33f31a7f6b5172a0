"""The experts' pages: their addresses, and what happens when something does not go as it should.

`prepare(app)` makes what they stand on, `blueprint` holds them. There is no session: K and A travel in cookies, forms carry a token that
is bound to K. No view writes but through the one writer.
"""

from __future__ import annotations

import logging
import traceback

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from questionnaires.languages import Language
from survey.access import public_route
from survey.respond import answering, finishing, refusals, returning, starting, withdrawing
from survey.respond.context import here, prepare
from survey.respond.cookies import language_of
from survey.respond.pages import TurnedAway

__all__ = ["blueprint", "prepare"]

log = logging.getLogger("survey.respond")
blueprint = Blueprint("respond", __name__)

starting.add_routes(blueprint)
answering.add_routes(blueprint)
finishing.add_routes(blueprint)
returning.add_routes(blueprint)
withdrawing.add_routes(blueprint)

SAVE_DOOR = "respond.autosave"


def stray(rest: str) -> ResponseReturnValue:  # noqa: ARG001 - what stood there may be a code: it is neither looked at nor said again
    """An address under /r that is no page."""
    return refusals.malformed_link()


public_route(blueprint, "/r/<path:rest>", methods=["GET", "POST"])(stray)


@blueprint.errorhandler(TurnedAway)
def turned_away(away: TurnedAway) -> Response:
    """The visitor is shown another way; a script is told that its save was refused, so that it says so and keeps the page."""
    if request.endpoint == SAVE_DOOR:
        return jsonify(refused=away.response.status_code), 409  # type: ignore[return-value]
    return away.response


@blueprint.errorhandler(HTTPException)
def refused(error: HTTPException) -> Response:
    """Each refusal has its own plain page."""
    if request.endpoint == SAVE_DOOR:
        return jsonify(refused=error.code), error.code or 400  # type: ignore[return-value]
    if error.code == 404:
        return refusals.malformed_link()
    if error.code == 413:
        return refusals.too_large()
    if error.code == 429:
        return refusals.too_often(int(getattr(error, "retry_after", None) or 60))
    return refusals.not_understood(error.code or 400)


@blueprint.errorhandler(Exception)
def failed(error: Exception) -> Response:
    """A fault of ours. Its class and its place are written down: a message or a value could hold what somebody wrote."""
    places = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(traceback.extract_tb(error.__traceback__)))
    log.error("%s in %s: %s", type(error).__name__, request.endpoint, places)
    return refusals.broken()


@blueprint.after_request
def finished(response: Response) -> Response:
    """Nothing of these pages is kept by a browser or on the way, no link tells where it was followed from, a chosen language stays."""
    if request.args.get("language") in set(Language):
        here().jar.set_language(response, language_of(request))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
