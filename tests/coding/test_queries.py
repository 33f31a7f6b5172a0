"""A blind coder is told the same whether the other has coded or not; whoever is not blind sees everyone's work."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from coding.queries import QuoteMismatch, codebook_history, codings, memos, people_by_code, people_who_answered, progress
from coding.reading import Answers, Marks, read_answers, read_book, read_counts, read_marks, read_now
from coding.viewers import blind_questions
from coding.workflow import assign, code_segment, code_source, mark_done, write_memo
from tests.coding.conftest import NOW, House


def all_that_is_told(house: House, coder_id: uuid.UUID | None) -> dict[str, Any]:
    """Every read of coding, as this viewer."""
    viewer = house.viewer(coder_id)
    now = read_now(house.session, viewer=viewer, question="why")
    return {
        "codings": codings(house.session, viewer=viewer),
        "people": people_by_code(house.session, viewer=viewer),
        "memos": memos(house.session, viewer=viewer),
        "progress": progress(house.session, viewer=viewer),
        "marks": marks_of(house, coder_id),
        "now": now,
        "counts": read_counts(house.session, viewer=viewer, now=now),
        "answers": answers_of(house).block,
        "history": [change.kind for _, change in codebook_history(house.session, viewer=viewer)],
    }


def answers_of(house: House) -> Answers:
    now = read_now(house.session, viewer=house.viewer(None), question="why")
    return read_answers(house.session, study_id=house.study.id, question="why", k=5, now=now)


def marks_of(house: House, coder_id: uuid.UUID | None) -> Marks:
    viewer = house.viewer(coder_id)
    now = read_now(house.session, viewer=viewer, question="why")
    book = read_book(house.session, study_id=house.study.id, now=now)
    return read_marks(house.session, viewer=viewer, question="why", answers=answers_of(house), book=book, now=now)


def act(house: House, coder_id: uuid.UUID) -> dict[str, Any]:
    return {"study_id": house.study.id, "coder_id": coder_id, "now": NOW}


@pytest.fixture
def sources(house: House) -> list[uuid.UUID]:
    return [house.answered(f"{n}-жауап: маман жоқ 🙂", language="kk") for n in range(3)]


def b_works(house: House, sources: list[uuid.UUID]) -> None:
    """B codes, finishes, and writes memos on an answer and on a code."""
    mine = act(house, house.b)
    for source in sources:
        code_source(house.session, source=source, code="women", **mine)
        mark_done(house.session, source=source, **mine)
    write_memo(house.session, source_id=sources[0], text="Б ойы", revision=0, **mine)
    write_memo(house.session, code_id=house.book.by_key["women"].id, text="Б код туралы", revision=0, **mine)


def test_a_blind_coder_is_told_the_same_whether_the_other_has_coded_or_not(house: House, sources: list[uuid.UUID]):
    """Lists, counts, order, memos, progress: all reads are equal before and after B's work."""
    assign(house.session, study_id=house.study.id, coder_id=house.a, question="why")
    code_segment(house.session, source=sources[0], code="staff", start=0, stop=7, **act(house, house.a))
    before = all_that_is_told(house, house.a)
    b_works(house, sources)
    assert all_that_is_told(house, house.a) == before
    assert all_that_is_told(house, None) != before


def test_blindness_ends_with_the_last_answer_and_not_before(house: House, sources: list[uuid.UUID]):
    """Having finished all answers but one is not having finished."""
    assign(house.session, study_id=house.study.id, coder_id=house.a, question="why")
    b_works(house, sources)
    for source in sources[:2]:
        mark_done(house.session, source=source, **act(house, house.a))
    assert blind_questions(house.session, house.viewer(house.a)) == {"why"}
    assert codings(house.session, viewer=house.viewer(house.a)) == []
    mark_done(house.session, source=sources[2], **act(house, house.a))
    assert blind_questions(house.session, house.viewer(house.a)) == frozenset()
    assert {coding.coder for coding in codings(house.session, viewer=house.viewer(house.a))} == {"Coder B"}
    assert [memo.text for memo in memos(house.session, viewer=house.viewer(house.a))] == ["Б ойы", "Б код туралы"]


def test_new_answers_make_a_coder_blind_again(house: House, sources: list[uuid.UUID]):
    """A later batch is coded as blindly as the first."""
    assign(house.session, study_id=house.study.id, coder_id=house.a, question="why")
    for source in sources:
        mark_done(house.session, source=source, **act(house, house.a))
    assert not blind_questions(house.session, house.viewer(house.a))
    house.answered("Жаңа жауап", language="kk")
    assert blind_questions(house.session, house.viewer(house.a)) == {"why"}


