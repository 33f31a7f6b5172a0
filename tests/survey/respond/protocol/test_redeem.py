"""A letter opens once, for one device, as often as that device asks."""

from __future__ import annotations

import pytest

from survey.respond.device import Device
from survey.respond.redeem import Readmitted, Redeemed, new_code, parse_code, readmit
from survey.respond.refusal import Refusal
from survey.respond.submit import Receipt
from tests.linking.stage import Stage
from tests.linking.staging import MakeStage


def come_back(play: Stage, device: Device):
    return play.writer.do(lambda c: readmit(c, keys=play.keys.respond, device=device))


def test_the_slot_takes_one_device_and_a_retry_is_harmless(stage: MakeStage) -> None:
    """Ten presses of Start give the same admission; the slot is a hash that neither the code nor K stands in."""
    play = stage(travelling=["region"])
    expert = play.invite(1, {"region": "Ақтөбе", "phone": "+7 700 000"})[0]
    found = [play.redeem(expert) for _ in range(10)]
    assert all(one == found[0] for one in found)
    assert isinstance(found[0], Redeemed)
    assert (found[0].study_id, found[0].questionnaire_id) == (play.study_id, play.questionnaires[0])
    assert (found[0].attributes, found[0].language) == ({"region": "Ақтөбе"}, "kk")
    slot = play.invitations()[expert.invitation_id].slot
    assert slot is not None
    assert len(slot) == 64
    assert slot not in {expert.device.cookie, expert.device.draft_key, expert.device.submitted_key, expert.device.waiting_key}


def test_another_device_is_told_that_the_letter_was_opened_elsewhere(stage: MakeStage) -> None:
    """The second K changes nothing, and the first goes on."""
    play = stage()
    expert = play.invite(1)[0]
    play.redeem(expert)
    slot = play.invitations()[expert.invitation_id].slot
    first, expert.device = expert.device, Device.new()
    assert play.redeem(expert) is Refusal.ELSEWHERE
    assert play.invitations()[expert.invitation_id].slot == slot
    expert.device = first
    assert isinstance(play.redeem(expert), Redeemed)


def test_every_letter_of_a_place_opens_it(stage: MakeStage) -> None:
    """A reminder has a code of its own: both codes lead to the one slot."""
    from sqlmodel import Session

    from questionnaires.models import Study
    from survey.fieldwork.letters import make_letters
    from survey.respond.models import Invitation

    play = stage()
    expert = play.invite(1)[0]
    with Session(play.engine) as session:
        place = session.get_one(Invitation, expert.invitation_id)
        study = session.get_one(Study, play.study_id)
        reminder = next(make_letters(session, study=study, invitations=[place], keys=play.keys, base_url="https://s.example"))
        session.commit()
    assert reminder.code != expert.letter.code
    assert play.redeem(expert) == play.redeem(expert, reminder.code)
    expert.device = Device.new()
    assert play.redeem(expert, reminder.code) is Refusal.ELSEWHERE


@pytest.mark.parametrize("code", ["", "abc", "0" * 27, "U" * 26, "'; drop table invitation; --", "\x00" * 26, "Қ" * 26])
def test_a_malformed_code_is_known_before_the_database_is_asked(code: str) -> None:
    """Such a code never becomes a query."""
    assert parse_code(code) is None


def test_an_unknown_code_opens_nothing(stage: MakeStage) -> None:
    """Whoever guesses learns nothing but that."""
    play = stage()
    expert = play.invite(1)[0]
    assert play.redeem(expert, new_code()) is Refusal.UNKNOWN
    assert play.redeem(expert, "not a code") is Refusal.UNKNOWN
    assert play.invitations()[expert.invitation_id].slot is None


def test_a_device_that_carries_another_questionnaire_must_take_a_new_k(stage: MakeStage) -> None:
    """A second letter on one device would overwrite the draft of the first, or pass for a repetition: it is refused, its slot stays empty."""
    play = stage()
    first, second = play.invite(2)
    second.device = first.device
    play.redeem(first)
    play.save(first, {"why": "бірінші"})
    assert play.redeem(second) is Refusal.DEVICE_TAKEN
    play.submit(first)
    assert play.redeem(second) is Refusal.DEVICE_TAKEN
    assert play.invitations()[second.invitation_id].slot is None
    second.device = Device.new()
    assert isinstance(play.redeem(second), Redeemed)


def test_after_sending_the_letter_says_so(stage: MakeStage) -> None:
    """The same device is told that it has sent; another one that the letter was opened elsewhere."""
    play = stage()
    expert = play.invite(1)[0]
    play.answer([expert])
    assert play.redeem(expert) is Refusal.ALREADY_SENT
    assert come_back(play, expert.device) is Refusal.ALREADY_SENT
    expert.device = Device.new()
    assert play.redeem(expert) is Refusal.ELSEWHERE


def test_the_resume_code_brings_an_expert_back_on_another_phone(stage: MakeStage) -> None:
    """K alone finds the draft and proves anew with what it was admitted; the answers go on where they stopped."""
    play = stage(travelling=["region"])
    expert = play.invite(1, {"region": "Шымкент"})[0]
    play.redeem(expert)
    play.save(expert, {"why": "жартысы 🙂"})
    elsewhere = Device.from_resume_code(expert.device.resume_code.lower())
    assert elsewhere is not None
    found = come_back(play, elsewhere)
    assert isinstance(found, Readmitted)
    assert found.admission == expert.admitted.admission
    assert found.draft.answers == {"why": "жартысы 🙂"}
    assert isinstance(play.submit(expert), Receipt)
    assert come_back(play, Device.new()) is Refusal.UNKNOWN


def test_a_study_that_is_not_open_admits_nobody(stage: MakeStage) -> None:
    """After closing neither a letter nor a resume code opens anything."""
    play = stage()
    first, second = play.invite(2)
    play.redeem(first)
    play.save(first, {"why": "қалды"})
    play.release()
    assert play.redeem(second) is Refusal.CLOSED
    assert come_back(play, first.device) is Refusal.UNKNOWN


def test_robots_that_guess_never_meet_a_code(stage: MakeStage) -> None:
    """Ten thousand random codes against twenty letters open none: a code has 128 bits."""
    play = stage()
    play.invite(20)
    hashes = {play.keys.respond.peppered("code", new_code()) for _ in range(10_000)}
    from survey.respond.models import InvitationCode

    assert len(hashes) == 10_000
    assert not hashes & {row.h for row in play.rows(InvitationCode)}
