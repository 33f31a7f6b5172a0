"""Passwords: chosen, changed, forgotten."""

from __future__ import annotations

import email
import email.policy
import re
import time
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from survey.accounts.entry import Purpose, make_link
from survey.accounts.models import Account
from survey.accounts.passwords import faults, hash_password, normalize
from survey.settings import Settings
from tests.conftest import NOW
from tests.survey.accounts.conftest import PASSWORD, Post


@pytest.mark.parametrize(
    ("password", "wrong"),
    [
        ("12345678901", 1),  # eleven
        ("correct horse", 0),
        ("сәлем, қарлығаш", 0),
        ("үлкен өзен ұзақ 🌿", 0),
        ("x" * 256 + "y", 1),
        ("aaaaaaaaaaaaaaaa", 1),  # one sign repeated
        ("saraptama2026", 1),
        ("asel@example.org1", 1),
        ("ӘселНұрланқызы1", 1),
        ("            a", 1),
    ],
)
def test_only_length_and_guessability_count(password: str, wrong: int, app: Flask) -> None:
    """Twelve characters of any kind are enough, unless they are what everyone knows."""
    with app.test_request_context():
        assert len(faults(password, known=("asel@example.org", "Әсел Нұрланқызы"))) == wrong


def test_length_counts_characters_not_bytes(app: Flask) -> None:
    """Eleven Kazakh letters are eleven, though they take twenty-two bytes; the sentence names the number."""
    with app.test_request_context():
        assert "has 11 characters; at least 12" in faults("қарлығаштар"[:11])[0]


def test_keyboards_do_not_matter(settings: Settings) -> None:
    """A letter typed as one sign and as two signs is one password: й = и + breve."""
    assert normalize("май мейрамы бүгін") == normalize("май мейрамы бүгін".replace("й", "и\u0306"))


def test_hashes_are_argon2id_at_the_costs_of_the_settings(settings: Settings) -> None:
    """The hash says how it was made."""
    assert hash_password(PASSWORD, settings=settings).startswith("$argon2id$v=19$m=8,t=1,p=1$")


def test_defaults_meet_the_advised_costs() -> None:
    """Left alone, the settings cost 19 MiB and two passes (OWASP's least for argon2id)."""
    assert (Settings().argon2_memory_kib, Settings().argon2_time) == (19_456, 2)


def test_cheap_hashes_are_made_anew(app: Flask, post: Post, account: Account, engine: Engine) -> None:
    """Given a hash of other costs, when its owner signs in, then it is replaced by one of today's."""
    from dataclasses import replace

    with Session(engine) as session:
        found = session.exec(select(Account)).one()
        found.password = hash_password(PASSWORD, settings=replace(app.extensions["saraptama"].settings, argon2_time=2))
        session.commit()
    assert post("/sign-in", email="asel@example.org", password=PASSWORD).status_code == 302
    with Session(engine) as session:
        assert ",t=1," in str(session.exec(select(Account)).one().password)


def test_changing_ends_other_visits(client: FlaskClient, post: Post, account: Account, app: Flask) -> None:
    """A new password is asked for twice and with the old one; then other browsers are out and this one is in."""
    other = app.test_client()
    for browser in (client, other):
        post("/sign-in", browser=browser, email="asel@example.org", password=PASSWORD)
    new = "жаңа құпия сөз 2026"
    page = "/account/password"
    assert "Қазіргі құпиясөз басқа" in post(page, password="wrong wrong wrong", new_password=new, new_password_confirm=new).text
    assert "Екеуі бірдей емес" in post(page, password=PASSWORD, new_password=new, new_password_confirm=new + "x").text
    assert "ең азы 12" in post(page, password=PASSWORD, new_password="short", new_password_confirm="short").text
    assert post(page, password=PASSWORD, new_password=new, new_password_confirm=new).location == "/account"
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302
    fresh = app.test_client()
    assert post("/sign-in", browser=fresh, email="asel@example.org", password=PASSWORD).status_code == 200
    assert post("/sign-in", browser=fresh, email="asel@example.org", password=new).status_code == 302


