"""A study with open answers that were released, two coders and a codebook: what coding stands on."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

import pytest
from sqlalchemy import select
from sqlmodel import Session

from coding.codebook import install_codebook, load_codebook
from coding.codes import Book
from coding.models import Coder, Source
from coding.sources import take_answers
from coding.viewers import Viewer
from questionnaires.instrument import Questionnaire
from questionnaires.models import Answer, QuestionnaireVersion, Response, Study
from questionnaires.questions import Group, TextQuestion
from questionnaires.studies import attach_questionnaire
from questionnaires.texts import Text

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)

CODES = {
    "codes": [
        {
            "key": "reports",
            "hotkey": "1",
            "parent": None,
            "name": {"kk": "Формалды есептілік", "ru": "Формальная отчётность", "en": "Formal reporting"},
        },
        {
            "key": "staff",
            "hotkey": "2",
            "parent": None,
            "name": {"kk": "Маман тапшылығы", "ru": "Нехватка специалистов", "en": "Specialist shortages"},
        },
        {
            "key": "women",
            "hotkey": "A",
            "parent": "staff",
            "name": {"kk": "Әйел теологтар", "ru": "Женщины-теологи", "en": "Women theologians"},
        },
    ]
}


def questionnaire(name: str, *questions: str) -> Questionnaire:
    """A questionnaire of open questions and one short text, which is not coded."""
    said = {"kk": f"{name}: әңгіме", "ru": f"{name}: разговор", "en": f"{name}: talk"}
    items = tuple(TextQuestion(name=one, label=Text.of(said), appearance=("multiline",)) for one in questions)
    short = TextQuestion(name="other_region", label=Text.of(said))
    return Questionnaire(
        name=name,
        title=Text.of(said),
        version="1",
        default_language="ru",
        languages=("kk", "ru", "en"),
        items=(Group(name="all", label=Text.of(said), items=(*items, short)),),
    )


@dataclass
class House:
    """The ground of a test: rows of a study, and a way to let experts have answered."""

    session: Session
    study: Study
    a: uuid.UUID
    b: uuid.UUID
    versions: dict[str, QuestionnaireVersion] = field(default_factory=dict)

    def answered(self, text: str, *, question: str = "why", language: str = "ru", group: str = "theologians") -> uuid.UUID:
        """The id of the source that a released answer with this text became."""
        response = Response(
            study_id=self.study.id,
            version_id=self.versions[group].id,
            language=language,
            consent_number=1,
            may_quote=True,
            may_archive=True,
        )
        self.session.add(response)
        self.session.flush()
        self.session.add(Answer(response_id=response.id, question=question, value=text))
        self.session.flush()
        take_answers(self.session, study_id=self.study.id, response_ids=[response.id], chance=Random(7))
        return self.session.scalars(select(Source.id).where(Source.response_id == response.id)).one()

    @property
    def book(self) -> Book:
        return load_codebook(self.session, self.study.id)

    def viewer(self, coder_id: uuid.UUID | None) -> Viewer:
        return Viewer(study_id=self.study.id, coder_id=coder_id)


@pytest.fixture
def house(session: Session, study: Study) -> House:
    """A study with two questionnaires, coders A and B, a codebook of three codes, and another study with a codebook of its own."""
    coders = [Coder(study_id=study.id, label=f"Coder {letter}") for letter in "AB"]
    session.add_all(coders)
    other = Study(slug="noise", title={"en": "Noise"}, created_at=NOW)
    session.add(other)
    session.flush()
    made = House(session, study, coders[0].id, coders[1].id)
    for name in ("theologians", "psychologists"):
        made.versions[name] = attach_questionnaire(
            session, study=study, questionnaire=questionnaire(name, "why", "what_first"), now=NOW
        )
    install_codebook(session, study_id=study.id, source=CODES, now=NOW)
    install_codebook(session, study_id=other.id, source=CODES, now=NOW)
    session.flush()
    return made
