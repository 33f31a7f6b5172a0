"""An expert opens a letter: its code and the device's K become the right to answer, once (PROTOCOL, section 3)."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select, update

from questionnaires.models import StudyState
from survey.keys import RespondKeys
from survey.respond import drafts
from survey.respond.crockford import encode, read
from survey.respond.device import Device
from survey.respond.direct import Direct
from survey.respond.gate import pass_gate
from survey.respond.refusal import Refusal
from survey.respond.tables import draft, invitation, invitation_code, study

CODE_BYTES = 16
CODE_LETTERS = 26

#: Statements are built once: building one costs several times its execution.
_FOUND = (
    select(
        invitation.c.id, invitation.c.study_id, invitation.c.questionnaire_id, invitation.c.attributes, invitation.c.language,
        invitation.c.slot, study.c.state, study.c.travelling,
    )
    .join(invitation_code, invitation_code.c.invitation_id == invitation.c.id)
    .join(study, study.c.id == invitation.c.study_id)
    .where(invitation_code.c.h == bindparam("hashed"))
)  # fmt: skip
_TAKE = update(invitation).where(invitation.c.id == bindparam("taken"), invitation.c.slot.is_(None)).values(slot=bindparam("by"))
_DRAFTED = Direct(select(draft.c.draft_key).where(draft.c.draft_key == bindparam("mine")))
_STATE = select(study.c.state).where(study.c.id == bindparam("of"))


@dataclass(frozen=True, kw_only=True)
class Redeemed:
    """What the device may answer. `attributes` are the travelling ones only, and `admission` is A, to be kept in the cookie beside K."""

    study_id: uuid.UUID
    questionnaire_id: uuid.UUID
    attributes: Mapping[str, str]
    language: str
    admission: str


@dataclass(frozen=True, kw_only=True)
class Readmitted(Redeemed):
    """A device that came back with its K alone; `draft` is where it stopped."""

    draft: drafts.DraftState


def new_code() -> str:
    """A fresh 128-bit code for one letter, 26 letters."""
    return encode(secrets.token_bytes(CODE_BYTES), CODE_LETTERS)


def parse_code(text: str) -> str | None:
    """The canonical 26 letters of a typed or scanned code, or None when it is malformed: then no database is asked."""
    return read(text, CODE_LETTERS)


def redeem(connection: Connection, *, keys: RespondKeys, code: str, device: Device) -> Redeemed | Refusal:
    """The invitation's one slot holds this device, and the device may answer; the same call again gives the same.

    `code` is what `parse_code` returned or what was typed. Refused: UNKNOWN, CLOSED, ELSEWHERE (the slot holds another K), ALREADY_SENT
    (the slot holds this K, and its answers were sent), DEVICE_TAKEN (the slot is empty, but this K carries another questionnaire: its
    draft would be overwritten, or its sending taken for a repetition). A refusal changes nothing.
    """
    canonical = parse_code(code)
    if canonical is None:
        return Refusal.UNKNOWN
    pass_gate(connection)
    found = connection.execute(_FOUND, {"hashed": keys.peppered("code", canonical)}).one_or_none()
    if found is None:
        return Refusal.UNKNOWN
    refusal = _refusal(connection, found, device)
    if refusal is not None:
        return refusal
    if found.slot is None:
        taken = connection.execute(_TAKE, {"taken": found.id, "by": device.slot(found.id)})
        if taken.rowcount == 0:  # another process of the experts' side was faster
            return redeem(connection, keys=keys, code=canonical, device=device)
    attributes = travelling(found.attributes, found.travelling)
    return Redeemed(
        study_id=found.study_id,
        questionnaire_id=found.questionnaire_id,
        attributes=attributes,
        language=found.language,
        admission=device.admission(keys.study_key(found.study_id), attributes, found.questionnaire_id),
    )


def _refusal(connection: Connection, found: Row[*tuple[Any, ...]], device: Device) -> Refusal | None:
    """Why this device may not open this invitation, or None when it may."""
    if found.state != StudyState.OPEN:
        return Refusal.CLOSED
    if found.slot is not None and not secrets.compare_digest(found.slot, device.slot(found.id)):
        return Refusal.ELSEWHERE
    if drafts.has_sent(connection, device):
        return Refusal.DEVICE_TAKEN if found.slot is None else Refusal.ALREADY_SENT
    drafted = found.slot is None and _DRAFTED.on(connection, mine=device.draft_key).fetchone()
    return Refusal.DEVICE_TAKEN if drafted else None


def readmit(connection: Connection, *, keys: RespondKeys, device: Device) -> Readmitted | Refusal:
    """The device of a typed resume code may go on: its own draft, which nobody else can have sealed, says with what it was admitted."""
    if drafts.has_sent(connection, device):
        return Refusal.ALREADY_SENT
    state = drafts.load(connection, device)
    if state is None:
        return Refusal.UNKNOWN
    admitted = drafts.Admitted.from_content(state.content)
    if connection.execute(_STATE, {"of": admitted.study_id}).scalar_one_or_none() != StudyState.OPEN:
        return Refusal.CLOSED
    return Readmitted(
        study_id=admitted.study_id,
        questionnaire_id=admitted.questionnaire_id,
        attributes=admitted.attributes,
        language=str(state.content.get("language", "")),
        admission=device.admission(keys.study_key(admitted.study_id), admitted.attributes, admitted.questionnaire_id),
        draft=state,
    )


def travelling(attributes: Mapping[str, str], names: list[str]) -> dict[str, str]:
    """Of an invitation's attributes those that go with the answers; the others never leave the invitation."""
    return {name: attributes[name] for name in names if name in attributes}
