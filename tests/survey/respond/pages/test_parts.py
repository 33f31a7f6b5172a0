"""Pages of questions: what is drawn, what is hidden, what is told, what the save door of scripts answers."""

from __future__ import annotations

import re
from typing import Any

from survey.respond.posted import move
from survey.respond.sheet import Filling, bounds, make_sheet, told_sum
from tests.survey.respond.pages.conftest import Expert, OpenStudy
from tests.survey.respond.pages.questionnaire import QUESTIONNAIRE
from tests.survey.respond.pages.test_way import ANSWERS_1

FRAME: dict[str, Any] = {"version": "v", "study": "S", "contact": "", "illustrative": True}


def element(page: str, ident: str) -> str:
    """The opening tag with that id."""
    found = re.search(rf'<[^>]*id="{ident}"[^>]*>', page)
    assert found, ident
    return found[0]


def test_a_question_whose_condition_does_not_hold_is_hidden(expert: Expert, opened: OpenStudy) -> None:
    """place_other is asked after "Other" only; the answer that was given stays when the condition comes and goes."""
    expert.start(opened.letter())
    assert "hidden" in element(expert.page, "q-place_other")
    expert.press("language:en", place="3", place_other="Ұлытау")
    assert "hidden" not in element(expert.page, "q-place_other")
    expert.press("language:en", place="1", place_other="Ұлытау")
    assert "hidden" in element(expert.page, "q-place_other")
    expert.press("language:en", place="3", place_other="Ұлытау")
    assert 'value="Ұлытау"' in element(expert.page, "f-place_other")


def test_a_section_whose_condition_does_not_hold_is_left_out_both_ways(expert: Expert, opened: OpenStudy) -> None:
    """Untrained experts go from part 3 to 5 and back; the page itself leads on; counts and time know it."""
    expert.start(opened.letter())
    expert.press("on", place="1", trained="1")
    assert "Part 2 of 7." in expert.text
    expert.get("/r/part/1")
    expert.press("on", place="1", trained="2")
    assert "Part 2 of 6." in expert.text
    expert.get("/r/part/4")
    assert expert.path == "/r/part/5"
    expert.press("back")
    assert expert.path == "/r/part/3"


def test_a_needed_question_is_asked_for_when_going_on_and_not_when_going_back(expert: Expert, opened: OpenStudy) -> None:
    """Continue tells it in the summary and at the question, with the same sentence; leaving and coming back lose nothing."""
    expert.start(opened.letter())
    expert.press("on", place="1")
    assert (expert.status, expert.path) == (422, "/r/part/1")
    assert expert.text.count("Please answer this question.") == 2
    assert '<a href="#f-trained">' in expert.page
    assert re.search(r"<title>To mend: About you", expert.page)
    assert 'aria-describedby="e-trained"' in element(expert.page, "q-trained")
    expert.press("leave", place="2")
    assert expert.title() == "Your answers are saved"
    expert.get("/r/part/1")
    assert 'value="2" checked' in expert.page


def test_parts_that_do_not_fit_are_told_at_the_group_and_mended_by_one_button(expert: Expert, opened: OpenStudy) -> None:
    """10 of 9: numbers in the sentence, the sum says one too many, the button makes it 10."""
    expert.start(opened.letter())
    expert.get("/r/part/3")
    expert.press("on", total="9", women="4", men="6")
    assert expert.status == 422
    assert "The parts make 10, but you gave 9 in all." in expert.text
    assert "10 (1 too many)" in expert.text
    assert 'class="parts bad"' in expert.page
    assert element(expert.page, "f-men").count('aria-invalid="true"') == 1
    expert.press("total:parts", total="9", women="4", men="6")
    assert (expert.path, expert.status) == ("/r/part/3", 200)
    assert 'value="10"' in element(expert.page, "f-total")
    expert.press("on", total="10", women="4", men="6")
    assert expert.path == "/r/part/5"


