"""Alembic's door: runs the revisions on the connection that `survey.migrations.upgrading` hands over."""

from typing import Any, Literal

from alembic import context
from flask_security.datastore import AsaList
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

from survey.migrations.tables import metadata


def plain_types(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Revisions name SQLAlchemy's own types, so that no later library can change what an old revision made."""
    if kind != "type":
        return False
    match item:
        case AutoString(length=int(length)):
            return f"sa.String({length})"
        case AutoString():
            return "sa.String()"
        case UTCDateTime():
            return "sa.DateTime(timezone=True)"
        case AsaList():
            return "sa.UnicodeText()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata(),
    compare_type=True,
    render_item=plain_types,
)
with context.begin_transaction():
    context.run_migrations()