def letters(folder: Path) -> list[email.message.EmailMessage]:
    found = [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in sorted((folder / "mail").glob("*.eml"))
    ]
    return [letter for letter in found if isinstance(letter, email.message.EmailMessage)]


def ask(post: Post, tmp_path: Path, address: str = "asel@example.org") -> str:
    post("/new-password", email=address)
    (letter,) = letters(tmp_path)
    link = re.search(r"http://localhost(/new-password/\S+)", letter.get_content())
    assert link
    return link[1]


def test_a_forgotten_password_is_set_by_letter(
    client: FlaskClient, post: Post, account: Account, tmp_path: Path, app: Flask
) -> None:
    """The letter speaks the reader's language; its link sets a password once, and ends every visit."""
    other = app.test_client()
    post("/sign-in", browser=other, email="asel@example.org", password=PASSWORD)
    link = ask(post, tmp_path)
    (letter,) = letters(tmp_path)
    assert letter["To"] == "asel@example.org"
    assert letter["Subject"] == "Saraptama үшін жаңа құпиясөз"
    assert "Сәлеметсіз бе, Әсел Нұрланқызы." in letter.get_content()
    new = "өзен бойы, тал түбі"
    assert "at least 12" in post(link, password="short", password_confirm="short").text
    assert post(link, password=new, password_confirm=new).location == "/sign-in"
    assert other.get("/account").status_code == 302
    assert client.get(link).status_code == 302, "a link counts once"
    assert post("/sign-in", email="asel@example.org", password=new).status_code == 302


def test_an_unknown_address_gets_the_same_page(post: Post, account: Account, tmp_path: Path) -> None:
    """Whether an address has an account is not told, and no letter goes to one that has none."""
    known, unknown = (post("/new-password", email=address).text for address in ("asel@example.org", "nobody@example.org"))
    assert known.replace("asel@", "nobody@").split("csrf")[0] == unknown.split("csrf")[0]
    assert [letter["To"] for letter in letters(tmp_path)] == ["asel@example.org"]


def test_the_link_holds_four_hours(
    client: FlaskClient, post: Post, account: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After four hours the link leads to a page that sends a new one."""
    link = ask(post, tmp_path)
    assert client.get(link).status_code == 200
    real = time.time
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: real() + 4 * 3600 + 2)
    answer = client.get(link, follow_redirects=True)
    assert "older than four hours" in answer.text


def test_letters_are_few(post: Post, account: Account, tmp_path: Path) -> None:
    """Nobody's box can be filled: five letters an hour to one address."""
    for _ in range(5):
        assert post("/new-password", email="asel@example.org").status_code == 200
    assert post("/new-password", email="asel@example.org").status_code == 429
    assert len(letters(tmp_path)) == 5


def test_without_mail_the_page_says_whom_to_ask(client: FlaskClient, app: Flask) -> None:
    """An installation that sends no mail does not pretend to."""
    app.jinja_env.globals["mail_works"] = False
    page = client.get("/new-password").text
    assert "sends no mail" in page
    assert "<form" not in page


def test_a_first_password_is_set_by_link(client: FlaskClient, post: Post, session: Session, account: Account) -> None:
    """A colleague's link shows whose account it is; looking does not use it up, setting the password does."""
    link = make_link(session, account_id=account.id, purpose=Purpose.PASSWORD, now=NOW)
    session.commit()
    for _ in range(3):
        assert "asel@example.org" in client.get(link).text
    new = "сары дала, көк аспан"
    assert post(link, password=new, password_confirm="другое слово, другое").status_code == 422
    assert post(link, password="asel@example.org", password_confirm="asel@example.org").status_code == 422
    assert post(link, password=new, password_confirm=new).location == "/sign-in"
    assert client.get(link).status_code == 404
    assert post("/sign-in", email="asel@example.org", password=new).status_code == 302


def test_a_new_link_ends_the_old(client: FlaskClient, session: Session, account: Account) -> None:
    """Of two links for one account only the later counts; a made-up one leads nowhere."""
    old, new = (make_link(session, account_id=account.id, purpose=Purpose.PASSWORD, now=NOW) for _ in range(2))
    session.commit()
    assert client.get(old).status_code == 404
    assert client.get(new).status_code == 200
    assert client.get("/enter/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa").status_code == 404
