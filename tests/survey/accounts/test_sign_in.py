"""Signing in and out with a password."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from survey.accounts.models import Account, StaffSession
from survey.accounts.sessions import hash_id
from tests.conftest import NOW
from tests.survey.accounts.conftest import PASSWORD, Post


def rows(engine: Engine) -> list[StaffSession]:
    with Session(engine) as session:
        return list(session.exec(select(StaffSession)))


def cookie(browser: FlaskClient) -> str:
    found = browser.get_cookie("__Host-staff")
    return found.value if found else ""


def test_a_password_opens_a_visit_with_a_row_of_its_own(client: FlaskClient, post: Post, account: Account, engine: Engine) -> None:
    """Given an account, when address and password fit, then there is one row, which knows the cookie by its hash only."""
    answer = post("/sign-in", email="asel@example.org", password=PASSWORD)
    assert (answer.status_code, answer.location) == (302, "/studies")
    (row,) = rows(engine)
    assert row.account_id == account.id
    assert cookie(client).startswith("s.")
    assert row.id_hash == hash_id(cookie(client)[2:])
    assert cookie(client)[2:] not in str(row.content)
    assert client.get("/account").status_code == 200


def test_the_cookie_is_out_of_reach(post: Post, account: Account) -> None:
    """The cookie is sent to this host only, over https only, not to scripts, and not with forms of other sites."""
    answer = post("/sign-in", email="asel@example.org", password=PASSWORD)
    (said,) = [value for value in answer.headers.getlist("Set-Cookie") if value.startswith("__Host-staff=s.")]
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(said.split("; "))
    assert "Domain" not in said


def test_an_address_may_be_typed_in_any_case(post: Post, account: Account) -> None:
    """Addresses are kept in lower case and compared so."""
    assert post("/sign-in", email="ASEL@example.ORG", password=PASSWORD).status_code == 302


@pytest.mark.parametrize(("email", "password"), [("asel@example.org", "another password"), ("nobody@example.org", PASSWORD)])
def test_a_refusal_does_not_say_what_was_wrong(email: str, password: str, post: Post, account: Account, engine: Engine) -> None:
    """Unknown address and wrong password get one and the same sentence, and say how many tries are left."""
    answer = post("/sign-in", email=email, password=password)
    assert "Address and password do not fit together. Check both and try again. 4 tries are left." in answer.text
    assert password not in answer.text
    assert rows(engine) == []


def test_the_sixth_try_waits(post: Post, account: Account) -> None:
    """After five wrong passwords for one account from one place even the right one waits a quarter of an hour."""
    for _ in range(5):
        post("/sign-in", email="asel@example.org", password="another password")
    answer = post("/sign-in", email="asel@example.org", password=PASSWORD)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) in range(890, 901)
    assert "You can try again in 15 minutes." in answer.text


def test_success_forgets_the_tries(post: Post, account: Account, app: Flask) -> None:
    """Whoever gets in on the fifth try has five tries again next time."""
    for _ in range(4):
        post("/sign-in", email="asel@example.org", password="another password")
    assert post("/sign-in", email="asel@example.org", password=PASSWORD).status_code == 302
    other = app.test_client()
    assert "4 tries are left" in post("/sign-in", browser=other, email="asel@example.org", password="another password").text


def test_a_visitor_leaves_no_row(client: FlaskClient, engine: Engine) -> None:
    """Whoever only looks at the sign-in page is remembered in a signed cookie: nobody can fill the table."""
    for _ in range(3):
        assert client.get("/sign-in").status_code == 200
    assert cookie(client).startswith("v.")
    assert rows(engine) == []


def test_a_forged_visit_is_a_new_one(client: FlaskClient) -> None:
    """A cookie that was altered, or whose id nobody gave out, counts as none."""
    for forged in ("v.eyJfdXNlcl9pZCI6IjEifQ.aaaa.bbbb", "s.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "s.", "garbage"):
        client.set_cookie("__Host-staff", forged)
        assert client.get("/account").status_code == 302


def test_signing_in_makes_a_new_id(client: FlaskClient, post: Post, account: Account, engine: Engine) -> None:
    """An id that was there before signing in opens nothing after it, nor does the token of an earlier form count."""
    client.get("/sign-in")
    before = cookie(client)
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    post("/sign-in", email="asel@example.org", password=PASSWORD)
    first = cookie(client)
    client.set_cookie("__Host-staff", before)
    assert client.get("/account").status_code == 302
    client.set_cookie("__Host-staff", first)
    assert token is not None
    assert client.post("/account", data={"csrf_token": token[1], "name": "x", "language": "kk"}).status_code == 400


def test_signing_out_deletes_the_row(client: FlaskClient, post: Post, account: Account, engine: Engine) -> None:
    """After signing out the cookie of the visit opens nothing, even when it was copied."""
    post("/sign-in", email="asel@example.org", password=PASSWORD)
    copied = cookie(client)
    assert post("/sign-out", page="/account").status_code == 302
    assert rows(engine) == []
    client.set_cookie("__Host-staff", copied)
    assert client.get("/account").status_code == 302


def test_signing_out_needs_a_form_of_ours(client: FlaskClient, post: Post, account: Account, engine: Engine) -> None:
    """Another site cannot sign somebody out: the token of a form is asked for."""
    post("/sign-in", email="asel@example.org", password=PASSWORD)
    assert client.post("/sign-out").status_code == 400
    assert len(rows(engine)) == 1


@pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example/", "https:evil.example"])
def test_after_signing_in_one_stays_here(place: str, post: Post, account: Account) -> None:
    """`next` leads to a page of this program or nowhere."""
    answer = post("/sign-in", page=f"/sign-in?next={place}", email="asel@example.org", password=PASSWORD, next=place)
    assert "evil" not in (answer.location or "")


def test_next_leads_back(post: Post, account: Account) -> None:
    """Whoever wanted a page gets it after signing in."""
    answer = post("/sign-in", email="asel@example.org", password=PASSWORD, next="/studies/oralu/coding?x=1")
    assert answer.location == "/studies/oralu/coding?x=1"


def test_a_closed_account_ends_its_visits(client: FlaskClient, post: Post, account: Account, session: Session) -> None:
    """Once an account is closed its cookies open nothing, and its password neither."""
    post("/sign-in", email="asel@example.org", password=PASSWORD)
    account.active = False
    session.add(account)
    session.commit()
    assert client.get("/account").status_code == 302
    client.delete_cookie("__Host-staff")
    assert post("/sign-in", email="asel@example.org", password=PASSWORD).status_code == 200


def test_all_other_browsers_can_be_signed_out(
    client: FlaskClient, post: Post, account: Account, app: Flask, engine: Engine
) -> None:
    """Given two browsers, when one signs the others out, then it alone is left."""
    other = app.test_client()
    post("/sign-in", browser=other, email="asel@example.org", password=PASSWORD)
    post("/sign-in", email="asel@example.org", password=PASSWORD)
    assert "Осында және тағы 1 браузерде." in client.get("/account").text
    assert post("/account/visits", page="/account").status_code == 303
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302
    assert len(rows(engine)) == 1


def test_old_rows_go_when_somebody_signs_in(post: Post, account: Account, app: Flask, engine: Engine) -> None:
    """Rows that no cookie can use any more do not pile up."""
    from datetime import timedelta

    post("/sign-in", email="asel@example.org", password=PASSWORD)
    app.extensions["saraptama"] = replace(app.extensions["saraptama"], now=lambda: NOW + timedelta(days=8))
    post("/sign-in", browser=app.test_client(), email="asel@example.org", password=PASSWORD)
    assert len(rows(engine)) == 1


def test_no_browser_is_remembered(client: FlaskClient, post: Post, account: Account) -> None:
    """Asking to be remembered beyond the visit is not offered, and a forged field for it sets no cookie."""
    answer = post("/sign-in", email="asel@example.org", password=PASSWORD, remember="y")
    assert [said.split("=")[0] for said in answer.headers.getlist("Set-Cookie")] == ["__Host-staff"]
