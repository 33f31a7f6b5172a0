"""Accounts from outside a visit: made, given a link, given a password. Verbs flush and never commit."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete
from sqlmodel import Session, col, select

from survey.accounts.models import Account, SignInLink
from survey.accounts.sessions import end_sessions, hash_id


class Purpose(StrEnum):
    """What a link is for: entering the demo, or setting the first password of an account."""

    DEMO = "demo"
    PASSWORD = "password"  # noqa: S105 - a purpose, not a secret


VALID = timedelta(days=7)


class AccountError(ValueError):
    """An account can't be made or found so; the message says how to mend it."""


@dataclass(frozen=True)
class Entry:
    """An account that a link leads to."""

    account: Account
    purpose: Purpose


def known_address(email: str) -> str:
    """The address as it is kept: in lower case; raises AccountError."""
    name, _, domain = email.strip().lower().rpartition("@")
    try:
        if domain == "localhost":  # the demo's people: a name of this machine, which the library keeps out of mail
            return validate_email(f"{name}@example.org", check_deliverability=False).local_part + "@localhost"
        found = validate_email(email.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        raise AccountError(f"{email} is no mail address. It looks like name@example.org.") from None
    return found.normalized.lower()


def create_account(
    session: Session, *, email: str, now: datetime, name: str = "", language: str = "en", founder: bool = False
) -> Account:
    """An account without a password; raises AccountError when the address is taken or none."""
    address = known_address(email)
    if session.exec(select(Account).where(Account.email == address)).first() is not None:
        raise AccountError(f"There is an account of {address} already.")
    account = Account(
        email=address, name=name.strip()[:80] or address.split("@")[0], language=language, founder=founder, created_at=now
    )
    session.add(account)
    session.flush()
    return account


def find_account(session: Session, email: str) -> Account:
    """The account of that address; raises AccountError when there is none."""
    account = session.exec(select(Account).where(Account.email == email.strip().lower())).first()
    if account is None:
        raise AccountError(f"There is no account of {email}. List them with: saraptama account list")
    return account


def make_link(session: Session, *, account_id: uuid.UUID, purpose: Purpose, now: datetime) -> str:
    """The address, from /enter/ on, of a page that lets this account in once within seven days; earlier links for that purpose end."""
    gone = delete(SignInLink).where(
        (col(SignInLink.account_id) == account_id) & (col(SignInLink.purpose) == purpose) | (col(SignInLink.expires_at) < now)
    )
    session.execute(gone)
    token = secrets.token_urlsafe(24)
    session.add(SignInLink(id_hash=hash_id(token), account_id=account_id, purpose=purpose, expires_at=now + VALID))
    session.flush()
    return f"/enter/{token}"


def read_link(session: Session, token: str, *, now: datetime) -> Entry | None:
    """Where the link leads, or None when it was used, is too old or never was; reading does not use it up."""
    link = session.get(SignInLink, hash_id(token))
    if link is None or link.expires_at <= now:
        return None
    account = session.get(Account, link.account_id)
    return Entry(account, Purpose(link.purpose)) if account and account.active else None


def use_link(session: Session, token: str, *, now: datetime) -> Entry | None:
    """The same, and the link counts no more: of two who come at once, one gets in."""
    entry = read_link(session, token, now=now)
    used = session.execute(delete(SignInLink).where(col(SignInLink.id_hash) == hash_id(token)))
    return entry if entry and used.rowcount == 1 else None  # type: ignore[attr-defined]


def set_password(session: Session, *, account: Account, hashed: str) -> None:
    """The account has that password; whoever was signed in is so no more."""
    account.password = hashed
    account.fs_uniquifier = uuid.uuid4().hex
    session.add(account)
    end_sessions(session, account_id=account.id)
    session.flush()


def drop_second_step(session: Session, *, account: Account) -> None:
    """The account signs in by its password alone until a second step is set up anew: for a lost device."""
    account.tf_primary_method = account.tf_totp_secret = account.tf_last_counter = None
    account.mf_recovery_codes = []
    session.add(account)
    session.flush()
