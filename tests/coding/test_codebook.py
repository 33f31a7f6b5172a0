"""A codebook is a tree of codes that are changed, moved and retired, never deleted; every change is a version."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from coding.codebook import (
    StaleCode,
    add_code,
    bring_back_code,
    content_at,
    edit_code,
    install_codebook,
    load_codebook,
    move_code,
    retire_code,
    shipped,
)
from coding.codes import CodeContent
from coding.models import Event
from coding.rules import CodebookRefused
from tests.coding.conftest import NOW, House


def act(house: House) -> dict:
    return {"study_id": house.study.id, "coder_id": house.a, "now": NOW}


def test_the_starter_codebook_is_installed_whole_and_once(house: House):
    """Seventeen codes in three languages, parts in the colour of their code; a second time adds nothing."""
    from questionnaires.models import Study

    study = Study(slug="fresh", title={"en": "Fresh"}, created_at=NOW)
    house.session.add(study)
    house.session.flush()
    assert install_codebook(house.session, study_id=study.id, source="women_returnees", now=NOW) == 17
    assert install_codebook(house.session, study_id=study.id, source="women_returnees", now=NOW) == 0
    book = load_codebook(house.session, study.id)
    assert book.version == 1
    assert [code.key for code in book.codes] == [row["key"] for row in shipped("women_returnees")["codes"]]
    assert [code.colour for code in book.codes if code.parent is None] == list(range(1, 14))
    women, staff = book.by_key["women-theologians"], book.by_key["specialist-shortages"]
    assert (women.parent, women.colour, women.hotkey) == (staff.id.hex, staff.colour, "A")
    assert all(code.named(language) and code.definition[language] for code in book.codes for language in ("kk", "ru", "en"))


def test_parts_follow_the_code_they_belong_to(house: House):
    """The tree is read in one order everywhere."""
    assert [code.key for code in house.book.codes] == ["reports", "staff", "women"]


def test_each_change_makes_a_version_and_keeps_what_was_said(house: House):
    """After an edit the first wording can still be read."""
    before = house.book.by_key["reports"]
    wanted = replace(before.content, definition={"ru": "Отчёт ради отчёта", "kk": "Есеп үшін есеп"})
    after = edit_code(house.session, code_id=before.id, revision=1, wanted=wanted, **act(house))
    assert (house.book.version, after.revision) == (2, 2)
    assert content_at(house.session, before.id, 1).definition == {}
    assert content_at(house.session, before.id, 2).definition["kk"] == "Есеп үшін есеп"
    kinds = house.session.scalars(select(Event.kind).where(Event.study_id == house.study.id).order_by(Event.id)).all()
    assert kinds == ["installed", "code-edited"]


def test_an_edit_that_changes_nothing_is_no_version(house: House):
    """Saving a form as it was leaves no trace."""
    code = house.book.by_key["reports"]
    edit_code(house.session, code_id=code.id, revision=1, wanted=code.content, **act(house))
    assert house.book.version == 1


def test_a_stale_edit_is_refused_with_what_it_says_now(house: House):
    """Of two editors the second is shown the words of the first."""
    code = house.book.by_key["reports"]
    edit_code(house.session, code_id=code.id, revision=1, wanted=replace(code.content, name={"en": "Paper work"}), **act(house))
    with pytest.raises(StaleCode) as told:
        edit_code(house.session, code_id=code.id, revision=1, wanted=replace(code.content, name={"en": "Forms"}), **act(house))
    assert told.value.now_said.name == {"en": "Paper work"}


def test_a_new_code_takes_the_first_free_colour_and_the_last_place(house: House):
    """Codes of the first level never share a colour while one is free; a part has that of its code."""
    new = add_code(house.session, wanted=CodeContent(key="law", name={"ru": "Право"}, hotkey="3"), **act(house))
    assert (new.colour, new.position) == (3, 2)
    part = add_code(house.session, wanted=CodeContent(key="benefits", name={"ru": "Пособия"}, parent=new.id.hex), **act(house))
    assert (part.colour, part.position) == (3, 0)
    assert [code.key for code in house.book.codes] == ["reports", "staff", "women", "law", "benefits"]


def test_all_faults_of_a_code_are_told_at_once(house: House):
    """A form is not corrected line by line."""
    part = house.book.by_key["women"]
    wanted = CodeContent(key="Reports!", name={"en": "  "}, hotkey="1", parent=part.id.hex)
    with pytest.raises(CodebookRefused) as told:
        add_code(house.session, wanted=wanted, **act(house))
    assert [fault.code for fault in told.value.faults] == ["no-name", "bad-key", "hotkey-taken", "part-of-part"]
    assert "Formal reporting" in told.value.faults[2].message


def test_command_keys_are_not_given_to_codes(house: House):
    """Z undoes: a code can't have it."""
    with pytest.raises(CodebookRefused) as told:
        add_code(house.session, wanted=CodeContent(key="law", name={"en": "Law"}, hotkey="Z"), **act(house))
    assert [fault.code for fault in told.value.faults] == ["bad-hotkey"]


def test_a_code_moves_with_its_colour(house: House):
    """Made a part it takes the colour of the code above; freed again it gets one of its own."""
    reports, staff = house.book.by_key["reports"], house.book.by_key["staff"]
    moved = move_code(house.session, code_id=reports.id, revision=1, parent=staff.id, **act(house))
    assert (moved.parent, moved.colour, moved.position) == (staff.id.hex, staff.colour, 1)
    free = move_code(house.session, code_id=reports.id, revision=2, parent=None, **act(house))
    assert (free.parent, free.colour) == (None, 1)


def test_a_code_with_parts_is_neither_retired_nor_made_a_part(house: House):
    """The tree has two levels, and a part never hangs in the air."""
    staff, reports = house.book.by_key["staff"], house.book.by_key["reports"]
    with pytest.raises(CodebookRefused) as told:
        retire_code(house.session, code_id=staff.id, revision=1, **act(house))
    assert [fault.code for fault in told.value.faults] == ["has-parts"]
    with pytest.raises(CodebookRefused) as told:
        move_code(house.session, code_id=staff.id, revision=1, parent=reports.id, **act(house))
    assert [fault.code for fault in told.value.faults] == ["has-own-parts"]


def test_a_retired_code_frees_its_key_and_comes_back_without_it_when_it_is_taken(house: House):
    """Keys belong to codes in use."""
    reports = house.book.by_key["reports"]
    retire_code(house.session, code_id=reports.id, revision=1, **act(house))
    assert "1" in house.book.free_keys
    add_code(house.session, wanted=CodeContent(key="law", name={"en": "Law"}, hotkey="1"), **act(house))
    back = bring_back_code(house.session, code_id=reports.id, revision=2, **act(house))
    assert (back.retired, back.hotkey) == (False, None)
