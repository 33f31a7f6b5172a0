"""The command line: `saraptama`. Commands load what they need when they run, so that asking for help costs nothing."""

from __future__ import annotations

import sys
from typing import Any

import click

from survey.cli import accounts, installation, questionnaires, studies

_OURS = frozenset({"survey", "questionnaires", "coding", "exports"})


def sentence(fault: Exception) -> str | None:
    """What to tell a person of that fault; None when it is a fault of the program, which shows its trace."""
    kind = type(fault)
    if kind.__module__.split(".")[0] in _OURS:
        return str(fault)  # our own classes word what they mean
    if kind.__module__.startswith("sqlalchemy") and kind.__name__ == "OperationalError":
        return "The database cannot be reached, or another program holds it. Check DATABASE_URL, and that its server runs."
    if isinstance(fault, PermissionError):
        return f"{fault.filename} may not be read or written by this user."
    return None


def _mendable() -> tuple[type[Exception], ...]:
    """Kinds of faults that may be sentences; asked for when one has happened, so that SQLAlchemy is loaded then or before."""
    from sqlalchemy.exc import SQLAlchemyError

    return (ValueError, RuntimeError, OSError, LookupError, SQLAlchemyError)


class Commands(click.Group):
    """Commands whose faults are sentences, on standard error, with exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """The command runs; a fault that can be mended is told, not traced."""
        try:
            return super().invoke(ctx)
        except _mendable() as fault:
            said = None if isinstance(fault, click.ClickException) else sentence(fault)
            if said is None:
                raise
            raise click.ClickException(said) from fault


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="saraptama")
def main() -> None:
    """Saraptama: expert surveys that cannot be traced, open answers coded with care.

    The installation is described by the environment: DATABASE_URL, SARAPTAMA_KEYS and others (docs/guide/operating.md).
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a console that lacks ә or 🌿 shows its number


for command in (
    installation.demo,
    installation.serve,
    installation.upgrade,
    installation.database,
    accounts.account,
    questionnaires.questionnaire,
    studies.study,
    studies.export,
):
    main.add_command(command)
