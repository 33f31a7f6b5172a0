"""Sending: once, sealed, and never for who was not admitted."""

from __future__ import annotations

import threading
import uuid

import pytest
from sqlmodel import Session

from survey.respond.gate import shut_gate
from survey.respond.models import Draft, SubmittedKey
from survey.respond.refusal import Refusal
from survey.respond.sealing import unseal_answers
from survey.respond.submit import Receipt
from tests.linking.stage import Expert, Stage
from tests.linking.staging import MakeStage


@pytest.fixture
def admitted(stage: MakeStage) -> tuple[Stage, Expert]:
    play = stage(travelling=["region"])
    expert = play.invite(1, {"region": "Ақтөбе"}, why="Тек өзім білетін сөз 🙂")[0]
    play.redeem(expert)
    return play, expert


def test_sending_twice_is_sending_once(admitted: tuple[Stage, Expert]) -> None:
    """A double press, and a retry with other words: one row, the first words, the same receipt."""
    play, expert = admitted
    first = play.submit(expert)
    expert.values["why"] = "басқа сөз"
    assert play.submit(expert) == first == Receipt(expert.device.withdrawal_code(play.study_id))
    assert len(play.waiting()) == len(play.rows(SubmittedKey)) == 1
    content = unseal_answers(play.waiting()[0].blob, play.keys.studio.release_keys(play.study_id))
    assert content["values"]["why"] == "Тек өзім білетін сөз 🙂"


def test_what_waits_shows_a_stratum_and_nothing_else(admitted: tuple[Stage, Expert]) -> None:
    """The row names version and travelling attributes; words, K, consent and the two withdrawal hashes of the content are sealed."""
    play, expert = admitted
    play.submit(expert)
    row = play.waiting()[0]
    assert row.stratum == f'["{play.versions[0]}",{{"region":"Ақтөбе"}}]'
    content = unseal_answers(row.blob, play.keys.studio.release_keys(play.study_id))
    assert content["consent"] == {"number": 1, "language": "kk", "ticks": ["may_quote", "take_part"]}
    assert content["w1"] == row.withdraw_hash != content["w2"]
    for secret in ("Тек өзім".encode(), expert.device.k, expert.device.cookie.encode(), content["w2"].encode()):
        assert secret not in row.blob
    assert not {"at", "time", "ip"} & content.keys()


def test_the_draft_stays_when_the_answers_go(admitted: tuple[Stage, Expert]) -> None:
    """It is wiped with others later; wiping it here would tie the two rows together."""
    play, expert = admitted
    play.save(expert, {"why": "сөз"})
    play.submit(expert)
    assert [row.draft_key for row in play.rows(Draft)] == [expert.device.draft_key]


def test_whoever_alters_what_he_was_admitted_with_is_refused(stage: MakeStage) -> None:
    """Another region, another questionnaire, another device: nothing is stored."""
    from tests.linking.stage import questionnaire

    play = stage(travelling=["region"], questionnaires=(questionnaire("theologians"), questionnaire("psychologists")))
    expert, other = play.invite(2, {"region": "Ақтөбе"})
    play.redeem(expert)
    play.redeem(other)
    assert play.submit(expert, attributes={"region": "Атырау"}) is Refusal.NOT_ADMITTED
    assert play.submit(expert, attributes={}) is Refusal.NOT_ADMITTED
    assert play.submit(expert, questionnaire_id=play.questionnaires[1]) is Refusal.NOT_ADMITTED
    expert.device, other.device = other.device, expert.device
    assert play.submit(expert) is Refusal.NOT_ADMITTED
    assert not play.waiting()
    assert not play.rows(SubmittedKey)


def test_a_version_of_another_questionnaire_is_not_taken(admitted: tuple[Stage, Expert]) -> None:
    """What could not be released later is refused now."""
    play, expert = admitted
    assert play.submit(expert, version_id=uuid.uuid4()) is Refusal.CLOSED
    assert not play.rows(SubmittedKey)


def test_a_question_has_a_value_or_a_known_reason(admitted: tuple[Stage, Expert]) -> None:
    """A fault of the pages shows at once, not in the middle of a release."""
    play, expert = admitted
    with pytest.raises(ValueError, match="bored"):
        play.payload(expert, missing={"region_other": "bored"})
    with pytest.raises(ValueError, match="value or a reason"):
        play.payload(expert, missing={"why": "skipped"})


def test_eight_presses_at_once_are_one_sending(admitted: tuple[Stage, Expert]) -> None:
    """Eight threads send for one device: one row."""
    play, expert = admitted
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(play.submit(expert))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert len(play.waiting()) == 1


def test_no_answer_is_sealed_with_a_key_that_a_release_destroys(stage: MakeStage) -> None:
    """An answer that arrives in the middle of a release waits at the gate, and is sealed with the key that will be there afterwards."""
    play = stage(plan="interim")
    experts = play.invite(11)
    play.answer(experts[:10])
    play.redeem(experts[10])
    sending = threading.Thread(target=play.submit, args=(experts[10],))
    seen: list[int] = []

    def middle(session: Session, _study, _ids) -> None:
        shut_gate(session.connection())
        sending.start()
        sending.join(0.3)
        seen.append(sending.is_alive())

    play.release(close=False, on_released=middle)
    sending.join()
    assert seen == [True]
    keys = play.keys.studio.release_keys(play.study_id)
    assert len(keys) == 1
    assert len([unseal_answers(row.blob, keys) for row in play.waiting()]) == 6


def test_no_answer_slips_in_behind_a_closing(stage: MakeStage) -> None:
    """An answer that arrives while the study closes is refused, not stored where nobody will look."""
    play = stage()
    experts = play.invite(7)
    play.answer(experts[:6])
    play.redeem(experts[6])
    found: list[object] = []
    sending = threading.Thread(target=lambda: found.append(play.submit(experts[6])))

    def middle(session: Session, _study, _ids) -> None:
        sending.start()
        sending.join(0.3)

    play.release(close=True, on_released=middle)
    sending.join()
    assert found == [Refusal.CLOSED]
    assert not play.waiting()
