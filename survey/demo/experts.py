"""Sixty illustrative experts, each with a device of his own, who open their links and send their answers by the real protocol."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine

from questionnaires.answers import check, stored
from questionnaires.instrument import Questionnaire
from survey.fieldwork.letters import Letter
from survey.keys import RespondKeys
from survey.respond.consent_record import MAY_ARCHIVE, MAY_QUOTE, ConsentRecord
from survey.respond.device import Device
from survey.respond.redeem import Redeemed, redeem
from survey.respond.submit import Payload, Receipt, submit


class DemoDamaged(RuntimeError):
    """The content of the demo does not fit the instruments: the installation is damaged; the message names the response."""


def raw_answers(response: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """What a browser would have posted."""
    closed = {name: value if isinstance(value, list) else str(value) for name, value in response["closed"].items()}
    return {**closed, **response["open"]}


def answer_all(
    engine: Engine,
    *,
    keys: RespondKeys,
    responses: Sequence[Mapping[str, Any]],
    letters: Sequence[Letter],
    questionnaire: Questionnaire,
    version_id: uuid.UUID,
    now: datetime,
) -> None:
    """Each response has been sent with the letter of the same position; raises DemoDamaged."""
    for number, (response, letter) in enumerate(zip(responses, letters, strict=True)):
        checked = check(questionnaire, raw_answers(response), now=now, language=response["language"], complete=True)
        if checked.faults:
            raise DemoDamaged(f"{response['id']}: {checked.faults}")
        device = Device.new()
        # one in ten does not want to be quoted, so that the demo shows what that does to exports
        ticks = {"take_part", MAY_ARCHIVE} | ({MAY_QUOTE} if number % 10 else set())
        with engine.begin() as connection:
            admitted = redeem(connection, keys=keys, code=letter.code, device=device)
        if not isinstance(admitted, Redeemed):
            raise DemoDamaged(f"{response['id']}: the letter {letter.number} was refused, {admitted}")
        payload = Payload(
            study_id=admitted.study_id,
            questionnaire_id=admitted.questionnaire_id,
            version_id=version_id,
            attributes=admitted.attributes,
            language=response["language"],
            consent=ConsentRecord(number=1, language=response["language"], ticks=frozenset(ticks)),
            values={name: stored(value) for name, value in checked.values.items()},
            missing=checked.missing,
        )
        with engine.begin() as connection:
            receipt = submit(connection, keys=keys, device=device, admission=admitted.admission, payload=payload)
        if not isinstance(receipt, Receipt):
            raise DemoDamaged(f"{response['id']}: the answers were refused, {receipt}")
