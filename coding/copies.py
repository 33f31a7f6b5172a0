"""Copies in memory of what does not change: kept under the number that changes with it, the least recently used go first.

A copy is only made by a transaction that reads, so that nothing is kept which was never committed. Each database has copies of its own.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy.pool import Pool
from sqlmodel import Session

T = TypeVar("T")

#: Of each kind, in one database; a question of 5,000 short answers takes about 3 MB.
KEPT = 24

_copies: WeakKeyDictionary[Pool, dict[str, OrderedDict[Hashable, tuple[int, Any]]]] = WeakKeyDictionary()
_lock = Lock()


def copy_of(session: Session, kind: str, key: Hashable, number: int, make: Callable[[], T]) -> T:
    """The copy under this key made at this number, or a new one from `make` in place of an older one."""
    pool = session.get_bind().engine.pool
    with _lock:
        kept = _copies.setdefault(pool, {}).setdefault(kind, OrderedDict())
        found = kept.get(key)
        if found is not None and found[0] == number:
            kept.move_to_end(key)
            copy: T = found[1]
            return copy
    fresh = make()
    with _lock:
        kept[key] = (number, fresh)
        kept.move_to_end(key)
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return fresh
