"""The way of one expert through the pages, without scripts."""

from __future__ import annotations

from sqlmodel import Session, select

from survey.respond.models import Draft, Waiting
from survey.respond.sealing import unseal_answers
from tests.survey.respond.pages.conftest import Expert, OpenStudy

ANSWERS_1 = {"place": "3", "place_other": "Ұлытау жақ 🌾", "help": ["1", "2"], "trained": "2"}
ANSWERS_2 = {
    "ach__takfir": "2",
    "ach__state": "cannot_say",
    "fit": "4",
    "overstated": "7",
    "why": "Парақта бес ұяшық бар.\r\nТоқсан бітіп барады 🌾",
}
ANSWERS_3 = {"total": "9", "women": "4", "men": "5", "share": "2,5", "since": "2019-05-14", "sure": "3"}


def test_an_expert_goes_from_the_letter_to_the_withdrawal_code(expert: Expert, opened: OpenStudy) -> None:
    """Start, parts, review and sending work with forms alone, and what waits is what was answered."""
    expert.start(opened.letter())
    assert (expert.path, expert.title()) == ("/r/part/1", "About you")
    expert.press("on", **{**ANSWERS_1, "place_other": ""})
    # the question that depends on the place was not on the page yet: the page comes again with it
    assert expert.path == "/r/part/1"
    expert.press("on", **ANSWERS_1)
    assert (expert.path, expert.title()) == ("/r/part/2", "How achievable is each?")
    expert.press("on", **{**ANSWERS_2, "why": ""})
    assert expert.path == "/r/part/2", "an open question depends on a number of this page"
    expert.press("on", **ANSWERS_2)
    assert expert.path == "/r/part/3"
    expert.press("on", **ANSWERS_3)
    assert expert.path == "/r/part/5", "part 4 is for those who were trained"
    expert.press("rank:risks_ranked:add:2")
    expert.press("rank:risks_ranked:add:1", risks_ranked=["2"])
    expert.press("on", risks_ranked=["2", "1"])
    expert.press("on", region="1", read="OK")
    assert expert.path == "/r/review"
    assert "Парақта бес ұяшық бар." in expert.text
    expert.press("send")
    assert (expert.path, expert.title()) == ("/r/done", "Thank you. Your answers have been sent.")
    with Session(opened.engine) as session:
        waiting = session.exec(select(Waiting)).one()
        content = unseal_answers(waiting.blob, (opened.private,))
    assert content["values"] == {
        "place": "3", "place_other": "Ұлытау жақ 🌾", "help": ["1", "2"], "trained": "2", "takfir": "2", "fit": "4", "overstated": "7",
        "why": "Парақта бес ұяшық бар.\nТоқсан бітіп барады 🌾", "total": 9, "women": 4, "men": 5, "share": 2.5, "since": "2019-05-14", "sure": 3,
        "risks_ranked": ["2", "1"], "region": "1", "read": "OK",
    }  # fmt: skip
    assert content["missing"]["state"] == "dont_know"
    assert content["missing"]["children_open"] == "not_asked"
    assert content["consent"] == {"number": 1, "language": "en", "ticks": ["may_quote"]}
    assert content["attributes"] == {"profession": "theologian"}


def test_opening_a_link_changes_nothing(expert: Expert, opened: OpenStudy) -> None:
    """GET and HEAD write no row: robots that open links redeem nothing."""
    opened.letter()
    for path in ("/r", "/r?language=kk", "/r/privacy", "/r/no", "/r/resume", "/r/withdraw", "/r/part/1", "/r/review", "/r/done"):
        expert.get(path)
        expert.client.head(path)
    with Session(opened.engine) as session:
        assert session.exec(select(Draft)).all() == []
