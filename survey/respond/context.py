"""What the experts' side of an application stands on, made once: `app.extensions["respond"]`."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from flask import Flask, current_app, request
from sqlalchemy import Engine

from survey.installation import EXTENSION, Installation
from survey.keys import RespondKeys
from survey.respond.cookies import Jar
from survey.respond.drafts_sweep import Sweep
from survey.respond.roles import experts_engine
from survey.respond.studies import Studies
from survey.respond.writer import Writer
from survey.settings import Settings
from survey.throttle import Limit, Throttle

NAME = "respond"
#: Wrong codes from one address: an office of experts who mistype stays below, 100,000 guesses do not.
WRONG_CODES = Limit(tries=30, seconds=600)


@dataclass(frozen=True, kw_only=True)
class Respond:
    """`engine` carries the narrow rights; `reading` is the same for transactions that only read; every write goes through `writer`."""

    settings: Settings
    engine: Engine
    keys: RespondKeys
    writer: Writer
    studies: Studies
    sweep: Sweep
    jar: Jar
    now: Callable[[], datetime]
    throttle: Throttle = field(default_factory=Throttle)

    @property
    def reading(self) -> Engine:
        """For transactions that only read: on SQLite they do not queue behind writers."""
        return self.engine.execution_options(sqlite_begin="deferred")

    def close(self) -> None:
        """What was asked of the writer is on disk, and no connection is open."""
        self.writer.close()
        self.engine.dispose()


def here() -> Respond:
    """The experts' side of the current application."""
    found: Respond = current_app.extensions[NAME]
    return found


def prepare(app: Flask) -> None:
    """The application can serve experts. Raises KeysError when the experts' keys are missing or readable by others."""
    house: Installation = app.extensions[EXTENSION]
    url = house.engine.url.render_as_string(hide_password=False)
    engine = experts_engine(url) if house.settings.sqlite else house.engine
    app.extensions[NAME] = Respond(
        settings=house.settings,
        engine=engine,
        keys=RespondKeys.load(house.settings.keys),
        writer=Writer(engine),
        studies=Studies(engine.execution_options(sqlite_begin="deferred")),
        sweep=Sweep(chance=random.SystemRandom()),
        jar=Jar(plain=house.settings.demo),
        now=house.now,
    )


def address() -> str:
    """From where a request comes, for the throttle only: it keeps a salted digest in memory."""
    return request.remote_addr or ""
