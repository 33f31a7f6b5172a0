"""What a study promises its experts, frozen at opening: later changes may only strengthen it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from questionnaires.instrument import Questionnaire
from questionnaires.models import QuestionnaireVersion, ReleasePlan, Study, StudyQuestionnaire
from questionnaires.responses import load_version


@dataclass(frozen=True, kw_only=True)
class Promises:
    """The promises of a study. `identifying`: questionnaire id -> names of the questions that are made coarse."""

    mode: str
    k: int
    plan: str
    under_k: str
    travelling: tuple[str, ...]
    withdraw_until: date | None
    consent_hash: str
    identifying: Mapping[str, frozenset[str]]

    def to_json(self) -> dict[str, Any]:
        """As the database keeps it."""
        return {
            "mode": self.mode,
            "k": self.k,
            "plan": self.plan,
            "under_k": self.under_k,
            "travelling": list(self.travelling),
            "withdraw_until": self.withdraw_until.isoformat() if self.withdraw_until else None,
            "consent_hash": self.consent_hash,
            "identifying": {key: sorted(names) for key, names in self.identifying.items()},
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Promises:
        """From `to_json`."""
        return cls(
            mode=stored["mode"],
            k=stored["k"],
            plan=stored["plan"],
            under_k=stored["under_k"],
            travelling=tuple(stored["travelling"]),
            withdraw_until=date.fromisoformat(stored["withdraw_until"]) if stored["withdraw_until"] else None,
            consent_hash=stored["consent_hash"],
            identifying={key: frozenset(names) for key, names in stored["identifying"].items()},
        )

    def weaker_than(self, frozen: Promises) -> tuple[str, ...]:
        """Names of the promises that are less than the frozen ones: a smaller k, more that travels, an earlier last day, a question made fine again."""
        same_day = self.withdraw_until == frozen.withdraw_until
        later = frozen.withdraw_until is None or (self.withdraw_until is not None and self.withdraw_until >= frozen.withdraw_until)
        kept = {
            "mode": self.mode == frozen.mode,
            "k": self.k >= frozen.k,
            "plan": self.plan in {frozen.plan, ReleasePlan.CLOSING},
            "under_k": self.under_k == frozen.under_k,
            "travelling": set(self.travelling) <= set(frozen.travelling),
            "withdraw_until": same_day or later,
            "consent": self.consent_hash == frozen.consent_hash,
            "identifying": all(names <= self.identifying.get(key, names) for key, names in frozen.identifying.items()),
        }
        return tuple(name for name, holds in kept.items() if not holds)


def promises_of(session: Session, study: Study, *, consent_hash: str) -> Promises:
    """The promises as the rows have them now; of several versions of a questionnaire, only what all of them make coarse counts."""
    identifying: dict[str, frozenset[str]] = {}
    for questionnaire_id, questionnaire in versions_of(session, study.id).values():
        names = frozenset(question.name for question in questionnaire.questions() if question.identifying)
        key = str(questionnaire_id)
        identifying[key] = identifying.get(key, names) & names
    return Promises(
        mode=study.mode,
        k=study.k,
        plan=study.plan,
        under_k=study.under_k,
        travelling=tuple(study.travelling),
        withdraw_until=study.withdraw_until,
        consent_hash=consent_hash,
        identifying=identifying,
    )


def versions_of(session: Session, study_id: uuid.UUID) -> dict[uuid.UUID, tuple[uuid.UUID, Questionnaire]]:
    """Every published version of a study: version id -> (questionnaire id, questionnaire)."""
    rows = session.exec(
        select(QuestionnaireVersion.id, QuestionnaireVersion.questionnaire_id)
        .join(StudyQuestionnaire, col(StudyQuestionnaire.id) == col(QuestionnaireVersion.questionnaire_id))
        .where(StudyQuestionnaire.study_id == study_id)
        .order_by(col(QuestionnaireVersion.number))
    ).all()
    return {version_id: (questionnaire_id, load_version(session, version_id)) for version_id, questionnaire_id in rows}
