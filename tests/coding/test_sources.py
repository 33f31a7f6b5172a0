"""Answers become sources once, unchanged but for line ends, BOM and NUL, under labels that chance draws."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from coding.labels import SIGNS, draw_labels
from coding.models import CodedSegment, Corpus, Event, Memo, MemoText, Source, SourceDone
from coding.sources import forget_answers, take_answers
from coding.texts import digest, normalise
from coding.workflow import code_source, mark_done, write_memo
from questionnaires.models import Answer, Response
from tests.coding.conftest import NOW, House


def test_line_ends_bom_and_nul_are_mended_and_nothing_else():
    """The text keeps every other character as it was written, combining marks apart from their letters."""
    decomposed = unicodedata.normalize("NFD", "Қайта 🙂 ёлка й")
    assert normalise("\ufeffбір\r\nекі\rүш\x00") == "бір\nекі\nүш"
    assert normalise(decomposed) == decomposed


@given(st.text())
def test_a_text_made_ready_stays_as_it_is(said: str):
    """Making ready twice is making ready once, and the result can always be written as UTF-8."""
    once = normalise(said)
    assert normalise(once) == once or once.startswith("\ufeff")
    assert digest(once) == hashlib.sha256(once.encode()).hexdigest()


def test_a_lone_surrogate_becomes_the_replacement_character():
    """JSON can carry half a pair, a file can't."""
    assert normalise("а\ud83dб") == "а\ufffdб"


def test_an_open_answer_becomes_a_source_with_hash_and_length(house: House):
    """The hash is over the UTF-8 bytes of the mended text, the length in code points, the language that of the response."""
    source = house.session.get(Source, house.answered("Бір әйел теолог,\r\nүш аудан 🙂", language="kk"))
    assert source is not None
    assert source.text == "Бір әйел теолог,\nүш аудан 🙂"
    assert (source.length, source.language, source.question, source.kind) == (27, "kk", "why", "answer")
    assert source.sha256 == hashlib.sha256(source.text.encode()).hexdigest()


def test_only_open_questions_with_words_in_them_are_taken(house: House):
    """A short text, an empty answer and a refused one have nothing to code."""
    response = Response(
        study_id=house.study.id,
        version_id=house.versions["theologians"].id,
        language="ru",
        consent_number=1,
        may_quote=True,
        may_archive=True,
    )
    house.session.add(response)
    house.session.flush()
    house.session.add_all(
        [
            Answer(response_id=response.id, question="other_region", value="Тараз"),
            Answer(response_id=response.id, question="why", value="  \n "),
            Answer(response_id=response.id, question="what_first", missing="refused"),
        ]
    )
    house.session.flush()
    assert take_answers(house.session, study_id=house.study.id, response_ids=[response.id]) == 0
    assert house.session.scalar(select(func.count()).select_from(Source)) == 0


def test_taking_a_response_again_changes_nothing(house: House):
    """A release that is finished after a crash takes each answer once."""
    source = house.session.get(Source, house.answered("Пишем «завершено», иначе не примут"))
    assert source is not None
    assert take_answers(house.session, study_id=house.study.id, response_ids=[source.response_id]) == 0
    assert house.session.scalar(select(func.count()).select_from(Source)) == 1


def test_answers_of_one_response_share_a_label(house: House):
    """R-2M is a response: its words in every question carry the same label, other responses have others."""
    first = house.session.get(Source, house.answered("Себебі көп", language="kk"))
    assert first is not None
    house.session.add(Answer(response_id=first.response_id, question="what_first", value="Маман керек"))
    house.session.flush()
    take_answers(house.session, study_id=house.study.id, response_ids=[first.response_id])
    labels = {row.label for row in house.session.scalars(select(Source).where(Source.response_id == first.response_id))}
    assert labels == {first.label}
    assert house.session.get(Source, house.answered("Другой ответ")).label != first.label


def test_the_corpus_knows_that_sources_came_or_went(house: House):
    """Whoever keeps copies of texts compares one number."""
    source = house.session.get(Source, house.answered("бірінші"))
    before = house.session.scalar(select(Corpus.revision))
    forget_answers(house.session, study_id=house.study.id, response_ids=[source.response_id])
    assert house.session.scalar(select(Corpus.revision)) == before + 1


def test_a_withdrawn_answer_leaves_no_words_anywhere(house: House):
    """Text, quotation and memo are gone, also from older revisions; the log keeps ids only and never held a word."""
    canary = "сарықанат"
    source_id = house.answered(f"Бұл {canary} деген сөз", language="kk")
    keep = house.answered("Остаётся")
    by = {"study_id": house.study.id, "coder_id": house.a, "now": NOW}
    code_source(house.session, source=source_id, code="reports", **by)
    write_memo(house.session, source_id=source_id, text=f"{canary}?", revision=0, **by)
    write_memo(house.session, source_id=source_id, text="басқа", revision=1, **by)
    mark_done(house.session, source=source_id, **by)
    response_id = house.session.get(Source, source_id).response_id
    assert forget_answers(house.session, study_id=house.study.id, response_ids=[response_id]) == 1
    for table in (CodedSegment, SourceDone, Memo, MemoText):
        assert house.session.scalar(select(func.count()).select_from(table)) == 0
    assert house.session.scalars(select(Source.id)).all() == [keep]
    logged = json.dumps([row.done + row.inverse for row in house.session.scalars(select(Event))], ensure_ascii=False)
    assert canary not in logged
    assert len(logged) > 100


def test_labels_are_drawn_from_all_that_are_free(house: House):
    """Two signs serve 1,024 responses; then, and only then, labels grow."""
    labels = draw_labels(1030, taken=set(), chance=Random(3))
    assert len(set(labels)) == 1030
    assert [len(label) for label in labels] == [4] * 1024 + [5] * 6
    assert set("".join(label.removeprefix("R-") for label in labels)) == set(SIGNS)


def test_a_label_that_is_taken_is_not_drawn_again():
    """The last free label of a length is found."""
    taken = set(draw_labels(1024, taken=set(), chance=Random(1)))
    spared = sorted(taken)[500]
    assert draw_labels(1, taken=taken - {spared}, chance=Random(2)) == [spared]


@pytest.mark.parametrize("seed", range(3))
def test_rows_stand_in_no_order_of_arrival(house: House, seed: int):
    """Sources are kept and read by ids that chance draws."""
    arrived = [house.answered(f"жауап {n}", language="kk") for n in range(12)]
    stored = house.session.scalars(select(Source.id).where(Source.study_id == house.study.id)).all()
    assert set(stored) == set(arrived)
    if house.session.get_bind().dialect.name == "sqlite":
        assert (
            "without rowid"
            in house.session.execute(text("select lower(sql) from sqlite_master where name = 'source'")).scalar_one()
        )
