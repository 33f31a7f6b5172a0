"""Codes written, changed, retired and brought back; steps undone; memos. Nothing that was typed is lost."""

from __future__ import annotations

import pytest
from sqlmodel import Session, select

from coding.codebook import edit_code, load_codebook
from coding.models import Code, Event, Memo
from questionnaires.models import Study
from tests.coding.conftest import NOW, House
from tests.conftest import SignIn, StaffClient
from tests.survey.studio.codebook.conftest import BOOK, Enter, hidden, words

FORM = {
    "name_en": "Waiting for the sentence",
    "name_kk": "Үкімді күту ұзақтығы",
    "definition_kk": "Жауапта өңірдегі күту уақыты айтылады 🙂",
    "include_en": "A hearing that was put off\r\n\r\n  Years without an answer  ",
    "examples_ru": "Полгода ждали бумагу.",
    "hotkey": "3",
    "parent": "",
}


def by_key(house: House, key: str):
    """A code as it stands; the session is let go of, since on SQLite it would keep requests waiting."""
    house.session.rollback()
    code = load_codebook(house.session, house.study.id).by_key[key]
    house.session.rollback()
    return code


def save(browser: StaffClient, key: str, revision: int, **fields: str):
    return browser.post(
        f"{BOOK}/{key}/edit", data={"name_en": "Formal reporting", "hotkey": "1", "revision": str(revision), **fields}
    )


def step(browser: StaffClient, way: str, at: str = "reports"):
    """The button of undo or redo, as the page shows it."""
    page = browser.get(f"{BOOK}/{at}").text
    place = page.index(f'action="{BOOK}/-/{way}"')
    return browser.post(f"{BOOK}/-/{way}", data={"token": hidden(page[place:], "token"), "at": at})


def test_the_starter_codebook_is_installed_in_one_step(study: Study, session: Session, sign_in: SignIn):
    """17 codes come with one step, which the button of undo names; a second time nothing is added."""
    browser = sign_in("owner")
    assert browser.post(f"{BOOK}/-/starter").status_code == 303
    page = browser.get(BOOK).text
    assert "17 codes were added." in page
    assert "Undo “starter codebook”" in page
    assert '<span class="chip">13 codes, 4 parts</span>' in page
    browser.post(f"{BOOK}/-/starter")
    assert "0 codes were added." in browser.get(BOOK).text
    assert len(session.exec(select(Code).where(Code.study_id == study.id)).all()) == 17


def test_a_code_is_written_in_three_languages(house: House, enter: Enter):
    """The form's wordings are the code's; rules are one a line, empty lines and spaces at the ends gone; the key is made of the name."""
    a = enter("a")
    reply = a.post(f"{BOOK}/-/new", data=FORM)
    assert (reply.status_code, reply.location) == (303, f"{BOOK}/waiting-for-the-sentence")
    code = by_key(house, "waiting-for-the-sentence")
    assert code.name == {"kk": "Үкімді күту ұзақтығы", "en": "Waiting for the sentence"}
    assert code.definition == {"kk": "Жауапта өңірдегі күту уақыты айтылады 🙂"}
    assert code.include == {"en": ["A hearing that was put off", "Years without an answer"]}
    assert (code.hotkey, code.parent, code.revision) == ("3", None, 1)
    assert "Undo “Waiting for the sentence: new code”" in a.get(reply.location).text


def test_a_name_that_is_taken_gives_the_key_a_number(house: House, enter: Enter):
    """Two codes may have one name; their short names differ."""
    a = enter("a")
    locations = [a.post(f"{BOOK}/-/new", data={"name_kk": "Қоғам қолдауы"}).location for _ in range(2)]
    assert [one.removeprefix(f"{BOOK}/") for one in locations] == ["qogam-qoldauy", "qogam-qoldauy-2"]


