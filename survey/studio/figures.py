"""The few numbers of a study that pages show: none moves with a single answer, people under k are covered."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import case, func
from sqlmodel import Session, col, select

from coding.models import Code, Source, SourceDone
from questionnaires.models import Response, Study, StudyQuestionnaire
from survey.respond.models import Invitation


@dataclass(frozen=True)
class Progress:
    """How many of the texts of a study one coder has finished."""

    done: int
    sources: int

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down so that 100 means all; None when there is nothing to code."""
        return self.done * 100 // self.sources if self.sources else None


@dataclass(frozen=True)
class Opened:
    """Links of one questionnaire, as of the last release; `opened` is None where the number is covered."""

    questionnaire_id: uuid.UUID
    invited: int
    opened: int | None


def released_of(session: Session, *, study_id: uuid.UUID) -> int:
    """How many responses have been released."""
    return session.exec(select(func.count()).select_from(Response).where(col(Response.study_id) == study_id)).one()


def invited_of(session: Session, *, study_id: uuid.UUID) -> int:
    """How many places the panel has."""
    return session.exec(select(func.count()).select_from(Invitation).where(col(Invitation.study_id) == study_id)).one()


def codes_of(session: Session, *, study_id: uuid.UUID) -> int:
    """How many codes are in use."""
    return session.exec(
        select(func.count()).select_from(Code).where(col(Code.study_id) == study_id, col(Code.retired).is_(False))
    ).one()


def progress_of(session: Session, *, study_id: uuid.UUID, coder_id: uuid.UUID | None) -> Progress:
    """What one coder has finished; somebody who does not code has finished nothing of it."""
    sources = session.exec(select(func.count()).select_from(Source).where(col(Source.study_id) == study_id)).one()
    done = 0
    if coder_id is not None:
        done = session.exec(
            select(func.count())
            .select_from(SourceDone)
            .join(Source, col(Source.id) == col(SourceDone.source_id))
            .where(col(Source.study_id) == study_id, col(SourceDone.coder_id) == coder_id)
        ).one()
    return Progress(done, sources)


def opened_of(session: Session, *, study: Study) -> list[Opened]:
    """Opened links by questionnaire, in their order.

    A number from 1 to k-1 is covered, and so is one that leaves 1 to k-1 unopened; a covered line covers another, since the sum of all
    lines is no secret to whoever wrote the letters.
    """
    opened = func.sum(case((col(Invitation.opened).is_(True), 1), else_=0))
    rows = session.exec(
        select(Invitation.questionnaire_id, func.count(), opened)
        .join(StudyQuestionnaire, col(StudyQuestionnaire.id) == col(Invitation.questionnaire_id))
        .where(col(Invitation.study_id) == study.id)
        .group_by(col(Invitation.questionnaire_id), col(StudyQuestionnaire.position))
        .order_by(col(StudyQuestionnaire.position))
    ).all()
    return cover_opened([(key, invited, int(used or 0)) for key, invited, used in rows], k=study.k)


def cover_opened(rows: list[tuple[uuid.UUID, int, int]], *, k: int) -> list[Opened]:
    """The rule of `opened_of` by itself: (questionnaire, invited, opened) in, covered numbers out."""

    def small(invited: int, used: int) -> bool:
        return 0 < used < k or 0 < invited - used < k

    covered = {key for key, invited, used in rows if small(invited, used)}
    if len(covered) == 1 and len(rows) > 1:
        rest = [(used, str(key), key) for key, invited, used in rows if key not in covered]
        covered.add(min(rest)[2])
    return [Opened(key, invited, None if key in covered else used) for key, invited, used in rows]
