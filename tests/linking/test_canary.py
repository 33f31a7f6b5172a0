"""No secret of an expert stands in any file: codes, K, withdrawal codes, texts that were deleted, values that were made coarse."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from survey.respond.models import Draft
from survey.respond.roles import role_statements
from survey.respond.withdrawal import request_withdrawal
from tests.linking.canaries import files_of, forms_of_code, forms_of_device, forms_of_text, found_in
from tests.linking.stage import NOW
from tests.linking.staging import MakeStage


@pytest.fixture
def everything_logged(tmp_path: Path) -> Iterator[Path]:
    """A log that takes all that anybody says, statements of the database included."""
    path = tmp_path / "service.log"
    handler, loggers = logging.FileHandler(path), [logging.getLogger(), logging.getLogger("sqlalchemy.engine")]
    levels = [logger.level for logger in loggers]
    loggers[0].addHandler(handler)
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    yield path
    loggers[0].removeHandler(handler)
    handler.close()
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


def readable(play) -> None:
    if play.engine.dialect.name == "postgresql":
        with play.engine.connect() as connection:
            where = connection.execute(text("show data_directory")).scalar_one()
        if not os.access(where, os.R_OK | os.X_OK):
            pytest.skip("the files of this PostgreSQL server are not ours to read")


def test_no_secret_stands_in_any_file(stage: MakeStage, everything_logged: Path, tmp_path: Path) -> None:
    """After a whole study: zero hits in database, write-ahead log, server's and service's logs; what was released is found by the same search."""
    play = stage()
    readable(play)
    wanted: dict[str, list[bytes]] = {}
    experts = play.invite(9, region="other")
    for number, expert in enumerate(experts):
        expert.values["region_other"] = f"Қандыағаш-{secrets.token_hex(8)}"
        wanted[f"code {number}"] = forms_of_code(expert.letter.code)
        wanted[f"K {number}"] = forms_of_device(expert.device)
        wanted[f"fine value {number}"] = forms_of_text(expert.values["region_other"])
    play.answer(experts)
    for number, expert in enumerate(experts):
        wanted[f"withdrawal code {number}"] = forms_of_code(expert.receipt.withdrawal_code)

    unsent = play.invite(1)[0]
    play.redeem(unsent)
    wanted["draft that was never sent"] = forms_of_text(said := f"Ешқашан жіберілмеген сөз {secrets.token_hex(8)}")
    play.save(unsent, {"why": said})
    code = experts[0].receipt.withdrawal_code
    play.writer.do(lambda c: request_withdrawal(c, keys=play.keys.respond, study_id=play.study_id, code=code, today=NOW.date()))
    wanted["withdrawn answer"] = forms_of_text(experts[0].values["why"])

    before = found_in(files_of(play.engine, tmp_path), wanted)
    play.release()
    after = found_in(files_of(play.engine, tmp_path), wanted)

    assert before == after == []
    assert not play.rows(Draft)
    assert everything_logged.stat().st_size > 10_000
    words = {expert.letter.number: forms_of_text(expert.values["why"]) for expert in experts[1:]}
    assert {name for name, _ in found_in(files_of(play.engine, tmp_path), words)} == set(words)


def test_sealed_rows_leave_no_fragment_behind(stage: MakeStage, tmp_path: Path) -> None:
    """On SQLite not even sealed bytes of what waited or was drafted are left, so a key that leaks later opens nothing."""
    play = stage()
    if play.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL's write-ahead log keeps sealed bytes for a while: docs/method/anonymity.md says what that means")
    play.answer(play.invite(8))
    blobs = {f"{row.__tablename__} {n}": row.blob for n, row in enumerate([*play.waiting(), *play.rows(Draft)])}
    fragments = {name: [blob[start : start + 48] for start in range(64, len(blob) - 64, 512)] for name, blob in blobs.items()}
    assert len({name for name, _ in found_in(files_of(play.engine, tmp_path), fragments)}) == 16
    play.release()
    assert found_in(files_of(play.engine, tmp_path), fragments) == []


@pytest.mark.postgres
def test_the_log_of_postgresql_keeps_no_row_of_a_failed_check(stage: MakeStage, tmp_path: Path) -> None:
    """Under the experts' role a refused row is not written into the server's log; under a role without these settings it is."""
    play = stage()
    if play.engine.dialect.name != "postgresql":
        pytest.skip("PostgreSQL's log")
    readable(play)
    role = f"experts_{secrets.token_hex(4)}"
    url = make_url(play.url)
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("create table if not exists alembic_version (version_num varchar(32))"))
        for statement in role_statements(role=role, database=str(url.database)):
            connection.execute(text(statement))
    wanted = {}
    for name, engine in (("careless", create_engine(url)), ("experts", create_engine(url.set(username=role)))):
        canary = f"canary-{secrets.token_hex(8)}"
        wanted[name] = forms_of_text(canary)
        with engine.connect() as connection, pytest.raises(DBAPIError):
            connection.execute(text(f"insert into draft values ('{canary}', '{play.study_id}', -1, 'x')"))
        engine.dispose()
    assert {name for name, _ in found_in(files_of(play.engine, tmp_path), wanted)} == {"careless"}
    with admin.connect() as connection:
        connection.execute(text(f'drop owned by "{role}"'))
        connection.execute(text(f'drop role "{role}"'))
    admin.dispose()
