"""The tables of the experts' side as SQLAlchemy Core sees them: its commands are few and small, and need no session."""

from __future__ import annotations

from sqlalchemy import Table
from sqlmodel import SQLModel

from questionnaires.models import QuestionnaireVersion, Study, StudyQuestionnaire
from survey.respond import models


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(model.__tablename__)]


study = _table(Study)
study_questionnaire = _table(StudyQuestionnaire)
questionnaire_version = _table(QuestionnaireVersion)
invitation = _table(models.Invitation)
invitation_code = _table(models.InvitationCode)
draft = _table(models.Draft)
submitted_key = _table(models.SubmittedKey)
waiting = _table(models.Waiting)
withdrawal_request = _table(models.WithdrawalRequest)
