"""People of a study: added by address with a role, removed again. Verbs flush and never commit."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlmodel import Session, col, select

from coding.models import Coder
from questionnaires.languages import words
from questionnaires.models import Study
from survey.accounts.entry import AccountError, create_account, known_address
from survey.accounts.models import Account
from survey.models import Membership
from survey.permissions import Action, Role, may


class MemberRefused(ValueError):
    """A person can't be added so; `field` is the part of the form, the text says how to mend it."""

    def __init__(self, field: str, code: str, message: str) -> None:
        super().__init__(message)
        self.field, self.code = field, code


@dataclass(frozen=True)
class Added:
    """The new member; `account` has no password yet when `new` is true."""

    account: Account
    membership: Membership
    new: bool


def add_member(
    session: Session,
    *,
    study: Study,
    email: str,
    role: str,
    now: datetime,
    name: str = "",
    coder_label: str = "",
    language: str = "en",
) -> Added:
    """That person is in the study; an unknown address gets an account without a password. Raises MemberRefused."""
    say = words("survey", language, domain="studio").gettext
    if role not in set(Role):
        raise MemberRefused("role", "no-role", say("Choose a role for this person."))
    try:
        address = known_address(email)
    except AccountError:
        raise MemberRefused("email", "no-address", say("This is no mail address. It looks like name@example.org.")) from None
    account = session.exec(select(Account).where(Account.email == address)).first()
    new = account is None
    if account is None:
        account = create_account(session, email=address, name=name, language=language, now=now)
    elif session.get(Membership, (account.id, study.id)):
        raise MemberRefused("email", "is-member", say("This person is in the study already."))
    membership = Membership(account_id=account.id, study_id=study.id, role=role)
    if may(Role(role), Action.CODE):
        membership.coder_id = _coder(session, study_id=study.id, label=coder_label or account.name).id
    session.add(membership)
    session.flush()
    return Added(account, membership, new)


def remove_member(session: Session, *, study_id: uuid.UUID, account_id: uuid.UUID) -> None:
    """That person is no longer in the study; his coder and all that he coded stay."""
    session.execute(delete(Membership).where(col(Membership.study_id) == study_id, col(Membership.account_id) == account_id))
    session.flush()


def _coder(session: Session, *, study_id: uuid.UUID, label: str) -> Coder:
    """A coder of that label; a number is added when the label is taken, since two people never share one coder."""
    taken = set(session.exec(select(Coder.label).where(Coder.study_id == study_id)).all())
    wanted, number = label, 2
    while wanted in taken:
        wanted, number = f"{label} {number}", number + 1
    coder = Coder(study_id=study_id, label=wanted)
    session.add(coder)
    session.flush()
    return coder
