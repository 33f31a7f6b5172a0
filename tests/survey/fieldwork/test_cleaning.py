"""After a release the files hold nothing of what was deleted, also when a process died in between."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool
from sqlmodel import Session

from survey.fieldwork import release as releasing
from survey.fieldwork.cleaning import finish_cleaning
from survey.fieldwork.release import ReleaseRefused
from survey.respond.models import ReleaseCleaning
from tests.linking.stage import Stage
from tests.linking.staging import MakeStage


def die_after_the_commit(play: Stage, monkeypatch: pytest.MonkeyPatch, *, close: bool) -> None:
    """A release whose process ends between its commit and the cleaning."""
    calls: list[int] = []

    def dying(engine, keys, *, patience):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return finish_cleaning(engine, keys, patience=patience)

    with monkeypatch.context() as patch:
        patch.setattr(releasing, "finish_cleaning", dying)
        with pytest.raises(KeyboardInterrupt):
            play.release(close=close)


def test_the_next_start_finishes_what_a_dead_process_left(stage: MakeStage, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row is there after the crash; afterwards the old key is gone, and the row too. Twice is harmless."""
    play = stage(plan="interim")
    play.answer(play.invite(10))
    old = play.keys.studio.release_keys(play.study_id)[0]
    die_after_the_commit(play, monkeypatch, close=False)
    assert len(play.rows(ReleaseCleaning)) == 1
    assert len(play.keys.studio.release_keys(play.study_id)) == 2
    assert finish_cleaning(play.engine, play.keys)
    assert finish_cleaning(play.engine, play.keys)
    assert not play.rows(ReleaseCleaning)
    assert [bytes(key) for key in play.keys.studio.release_keys(play.study_id)] != [bytes(old)]
    assert play.release(close=True).responses == 5


def test_a_crash_before_the_commit_changes_no_answer(stage: MakeStage) -> None:
    """Two private keys lie there, answers sealed with either are released by the next attempt."""
    play = stage()
    experts = play.invite(8)
    play.answer(experts[:6])

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        play.release(on_released=die)
    assert len(play.keys.studio.release_keys(play.study_id)) == 2
    play.answer(experts[6:])
    assert len(play.waiting()) == 8
    assert not play.released()
    assert play.release().responses == 8
    assert len(play.keys.studio.release_keys(play.study_id)) == 1


def test_a_release_waits_for_the_cleaning_of_the_one_before(stage: MakeStage, monkeypatch: pytest.MonkeyPatch) -> None:
    """While a reader keeps the old pages, a further release is refused and says why; when he has gone, it runs."""
    play = stage(plan="interim")
    play.answer(play.invite(10))
    reader = play.engine.connect().execution_options(sqlite_begin="deferred")
    reader.execute(text("select count(*) from waiting")).scalar_one()
    if play.engine.dialect.name == "sqlite":
        with play.engine.connect() as connection:
            connection.connection.driver_connection.execute("pragma busy_timeout=50")
    die_after_the_commit(play, monkeypatch, close=False)
    with pytest.raises(ReleaseRefused) as refused:
        play.release(close=True, patience=0.1)
    assert refused.value.code == "cleaning"
    reader.close()
    assert play.release(close=True).cleaned


def test_the_log_of_sqlite_is_empty_and_the_file_without_gaps(stage: MakeStage) -> None:
    """After closing, the write-ahead log has no byte and no page is free."""
    play = stage()
    if play.engine.dialect.name != "sqlite":
        pytest.skip("SQLite's files")
    play.answer(play.invite(6))
    blobs = [row.blob for row in play.waiting()]
    play.release()
    with Session(play.engine) as session:
        assert session.connection().exec_driver_sql("pragma freelist_count").scalar_one() == 0
    log = Path(f"{play.engine.url.database}-wal").read_bytes()
    assert len(log) <= 3 * (4096 + 24) + 32  # the row "to be cleaned" being taken away, and nothing of an expert
    file = Path(str(play.engine.url.database)).read_bytes()
    assert not any(blob[start : start + 64] in file + log for blob in blobs for start in range(0, len(blob) - 64, 1024))


def test_no_dead_row_is_left_in_the_tables_of_postgresql(stage: MakeStage) -> None:
    """The files of the experts' tables hold live rows only: waiting is empty, invitations are written anew."""
    play = stage()
    if play.engine.dialect.name != "postgresql":
        pytest.skip("PostgreSQL's files")
    play.answer(play.invite(6))
    play.release()
    with Session(play.engine) as session:
        assert session.connection().exec_driver_sql("select pg_relation_size('waiting')").scalar_one() == 0
        assert session.connection().exec_driver_sql("select pg_relation_size('draft')").scalar_one() == 0
        xmins = session.connection().exec_driver_sql("select distinct xmin::text from invitation").scalars().all()
    assert len(xmins) == 1


def test_a_writer_in_another_database_of_the_cluster_is_waited_for(stage: MakeStage) -> None:
    """Given a transaction elsewhere that wrote before the release, then nothing is called clean until it has ended; afterwards no dead row is left."""
    play = stage()
    if play.engine.dialect.name != "postgresql":
        pytest.skip("PostgreSQL's transaction numbers")
    play.answer(play.invite(6))
    elsewhere = create_engine(play.engine.url.set(database="postgres"), poolclass=NullPool)
    with elsewhere.connect() as other:
        other.exec_driver_sql("select pg_current_xact_id()")
        assert not play.release(patience=0.1).cleaned
        other.rollback()
    elsewhere.dispose()
    assert finish_cleaning(play.engine, play.keys)
    with Session(play.engine) as session:
        assert session.connection().exec_driver_sql("select pg_relation_size('waiting')").scalar_one() == 0
