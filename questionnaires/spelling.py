"""The nearest right spelling of a name that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str:
    """The known name that a slip of the keyboard may have meant, case apart; "" when none is near.

    `nearest("slected", ["select", "selected"])` is "selected".
    """
    by_fold = {name.casefold(): name for name in known}
    found = get_close_matches(word.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else ""
