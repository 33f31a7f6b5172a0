"""Sending: the answers are sealed and wait for release; sending again is harmless, also after release (PROTOCOL, section 3)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from questionnaires.models import StudyState
from questionnaires.questions import Missing
from survey.keys import RespondKeys
from survey.respond.consent_record import ConsentRecord
from survey.respond.derivation import canonical
from survey.respond.device import Device
from survey.respond.gate import pass_gate
from survey.respond.inserting import insert_once
from survey.respond.refusal import Refusal
from survey.respond.sealing import seal_answers
from survey.respond.tables import questionnaire_version, study, study_questionnaire, submitted_key, waiting
from survey.respond.withdrawal import released_hash, waiting_hash

#: The width of the column; places are refused when their attributes would not fit.
STRATUM_LETTERS = 512


@dataclass(frozen=True, kw_only=True)
class Payload:
    """What is sealed. `values` are JSON forms of checked answers by question, `missing` why others have none (`Missing` values)."""

    study_id: uuid.UUID
    questionnaire_id: uuid.UUID
    version_id: uuid.UUID
    attributes: Mapping[str, str]
    language: str
    consent: ConsentRecord
    values: Mapping[str, Any]
    missing: Mapping[str, str]

    def __post_init__(self) -> None:
        unknown = sorted(set(self.missing.values()) - set(Missing))
        if unknown or self.values.keys() & self.missing.keys():
            raise ValueError(f"each question has a value or a reason, and the reasons are those of Missing: {unknown}")

    @property
    def stratum(self) -> str:
        """Questionnaire version and travelling attributes: all that a waiting row shows of its answers."""
        return stratum_of(self.version_id, self.attributes)


@dataclass(frozen=True)
class Receipt:
    """The answers wait. `withdrawal_code` is for the expert's paper and the same on every retry."""

    withdrawal_code: str


def stratum_of(version_id: uuid.UUID, attributes: Mapping[str, str]) -> str:
    """The canonical text of a stratum."""
    return canonical([str(version_id), dict(attributes)]).decode()


def submit(connection: Connection, *, keys: RespondKeys, device: Device, admission: str, payload: Payload) -> Receipt | Refusal:
    """The answers of this device wait, once, and the receipt is the same each time; or NOT_ADMITTED, CLOSED.

    The draft stays: deleting it here would tie it to these rows (`drafts_sweep`). The order inside matters: first through the gate, then
    the state of the study and the public key are read. A release publishes the next key before it shuts the gate and closes the study
    behind it, so no answer is ever sealed with a key that is already destroyed, nor put behind a closing.
    """
    if not device.admits(admission, keys.study_key(payload.study_id), payload.attributes, payload.questionnaire_id):
        return Refusal.NOT_ADMITTED
    code = device.withdrawal_code(payload.study_id)
    receipt = Receipt(code)
    pass_gate(connection)
    if connection.execute(select(submitted_key.c.key).where(submitted_key.c.key == device.submitted_key)).first():
        return receipt
    if not _takes_answers(connection, payload):
        return Refusal.CLOSED
    added = insert_once(connection, submitted_key, key=device.submitted_key)
    if added:
        connection.execute(
            insert(waiting),
            {
                "key": device.waiting_key,
                "study_id": payload.study_id,
                "stratum": payload.stratum,
                "withdraw_hash": waiting_hash(keys, code),
                "blob": seal_answers(_sealed(keys, code, payload), keys.release_public_key(payload.study_id)),
            },
        )
    return receipt


def _takes_answers(connection: Connection, payload: Payload) -> bool:
    """Whether the study is open and the version is one of its questionnaire: what is sealed now must have its place at release."""
    state = connection.execute(
        select(study.c.state)
        .join(study_questionnaire, study_questionnaire.c.study_id == study.c.id)
        .join(questionnaire_version, questionnaire_version.c.questionnaire_id == study_questionnaire.c.id)
        .where(
            study.c.id == payload.study_id,
            study_questionnaire.c.id == payload.questionnaire_id,
            questionnaire_version.c.id == payload.version_id,
        )
    ).scalar_one_or_none()
    return state == StudyState.OPEN


def _sealed(keys: RespondKeys, code: str, payload: Payload) -> dict[str, Any]:
    """The content of the blob, which only a release reads."""
    return {
        "questionnaire": str(payload.questionnaire_id),
        "version": str(payload.version_id),
        "attributes": dict(payload.attributes),
        "language": payload.language,
        "consent": payload.consent.to_json(),
        "values": dict(payload.values),
        "missing": dict(payload.missing),
        "w1": waiting_hash(keys, code),
        "w2": released_hash(keys, code),
    }