def test_blindness_in_one_question_leaves_the_others_open(house: House, sources: list[uuid.UUID]):
    """A sees B's work where he was not set to code blind."""
    assign(house.session, study_id=house.study.id, coder_id=house.a, question="why")
    other = house.answered("Сначала кадры", question="what_first")
    code_source(house.session, source=other, code="staff", **act(house, house.b))
    b_works(house, sources)
    assert {coding.question for coding in codings(house.session, viewer=house.viewer(house.a))} == {"what_first"}


def test_an_assignment_without_blindness_shows_the_others(house: House, sources: list[uuid.UUID]):
    """Coding together is a choice, too."""
    assign(house.session, study_id=house.study.id, coder_id=house.a, question="why", blind=False)
    b_works(house, sources)
    assert len(codings(house.session, viewer=house.viewer(house.a))) == 3


def test_people_are_counted_once_however_often_they_have_the_code(house: House, sources: list[uuid.UUID]):
    """Two passages of one answer are one person."""
    for start in (0, 4):
        code_segment(house.session, source=sources[0], code="staff", start=start, stop=start + 3, **act(house, house.a))
    staff = house.book.by_key["staff"].id
    assert {code: len(people) for code, people in people_by_code(house.session, viewer=house.viewer(house.a)).items()} == {staff: 1}
    assert len(people_who_answered(house.session, study_id=house.study.id, question="why")) == 3
    assert people_who_answered(house.session, study_id=house.study.id, question="what_first") == frozenset()


def test_a_quotation_that_is_not_in_its_source_is_told(house: House, sources: list[uuid.UUID]):
    """Rows changed by other hands never reach a table unseen."""
    from coding.models import CodedSegment

    done = code_segment(house.session, source=sources[0], code="staff", start=0, stop=7, **act(house, house.a))
    row = house.session.get(CodedSegment, done.segment_id)
    row.quote = "2-жауап"
    house.session.flush()
    with pytest.raises(QuoteMismatch) as told:
        codings(house.session, viewer=house.viewer(None))
    assert told.value.segment_ids == [done.segment_id]


def test_progress_counts_the_viewers_own_marks(house: House, sources: list[uuid.UUID]):
    """Each coder has his own way to go."""
    house.answered("Сначала кадры", question="what_first")
    mark_done(house.session, source=sources[0], **act(house, house.a))
    told = {one.question: (one.done, one.answers, one.blind) for one in progress(house.session, viewer=house.viewer(house.a))}
    assert told == {"what_first": (0, 1, False), "why": (1, 3, False)}


def test_marks_name_answers_and_codes_by_position(house: House, sources: list[uuid.UUID]):
    """What the page gets holds no ids: coder 0 is the viewer, others come by label."""
    code_segment(house.session, source=sources[1], code="women", start=0, stop=7, **act(house, house.a))
    code_source(house.session, source=sources[1], code="reports", **act(house, house.b))
    write_memo(house.session, source_id=sources[1], text="менің ойым", revision=0, **act(house, house.a))
    answers = answers_of(house)
    at = next(n for n, one in enumerate(answers.answers) if one.text.startswith("1-"))
    marks = marks_of(house, house.a)
    length = len("1-жауап: маман жоқ 🙂")
    assert sorted(marks.segments) == [(at, 0, 7, 2, 0), (at, 0, length, 0, 1)]
    assert (marks.others, marks.memos, marks.other_memos) == (["Coder B"], [(at, 1, "менің ойым")], [])


def test_texts_are_read_again_when_sources_came_or_went(house: House, sources: list[uuid.UUID]):
    """The copy in memory is as new as the corpus."""
    first = answers_of(house)
    assert answers_of(house) is first
    house.answered("тағы бір жауап", language="kk")
    assert len(answers_of(house).answers) == 4


def test_the_group_of_an_answer_is_covered_among_few(house: House):
    """Five in the same questionnaire and language are shown with their group; a single Kazakh answer beside them is not."""
    for n in range(5):
        house.answered(f"ответ {n}", language="ru", group="psychologists")
    lone = house.answered("жалғыз жауап", language="kk", group="psychologists")
    answers = answers_of(house).answers
    groups = {one.text: one.group for one in answers}
    assert groups == {**{f"ответ {n}": "psychologists" for n in range(5)}, "жалғыз жауап": None}
    assert lone
