"""The front desk of the studio: sessions, forms' tokens, and Flask-Security set up for this house."""

from __future__ import annotations

import importlib
import uuid
from datetime import timedelta
from typing import Any, cast

from flask import Flask, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import user_logged_in  # type: ignore[import-untyped]
from flask_security import Security
from flask_security.datastore import FSQLALiteUserDatastore
from flask_security.forms import LoginForm, RequiredLocalize, TwoFactorRescueForm, TwoFactorSetupForm
from flask_security.recovery_codes import MfRecoveryForm
from flask_security.signals import password_changed, password_reset, tf_disabled, tf_profile_changed
from flask_security.utils import set_request_attr
from flask_wtf.csrf import CSRFError, CSRFProtect
from sqlmodel import Session
from wtforms import RadioField, StringField

from survey import audit
from survey.access import sign_in_or_refuse
from survey.accounts import guards, pages
from survey.accounts.entry import drop_second_step
from survey.accounts.mail import Letters
from survey.accounts.models import Account
from survey.accounts.passwords import ADVISED, SHORTEST, Passwords
from survey.accounts.second_step import WINDOW, OnceOnlyTotp, paper_code_key
from survey.accounts.sessions import StaffSessions, current_visit, end_sessions
from survey.accounts.wording import MESSAGES, Domain
from survey.errors import StaleForm, answer_error
from survey.installation import EXTENSION, Installation, Side, database, installation
from survey.keys import StudioKeys
from survey.languages import gettext as _
from survey.languages import ngettext
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

_CONFIGURATION: dict[str, Any] = {
    "STATIC_FOLDER": None,
    "STATIC_FOLDER_URL": None,
    "PASSWORD_HASH": "argon2",
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_SINGLE_HASH": True,
    "PASSWORD_LENGTH_MIN": SHORTEST,
    "RECOVERABLE": True,
    "CHANGEABLE": True,
    "TWO_FACTOR": True,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_AUTHENTICATOR_VALIDITY": WINDOW,
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "TOTP_ISSUER": "Saraptama",
    "MULTI_FACTOR_RECOVERY_CODES": True,
    "MULTI_FACTOR_RECOVERY_CODES_N": 10,
    "JOIN_USER_ROLES": False,
    "RETURN_GENERIC_RESPONSES": True,
    "RESET_PASSWORD_WITHIN": timedelta(hours=4),
    "TWO_FACTOR_SETUP_WITHIN": timedelta(minutes=30),
    "FRESHNESS": timedelta(minutes=60),
    "FRESHNESS_GRACE_PERIOD": timedelta(minutes=10),
    "API_ENABLED_METHODS": ["session"],
    "EMAIL_HTML": False,
    "EMAIL_SENDER": "",
    "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
    "LOGIN_URL": "/sign-in",
    "LOGOUT_URL": "/sign-out",
    "LOGOUT_CSRF": True,
    "RESET_URL": "/new-password",
    "CHANGE_URL": "/account/password",
    "VERIFY_URL": "/account/confirm",
    "TWO_FACTOR_SETUP_URL": "/account/second-step",
    "TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/second-step",
    "TWO_FACTOR_RESCUE_URL": "/sign-in/help",
    "TWO_FACTOR_SELECT_URL": "/sign-in/choice",
    "MULTI_FACTOR_RECOVERY_CODES_URL": "/account/paper-codes",
    "MULTI_FACTOR_RECOVERY_URL": "/sign-in/paper-code",
    "POST_LOGIN_VIEW": "/studies",
    "POST_LOGOUT_VIEW": "/sign-in",
    "POST_CHANGE_VIEW": "/account",
    "TWO_FACTOR_POST_SETUP_VIEW": "/account",
    "LOGIN_USER_TEMPLATE": "accounts/sign_in.html",
    "LOGOUT_USER_TEMPLATE": "accounts/sign_out.html",
    "FORGOT_PASSWORD_TEMPLATE": "accounts/ask_letter.html",
    "RESET_PASSWORD_TEMPLATE": "accounts/new_password.html",
    "CHANGE_PASSWORD_TEMPLATE": "accounts/change_password.html",
    "VERIFY_TEMPLATE": "accounts/confirm.html",
    "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "accounts/second_step.html",
    "TWO_FACTOR_SETUP_TEMPLATE": "accounts/second_step_setup.html",
    "MULTI_FACTOR_RECOVERY_TEMPLATE": "accounts/paper_code.html",
    "MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "accounts/paper_codes.html",
    "EMAIL_TEMPLATE_PASSWORD_RESET": "accounts/mail/reset",
    "EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": "accounts/mail/changed",
    "EMAIL_TEMPLATE_PASSWORD_CHANGE_NOTICE": "accounts/mail/changed",
    "USER_IDENTITY_ATTRIBUTES": [
        {"email": {"mapper": lambda text: text.strip().lower() if text else None, "case_insensitive": True}}
    ],
}


class _RequestDatabase:
    """What Flask-Security calls `db`: the session of the request."""

    @property
    def session(self) -> Session:
        return database()


class Accounts(FSQLALiteUserDatastore):
    """Flask-Security's door to the rows."""

    def __init__(self) -> None:
        super().__init__(cast("Any", _RequestDatabase()), Account, cast("Any", None))

    def tf_reset(self, user: Any) -> None:
        """The second step is gone, with its paper codes."""
        drop_second_step(database(), account=user)


class SignInForm(LoginForm):
    """Address and password; a browser is never remembered beyond its visit."""

    remember = None  # type: ignore[assignment]


class StepSetUpForm(TwoFactorSetupForm):
    """What to do with the second step: "authenticator" or "disable". (The library's radio buttons speak to older WTForms.)"""

    setup = StringField()  # type: ignore[assignment]


