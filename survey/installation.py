"""What a running application stands on: its settings, its engine, its clock; and the one database session of a request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import cached_property

from flask import Flask, current_app, g, request
from sqlalchemy import Engine
from sqlmodel import Session

from survey.settings import Settings
from survey.throttle import Throttle

EXTENSION = "saraptama"
READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Side(StrEnum):
    """Which half of the house a process serves. The experts' half loads nothing of the other."""

    EXPERTS = "experts"
    STUDIO = "studio"
    BOTH = "both"


def utc_now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Installation:
    """`now` gives the time wherever the application needs it, so that tests can fix it."""

    settings: Settings
    engine: Engine
    side: Side
    now: Callable[[], datetime] = utc_now
    throttle: Throttle = field(default_factory=Throttle)

    @cached_property
    def reading(self) -> Engine:
        """The same engine for transactions that only read: on SQLite they do not queue behind writers."""
        return self.engine.execution_options(sqlite_begin="deferred")


def installation() -> Installation:
    """The installation that the current application serves."""
    found: Installation = current_app.extensions[EXTENSION]
    return found


def database() -> Session:
    """This request's session, opened when first asked for and closed with the request; what was not committed is rolled back.

    Requests that only read begin a deferred transaction on SQLite, the others take the write lock at once; `g.reads_first` marks a
    request that sends something but first reads for long.
    """
    if "database" not in g:
        house = installation()
        reading = request.method in READING or g.get("reads_first", False)
        g.database = Session(house.reading if reading else house.engine, expire_on_commit=False)
    session: Session = g.database
    return session


def close_database(_: BaseException | None = None) -> None:
    """The request's session is closed, if one was opened."""
    session = g.pop("database", None)
    if session is not None:
        session.close()


def install(app: Flask, house: Installation) -> None:
    """The application knows its installation and closes each request's session."""
    app.extensions[EXTENSION] = house
    app.teardown_appcontext(close_database)
