"""Experts who never give up, a process that is killed under them, and what each of them was told."""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from tests.linking.stage import Expert, Stage

ROOT = Path(__file__).parents[2]
#: A reply takes milliseconds; one that takes this long, in seconds, hangs.
PATIENCE = 60
#: So many receipts at least lie between two killings.
BETWEEN = 5


class Served:
    """The process, started anew after each killing; its port is where clients ask."""

    def __init__(self, play: Stage, *options: str, before: tuple[str, ...] = ()) -> None:
        self._command = [
            *before, sys.executable, "-X", "faulthandler", "-m", "tests.crash.server", play.url, str(play.folder), str(play.study_id), *options,
        ]  # fmt: skip
        self._errors: TextIO = (play.folder / "server-errors.txt").open("a")
        self.port = 0
        self.kills = self.kills_of_releases = 0
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            self._command, cwd=ROOT, stdout=subprocess.PIPE, stderr=self._errors, text=True, start_new_session=True
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def kill(self) -> None:
        self.end()
        self.kills += 1
        self.start()

    def end(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)  # a tracer around it too
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()

    def close(self) -> None:
        self.end()
        self._errors.close()


class Client:
    """Asks until there is an answer: every request may be repeated, which is the point."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._connection: socket.socket | None = None
        self.retries = 0

    def ask(self, do: str, **said: Any) -> dict[str, Any]:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                return self._once({"do": do, **said})
            except (OSError, ValueError):
                self.close()
                self.retries += 1
                if time.monotonic() > until:
                    raise
                threading.Event().wait(0.02)

    def _once(self, said: dict[str, Any]) -> dict[str, Any]:
        if self._connection is None:
            self._connection = socket.create_connection(("127.0.0.1", self._served.port), timeout=PATIENCE)
        self._connection.sendall(json.dumps(said).encode() + b"\n")
        line = b""
        while not line.endswith(b"\n"):
            part = self._connection.recv(65536)
            if not part:
                raise ConnectionError("the process died")
            line += part
        found: dict[str, Any] = json.loads(line)
        return found

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@dataclass
class Told:
    """What the experts were told, and every word that should not have been said."""

    opened: set[uuid.UUID] = field(default_factory=set)
    receipts: dict[str, str] = field(default_factory=dict)  # the words of an answer -> its receipt
    faults: list[str] = field(default_factory=list)
    retries: int = 0
    batches: int = 0


def answer_everything(play: Stage, served: Served, experts: list[Expert], told: Told, stop: threading.Event) -> None:
    """One client: expert after expert opens, saves three pages and sends; every other one presses "send" once more."""
    client = Client(served)
    for number, expert in enumerate(experts):
        if stop.is_set():
            break
        k = expert.device.cookie
        admitted = client.ask("redeem", code=expert.letter.code, k=k)
        if "refused" in admitted:
            told.faults.append(f"locked out when opening: {admitted['refused']}")
            continue
        told.opened.add(expert.invitation_id)
        head = {"study": str(play.study_id), "questionnaire": admitted["questionnaire"], "attributes": admitted["attributes"]}
        saved: dict[str, str] = {}
        for page in range(3):
            saved[f"page{page}"] = uuid.uuid4().hex
            state = client.ask("save", k=k, base=page, changes={f"page{page}": saved[f"page{page}"]}, head=head)
            if state.get("answers") != saved:
                told.faults.append(f"a saved page was lost: {state}")
        sending = {**admitted, "version": str(play.versions[0]), "values": expert.values}
        first = client.ask("submit", k=k, **sending)
        second = client.ask("submit", k=k, **sending) if number % 2 else first
        if first != second or "receipt" not in first:
            told.faults.append(f"two receipts: {first} {second}")
        else:
            told.receipts[expert.values["why"]] = first["receipt"]
    told.retries += client.retries
    client.close()


def release_again_and_again(served: Served, told: Told, stop: threading.Event, releasing: threading.Event) -> None:
    """The owner: a batch whenever one is ready."""
    client = Client(served)
    while not stop.is_set():
        releasing.set()
        if "responses" in client.ask("release", close=False):
            told.batches += 1
        releasing.clear()
        threading.Event().wait(0.05)
    client.close()


def _wait_for(told: Told, receipts: int) -> None:
    """On a slow machine too, work was done between two killings."""
    until = time.monotonic() + PATIENCE
    while len(told.receipts) < receipts and not told.faults and time.monotonic() < until:
        threading.Event().wait(0.01)


def disturb(play: Stage, served: Served, people: list[Expert], *, kills: int, chance: random.Random, crowd: int = 8) -> Told:
    """So many killings at moments drawn by chance, every other one while a release runs; then everybody finishes and the study closes."""
    told, stop, releasing = Told(), threading.Event(), threading.Event()
    threads = [
        threading.Thread(target=answer_everything, args=(play, served, people[number::crowd], told, stop))
        for number in range(crowd)
    ]
    threads.append(threading.Thread(target=release_again_and_again, args=(served, told, stop, releasing)))
    for thread in threads:
        thread.start()
    for number in itertools.count():
        if served.kills == kills:
            break
        _wait_for(told, len(told.receipts) + BETWEEN)
        threading.Event().wait(chance.uniform(0, 0.3))
        if number % 2:
            releasing.wait(PATIENCE)
            threading.Event().wait(chance.uniform(0, 0.04))
        served.kills_of_releases += releasing.is_set()
        served.kill()
    threading.Event().wait(0.3)
    stop.set()
    for thread in threads:
        thread.join()
    client = Client(served)
    closed = client.ask("release", close=True)
    client.close()
    if "refused" in closed and closed["refused"] != "not-open":
        told.faults.append(f"closing was refused: {closed}")
    return told