def test_a_part_begins_under_its_code(house: House, enter: Enter):
    """The form of a new part has the code chosen, and the part takes its colour."""
    a, staff = enter("a"), by_key(house, "staff")
    page = a.get(f"{BOOK}/-/new?parent=staff").text
    assert f'<option value="{staff.id.hex}" selected>' in page
    a.post(f"{BOOK}/-/new", data={"name_en": "Turnover", "parent": staff.id.hex})
    part = by_key(house, "turnover")
    assert (part.parent, part.colour) == (staff.id.hex, staff.colour)


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"name_en": " ", "name_kk": ""}, "name_en", "The code has no name. Write it in at least one language."),
        ({"name_kk": "ұ" * 81}, "name_kk", "A name is longer than 80 characters."),
        ({"hotkey": "2"}, "hotkey", "The key 2 belongs to “Specialist shortages”. Choose another key."),
        ({"hotkey": "Z"}, "hotkey", "This key can&#39;t be given to a code."),
        ({"parent": "0" * 32}, "parent", "The code above is not in use."),
    ],
)
def test_a_fault_is_told_at_its_field_and_in_the_summary(
    house: House, enter: Enter, fields: dict[str, str], field: str, message: str
):
    """The same words stand twice, the summary leads to the field, what was typed stays, and no code is made."""
    before = len(house.book.codes)
    house.session.commit()
    reply = enter("a").post(f"{BOOK}/-/new", data={**FORM, **fields})
    assert reply.status_code == 422
    assert reply.text.count(message) == 2
    assert f'<a href="#{field}">' in reply.text
    assert f'id="{field}-e"' in reply.text
    assert f'aria-describedby="{field}-e"' in reply.text
    assert "Жауапта өңірдегі күту уақыты айтылады 🙂</textarea>" in reply.text
    assert len(load_codebook(house.session, house.study.id).codes) == before


def test_a_stale_save_shows_both_texts_and_loses_none(house: House, enter: Enter):
    """B saves first; A gets 409 with B's words and his own, and what he saves from there stands."""
    a, b = enter("a"), enter("b")
    assert save(b, "reports", 1, definition_kk="Б жазғаны: есеп үшін есеп").status_code == 303
    reply = save(a, "reports", 1, definition_kk="А жазғаны: өлшем жоқ")
    assert reply.status_code == 409
    said = words(reply.text)
    assert "Definition, Kazakh Б жазғаны: есеп үшін есеп А жазғаны: өлшем жоқ" in said
    assert "А жазғаны: өлшем жоқ</textarea>" in reply.text
    assert by_key(house, "reports").definition == {"kk": "Б жазғаны: есеп үшін есеп"}
    assert save(a, "reports", int(hidden(reply.text, "revision")), definition_kk="Екеуі де").status_code == 303
    assert (by_key(house, "reports").definition, by_key(house, "reports").revision) == ({"kk": "Екеуі де"}, 3)


def test_a_form_without_a_revision_is_stale(house: House, enter: Enter):
    """A request that does not say what it has read changes nothing."""
    assert enter("a").post(f"{BOOK}/reports/edit", data={"name_en": "X"}).status_code == 409
    assert by_key(house, "reports").name["en"] == "Formal reporting"


def test_a_code_is_retired_and_brought_back(house: House, enter: Enter):
    """Retired it stands apart in the tree and cannot be edited; brought back it has its key again."""
    a = enter("a")
    assert a.post(f"{BOOK}/reports/retire", data={"revision": "1"}).status_code == 303
    page = a.get(f"{BOOK}/reports").text
    assert "retired: takes no new passages" in page
    assert f"{BOOK}/reports/edit" not in page
    assert a.post(f"{BOOK}/reports/back", data={"revision": "2"}).status_code == 303
    code = by_key(house, "reports")
    assert (code.retired, code.hotkey, code.revision) == (False, "1", 3)


def test_a_code_with_parts_in_use_is_not_retired(house: House, enter: Enter):
    """The page says what is to be done first, and the code stays."""
    reply = enter("a").post(f"{BOOK}/staff/retire", data={"revision": "1"})
    assert reply.status_code == 422
    assert "The code has parts in use. Retire them first, or move them under another code." in reply.text
    assert not by_key(house, "staff").retired


