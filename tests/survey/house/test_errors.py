"""Refusals and faults: each has its page in the reader's language, and the log holds nothing that was sent."""

from __future__ import annotations

import logging
import re
from typing import NoReturn

import pytest
from flask import Blueprint, Flask, abort, request
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError

from survey.access import Member, member_route, public_route
from survey.permissions import Action
from tests.conftest import SignIn

SECRET = "Зейнеп Қаражанова айтқан сөз 🌿"


@pytest.fixture
def app(app: Flask) -> Flask:
    """The application with pages that fail as the tests want, and without the tests' own way of seeing faults."""
    pages = Blueprint("failing", __name__)

    @public_route(pages, "/fail/<int:code>", methods=["GET", "POST"])
    def refuse(code: int) -> NoReturn:
        abort(code)

    @public_route(pages, "/r/fail")
    def refuse_expert() -> NoReturn:
        raise RuntimeError(SECRET)

    @public_route(pages, "/break", methods=["GET", "POST"])
    def broken() -> NoReturn:
        raise IntegrityError("insert into answer values (?)", {"value": request.values.get("text", SECRET)}, RuntimeError(SECRET))

    @member_route(pages, "/note", Action.CODE, methods=["POST"])
    def note(member: Member) -> NoReturn:
        abort(409)

    app.register_blueprint(pages)
    app.testing = False
    return app


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 413, 429, 500])
@pytest.mark.parametrize(
    ("language", "way_on"), [("kk", "Зерттеулерге өту"), ("ru", "К вашим исследованиям"), ("en", "Go to your studies")]
)
def test_every_refusal_has_a_page(code: int, language: str, way_on: str, client: FlaskClient) -> None:
    """It says what happened in the reader's language and leads on; its number stands small at the end."""
    answer = client.get(f"/fail/{code}", headers={"Accept-Language": language})
    assert answer.status_code == code
    assert f'<html lang="{language}">' in answer.text
    assert way_on in answer.text
    heading = re.search(r"<h1>([^<]+)</h1>", answer.text)
    assert heading
    assert not re.search("invalid|error|!", heading[1], re.IGNORECASE)
    assert f">{code}." in answer.text


def test_unknown_languages_get_english(client: FlaskClient) -> None:
    """A browser that wishes for a language the house does not speak gets English."""
    assert '<html lang="en">' in client.get("/nowhere", headers={"Accept-Language": "fr, de;q=0.5"}).text


def test_a_language_is_kept_on_the_device(client: FlaskClient) -> None:
    """A link chooses the language for this page and the next ones."""
    assert '<html lang="kk">' in client.get("/sign-in?language=kk").text
    assert '<html lang="kk">' in client.get("/sign-in").text
    assert '<html lang="kk">' in client.get("/sign-in?language=xx").text


def test_experts_are_sent_to_their_letter(client: FlaskClient) -> None:
    """A fault on the experts' side speaks of the questionnaire, never of studies or signing in."""
    page = client.get("/r/fail").text
    assert "Go to the questionnaire" in page
    assert "studies" not in page
    assert "sign-in" not in page


def test_scripts_get_json(client: FlaskClient) -> None:
    """A request of a script gets the same words as JSON."""
    answer = client.post("/fail/409", json={}, headers={"Accept": "application/json"})
    assert answer.status_code in {400, 409}
    assert set(answer.json["error"]) == {"status", "title", "message", "incident"}


def test_what_was_typed_is_given_back(sign_in: SignIn) -> None:
    """Given a long text sent in vain, then the page shows it to be copied; secrets are never shown."""
    browser = sign_in("coder")
    answer = browser.post(
        "/studies/oralu/note", data={"memo": SECRET, "password": "төрт сөз жеткілікті", "csrf_token": browser.csrf_token}
    )
    assert answer.status_code == 409
    assert SECRET in answer.text
    assert "төрт сөз жеткілікті" not in answer.text
    assert browser.csrf_token not in answer.text


def test_a_visit_that_ended_loses_no_text(sign_in: SignIn, app: Flask) -> None:
    """Given a coder whose visit has ended while he wrote, then the text comes back with a way to sign in beside it."""
    browser = sign_in("coder")
    browser.delete_cookie("__Host-staff")
    answer = browser.post("/studies/oralu/note", data={"memo": SECRET})
    assert answer.status_code == 400
    assert "open for too long" in answer.text
    assert SECRET in answer.text


def test_hostile_text_stays_text(sign_in: SignIn) -> None:
    """What is given back is shown, never run."""
    answer = sign_in("coder").post(
        "/studies/oralu/note", data={"</textarea><script>alert(1)</script>": "</textarea><script>alert(1)</script> and more"}
    )
    assert "<script>alert" not in answer.text


def test_the_log_names_class_and_place_only(
    client: FlaskClient, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """A fault is written down under the number that the page shows, with where it happened, and without a word of what was sent."""
    with caplog.at_level(logging.DEBUG):
        answer = client.get(f"/break?text={SECRET}")
    number = re.search(r'class="mono">([A-Z]\d-\d{4})<', answer.text)
    assert number
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert f"incident {number[1]}: IntegrityError" in record.getMessage()
    assert "test_errors.py" in record.getMessage()
    written = caplog.text + "".join(capfd.readouterr())
    for word in (*SECRET.split(), "insert into", "127.0.0.1", "werkzeug"):
        assert word not in written


def test_waiting_is_told_in_minutes(client: FlaskClient) -> None:
    """Seconds are rounded up to minutes: 61 seconds are 2 minutes."""
    from werkzeug.exceptions import TooManyRequests

    from survey.errors import answer_error

    with client.application.test_request_context():
        for seconds, words in ((1, "in 1 second."), (59, "in 59 seconds."), (60, "in 1 minute."), (61, "in 2 minutes.")):
            response = answer_error(TooManyRequests(retry_after=seconds))
            assert f"You can try again {words}" in response.get_data(as_text=True)
            assert response.headers["Retry-After"] == str(seconds)
