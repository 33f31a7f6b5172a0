"""What bad input gets: its own plain page with the way on, in the language of the visitor, with nothing lost and nothing half-stored."""

from __future__ import annotations

import logging
import re

import pytest
from sqlmodel import Session, select

from survey.respond.models import Draft, Invitation, SubmittedKey, Waiting
from survey.respond.redeem import new_code
from tests.survey.respond.pages.conftest import Expert, NewExpert, OpenStudy
from tests.survey.respond.pages.test_way import ANSWERS_1, ANSWERS_2


def count(opened: OpenStudy, table: type) -> int:
    with Session(opened.engine) as session:
        return len(session.exec(select(table)).all())


def test_an_unknown_code_is_said_at_its_field(expert: Expert, opened: OpenStudy) -> None:
    """No invitation has the code: 404, the sentence stands in the summary and at the field, and what was typed stays."""
    code = new_code()
    expert.start(code)
    assert expert.status == 404
    assert expert.text.count("No invitation has this code.") == 2
    assert f'value="{code}"' in expert.page
    assert count(opened, Draft) == 0


@pytest.mark.parametrize("code", ["", "ABC", "это не код 🌾", "0" * 300, "<script>alert(1)</script>"])
def test_a_malformed_code_is_refused_without_asking_the_database(expert: Expert, opened: OpenStudy, code: str) -> None:
    """A text that cannot be a code: 422, said at its field, shown again harmlessly."""
    expert.start(code)
    assert expert.status == 422
    assert 'aria-invalid="true"' in expert.page
    assert "<script>alert" not in expert.page
    assert "code" in expert.text


@pytest.mark.parametrize("path", ["/r/4K7M-2QX9", "/r/part", "/r/part/99", "/r/part/0", "/r/part/x"])
def test_an_address_that_is_no_page_shows_the_way(expert: Expert, opened: OpenStudy, path: str) -> None:
    """A link that was copied in part leads to a page that says so and to the start page."""
    expert.start(opened.letter())
    expert.get(path)
    assert (expert.status, expert.title()) == (404, "This link is not complete")
    assert 'href="/r"' in expert.page


def test_a_link_that_was_opened_elsewhere(expert: Expert, new_expert: NewExpert, opened: OpenStudy) -> None:
    """Another device gets 409 and is told of the resume code; the first device keeps its draft, the invitation its slot."""
    code = opened.letter()
    expert.start(code)
    expert.press("on", **ANSWERS_1)
    other = new_expert()
    other.start(code)
    assert (other.status, other.title()) == (409, "This link was opened on another device")
    assert 'href="/r/resume"' in other.page
    expert.get("/r/part/1")
    assert "Ұлытау жақ 🌾" in expert.page
    assert count(opened, Draft) == 1


def test_start_without_consent_keeps_what_was_typed(expert: Expert, opened: OpenStudy) -> None:
    """Both gaps are named at once; the code, the other tick and the choice of device stay; nothing is redeemed."""
    code = opened.letter()
    expert.start(code, ticks=("may_archive",), device="")
    assert expert.status == 422
    assert "To start, tick that you want to take part." in expert.text
    assert "Say whether this is your own device." in expert.text
    assert f'value="{code}"' in expert.page
    assert 'value="may_archive" checked' in expert.page
    with Session(opened.engine) as session:
        assert session.exec(select(Invitation)).one().slot is None


def test_a_double_submit_stores_once_and_shows_the_same_code(expert: Expert, opened: OpenStudy) -> None:
    """Sending twice, from two tabs or by an impatient thumb, gives one waiting row and the same receipt."""
    expert.start(opened.letter())
    expert.press("on", **ANSWERS_1)
    expert.get("/r/review")
    token = expert.csrf
    first = expert.press("send")
    second = expert.post("/r/review", {":csrf": token, ":go": "send"})
    assert expert.path == "/r/done"
    codes = [re.search(r"data-copied>([^<]+)<", page) for page in (first, second)]
    assert codes[0]
    assert codes[1]
    assert codes[0][1] == codes[1][1]
    assert re.fullmatch(r"[0-9A-Z]{4}( [0-9A-Z]{4}){3}", codes[0][1])
    assert (count(opened, Waiting), count(opened, SubmittedKey)) == (1, 1)


