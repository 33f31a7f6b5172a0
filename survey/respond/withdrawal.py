"""An expert asks for deletion with the withdrawal code. Nothing is deleted here: a vanishing row would name its author."""

from __future__ import annotations

import uuid
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, select

from survey.keys import RespondKeys
from survey.respond.crockford import read
from survey.respond.gate import pass_gate
from survey.respond.inserting import insert_once
from survey.respond.tables import study, waiting, withdrawal_request

CODE_LETTERS = 16


class Withdrawal(StrEnum):
    """What became of the request. The page cannot tell whether answers with this code exist: no row says so to anybody."""

    NOTED = "noted"  # carried out at the next batch moment, if the code belongs to answers that are here
    MALFORMED = "malformed"  # no withdrawal code: 16 letters and digits
    TOO_LATE = "too_late"  # the last day has passed, and the answers do not wait any more
    UNKNOWN_STUDY = "unknown_study"


def waiting_hash(keys: RespondKeys, code: str) -> str:
    """How a waiting row keeps the code."""
    return keys.peppered("w1", _letters(code))


def released_hash(keys: RespondKeys, code: str) -> str:
    """How a released response keeps the code, if the study promises withdrawal after release; nothing joins the two without the code."""
    return keys.peppered("w2", _letters(code))


def request_withdrawal(connection: Connection, *, keys: RespondKeys, study_id: uuid.UUID, code: str, today: date) -> Withdrawal:
    """The request is noted for the next batch moment. `today` is the installation's day; the last day of the promise is included.

    Only one of the two hashes is written, the one that the answers bear now: both together would join a copy of the waiting rows to a
    copy of the released ones.
    """
    if read(code, CODE_LETTERS) is None:
        return Withdrawal.MALFORMED
    pass_gate(connection)
    found = connection.execute(select(study.c.withdraw_until).where(study.c.id == study_id)).one_or_none()
    if found is None:
        return Withdrawal.UNKNOWN_STUDY
    wanted = waiting_hash(keys, code)
    waits = connection.execute(
        select(waiting.c.key).where(waiting.c.study_id == study_id, waiting.c.withdraw_hash == wanted)
    ).first()
    if waits is None:
        if found.withdraw_until is not None and today > found.withdraw_until:
            return Withdrawal.TOO_LATE
        wanted = released_hash(keys, code)
    insert_once(connection, withdrawal_request, hash=wanted, study_id=study_id)
    return Withdrawal.NOTED


def _letters(code: str) -> str:
    letters = read(code, CODE_LETTERS)
    if letters is None:
        raise ValueError("a withdrawal code has 16 letters and digits")
    return letters
