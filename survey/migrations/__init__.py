"""One history of the schema for both databases, from the first table on. `HEAD` is checked without loading Alembic."""

from __future__ import annotations

from sqlalchemy import Engine, inspect, text

#: The newest revision; a test holds it equal to the newest file in `versions`.
HEAD = "0001"


class OldSchemaError(RuntimeError):
    """The database is not of this version; the message names the command that mends it."""


def revision(engine: Engine) -> str | None:
    """The revision that the database says it has; None when it has none."""
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.execution_options(sqlite_begin="deferred").connect() as connection:
        found: str | None = connection.execute(text("select version_num from alembic_version")).scalar()
    return found


def require_current(engine: Engine) -> None:
    """The schema is the one this program was written for; raises OldSchemaError otherwise."""
    found = revision(engine)
    if found != HEAD:
        was = f"is at {found}" if found else "has no tables yet"
        raise OldSchemaError(f"The database {was}; this program needs {HEAD}. Run: saraptama upgrade")
