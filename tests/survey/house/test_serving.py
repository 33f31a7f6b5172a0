"""Serving: one process on SQLite, answers over real sockets, an end when told."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest

from survey.serving import check_port, check_processes
from survey.settings import Settings, SettingsError

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("processes", [2, 8])
def test_several_processes_need_postgresql(processes: int) -> None:
    """On SQLite more than one process is refused with what to do instead; PostgreSQL takes several."""
    with pytest.raises(SettingsError, match=f"{processes} would wait for each other"):
        check_processes(Settings(), processes=processes)
    check_processes(Settings(database_url="postgresql+psycopg://x/y"), processes=processes)
    check_processes(Settings(), processes=1)


def test_a_port_that_is_taken_is_said_in_a_sentence() -> None:
    """Given something that listens there, then serving is refused with the port and another to try, before anything starts."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(SettingsError, match=f"port {taken}.*--port"):
            check_port(Settings(port=taken))
    check_port(Settings(port=free_port()))


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def get(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            status: int = answer.status
            return status
    except HTTPError as refusal:
        refusal.close()
        return refusal.code


def await_server(url: str, server: subprocess.Popen[str]) -> int:
    """The status of the first answer; the test fails when the server has ended or 30 seconds have passed."""
    for _ in range(300):
        if server.poll() is not None:
            pytest.fail(f"the server ended: {server.communicate()}")
        try:
            return get(url)
        except URLError:
            time.sleep(0.1)  # a process is starting: there is nothing else to wait for
    pytest.fail("no answer in 30 seconds")


@pytest.mark.parametrize(
    ("side", "there", "not_there"), [("experts", "/r", "/sign-in"), ("studio", "/sign-in", "/r"), ("both", "/r", "/nowhere")]
)
def test_a_side_is_served_and_ends(side: str, there: str, not_there: str, settings: Settings) -> None:
    """`saraptama serve --side` answers the pages of its side and 404 for the others, writes no access log, and ends when told."""
    port = free_port()
    variables = {**os.environ, "DATABASE_URL": settings.database_url, "SARAPTAMA_KEYS": str(settings.keys)}
    words = [sys.executable, "-m", "survey", "serve", "--side", side, "--port", str(port), "--workers", "2"]
    with subprocess.Popen(words, env=variables, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert await_server(f"http://127.0.0.1:{port}{there}", server) == 200
            assert get(f"http://127.0.0.1:{port}{not_there}") == 404
        finally:
            server.send_signal(signal.SIGTERM)
            said, faults = server.communicate(timeout=20)
    assert said == f"Saraptama ({side}) at http://127.0.0.1:{port}  Ctrl C ends it.\n"
    assert faults == ""
