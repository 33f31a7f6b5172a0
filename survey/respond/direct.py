"""Statements asked at every turn of a page: written with SQLAlchemy, compiled once for a database, handed to its driver as text.

They read and write columns that are texts, whole numbers and bytes, which drivers take and give as they are. What SQLAlchemy does around an
execution costs several times the statement itself.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Dialect, Engine
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.sql.base import Executable


class Direct:
    """A statement with named parameters. Errors are the driver's own, not SQLAlchemy's."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._texts: dict[str, tuple[str, tuple[str, ...] | None]] = {}

    def _driven(self, dialect: Dialect) -> tuple[str, tuple[str, ...] | None]:
        """As the driver takes it, and the order of its parameters; None where they are named."""
        found = self._texts.get(dialect.name)
        if found is None:
            compiled: Any = self._statement.compile(dialect=dialect)  # type: ignore[attr-defined]
            found = str(compiled), tuple(compiled.positiontup) if compiled.positional else None
            self._texts[dialect.name] = found
        return found

    def _run(self, cursor: DBAPICursor, dialect: Dialect, values: dict[str, Any]) -> DBAPICursor:
        text, order = self._driven(dialect)
        cursor.execute(text, values if order is None else [values[name] for name in order])
        return cursor

    def on(self, connection: Connection, **values: Any) -> DBAPICursor:
        """Executed inside the connection's transaction, which begins here if it has not begun: the driver's cursor."""
        if not connection.in_transaction():
            connection.begin()
        return self._run(connection.connection.cursor(), connection.dialect, values)

    def first(self, engine: Engine, **values: Any) -> Any:
        """The first row that the database gives now, or None."""
        connection = engine.raw_connection()
        try:
            return self._run(connection.cursor(), engine.dialect, values).fetchone()
        finally:
            connection.close()
