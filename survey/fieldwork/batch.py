"""Which sealed answers are released together, and how much of their authors is shown beside them: pure rules (docs/method/anonymity.md)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from questionnaires.instrument import Questionnaire
from questionnaires.models import UnderK
from questionnaires.questions import Missing
from survey.fieldwork.grouping import groups_of_k
from survey.fieldwork.identifying import Coarse, coarse_answers, coarsened, destroyed
from survey.respond.consent_record import ConsentRecord


@dataclass(frozen=True, kw_only=True)
class Unsealed:
    """One expert's answers as they were sent, in memory only, while a release runs."""

    stratum: str
    withdraw_hash: str  # of the waiting row
    version_id: uuid.UUID
    attributes: Mapping[str, str]
    language: str
    consent: ConsentRecord
    values: Mapping[str, Any]
    missing: Mapping[str, str]
    released_hash: str
    content: Mapping[str, Any]  # the whole, to be sealed again if it stays

    @classmethod
    def of(cls, content: Mapping[str, Any], *, stratum: str) -> Unsealed:
        """From the content of a blob. Raises KeyError, TypeError or ValueError when it is no such content."""
        return cls(
            stratum=stratum,
            withdraw_hash=content["w1"],
            version_id=uuid.UUID(content["version"]),
            attributes=dict(content["attributes"]),
            language=content["language"],
            consent=ConsentRecord.from_json(content["consent"]),
            values=dict(content["values"]),
            missing=dict(content["missing"]),
            released_hash=content["w2"],
            content=content,
        )


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One response as it will be read: coarse where it could point to a person."""

    version_id: uuid.UUID
    attributes: Mapping[str, str]
    language: str
    consent: ConsentRecord
    values: Mapping[str, Any]
    missing: Mapping[str, Missing]
    released_hash: str


@dataclass(frozen=True)
class Batch:
    """Released, kept back sealed, and deleted unread because their group ended under k."""

    shown: tuple[Shown, ...]
    staying: tuple[Unsealed, ...]
    discarded: int


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What the study promises about groups: k people at least, `travelling` attributes in the order in which they are kept, and what under k becomes."""

    k: int
    travelling: Sequence[str]
    under_k: str


def interim_batch(
    waiting: Sequence[Unsealed], plan: Plan, questionnaires: Mapping[uuid.UUID, Questionnaire], chance: Random
) -> Batch:
    """Of each stratum that holds 2k or more, a random part; k stay, so that the last batch is never under k. Nothing when none holds so many."""
    released: list[list[Unsealed]] = []
    staying: list[Unsealed] = []
    for people in _strata(waiting).values():
        if len(people) < 2 * plan.k:
            staying += people
            continue
        mixed = chance.sample(people, len(people))
        staying += mixed[: plan.k]
        released.append(mixed[plan.k :])
    shown = [one for part in released for one in _shown(part, part[0].attributes, plan, questionnaires)]
    return Batch(_mixed(shown, chance), _mixed(staying, chance), 0)


def closing_batch(
    waiting: Sequence[Unsealed], plan: Plan, questionnaires: Mapping[uuid.UUID, Questionnaire], chance: Random
) -> Batch:
    """All of them. A stratum under k is deleted unread, or goes with others at fewer attributes: as was promised, `plan.under_k`.

    Where even a whole questionnaire version has fewer than k people, nobody can be found to join them, and they are deleted unread.
    """
    shown: list[Shown] = []
    discarded = 0
    parts = _strata(waiting).values() if plan.under_k == UnderK.DISCARD else _by_version(waiting).values()
    for people in parts:
        if len(people) < plan.k:
            discarded += len(people)
            continue
        variables = [] if plan.under_k == UnderK.DISCARD else list(plan.travelling)
        for group in groups_of_k([(one, one.attributes) for one in people], variables, k=plan.k):
            kept = people[0].attributes if plan.under_k == UnderK.DISCARD else group.shown
            attributes = {name: str(value) for name, value in kept.items() if value is not None}
            shown += _shown(group.people, attributes, plan, questionnaires)
    return Batch(_mixed(shown, chance), (), discarded)


def _strata(waiting: Sequence[Unsealed]) -> dict[str, list[Unsealed]]:
    found: dict[str, list[Unsealed]] = {}
    for one in waiting:
        found.setdefault(one.stratum, []).append(one)
    return found


def _by_version(waiting: Sequence[Unsealed]) -> dict[uuid.UUID, list[Unsealed]]:
    found: dict[uuid.UUID, list[Unsealed]] = {}
    for one in waiting:
        found.setdefault(one.version_id, []).append(one)
    return found


def _shown(
    people: Sequence[Unsealed], attributes: Mapping[str, str], plan: Plan, questionnaires: Mapping[uuid.UUID, Questionnaire]
) -> list[Shown]:
    """People of one stratum of this batch: identifying answers in groups of k, everything else as it was sent."""
    questionnaire = questionnaires[people[0].version_id]
    coarse = [(one, coarse_answers(questionnaire, one.values, one.missing)) for one in people]
    covered = dict.fromkeys([*coarsened(questionnaire), *destroyed(questionnaire)], Missing.COVERED)
    found = []
    for group in groups_of_k(coarse, coarsened(questionnaire), k=plan.k):
        kept = {name: answer for name, answer in group.shown.items() if isinstance(answer, Coarse)}
        reasons = {**covered, **{name: answer.missing for name, answer in kept.items()}}
        for one in group.people:
            values = {name: value for name, value in one.values.items() if name in questionnaire.by_name and name not in covered}
            missing = {
                name: Missing(why) for name, why in one.missing.items() if name in questionnaire.by_name and name not in covered
            }
            found.append(
                Shown(
                    version_id=one.version_id,
                    attributes={name: attributes[name] for name in plan.travelling if name in attributes},
                    language=one.language,
                    consent=one.consent,
                    values={**values, **{name: answer.value for name, answer in kept.items() if answer.value is not None}},
                    missing={**missing, **{name: why for name, why in reasons.items() if why is not None}},
                    released_hash=one.released_hash,
                )
            )
    return found


def _mixed(people: Sequence[Any], chance: Random) -> tuple[Any, ...]:
    return tuple(chance.sample(people, len(people)))
