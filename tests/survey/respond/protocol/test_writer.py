"""One writer: nobody is answered before the commit, nobody fails for another, a crowd shares its commits."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import IntegrityError

from survey.database import make_engine
from survey.respond.writer import Writer, WriterClosedError


@pytest.fixture
def ground(database_url: str) -> Iterator[Engine]:
    engine = make_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("create table kept (name varchar(40) primary key)"))
    yield engine
    engine.dispose()


def keep(name: str):
    def command(connection: Connection) -> str:
        connection.execute(text("insert into kept values (:name)"), {"name": name})
        return f"{name} kept"

    return command


def names(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        return sorted(connection.execute(text("select name from kept")).scalars())


def test_the_reply_comes_after_the_commit(ground: Engine) -> None:
    """Whoever has his reply finds his row through any other connection."""
    writer = Writer(ground)
    assert writer.do(keep("Әсия")) == "Әсия kept"
    assert names(ground) == ["Әсия"]
    writer.close()


def test_a_failing_command_fails_alone(ground: Engine) -> None:
    """In one transaction: the first is kept, the second breaks after writing something, the third is kept."""
    writer = Writer(ground, window=5)
    holding, going = threading.Event(), threading.Event()
    outcomes: dict[str, object] = {}

    def hold(connection: Connection) -> None:
        holding.set()
        assert going.wait(10)
        keep("first")(connection)

    def broken(connection: Connection) -> None:
        keep("never")(connection)
        keep("first")(connection)

    def wrong(connection: Connection) -> None:
        keep("neither")(connection)
        raise LookupError("said by the command")

    def ask(name: str, command) -> None:
        try:
            outcomes[name] = writer.do(command)
        except (IntegrityError, LookupError) as error:
            outcomes[name] = error

    threads = [threading.Thread(target=ask, args=("hold", hold))]
    threads[0].start()
    assert holding.wait(10)
    for name, command in (("broken", broken), ("wrong", wrong), ("last", keep("last"))):
        threads.append(threading.Thread(target=ask, args=(name, command)))
        threads[-1].start()
    while writer._queue.qsize() < 3:
        pass
    going.set()
    for thread in threads:
        thread.join()
    writer.close()
    assert isinstance(outcomes["broken"], IntegrityError)
    assert isinstance(outcomes["wrong"], LookupError)
    assert outcomes["last"] == "last kept"
    assert names(ground) == ["first", "last"]


def test_what_comes_during_a_commit_shares_the_next_one(ground: Engine) -> None:
    """Forty commands from eight threads take far fewer than forty commits, and a lone command takes one at once."""
    commits: list[int] = []
    event.listen(ground, "commit", lambda _: commits.append(1))
    writer = Writer(ground)
    gate = threading.Event()
    writer_busy = threading.Thread(target=lambda: writer.do(lambda _: gate.wait(10)))
    writer_busy.start()
    threads = [threading.Thread(target=lambda n=n: writer.do(keep(f"{n:02}"))) for n in range(40)]
    for thread in threads:
        thread.start()
    while writer._queue.qsize() < 40:
        pass
    gate.set()
    for thread in [*threads, writer_busy]:
        thread.join()
    writer.close()
    assert len(names(ground)) == 40
    assert len(commits) <= 20


def test_on_a_dying_database_everybody_is_told(ground: Engine) -> None:
    """When the commit fails, all whose commands were in it get the error, nothing is kept, and the writer goes on."""
    with ground.begin() as connection:
        connection.execute(
            text(
                "create table owed (name varchar(40), constraint paid foreign key (name) references kept (name) deferrable initially deferred)"
            )
        )

    def owe(connection: Connection) -> None:  # no statement fails: the commit does
        connection.execute(text("insert into owed values ('nobody')"))

    writer = Writer(ground, window=1)
    gate, errors = threading.Event(), []

    def ask(command) -> None:
        try:
            writer.do(command)
        except IntegrityError as error:
            errors.append(error)

    first = threading.Thread(target=ask, args=(lambda _: gate.wait(10),))
    first.start()
    threads = [threading.Thread(target=ask, args=(command,)) for command in (keep("a"), keep("b"), owe, keep("c"), keep("d"))]
    for thread in threads:
        thread.start()
    while writer._queue.qsize() < 5:
        pass
    gate.set()
    for thread in [first, *threads]:
        thread.join()
    assert len(errors) == 6
    assert names(ground) == []
    assert writer.do(keep("again")) == "again kept"
    writer.close()


def test_closing_answers_everybody_first_and_then_takes_nothing(ground: Engine) -> None:
    """What was asked before the end is written; what comes after it is refused."""
    writer = Writer(ground)
    gate, done = threading.Event(), []
    busy = threading.Thread(target=lambda: writer.do(lambda _: gate.wait(10)))
    busy.start()
    threads = [threading.Thread(target=lambda n=n: done.append(writer.do(keep(f"{n}")))) for n in range(5)]
    for thread in threads:
        thread.start()
    while writer._queue.qsize() < 5:
        pass
    ending = threading.Thread(target=writer.close)
    ending.start()
    gate.set()
    for thread in [busy, *threads, ending]:
        thread.join()
    assert len(done) == len(names(ground)) == 5
    writer.close()
    with pytest.raises(WriterClosedError):
        writer.do(keep("late"))
