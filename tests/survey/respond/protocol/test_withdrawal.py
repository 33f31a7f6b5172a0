"""Withdrawal is asked for with a code and carried out with others."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from survey.respond.device import Device
from survey.respond.models import WithdrawalRequest
from survey.respond.withdrawal import Withdrawal, released_hash, request_withdrawal, waiting_hash
from tests.linking.stage import NOW, Stage
from tests.linking.staging import MakeStage

TODAY = NOW.date()


def ask(play: Stage, code: str, today: date = TODAY) -> Withdrawal:
    return play.writer.do(lambda c: request_withdrawal(c, keys=play.keys.respond, study_id=play.study_id, code=code, today=today))


def test_a_request_is_one_hash_and_nothing_vanishes(stage: MakeStage) -> None:
    """Asked twice, in small letters and with spaces: one row, and the answers wait on until the batch moment."""
    play = stage()
    expert = play.invite(1)[0]
    play.answer([expert])
    code = expert.receipt.withdrawal_code
    assert ask(play, code) is ask(play, code.lower().replace("-", " ")) is Withdrawal.NOTED
    assert [row.hash for row in play.rows(WithdrawalRequest)] == [waiting_hash(play.keys.respond, code)]
    assert len(play.waiting()) == 1


def test_the_two_hashes_of_a_code_never_stand_together(stage: MakeStage) -> None:
    """A copy from before a release and one from after it cannot be joined: each request has only the hash that the answers bear then."""
    play = stage(withdraw_until=TODAY + timedelta(days=60))
    experts = play.invite(6)
    play.answer(experts)
    play.release()
    code = experts[0].receipt.withdrawal_code
    assert ask(play, code) is Withdrawal.NOTED
    assert [row.hash for row in play.rows(WithdrawalRequest)] == [released_hash(play.keys.respond, code)]
    kept = {response.withdraw_hash for response, _ in play.released()}
    assert kept == {released_hash(play.keys.respond, expert.receipt.withdrawal_code) for expert in experts}


def test_the_last_day_is_included(stage: MakeStage) -> None:
    """On the day itself a released answer can be withdrawn, on the next it is too late; what still waits can always be."""
    last = TODAY + timedelta(days=10)
    play = stage(withdraw_until=last)
    first, second = play.invite(2)
    play.answer([first])
    unknown = Device.new().withdrawal_code(play.study_id)
    assert ask(play, unknown, last) is Withdrawal.NOTED
    assert ask(play, unknown, last + timedelta(days=1)) is Withdrawal.TOO_LATE
    assert ask(play, first.receipt.withdrawal_code, last + timedelta(days=1)) is Withdrawal.NOTED
    del second


@pytest.mark.parametrize("code", ["", "1234", "U" * 16, "0" * 26])
def test_what_is_no_withdrawal_code_is_said_to_be_none(stage: MakeStage, code: str) -> None:
    """Sixteen letters and digits; a letter's code or a resume code is another thing."""
    play = stage()
    assert ask(play, code) is Withdrawal.MALFORMED
    assert not play.rows(WithdrawalRequest)


def test_the_withdrawal_code_opens_no_draft(stage: MakeStage) -> None:
    """A paper that is found lets nobody read or go on with the answers."""
    play = stage()
    expert = play.invite(1)[0]
    play.answer([expert])
    assert Device.from_resume_code(expert.receipt.withdrawal_code) is None