def test_a_code_that_others_have_changed_is_not_retired_unseen(house: House, enter: Enter):
    """A stale step is answered with the code as it is now."""
    save(enter("b"), "reports", 1, definition_en="Changed by B")
    reply = enter("a").post(f"{BOOK}/reports/retire", data={"revision": "1"})
    assert reply.status_code == 409
    assert "Somebody else has changed this code" in reply.text
    assert "Changed by B" in reply.text
    assert not by_key(house, "reports").retired


def test_a_change_is_undone_and_made_again_by_its_name(house: House, enter: Enter):
    """The button names the change; history tells what was taken back, and made again, and holds no wording."""
    a = enter("a")
    save(a, "reports", 1, definition_en="A secret wording", hotkey="9")
    assert "Undo “Formal reporting: name, definition, key”" in a.get(f"{BOOK}/reports").text
    reply = step(a, "undo")
    assert (reply.status_code, reply.location) == (303, f"{BOOK}/reports")
    assert (by_key(house, "reports").definition, by_key(house, "reports").hotkey) == ({}, "1")
    page = a.get(f"{BOOK}/reports").text
    assert "Redo “Formal reporting: name, definition, key”" in page
    assert "3. Taken back: name, definition, key Coder A, 22 November" in words(page)
    assert "A secret wording" not in page
    step(a, "redo")
    assert by_key(house, "reports").definition == {"en": "A secret wording"}
    assert "4. Made again: name, definition, key Coder A, 22 November" in words(a.get(f"{BOOK}/reports").text)


def test_a_step_is_not_undone_twice_by_one_button(house: House, enter: Enter):
    """A request that is repeated, or sent from a page that lay open, takes nothing further back."""
    a = enter("a")
    save(a, "reports", 1, definition_en="One")
    save(a, "reports", 2, definition_en="Two")
    token = hidden(a.get(f"{BOOK}/reports").text, "token")
    replies = [a.post(f"{BOOK}/-/undo", data={"token": token, "at": "reports"}).status_code for _ in range(2)]
    assert replies == [303, 409]
    assert by_key(house, "reports").definition == {"en": "One"}
    assert a.post(f"{BOOK}/-/undo", data={"token": "nothing"}).status_code == 400


def test_undo_is_refused_where_later_steps_of_others_rest_on_it(house: House, enter: Enter):
    """A's change was built upon by B: it stays, and the page names B's step and B."""
    a, b = enter("a"), enter("b")
    save(a, "reports", 1, definition_en="A began")
    save(b, "reports", 2, definition_en="A began, B went on")
    reply = step(a, "undo")
    assert reply.status_code == 409
    assert "Later changes rest on this one, so it stays: Formal reporting: definition (Coder B, 22 November)." in words(reply.text)
    assert by_key(house, "reports").definition == {"en": "A began, B went on"}


def test_a_refused_undo_leaves_nothing_half_done(study: Study, session: Session, sign_in: SignIn):
    """Of 17 installed codes B has changed the first: taking the other 16 back before the refusal would leave a broken codebook."""
    owner = sign_in("owner", name="lead")
    other = sign_in("researcher", name="Әлия")
    owner.post(f"{BOOK}/-/starter")
    code = load_codebook(session, study.id).by_key["gender-insensitivity"]
    session.commit()
    form = {"name_en": "Gender", "hotkey": "1", "revision": "1"}
    assert other.post(f"{BOOK}/{code.key}/edit", data=form).status_code == 303
    reply = step(owner, "undo", "stigmatization")
    assert reply.status_code == 409
    assert "Әлия" in words(reply.text)
    session.expire_all()
    book = load_codebook(session, study.id)
    assert (len(book.live), len(book.retired)) == (17, 0)
    assert "Retired" not in words(reply.text)


