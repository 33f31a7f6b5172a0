"""Undo takes back one change at a time by adding to the log; whoever replays the log finds the rows."""

from __future__ import annotations

import uuid
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import Session

from coding.codebook import add_code, edit_code, retire_code
from coding.codes import CodeContent
from coding.history import AlreadyTaken, NothingToUndo, RestsOnIt, redo, replayable, undo
from coding.log import Scope, newest_live, newest_undone
from coding.memos import memo_on
from coding.models import Code, CodedSegment, Event, Memo, Source, SourceDone
from coding.sources import forget_answers
from coding.steps import State, inverse, replay
from coding.workflow import code_segment, code_source, mark_done, uncode_source, write_memo
from tests.coding.conftest import NOW, House

TEXT = "Үш ауданға бір өзім 🙂, таңертең бір ауылда, кешке екінші ауылда"


def by(house: House, coder: str = "a") -> dict:
    return {"study_id": house.study.id, "coder_id": getattr(house, coder), "now": NOW}


def rows(session: Session) -> State:
    """What the tables say, in the form in which the log is replayed."""
    from coding.steps import Passage

    return State(
        codings={
            (row.coder_id.hex, row.id.hex): Passage(row.id.hex, row.source_id.hex, row.code_id.hex, row.start, row.stop)
            for row in session.scalars(select(CodedSegment))
        },
        finished={(row.coder_id.hex, row.source_id.hex) for row in session.scalars(select(SourceDone))},
        memos={row.id.hex: row.revision for row in session.execute(select(Memo.id, Memo.revision))},
        codes={row.id.hex: row.revision for row in session.execute(select(Code.id, Code.revision))},
    )


def replayed(house: House, gone: frozenset[str] = frozenset()) -> State:
    studies = house.session.scalars(select(Event.study_id).distinct()).all()
    total = State()
    for study_id in studies:
        one = replay(replayable(house.session, study_id=study_id), gone=gone)
        total = State(total.codings | one.codings, total.finished | one.finished, total.memos | one.memos, total.codes | one.codes)
    return total


def test_undo_takes_back_the_newest_step_and_redo_does_it_again(house: House):
    """The passage goes, and comes back under its own id with its words."""
    source = house.answered(TEXT, language="kk")
    done = code_segment(house.session, source=source, code="women", start=0, stop=19, **by(house))
    taken = undo(house.session, scope=Scope.CODING, **by(house))
    assert taken.change.token == done.event
    assert house.session.scalars(select(CodedSegment)).all() == []
    redo(house.session, scope=Scope.CODING, **by(house))
    row = house.session.scalars(select(CodedSegment)).one()
    assert (row.id, row.quote) == (done.segment_id, "Үш ауданға бір өзім")


def test_steps_are_taken_back_last_first_and_never_those_of_others(house: House):
    """Undo goes down my own steps, whatever others did in between."""
    source = house.answered(TEXT, language="kk")
    code_source(house.session, source=source, code="staff", **by(house))
    mark_done(house.session, source=source, **by(house))
    code_source(house.session, source=source, code="reports", **by(house, "b"))
    kinds = [undo(house.session, scope=Scope.CODING, **by(house)).change.kind for _ in range(2)]
    assert kinds == ["done", "coded"]
    with pytest.raises(NothingToUndo):
        undo(house.session, scope=Scope.CODING, **by(house))
    assert [row.coder_id for row in house.session.scalars(select(CodedSegment))] == [house.b]


def test_a_fresh_step_ends_redo(house: House):
    """What was taken back before a new step can't be done again over it."""
    source = house.answered(TEXT, language="kk")
    code_source(house.session, source=source, code="staff", **by(house))
    undo(house.session, scope=Scope.CODING, **by(house))
    code_source(house.session, source=source, code="reports", **by(house))
    with pytest.raises(NothingToUndo):
        redo(house.session, scope=Scope.CODING, **by(house))
    assert newest_undone(house.session, study_id=house.study.id, coder_id=house.a, scope=Scope.CODING) is None


def test_a_repeated_request_takes_nothing_back_twice(house: House):
    """The page says which step it means; the second time that step is not the newest any more."""
    source = house.answered(TEXT, language="kk")
    code_source(house.session, source=source, code="staff", **by(house))
    newest = code_source(house.session, source=source, code="reports", **by(house)).event
    undo(house.session, scope=Scope.CODING, expected=newest, **by(house))
    with pytest.raises(AlreadyTaken):
        undo(house.session, scope=Scope.CODING, expected=newest, **by(house))
    assert len(house.session.scalars(select(CodedSegment)).all()) == 1


def test_a_memo_goes_back_through_its_revisions(house: House):
    """Each undo shows what the memo said before, and revisions only grow."""
    source = house.answered(TEXT, language="kk")
    for revision, text in enumerate(("бір", "екі", "үш")):
        write_memo(house.session, source_id=source, text=text, revision=revision, **by(house))
    said = []
    for _ in range(3):
        undo(house.session, scope=Scope.CODING, **by(house))
        said.append(memo_on(house.session, coder_id=house.a, source_id=source))
    assert [(memo.text, memo.revision) for memo in said] == [("екі", 4), ("бір", 5), ("", 6)]


def test_undo_steps_over_what_an_expert_withdrew(house: House):
    """The event stays in the log; there is nothing to bring back."""
    keep, gone = house.answered(TEXT, language="kk"), house.answered("Отзывается")
    code_source(house.session, source=gone, code="staff", **by(house))
    uncode_source(house.session, source=gone, code="staff", **by(house))
    forget_answers(house.session, study_id=house.study.id, response_ids=[house.session.get(Source, gone).response_id])
    assert undo(house.session, scope=Scope.CODING, **by(house)).steps == []
    assert house.session.scalars(select(Source.id)).all() == [keep]
    assert replayed(house, gone=frozenset({gone.hex})) == rows(house.session)


