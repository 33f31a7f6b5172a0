"""The frame around views: who may, what is kept, in how many statements."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event
from sqlmodel import Session, select

from questionnaires.models import Study
from survey.access import Member, Person, account_route, member_route, public_route
from survey.accounts.models import StaffSession
from survey.permissions import ALLOWED, Action, Role
from tests.conftest import NOW, SignIn


@pytest.fixture
def app(settings, engine) -> Flask:
    """An application of the frame alone, with pages that only these tests know."""
    from survey import app as contents

    pages = Blueprint("pages", __name__)

    @member_route(pages, "/note", Action.READ_ANSWERS)
    def read(member: Member) -> str:
        return f"{member.label} {member.role} {member.study.slug}"

    @member_route(pages, "/note", Action.CODE, methods=["POST"], endpoint="write")
    def write(member: Member) -> tuple[str, int]:
        from flask import request

        member.study.contact = request.form["contact"]
        member.session.add(member.study)
        return "", int(request.form.get("status", "204"))

    @account_route(pages, "/me")
    def me(person: Person) -> str:
        return person.name

    @public_route(pages, "/open")
    def opened() -> str:
        return "open to all"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contents, "STUDIO", ())
        made = contents.create_app(settings, side="studio", engine=engine, now=lambda: NOW)
    made.register_blueprint(pages)
    made.testing = True
    from tests.conftest import StaffClient

    made.test_client_class = StaffClient
    return made


def test_a_member_is_known_by_the_label_of_his_coder(sign_in: SignIn) -> None:
    """Views get the study, the role and the label under which colleagues know a person."""
    browser = sign_in("coder", name="Әсел 🌿")
    answer = browser.get("/studies/oralu/note")
    assert answer.status_code == 200
    assert answer.text == "Әсел 🌿 coder oralu"


@pytest.mark.parametrize("role", list(Role))
def test_the_table_of_permissions_decides(role: Role, sign_in: SignIn) -> None:
    """A role reads and writes what the table allows, and gets 403 for the rest."""
    browser = sign_in(role)
    assert browser.get("/studies/oralu/note").status_code == (200 if Action.READ_ANSWERS in ALLOWED[role] else 403)
    assert browser.post("/studies/oralu/note", data={"contact": "x"}).status_code == (204 if Action.CODE in ALLOWED[role] else 403)


def test_a_foreign_study_looks_like_none(sign_in: SignIn, session: Session) -> None:
    """The page of a study of others is the page of a study that does not exist, byte for byte but the nonce."""
    session.add(Study(slug="foreign", title={"en": "Foreign"}, created_at=NOW))
    session.commit()
    browser = sign_in("owner")
    foreign, nowhere = browser.get("/studies/foreign/note"), browser.get("/studies/nowhere/note")
    assert foreign.status_code == nowhere.status_code == 404
    assert foreign.text == nowhere.text


def test_a_visitor_is_led_to_sign_in_and_back(client: FlaskClient, study: Study) -> None:
    """A page asks a visitor to sign in and remembers where he wanted to go; a request that writes gets 401 at most."""
    answer = client.get("/studies/oralu/note?a=1")
    assert answer.status_code == 302
    assert answer.location == "/sign-in?next=/studies/oralu/note?a%3D1"
    assert client.post("/studies/oralu/note").status_code == 400  # no token of a form: nothing else is looked at


def test_the_frame_commits_what_succeeded_and_nothing_else(sign_in: SignIn, engine: Engine) -> None:
    """An answer under 400 to a request that writes is kept; any other leaves the database as it was."""
    browser = sign_in("owner")
    browser.post("/studies/oralu/note", data={"contact": "kept@example.org"})
    browser.post("/studies/oralu/note", data={"contact": "lost@example.org", "status": "422"})
    with Session(engine) as session:
        assert session.exec(select(Study)).one().contact == "kept@example.org"


def test_one_statement_says_who_asks(sign_in: SignIn, engine: Engine) -> None:
    """Cookie, session, account, membership, study and coder are read in one statement; nothing is written on the way."""
    browser = sign_in("coder")
    said: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_more: said.append(statement))
    assert browser.get("/studies/oralu/note").status_code == 200
    assert len([statement for statement in said if re.match(r"\s*(select|update|insert|delete)", statement, re.IGNORECASE)]) == 1


def test_last_seen_is_written_once_a_minute(sign_in: SignIn, engine: Engine, app: Flask) -> None:
    """A request within a minute of the last one writes nothing; a later one writes the time."""
    from dataclasses import replace

    browser = sign_in("coder")
    seen = []
    for seconds in (59, 61):
        app.extensions["saraptama"] = replace(app.extensions["saraptama"], now=lambda: NOW + timedelta(seconds=seconds))  # noqa: B023
        browser.get("/studies/oralu/note")
        with Session(engine) as session:
            seen.append(session.exec(select(StaffSession)).one().seen_at)
    assert seen == [NOW, NOW + timedelta(seconds=61)]


@pytest.mark.parametrize("away", [timedelta(hours=12, seconds=1), timedelta(days=7)])
def test_a_session_ends(away: timedelta, sign_in: SignIn, app: Flask) -> None:
    """After twelve idle hours, or seven days at most, one signs in anew."""
    from dataclasses import replace

    browser = sign_in("coder")
    app.extensions["saraptama"] = replace(app.extensions["saraptama"], now=lambda: NOW + away)
    assert browser.get("/me").status_code == 302


def test_public_pages_ask_nothing(client: FlaskClient) -> None:
    """A public page is there for everyone, and the head of others names nobody."""
    assert client.get("/open").text == "open to all"
    assert client.get("/me").status_code == 302
