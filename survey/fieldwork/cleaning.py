"""After a release the files hold no trace of what was deleted: old keys, pages of the log, dead rows.

A row "to be cleaned" is written in the transaction of the release and taken away here, so a process that dies in between leaves it to
the next start.
"""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from sqlalchemy import Engine, delete, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from survey.keys import Keys
from survey.respond.models import ReleaseCleaning

#: Tables of the experts' side, rewritten on PostgreSQL so that no dead version of a row stays in their files.
TABLES = ("waiting", "draft", "invitation", "invitation_code", "submitted_key", "withdrawal_request")
_PAUSE = 0.05
_LOCK_NOT_AVAILABLE = "55P03"


def finish_cleaning(engine: Engine, keys: Keys, *, patience: float = 60.0) -> bool:
    """Nothing is left to be cleaned. False when readers kept the database busy for `patience` seconds: then call again later.

    To be called at every start of the studio side, and by every release. Doing it twice is harmless.
    """
    until = time.monotonic() + patience
    with Session(engine.execution_options(sqlite_begin="deferred")) as session:
        pending = session.exec(select(ReleaseCleaning)).all()
    for one in pending:
        keys.studio.promote(one.study_id, public_key=bytes.fromhex(one.public_key))
    if not pending:
        return True
    closing = any(one.closing for one in pending)
    if not (
        clean_sqlite(engine, vacuum=closing, until=until) if engine.dialect.name == "sqlite" else _clean_postgresql(engine, until)
    ):
        return False
    with Session(engine) as session:
        session.execute(delete(ReleaseCleaning).where(col(ReleaseCleaning.public_key).in_([one.public_key for one in pending])))
        session.commit()
    return True


def clean_sqlite(engine: Engine, *, vacuum: bool, until: float) -> bool:
    """The write-ahead log is empty, and after a vacuum no free page or gap is left; False when readers were there until `until` (monotonic)."""
    raw = engine.raw_connection()
    try:
        connection: Any = raw.driver_connection
        return (not vacuum or _vacuum(connection, until)) and _truncate_log(connection, until)
    finally:
        raw.close()


def _vacuum(connection: sqlite3.Connection, until: float) -> bool:
    while True:
        try:
            connection.execute("vacuum")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise
        else:
            return True
        if time.monotonic() > until:
            return False
        time.sleep(_PAUSE)


def _truncate_log(connection: sqlite3.Connection, until: float) -> bool:
    while True:
        busy, _, _ = connection.execute("pragma wal_checkpoint(truncate)").fetchone()
        if not busy:
            return True
        if time.monotonic() > until:
            return False
        time.sleep(_PAUSE)


#: A transaction of this database that began before the mark, or one anywhere in the cluster that wrote before it: rewriting a table takes
#: a snapshot of its own, which reaches back to the oldest number in use in any database, and keeps every row that was alive then.
_HELD_BACK = text(
    "select exists (select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and xact_start < :mark)"
    " or pg_snapshot_xmin(pg_current_snapshot())::text::bigint < :number"
)


def _clean_postgresql(engine: Engine, until: float) -> bool:
    """Each table is rewritten once nobody can still see old versions of its rows: transactions begun before now have ended."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        now = text("select clock_timestamp() as mark, pg_snapshot_xmax(pg_current_snapshot())::text::bigint as number")
        before = connection.execute(now).mappings().one()
        while connection.execute(_HELD_BACK, dict(before)).scalar_one():
            if time.monotonic() > until:
                return False
            time.sleep(_PAUSE)
        connection.exec_driver_sql(f"set lock_timeout = {max(1, int((until - time.monotonic()) * 1000))}")
        try:
            for table in TABLES:
                connection.exec_driver_sql(f"vacuum (full) {table}")
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", "") != _LOCK_NOT_AVAILABLE:
                raise
            return False
        finally:
            connection.exec_driver_sql("reset lock_timeout")
    return True
