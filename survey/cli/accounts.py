"""Commands for accounts of the team."""

from __future__ import annotations

import sys

import click

from survey.cli import ground


@click.group()
def account() -> None:
    """Accounts of the team."""


@account.command()
@click.argument("email")
@click.option("--owner", is_flag=True, help="May make studies.")
@click.option("--name", default="", help="As colleagues see it; the first part of the address if not given.")
@click.option("--language", type=click.Choice(["kk", "ru", "en"]), default="en", show_default=True)
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input instead of printing a link that sets it."
)
def create(email: str, owner: bool, name: str, language: str, password_stdin: bool) -> None:  # noqa: FBT001
    """Make an account, and print a link with which its owner sets a password."""
    from survey import audit
    from survey.accounts.entry import create_account
    from survey.installation import utc_now

    now = utc_now()
    with ground.work() as session:
        made = create_account(session, email=email, name=name, language=language, founder=owner, now=now)
        audit.note(session, action="account created", now=now, account=str(made.id))
        said = _take_password(session, made) if password_stdin else _link(session, made)
    click.echo(f"The account of {made.email} is made.")
    click.echo(said)


@account.command()
@click.argument("email")
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input instead of printing a link that sets it."
)
def password(email: str, password_stdin: bool) -> None:  # noqa: FBT001
    """Print a link that sets a new password, for an installation that sends no mail."""
    with ground.work() as session:
        found = ground.actor(session, email)
        said = _take_password(session, found) if password_stdin else _link(session, found)
    click.echo(said)


@account.command("drop-second-step")
@click.argument("email")
def drop_second_step(email: str) -> None:
    """Switch off the second step of somebody who has lost phone and paper codes. Make sure that it is they who ask."""
    from survey import audit
    from survey.accounts.entry import drop_second_step as drop
    from survey.installation import utc_now

    with ground.work() as session:
        found = ground.actor(session, email)
        drop(session, account=found)
        audit.note(session, action="second step dropped by the operator", now=utc_now(), account=str(found.id))
    click.echo(f"{found.email} signs in by the password alone until the second step is set up anew.")


@account.command("list")
def list_accounts() -> None:
    """One line for each account: address, name, whether it may make studies, whether a second step is set up."""
    from sqlmodel import col, select

    from survey.accounts.models import Account

    with ground.work() as session:
        for one in session.exec(select(Account).order_by(col(Account.email))):
            marks = [
                "may make studies" if one.founder else "",
                "second step" if one.tf_primary_method else "",
                "" if one.password else "no password yet",
                "" if one.active else "closed",
            ]
            click.echo("\t".join([one.email, one.name, ", ".join(mark for mark in marks if mark)]))


def _link(session: object, account: object) -> str:
    from typing import cast

    from sqlmodel import Session

    from survey.accounts.entry import VALID, Purpose, make_link
    from survey.accounts.models import Account
    from survey.installation import utc_now

    settings = ground.settings()
    base = settings.base_url.rstrip("/") or f"http://{settings.host}:{settings.port}"
    path = make_link(cast("Session", session), account_id=cast("Account", account).id, purpose=Purpose.PASSWORD, now=utc_now())
    return f"This link sets the password, once, within {VALID.days} days:\n  {base}{path}"


def _take_password(session: object, account: object) -> str:
    from typing import cast

    from sqlmodel import Session

    from survey.accounts.entry import set_password
    from survey.accounts.models import Account
    from survey.accounts.passwords import faults, hash_password

    found = cast("Account", account)
    typed = sys.stdin.readline().rstrip("\r\n")
    if wrong := faults(typed, known=(found.email, found.name)):
        raise click.ClickException(wrong[0])
    set_password(cast("Session", session), account=found, hashed=hash_password(typed, settings=ground.settings()))
    return "The password is set."
