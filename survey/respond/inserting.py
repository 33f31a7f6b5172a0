"""A row that is put in once: on conflict nothing happens, on either database, and the caller learns whether it was new."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table


def insert_once(connection: Connection, table: Table, **values: Any) -> bool:
    """The row is there; whether this call put it there. The dialect's module is loaded where it is used: starting must be quick."""
    key = next(iter(table.primary_key.columns))
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        statement = postgresql.insert(table).values(**values).on_conflict_do_nothing().returning(key)
        return connection.execute(statement).first() is not None
    from sqlalchemy.dialects import sqlite

    return connection.execute(sqlite.insert(table).values(**values).on_conflict_do_nothing().returning(key)).first() is not None
