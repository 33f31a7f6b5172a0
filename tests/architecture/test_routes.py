"""Who may do what, tried on every route with every role, in one's own study and in one of others (threat model, T6)."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session
from werkzeug.routing import Rule

from questionnaires.models import Study
from questionnaires.studies import attach_questionnaire, create_study
from survey.fieldwork.opening import open_study
from survey.keys import Keys
from survey.permissions import ALLOWED, Action, Permission, Role
from survey.respond.consent import compose
from survey.settings import Settings
from survey.studio.instruments import SHIPPED, shipped
from tests.conftest import NOW, SignIn, StaffClient

WRITING = ("POST", "PUT", "PATCH", "DELETE")
SAMPLES: dict[str, Any] = {"int": 1, "uuid": uuid.UUID(int=1), "path": "x", "default": "first_change"}


def routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every rule with every method that it takes, but those that Flask adds by itself."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def address(app: Flask, rule: Rule, slug: str) -> str:
    """An address that the rule takes, with a made-up value for whatever is not the study."""
    kinds = {name: kind or "default" for kind, name in re.findall(r"<(?:(\w+)(?:\([^)]*\))?:)?(\w+)>", rule.rule)}
    values = {name: SAMPLES[kind] for name, kind in kinds.items()} | ({"slug": slug} if "slug" in kinds else {})
    with app.test_request_context():
        return app.url_map.bind("localhost").build(
            rule.endpoint, values, method=next(iter((rule.methods or {"GET"}) - {"HEAD", "OPTIONS"}))
        )


def permission(app: Flask, rule: Rule) -> Action | Permission:
    found = app.view_functions[rule.endpoint].permission  # type: ignore[attr-defined]
    assert isinstance(found, (Action, Permission))
    return found


def send(browser: FlaskClient, path: str, method: str) -> Any:
    """The smallest request: a form without fields, or an empty object for methods that only scripts use."""
    return browser.open(path, method=method, json={} if method not in {"GET", "POST"} else None)


@pytest.fixture
def own(session: Session, settings: Settings) -> Study:
    """An open study with both shipped questionnaires: its pages have something to show."""
    study = create_study(session, slug="own", title={"en": "Own", "ru": "Своё", "kk": "Өз"}, now=NOW)
    for slug in SHIPPED:
        attach_questionnaire(session, study=study, questionnaire=shipped(slug), now=NOW)
    open_study(session, study=study, keys=Keys.load(settings.keys), consent=compose(study), now=NOW)
    session.commit()
    return study


def test_every_route_declares_what_it_asks(app: Flask) -> None:
    """A route without a declared permission fails the build; a route of a study names an action, and only such a route."""
    undeclared = [rule.rule for rule, _ in routes(app) if not hasattr(app.view_functions[rule.endpoint], "permission")]
    assert undeclared == []
    for rule, _ in routes(app):
        inside = "slug" in rule.arguments
        assert isinstance(permission(app, rule), Action) is inside, f"{rule.rule} asks for {permission(app, rule)}"
        assert inside == rule.rule.startswith("/studies/<slug>"), rule.rule


def test_every_action_has_a_route(app: Flask) -> None:
    """The table of permissions names nothing that no page asks for."""
    assert set(Action) - {permission(app, rule) for rule, _ in routes(app)} == set()


@pytest.mark.parametrize("role", [*Role, None], ids=str)
def test_every_role_on_every_route(role: Role | None, app: Flask, own: Study, session: Session, sign_in: SignIn) -> None:
    """In his own study a person gets what the table allows and 403 for the rest; a study of others is not there at all.

    No request of all these, with whatever is missing from it, is a fault of the program.
    """
    foreign = create_study(session, slug="foreign", title={"en": "Foreign"}, now=NOW)
    session.commit()
    sign_in("owner", foreign)
    browser = sign_in(role, own) if role else sign_in()
    wrong: list[str] = []
    for rule, method in routes(app):
        action = permission(app, rule)
        if not isinstance(action, Action):
            continue
        mine, others = send(browser, address(app, rule, "own"), method), send(browser, address(app, rule, "foreign"), method)
        allowed = role is not None and action in ALLOWED[role]
        if role is None:
            fits = mine.status_code == 404
        elif not allowed:
            fits = mine.status_code == 403
        elif method == "GET" and rule.arguments == {"slug"}:
            fits = mine.status_code == 200
        else:
            fits = mine.status_code not in {401, 403, 405} and mine.status_code < 500
        if not fits:
            wrong.append(f"{role} {method} {rule.rule} in his own study: {mine.status_code}")
        if others.status_code != 404:
            wrong.append(f"{role} {method} {rule.rule} in a study of others: {others.status_code}")
    assert wrong == []


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_page_is_there_in_every_language(language: str, app: Flask, own: Study, sign_in: SignIn) -> None:
    """An owner can open every page of a study in each language, and it says which one it is in."""
    browser = sign_in("owner", own, language=language)
    for rule, method in routes(app):
        if method == "GET" and isinstance(permission(app, rule), Action) and rule.arguments == {"slug"}:
            page = browser.get(address(app, rule, "own"))
            assert page.status_code == 200, rule.rule
            if page.mimetype == "text/html":
                assert f'<html lang="{language}">' in page.text, rule.rule


def test_a_foreign_study_and_none_look_alike(app: Flask, own: Study, session: Session, sign_in: SignIn) -> None:
    """On every route of a study the answer for a study of others is that for a study that does not exist, byte for byte."""
    create_study(session, slug="foreign", title={"en": "Foreign"}, now=NOW)
    session.commit()
    browser = sign_in("owner", own)
    for rule, method in routes(app):
        if isinstance(permission(app, rule), Action):
            foreign, nowhere = (send(browser, address(app, rule, slug), method) for slug in ("foreign", "missing"))
            assert (foreign.status_code, foreign.text) == (nowhere.status_code, nowhere.text), rule.rule


def test_a_visitor_gets_nothing_of_the_team(app: Flask, own: Study) -> None:
    """Without signing in, pages lead to the sign-in page, and whoever sends something gets 401 even with a token of a form."""
    browser = app.test_client()
    assert isinstance(browser, StaffClient)
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/sign-in").text)
    assert token
    browser.csrf_token = token[1]
    for rule, method in routes(app):
        if permission(app, rule) is Permission.PUBLIC:
            continue
        answer = send(browser, address(app, rule, "own"), method)
        if method == "GET":
            assert (answer.status_code, answer.location.split("?")[0]) == (302, "/sign-in"), rule.rule
        else:
            assert answer.status_code == 401 or (answer.status_code, answer.location.split("?")[0]) == (302, "/sign-in"), rule.rule


def test_nothing_is_written_without_the_token_of_a_form(app: Flask, own: Study, sign_in: SignIn) -> None:
    """On the team's side every request that writes is refused with 400 when it brings no token; the experts' side has tokens of its own."""
    browser = sign_in("owner", own)
    browser.csrf_token = ""
    for rule, method in routes(app):
        if method in WRITING and not rule.endpoint.startswith("respond."):
            assert send(browser, address(app, rule, "own"), method).status_code == 400, f"{method} {rule.rule}"


def test_forms_of_other_sites_are_refused(app: Flask, own: Study, sign_in: SignIn) -> None:
    """A browser says where a request comes from; what comes from another site writes nothing anywhere, whatever it brings."""
    browser = sign_in("owner", own)
    for rule, method in routes(app):
        if method in WRITING:
            for site in ("cross-site", "same-site"):
                answer = browser.open(address(app, rule, "own"), method=method, headers={"Sec-Fetch-Site": site})
                assert answer.status_code == 403, f"{method} {rule.rule}"


def test_public_routes_never_break(app: Flask) -> None:
    """Whatever a visitor calls without signing in, with nothing in it, is answered and is no fault of the program."""
    browser = app.test_client()
    for rule, method in routes(app):
        if permission(app, rule) is Permission.PUBLIC:
            answer = send(browser, address(app, rule, "own"), method)
            assert answer.status_code < 500, f"{method} {rule.rule}"
