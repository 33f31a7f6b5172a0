"""Bringing a database to a revision, and drafting the next one. Loads Alembic, so only commands and tests import it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from survey.migrations.tables import metadata

FOLDER = Path(__file__).parent


def _configuration(connection: Connection | None = None) -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(FOLDER))
    configuration.set_main_option("path_separator", "os")
    configuration.attributes["connection"] = connection
    return configuration


@contextmanager
def _changing(engine: Engine) -> Iterator[Connection]:
    """A connection in one transaction that alters tables; SQLite checks foreign keys again when it has ended."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("commit")
            connection.exec_driver_sql("pragma foreign_keys=off")
            connection.exec_driver_sql("begin immediate")
        try:
            yield connection
            connection.commit()
        finally:
            if engine.dialect.name == "sqlite":
                connection.rollback()
                connection.exec_driver_sql("commit")
                connection.exec_driver_sql("pragma foreign_keys=on")
                connection.exec_driver_sql("begin deferred")


def upgrade(engine: Engine, revision: str = "head") -> None:
    """The database has the schema of that revision; all steps or none."""
    with _changing(engine) as connection:
        command.upgrade(_configuration(connection), revision)


def downgrade(engine: Engine, revision: str) -> None:
    """The database has the schema of that earlier revision."""
    with _changing(engine) as connection:
        command.downgrade(_configuration(connection), revision)


def newest() -> str:
    """The revision of the newest file."""
    head = ScriptDirectory.from_config(_configuration()).get_current_head()
    return head or ""


def differences(engine: Engine) -> list[Any]:
    """What would have to change for the database to equal the models; empty when it does."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata()))
