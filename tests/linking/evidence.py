"""What an adversary carries off: copies of the database from every day, its files, its logs, the letters. Not K, not the private keys."""

from __future__ import annotations

import struct
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

_MINE = "where t.study_id = :study"
#: Table -> what is copied, and which rows are of one study.
TABLES = {
    "invitation": ("t.id, t.number, t.slot, t.opened, t.attributes", _MINE),
    "draft": ("t.draft_key, t.revision, length(t.blob) as size", _MINE),
    "waiting": ("t.key, t.withdraw_hash, t.stratum, length(t.blob) as size", _MINE),
    "submitted_key": ("t.key", ""),
    "response": ("t.*", _MINE),
    "answer": ("t.*", "join response r on r.id = t.response_id where r.study_id = :study"),
}


@dataclass(frozen=True)
class Row:
    """A row with what the database hides: where it lies, and on PostgreSQL which transactions made and ended it."""

    place: int
    made_by: str
    values: Mapping[str, Any]


Copy = Mapping[str, Sequence[Row]]


@dataclass
class Evidence:
    """`days`: a copy after each expert. `last`: the copy after the release. `letters`: number and attributes by invitation id."""

    dialect: str
    letters: Mapping[str, Mapping[str, str]]
    days: list[Copy] = field(default_factory=list)
    last: Copy = field(default_factory=dict)
    file: bytes = b""
    wal: bytes = b""
    log: str = ""

    def arrivals(self) -> list[str]:
        """Invitation ids in the order in which their slots were first seen taken."""
        found: list[str] = []
        for day in self.days:
            found += [
                str(row.values["id"]) for row in day["invitation"] if row.values["slot"] and str(row.values["id"]) not in found
            ]
        return found

    def first_seen(self, table: str, column: str) -> dict[str, int]:
        """For each value of a column the day of the first copy that has it."""
        found: dict[str, int] = {}
        for number, day in enumerate([*self.days, self.last]):
            for row in day[table]:
                found.setdefault(str(row.values[column]), number)
        return found


def copy_rows(engine: Engine, study_id: uuid.UUID) -> Copy:
    """Every row of the study in the order in which it is stored; of a blob, which nobody can read, its length."""
    postgresql = engine.dialect.name == "postgresql"
    mine = {"study": study_id if postgresql else study_id.hex}
    found: dict[str, list[Row]] = {}
    with engine.connect().execution_options(sqlite_begin="deferred") as connection:
        for table, (columns, which) in TABLES.items():
            if postgresql:
                hidden, order = "t.xmin::text", "t.ctid"
            else:
                hidden, order = "t.rowid" if table == "response" and _has_rowid(connection, table) else "0", "made_"
            rows = connection.execute(
                text(f"select {hidden} as made_, {columns} from {table} t {which} order by {order}"), mine
            ).mappings()
            found[table] = [Row(place, str(row["made_"]), dict(row)) for place, row in enumerate(rows)]
        connection.rollback()
    return found


def _has_rowid(connection: Any, table: str) -> bool:
    made = connection.execute(text("select sql from sqlite_master where name = :name"), {"name": table}).scalar_one()
    return "WITHOUT ROWID" not in made.upper()


def commits(wal: bytes) -> list[list[bytes]]:
    """The page images of each committed transaction in a write-ahead log of SQLite (https://www.sqlite.org/fileformat2.html#walformat)."""
    if len(wal) < 32:
        return []
    size = struct.unpack(">I", wal[8:12])[0]
    salts = wal[16:24]
    found: list[list[bytes]] = []
    pages: list[bytes] = []
    for start in range(32, len(wal) - size - 23, size + 24):
        frame = wal[start : start + 24]
        if frame[8:16] != salts:  # left over from before the last checkpoint
            break
        pages.append(wal[start + 24 : start + 24 + size])
        if struct.unpack(">I", frame[4:8])[0]:
            found.append(pages)
            pages = []
    return found


def read_files(url: str) -> tuple[bytes, bytes]:
    """The database file and its write-ahead log, on SQLite."""
    if not url.startswith("sqlite"):
        return b"", b""
    path = Path(url.removeprefix("sqlite:///"))
    log = path.with_name(f"{path.name}-wal")
    return path.read_bytes(), log.read_bytes() if log.exists() else b""
