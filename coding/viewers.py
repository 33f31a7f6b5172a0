"""Who may see whose codes. Every read of coding takes a viewer, and the rule stands here, in the statement that reads rows.

A coder who codes a question blind sees his own work in it and nothing of the others, until he has finished all its answers. What he is
shown is then the same, byte for byte, whether the others have coded or not.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select
from sqlmodel import Session, col

from coding.models import Assignment, CodedSegment, Memo, Source, SourceDone


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """Whoever reads coding: in which study, and as which coder; None is a reader, who codes nothing and sees everyone's work."""

    study_id: uuid.UUID
    coder_id: uuid.UUID | None


def blind_in(study: Any, coder: Any, question: Any = None) -> Select[Any]:
    """The questions (or whether that one) in which the coder may not see the others yet; ids, or bound parameters in place of them."""
    done = select(col(SourceDone.source_id)).where(col(SourceDone.source_id) == col(Source.id), col(SourceDone.coder_id) == coder)
    unfinished = select(col(Source.id)).where(
        col(Source.study_id) == study, col(Source.question) == col(Assignment.question), ~done.exists()
    )
    wanted = select(col(Assignment.question)).where(
        col(Assignment.study_id) == study, col(Assignment.coder_id) == coder, col(Assignment.blind).is_(True), unfinished.exists()
    )
    return wanted if question is None else wanted.where(col(Assignment.question) == question)


def _blind(viewer: Viewer) -> Select[Any]:
    return blind_in(viewer.study_id, viewer.coder_id)


def blind_questions(session: Session, viewer: Viewer) -> frozenset[str]:
    """The questions in which the viewer sees nobody's codes but his own."""
    return frozenset() if viewer.coder_id is None else frozenset(session.scalars(_blind(viewer)))


def codings_shown(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on CodedSegment under which the viewer may know of it; the study is for the caller to name."""
    if viewer.coder_id is None:
        return col(CodedSegment.id).is_not(None)
    return or_(col(CodedSegment.coder_id) == viewer.coder_id, col(CodedSegment.question).not_in(_blind(viewer)))


def memos_shown(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on Memo, joined from outside to its Source where it has one; memos on codes stay covered while any question is blind."""
    if viewer.coder_id is None:
        return col(Memo.id).is_not(None)
    of_seen_source = col(Memo.source_id).is_not(None) & col(Source.question).not_in(_blind(viewer))
    of_code = col(Memo.source_id).is_(None) & ~_blind(viewer).exists()
    return or_(col(Memo.coder_id) == viewer.coder_id, of_seen_source, of_code)
