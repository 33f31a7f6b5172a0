"""The way in: consent before anything is redeemed, cookies that stay on one device, several studies on one server."""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import Any

from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select

from survey.keys import Keys
from survey.respond.device import Device
from survey.respond.models import Draft, Invitation
from survey.settings import Settings
from tests.survey.respond.pages.conftest import NOW, Expert, NewExpert, OpenStudy, open_study


def cookies(expert: Expert) -> dict[str, Any]:
    """What the last answer set."""
    assert expert.last is not None
    found: dict[str, Any] = {}
    for line in expert.last.headers.getlist("Set-Cookie"):
        found.update(SimpleCookie(line))
    return found


def test_k_is_set_once_and_in_a_cookie_that_scripts_and_other_sites_cannot_use(expert: Expert, opened: OpenStudy) -> None:
    """__Host-, HttpOnly, Secure, SameSite=Lax, the whole host; a second visit keeps the K that is there."""
    expert.get("/r")
    k = cookies(expert)["__Host-k"]
    assert (k["httponly"], k["secure"], k["samesite"], k["path"], k["max-age"], k["domain"]) == (True, True, "Lax", "/", "", "")
    assert Device.from_cookie(k.value) is not None
    expert.get("/r")
    assert "__Host-k" not in cookies(expert)


def test_an_own_device_is_remembered_and_a_shared_one_is_not(new_expert: NewExpert, opened: OpenStudy) -> None:
    """Own: K and A live for months, and the first question comes at once. Shared: both end with the browser, and the resume code comes first."""
    for device, lives, path in (("own", True, "/r/part/1"), ("shared", False, "/r/code")):
        expert = new_expert()
        expert.get("/r")
        fields = {
            ":csrf": expert.csrf,
            ":code": opened.letter(),
            ":consent": expert.hidden(":consent"),
            ":tick": "take_part",
            ":device": device,
        }
        expert.post("/r", {**fields, ":go": "start"}, follow=False)
        assert expert.last is not None
        assert expert.last.headers["Location"] == path
        for name in ("__Host-k", "__Host-a"):
            assert bool(cookies(expert)[name]["max-age"]) is lives


def test_the_demo_on_a_loopback_host_uses_plain_cookies(settings: Settings, engine: Engine, keys: Keys, opened: OpenStudy) -> None:
    """Without https a browser would drop Secure cookies: the demo, and only it, goes without."""
    from dataclasses import replace

    from survey.app import create_app

    app = create_app(replace(settings, demo=True), side="experts", engine=engine, now=lambda: NOW)
    expert = Expert(app.test_client())
    expert.get("/r")
    assert not cookies(expert)["k"]["secure"]
    app.extensions["respond"].close()


def test_a_language_link_keeps_what_was_typed(expert: Expert, opened: OpenStudy) -> None:
    """On the start page the code, the ticks and the device come along into another language; nothing is redeemed."""
    expert.get("/r")
    expert.post(
        "/r",
        {":csrf": expert.csrf, ":code": "4k7m", ":tick": ["take_part", "may_quote"], ":device": "shared", ":go": "language:kk"},
    )
    assert '<html lang="kk">' in expert.page
    assert 'value="4k7m"' in expert.page
    assert expert.page.count(" checked") == 3
    expert.get("/r")
    assert '<html lang="kk">' in expert.page, "the choice is kept on the device"
    with Session(opened.engine) as session:
        assert session.exec(select(Draft)).all() == []


def test_a_language_is_changed_in_the_middle_without_loss(expert: Expert, opened: OpenStudy) -> None:
    """The page is saved, and comes again in the other language with everything in it."""
    expert.start(opened.letter())
    expert.press("language:ru", place="3", trained="1")
    assert (expert.path, expert.title()) == ("/r/part/1", "О вас")
    assert 'value="3" checked' in expert.page
    assert "Часть 1 из 7." in expert.text


