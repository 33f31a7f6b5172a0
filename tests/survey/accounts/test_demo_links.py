"""Links that sign in without a password: in the demo, on this machine, once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session

from survey.accounts.entry import Purpose, make_link
from survey.accounts.models import Account
from survey.settings import Settings, SettingsError
from tests.conftest import NOW
from tests.survey.accounts.conftest import Post


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """The demo."""
    return replace(settings, demo=True)


@pytest.fixture
def link(session: Session, account: Account) -> str:
    made = make_link(session, account_id=account.id, purpose=Purpose.DEMO, now=NOW)
    session.commit()
    return made


def test_a_link_signs_in_once(client: FlaskClient, post: Post, link: str) -> None:
    """The page says as whom; its button signs in, and the link is used up. The demo's cookie is a plain one."""
    for _ in range(2):
        assert "Әсел Нұрланқызы" in client.get(link).text
    assert post(link).location == "/studies"
    assert client.get("/account").status_code == 200
    assert client.get_cookie("staff") is not None
    assert client.get(link).status_code == 404


def test_another_machine_gets_nowhere(app: Flask, link: str) -> None:
    """Seen from any other machine the page is not there."""
    assert app.test_client().get(link, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404


def test_the_demo_is_refused_on_a_network() -> None:
    """The demo never listens where others could reach it."""
    with pytest.raises(SettingsError, match=r"--host 127\.0\.0\.1"):
        Settings(demo=True, host="0.0.0.0")


class TestOutsideTheDemo:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return replace(settings, demo=False)

    def test_a_demo_link_is_nothing(self, client: FlaskClient, link: str, engine: Engine) -> None:
        """A row that came in with a copied database opens nothing in a real installation."""
        assert client.get(link).status_code == 404


def test_the_visitor_may_change_places(client: FlaskClient, post: Post, link: str, session: Session, account: Account) -> None:
    """In one browser the demo's visitor goes on as somebody else; the earlier visit has ended."""
    from survey.accounts.entry import create_account

    post(link)
    other = create_account(session, email="coder@example.org", name="Кодер Б", now=NOW)
    second = make_link(session, account_id=other.id, purpose=Purpose.DEMO, now=NOW)
    session.commit()
    assert post(second).location == "/studies"
    assert "Кодер Б" in client.get("/account").text
