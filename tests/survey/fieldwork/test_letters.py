"""Letters: a fresh code in each, and the code nowhere else."""

from __future__ import annotations

import re
import uuid

import pytest
from sqlmodel import Session

from questionnaires.models import Study
from survey.fieldwork.letters import LettersRefused, add_places, make_letters, unopened
from survey.respond.models import Invitation, InvitationCode
from survey.respond.redeem import parse_code
from tests.linking.staging import MakeStage


def test_a_letter_carries_its_code_in_the_fragment_and_in_groups(stage: MakeStage) -> None:
    """The fragment never reaches a server's log; what is typed and what is clicked are one code, and only its hash is stored."""
    play = stage()
    experts = play.invite(3, {"region": "Ақтөбе"})
    for expert, number in zip(experts, ("P-001", "P-002", "P-003"), strict=True):
        letter = expert.letter
        assert (letter.number, letter.language, letter.attributes) == (number, "kk", {"region": "Ақтөбе"})
        assert re.fullmatch(r"https://s\.example/r#[0-9A-HJKMNP-TV-Z]{26}", letter.url)
        assert letter.url.endswith(f"#{parse_code(letter.code)}")
        assert letter.code not in repr(letter)
        assert parse_code(letter.code) not in repr(letter)
    hashes = {row.h for row in play.rows(InvitationCode)}
    assert hashes == {play.keys.respond.peppered("code", str(parse_code(expert.letter.code))) for expert in experts}
    assert {row.letters for row in play.rows(Invitation)} == {1}


def test_places_are_numbered_on(stage: MakeStage) -> None:
    """Two and then one more: P-003."""
    play = stage()
    play.invite(2)
    assert play.invite(1)[0].letter.number == "P-003"


def test_letters_are_made_while_the_study_is_open(stage: MakeStage) -> None:
    """Neither before its promises are frozen nor after it closed."""
    play = stage(opened=False)
    with Session(play.engine) as session:
        study = session.get_one(Study, play.study_id)
        places = add_places(session, study=study, questionnaire_id=play.questionnaires[0], count=1, language="ru")
        with pytest.raises(LettersRefused) as refused:
            make_letters(session, study=study, invitations=places, keys=play.keys, base_url="https://s.example")
    assert refused.value.code == "not-open"


def test_places_that_could_not_be_answered_are_refused(stage: MakeStage) -> None:
    """A questionnaire of another study, or attributes too long for a stratum, would fail only when an expert sends."""
    play = stage(travelling=["region"])
    with Session(play.engine) as session:
        study = session.get_one(Study, play.study_id)
        with pytest.raises(LettersRefused) as foreign:
            add_places(session, study=study, questionnaire_id=uuid.uuid4(), count=1, language="ru")
        with pytest.raises(LettersRefused) as long:
            add_places(
                session,
                study=study,
                questionnaire_id=play.questionnaires[0],
                count=1,
                language="ru",
                attributes={"region": "ұ" * 500},
            )
    assert (foreign.value.code, long.value.code) == ("questionnaire", "attributes-long")


def test_reminders_go_to_all_who_had_not_opened_at_the_last_batch(stage: MakeStage) -> None:
    """Who opened since then is reminded too: leaving him out would tell that he has."""
    play = stage(plan="interim")
    experts = play.invite(14)
    play.answer(experts[:10])
    play.release(close=False)
    play.redeem(experts[10])
    with Session(play.engine) as session:
        assert [place.number for place in unopened(session, study_id=play.study_id)] == ["P-011", "P-012", "P-013", "P-014"]
