"""The data door of the coding page: every step answered with what the page must show, every refusal with a sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from coding.codebook import retire_code
from coding.models import CodedSegment, Event, Memo
from tests.coding.conftest import NOW, House
from tests.conftest import SignIn, StaffClient
from tests.survey.studio.coding.conftest import BASE, data_of, kept, label_of

TEXT = "Әйел теолог 🙂 керек, <b>бір</b> ауданға"
Enter = Callable[[str], StaffClient]


@pytest.fixture
def label(house: House) -> str:
    source = house.answered(TEXT, language="kk")
    house.session.commit()
    return label_of(house, source)


def test_a_passage_is_coded_by_label_key_and_code_points(house: House, at_work: Enter, label: str):
    """The reply names the step as Undo will; the row holds the quotation, emoji and all."""
    a = at_work("a")
    said = {"answer": label, "code": "women", "start": 0, "stop": 14, "quote": "Әйел теолог 🙂 "}
    reply = a.post(f"{BASE}/segments", json=said)
    assert reply.status_code == 201
    told = reply.get_json()
    assert (told["start"], told["stop"]) == (0, 13)
    assert told["undo"]["kind"] == "coded"
    assert (told["undo"]["answer"], told["undo"]["code"]) == (label, "women")
    assert kept(house, select(CodedSegment.quote)) == ["Әйел теолог 🙂"]


def test_the_same_step_again_is_answered_without_a_second_row(house: House, at_work: Enter, label: str):
    """A request that was sent twice, since its answer got lost, changes nothing."""
    a, said = at_work("a"), {"answer": label, "code": "staff", "start": 0, "stop": 4}
    first, again = (a.post(f"{BASE}/segments", json=said) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.get_json()["undo"] is None
    assert again.get_json()["id"] == first.get_json()["id"]


def test_no_offsets_code_the_whole_answer(house: House, at_work: Enter, label: str):
    """The passage runs from 0 to the number of code points."""
    reply = at_work("a").post(f"{BASE}/segments", json={"answer": label, "code": "staff"})
    assert (reply.get_json()["start"], reply.get_json()["stop"]) == (0, len(TEXT))


def test_taking_off_done_memo_undo_and_redo(house: House, at_work: Enter, label: str):
    """Each reply names the step that Undo speaks of next, and Undo says what it has done."""
    a = at_work("a")
    a.post(f"{BASE}/segments", json={"answer": label, "code": "staff", "start": 0, "stop": 4})
    off = a.delete(f"{BASE}/segments", json={"answer": label, "code": "staff", "start": 0, "stop": 4}).get_json()
    done = a.post(f"{BASE}/done", json={"answer": label, "done": True}).get_json()
    memo = a.post(f"{BASE}/memo", json={"answer": label, "text": "ой 🙂", "revision": 0}).get_json()
    assert [reply["undo"]["kind"] for reply in (off, done, memo)] == ["uncoded", "done", "memo"]
    assert memo["revision"] == 1
    taken = a.post(f"{BASE}/undo", json={"token": memo["undo"]["token"]}).get_json()
    assert [(step["kind"], step["answer"], step["text"], step["revision"]) for step in taken["steps"]] == [("memo", label, "", 2)]
    assert (taken["undo"]["kind"], taken["redo"]["kind"]) == ("done", "memo")
    again = a.post(f"{BASE}/redo", json={"token": taken["redo"]["token"]}).get_json()
    assert [(step["kind"], step["text"]) for step in again["steps"]] == [("memo", "ой 🙂")]
    assert again["redo"] is None


def test_undo_of_another_step_than_the_named_one_is_refused(house: House, at_work: Enter, label: str):
    """Two windows: the second is told that the last step is another one."""
    a = at_work("a")
    first = a.post(f"{BASE}/segments", json={"answer": label, "code": "staff"}).get_json()["undo"]["token"]
    a.post(f"{BASE}/segments", json={"answer": label, "code": "women"})
    reply = a.post(f"{BASE}/undo", json={"token": first})
    assert reply.status_code == 409
    assert reply.get_json()["error"]["code"] == "AlreadyTaken"
    assert kept(house, select(func.count()).select_from(CodedSegment))[0] == 2


def test_a_stale_memo_is_answered_with_both_texts(house: House, at_work: Enter, label: str):
    """What was written here and there stands in the reply; nothing is overwritten."""
    a = at_work("a")
    a.post(f"{BASE}/memo", json={"answer": label, "text": "в первом окне", "revision": 0})
    reply = a.post(f"{BASE}/memo", json={"answer": label, "text": "во втором", "revision": 0})
    assert reply.status_code == 409
    assert reply.get_json()["error"] == {"code": "stale-memo", "now": "в первом окне", "revision": 1, "wanted": "во втором"}
    assert kept(house, select(Memo.text)) == ["в первом окне"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"code": "staff", "start": 0, "stop": 900}, 400),
        ({"code": "staff", "start": 5, "stop": 5}, 400),
        ({"code": "staff", "start": 4, "stop": 5}, 400),  # a space alone
        ({"code": "staff", "start": 0, "stop": 4, "quote": "Ер"}, 409),
        ({"code": "unknown", "start": 0, "stop": 4}, 404),
        ({"code": "staff", "start": "0", "stop": 4}, 400),
        ({"code": 7}, 400),
    ],
)
def test_wrong_places_are_refused_and_nothing_is_written(house: House, at_work: Enter, label: str, body: dict, status: int):
    """Each refusal has its status; no row and no event is left."""
    before = kept(house, select(func.count()).select_from(Event))[0]
    reply = at_work("a").post(f"{BASE}/segments", json={"answer": label, **body})
    assert reply.status_code == status
    assert kept(house, select(func.count()).select_from(CodedSegment))[0] == 0
    assert kept(house, select(func.count()).select_from(Event))[0] == before


def test_a_retired_code_is_refused_with_a_sentence(house: House, at_work: Enter, label: str):
    """The coder reads why, in his language."""
    code = house.book.by_key["reports"]
    retire_code(house.session, study_id=house.study.id, coder_id=house.b, code_id=code.id, revision=1, now=NOW)
    house.session.commit()
    reply = at_work("a").post(f"{BASE}/segments?language=ru", json={"answer": label, "code": "reports"})
    assert reply.status_code == 409
    assert reply.get_json()["error"]["message"].startswith("Этот код выведен из работы")


def test_an_answer_of_another_question_is_not_there(house: House, at_work: Enter):
    """A label counts in its own question only."""
    source = house.answered("Маман керек", question="what_first", language="kk")
    house.session.commit()
    reply = at_work("a").post(f"{BASE}/segments", json={"answer": label_of(house, source), "code": "staff"})
    assert reply.status_code == 404


def test_readers_read_and_do_not_code(house: House, sign_in: SignIn, label: str):
    """A reader gets the data with everyone's codes, and 403 for every step."""
    reader = sign_in("reader")
    assert reader.get(f"{BASE}/answers.json").get_json()["mayCode"] is False
    for path, body in (
        ("segments", {"answer": label, "code": "staff"}),
        ("done", {"answer": label, "done": True}),
        ("undo", {"token": "0" * 32}),
    ):
        assert reader.post(f"{BASE}/{path}", json=body).status_code == 403


