"""What the experts' side knows of studies: read seldom, since pages ask at every turn and the answer hardly ever changes."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, Table, bindparam, func, select
from sqlmodel import Session, SQLModel

from questionnaires.instrument import Questionnaire
from questionnaires.models import Consent, QuestionnaireVersion, StudyQuestionnaire, StudyState
from questionnaires.responses import load_version
from survey.respond.flow import Outline
from survey.respond.sheet import Sheet, make_sheet
from survey.respond.tables import study as study_table

#: Seconds for which a study's row is believed. Sending asks the row itself: a study that closed takes nothing, whatever a page believed.
BELIEVED = 2.0


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


consent_table = _table(Consent)
version_table = _table(QuestionnaireVersion)
questionnaire_table = _table(StudyQuestionnaire)


@dataclass(frozen=True, kw_only=True)
class StudyFacts:
    """What pages say of a study. `consent` is the newest stored text, language -> what is shown."""

    id: uuid.UUID
    title: Mapping[str, str]
    state: str
    contact: str
    illustrative: bool
    k: int
    plan: str
    withdraw_until: date | None
    consent_number: int
    consent_hash: str
    consent: Mapping[str, Mapping[str, Any]]

    @property
    def open(self) -> bool:
        """Whether answers are taken."""
        return self.state == StudyState.OPEN

    def name(self, language: str) -> str:
        """The title in a language or the next best one."""
        return self.title.get(language) or next(iter(self.title.values()), "")

    def shown(self, language: str) -> Mapping[str, Any]:
        """The consent text in a language."""
        return self.consent[language]


class Studies:
    """Studies, versions and drawn pages of this process."""

    def __init__(self, engine: Engine, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._engine = engine
        self._clock = clock
        self._lock = threading.Lock()
        self._facts: dict[uuid.UUID, StudyFacts] = {}
        self._read_at = float("-inf")
        self._outlines: dict[uuid.UUID, Outline] = {}
        self._sheets: dict[tuple[Any, ...], Sheet] = {}

    def _all(self) -> dict[uuid.UUID, StudyFacts]:
        with self._lock:
            if self._clock() - self._read_at >= BELIEVED:
                with self._engine.connect() as connection:
                    self._facts = _read(connection)
                self._read_at = self._clock()
            return self._facts

    def get(self, study_id: uuid.UUID | None) -> StudyFacts | None:
        """The study of that id that was opened, also when it is closed by now."""
        return self._all().get(study_id) if study_id else None

    def open(self) -> list[StudyFacts]:
        """Studies that take answers."""
        return [facts for facts in self._all().values() if facts.open]

    def all(self) -> list[StudyFacts]:
        """Studies that are or were open."""
        return list(self._all().values())

    def questionnaire(self, version_id: uuid.UUID) -> Questionnaire:
        """The questionnaire of a version, read once. Raises LookupError when there is none."""
        return self.outline(version_id).questionnaire

    def outline(self, version_id: uuid.UUID) -> Outline:
        """The version's pages and how long they take."""
        found = self._outlines.get(version_id)
        if found is None:
            with Session(self._engine) as session:
                found = Outline(load_version(session, version_id))
            self._outlines[version_id] = found
        return found

    def sheet(self, facts: StudyFacts, version_id: uuid.UUID, number: int, language: str) -> Sheet:
        """The drawn page of section `number` (from 1)."""
        key = (version_id, number, language, facts.name(language), facts.contact, facts.illustrative)
        found = self._sheets.get(key)
        if found is None:
            found = make_sheet(
                self.questionnaire(version_id),
                number,
                language,
                version=version_id,
                study=facts.name(language),
                contact=facts.contact,
                illustrative=facts.illustrative,
            )
            self._sheets[key] = found
        return found

    def minutes(self, study_id: uuid.UUID) -> tuple[int, int] | None:
        """How many minutes the study's questionnaires take, from quick to slow; None before one is published."""
        with self._engine.connect() as connection:
            ids = newest_versions(connection, study_id)
        spans = [self.outline(version_id).span for version_id in ids]
        return (min(low for low, _ in spans), max(high for _, high in spans)) if spans else None


def _read(connection: Connection) -> dict[uuid.UUID, StudyFacts]:
    newest = (
        select(consent_table.c.study_id, func.max(consent_table.c.number).label("number"))
        .group_by(consent_table.c.study_id)
        .subquery()
    )
    rows = connection.execute(
        select(study_table, consent_table.c.number, consent_table.c.content, consent_table.c.content_hash)
        .join(newest, newest.c.study_id == study_table.c.id)
        .join(consent_table, (consent_table.c.study_id == newest.c.study_id) & (consent_table.c.number == newest.c.number))
        .where(study_table.c.state != StudyState.DRAFT)
        .order_by(study_table.c.slug)
    )
    return {
        row.id: StudyFacts(
            id=row.id,
            title=row.title,
            state=row.state,
            contact=row.contact,
            illustrative=row.illustrative,
            k=row.k,
            plan=row.plan,
            withdraw_until=row.withdraw_until,
            consent_number=row.number,
            consent_hash=row.content_hash,
            consent=row.content,
        )
        for row in rows
    }


def newest_versions(connection: Connection, study_id: uuid.UUID) -> list[uuid.UUID]:
    """The newest version of each questionnaire of a study."""
    newest = (
        select(version_table.c.questionnaire_id, func.max(version_table.c.number).label("number"))
        .join(questionnaire_table, questionnaire_table.c.id == version_table.c.questionnaire_id)
        .where(questionnaire_table.c.study_id == study_id)
        .group_by(version_table.c.questionnaire_id)
        .subquery()
    )
    of_these = (version_table.c.questionnaire_id == newest.c.questionnaire_id) & (version_table.c.number == newest.c.number)
    return list(connection.execute(select(version_table.c.id).join(newest, of_these)).scalars())


_NEWEST = (
    select(version_table.c.id)
    .where(version_table.c.questionnaire_id == bindparam("questionnaire"))
    .order_by(version_table.c.number.desc())
    .limit(1)
)


def newest_version(connection: Connection, questionnaire_id: uuid.UUID) -> uuid.UUID:
    """The version that an expert who opens a letter now will answer. Raises sqlalchemy's NoResultFound when none is published."""
    found: uuid.UUID = connection.execute(_NEWEST, {"questionnaire": questionnaire_id}).scalar_one()
    return found