def test_what_cannot_be_read_stays_as_it_was_typed(expert: Expert, opened: OpenStudy) -> None:
    """Words in a number's field are kept, told, and found again on the review page, which refuses to send."""
    expert.start(opened.letter())
    expert.press("on", **ANSWERS_1)
    expert.get("/r/part/3")
    expert.press("back", total="тоғыз", since="31.02.2019")
    expert.get("/r/part/3")
    assert 'value="тоғыз"' in element(expert.page, "f-total")
    expert.get("/r/review")
    expert.press("send")
    assert (expert.status, expert.path) == (422, "/r/review")
    assert 'href="/r/part/3#q-total"' in expert.page
    assert "There are 2 things to mend before sending" in expert.text


def test_typed_words_cannot_become_markup(expert: Expert, opened: OpenStudy) -> None:
    """Angle brackets, quotes and line ends are text wherever they stand."""
    nasty = "\n</textarea><script>alert('ә')</script>\" onfocus=x 🌾"
    expert.start(opened.letter())
    expert.press("language:en", place="3", place_other=nasty.strip(), trained="2")
    assert "<script>alert" not in expert.page
    assert "&lt;script&gt;alert(&#39;ә&#39;)&lt;/script&gt;&#34; onfocus=x 🌾" in expert.page
    expert.get("/r/part/2")
    expert.press("language:en", overstated="7", why=nasty)
    assert "<script>alert" not in expert.page
    written = re.search(r'<textarea[^>]*id="f-why"[^>]*>\n(.*?)</textarea>', expert.page, re.DOTALL)
    assert written
    assert written[1].startswith("\n&lt;/textarea&gt;"), "the first line end of a text is not the browser's to swallow"
    expert.get("/r/review")
    assert "<script>alert" not in expert.page


def test_the_save_door_keeps_what_was_touched_and_says_what_stands(expert: Expert, opened: OpenStudy) -> None:
    """A script sends the touched questions; the reply names the questions of the page that stand now, and the revision."""
    expert.start(opened.letter())
    fields = {":csrf": expert.csrf, ":revision": expert.revision, ":touched": ["place"], "place": "3", "trained": "1"}
    reply = expert.client.post("/r/part/1/save", data=fields)
    assert reply.json == {"revision": 2, "shown": ["place", "place_other", "help", "trained"]}
    expert.get("/r/part/1")
    assert 'value="3" checked' in expert.page
    assert 'value="1" id="f-trained" checked' not in expert.page, "not touched, not saved"
    taken_back = expert.client.post("/r/part/1/save", data={":csrf": expert.csrf, ":revision": "2", ":touched": ["place"]})
    assert taken_back.json == {"revision": 3, "shown": ["place", "help", "trained"]}


def test_two_tabs_merge_by_question(expert: Expert, opened: OpenStudy) -> None:
    """An old page that saves another question overwrites nothing of the newer one."""
    expert.start(opened.letter())
    token = expert.csrf
    for question, value in (("place", "2"), ("help", "1")):
        expert.client.post("/r/part/1/save", data={":csrf": token, ":revision": "1", ":touched": [question], question: value})
    expert.get("/r/part/1")
    assert 'value="2" checked' in expert.page
    assert 'value="1" id="f-help" checked' in expert.page


def test_the_save_door_refuses_in_json(expert: Expert, opened: OpenStudy) -> None:
    """A wrong token, a lost K and a sent questionnaire: the script is told and the page keeps what was typed."""
    expert.start(opened.letter())
    token = expert.csrf
    assert expert.client.post("/r/part/1/save", data={":csrf": "x", ":touched": "place", "place": "1"}).status_code == 403
    expert.press("on", **ANSWERS_1)
    expert.get("/r/review")
    expert.press("send")
    reply = expert.client.post("/r/part/1/save", data={":csrf": token, ":touched": "place", "place": "1"})
    assert (reply.status_code, reply.json) == (409, {"refused": 303})
    expert.client.delete_cookie("__Host-k")
    assert expert.client.post("/r/part/1/save", data={":csrf": token}).status_code == 409


def test_a_ranking_moves_by_its_buttons() -> None:
    """Up, down, out, add; at the ends, beyond the limit and for options that are not on the list nothing happens."""
    sheet = make_sheet(QUESTIONNAIRE, 5, "en", **FRAME)

    def after(order: list[str], how: str, value: str) -> Any:
        return move(sheet, {"risks_ranked": order or None}, "risks_ranked", how, value)["risks_ranked"]

    assert after(["1", "2"], "up", "2") == ["2", "1"]
    assert after(["1", "2"], "down", "1") == ["2", "1"]
    assert after(["1", "2"], "up", "1") == ["1", "2"]
    assert after(["1", "2"], "add", "3") == ["1", "2"], "two at most"
    assert after(["1"], "add", "3") == ["1", "3"]
    assert after(["1"], "out", "1") is None
    assert after(["1"], "add", "nobody") == ["1"]


