"""Limits on tries, kept in memory only, under keys that a memory dump of tomorrow can't read.

The key of an address is HMAC(today's salt, address): the salt lives in this process, changes daily and is never written down.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from werkzeug.exceptions import TooManyRequests

_A_DAY = 86_400.0
_MOST_KEYS = 50_000


@dataclass(frozen=True)
class Limit:
    """At most `tries` within any `seconds`."""

    tries: int
    seconds: int


class Throttle:
    """Counts tries by key in sliding windows. At most 50,000 keys are kept: the oldest give way."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tries: dict[bytes, deque[float]] = {}
        self._salt, self._salted_at = secrets.token_bytes(32), clock()

    def _key(self, scope: str, words: tuple[str, ...]) -> bytes:
        now = self._clock()
        if now - self._salted_at >= _A_DAY:
            self._salt, self._salted_at = secrets.token_bytes(32), now
            self._tries.clear()
        return hmac.digest(self._salt, "\0".join((scope, *words)).encode(), hashlib.sha256)

    def wait(self, scope: str, *words: str, limit: Limit) -> int:
        """Seconds until that key may try again; 0 when it may now, and then this try is counted."""
        with self._lock:
            now, key = self._clock(), self._key(scope, words)
            tries = self._tries.pop(key, None) or deque[float]()
            while tries and now - tries[0] >= limit.seconds:
                tries.popleft()
            self._tries[key] = tries  # moved to the end: the order of keys is the order of use
            if len(self._tries) > _MOST_KEYS:
                self._tries.pop(next(iter(self._tries)))
            if len(tries) >= limit.tries:
                return max(1, int(limit.seconds - (now - tries[0]) + 0.999))
            tries.append(now)
            return 0

    def left(self, scope: str, *words: str, limit: Limit) -> int:
        """How many tries that key still has."""
        with self._lock:
            now = self._clock()
            return max(0, limit.tries - sum(1 for at in self._tries.get(self._key(scope, words), ()) if now - at < limit.seconds))

    def forget(self, scope: str, *words: str) -> None:
        """The tries of that key are forgotten: it has shown that it knows the answer."""
        with self._lock:
            self._tries.pop(self._key(scope, words), None)

    def check(self, scope: str, *words: str, limit: Limit) -> None:
        """This try is counted; raises TooManyRequests with the seconds to wait when there were too many."""
        if seconds := self.wait(scope, *words, limit=limit):
            raise TooManyRequests(retry_after=seconds)
