"""One thread writes for the experts' side: many small commands, few commits, and no reply before the commit that holds its command.

Each command runs in a savepoint of its own, so a failing one fails alone. What came while a commit was under way goes into the next
transaction together, for at most 5 ms: a lone command never waits, a crowd shares its syncs to disk. On SQLite this also means that
requests of experts never wait for each other's locks.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine

from survey.respond.gate import pass_gate

T = TypeVar("T")

#: PROTOCOL, section 7: one commit every 5 ms at most, in seconds.
WINDOW = 0.005


class WriterClosedError(RuntimeError):
    """The process is ending: nothing was written."""


class _Job(Generic[T]):
    """A command and the place where its outcome is laid down."""

    __slots__ = ("command", "done", "error", "result")

    def __init__(self, command: Callable[[Connection], T]) -> None:
        self.command = command
        self.done = threading.Lock()
        self.done.acquire()
        self.error: Exception | None = None
        self.result: T | None = None

    def fail(self, error: Exception) -> None:
        self.error = error


class Writer:
    """`do(command)` returns what the command returned, after the commit; or raises what it raised, and then nothing of it is stored."""

    def __init__(self, engine: Engine, *, window: float = WINDOW) -> None:
        self._engine = engine
        self._window = window
        self._queue: SimpleQueue[_Job[Any] | None] = SimpleQueue()
        self._gate = threading.Lock()  # held for starting, closing and for putting in the queue: nothing comes after the end
        self._thread: threading.Thread | None = None
        self._closed = False

    def do(self, command: Callable[[Connection], T]) -> T:
        """The command ran and is on disk. It gets a connection inside a transaction, must neither commit nor roll back, and should be small."""
        job = _Job(command)
        with self._gate:
            if self._closed:
                raise WriterClosedError("The writer is closed.")
            if self._thread is None:  # not before: a process that forks must not inherit half a thread
                self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
                self._thread.start()
            self._queue.put(job)
        job.done.acquire()
        if job.error is not None:
            raise job.error
        return job.result  # type: ignore[return-value]

    def close(self) -> None:
        """Everything that was asked for before has been answered; nothing more is taken."""
        with self._gate:
            if self._closed:
                return
            self._closed = True
            self._queue.put(None)
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while True:
            job = self._queue.get()
            if job is None:
                return
            jobs = [job]
            try:
                self._transaction(jobs)
            except Exception as error:  # noqa: BLE001 - the transaction is lost, and everyone in it is told
                for each in jobs:
                    each.fail(error)
            for each in jobs:
                each.done.release()

    def _transaction(self, jobs: list[_Job[Any]]) -> None:
        """The jobs, and what came meanwhile, are committed. Raises when the database fails: then nothing of them is stored."""
        with self._engine.connect() as connection:
            try:
                self._gather(jobs, connection)
                connection.commit()
            except Exception:
                connection.invalidate()  # a commit that failed may leave its transaction open: nobody else is to get this connection
                raise

    def _gather(self, jobs: list[_Job[Any]], connection: Connection) -> None:
        """The first job has run, and after it those that were waiting, until none waits or the window closes."""
        until = time.monotonic() + self._window
        connection.begin()
        pass_gate(connection)
        self._run_alone(jobs[0], connection)
        while time.monotonic() < until:
            try:
                job = self._queue.get_nowait()
            except Empty:
                break
            if job is None:
                self._queue.put(None)  # the end, met again after this commit; nothing is put behind it
                break
            jobs.append(job)
            self._run_alone(job, connection)

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
