"""What every command stands on: settings, a session on a database of the right version, somebody who acts."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from survey.settings import Settings

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlmodel import Session

    from questionnaires.models import Study
    from survey.accounts.models import Account
    from survey.models import Membership
    from survey.permissions import Action


def settings(**changes: object) -> Settings:
    """The settings of this environment."""
    return Settings.from_environment(os.environ, **changes)


@contextmanager
def engine() -> Iterator[Engine]:
    """An engine on a database of this program's version; raises OldSchemaError."""
    from survey.database import make_engine
    from survey.migrations import require_current

    made = make_engine(settings().database_url)
    try:
        require_current(made)
        yield made
    finally:
        made.dispose()


@contextmanager
def work() -> Iterator[Session]:
    """A session whose work is kept when the block ends well, and otherwise not at all."""
    from sqlmodel import Session

    with engine() as ground, Session(ground, expire_on_commit=False) as session:
        yield session
        session.commit()


def study_of(session: Session, slug: str) -> Study:
    """The study of that address."""
    from sqlmodel import col, select

    from questionnaires.models import Study

    found = session.exec(select(Study).where(col(Study.slug) == slug)).first()
    if found is None:
        raise click.ClickException(f"There is no study {slug}. List them with: saraptama study list")
    return found


def actor(session: Session, email: str) -> Account:
    """The account in whose name something is done."""
    from survey.accounts.entry import find_account

    return find_account(session, email)


def acting(session: Session, *, study: Study, email: str, action: Action) -> Membership:
    """The membership of the person who acts; a role that the table of permissions does not allow it is refused."""
    from survey.models import Membership
    from survey.permissions import Role, may

    account = actor(session, email)
    membership = session.get(Membership, (account.id, study.id))
    if membership is None:
        raise click.ClickException(f"{account.email} is not in the study {study.slug}. Somebody of its owners can add them.")
    if not may(Role(membership.role), action):
        raise click.ClickException(f"{account.email} is {membership.role} in {study.slug}; this step is not part of that role.")
    return membership
