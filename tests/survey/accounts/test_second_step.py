"""The second step: codes of an app, each good once, and codes on paper."""

from __future__ import annotations

import re
import threading
import time

import pytest
from flask import Flask
from flask.testing import FlaskClient
from passlib.totp import TOTP
from sqlalchemy import Engine
from sqlmodel import Session, select

from survey.accounts.entry import drop_second_step
from survey.accounts.models import Account, StaffSession
from survey.models import AuditEntry
from tests.survey.accounts.conftest import PASSWORD, Post

KEY = re.compile(r'class="mono key">([^<]+)<')
PAPER = re.compile(r"<li>([0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})</li>")


class Phone:
    """A sign-in app with a clock that can be set: the library reads the time through `now`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.time = 1_795_000_000.0
        self.key = ""
        monkeypatch.setattr(TOTP, "now", staticmethod(lambda: self.time))

    def code(self) -> str:
        return str(TOTP(key=self.key, format="base32").generate(self.time).token)


@pytest.fixture
def phone(monkeypatch: pytest.MonkeyPatch) -> Phone:
    return Phone(monkeypatch)


@pytest.fixture
def protected(client: FlaskClient, post: Post, account: Account, phone: Phone) -> list[str]:
    """Әсел has set up the second step on her phone and has signed out; the paper codes she made are given back."""
    post("/sign-in", email="asel@example.org", password=PASSWORD)
    page = post("/account/second-step", setup="authenticator").text
    found, action = KEY.search(page), re.search(r'action="(/account/second-step/[^"]+)"', page)
    assert found
    assert action
    phone.key = found[1].replace("-", "").replace(" ", "")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    answer = client.post(action[1], data={"csrf_token": token[1], "code": phone.code()})
    assert (answer.status_code, answer.location) == (302, "/account")
    codes = PAPER.findall(post("/account/paper-codes", generate_new_codes="1").text)
    post("/sign-out", page="/account")
    return codes


def first_step(post: Post, browser: FlaskClient | None = None) -> None:
    answer = post("/sign-in", browser=browser, email="asel@example.org", password=PASSWORD)
    assert answer.location.startswith("/sign-in/second-step")


def test_the_password_alone_opens_nothing(client: FlaskClient, post: Post, protected: list[str]) -> None:
    """With a second step set up, the right password leads to it, and to nothing else."""
    first_step(post)
    assert client.get("/account").status_code == 302
    assert client.get("/sign-in/second-step").status_code == 200


def test_a_code_opens_the_visit(client: FlaskClient, post: Post, protected: list[str], phone: Phone) -> None:
    """The code of this half minute opens the visit; spaces in it do no harm."""
    first_step(post)
    phone.time += 60
    code = phone.code()
    answer = post("/sign-in/second-step", code=f" {code[:3]} {code[3:]} ")
    assert (answer.status_code, answer.location) == (302, "/studies")
    assert client.get("/account").status_code == 200


def test_a_code_counts_once(app: Flask, post: Post, protected: list[str], phone: Phone) -> None:
    """A code that was used opens nothing a second time, though its half minute has not passed; nor does the code of setting up."""
    thief = app.test_client()
    first_step(post, thief)
    assert post("/sign-in/second-step", browser=thief, code=phone.code()).status_code == 200  # the code of setting up
    phone.time += 60
    first_step(post)
    assert post("/sign-in/second-step", code=phone.code()).status_code == 302
    answer = post("/sign-in/second-step", browser=thief, code=phone.code())
    assert answer.status_code == 200
    assert "was used before" in answer.text
    assert thief.get("/account").status_code == 302


def test_of_two_at_once_one_gets_in(app: Flask, post: Post, protected: list[str], phone: Phone) -> None:
    """Given two browsers that send one code at the same moment, then one of them is let in."""
    phone.time += 60
    browsers = [app.test_client(), app.test_client()]
    for browser in browsers:
        first_step(post, browser)
    tokens = [re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/sign-in/second-step").text) for browser in browsers]
    barrier, answers = threading.Barrier(2), []

    def send(browser: FlaskClient, token: re.Match[str]) -> None:
        barrier.wait()
        answers.append(browser.post("/sign-in/second-step", data={"csrf_token": token[1], "code": phone.code()}).status_code)

    threads = [
        threading.Thread(target=send, args=(browser, token)) for browser, token in zip(browsers, tokens, strict=True) if token
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 302]


@pytest.mark.parametrize(("seconds", "status"), [(-29, 302), (29, 302), (-95, 200), (95, 200)])
def test_a_clock_may_be_off_by_half_a_minute(seconds: int, status: int, post: Post, protected: list[str], phone: Phone) -> None:
    """A phone's clock may be half a minute early or late, not a minute and a half."""
    phone.time += 600
    first_step(post)
    early = str(TOTP(key=phone.key, format="base32").generate(phone.time + seconds).token)
    assert post("/sign-in/second-step", code=early).status_code == status


