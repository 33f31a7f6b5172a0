"""Release: sealed answers become responses that nobody can trace, in one transaction (PROTOCOL, section 4).

The keys, and why no crash loses an answer. (1) The next private key is written to disk; (2) the next public key is published, and from
then on answers may be sealed with it; (3) the transaction shuts the gate, unseals with the current or the next key, seals what stays
with the next, and writes a row "to be cleaned" that names the next; (4) after the commit the next key becomes the current one and the
old one is destroyed. Killed after (1) or (2): two private keys lie there, the next release takes the same next key again and opens both
kinds. Killed after (3): the row tells `finish_cleaning` to do (4). Before the commit nobody destroys anything, and (4) names the key it
promotes, so a slow process cannot promote the next key of a later release.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from nacl.public import PrivateKey
from sqlalchemy import Engine, delete, func, insert, update
from sqlmodel import Session, col, select

from coding.sources import forget_answers, take_answers
from questionnaires.models import Answer, Consent, ReleasePlan, Response, Study, StudyState, UnderK
from questionnaires.questions import Missing
from survey.fieldwork.batch import Batch, Plan, Shown, Unsealed, closing_batch, interim_batch
from survey.fieldwork.cleaning import finish_cleaning
from survey.fieldwork.promises import Promises, promises_of, versions_of
from survey.keys import Keys
from survey.respond.gate import shut_gate
from survey.respond.models import Draft, FrozenPromises, Invitation, ReleaseCleaning, Waiting, WithdrawalRequest
from survey.respond.sealing import UnsealError, seal_answers, unseal_answers

Hook = Callable[[Session, uuid.UUID, Collection[uuid.UUID]], object]


class ReleaseRefused(RuntimeError):
    """Nothing was released. `code`: "not-open", "not-planned" (no interim batches were promised), "not-ready", "weaker" (the study promises
    less than when it opened; `detail` names what), "unreadable" (`detail` counts answers that no key here opens), "cleaning" (an
    earlier release still waits for readers of the database to finish).
    """

    def __init__(self, code: str, message: str, *, detail: str = "") -> None:
        super().__init__(message)
        self.code, self.detail = code, detail


@dataclass(frozen=True, kw_only=True)
class Released:
    """What became of the answers that waited. `cleaned` is False when readers kept the files busy: the next start finishes it."""

    responses: int
    withdrawn: int
    discarded: int
    unreadable: int
    closed: bool
    cleaned: bool


def take_sources(session: Session, study_id: uuid.UUID, response_ids: Collection[uuid.UUID]) -> object:
    """Every open answer becomes a source to be coded."""
    return take_answers(session, study_id=study_id, response_ids=response_ids)


def forget_sources(session: Session, study_id: uuid.UUID, response_ids: Collection[uuid.UUID]) -> object:
    """Text, passages and memos of withdrawn responses are gone."""
    return forget_answers(session, study_id=study_id, response_ids=response_ids)


def release(
    engine: Engine,
    *,
    study_id: uuid.UUID,
    keys: Keys,
    close: bool,
    chance: Random,
    on_released: Hook = take_sources,
    on_withdrawn: Hook = forget_sources,
    lose_unreadable: bool = False,
    patience: float = 60.0,
) -> Released:
    """A batch, or at closing everything, is released and the traces are cleaned. Raises ReleaseRefused, and then nothing has changed.

    `chance` is `secrets.SystemRandom()` outside of tests. Hooks run inside the transaction. `lose_unreadable` deletes answers that were
    sealed for a key that is gone (a database restored without its keys). `patience`: seconds to wait for readers while cleaning. The
    caller must hold no transaction of its own.
    """
    if not finish_cleaning(engine, keys, patience=patience):
        raise ReleaseRefused(
            "cleaning", "An earlier release is not cleaned up yet: something keeps reading the database. Try again in a minute."
        )
    with Session(engine) as session:
        _refuse_early(session, study_id, close=close)
    following = keys.studio.next_release_key(study_id)
    keys.respond.publish(study_id, bytes(following.public_key))
    with Session(engine) as session:
        shut_gate(session.connection())
        study = _refuse_early(session, study_id, close=close)
        batch, withdrawn, unreadable = _compose(session, study, keys, close=close, chance=chance, lose_unreadable=lose_unreadable)
        if not close and not batch.shown:
            raise ReleaseRefused("not-ready", "No batch is ready: no group of answers is large enough yet.")
        withdrawn += _withdraw_released(session, study_id, on_withdrawn)
        responses = _write(session, study, batch.shown)
        on_released(session, study_id, responses)
        _replace_waiting(session, study_id, batch.staying, following)
        _rewrite_invitations(session, study_id, close=close)
        if close:
            session.execute(delete(Draft).where(col(Draft.study_id) == study_id))
            study.state = StudyState.CLOSED
            study.revision += 1
        session.add(ReleaseCleaning(study_id=study_id, closing=close, public_key=bytes(following.public_key).hex()))
        session.commit()
    cleaned = finish_cleaning(engine, keys, patience=patience)
    return Released(
        responses=len(responses),
        withdrawn=withdrawn,
        discarded=batch.discarded,
        unreadable=unreadable,
        closed=close,
        cleaned=cleaned,
    )


def release_state(session: Session, *, study: Study, keys: Keys | None = None) -> Literal["ready", "not yet"]:
    """Whether a batch is ready: all that the team may know before it. No number of answers follows but that one group is large enough.

    With interim batches: some group of one kind holds 2k. Without: closing now would release somebody. `keys` is not needed and taken
    for callers that hold it.
    """
    del keys
    if study.state != StudyState.OPEN:
        return "not yet"
    wanted = 2 * study.k if study.plan == ReleasePlan.INTERIM else study.k
    whole_version = study.plan == ReleasePlan.CLOSING and study.under_k == UnderK.COARSEN
    requests = select(WithdrawalRequest.hash).where(WithdrawalRequest.study_id == study.id)
    counts = session.exec(
        select(Waiting.stratum, func.count())
        .where(Waiting.study_id == study.id, col(Waiting.withdraw_hash).not_in(requests))
        .group_by(Waiting.stratum)
    ).all()
    held: dict[str, int] = {}
    for stratum, count in counts:
        kind = stratum.split(",", 1)[0] if whole_version else stratum
        held[kind] = held.get(kind, 0) + count
    return "ready" if any(count >= wanted for count in held.values()) else "not yet"


def _refuse_early(session: Session, study_id: uuid.UUID, *, close: bool) -> Study:
    """The study, open and keeping its promises; raises ReleaseRefused."""
    study = session.get(Study, study_id)
    frozen = session.get(FrozenPromises, study_id)
    if study is None or study.state != StudyState.OPEN or frozen is None:
        raise ReleaseRefused("not-open", "Only an open study has answers to release.")
    if not close and study.plan != ReleasePlan.INTERIM:
        raise ReleaseRefused(
            "not-planned", "This study releases everything at closing, as its experts were told: no batch comes before."
        )
    promised = Promises.from_json(frozen.content)
    consents = session.exec(select(Consent.content_hash).where(Consent.study_id == study_id)).all()
    shown = promised.consent_hash if promised.consent_hash in consents else ""
    weaker = promises_of(session, study, consent_hash=shown).weaker_than(promised)
    if weaker:
        names = ", ".join(weaker)
        raise ReleaseRefused(
            "weaker", f"The study now promises less than when it opened ({names}). Set that back as it was.", detail=names
        )
    return study


def _compose(
    session: Session, study: Study, keys: Keys, *, close: bool, chance: Random, lose_unreadable: bool
) -> tuple[Batch, int, int]:
    """What is released and what stays, how many were withdrawn before, how many no key opens."""
    rows = session.exec(select(Waiting).where(Waiting.study_id == study.id)).all()
    unsealed = [one for one in (_unsealed(row, keys.studio.release_keys(study.id)) for row in rows) if one is not None]
    unreadable = len(rows) - len(unsealed)
    if unreadable and not lose_unreadable:
        raise ReleaseRefused(
            "unreadable",
            f"{unreadable} of the answers that wait cannot be opened with the keys of this installation. Restore the keys folder that belongs "
            "to this database, or give these answers up.",
            detail=str(unreadable),
        )
    requests = _requests(session, study.id)
    here = [one for one in unsealed if not {one.withdraw_hash, one.released_hash} & requests]
    questionnaires = {version_id: questionnaire for version_id, (_, questionnaire) in versions_of(session, study.id).items()}
    plan = Plan(k=study.k, travelling=study.travelling, under_k=study.under_k)
    batch = (closing_batch if close else interim_batch)(here, plan, questionnaires, chance)
    return batch, len(unsealed) - len(here), unreadable


def _unsealed(row: Waiting, private_keys: tuple[PrivateKey, ...]) -> Unsealed | None:
    try:
        return Unsealed.of(unseal_answers(row.blob, private_keys), stratum=row.stratum)
    except (UnsealError, KeyError, TypeError, ValueError):
        return None


def _requests(session: Session, study_id: uuid.UUID) -> set[str]:
    return set(session.exec(select(WithdrawalRequest.hash).where(WithdrawalRequest.study_id == study_id)).all())


def _withdraw_released(session: Session, study_id: uuid.UUID, on_withdrawn: Hook) -> int:
    """Released responses whose authors asked are gone, first from coding, then from the questionnaires; how many."""
    requests = _requests(session, study_id)
    if not requests:
        return 0
    gone = session.exec(select(Response.id).where(Response.study_id == study_id, col(Response.withdraw_hash).in_(requests))).all()
    if gone:
        on_withdrawn(session, study_id, gone)
        session.execute(delete(Answer).where(col(Answer.response_id).in_(gone)))
        session.execute(delete(Response).where(col(Response.id).in_(gone)))
    return len(gone)


def _write(session: Session, study: Study, shown: Sequence[Shown]) -> list[uuid.UUID]:
    """Responses and answers are there in the order given, which chance drew, under ids that chance draws."""
    ids = [uuid.uuid4() for _ in shown]
    if not ids:
        return []
    session.execute(
        insert(Response),
        [
            {
                "id": response_id,
                "study_id": study.id,
                "version_id": one.version_id,
                "language": one.language,
                "attributes": dict(one.attributes),
                "consent_number": one.consent.number,
                "may_quote": one.consent.may_quote,
                "may_archive": one.consent.may_archive,
                "withdraw_hash": one.released_hash if study.withdraw_until is not None else None,
            }
            for response_id, one in zip(ids, shown, strict=True)
        ],
    )
    answers = [row for response_id, one in zip(ids, shown, strict=True) for row in _answers(response_id, one)]
    if answers:
        session.execute(insert(Answer), answers)
    return ids


def _answers(response_id: uuid.UUID, one: Shown) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [
        {"response_id": response_id, "question": name, "value": value, "missing": None} for name, value in one.values.items()
    ]
    reasons: dict[str, Missing] = dict(one.missing)
    return rows + [
        {"response_id": response_id, "question": name, "value": None, "missing": str(why)} for name, why in reasons.items()
    ]


def _replace_waiting(session: Session, study_id: uuid.UUID, staying: Sequence[Unsealed], following: PrivateKey) -> None:
    """Of the rows that waited none is left; what stays waits under the next key, its row named by chance, so nobody can tell which went."""
    session.execute(delete(Waiting).where(col(Waiting.study_id) == study_id))
    rows = [
        {
            "key": secrets.token_hex(32),
            "study_id": study_id,
            "stratum": one.stratum,
            "withdraw_hash": secrets.token_hex(32),
            "blob": seal_answers(one.content, bytes(following.public_key)),
        }
        for one in staying
    ]
    if rows:
        session.execute(insert(Waiting), rows)


def _rewrite_invitations(session: Session, study_id: uuid.UUID, *, close: bool) -> None:
    """Every invitation of the study is written anew in this transaction, opened or not, so that no hidden mark tells when one was opened.

    One by one in the order of random ids: on PostgreSQL the rows then lie in that order too. At closing the slots go: no device can be
    held against an invitation any more.
    """
    rows = session.exec(select(Invitation.id, Invitation.slot, Invitation.opened).where(Invitation.study_id == study_id)).all()
    for invitation_id, slot, opened in sorted(rows, key=lambda row: row[0]):
        values = {"opened": opened or slot is not None, "slot": None if close else slot}
        session.execute(update(Invitation).where(col(Invitation.id) == invitation_id).values(**values))
