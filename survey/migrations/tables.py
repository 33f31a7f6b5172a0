"""All tables of the house in one place, named alike on both databases."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, MetaData, PrimaryKeyConstraint, UniqueConstraint
from sqlmodel import SQLModel

import coding.models  # noqa: F401 - importing a module of models declares its tables
import questionnaires.models  # noqa: F401
import survey.accounts.models
import survey.models
import survey.respond.models  # noqa: F401


def metadata() -> MetaData:
    """Every table; constraints without a name of their own get the one that PostgreSQL would give them, on both databases."""
    for table in SQLModel.metadata.tables.values():
        for constraint in table.constraints:
            if constraint.name is not None:
                continue
            columns = "_".join(column.name for column in getattr(constraint, "columns", ()))
            match constraint:
                case PrimaryKeyConstraint():
                    constraint.name = f"{table.name}_pkey"
                case ForeignKeyConstraint():
                    constraint.name = f"{table.name}_{columns}_fkey"
                case UniqueConstraint():
                    constraint.name = f"{table.name}_{columns}_key"
    return SQLModel.metadata
