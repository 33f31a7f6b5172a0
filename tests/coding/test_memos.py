"""Memos are a coder's own, one for each thing, every revision kept, never overwritten unseen."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from coding.memos import memo_on
from coding.models import MemoText
from coding.workflow import NoSuchThing, StaleMemo, write_memo
from tests.coding.conftest import NOW, House


def test_every_revision_of_a_memo_is_kept(house: House):
    """What was written first can be read after it was changed."""
    source = house.answered("Отчёт закрывают к концу квартала")
    act = {"study_id": house.study.id, "coder_id": house.a, "now": NOW, "source_id": source}
    write_memo(house.session, text="Қорқыныш па? 🙂", revision=0, **act)
    second = write_memo(house.session, text="Есеп пе, қорқыныш па?", revision=1, **act)
    assert second.revision == 2
    assert house.session.scalars(select(MemoText.text).order_by(MemoText.revision)).all() == [
        "Қорқыныш па? 🙂",
        "Есеп пе, қорқыныш па?",
    ]


def test_a_stale_save_is_refused_with_both_texts(house: House):
    """The second of two pages is told what the first has written, and nothing is lost."""
    source = house.answered("Отчёт")
    act = {"study_id": house.study.id, "coder_id": house.a, "now": NOW, "source_id": source}
    write_memo(house.session, text="из первого окна", revision=0, **act)
    with pytest.raises(StaleMemo) as told:
        write_memo(house.session, text="из второго окна", revision=0, **act)
    assert (told.value.now_said.text, told.value.now_said.revision, told.value.wanted) == ("из первого окна", 1, "из второго окна")
    assert memo_on(house.session, coder_id=house.a, source_id=source).text == "из первого окна"


def test_the_same_words_again_are_no_change(house: House):
    """A repeated request finds its own text there and is content."""
    source = house.answered("Отчёт")
    act = {"study_id": house.study.id, "coder_id": house.a, "now": NOW, "source_id": source}
    write_memo(house.session, text="бір", revision=0, **act)
    again = write_memo(house.session, text="бір", revision=0, **act)
    assert (again.revision, again.event) == (1, None)


def test_each_coder_has_his_own_memo_on_a_code(house: House):
    """Memos of two coders on one code stand beside each other."""
    code = house.book.by_key["staff"].id
    for coder, text in ((house.a, "А жазбасы"), (house.b, "Б жазбасы")):
        write_memo(house.session, study_id=house.study.id, coder_id=coder, code_id=code, text=text, revision=0, now=NOW)
    assert memo_on(house.session, coder_id=house.b, code_id=code).text == "Б жазбасы"


def test_a_memo_on_nothing_of_this_study_is_refused(house: House):
    """A memo stands on a source or a code that is there."""
    import uuid

    with pytest.raises(NoSuchThing):
        write_memo(house.session, study_id=house.study.id, coder_id=house.a, code_id=uuid.uuid4(), text="x", revision=0, now=NOW)
