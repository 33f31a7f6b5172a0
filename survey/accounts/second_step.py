"""The second step of signing in: codes of an app, each good once, and ten codes on paper."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

from flask_security.totp import Totp
from passlib.exc import UsedTokenError  # type: ignore[import-untyped]
from passlib.totp import TotpMatch  # type: ignore[import-untyped]
from sqlalchemy import or_, update
from sqlmodel import col

from survey.accounts.models import Account
from survey.installation import database

#: Seconds that the clock of a phone may be off, either way.
WINDOW = 30


class OnceOnlyTotp(Totp):
    """Codes of an app that count once: RFC 6238, section 5.2 (the library alone takes a code as often as it fits its window)."""

    def get_last_counter(self, user: Any) -> int | None:
        """The last time step whose code was taken."""
        counter: int | None = user.tf_last_counter
        return counter

    def set_last_counter(self, user: Any, tmatch: TotpMatch) -> None:
        """This time step is taken, in one statement: of two that come at once with one code, the second gets UsedTokenError."""
        later = or_(col(Account.tf_last_counter).is_(None), col(Account.tf_last_counter) < tmatch.counter)
        taken = database().execute(update(Account).where(col(Account.id) == user.id, later).values(tf_last_counter=tmatch.counter))
        if taken.rowcount != 1:  # type: ignore[attr-defined]
            raise UsedTokenError(expire_time=tmatch.expire_time)


def paper_code_key(secret: bytes) -> bytes:
    """The key under which paper codes lie in the database, drawn from the secret of the second step."""
    return base64.urlsafe_b64encode(hmac.digest(secret, b"paper codes", hashlib.sha256))