def test_after_sending_every_page_leads_to_the_end(expert: Expert, opened: OpenStudy) -> None:
    """The Back button shows nothing: no page of questions is stored, and each leads to the last page."""
    expert.start(opened.letter())
    expert.press("on", **ANSWERS_1)
    expert.get("/r/part/1")
    token = expert.csrf
    expert.get("/r/review")
    expert.press("send")
    for path in ("/r", "/r/part/1", "/r/review", "/r/on", "/r/left", "/r/code"):
        expert.get(path)
        assert (expert.path, expert.status) == ("/r/done", 200), path
        assert expert.last is not None
        assert expert.last.headers["Cache-Control"] == "no-store"
        assert "Ұлытау" not in expert.page
    expert.post("/r/part/1", {":csrf": token, ":go": "on", "place": "1"})
    assert expert.path == "/r/done"


def test_a_closed_study_gives_back_what_was_written(expert: Expert, opened: OpenStudy) -> None:
    """The study closes while somebody answers: 410, nothing is stored, and the words stand there to be copied."""
    expert.start(opened.letter())
    expert.press("on", **ANSWERS_1)
    opened.close()
    expert.press("on", **ANSWERS_2)
    assert (expert.status, expert.title()) == (410, "This survey is closed")
    assert "Why does this happen?" in expert.text
    assert "Тоқсан бітіп барады 🌾" in expert.page
    expert.get("/r/review")
    assert expert.status == 410
    assert count(opened, Waiting) == 0


def test_a_code_of_a_closed_study(expert: Expert, opened: OpenStudy) -> None:
    """With no study open the start page says so; a letter opens nothing."""
    opened.close()
    expert.get("/r")
    assert expert.title() == "No survey is open here"


def test_a_study_that_closes_between_review_and_sending(expert: Expert, opened: OpenStudy) -> None:
    """The row itself is asked in the sending: a page that still believes in an open study gets 410, and nothing waits."""
    expert.start(opened.letter())
    expert.press("on", **ANSWERS_1)
    expert.get("/r/review")
    studies = expert.client.application.extensions["respond"].studies
    studies._all()
    studies._clock = lambda: studies._read_at  # the page believes what it read
    opened.close()
    expert.press("send")
    assert (expert.status, expert.title()) == (410, "This survey is closed")
    assert (count(opened, Waiting), count(opened, SubmittedKey)) == (0, 0)


def test_a_form_of_three_megabytes(expert: Expert, opened: OpenStudy) -> None:
    """413 with the way on; the draft is as it was."""
    expert.start(opened.letter())
    expert.press("on", **ANSWERS_1)
    expert.get("/r/part/2")
    expert.press("on", why="ы" * 1_500_000)
    assert (expert.status, expert.title()) == (413, "This is too long to be sent")
    expert.get("/r/part/1")
    assert "Ұлытау жақ 🌾" in expert.page


def test_a_form_of_five_thousand_fields(expert: Expert, opened: OpenStudy) -> None:
    """More fields than any page has are refused before they are read."""
    expert.start(opened.letter())
    expert.post("/r/part/1", {":csrf": expert.csrf, ":go": "on", **{f"x{n}": "1" for n in range(5000)}})
    assert expert.status == 413


def test_an_answer_that_is_too_long_stays_and_is_told(expert: Expert, opened: OpenStudy) -> None:
    """20,001 characters: the page comes again with all of them and the number to take away."""
    expert.start(opened.letter())
    expert.press("on", **ANSWERS_1)
    expert.press("on", overstated="7", why="ә" * 20_001)
    assert expert.status == 422
    assert "ә" * 20_001 in expert.page
    assert "Shorten it by 1." in expert.text


def test_a_session_that_ended_in_the_middle_of_an_answer(expert: Expert, opened: OpenStudy) -> None:
    """The browser lost its cookies: the page shows what was written, takes the resume code, and saves it where it belongs."""
    expert.start(opened.letter(), device="shared")
    assert (expert.path, expert.title()) == ("/r/code", "Before the first question")
    resume = expert.text.split("Your resume code")[1].split("Write it down")[0].strip()
    expert.press_link("/r/part/1")
    expert.press("on", **ANSWERS_1)
    assert expert.path == "/r/part/2"
    token, version = expert.csrf, expert.hidden(":version")
    for name in ("__Host-k", "__Host-a"):
        expert.client.delete_cookie(name)
    expert.post(
        "/r/part/2",
        {":csrf": token, ":version": version, ":go": "on", **{key.replace("__", "."): value for key, value in ANSWERS_2.items()}},
    )
    assert (expert.status, expert.title()) == (401, "This browser does not know you any more")
    assert "Тоқсан бітіп барады 🌾" in expert.page
    assert "Why does this happen?" in expert.text
    expert.post("/r/resume", {":code": resume.lower(), ":device": "own", **expert.hidden_fields()})
    assert (expert.path, expert.status) == ("/r/part/2", 200)
    assert "Тоқсан бітіп барады 🌾" in expert.page
    assert 'name="ach.takfir" value="2" id="f-takfir" checked' not in expert.page
    assert 'name="ach.takfir" value="2" checked' in expert.page


