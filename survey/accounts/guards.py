"""Limits on guessing: by account and place, by account, by place. A try is counted before it is judged."""

from __future__ import annotations

from flask import g, request, session

from survey.installation import installation
from survey.throttle import Limit

QUARTER = 15 * 60  # seconds
HERE = Limit(5, QUARTER)  # one account from one place
ACCOUNT = Limit(50, 3600)  # one account from anywhere: slows a distributed guess, locks nobody out for long
PLACE = Limit(60, QUARTER)  # one place, any account: an office behind one address
CODES = Limit(10, 3600)  # codes of the second step for one account
LETTERS = Limit(5, 3600)  # letters asked for, by address and by place


def _place() -> str:
    return request.remote_addr or ""


def _account() -> str:
    return request.form.get("email", "").strip().casefold()


def guard() -> None:
    """Called before every request that writes; raises TooManyRequests, which says when to come back."""
    if request.method != "POST":
        return
    check = installation().throttle.check
    match (request.endpoint or "").removeprefix("security."):
        case "login":
            g.reads_first = True  # a password takes long to check: nobody's answer waits for it behind the write lock
            check("sign-in here", _account(), _place(), limit=HERE)
            check("sign-in account", _account(), limit=ACCOUNT)
            check("sign-in place", _place(), limit=PLACE)
        case "two_factor_token_validation" | "mf_recovery":
            check("second step", str(session.get("tf_user_id") or session.get("_user_id")), limit=CODES)
        case "forgot_password":
            g.reads_first = True
            check("letter", _account(), limit=LETTERS)
            check("letter place", _place(), limit=Limit(LETTERS.tries * 4, LETTERS.seconds))
        case "reset_password" | "accounts.use":
            check("link", _place(), limit=PLACE)
        case "verify" | "change_password":
            check("password again", str(session.get("_user_id")), limit=Limit(10, QUARTER))


def tries_left() -> int:
    """How often this account may still be tried from this place."""
    return installation().throttle.left("sign-in here", _account(), _place(), limit=HERE)


def welcome() -> None:
    """Whoever signed in has no tries to his name."""
    installation().throttle.forget("sign-in here", _account(), _place())
