"""A study opens: its promises are frozen, its keys are made, letters may go out. Or every fault is named."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, func, select

from questionnaires.instrument import Questionnaire
from questionnaires.languages import Language
from questionnaires.models import Consent, Mode, Study, StudyState
from survey.fieldwork.faults import OpeningFault, OpeningFaultCode
from survey.fieldwork.promises import promises_of, versions_of
from survey.fieldwork.traces import traces
from survey.keys import Keys
from survey.respond.derivation import canonical
from survey.respond.models import FrozenPromises

__all__ = ["OpeningFault", "OpeningFaultCode", "OpeningRefused", "find_faults", "open_study", "questionnaire_faults"]


class OpeningRefused(ValueError):
    """The study cannot open so; `faults` lists everything that is in the way, and nothing was changed."""

    def __init__(self, faults: Sequence[OpeningFault]) -> None:
        super().__init__(" ".join(fault.say(Language.ENGLISH) for fault in faults))
        self.faults = tuple(faults)


def open_study(session: Session, *, study: Study, keys: Keys, consent: Mapping[str, Any], now: datetime) -> None:
    """The study is open, its consent text is number 1, its promises are frozen; flushed, not committed. Raises OpeningRefused.

    `consent` is what experts will be shown, by language. The key files are written before the commit: keys without a study are
    harmless, and opening again takes them as they are.
    """
    faults = find_faults(session, study=study, consent=consent, now=now)
    if faults:
        raise OpeningRefused(faults)
    digest = hashlib.sha256(canonical(dict(consent))).hexdigest()
    number = session.exec(select(func.max(Consent.number)).where(Consent.study_id == study.id)).one() or 0
    session.add(Consent(study_id=study.id, number=number + 1, content=dict(consent), content_hash=digest))
    promises = promises_of(session, study, consent_hash=digest)
    session.add(FrozenPromises(study_id=study.id, content=promises.to_json()))
    keys.respond.add_study(study.id, public_key=bytes(keys.studio.first_release_key(study.id).public_key))
    study.state = StudyState.OPEN
    study.revision += 1
    session.add(study)
    session.flush()


def find_faults(session: Session, *, study: Study, consent: Mapping[str, Any], now: datetime) -> tuple[OpeningFault, ...]:
    """Everything that keeps the study from opening, in the order of its pages."""
    return tuple(_faults(session, study, consent, now))


def _faults(session: Session, study: Study, consent: Mapping[str, Any], now: datetime) -> Iterator[OpeningFault]:
    if study.state != StudyState.DRAFT:
        yield OpeningFault(OpeningFaultCode.NOT_DRAFT)
    if study.mode != Mode.ANONYMOUS:
        yield OpeningFault(OpeningFaultCode.MODE_NOT_BUILT)
    if study.withdraw_until is not None and study.withdraw_until < now.date():
        yield OpeningFault(OpeningFaultCode.LAST_DAY_PAST, cause=study.withdraw_until.isoformat())
    for language in Language:
        if not consent.get(language):
            yield OpeningFault(OpeningFaultCode.NO_CONSENT, cause=str(language))
    versions = versions_of(session, study.id)
    if not versions:
        yield OpeningFault(OpeningFaultCode.NO_QUESTIONNAIRE)
    for _, questionnaire in versions.values():
        yield from questionnaire_faults(questionnaire)


def questionnaire_faults(questionnaire: Questionnaire) -> Iterator[OpeningFault]:
    """What keeps a questionnaire out of an anonymous study: asked at opening, and before a new version is published in an open study."""
    for trace, question, cause in traces(questionnaire):
        yield OpeningFault(OpeningFaultCode(trace.value), questionnaire=questionnaire.name, question=question, cause=cause)
