"""Looking for secrets in every file that a thief could take, in each form in which they could stand there."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from sqlalchemy import Engine, text

from survey.respond.device import Device


def forms_of_text(words: str) -> list[bytes]:
    """As it is, as JSON escapes it, and as hexadecimal digits."""
    return [words.encode(), json.dumps(words)[1:-1].encode(), words.encode().hex().encode()]


def forms_of_code(code: str) -> list[bytes]:
    """In groups, without them, in small letters."""
    plain = code.replace("-", "")
    return [form.encode() for form in {code, plain, code.lower(), plain.lower()}]


def forms_of_device(device: Device) -> list[bytes]:
    """K as bytes, as a cookie, as a resume code; and the secret that seals the draft."""
    return [
        device.k,
        device.cookie.encode(),
        device.cookie.upper().encode(),
        device.draft_secret,
        *forms_of_code(device.resume_code),
    ]


def files_of(engine: Engine, folder: Path) -> Iterator[Path]:
    """Every file of the database and of the folder, logs and temporary files too; on PostgreSQL those of the server."""
    yield from (path for path in folder.rglob("*") if path.is_file())
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            connection.execute(text("checkpoint"))
            where = Path(connection.execute(text("show data_directory")).scalar_one())
            number = connection.execute(text("select oid from pg_database where datname = current_database()")).scalar_one()
        yield from (
            path for part in (f"base/{number}", "pg_wal", "base/pgsql_tmp") for path in (where / part).rglob("*") if path.is_file()
        )
        yield from (path for path in where.iterdir() if path.is_file() and path.name.startswith("log"))


def found_in(files: Iterable[Path], wanted: dict[str, list[bytes]]) -> list[tuple[str, str]]:
    """Which canaries sing where: (name, file)."""
    hits = []
    for path in files:
        content = path.read_bytes()
        hits += [(name, str(path)) for name, forms in wanted.items() if any(form in content for form in forms)]
    return hits
