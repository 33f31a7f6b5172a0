"""Places of the panel and the letters that open them. A code exists in plain only in the letter that is handed out."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from sqlmodel import Session, col, func, select

from questionnaires.models import Study, StudyState
from survey.fieldwork.promises import versions_of
from survey.keys import Keys
from survey.respond.crockford import grouped
from survey.respond.models import Invitation, InvitationCode
from survey.respond.redeem import new_code, travelling
from survey.respond.submit import STRATUM_LETTERS, stratum_of


class LettersRefused(ValueError):
    """No letters can be made; `code` is "not-open", "questionnaire" (none of this study) or "attributes-long"."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One letter. `number` is the place in the team's own list; `code` is for typing, in groups of four; `url` carries it in its fragment."""

    number: str
    code: str = field(repr=False)
    url: str = field(repr=False)
    language: str
    attributes: Mapping[str, str]


def add_places(
    session: Session,
    *,
    study: Study,
    questionnaire_id: uuid.UUID,
    count: int,
    language: str,
    attributes: Mapping[str, str] | None = None,
) -> list[Invitation]:
    """`count` new places of the panel for one questionnaire, numbered on from the last; flushed, not committed. Raises LettersRefused.

    `attributes` are the same for all of these; those that the study lets travel go with the answers.
    """
    said = dict(attributes or {})
    versions = [version for version, (owner, _) in versions_of(session, study.id).items() if owner == questionnaire_id]
    if not versions:
        raise LettersRefused("questionnaire", "This questionnaire is none of the study's, or has no published version.")
    if len(stratum_of(versions[-1], travelling(said, study.travelling))) > STRATUM_LETTERS:
        raise LettersRefused(
            "attributes-long", f"The attributes that travel are longer than {STRATUM_LETTERS} letters together. Use shorter words."
        )
    there = session.exec(select(func.count()).select_from(Invitation).where(Invitation.study_id == study.id)).one()
    places = [
        Invitation(
            study_id=study.id, questionnaire_id=questionnaire_id, number=f"P-{number:03}", attributes=said, language=language
        )
        for number in range(there + 1, there + count + 1)
    ]
    session.add_all(places)
    session.flush()
    return places


def make_letters(
    session: Session, *, study: Study, invitations: Iterable[Invitation], keys: Keys, base_url: str
) -> Iterator[Letter]:
    """A letter with a fresh code for each place; the database gets their hashes only; flushed, not committed. Raises LettersRefused.

    All codes work from the commit on, and earlier ones of the same place go on working. The letters exist in the iterator alone:
    stream them, and keep nothing.
    """
    if study.state != StudyState.OPEN:
        raise LettersRefused("not-open", "Letters can be made while the study is open.")
    letters = [_letter(session, place, keys, base_url.rstrip("/")) for place in invitations]
    session.flush()
    return iter(letters)


def unopened(session: Session, *, study_id: uuid.UUID) -> list[Invitation]:
    """The places that were not opened at the last batch moment, by number. Whether they are k or more is for the caller to look at."""
    found = session.exec(select(Invitation).where(Invitation.study_id == study_id, col(Invitation.opened).is_(False))).all()
    return sorted(found, key=lambda place: place.number)


def _letter(session: Session, place: Invitation, keys: Keys, base_url: str) -> Letter:
    code = new_code()
    session.add(InvitationCode(h=keys.respond.peppered("code", code), invitation_id=place.id))
    place.letters += 1
    session.add(place)
    return Letter(
        number=place.number,
        code=grouped(code),
        url=f"{base_url}/r#{code}",
        language=place.language,
        attributes=dict(place.attributes),
    )
