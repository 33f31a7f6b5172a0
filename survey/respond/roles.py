"""What the experts' process may do to the database, held by the database itself: an authorizer on SQLite, a role on PostgreSQL.

Even a fault that let a stranger run SQL there would reach no released answer, no account, no coding, and no sealed blob but by the key
that nobody there has.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.pool import ConnectionPoolEntry

from survey.database import make_engine


@dataclass(frozen=True)
class Rights:
    """What may be done to one table; `update` names columns, `read` too where not all of them may be read."""

    insert: bool = False
    delete: bool = False
    update: frozenset[str] = frozenset()
    read: frozenset[str] | None = None  # None: every column


#: PROTOCOL, sections 2 and 8. Nothing that is not named here may be touched, schema and settings included.
EXPERTS: dict[str, Rights] = {
    "study": Rights(),
    "study_questionnaire": Rights(),
    "questionnaire_version": Rights(),
    "consent": Rights(),
    "alembic_version": Rights(),  # so that the process can refuse an old schema
    "invitation": Rights(update=frozenset({"slot"})),
    "invitation_code": Rights(),
    "draft": Rights(insert=True, delete=True, update=frozenset({"revision", "blob"})),
    "submitted_key": Rights(insert=True),
    "waiting": Rights(insert=True, read=frozenset({"key", "study_id", "withdraw_hash"})),
    "withdrawal_request": Rights(insert=True),
}

_ALWAYS = frozenset(
    {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_TRANSACTION, sqlite3.SQLITE_SAVEPOINT, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
)


def authorize(action: int, table: str | None, column: str | None, _database: str | None, _within: str | None) -> int:
    """SQLite's question about one step of a statement that is being prepared, answered from `EXPERTS`."""
    if action in _ALWAYS:
        allowed = True
    elif (rights := EXPERTS.get(table or "")) is None:
        allowed = False
    elif action == sqlite3.SQLITE_READ:
        allowed = rights.read is None or column == "" or column in rights.read
    else:
        allowed = (
            (action == sqlite3.SQLITE_INSERT and rights.insert)
            or (action == sqlite3.SQLITE_DELETE and rights.delete)
            or (action == sqlite3.SQLITE_UPDATE and column in rights.update)
        )
    return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY


def experts_engine(url: str, **options: Any) -> Engine:
    """An engine for the experts' process. On SQLite each connection refuses what `EXPERTS` does not name; on PostgreSQL the role does."""
    engine = make_engine(url, **options)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def narrow(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
            connection.set_authorizer(authorize)

    return engine


def role_statements(*, role: str = "saraptama_experts", database: str = "saraptama") -> tuple[str, ...]:
    """The statements by which an administrator of PostgreSQL makes the narrow role; `saraptama database role` prints them.

    The two settings of the log need a superuser: without them PostgreSQL writes the rows of failed checks, and statements with their
    values, into a log of its own.
    """
    lines = [
        f'create role "{role}" login',
        f'revoke all on database "{database}" from "{role}"',
        f'grant connect on database "{database}" to "{role}"',
        f'grant usage on schema public to "{role}"',
        f'revoke create on schema public from "{role}"',
        f'revoke all on all tables in schema public from "{role}"',
    ]
    for table, rights in EXPERTS.items():
        lines.append(f'grant select{_columns(rights.read)} on {table} to "{role}"')
        if rights.insert:
            lines.append(f'grant insert on {table} to "{role}"')
        if rights.delete:
            lines.append(f'grant delete on {table} to "{role}"')
        if rights.update:
            lines.append(f'grant update{_columns(rights.update)} on {table} to "{role}"')
    lines += [
        f"alter role \"{role}\" set log_min_error_statement = 'panic'",
        f"alter role \"{role}\" set log_error_verbosity = 'terse'",
        f"alter role \"{role}\" set log_statement = 'none'",
        f'alter role "{role}" set log_min_duration_statement = -1',
        f'alter role "{role}" set log_parameter_max_length = 0',
        f'alter role "{role}" set log_parameter_max_length_on_error = 0',
    ]
    return tuple(f"{line};" for line in lines)


def _columns(names: frozenset[str] | None) -> str:
    return "" if names is None else f" ({', '.join(sorted(names))})"
