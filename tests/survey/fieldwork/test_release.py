"""Release: what is read, what stays sealed, and what nobody can learn from it."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from sqlmodel import Session, select

from coding.models import Source
from questionnaires.models import Study
from questionnaires.questions import Missing
from survey.fieldwork.release import ReleaseRefused, release_state
from survey.respond.models import Draft, ReleaseCleaning
from survey.respond.refusal import Refusal
from survey.respond.sealing import UnsealError, unseal_answers
from survey.respond.withdrawal import request_withdrawal
from tests.linking.stage import NOW
from tests.linking.staging import MakeStage


def test_closing_releases_everybody_and_leaves_nothing_sealed(stage: MakeStage) -> None:
    """At closing every answer is a response, every open answer a source, no draft and no waiting row is left."""
    play = stage(seed=3)
    experts = play.invite(7)
    play.answer(experts)

    done = play.release(close=True)

    assert (done.responses, done.withdrawn, done.discarded, done.closed, done.cleaned) == (7, 0, 0, True, True)
    assert sorted(answers["why"] for _, answers in play.released()) == sorted(expert.values["why"] for expert in experts)
    assert not play.waiting()
    assert not play.rows(Draft)
    assert not play.rows(ReleaseCleaning)
    assert len(play.rows(Source)) == 7
    assert all(row.opened and row.slot is None for row in play.invitations().values())
    assert {response.consent_number for response, _ in play.released()} == {1}
    assert all(
        response.may_quote and not response.may_archive and response.withdraw_hash is None for response, _ in play.released()
    )


def test_nothing_is_released_before_the_closing_unless_it_was_promised(stage: MakeStage) -> None:
    """A study that releases at closing refuses a batch, however many wait."""
    play = stage()
    play.answer(play.invite(12))
    with pytest.raises(ReleaseRefused) as refused:
        play.release(close=False)
    assert refused.value.code == "not-planned"
    assert len(play.waiting()) == 12


def test_an_interim_batch_keeps_k_back_and_nobody_can_tell_whom(stage: MakeStage) -> None:
    """Of 13 that wait 8 are released and 5 stay, under keys, hashes and blobs that none of the earlier rows had."""
    play = stage(plan="interim")
    play.answer(play.invite(13))
    before = play.waiting()

    done = play.release(close=False)

    after = play.waiting()
    assert (done.responses, done.closed, len(after)) == (8, False, 5)
    for column in ("key", "withdraw_hash", "blob"):
        assert not {getattr(row, column) for row in before} & {getattr(row, column) for row in after}
    assert {len(row.blob) for row in after} == {len(row.blob) for row in before}


def test_an_interim_batch_waits_until_a_group_holds_twice_k(stage: MakeStage) -> None:
    """With k = 5, nine waiting answers are not ready and ten are; the page learns no more than that."""
    play = stage(plan="interim")
    experts = play.invite(10)
    play.answer(experts[:9])
    with Session(play.engine) as session:
        assert release_state(session, study=session.get_one(Study, play.study_id), keys=play.keys) == "not yet"
    with pytest.raises(ReleaseRefused) as refused:
        play.release(close=False)
    assert refused.value.code == "not-ready"
    play.answer(experts[9:])
    with Session(play.engine) as session:
        assert release_state(session, study=session.get_one(Study, play.study_id), keys=play.keys) == "ready"
    assert play.release(close=False).responses == 5


def test_opened_states_move_at_batch_moments_only(stage: MakeStage) -> None:
    """A redeemed invitation is "opened" for the team from the next batch on, not before."""
    play = stage(plan="interim")
    experts = play.invite(14)
    play.answer(experts[:10])
    play.redeem(experts[10])
    assert not any(row.opened for row in play.invitations().values())
    play.release(close=False)
    opened = {row.id for row in play.invitations().values() if row.opened}
    assert opened == {expert.invitation_id for expert in experts[:11]}


def test_the_old_private_key_opens_nothing_after_a_release(stage: MakeStage) -> None:
    """Every release replaces the pair: what stays is sealed with the new key, and no file holds the old one."""
    play = stage(plan="interim")
    play.answer(play.invite(11))
    old = play.keys.studio.release_keys(play.study_id)
    play.release(close=False)
    new = play.keys.studio.release_keys(play.study_id)
    assert len(old) == len(new) == 1
    assert bytes(old[0]) != bytes(new[0])
    assert not any(bytes(old[0]) in path.read_bytes() for path in play.folder.rglob("*") if path.is_file())
    for row in play.waiting():
        assert unseal_answers(row.blob, new)["language"] == "kk"
        with pytest.raises(UnsealError):
            unseal_answers(row.blob, old)


def test_sending_again_after_a_release_changes_nothing(stage: MakeStage) -> None:
    """An expert whose answers were released may press "send" again: the same receipt, no second response."""
    play = stage(plan="interim")
    experts = play.invite(10)
    play.answer(experts)
    receipts = [expert.receipt for expert in experts]
    play.release(close=False)
    assert [play.submit(expert) for expert in experts] == receipts
    assert len(play.waiting()) == 5


def test_a_group_under_k_goes_with_others_at_fewer_attributes(stage: MakeStage) -> None:
    """Three people of Atyrau beside six of Aktobe and eight of Shymkent: nine come without the region, so the three are not known by it."""
    play = stage(travelling=["region"], under_k="coarsen")
    for region, count in (("Атырау", 3), ("Ақтөбе", 6), ("Шымкент", 8)):
        play.answer(play.invite(count, {"region": region, "name": "never travels"}))
    done = play.release()
    assert (done.responses, done.discarded) == (17, 0)
    shown = Counter(response.attributes.get("region", "") for response, _ in play.released())
    assert shown == {"": 9, "Шымкент": 8}
    assert {name for response, _ in play.released() for name in response.attributes} == {"region"}


def test_a_group_under_k_is_deleted_unread_where_that_was_promised(stage: MakeStage) -> None:
    """With `discard`, three people of Atyrau leave no response and no trace; the others keep their attribute."""
    play = stage(travelling=["region"], under_k="discard")
    for region, count in (("Атырау", 3), ("Ақтөбе", 6)):
        play.answer(play.invite(count, {"region": region}))
    done = play.release()
    assert (done.responses, done.discarded) == (6, 3)
    assert Counter(response.attributes["region"] for response, _ in play.released()) == {"Ақтөбе": 6}
    assert not play.waiting()


def test_fewer_than_k_in_a_whole_questionnaire_are_deleted_unread(stage: MakeStage) -> None:
    """Four psychologists beside nine theologians cannot be hidden among people who were asked other questions."""
    from tests.linking.stage import questionnaire

    play = stage(questionnaires=(questionnaire("theologians"), questionnaire("psychologists")))
    play.answer(play.invite(9))
    play.answer(play.invite(4, which=1))
    done = play.release()
    assert (done.responses, done.discarded) == (9, 4)
    assert {response.version_id for response, _ in play.released()} == {play.versions[0]}


def test_identifying_answers_are_coarse_and_the_fine_value_is_gone(stage: MakeStage) -> None:
    """Aktobe and Atyrau are both "west"; the words beside "other" are covered for everybody; no released row has the fine region."""
    play = stage()
    play.answer(play.invite(4, region="aktobe", sex="woman"))
    play.answer(play.invite(3, region="atyrau", sex="woman"))
    play.answer(play.invite(6, region="shymkent", sex="man"))
    play.release()
    shown = Counter((answers["region"], answers["sex"]) for _, answers in play.released())
    assert shown == {("west", "woman"): 7, ("south", "man"): 6}
    assert all(answers["region_other"] is Missing.COVERED for _, answers in play.released())


def test_a_combination_under_k_is_covered_together_with_enough_others(stage: MakeStage) -> None:
    """One woman theologian from elsewhere among 6 western and 7 southern men: region is covered for her and the six, sex stays with the rest."""
    play = stage()
    play.answer(play.invite(1, region="other", sex="woman", region_other="Қандыағаш"))
    play.answer(play.invite(6, region="aktobe", sex="man"))
    play.answer(play.invite(7, region="shymkent", sex="man"))
    play.release()
    shown = Counter((answers["region"], answers["sex"]) for _, answers in play.released())
    assert shown == {(Missing.COVERED, Missing.COVERED): 7, ("south", "man"): 7}
    assert "Қандыағаш" not in str(play.released())


def test_a_refusal_is_a_value_like_any_other(stage: MakeStage) -> None:
    """Two people who would not say their sex are not left alone with that: they are covered with others."""
    play = stage()
    silent = play.invite(2, region="aktobe")
    for expert in silent:
        del expert.values["sex"]
        expert.missing["sex"] = "refused"
    play.answer(silent)
    play.answer(play.invite(5, region="aktobe", sex="man"))
    play.answer(play.invite(6, region="aktobe", sex="woman"))
    play.release()
    shown = Counter((answers["region"], answers["sex"]) for _, answers in play.released())
    assert shown == {("west", Missing.COVERED): 7, ("west", "woman"): 6}


def test_withdrawn_answers_are_never_released(stage: MakeStage) -> None:
    """A request made before the release deletes the answers unread, at the batch moment and not at once."""
    play = stage()
    experts = play.invite(7)
    play.answer(experts)
    code = experts[2].receipt.withdrawal_code
    play.writer.do(
        lambda c: request_withdrawal(c, keys=play.keys.respond, study_id=play.study_id, code=code.lower(), today=NOW.date())
    )
    assert len(play.waiting()) == 7
    done = play.release()
    assert (done.responses, done.withdrawn) == (6, 1)
    assert experts[2].values["why"] not in str(play.released())


def test_withdrawal_reaches_answers_that_stayed_behind_a_batch(stage: MakeStage) -> None:
    """After an interim batch a code still finds its answers, released (where that was promised) or waiting under a new name."""
    play = stage(plan="interim", withdraw_until=date(2027, 1, 31))
    experts = play.invite(15)
    play.answer(experts[:10])
    play.release(close=False)
    for expert in experts[:10]:
        code = expert.receipt.withdrawal_code
        play.writer.do(
            lambda c, code=code: request_withdrawal(c, keys=play.keys.respond, study_id=play.study_id, code=code, today=NOW.date())
        )
    play.answer(experts[10:])
    done = play.release(close=True)
    assert (done.withdrawn, done.responses) == (10, 5)
    kept = {answers["why"] for _, answers in play.released()}
    assert kept == {expert.values["why"] for expert in experts[10:]}
    with Session(play.engine) as session:
        assert set(session.exec(select(Source.text)).all()) == kept


def test_a_study_that_promises_less_than_at_its_opening_releases_nothing(stage: MakeStage) -> None:
    """A smaller k written straight into the database is noticed; a larger one is only a stronger promise."""
    play = stage(k=6)
    play.answer(play.invite(8))
    for k, outcome in ((4, "weaker"), (7, "released")):
        with Session(play.engine) as session:
            session.get_one(Study, play.study_id).k = k
            session.commit()
        if outcome == "weaker":
            with pytest.raises(ReleaseRefused) as refused:
                play.release()
            assert (refused.value.code, refused.value.detail) == ("weaker", "k")
        else:
            assert play.release().responses == 8


def test_answers_whose_key_is_gone_are_counted_before_they_are_given_up(stage: MakeStage) -> None:
    """A database restored without its keys: the release says how many it cannot open and changes nothing, until told to let them go."""
    play = stage()
    play.answer(play.invite(6))
    private = play.folder / "keys" / "studio" / f"{play.study_id}.release.key"
    private.unlink()
    private.with_suffix(".next").unlink(missing_ok=True)
    play.keys.studio.first_release_key(play.study_id)
    with pytest.raises(ReleaseRefused) as refused:
        play.release()
    assert (refused.value.code, refused.value.detail) == ("unreadable", "6")
    assert len(play.waiting()) == 6
    done = play.release(lose_unreadable=True)
    assert (done.responses, done.unreadable) == (0, 6)


def test_after_closing_nobody_gets_in_and_nothing_is_kept(stage: MakeStage) -> None:
    """A late letter, a late answer and a second closing are refused; who had sent still gets his receipt."""
    play = stage()
    experts = play.invite(8)
    play.answer(experts[:6])
    play.redeem(experts[6])
    play.release()
    assert play.redeem(experts[7]) is Refusal.CLOSED
    assert play.submit(experts[6]) is Refusal.CLOSED
    assert play.submit(experts[0]) == experts[0].receipt
    assert not play.waiting()
    with pytest.raises(ReleaseRefused) as refused:
        play.release()
    assert refused.value.code == "not-open"