def test_undo_of_an_edit_is_refused_when_another_has_edited_on_it(house: House):
    """The refusal names the later change and its author; nothing is changed."""
    code = house.book.by_key["reports"]
    edit_code(house.session, code_id=code.id, revision=1, wanted=replace(code.content, name={"ru": "Отчёты"}), **by(house))
    edit_code(house.session, code_id=code.id, revision=2, wanted=replace(code.content, name={"ru": "Бумаги"}), **by(house, "b"))
    with pytest.raises(RestsOnIt) as told:
        undo(house.session, scope=Scope.CODEBOOK, **by(house))
    assert [(change.kind, change.coder_id) for change in told.value.changes] == [("code-edited", house.b)]
    assert house.book.by_key["reports"].name == {"ru": "Бумаги"}


def test_undo_of_a_new_code_is_refused_when_another_has_put_a_part_under_it(house: House):
    """A part never hangs in the air."""
    law = add_code(house.session, wanted=CodeContent(key="law", name={"ru": "Право"}), **by(house))
    add_code(house.session, wanted=CodeContent(key="benefits", name={"ru": "Пособия"}, parent=law.id.hex), **by(house, "b"))
    with pytest.raises(RestsOnIt) as told:
        undo(house.session, scope=Scope.CODEBOOK, **by(house))
    assert [change.coder_id for change in told.value.changes] == [house.b]


def test_undo_of_a_new_code_retires_it_and_keeps_what_others_coded(house: House):
    """So a blind editor can't learn from undo whether the other has used his code."""
    source = house.answered(TEXT, language="kk")
    add_code(house.session, wanted=CodeContent(key="law", name={"ru": "Право"}), **by(house))
    code_source(house.session, source=source, code="law", **by(house, "b"))
    undo(house.session, scope=Scope.CODEBOOK, **by(house))
    assert house.book.by_key["law"].retired
    assert len(house.session.scalars(select(CodedSegment)).all()) == 1


def test_a_passage_of_a_code_that_was_retired_since_is_not_brought_back(house: House):
    """Redo names the change of the codebook that stands in the way."""
    source = house.answered(TEXT, language="kk")
    code_source(house.session, source=source, code="reports", **by(house))
    undo(house.session, scope=Scope.CODING, **by(house))
    retire_code(house.session, code_id=house.book.by_key["reports"].id, revision=1, **by(house, "b"))
    with pytest.raises(RestsOnIt) as told:
        redo(house.session, scope=Scope.CODING, **by(house))
    assert [change.kind for change in told.value.changes] == ["code-retired"]


def test_steps_inverted_twice_are_the_steps():
    """Inversion loses nothing."""
    steps = [["coded", "a", "b", "c", 0, 4], ["done", "b"], ["memo", "m", 0, 1], ["code", "c", 3, 4]]
    assert inverse(inverse(steps)) == steps
    assert inverse(steps)[0] == ["code", "c", 4, 3]


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["code", "off", "done", "open", "memo", "edit", "undo", "redo", "undo-book"]),
        st.sampled_from("ab"),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=24,
)


@pytest.fixture
def ground(house: House) -> tuple[House, list[uuid.UUID]]:
    sources = [house.answered(TEXT, language="kk"), house.answered("Пять пунктов, а время одно на всех")]
    house.session.commit()
    return house, sources


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_whatever_is_done_and_undone_the_log_replays_to_the_rows(
    ground: tuple[House, list[uuid.UUID]], acts: list[tuple[str, str, int]]
):
    """Two coders act in any order; then each takes back everything, and nothing of his coding is left."""
    house, sources = ground
    try:
        for act, coder, n in acts:
            _do(house, sources[n % 2], act, coder, n)
        assert replayed(house) == rows(house.session)
        for coder in "ab":
            while newest_live(house.session, study_id=house.study.id, coder_id=getattr(house, coder), scope=Scope.CODING):
                undo(house.session, scope=Scope.CODING, **by(house, coder))
        assert replayed(house) == rows(house.session)
        assert rows(house.session).codings == {}
        assert rows(house.session).finished == set()
        assert all(text == "" for text in house.session.scalars(select(Memo.text)))
    finally:
        house.session.rollback()


def _do(house: House, source: uuid.UUID, act: str, coder: str, n: int) -> None:
    mine = by(house, coder)
    match act:
        case "code":
            code_segment(house.session, source=source, code=("staff", "women", "reports")[n % 3], start=n, stop=n + 7, **mine)
        case "off":
            uncode_source(house.session, source=source, code="staff", **mine)
        case "done" | "open":
            mark_done(house.session, source=source, done=act == "done", **mine)
        case "memo":
            now_said = memo_on(house.session, coder_id=mine["coder_id"], source_id=source)
            write_memo(house.session, source_id=source, text=f"ой {n}", revision=now_said.revision, **mine)
        case "edit":
            code = house.book.by_key["reports"]
            edit_code(
                house.session, code_id=code.id, revision=code.revision, wanted=replace(code.content, name={"kk": f"ат {n}"}), **mine
            )
        case "undo" | "redo" | "undo-book":
            with suppress(NothingToUndo, RestsOnIt):
                (redo if act == "redo" else undo)(house.session, scope=Scope.CODEBOOK if "book" in act else Scope.CODING, **mine)