def test_starting_again_with_the_same_link_goes_on(expert: Expert, opened: OpenStudy) -> None:
    """The link in the letter, opened again on the same device: welcome back, and Continue leads to where the answers stopped."""
    code = opened.letter()
    expert.start(code)
    expert.press("on", place="1", trained="2")
    expert.get("/r")
    assert expert.title() == "Welcome back"
    expert.get("/r/on")
    assert expert.path == "/r/part/1"
    expert.post(
        "/r",
        {
            ":csrf": expert.csrf,
            ":code": code,
            ":consent": f"{opened.study.id}/1",
            ":tick": "take_part",
            ":device": "own",
            ":go": "start",
        },
    )
    assert (expert.path, expert.status) == ("/r/part/1", 200)
    assert 'value="1" id="f-place" checked' in expert.page


def test_with_several_studies_the_code_comes_first(expert: Expert, opened: OpenStudy, engine: Engine, keys: Keys) -> None:
    """The first page shows no consent; after the code comes that study's text, still nothing is redeemed; then Start."""
    other = open_study(engine, keys, slug="ekinshi", k=7)
    expert.get("/r")
    assert "Before you start" not in expert.text
    code = other.letter()
    expert.post("/r", {":csrf": expert.csrf, ":code": code, ":go": "look"})
    assert expert.status == 200
    assert "groups of fewer than 7 people" in expert.text
    with Session(engine) as session:
        assert {row.slot for row in session.exec(select(Invitation))} == {None}
    fields = {
        ":csrf": expert.csrf,
        ":code": expert.hidden(":code"),
        ":consent": expert.hidden(":consent"),
        ":tick": "take_part",
        ":device": "own",
    }
    expert.post("/r", {**fields, ":go": "start"})
    assert expert.path == "/r/part/1"


def test_a_consent_that_was_not_shown_is_not_given(expert: Expert, opened: OpenStudy, engine: Engine, keys: Keys) -> None:
    """Ticks under one study's text start no other study: its own text is shown, unticked."""
    other = open_study(engine, keys, slug="ekinshi")
    expert.get("/r")
    expert.post(
        "/r",
        {
            ":csrf": expert.csrf,
            ":code": other.letter(),
            ":consent": f"{opened.study.id}/1",
            ":tick": "take_part",
            ":device": "own",
            ":go": "start",
        },
    )
    assert expert.status == 200
    assert expert.hidden(":consent") == f"{other.study.id}/1"
    assert " checked" not in expert.page


def test_a_copy_of_the_consent_can_be_kept(expert: Expert, opened: OpenStudy) -> None:
    """A plain page with the wording, its number and its check sum; another study's or number's address is no page."""
    expert.get(f"/r/consent/{opened.study.id}/1")
    assert expert.title() == "Survey of specialists, 2026"
    assert "Version of this text: 1." in expert.text
    expert.get(f"/r/consent/{opened.study.id}/2")
    assert expert.status == 404


def test_forgetting_empties_the_browser_and_keeps_the_answers(expert: Expert, opened: OpenStudy) -> None:
    """K and A go, the draft stays, and the resume code brings it back."""
    expert.start(opened.letter(), device="shared")
    resume = expert.text.split("Your resume code")[1].split("Write it down")[0].strip()
    expert.get("/r/on")
    expert.press("leave", place="2")
    expert.post("/r/forget", {":csrf": expert.csrf}, follow=False)
    assert expert.last is not None
    assert expert.last.headers["Clear-Site-Data"] == '"cache", "storage"'
    expert.get("/r/part/1")
    assert expert.status == 401
    expert.post("/r/resume", {":code": resume, ":device": "shared"})
    assert (expert.path, 'value="2" checked' in expert.page) == ("/r/part/1", True)


def test_no_answer_of_these_pages_is_stored_or_tells_where_it_came_from(experts: Flask, opened: OpenStudy) -> None:
    """no-store and no-referrer on every address, refusals included."""
    client = experts.test_client()
    for rule in experts.url_map.iter_rules():
        if not str(rule).startswith("/r"):
            continue
        path = str(rule).replace("<int:number>", "1").replace("<uuid:study_id>", str(opened.study.id)).replace("<path:rest>", "x/y")
        method = client.get if "GET" in (rule.methods or ()) else client.post
        response = method(path)
        assert response.headers["Cache-Control"] == "no-store", path
        assert response.headers["Referrer-Policy"] == "no-referrer", path