def test_a_coder_writes_memos_and_not_the_codebook(house: House, enter: Enter):
    """A coder's page has the memo and no button to edit; the form of a code is shut."""
    b = enter("b", "coder")
    page = b.get(f"{BOOK}/reports").text
    assert 'id="memo"' in page
    assert "/edit" not in page
    assert b.get(f"{BOOK}/reports/edit").status_code == 403
    assert b.get(f"{BOOK}/-/new").status_code == 403


def test_a_memo_is_saved_and_read_by_others(house: House, enter: Enter):
    """A's memo on a code stands on his page in the field, on B's among those of others."""
    a, b = enter("a"), enter("b", "coder")
    reply = a.post(f"{BOOK}/reports/memo", data={"memo": "Өлшем мен уақыт: екі код па? 🙂", "revision": "0"})
    assert reply.status_code == 303
    assert "Өлшем мен уақыт: екі код па? 🙂</textarea>" in a.get(f"{BOOK}/reports").text
    assert "Memos of others Coder A: Өлшем мен уақыт: екі код па? 🙂" in words(b.get(f"{BOOK}/reports").text)


def test_a_stale_memo_shows_both_texts(house: House, enter: Enter):
    """Written in two windows: the second gets 409 with what stands there and what was typed, and can save from there."""
    a = enter("a")
    a.post(f"{BOOK}/reports/memo", data={"memo": "бірінші терезе", "revision": "0"})
    reply = a.post(f"{BOOK}/reports/memo", data={"memo": "екінші терезе", "revision": "0"})
    assert reply.status_code == 409
    assert "бірінші терезе</p>" in reply.text
    assert "екінші терезе</textarea>" in reply.text
    form = reply.text[reply.text.index(f'action="{BOOK}/reports/memo"') :]
    again = a.post(f"{BOOK}/reports/memo", data={"memo": "екінші терезе", "revision": hidden(form, "revision")})
    assert again.status_code == 303
    house.session.expire_all()
    assert [(memo.text, memo.revision) for memo in house.session.exec(select(Memo))] == [("екінші терезе", 2)]


def test_a_memo_that_is_too_long_comes_back_whole(house: House, enter: Enter):
    """20,001 letters are refused with the number; they stand in the field, nothing is kept."""
    reply = enter("a").post(f"{BOOK}/reports/memo", data={"memo": "ң" * 20_001, "revision": "0"})
    assert reply.status_code == 422
    assert "The memo has 20001 characters, and there is room for 20000. Shorten it." in reply.text
    assert "ң" * 20_001 in reply.text
    assert house.session.exec(select(Memo)).all() == []


def test_every_change_is_an_event_of_its_member(house: House, enter: Enter):
    """What a page changes stands in the log under the coder of whoever changed it, in the scope of the codebook."""
    save(enter("a"), "reports", 1, definition_en="One")
    enter("b").post(f"{BOOK}/women/retire", data={"revision": "1"})
    events = house.session.exec(select(Event).where(Event.coder_id.is_not(None)).order_by(Event.id)).all()
    assert [(one.coder_id, one.kind, one.scope) for one in events] == [
        (house.a, "code-edited", "codebook"),
        (house.b, "code-retired", "codebook"),
    ]


def test_a_change_that_changes_nothing_is_none(house: House, enter: Enter):
    """A form saved as it was opened leaves version and revision as they are."""
    a = enter("a")
    code = by_key(house, "reports")
    fields = {f"name_{language}": name for language, name in code.name.items()}
    assert a.post(f"{BOOK}/reports/edit", data={**fields, "hotkey": "1", "revision": "1"}).status_code == 303
    assert by_key(house, "reports").revision == 1


def test_history_names_the_change_of_a_place(house: House, enter: Enter):
    """A part that has become a code of its own is said to have moved."""
    a, code = enter("a"), by_key(house, "women")
    moved = {**code.content.__dict__, "parent": None}
    edit_code(
        house.session,
        study_id=house.study.id,
        coder_id=house.b,
        code_id=code.id,
        revision=1,
        wanted=type(code.content)(**moved),
        now=NOW,
    )
    house.session.commit()
    assert "2. Moved to another place Coder B, 22 November" in words(a.get(f"{BOOK}/women").text)
