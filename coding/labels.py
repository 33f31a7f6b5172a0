"""Labels by which people speak of an answer: R-2M. Drawn by chance, so that they say nothing of who came when."""

from __future__ import annotations

from collections.abc import Collection
from itertools import product
from random import Random

#: Digits and capitals that are told apart when read aloud: without I, L, O, U.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def draw_labels(count: int, *, taken: Collection[str], chance: Random) -> list[str]:
    """That many labels, none of them taken. Two signs serve the first 1,024 responses of a study, three the next 32,768, and so on."""
    drawn: list[str] = []
    width = 2
    while len(drawn) < count:
        free = [label for signs in product(SIGNS, repeat=width) if (label := "R-" + "".join(signs)) not in taken]
        drawn += chance.sample(free, min(count - len(drawn), len(free)))
        width += 1
    return drawn
