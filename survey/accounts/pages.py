"""Pages of one's own account, and of links that let somebody in."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import login_user
from sqlalchemy import func
from sqlmodel import col, select

from survey import audit
from survey.access import Person, account_route, public_route, standing
from survey.accounts.entry import Entry, Purpose, read_link, set_password, use_link
from survey.accounts.models import Account, StaffSession
from survey.accounts.passwords import ADVISED, SHORTEST, faults, hash_password
from survey.accounts.sessions import StaffVisit, current_visit, end_sessions
from survey.installation import database, installation
from survey.languages import COOKIE, known
from survey.languages import gettext as _
from survey.settings import LOOPBACK

blueprint = Blueprint("accounts", __name__)


def _own(person: Person) -> Account:
    account = person.session.get(Account, person.account_id)
    return cast("Account", account)


@account_route(blueprint, "/account")
def show(person: Person) -> ResponseReturnValue:
    """Who I am here, how I sign in, where I am signed in."""
    return _page(person, name=person.name)


def _page(person: Person, *, name: str, fault: str = "") -> str:
    account = _own(person)
    visits = person.session.exec(
        select(func.count()).select_from(StaffSession).where(col(StaffSession.account_id) == account.id)
    ).one()
    return render_template(
        "accounts/account.html",
        account=account,
        name=name,
        fault=fault,
        second_step=bool(account.tf_primary_method),
        paper_codes=len(account.mf_recovery_codes or []),
        other_visits=visits - 1,
    )


@account_route(blueprint, "/account", methods=["POST"])
def save(person: Person) -> ResponseReturnValue:
    """The name and the language of the account are as typed."""
    name, language = request.form.get("name", "").strip(), known(request.form.get("language"))
    if not name or len(name) > 80 or language is None:
        fault = _("Type a name of at most 80 characters: it stands beside what you code and write.")
        return _page(person, name=name, fault=fault), 422
    account = _own(person)
    account.name, account.language = name, language
    person.session.add(account)
    response = cast("Response", redirect(url_for("accounts.show"), 303))
    response.delete_cookie(COOKIE)
    flash(_("Saved."), "success")
    return response


@account_route(blueprint, "/account/visits", methods=["POST"])
def end_visits(person: Person) -> ResponseReturnValue:
    """Every other browser of this account is signed out."""
    visit: StaffVisit = current_visit()
    end_sessions(person.session, account_id=person.account_id, keep=visit.kept.id_hash if visit.kept else None)
    audit.note(person.session, action="visits ended", now=installation().now(), actor=person.account_id)
    flash(_("All your other browsers have been signed out."), "success")
    return redirect(url_for("accounts.show"), 303)


def _entry(token: str) -> Entry:
    """Where the link leads; 404 for one that leads nowhere, and for the demo's links anywhere but in the demo, on this machine."""
    entry = read_link(database(), token, now=installation().now())
    if entry is None or not (entry.purpose is Purpose.PASSWORD or _in_demo()):
        abort(404)
    return entry


def _in_demo() -> bool:
    settings = installation().settings
    return settings.demo and settings.host in LOOPBACK and (request.remote_addr or "") in LOOPBACK


@public_route(blueprint, "/enter/<token>")
def enter(token: str) -> ResponseReturnValue:
    """What the link is for. Looking at it does not use it up: programs that preview links look too."""
    entry = _entry(token)
    return _entering(entry, fault="")


def _entering(entry: Entry, *, fault: str) -> str:
    template = "accounts/enter_demo.html" if entry.purpose is Purpose.DEMO else "accounts/first_password.html"
    return render_template(template, account=entry.account, fault=fault, least=SHORTEST, advised=ADVISED)


@public_route(blueprint, "/enter/<token>", methods=["POST"], endpoint="use")
def use(token: str) -> ResponseReturnValue:
    """A link of the demo signs in; one for a first password sets it. Either counts once."""
    entry, now = _entry(token), installation().now()
    if entry.purpose is Purpose.PASSWORD:
        password = request.form.get("password", "")
        wrong = faults(password, known=(entry.account.email, entry.account.name))
        if not wrong and password != request.form.get("password_confirm"):
            wrong = [_("The two are not alike. Type the new password again in both places.")]
        if wrong:
            return _entering(entry, fault=wrong[0]), 422
    if use_link(database(), token, now=now) is None:
        abort(404)
    if entry.purpose is Purpose.PASSWORD:
        set_password(database(), account=entry.account, hashed=hash_password(password, settings=installation().settings))
        audit.note(database(), action="first password set", now=now, actor=entry.account.id)
        database().commit()
        flash(_("The password is set. Sign in with it."), "success")
        return redirect(url_for("security.login"), 303)
    database().commit()
    if standing() is not None:
        session.clear()  # the demo's visitor changes from one person to another
    login_user(entry.account, authn_via=["link"])
    return redirect("/studies", 303)
