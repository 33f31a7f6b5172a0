"""Drafts of those who have sent are wiped together, at a moment that is nobody's.

A draft that vanished with the sending would show, in any copy of the file, which draft became which waiting row. So the process keeps in
memory which drafts can go, wipes a random part of them when enough have gathered, and lets some stay. What a crash makes it forget,
and what was never sent, goes at the closing of the study.
"""

from __future__ import annotations

import threading
from collections.abc import Collection
from random import Random

from sqlalchemy import Connection, delete

from survey.respond.device import Device
from survey.respond.tables import draft


class Sweep:
    """The drafts that can go. `k` are kept back, so that the last one who sent is never known by his draft."""

    def __init__(self, *, chance: Random, k: int = 5) -> None:
        self._chance, self._k = chance, k
        self._lock = threading.Lock()
        self._sent: set[str] = set()

    def note(self, device: Device) -> tuple[str, ...]:
        """The device has sent. Returned are the drafts to wipe now, none or at least k of them; give them to `sweep_drafts`."""
        with self._lock:
            self._sent.add(device.draft_key)
            if len(self._sent) < 2 * self._k:
                return ()
            going = self._chance.sample(sorted(self._sent), len(self._sent) - self._k)
            self._sent.difference_update(going)
            return tuple(going)


def sweep_drafts(connection: Connection, drafts: Collection[str]) -> int:
    """These drafts are gone; how many there were. A command of the writer, never in one call with a sending."""
    return connection.execute(delete(draft).where(draft.c.draft_key.in_(drafts))).rowcount if drafts else 0