def test_a_step_without_the_token_of_the_visit_is_refused(house: House, at_work: Enter, label: str):
    """Another site can't code in somebody's name."""
    a = at_work("a")
    a.csrf_token = ""
    assert a.post(f"{BASE}/segments", json={"answer": label, "code": "staff"}).status_code == 400
    assert kept(house, select(func.count()).select_from(CodedSegment))[0] == 0


def test_the_data_are_utf8_and_safe_inside_a_page(house: House, at_work: Enter, label: str):
    """Cyrillic is not escaped, which would double the page; an answer can't close the script element it stands in."""
    evil = house.answered("</script><script>alert(1)</script> ғ")
    house.session.commit()
    page = at_work("a").get(BASE).get_data()
    assert "Әйел теолог 🙂".encode() in page
    assert b"<script>alert" not in page
    texts = [answer[2] for answer in data_of(page.decode())["answers"]]
    assert sorted(texts) == sorted([TEXT, "</script><script>alert(1)</script> ғ"])
    assert evil


def test_what_the_page_holds_and_what_the_door_gives_is_the_same(house: House, at_work: Enter, label: str):
    """A page that has lain open reads itself anew through the door."""
    a = at_work("a")
    a.post(f"{BASE}/segments", json={"answer": label, "code": "staff", "start": 0, "stop": 4})
    assert data_of(a.get(BASE).get_data(as_text=True)) == a.get(f"{BASE}/answers.json").get_json()
    assert a.get(f"{BASE}/answers.json").get_json()["segments"] == [[0, 0, 4, 1, 0]]
