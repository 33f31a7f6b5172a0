"""Commands for studies: listed, made, released, exported."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey.cli import ground

if TYPE_CHECKING:
    from sqlmodel import Session

    from questionnaires.instrument import Questionnaire

LANGUAGES = ("kk", "ru", "en")


@click.group()
def study() -> None:
    """Studies."""


@study.command("list")
def list_studies() -> None:
    """One line for each study: address, state, mode, title."""
    from sqlmodel import col, select

    from questionnaires.models import Study

    with ground.work() as session:
        for one in session.exec(select(Study).order_by(col(Study.slug))):
            click.echo("\t".join([one.slug, one.state, one.mode, next(iter(one.title.values()), "")]))


def titles(said: tuple[str, ...]) -> dict[str, str]:
    """Wordings by language: "kk=Оралу" is in Kazakh, "Return" without a mark in English."""
    found: dict[str, str] = {}
    for title in said:
        mark, _, rest = title.partition("=")
        found.update({mark: rest} if mark in LANGUAGES and rest else {"en": title})
    return found


def read_questionnaire(name: str) -> Questionnaire:
    """The questionnaire of a file, or the shipped one of that name; one that could not be published is refused with all that is wrong."""
    from questionnaires.workbook import read_workbook
    from survey.studio.instruments import SHIPPED, shipped

    if name in SHIPPED and not Path(name).exists():
        return shipped(name)
    if not Path(name).is_file():
        raise click.ClickException(f"There is no file {name}. Shipped questionnaires: {', '.join(SHIPPED)}.")
    reading = read_workbook(Path(name))
    hindering = [problem for problem in reading.problems if problem.hinders]
    if reading.questionnaire is None or hindering:
        lines = "\n".join(f"  {problem.sheet} {problem.column}{problem.row or ''}: {problem.message}" for problem in hindering)
        raise click.ClickException(f"{name} cannot be used as it is:\n{lines}")
    return reading.questionnaire


def _founder(session: Session, email: str | None) -> str:
    """Whose study it will be: the one named, else the only one who may make studies."""
    from sqlmodel import col, select

    from survey.accounts.models import Account

    if email:
        account = ground.actor(session, email)
        if not account.founder:
            raise click.ClickException(
                f"{account.email} may not make studies. Make an account that may: saraptama account create EMAIL --owner"
            )
        return account.email
    founders = session.exec(select(Account).where(col(Account.founder).is_(True))).all()
    if len(founders) != 1:
        raise click.ClickException(
            "Say whose study it is: --as EMAIL, of an account that may make studies (account create EMAIL --owner)."
        )
    return founders[0].email


@study.command()
@click.argument("slug")
@click.option("--title", "said", multiple=True, required=True, help='Title; "kk=..." and "ru=..." for other languages. Repeatable.')
@click.option("--mode", type=click.Choice(["anonymous", "confidential", "open"]), default="anonymous", show_default=True)
@click.option(
    "--questionnaire", "names", multiple=True, required=True, help="XLSForm workbook, or the name of a shipped one. Repeatable."
)
@click.option("--as", "email", default=None, help="Whose study it is; may be left out when only one account may make studies.")
def create(slug: str, said: tuple[str, ...], mode: str, names: tuple[str, ...], email: str | None) -> None:
    """Make a study in draft with its questionnaires and its owner."""
    from questionnaires.studies import attach_questionnaire, create_study
    from survey import audit
    from survey.installation import utc_now
    from survey.members import add_member
    from survey.permissions import Role

    found, now = [read_questionnaire(name) for name in names], utc_now()
    with ground.work() as session:
        owner = _founder(session, email)
        made = create_study(session, slug=slug, title=titles(said), mode=mode, now=now)
        for questionnaire in found:
            attach_questionnaire(session, study=made, questionnaire=questionnaire, now=now)
        member = add_member(session, study=made, email=owner, role=Role.OWNER, now=now)
        audit.note(session, action="study created", now=now, actor=member.account.id, study_id=made.id)
    click.echo(f"The study {slug} is made, in draft, for {owner}. Open it on its page when its promises are right.")


@study.command()
@click.argument("slug")
@click.option("--as", "email", required=True, help="Address of the owner who releases.")
@click.option("--close", is_flag=True, help="Close the study and release everything. This cannot be taken back.")
def release(slug: str, email: str, close: bool) -> None:  # noqa: FBT001 - click hands it over so
    """Release the answers that wait: a mixed batch, or at closing all of them."""
    from sqlmodel import Session

    from survey import audit
    from survey.fieldwork.release import release as carry_out
    from survey.installation import utc_now
    from survey.keys import Keys
    from survey.permissions import Action

    with ground.engine() as engine:
        with Session(engine, expire_on_commit=False) as session:
            chosen = ground.study_of(session, slug)
            actor = ground.acting(session, study=chosen, email=email, action=Action.RELEASE).account_id
        done = carry_out(engine, study_id=chosen.id, keys=Keys.of(ground.settings()), close=close, chance=secrets.SystemRandom())
        with Session(engine) as session:
            audit.note(session, action="closed" if close else "released", now=utc_now(), actor=actor, study_id=chosen.id)
            session.commit()
    click.echo(
        f"Released: {done.responses}. Withdrawn: {done.withdrawn}. Discarded: {done.discarded}. Unreadable: {done.unreadable}."
    )
    if done.closed:
        click.echo("The study is closed.")
    if not done.cleaned:
        click.echo("Something kept reading the database: traces of the order are removed at the next start of saraptama serve.")


@click.command()
@click.argument("slug")
@click.argument("format")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@click.option("--as", "email", required=True, help="Who exports: blindness and covered cells depend on it.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", show_default=True)
@click.option(
    "--audience",
    type=click.Choice(["team", "outside"]),
    default="team",
    show_default=True,
    help="Outside files are checked for people who might be recognised.",
)
def export(*, slug: str, format: str, file: str, email: str, language: str, audience: str) -> None:
    """Write a study as FORMAT (xlsx) into FILE; "-" is standard output."""
    from coding.viewers import Viewer
    from exports.formats import FORMATS
    from exports.gather import gather
    from survey import audit
    from survey.installation import utc_now
    from survey.permissions import Action

    if format not in FORMATS:
        raise click.ClickException(f"There is no format {format}. There are: {', '.join(FORMATS)}.")
    with ground.work() as session:
        chosen = ground.study_of(session, slug)
        membership = ground.acting(session, study=chosen, email=email, action=Action.EXPORT)
        viewer = Viewer(study_id=chosen.id, coder_id=membership.coder_id)
        made = gather(session, study=chosen, viewer=viewer, language=language, audience=audience)
        if file == "-":
            FORMATS[format].write(made, sys.stdout.buffer)
        else:
            _write(made, FORMATS[format], Path(file))
        audit.note(
            session,
            action="exported",
            now=utc_now(),
            actor=membership.account_id,
            study_id=chosen.id,
            format=format,
            audience=audience,
        )
    if file != "-":
        click.echo(f"Written: {file}")


def _write(made: object, form: object, path: Path) -> None:
    """The file is there whole, or not at all: it is written beside and renamed."""
    from typing import cast

    from exports.export import Export
    from exports.formats import Format

    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(beside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as target:
            cast("Format", form).write(cast("Export", made), target)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
