"""The panel before and during field work: which groups of places are so small that their people could not be shown as they are."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, select

from questionnaires.models import ReleasePlan, Study
from survey.respond.models import Invitation
from survey.respond.redeem import travelling


@dataclass(frozen=True, kw_only=True)
class SmallGroup:
    """`people` places of one questionnaire share these travelling attributes. Even if all answer, the group goes with others, or is deleted
    unread (`under_k` of the study); with `interim` batches a group of k to 2k - 1 only waits for the closing.
    """

    questionnaire_id: uuid.UUID
    attributes: Mapping[str, str]
    people: int
    under_k: bool


def small_groups(session: Session, *, study: Study) -> tuple[SmallGroup, ...]:
    """The groups under k, and where batches come before the closing those under 2k; the smallest first. Counts places, not answers."""
    wanted = 2 * study.k if study.plan == ReleasePlan.INTERIM else study.k
    places = session.exec(select(Invitation.questionnaire_id, Invitation.attributes).where(Invitation.study_id == study.id)).all()
    sizes = Counter((which, tuple(sorted(travelling(attributes, study.travelling).items()))) for which, attributes in places)
    return tuple(
        SmallGroup(questionnaire_id=which, attributes=dict(attributes), people=people, under_k=people < study.k)
        for (which, attributes), people in sorted(sizes.items(), key=lambda entry: (entry[1], str(entry[0])))
        if people < wanted
    )
