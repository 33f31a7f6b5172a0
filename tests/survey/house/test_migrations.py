"""The schema: one history for both databases, equal to the models, up and down (threat model, T9)."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from sqlalchemy import CheckConstraint, Engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel, select

from survey.audit import note
from survey.database import make_engine
from survey.migrations import HEAD, OldSchemaError, require_current, revision
from survey.migrations.tables import metadata
from survey.migrations.upgrading import differences, downgrade, newest, upgrade
from survey.models import AuditEntry
from tests.conftest import NOW


def test_the_newest_revision_is_the_one_that_serve_asks_for() -> None:
    """`HEAD`, which the experts' process reads without Alembic, is the newest file."""
    assert newest() == HEAD


def test_upgrading_gives_the_models(engine: Engine) -> None:
    """An empty database that was upgraded has every table, column, type, index and constraint of the models, and nothing else."""
    assert differences(engine) == []
    assert set(inspect(engine).get_table_names()) == set(SQLModel.metadata.tables) | {"alembic_version"}


def test_constraints_are_named_alike(engine: Engine) -> None:
    """Every constraint has a name, the same on both databases: a later revision can find it."""
    inspector = inspect(engine)
    for table in metadata().sorted_tables:
        checks = {check["name"] for check in inspector.get_check_constraints(table.name)}
        assert checks == {str(one.name) for one in table.constraints if isinstance(one, CheckConstraint)}, table.name
        assert inspector.get_pk_constraint(table.name)["name"] == f"{table.name}_pkey"
        assert None not in {one["name"] for one in inspector.get_foreign_keys(table.name)}, table.name


def test_tables_of_answers_keep_no_order(engine: Engine) -> None:
    """On SQLite the tables that could tell the order of arrival have no rowid."""
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL has no rowid; its xmin is the linking game's business")
    with engine.connect() as connection:
        without = {
            name
            for name, made in connection.execute(text("select name, sql from sqlite_master where type = 'table'"))
            if made and "WITHOUT ROWID" in made.upper()
        }
    wanted = {table.name for table in metadata().tables.values() if table.dialect_options["sqlite"]["with_rowid"] is False}
    assert without == wanted
    assert {
        "response",
        "answer",
        "source",
        "invitation",
        "invitation_code",
        "draft",
        "submitted_key",
        "waiting",
        "withdrawal_request",
    } <= without


def test_down_and_up_again(engine: Engine) -> None:
    """All of it can be taken back, and be made again, to the same schema."""
    downgrade(engine, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    upgrade(engine)
    assert differences(engine) == []


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    """`saraptama upgrade` on a database that is up to date leaves rows and schema as they are."""
    with Session(engine) as session:
        note(session, action="here", now=NOW)
        session.commit()
    upgrade(engine)
    with Session(engine) as session:
        assert len(session.exec(select(AuditEntry)).all()) == 1


def test_an_old_schema_is_refused_with_the_command(tmp_path: Path) -> None:
    """A database without tables, or of another revision, is not served; the sentence names what mends it."""
    engine = make_engine(f"sqlite:///{tmp_path}/old.db")
    assert revision(engine) is None
    with pytest.raises(OldSchemaError, match=r"has no tables yet.*saraptama upgrade"):
        require_current(engine)
    upgrade(engine)
    require_current(engine)
    with engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '0000'"))
    with pytest.raises(OldSchemaError, match="is at 0000; this program needs"):
        require_current(engine)
    engine.dispose()


def test_the_database_file_is_private(tmp_path: Path) -> None:
    """A new SQLite file, and what SQLite puts beside it, can be read by its owner only."""
    engine = make_engine(f"sqlite:///{tmp_path}/new/private.db")
    upgrade(engine)
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "new").iterdir()} == {0o600}
    engine.dispose()


@pytest.mark.parametrize("statement", ["update audit_entry set action = 'forged'", "delete from audit_entry"])
def test_the_book_only_grows(engine: Engine, statement: str) -> None:
    """The database itself refuses to change or delete what stands in the book of what the team did."""
    with Session(engine) as session:
        note(session, action="released", now=NOW, actor=uuid.uuid4(), study_id=None, count=7)
        session.commit()
    with pytest.raises(DBAPIError, match="audit entries"), engine.begin() as connection:
        connection.execute(text(statement))
    with Session(engine) as session:
        (entry,) = session.exec(select(AuditEntry)).all()
        assert (entry.action, entry.detail, entry.at) == ("released", {"count": 7}, NOW)
