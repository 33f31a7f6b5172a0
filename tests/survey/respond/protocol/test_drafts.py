"""Drafts: readable with K only, saved so that two tabs lose nothing."""

from __future__ import annotations

import pytest

from survey.respond import drafts
from survey.respond.drafts_sweep import Sweep, sweep_drafts
from survey.respond.models import Draft
from survey.respond.refusal import Refusal
from tests.linking.stage import Expert, Stage
from tests.linking.staging import MakeStage


@pytest.fixture
def started(stage: MakeStage) -> tuple[Stage, Expert]:
    play = stage()
    expert = play.invite(1)[0]
    play.redeem(expert)
    return play, expert


def loaded(play: Stage, expert: Expert) -> drafts.DraftState | None:
    return play.writer.do(lambda c: drafts.load(c, expert.device))


def test_revisions_count_saves(started: tuple[Stage, Expert]) -> None:
    """Nothing, then 1, then 2, each with all that was said so far."""
    play, expert = started
    assert loaded(play, expert) is None
    assert play.save(expert, {"sex": "woman"}).revision == 1
    second = play.save(expert, {"why": "өңірде үй жоқ", "tools": ["a", "b"]}, base=1)
    assert (second.revision, second.merged) == (2, False)
    assert loaded(play, expert).answers == {"sex": "woman", "why": "өңірде үй жоқ", "tools": ["a", "b"]}


def test_two_tabs_merge_by_question(started: tuple[Stage, Expert]) -> None:
    """The tab that saves second wins only for the questions it names, and is told that the other had saved."""
    play, expert = started
    play.save(expert, {"sex": "woman", "why": "ескі"})
    play.save(expert, {"why": "бірінші терезе", "caseload": "12"}, base=1)
    state = play.save(expert, {"why": "екінші терезе"}, base=1)
    assert (state.revision, state.merged) == (3, True)
    assert state.answers == {"sex": "woman", "why": "екінші терезе", "caseload": "12"}


def test_an_emptied_answer_goes(started: tuple[Stage, Expert]) -> None:
    """None takes a key away; what is not named stays."""
    play, expert = started
    play.save(expert, {"sex": "woman", "why": "x"})
    assert play.save(expert, {"why": None}, base=1).answers == {"sex": "woman"}


def test_the_fast_way_does_what_the_slow_one_does(started: tuple[Stage, Expert]) -> None:
    """`saving` seals beforehand; when another tab was faster it merges all the same."""
    play, expert = started
    seen = play.save(expert, {"sex": "woman"})
    quick = play.writer.do(drafts.saving(expert.device, seen, base_revision=1, changes={"why": "бір"}))
    assert (quick.revision, quick.merged, dict(quick.answers)) == (2, False, {"sex": "woman", "why": "бір"})
    late = play.writer.do(drafts.saving(expert.device, seen, base_revision=1, changes={"caseload": "3"}))
    assert (late.revision, late.merged, dict(late.answers)) == (3, True, {"sex": "woman", "why": "бір", "caseload": "3"})
    assert loaded(play, expert).content == late.content


def test_head_parts_of_the_content_are_replaced(started: tuple[Stage, Expert]) -> None:
    """Language and consent change without touching an answer."""
    play, expert = started
    play.save(expert, {"why": "сөз"})
    state = play.writer.do(lambda c: drafts.save(c, expert.device, base_revision=1, changes={}, head={"language": "ru"}))
    assert state.content["language"] == "ru"
    assert state.content["consent"]["ticks"] == ["may_quote", "take_part"]
    assert state.answers == {"why": "сөз"}


def test_nobody_else_reads_a_draft_and_all_are_equally_long(stage: MakeStage) -> None:
    """Rows hold a hash, a study, a counter and a blob of one length, in which no word stands."""
    play = stage()
    short, long = play.invite(2)
    for expert, text in ((short, "иә"), (long, "Көршілер үндемейді, туыстар көмектеседі. " * 100)):
        play.redeem(expert)
        play.save(expert, {"why": text})
    rows = play.rows(Draft)
    assert len({len(row.blob) for row in rows}) == 1
    assert not any("Көршілер".encode() in row.blob or short.device.k in row.blob for row in rows)
    with pytest.raises(ValueError, match="device"):
        drafts.unseal_draft(rows[0].blob, b"k" * 32)


def test_a_draft_does_not_rise_after_sending(started: tuple[Stage, Expert]) -> None:
    """A forgotten tab that saves after the other has sent is told so, by both ways of saving."""
    play, expert = started
    seen = play.save(expert, {"why": "a"})
    play.submit(expert)
    assert play.save(expert, {"why": "b"}, base=1) is Refusal.ALREADY_SENT
    assert play.writer.do(drafts.saving(expert.device, seen, base_revision=1, changes={"why": "b"})) is Refusal.ALREADY_SENT


def test_drafts_of_those_who_sent_are_wiped_together_and_some_stay(stage: MakeStage) -> None:
    """The tenth who sends lets five random drafts go; the last one's draft cannot be told by its vanishing."""
    import random

    play = stage()
    experts = play.invite(10)
    sweep, going = Sweep(chance=random.Random(5), k=5), []
    for expert in experts:
        play.answer([expert])
        going.append(sweep.note(expert.device))
    assert [len(drafts_) for drafts_ in going] == [0] * 9 + [5]
    assert set(going[9]) != {expert.device.draft_key for expert in experts[:5]}
    assert len(play.rows(Draft)) == 10
    assert play.writer.do(lambda c: sweep_drafts(c, going[9])) == 5
    assert {row.draft_key for row in play.rows(Draft)} == {expert.device.draft_key for expert in experts} - set(going[9])
    assert play.writer.do(lambda c: sweep_drafts(c, ())) == 0
