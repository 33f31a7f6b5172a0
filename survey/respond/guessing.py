"""Codes cannot be tried at will: wrong ones count against the address they come from, in memory only."""

from __future__ import annotations

from werkzeug.exceptions import TooManyRequests

from survey.respond.context import WRONG_CODES, Respond, address


def wrong_code(respond: Respond) -> None:
    """A code that opens nothing counts against its address. Raises TooManyRequests after too many."""
    respond.throttle.check("code", address(), limit=WRONG_CODES)


def refuse_guessing(respond: Respond) -> None:
    """Raises TooManyRequests when this address has no try left, before anything is looked up."""
    if respond.throttle.left("code", address(), limit=WRONG_CODES) == 0:
        raise TooManyRequests(retry_after=WRONG_CODES.seconds)
