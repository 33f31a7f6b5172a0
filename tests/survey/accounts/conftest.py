"""An application of the team's side without pages of studies, and an account with a password."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session

from survey.accounts.entry import create_account, set_password
from survey.accounts.models import Account
from survey.accounts.passwords import hash_password
from survey.settings import Settings
from tests.conftest import NOW, StaffClient

PASSWORD = "төрт сөз жеткілікті 🌿"


@pytest.fixture
def app(settings: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Flask:
    from survey import app as contents

    monkeypatch.setattr(contents, "STUDIO", ())
    made = contents.create_app(settings, side="studio", engine=engine, now=lambda: NOW)
    made.testing = True
    made.test_client_class = StaffClient
    return made


@pytest.fixture
def account(session: Session, settings: Settings) -> Account:
    """Әсел, who signs in with PASSWORD."""
    made = create_account(session, email="Asel@Example.org", name="Әсел Нұрланқызы", language="kk", now=NOW)
    set_password(session, account=made, hashed=hash_password(PASSWORD, settings=settings))
    session.commit()
    return made


Post = Callable[..., Any]


@pytest.fixture
def post(client: FlaskClient) -> Post:
    """A form sent as a browser sends it: with the token of the page it stands on."""
    import re

    def post(path: str, *, browser: FlaskClient | None = None, page: str = "", follow: bool = False, **fields: str) -> Any:
        browser = browser or client
        found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get(page or path).text)
        assert found, f"no form on {page or path}"
        return browser.post(path, data={"csrf_token": found[1], **fields}, follow_redirects=follow)

    return post
