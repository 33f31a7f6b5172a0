"""One writer for the experts' side: many small commands, few commits, and no reply before the commit that holds its command.

Never do two write at once: the first thread that asks writes, for itself and for all who ask meanwhile, and then hands over to the first who
waits. So a lone command needs no other thread, and a crowd shares its syncs to disk: what came while a commit was under way goes into the
next transaction together, and so does what was announced (`coming`), for at most 5 ms. Each command runs in a savepoint of its own, so a
failing one fails alone. On SQLite this also means that requests of experts never wait for each other's locks.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine

from survey.respond.gate import pass_gate

T = TypeVar("T")

#: PROTOCOL, section 7: one commit every 5 ms at most, in seconds.
WINDOW = 0.005
#: After so many seconds without work the connection is taken from the pool anew, which looks whether it still lives.
QUIET = 2.0


class WriterClosedError(RuntimeError):
    """The process is ending: nothing was written."""


class _Job(Generic[T]):
    """A command, the place where its outcome is laid down, and whether its thread is to write now."""

    __slots__ = ("command", "done", "error", "leads", "result")

    def __init__(self, command: Callable[[Connection], T]) -> None:
        self.command = command
        self.done = threading.Lock()
        self.done.acquire()
        self.error: BaseException | None = None
        self.leads = False
        self.result: T | None = None

    def fail(self, error: BaseException) -> None:
        self.error = error


class Writer:
    """`do(command)` returns what the command returned, after the commit; or raises what it raised, and then nothing of it is stored."""

    def __init__(self, engine: Engine, *, window: float = WINDOW) -> None:
        self._engine = engine
        self._window = window
        self._queue: SimpleQueue[_Job[Any]] = SimpleQueue()  # those who wait for whoever writes
        self._gate = threading.Condition(threading.Lock())  # held for a moment only; guards the next three
        self._writing = False
        self._announced = 0
        self._closed = False
        self._here = threading.local()
        self._connection: Connection | None = None  # belongs to whoever writes: taking one costs as much as a small command
        self._used_at = 0.0

    @contextmanager
    def coming(self) -> Iterator[None]:
        """Inside, this thread will probably ask for a command: others that ask before wait for it, and share its commit."""
        with self._gate:
            self._announced += 1
        self._here.announced = True
        try:
            yield
        finally:
            if self._here.announced:
                with self._gate:
                    self._arrive()

    def _arrive(self) -> None:
        """Nobody waits for this thread any more; called under the gate."""
        if getattr(self._here, "announced", False):
            self._here.announced = False
            self._announced -= 1
            if not self._announced:
                self._gate.notify_all()

    def do(self, command: Callable[[Connection], T]) -> T:
        """The command ran and is on disk. It gets a connection inside a transaction, must neither commit nor roll back, and should be small."""
        job = _Job(command)
        with self._gate:
            if self._closed:
                raise WriterClosedError("The writer is closed.")
            if self._writing:
                self._queue.put(job)
            else:
                self._writing = job.leads = True
            self._arrive()
        if not job.leads:
            job.done.acquire()
        if job.leads:
            self._write(job)
        if job.error is not None:
            raise job.error
        return job.result  # type: ignore[return-value]

    def close(self) -> None:
        """Everything that was asked for before has been answered; nothing more is taken."""
        with self._gate:
            self._closed = True
            self._gate.wait_for(lambda: not self._writing)
            self._leave()

    def _write(self, job: _Job[Any]) -> None:
        """One transaction for this job and all that wait; then the first who came too late writes."""
        jobs = [job]
        try:
            self._await_announced()
            self._transaction(jobs)
        except BaseException as error:  # the transaction is lost, and everyone in it is told
            for each in jobs:
                each.fail(error)
            self._leave(broken=True)
            if not isinstance(error, Exception):
                raise
        finally:
            self._hand_over()
            for each in jobs[1:]:
                each.done.release()

    def _await_announced(self) -> None:
        """Commands that were on their way have come, or the window has closed. No transaction is open meanwhile."""
        if self._announced:
            with self._gate:
                self._gate.wait_for(lambda: not self._announced, self._window)

    def _hand_over(self) -> None:
        """Whoever waits longest writes next."""
        with self._gate:
            try:
                following = self._queue.get_nowait()
            except Empty:
                self._writing = False
                self._gate.notify_all()
            else:
                following.leads = True
                following.done.release()

    def _connected(self) -> Connection:
        """The connection of this writer, which lives as far as the pool can tell."""
        now = time.monotonic()
        if now - self._used_at > QUIET:
            self._leave()
        self._used_at = now
        if self._connection is None:
            self._connection = self._engine.connect()
        return self._connection

    def _leave(self, *, broken: bool = False) -> None:
        """The connection is given back. A broken one is thrown away: it may have left its transaction open, and nobody else is to get it."""
        connection, self._connection = self._connection, None
        if connection is not None:
            if broken:
                connection.invalidate()
            connection.close()

    def _transaction(self, jobs: list[_Job[Any]]) -> None:
        """The jobs, and what waits or comes meanwhile, are committed. Raises when the database fails: then nothing of them is stored."""
        until = time.monotonic() + self._window
        connection = self._connected()
        connection.begin()
        pass_gate(connection)
        self._run_alone(jobs[0], connection)
        while time.monotonic() < until:
            try:
                job = self._queue.get_nowait()
            except Empty:
                break
            jobs.append(job)
            self._run_alone(job, connection)
        connection.commit()

    @staticmethod
    def _run_alone(job: _Job[Any], connection: Connection) -> None:
        """The job ran in its savepoint. Its own failure stays with it; a failure to go back to the savepoint is everybody's and is raised."""
        cursor = connection.connection.cursor()
        cursor.execute("savepoint command")
        try:
            job.result = job.command(connection)
        except Exception as error:  # noqa: BLE001 - handed to whoever asked
            job.fail(error)
            cursor.execute("rollback to savepoint command")
        cursor.execute("release savepoint command")