def test_a_page_of_another_device_is_redrawn_not_saved(expert: Expert, opened: OpenStudy) -> None:
    """A form whose token is not of this K comes again with what was typed, a new token and a question; nothing is saved."""
    expert.start(opened.letter())
    expert.post("/r/part/1", {":csrf": "0" * 64, ":go": "on", **ANSWERS_1})
    assert expert.status == 403
    assert "Look whether these are your answers" in expert.text
    assert "Ұлытау жақ 🌾" in expert.page
    expert.press("on", **ANSWERS_1)
    assert expert.path == "/r/part/2"


def test_a_form_of_another_site_writes_nothing(expert: Expert, opened: OpenStudy) -> None:
    """A browser that says the form came from elsewhere is refused before anything is looked at."""
    expert.start(opened.letter())
    response = expert.client.post("/r/part/1", data={":csrf": expert.csrf, "place": "1"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    expert.get("/r/part/1")
    assert 'value="1" id="f-place" checked' not in expert.page


def test_a_start_form_without_cookies_comes_again(new_expert: NewExpert, opened: OpenStudy) -> None:
    """Cookies are off: the page says so and keeps the code and the ticks; nothing is redeemed."""
    visitor = new_expert()
    visitor.post("/r", {":csrf": "", ":code": opened.letter(), ":tick": ["take_part"], ":device": "own", ":go": "start"})
    assert visitor.status == 403
    assert "allow cookies" in visitor.text
    assert 'value="take_part" checked' in visitor.page


def test_a_crowd_of_wrong_codes_has_to_wait(expert: Expert, opened: OpenStudy) -> None:
    """After 30 wrong codes from one address: 429 with the time to wait; a right code is refused as well until then."""
    expert.get("/r")
    fields = {":csrf": expert.csrf, ":tick": ["take_part"], ":device": "own", ":go": "start"}
    for _ in range(30):
        expert.post("/r", {**fields, ":code": new_code()})
        assert expert.status == 404
    expert.post("/r", {**fields, ":code": opened.letter()})
    assert (expert.status, expert.title()) == (429, "Too many codes from this place")
    assert expert.last is not None
    assert int(expert.last.headers["Retry-After"]) >= 60


def test_a_fault_of_ours_is_logged_without_a_word_of_the_expert(
    expert: Expert, opened: OpenStudy, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The page says what is safe; the log has the class and the place, neither the answer nor the message of the exception."""
    expert.start(opened.letter())

    def fail(*_: object, **__: object) -> None:
        raise ValueError("Ұлытау жақ 🌾 was here")

    monkeypatch.setattr("survey.respond.answering.changes_of", fail)
    with caplog.at_level(logging.DEBUG):
        expert.press("on", **ANSWERS_1)
    assert (expert.status, expert.title()) == (500, "Something broke on our side")
    assert "ValueError in respond.keep" in caplog.text
    assert "Ұлытау" not in caplog.text


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe%ff%zz=%f0", b"=&=&=", b":go=rank:risks_ranked:up:%00", b":go=language:xx", b":go=rank:::", b"a" * 9000]
)
def test_noise_is_answered_with_a_page(expert: Expert, opened: OpenStudy, raw: bytes) -> None:
    """Whatever arrives, no page of ours breaks."""
    expert.start(opened.letter())
    for path in ("/r", "/r/part/1", "/r/part/1/save", "/r/review", "/r/resume", "/r/withdraw", "/r/forget"):
        response = expert.client.post(path, data=raw, content_type="application/x-www-form-urlencoded")
        assert response.status_code < 500, path
        response = expert.client.post(path, data=raw, content_type="multipart/form-data; boundary=x")
        assert response.status_code < 500, path


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_refusal_speaks_the_language_of_the_visitor(new_expert: NewExpert, opened: OpenStudy, language: str) -> None:
    """The refusal pages say lang and carry no English in Kazakh or Russian."""
    visitor = new_expert(language)
    for path in ("/r/nothing", "/r/used", "/r/resume", "/r/withdraw", "/r/privacy", "/r/no", "/r/forgotten", "/r/part/1"):
        visitor.get(path)
        assert f'<html lang="{language}">' in visitor.page, path
        if language != "en":
            assert not any(word in visitor.text.replace("English", "").lower() for word in (" the ", " you ", " your ")), path
