"""What a coder does is kept once, checked against the text, and logged without words."""

from __future__ import annotations

import uuid

import pytest
from sqlalchemy import func, select

from coding.codebook import retire_code
from coding.log import Scope, events
from coding.models import CodedSegment, Event, SourceDone
from coding.segments import SpanError
from coding.workflow import (
    Named,
    NoSuchThing,
    QuoteDiffers,
    RetiredCode,
    code_segment,
    code_source,
    mark_done,
    uncode,
    uncode_source,
)
from questionnaires.models import Study
from tests.coding.conftest import NOW, House

TEXT = "Екі айда бір әйел келеді 🙂, ал есеп үш айда бір рет сұралады"


@pytest.fixture
def source(house: House) -> uuid.UUID:
    house.answered("Другой ответ, которого никто не трогает")
    return house.answered(TEXT, language="kk")


def by(house: House) -> dict:
    return {"study_id": house.study.id, "coder_id": house.a, "now": NOW}


def test_a_passage_keeps_its_words_and_offsets(house: House, source: uuid.UUID):
    """The row holds code-point offsets and the quotation; the event holds the offsets only."""
    start = TEXT.index("🙂")
    done = code_segment(house.session, source=source, code="staff", start=start, stop=start + 1, quote="🙂", **by(house))
    row = house.session.get(CodedSegment, done.segment_id)
    assert (row.start, row.stop, row.quote, row.question) == (25, 26, "🙂", "why")
    event = house.session.scalars(select(Event).where(Event.token == done.event)).one()
    assert event.done == [["coded", done.segment_id.hex, source.hex, done.code_id.hex, 25, 26]]
    assert event.inverse == [["uncoded", done.segment_id.hex, source.hex, done.code_id.hex, 25, 26]]


def test_coding_the_same_words_twice_is_coding_them_once(house: House, source: uuid.UUID):
    """A key pressed twice, or a request sent again, adds neither a row nor an event."""
    first = code_segment(house.session, source=source, code="staff", start=0, stop=8, **by(house))
    again = code_segment(house.session, source=source, code="staff", start=0, stop=9, **by(house))  # with the space after it
    assert again.segment_id == first.segment_id
    assert again.event is None
    assert house.session.scalar(select(func.count()).select_from(CodedSegment)) == 1


def test_passages_may_overlap_and_coders_do_not_meet(house: House, source: uuid.UUID):
    """Two codes on shared words, and the same code by two coders, are three passages."""
    code_segment(house.session, source=source, code="staff", start=0, stop=12, **by(house))
    code_segment(house.session, source=source, code="women", start=4, stop=17, **by(house))
    code_segment(house.session, source=source, code="staff", start=0, stop=12, **{**by(house), "coder_id": house.b})
    assert house.session.scalar(select(func.count()).select_from(CodedSegment)) == 3


def test_an_answer_is_found_by_question_and_label_too(house: House, source: uuid.UUID):
    """The page names an answer R-2M in its question, never by an id."""
    from coding.models import Source

    label = house.session.get(Source, source).label
    done = code_source(house.session, source=Named("why", label), code="reports", **by(house))
    assert (done.source_id, done.span.start, done.span.stop) == (source, 0, len(TEXT))


def test_offsets_beyond_the_text_are_refused(house: House, source: uuid.UUID):
    """The bounds are those of the kept text."""
    with pytest.raises(SpanError):
        code_segment(house.session, source=source, code="staff", start=5, stop=len(TEXT) + 1, **by(house))


def test_other_words_at_these_offsets_are_refused(house: House, source: uuid.UUID):
    """A page that shows another text than the kept one can't code it."""
    with pytest.raises(QuoteDiffers):
        code_segment(house.session, source=source, code="staff", start=0, stop=3, quote="Бір", **by(house))


def test_a_retired_code_takes_no_passages(house: House, source: uuid.UUID):
    """Retiring is for new passages only."""
    code = house.book.by_key["reports"]
    retire_code(house.session, study_id=house.study.id, coder_id=house.b, code_id=code.id, revision=1, now=NOW)
    with pytest.raises(RetiredCode):
        code_source(house.session, source=source, code="reports", **by(house))


def test_a_source_or_code_of_another_study_is_not_there(house: House, source: uuid.UUID):
    """Ids of other studies are answered like ids that nobody has."""
    other = house.session.scalars(select(Study).where(Study.slug == "noise")).one()
    with pytest.raises(NoSuchThing):
        code_source(house.session, source=source, code="reports", **{**by(house), "study_id": other.id})
    with pytest.raises(NoSuchThing):
        mark_done(house.session, source=source, **{**by(house), "study_id": other.id})
    with pytest.raises(NoSuchThing):
        code_source(house.session, source=source, code=uuid.uuid4(), **by(house))


def test_taking_a_code_off_needs_the_same_words_and_the_same_hands(house: House, source: uuid.UUID):
    """Another coder's passage, and another span, stay; taking off twice is taking off once."""
    code_segment(house.session, source=source, code="staff", start=0, stop=8, **by(house))
    assert uncode(house.session, source=source, code="staff", start=0, stop=8, **{**by(house), "coder_id": house.b}) is None
    assert uncode(house.session, source=source, code="staff", start=0, stop=7, **by(house)) is None
    assert uncode(house.session, source=source, code="staff", start=0, stop=8, **by(house)) is not None
    assert uncode(house.session, source=source, code="staff", start=0, stop=8, **by(house)) is None
    assert house.session.scalar(select(func.count()).select_from(CodedSegment)) == 0


def test_a_whole_answer_loses_its_code_but_its_passages_keep_theirs(house: House, source: uuid.UUID):
    """The code on the whole text is one passage of its own."""
    code_source(house.session, source=source, code="staff", **by(house))
    code_segment(house.session, source=source, code="staff", start=0, stop=8, **by(house))
    uncode_source(house.session, source=source, code="staff", **by(house))
    assert [row.stop for row in house.session.scalars(select(CodedSegment))] == [8]


def test_an_answer_is_finished_once_and_can_be_opened_again(house: House, source: uuid.UUID):
    """Done twice is one mark and one event; each coder has his own marks."""
    assert mark_done(house.session, source=source, **by(house)) is not None
    assert mark_done(house.session, source=source, **by(house)) is None
    assert mark_done(house.session, source=source, done=False, **{**by(house), "coder_id": house.b}) is None
    assert house.session.scalar(select(func.count()).select_from(SourceDone)) == 1
    assert mark_done(house.session, source=source, done=False, **by(house)) is not None
    assert house.session.scalar(select(func.count()).select_from(SourceDone)) == 0


def test_the_log_holds_every_change_in_order(house: House, source: uuid.UUID):
    """Five acts of coding, one of them without effect, are four events."""
    act = by(house)
    code_source(house.session, source=source, code="staff", **act)
    code_source(house.session, source=source, code="staff", **act)
    code_segment(house.session, source=source, code="women", start=0, stop=8, **act)
    uncode_source(house.session, source=source, code="staff", **act)
    mark_done(house.session, source=source, **act)
    kinds = [change.kind for change in events(house.session, study_id=house.study.id, scope=Scope.CODING)]
    assert kinds == ["coded", "coded", "uncoded", "done"]
