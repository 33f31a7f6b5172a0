"""Letters of a journey's own, so that no journey takes another's place in the panel."""

from __future__ import annotations

from sqlmodel import Session, select

from questionnaires.models import Study, StudyQuestionnaire
from survey.database import make_engine
from survey.demo.build import SLUG
from survey.fieldwork.letters import Letter, add_places, make_letters
from survey.keys import Keys
from tests.journeys.conftest import House


def fresh_letter(house: House, language: str, questionnaire: str = "psychologists") -> Letter:
    """A letter to a new place of the demo study."""
    engine = make_engine(house.settings.database_url)
    with Session(engine, expire_on_commit=False) as session:
        study = session.exec(select(Study).where(Study.slug == SLUG)).one()
        asked = session.exec(
            select(StudyQuestionnaire).where(StudyQuestionnaire.study_id == study.id, StudyQuestionnaire.name == questionnaire)
        ).one()
        places = add_places(session, study=study, questionnaire_id=asked.id, count=1, language=language)
        letters = list(
            make_letters(session, study=study, invitations=places, keys=Keys.load(house.settings.keys), base_url=house.url)
        )
        session.commit()
    engine.dispose()
    return letters[0]