def _as_printed(typed: str | None) -> str | None:
    """A paper code as it was made, however it was typed: small letters, hyphens between groups of four."""
    signs = "".join(sign for sign in (typed or "").casefold() if sign.isalnum())
    return "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))


class PaperCodeForm(MfRecoveryForm):
    """One of the codes on paper."""

    code = StringField(filters=[_as_printed], validators=[RequiredLocalize()])


class StepHelpForm(TwoFactorRescueForm):
    """Never drawn: `_help` says whom to ask."""

    help_setup = RadioField(choices=[])


def _configuration(settings: Settings) -> dict[str, Any]:
    hashing = {
        "argon2__type": "ID",
        "argon2__memory_cost": settings.argon2_memory_kib,
        "argon2__time_cost": settings.argon2_time,
        "argon2__parallelism": 1,
    }
    messages = {f"MSG_{key}": message for key, message in MESSAGES.items()}
    return {
        f"SECURITY_{name}": value
        for name, value in {**_CONFIGURATION, **messages, "PASSWORD_HASH_PASSLIB_OPTIONS": hashing}.items()
    }


def _who(uniquifier: str) -> Account | None:
    """The account of this visit, which the frame has read already; Flask-Login asks on every request."""
    visit = current_visit()
    if visit.standing is None or visit.account is None or visit.account.fs_uniquifier != uniquifier:
        return None
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", visit.get("fs_paa", 0))
    return visit.account


def _entered(_app: Flask, user: Account, **_more: Any) -> None:
    """Flask-Login has taken somebody in: this visit gets a row of its own, and the act a line in the book."""
    current_visit().entering = user.id
    guards.welcome()


def _end_others(_app: Flask, user: Account, **_more: Any) -> None:
    """A new password ends what the old one began."""
    account_id: uuid.UUID = user.id
    end_sessions(database(), account_id=account_id)
    audit.note(database(), action="password changed", now=installation().now(), actor=account_id)


def _step_changed(_app: Flask, user: Account, **_more: Any) -> None:
    audit.note(database(), action="second step set up", now=installation().now(), actor=user.id)


def _step_dropped(_app: Flask, user: Account, **_more: Any) -> None:
    audit.note(database(), action="second step switched off", now=installation().now(), actor=user.id)


def _refused() -> dict[str, str]:
    """What the sign-in page says after a refusal: how many tries are left, but not what was wrong."""
    if request.method != "POST":
        return {"refused": ""}
    left = ngettext("%(num)s try is left.", "%(num)s tries are left.", guards.tries_left())
    return {"refused": f"{_('Address and password do not fit together. Check both and try again.')} {left}"}


def _help() -> ResponseReturnValue:
    """What to do without phone and paper codes."""
    return render_template("accounts/help.html")


def _nowhere() -> ResponseReturnValue:
    """There is one kind of second step, so there is nothing to choose."""
    abort(404)


def _set_up_flask_security(app: Flask) -> None:
    security = Security(mail_util_cls=Letters, password_util_cls=Passwords, totp_cls=OnceOnlyTotp)
    security.init_app(
        app,
        Accounts(),
        login_form=SignInForm,
        two_factor_setup_form=StepSetUpForm,
        two_factor_rescue_form=StepHelpForm,
        mf_recovery_form=PaperCodeForm,
    )
    app.login_manager.user_loader(_who)  # type: ignore[attr-defined]
    app.login_manager.request_loader(lambda _request: None)  # type: ignore[attr-defined] # no tokens: a visit is the only way in
    app.login_manager.session_protection = None  # type: ignore[attr-defined] # it would tie a visit to an address, which travels with its owner
    security.i18n_domain = cast("Any", Domain())
    security.want_json(lambda _request: False)
    security.unauthn_handler(lambda *_mechanisms, **_headers: sign_in_or_refuse())
    security.login_context_processor(_refused)
    app.view_functions["security.two_factor_rescue"] = _help
    app.view_functions["security.tf_select"] = _nowhere
    for endpoint, view in app.view_functions.items():
        if endpoint.startswith("security."):
            cast("Any", view).permission = PERMISSIONS[endpoint.removeprefix("security.")]


def prepare(app: Flask) -> None:
    """The application knows the team: its sessions, its forms, its ways in."""
    house: Installation = app.extensions[EXTENSION]
    keys = StudioKeys.load(house.settings.keys)
    app.secret_key = keys.secret("session")
    app.session_interface = StaffSessions(secret=keys.secret("session"), plain=house.settings.demo)
    app.config.update(
        WTF_CSRF_TIME_LIMIT=None,  # a form counts as long as its visit: no work is lost to a clock
        WTF_CSRF_SSL_STRICT=False,  # our pages send no Referer; `survey.security` looks at Sec-Fetch-Site instead
        SECURITY_TOTP_SECRETS={1: keys.secret("totp").hex()},
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS=[paper_code_key(keys.secret("totp"))],
        SECURITY_DATETIME_FACTORY=house.now,
        **_configuration(house.settings),
    )
    csrf = CSRFProtect(app)
    app.register_error_handler(CSRFError, lambda _error: answer_error(StaleForm()))
    if house.side is Side.BOTH:
        csrf.exempt(
            importlib.import_module("survey.respond.views").blueprint
        )  # experts have no session: their tokens are bound to K
    app.before_request(guards.guard)
    _set_up_flask_security(app)
    for signal, act in (
        (user_logged_in, _entered),
        (password_changed, _end_others),
        (password_reset, _end_others),
        (tf_profile_changed, _step_changed),
        (tf_disabled, _step_dropped),
    ):
        signal.connect(act, app)
    app.jinja_env.globals.update(shortest_password=SHORTEST, advised_password=ADVISED, mail_works=bool(house.settings.mail_url))
    app.register_blueprint(pages.blueprint)
