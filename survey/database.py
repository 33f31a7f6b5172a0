"""Engines for both databases, set so that deleted text is overwritten, commits are durable and writers wait for each other."""

from __future__ import annotations

import os
import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import ConnectionPoolEntry

#: PROTOCOL, section 2, and the measured facts behind it: secure_delete and foreign keys hold for one connection only.
PRAGMAS = (
    "pragma journal_mode=wal",
    "pragma synchronous=full",
    "pragma secure_delete=on",
    "pragma foreign_keys=on",
    "pragma trusted_schema=off",
    "pragma temp_store=memory",
    "pragma busy_timeout=15000",
)


def make_private(path: Path) -> None:
    """The file is there, and one that was not is readable by its owner only; SQLite gives its companions the same rights."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def make_engine(url: str, **options: Any) -> Engine:
    """An engine for SQLite or PostgreSQL; on SQLite every transaction that will write begins IMMEDIATE.

    A transaction that only reads asks for it with `execution_options(sqlite_begin="deferred")` on its connection.
    """
    address = make_url(url)
    options.setdefault("hide_parameters", True)
    if address.get_backend_name() != "sqlite":
        return create_engine(address, pool_pre_ping=True, **options)
    if address.database and address.database != ":memory:":
        make_private(Path(address.database))
    engine = create_engine(address, **options)

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        connection.isolation_level = None  # the driver must not begin transactions by itself
        for pragma in PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        kind = connection.get_execution_options().get("sqlite_begin", "immediate")
        connection.exec_driver_sql(f"begin {kind}")

    return engine