def test_a_page_is_drawn_once_and_filled_for_everyone() -> None:
    """Filling leaves the drawn page as it was: nothing of one expert is on the page of the next."""
    sheet = make_sheet(QUESTIONNAIRE, 2, "kk", **FRAME)
    empty = Filling(sheet).text()
    filled = Filling(sheet)
    filled.answers({"takfir": "2", "why": "Парақ 🌾"})
    assert "Парақ 🌾" in filled.text()
    assert Filling(sheet).text() == empty
    assert "\x00" not in empty


def test_a_wording_that_is_missing_falls_back_and_says_its_language() -> None:
    """A Kazakh page with a Russian wording marks it, so that it is read aloud rightly."""
    from dataclasses import replace

    from questionnaires.questions import Group
    from questionnaires.texts import Text

    section = QUESTIONNAIRE.sections[5]
    assert isinstance(section, Group)
    bare = replace(section, label=Text.of({"ru": "В конце"}))
    sheet = make_sheet(replace(QUESTIONNAIRE, items=(bare,)), 1, "kk", **FRAME)
    assert '<h1 id="t-top"><span lang="ru">В конце</span></h1>' in Filling(sheet).text()


def test_steppers_stop_where_the_constraint_does() -> None:
    """`. >= 0 and . <= 200` gives 0 and 200; without a constraint there is no end."""
    assert bounds(QUESTIONNAIRE.by_name["women"]) == (0, 200)
    assert bounds(QUESTIONNAIRE.by_name["share"]) == (None, None)


def test_sums_are_told_with_what_is_off() -> None:
    """Too many, too few, right, unknown whole."""
    assert told_sum(10, "9", "en") == "10 (1 too many)"
    assert told_sum(10, "12", "kk") == "10 (кемі 2)"
    assert told_sum(10, "10", "ru") == "10"
    assert told_sum(10, None, "ru") == "10"


def test_the_review_names_what_is_empty_and_shows_the_answers_in_words(expert: Expert, opened: OpenStudy) -> None:
    """Labels instead of codes, lines of a grid together, places of a ranking, a link to each."""
    expert.start(opened.letter())
    expert.press("on", **ANSWERS_1)
    expert.press("back", ach__takfir="2", ach__state="cannot_say", overstated="7")
    expert.get("/r/part/5")
    expert.press("on", risks_ranked=["3", "1"])
    expert.get("/r/review")
    for words in (
        "Talks, Books",
        "No takfir: Slightly",
        "The secular state: Cannot say",
        "1. Kin 2. Poverty",
        "questions are empty",
    ):
        assert words in expert.text, words
    assert 'href="/r/part/2#q-ach"' in expert.page
    assert re.search(r"How well do tools fit\? not answered Change", expert.text)
    assert "None" not in expert.text.replace("None of these", "")
    assert "What helps them?" not in expert.text, "children are not asked about"


def test_a_withdrawal_code_is_taken_in_any_writing_and_tells_nothing(expert: Expert, opened: OpenStudy) -> None:
    """A right and a wrong code get the same page; a text that is no code is told at its field."""
    expert.start(opened.letter())
    expert.press("on", **ANSWERS_1)
    expert.get("/r/review")
    expert.press("send")
    found = re.search(r"data-copied>([^<]+)<", expert.page)
    assert found
    said = []
    for code in (found[1].lower().replace(" ", "-"), "0000 0000 0000 0000"):
        expert.get("/r/withdraw")
        said.append(expert.post("/r/withdraw", {":csrf": expert.csrf, ":code": code}))
    assert re.sub(r'nonce="[^"]*"', "", said[0]) == re.sub(r'nonce="[^"]*"', "", said[1])
    expert.get("/r/withdraw")
    expert.post("/r/withdraw", {":csrf": expert.csrf, ":code": "7F4K M2QX 9TRD"})
    assert expert.status == 422
    assert "16 letters and digits" in expert.text
