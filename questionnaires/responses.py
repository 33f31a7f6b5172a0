"""Published versions of questionnaires, and the responses that were released: the verbs and reads of their rows."""

from __future__ import annotations

import uuid
from collections import OrderedDict, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from questionnaires.checks import blocking_problems
from questionnaires.instrument import Questionnaire
from questionnaires.models import Answer, QuestionnaireVersion, Response, StudyQuestionnaire
from questionnaires.problems import Problem
from questionnaires.questions import Missing
from questionnaires.storage import from_text, to_text

#: A study has two or three questionnaires of a few versions; this holds those of many studies in a few megabytes.
_MOST_KEPT = 64
_kept: OrderedDict[uuid.UUID, Questionnaire] = OrderedDict()


class NotPublishableError(ValueError):
    """A questionnaire has faults with which nobody could be asked; `problems` lists them all."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(" ".join(problem.message for problem in problems))
        self.problems = problems


@dataclass(frozen=True, kw_only=True)
class ReleasedResponse:
    """One released response. `values` holds the JSON forms of the answers by question (dates are ISO texts), `missing` why others have none."""

    id: uuid.UUID
    version_id: uuid.UUID
    language: str
    attributes: Mapping[str, str]
    consent_number: int
    may_quote: bool
    may_archive: bool
    values: Mapping[str, Any]
    missing: Mapping[str, Missing]


def publish_version(
    session: Session, *, study_questionnaire: StudyQuestionnaire, questionnaire: Questionnaire, now: datetime
) -> QuestionnaireVersion:
    """A new version with the next number holds the questionnaire and never changes; flushed, not committed.

    Raises NotPublishableError with all problems when a check finds one that is blocking.
    """
    problems = blocking_problems(questionnaire)
    if problems:
        raise NotPublishableError(problems)
    last = session.exec(
        select(func.max(QuestionnaireVersion.number)).where(QuestionnaireVersion.questionnaire_id == study_questionnaire.id)
    ).one()
    version = QuestionnaireVersion(
        questionnaire_id=study_questionnaire.id,
        number=(last or 0) + 1,
        content=to_text(questionnaire),
        content_hash=questionnaire.content_hash,
        published_at=now,
    )
    session.add(version)
    session.flush()
    return version


def load_version(session: Session, version_id: uuid.UUID) -> Questionnaire:
    """The questionnaire of a published version, read once a process. Raises LookupError when no version has this id."""
    kept = _kept.get(version_id)
    if kept is not None:
        return kept
    content = session.exec(select(QuestionnaireVersion.content).where(QuestionnaireVersion.id == version_id)).first()
    if content is None:
        raise LookupError(f"no version of a questionnaire has the id {version_id}")
    questionnaire = from_text(content)
    _kept[version_id] = questionnaire
    while len(_kept) > _MOST_KEPT:
        _kept.popitem(last=False)
    return questionnaire


def responses_of(session: Session, study_id: uuid.UUID) -> list[ReleasedResponse]:
    """All released responses of a study, in the order of their random ids, which is no order; two queries however many there are."""
    rows = session.exec(select(Response).where(Response.study_id == study_id)).all()
    values: defaultdict[uuid.UUID, dict[str, Any]] = defaultdict(dict)
    missing: defaultdict[uuid.UUID, dict[str, Missing]] = defaultdict(dict)
    answers = session.exec(
        select(Answer.response_id, Answer.question, Answer.value, Answer.missing)
        .join(Response, col(Response.id) == col(Answer.response_id))
        .where(Response.study_id == study_id)
    )
    for response_id, question, value, reason in answers:
        if reason is None:
            values[response_id][question] = value
        else:
            missing[response_id][question] = Missing(reason)
    return [
        ReleasedResponse(
            id=row.id,
            version_id=row.version_id,
            language=row.language,
            attributes=dict(row.attributes),
            consent_number=row.consent_number,
            may_quote=row.may_quote,
            may_archive=row.may_archive,
            values=values[row.id],
            missing=missing[row.id],
        )
        for row in sorted(rows, key=lambda row: row.id)
    ]
