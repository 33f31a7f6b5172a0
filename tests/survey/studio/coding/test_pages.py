"""The coding page without scripts, and blindness as a browser meets it."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy import select

from coding.models import CodedSegment, Memo, SourceDone
from coding.workflow import assign, code_segment, code_source, mark_done, write_memo
from tests.coding.conftest import NOW, House
from tests.conftest import SignIn, StaffClient
from tests.survey.studio.coding.conftest import BASE, kept, label_of

Enter = Callable[[str], StaffClient]


def act(house: House, coder: str) -> dict:
    return {"study_id": house.study.id, "coder_id": getattr(house, coder), "now": NOW}


def post(browser: StaffClient, **fields: str):
    return browser.post(f"{BASE}/act", data=fields)


def plain(page: str) -> str:
    """The page without what differs from one answer to the next by design."""
    return re.sub(r'nonce="[^"]+"|name="csrf[-_]token" (?:content|value)="[^"]+"', "", page)


def test_the_way_in_leads_to_the_first_question_that_is_not_finished(house: House, at_work: Enter):
    """Whoever comes to code goes where something is left to do."""
    for question, text in (("why", "бірінші"), ("what_first", "екінші")):
        source = house.answered(text, question=question, language="kk")
    mark_done(house.session, source=house.answered("үшінші", language="kk"), **act(house, "a"))
    house.session.commit()
    assert source
    assert at_work("a").get("/studies/oralu/coding").headers["Location"].endswith("/coding/why")


def test_a_study_without_answers_says_what_will_come(house: House, sign_in: SignIn):
    """No answers yet: the page says when they come and leads back."""
    page = sign_in("coder").get("/studies/oralu/coding")
    assert page.status_code == 200
    assert "Before that nobody can read them" in page.get_data(as_text=True)


def test_a_question_without_answers_is_no_page(house: House, sign_in: SignIn):
    """An address that was typed finds nothing."""
    assert sign_in("coder").get("/studies/oralu/coding/unknown").status_code == 404


def test_codes_go_on_whole_answers_by_buttons(house: House, at_work: Enter):
    """Without scripts every code is a button of a form: on, then off; the way back leads to the same answer."""
    source = house.answered("Маман жоқ", language="kk")
    house.session.commit()
    a, label = at_work("a"), label_of(house, source)
    reply = post(a, answer=label, do="code:staff")
    assert reply.status_code == 303
    assert f"answer={label}" in reply.headers["Location"]
    page = a.get(reply.headers["Location"]).get_data(as_text=True)
    assert f'value="off:staff:0:{len("Маман жоқ")}" aria-pressed="true"' in page
    assert "Undo “2 on " in page
    post(a, answer=label, do=f"off:staff:0:{len('Маман жоқ')}")
    assert kept(house, select(CodedSegment)) == []
    post(a, answer=label, do="undo")
    assert len(kept(house, select(CodedSegment))) == 1


def test_finishing_leads_to_the_next_answer_that_is_open(house: House, at_work: Enter):
    """Done, next: the finished answer is marked, the page shows another one."""
    sources = [house.answered(f"{n}-жауап", language="kk") for n in range(3)]
    house.session.commit()
    a, labels = at_work("a"), {label_of(house, source) for source in sources}
    first = min(labels)
    reply = post(a, answer=first, do="done")
    assert len(kept(house, select(SourceDone))) == 1
    assert f"answer={first}" not in reply.headers["Location"]
    assert "1 of 3 done" in a.get(reply.headers["Location"]).get_data(as_text=True)


def test_a_stale_memo_without_scripts_comes_back_with_both_texts(house: House, at_work: Enter):
    """The form shows what is saved and what was typed, and a second save keeps what was typed."""
    source = house.answered("Есеп", language="kk")
    write_memo(house.session, source_id=source, text="бұрын жазылған", revision=0, **act(house, "a"))
    house.session.commit()
    a, label = at_work("a"), label_of(house, source)
    reply = post(a, answer=label, do="memo", memo="жаңа жазба", revision="0")
    page = reply.get_data(as_text=True)
    assert reply.status_code == 409
    assert "бұрын жазылған" in page
    assert "жаңа жазба</textarea>" in page
    assert 'name="revision" value="1"' in page
    assert post(a, answer=label, do="memo", memo="жаңа жазба", revision="1").status_code == 303
    assert kept(house, select(Memo.text)) == ["жаңа жазба"]


def test_passages_are_painted_by_the_server_too(house: House, at_work: Enter):
    """Overlapping passages are runs cut at every edge, each with its lane, and the text stays whole."""
    source = house.answered("Екі <әйел> 🙂 келді", language="kk")
    code_segment(house.session, source=source, code="staff", start=0, stop=10, **act(house, "a"))
    code_segment(house.session, source=source, code="women", start=4, stop=12, **act(house, "a"))
    house.session.commit()
    page = at_work("a").get(BASE).get_data(as_text=True)
    shown = page[page.index('id="text"') :]
    shown = shown[shown.index(">") + 1 : shown.index("</div>")]
    assert re.sub(r"<[^>]+>", "", shown) == "Екі &lt;әйел&gt; 🙂 келді"
    assert '<span class="seg k2 ln0">' in shown
    assert '<span class="seg k2 ln1">' in shown


def test_a_blind_coders_pages_are_the_same_whether_the_other_has_coded_or_not(house: House, at_work: Enter):
    """Byte for byte: the page, its data, the overview of questions and the codebook, before and after B has done all his work."""
    sources = [house.answered(f"{n}-жауап: маман жоқ", language="kk") for n in range(4)]
    house.answered("басқа сұрақ", question="what_first", language="kk")
    assign(house.session, study_id=house.study.id, coder_id=house.a, question="why")
    assign(house.session, study_id=house.study.id, coder_id=house.a, question="what_first")
    code_source(house.session, source=sources[0], code="staff", **act(house, "a"))
    house.session.commit()
    a = at_work("a")
    pages = ["", "/why", "/why?order=length", "/why?order=group", "/why/answers.json", "/what_first"]

    def all_pages() -> list[str]:
        return [plain(a.get(f"/studies/oralu/coding{page}").get_data(as_text=True)) for page in pages]

    before = all_pages()
    for source in sources:
        code_source(house.session, source=source, code="women", **act(house, "b"))
        mark_done(house.session, source=source, **act(house, "b"))
    write_memo(house.session, source_id=sources[0], text="Б ойы", revision=0, **act(house, "b"))
    house.session.commit()
    assert all_pages() == before
    seen = plain(at_work("b").get(BASE).get_data(as_text=True))
    assert "Б ойы" in seen


def test_a_finished_coder_sees_the_others(house: House, at_work: Enter):
    """When A has finished the question, B's codes and memos stand beside his own."""
    source = house.answered("Маман жоқ", language="kk")
    assign(house.session, study_id=house.study.id, coder_id=house.a, question="why")
    code_source(house.session, source=source, code="women", **act(house, "b"))
    house.session.commit()
    a = at_work("a")
    assert "Coder B" not in a.get(BASE).get_data(as_text=True)
    post(a, answer=label_of(house, source), do="done")
    assert "Coder B" in a.get(BASE).get_data(as_text=True)


def test_a_member_of_another_study_finds_nothing(house: House, sign_in: SignIn):
    """A foreign study looks like one that does not exist."""
    house.answered("жауап", language="kk")
    house.session.commit()
    stranger = sign_in()
    assert stranger.get(BASE).status_code == 404
    assert stranger.post(f"{BASE}/segments", json={"answer": "R-00", "code": "staff"}).status_code == 404


def test_a_long_list_is_walked_stretch_by_stretch_without_scripts(house: House, at_work: Enter):
    """Forty-five answers: the page holds twenty, and links lead to the others until each has been seen."""
    labels = {label_of(house, house.answered(f"{n}-жауап", language="kk")) for n in range(45)}
    house.session.commit()
    a, address, seen = at_work("a"), BASE, []
    while address:
        page = a.get(address).get_data(as_text=True)
        listed = page[page.index('id="list"') : page.index("</ul>", page.index('id="list"'))]
        seen += re.findall(r'<span class="id">([^<]+)</span>', listed)
        later = re.search(r'class="push" href="([^"]+)">Next</a>', page)
        address = later[1].replace("&amp;", "&") if later else ""
    assert len(seen) == 45
    assert set(seen) == labels
