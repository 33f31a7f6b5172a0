"""The front desk of the studio: sessions, forms' tokens, and Flask-Security set up for this house."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from flask import Flask, session
from flask_login import user_logged_in
from flask_security import Security
from flask_security.datastore import FSQLALiteUserDatastore
from flask_security.utils import set_request_attr
from flask_wtf.csrf import CSRFProtect
from sqlmodel import Session

from survey.accounts.models import Account
from survey.accounts.secrets import secret
from survey.accounts.sessions import StaffSessions, StaffVisit
from survey.installation import EXTENSION, Installation, Side, database
from survey.permissions import Permission
from survey.settings import Settings

#: Routes of Flask-Security and what they ask of a visitor; the rest of it is switched off.
PERMISSIONS = {
    "login": Permission.PUBLIC,
    "logout": Permission.PUBLIC,
    "verify": Permission.ACCOUNT,
    "forgot_password": Permission.PUBLIC,
    "reset_password": Permission.PUBLIC,
    "change_password": Permission.ACCOUNT,
    "two_factor_setup": Permission.ACCOUNT,
    "two_factor_setup_validate": Permission.ACCOUNT,
    "two_factor_token_validation": Permission.PUBLIC,
    "two_factor_rescue": Permission.PUBLIC,
    "tf_select": Permission.PUBLIC,
    "mf_recovery": Permission.PUBLIC,
    "mf_recovery_codes": Permission.ACCOUNT,
}


class _RequestDatabase:
    """What Flask-Security calls `db`: the session of the request."""

    @property
    def session(self) -> Session:
        return database()


def _configuration(settings: Settings) -> dict[str, Any]:
    hashing = {
        "argon2__type": "ID",
        "argon2__memory_cost": settings.argon2_memory_kib,
        "argon2__time_cost": settings.argon2_time,
        "argon2__parallelism": 1,
    }
    said = {
        "LOGIN_USER_TEMPLATE": "accounts/sign_in.html",
        "STATIC_FOLDER": None,
        "STATIC_FOLDER_URL": None,
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_SINGLE_HASH": True,
        "PASSWORD_HASH_PASSLIB_OPTIONS": hashing,
        "PASSWORD_LENGTH_MIN": 12,
        "PASSWORD_NORMALIZE_FORM": "NFKC",
        "RECOVERABLE": True,
        "CHANGEABLE": True,
        "TWO_FACTOR": True,
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TOTP_ISSUER": "Saraptama",
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "MULTI_FACTOR_RECOVERY_CODES_N": 10,
        "JOIN_USER_ROLES": False,
        "RETURN_GENERIC_RESPONSES": True,
        "RESET_PASSWORD_WITHIN": timedelta(hours=4),
        "FRESHNESS": timedelta(minutes=60),
        "FRESHNESS_GRACE_PERIOD": timedelta(minutes=10),
        "API_ENABLED_METHODS": ["session"],
        "LOGIN_URL": "/sign-in",
        "LOGOUT_URL": "/sign-out",
        "RESET_URL": "/new-password",
        "CHANGE_URL": "/account/password",
        "VERIFY_URL": "/account/confirm",
        "TWO_FACTOR_SETUP_URL": "/account/second-step",
        "TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/second-step",
        "TWO_FACTOR_RESCUE_URL": "/sign-in/help",
        "MULTI_FACTOR_RECOVERY_CODES_URL": "/account/paper-codes",
        "MULTI_FACTOR_RECOVERY_URL": "/sign-in/paper-code",
        "POST_LOGIN_VIEW": "/studies",
        "POST_LOGOUT_VIEW": "/sign-in",
        "LOGOUT_CSRF": True,
        "USER_IDENTITY_ATTRIBUTES": [{"email": {"mapper": lambda text: text.strip().lower() if text else None, "case_insensitive": True}}],
    }
    return {f"SECURITY_{name}": value for name, value in said.items()}


def _who(uniquifier: str) -> Account | None:
    """The account of this visit, which the frame has read already; Flask-Login asks on every request."""
    visit = cast(StaffVisit, session._get_current_object())  # type: ignore[attr-defined]
    if visit.account is None or visit.account.fs_uniquifier != uniquifier:
        return None
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", visit.get("fs_paa", 0))
    return visit.account


def _entered(_: Flask, user: Account, **_more: Any) -> None:
    """Flask-Login has taken somebody in: this visit gets a row of its own."""
    visit = cast(StaffVisit, session._get_current_object())  # type: ignore[attr-defined]
    visit.entering = user.id


def prepare(app: Flask) -> None:
    """The application knows the team: its sessions, its forms, its ways in."""
    house: Installation = app.extensions[EXTENSION]
    folder = house.settings.keys / "studio"
    sessions, totp = secret(folder, "sessions"), secret(folder, "totp")
    app.secret_key = sessions
    app.session_interface = StaffSessions(secret=sessions, plain=house.settings.demo)
    app.config.update(
        WTF_CSRF_TIME_LIMIT=None,  # a form counts as long as its visit: no work is lost to a clock
        WTF_CSRF_SSL_STRICT=False,  # our pages send no Referer; `survey.security` looks at Sec-Fetch-Site instead
        SECURITY_TOTP_SECRETS={1: totp.hex()},
        SECURITY_DATETIME_FACTORY=house.now,
        **_configuration(house.settings),
    )
    csrf = CSRFProtect(app)
    if house.side is Side.BOTH:
        from survey.respond import views

        csrf.exempt(views.blueprint)  # experts have no session: their forms' tokens are bound to K
    Security(app, FSQLALiteUserDatastore(_RequestDatabase(), Account, None))
    app.login_manager.user_loader(_who)  # type: ignore[attr-defined]
    app.login_manager.session_protection = None  # type: ignore[attr-defined] # it would tie a visit to an address, which travels with its owner
    user_logged_in.connect(_entered, app)
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith("security."):
            view.permission = PERMISSIONS[endpoint.removeprefix("security.")]  # type: ignore[attr-defined]
