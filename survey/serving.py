"""Serving over HTTP: one process with threads, or several where the database allows it. No access log is kept."""

from __future__ import annotations

import gc
import logging
import os
import socket
import sys
from functools import partial
from typing import TYPE_CHECKING

from survey.settings import Settings, SettingsError

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy import Engine

#: Nothing in a line says when: a fault's time could be the time of an expert's visit.
LOG_FORMAT = "%(levelname)s %(name)s: %(message)s"

#: The number of this setting in glibc's malloc.h.
_M_ARENA_MAX = -8


def settle() -> None:
    """Threads of this process share one heap: glibc gives each its own, which grows by a draft's size for every one of them."""
    if sys.platform == "linux":
        from ctypes import CDLL

        mallopt = getattr(CDLL(None), "mallopt", None)  # musl has none, and needs none
        if mallopt is not None:
            mallopt(_M_ARENA_MAX, 1)


def rest() -> None:
    """What stands when the application is made will stand as long as it serves: the collector no longer walks through it."""
    gc.collect()
    gc.freeze()


def load(settings: Settings, side: str) -> Flask:
    """The application of one process; called there, after it has started."""
    settle()
    logging.basicConfig(level=logging.WARNING, format=LOG_FORMAT)
    from survey.app import create_app

    app = create_app(settings, side=side)
    rest()
    return app


def check_processes(settings: Settings, *, processes: int) -> None:
    """Raises SettingsError where more processes would wait for each other, or count tries each for itself."""
    if processes > 1 and settings.sqlite:
        raise SettingsError(
            f"On SQLite one process serves, since answers are written by one writer: {processes} would wait for each other. "
            "Give it more threads (--workers), or set DATABASE_URL to a PostgreSQL server."
        )
    if processes < 1:
        raise SettingsError("At least one process is needed.")


def check_port(settings: Settings) -> None:
    """Raises SettingsError where something else listens there already, or this address is none of this machine's."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        if os.name == "posix":
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port that was just left is free
        try:
            trial.bind((settings.host, settings.port))
        except OSError as refusal:
            raise SettingsError(
                f"Cannot listen at {settings.host}, port {settings.port}: {refusal.strerror}. "
                "If another program (or another Saraptama) is there, end it or choose another port: --port 8001."
            ) from None


def serve(settings: Settings, *, side: str, workers: int, processes: int = 1) -> None:
    """Serves until it is told to end; `check` has been called. `workers` are threads in each process."""
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces, RuntimeModes
    from granian.log import LogLevels

    server = Granian(
        "saraptama",
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=workers,
        log_level=LogLevels.error,
        log_access=False,
        websockets=False,
        http=HTTPModes.http1,
        runtime_mode=RuntimeModes.st,
        respawn_failed_workers=True,
    )
    server.serve(target_loader=partial(_target, settings, side), wrap_loader=False)


def _target(settings: Settings, side: str, *_named: str) -> Flask:
    return load(settings, side)


def check(settings: Settings, *, side: str, processes: int = 1) -> None:
    """The schema is of this program, the keys are there, the hosts are named: said here once, not by every process.

    Raises SettingsError, OldSchemaError, KeysError.
    """
    check_processes(settings, processes=processes)
    from survey.database import make_engine
    from survey.installation import Side
    from survey.keys import RespondKeys, StudioKeys
    from survey.migrations import require_current
    from survey.security import trusted_hosts

    trusted_hosts(settings)
    if side != Side.STUDIO:
        RespondKeys.load(settings.keys)
    if side != Side.EXPERTS:
        StudioKeys.load(settings.keys)
    engine = make_engine(settings.database_url)
    try:
        require_current(engine)
        if side != Side.EXPERTS:
            _finish_cleaning(engine, settings)
    finally:
        engine.dispose()
    check_port(settings)


def check_apart(settings: Settings, *, side: str, processes: int = 1) -> None:
    """As `check`, in a process of its own that ends: what serves afterwards holds nothing that only the checks needed."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as apart:
        apart.submit(check, settings, side=side, processes=processes).result()


def _finish_cleaning(engine: Engine, settings: Settings) -> None:
    """What a release that was broken off left to be cleaned is cleaned now (PROTOCOL, section 4)."""
    from survey.fieldwork.cleaning import finish_cleaning
    from survey.keys import Keys

    if not finish_cleaning(engine, Keys.load(settings.keys)):
        logging.getLogger("survey").warning(
            "traces of an earlier release are still to be removed: something keeps reading the database"
        )
