"""What the experts' process may do is held by the database, not by good will."""

from __future__ import annotations

import secrets

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, ProgrammingError

from survey.respond.roles import EXPERTS, experts_engine, role_statements
from survey.respond.submit import Receipt
from survey.respond.writer import Writer
from tests.linking.stage import Stage
from tests.linking.staging import MakeStage

REFUSED = (
    "select * from response",
    "select value from answer",
    "select text from source",
    "select * from account",
    "select * from frozen_promises",
    "select blob from waiting",
    "select stratum from waiting",
    "delete from waiting",
    "update waiting set blob = 'x'",
    "delete from submitted_key",
    "update invitation set opened = true",
    "update invitation set attributes = '{}'",
    "delete from invitation",
    "update study set k = 3",
    "update study set state = 'closed'",
    "insert into consent values (null, 2, '{}', '')",
    "update questionnaire_version set content = ''",
    "delete from withdrawal_request",
    "drop table draft",
    "create table loot (x integer)",
)
ALLOWED = (
    "select state from study",
    "select content from questionnaire_version",
    "select * from consent",
    "select slot from invitation",
    "select key, withdraw_hash from waiting",
    "select count(*) from waiting",
    "update invitation set slot = slot",
    "delete from draft where draft_key = 'none'",
)


def _as_experts(play: Stage) -> Engine:
    """An engine with the rights of the experts' process: by authorizer, or under the role that an administrator makes."""
    url = make_url(play.url)
    if url.get_backend_name() == "sqlite":
        return experts_engine(play.url)
    role = f"experts_{secrets.token_hex(4)}"
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("create table if not exists alembic_version (version_num varchar(32))"))
        for statement in role_statements(role=role, database=str(url.database)):
            connection.execute(text(statement))
    admin.dispose()
    return experts_engine(url.set(username=role).render_as_string(hide_password=False))


def _tidy(play: Stage, engine: Engine) -> None:
    role = engine.url.username
    engine.dispose()
    if engine.dialect.name == "postgresql":
        with play.engine.begin() as connection:
            connection.execute(text(f'drop owned by "{role}"'))
            connection.execute(text(f'drop role "{role}"'))


@pytest.mark.parametrize("statement", REFUSED)
def test_a_stranger_in_the_experts_process_reaches_nothing(stage: MakeStage, statement: str) -> None:
    """No released answer, no account, no sealed blob, no promise; nothing that is never deleted can be deleted."""
    play = stage()
    engine = _as_experts(play)
    with (
        engine.connect() as connection,
        pytest.raises((DatabaseError, ProgrammingError), match=r"not authorized|prohibited|permission denied|must be owner"),
    ):
        connection.execute(text(statement))
    _tidy(play, engine)


def test_the_experts_process_can_do_all_that_it_has_to(stage: MakeStage) -> None:
    """With the narrow rights an expert opens, saves and sends, and the allowed readings work."""
    play = stage()
    engine = _as_experts(play)
    play.writer.close()
    play.writer = Writer(engine)
    experts = play.invite(2)
    play.answer(experts)
    assert all(isinstance(expert.receipt, Receipt) for expert in experts)
    with engine.connect() as connection:
        for statement in ALLOWED:
            connection.execute(text(statement))
        connection.rollback()
    play.writer.close()
    _tidy(play, engine)


def test_settings_of_the_file_cannot_be_changed(stage: MakeStage) -> None:
    """On SQLite pragmas are refused once the connection stands, so that secure_delete stays on."""
    play = stage()
    if play.engine.dialect.name != "sqlite":
        pytest.skip("pragmas are SQLite's")
    engine = experts_engine(play.url)
    with engine.connect() as connection:
        connection.execute(text("select 1"))
        with pytest.raises(DatabaseError, match="not authorized"):
            connection.execute(text("pragma secure_delete=off"))
        with pytest.raises(DatabaseError, match=r"not authorized|prohibited"):
            connection.execute(text("select * from sqlite_master"))
    engine.dispose()


def test_the_role_has_exactly_the_tables_of_the_authorizer(stage: MakeStage) -> None:
    """Both databases are told from one list, and the list names only what is there."""
    from sqlmodel import SQLModel

    assert set(EXPERTS) - {"alembic_version"} <= set(SQLModel.metadata.tables)
    statements = "\n".join(role_statements(role="r", database="d"))
    for table in SQLModel.metadata.tables:
        assert (f" on {table} " in statements) == (table in EXPERTS)
    assert "log_min_error_statement = 'panic'" in statements
    assert "log_error_verbosity = 'terse'" in statements
