"""The gate between many small writings of experts and the one release: whoever writes passes it, a release shuts it.

On SQLite the write lock is the gate. On PostgreSQL it is an advisory lock of the transaction, taken before any other lock by both, so that
a release and a crowd of experts can never wait for each other in a circle. It ends with the transaction.
"""

from __future__ import annotations

from sqlalchemy import Connection

_GATE = int.from_bytes(b"saraptam")


def pass_gate(connection: Connection) -> None:
    """No release runs until this transaction ends, and what one did before is seen. Passing twice is harmless."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"select pg_advisory_xact_lock_shared({_GATE})")


def shut_gate(connection: Connection) -> None:
    """No expert's writing is under way or begins until this transaction ends; to be called before anything is read or written."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"select pg_advisory_xact_lock({_GATE})")