def test_a_paper_code_counts_once(app: Flask, post: Post, protected: list[str]) -> None:
    """Ten codes are on paper; each lets in once, in capitals and with spaces too, and the others stay."""
    assert len(set(protected)) == 10
    first_step(post)
    typed = protected[3].upper().replace("-", " ")
    assert post("/sign-in/paper-code", code=typed).status_code == 302
    other = app.test_client()
    first_step(post, other)
    assert "none of your paper codes" in post("/sign-in/paper-code", browser=other, code=protected[3]).text
    assert post("/sign-in/paper-code", browser=other, code=protected[4]).status_code == 302


def test_guessing_codes_is_slow(post: Post, protected: list[str]) -> None:
    """After ten wrong codes for one account in an hour, of the app or on paper, one waits."""
    first_step(post)
    for guess in range(5):
        assert post("/sign-in/second-step", code=f"00000{guess}").status_code == 200
        assert post("/sign-in/paper-code", code=f"aaaa-bbbb-000{guess}").status_code == 200
    assert post("/sign-in/second-step", code="000006").status_code == 429


def test_secrets_lie_encrypted(protected: list[str], engine: Engine, phone: Phone) -> None:
    """The database holds neither the key of the app nor a paper code in clear."""
    with Session(engine) as session:
        account = session.exec(select(Account)).one()
        assert account.tf_totp_secret
        assert phone.key not in account.tf_totp_secret
        assert not set(protected) & set(account.mf_recovery_codes)


def test_the_book_knows_of_it(protected: list[str], engine: Engine) -> None:
    """Setting up the second step stands in the book of what the team did."""
    with Session(engine) as session:
        assert [entry.action for entry in session.exec(select(AuditEntry))] == ["second step set up"]


def test_switching_off_asks_for_a_fresh_password(
    client: FlaskClient, post: Post, protected: list[str], phone: Phone, engine: Engine
) -> None:
    """Given a visit whose password is more than an hour old, when the second step is to be changed, then the password is asked again."""
    phone.time += 60
    first_step(post)
    post("/sign-in/second-step", code=phone.code())
    with Session(engine) as session:
        row = session.exec(select(StaffSession)).one()
        row.content = {**row.content, "fs_paa": time.time() - 3700}
        session.commit()
    answer = client.get("/account/second-step")
    assert (answer.status_code, answer.location.split("?")[0]) == (302, "/account/confirm")
    assert post("/account/confirm", password="another password").status_code == 200
    assert post("/account/confirm", password=PASSWORD).status_code == 302
    assert client.get("/account/second-step").status_code == 200
    assert post("/account/second-step", setup="disable").status_code == 302
    post("/sign-out", page="/account")
    assert post("/sign-in", email="asel@example.org", password=PASSWORD).location == "/studies"


def test_a_lost_phone_is_mended_by_the_operator(post: Post, protected: list[str], engine: Engine) -> None:
    """Once the operator has switched the second step off, the password alone lets in."""
    with Session(engine) as session:
        drop_second_step(session, account=session.exec(select(Account)).one())
        session.commit()
    assert post("/sign-in", email="asel@example.org", password=PASSWORD).location == "/studies"


def test_help_needs_no_mail(client: FlaskClient, post: Post, protected: list[str]) -> None:
    """Whoever has neither phone nor paper is told whom to ask; the page sends nothing."""
    assert "drop-second-step" in client.get("/sign-in/help").text
    assert client.get("/sign-in/choice").status_code == 404
