"""How surprising so many hits are, when each guess hits by its own chance."""

from __future__ import annotations

from collections.abc import Sequence


def surprise(hits: int, chances: Sequence[float]) -> float:
    """P(at least `hits`), exactly, for independent guesses of these chances (Poisson binomial): surprise(2, [.5, .5]) is .25."""
    exactly = [1.0]
    for chance in chances:
        exactly = [
            (exactly[n] if n < len(exactly) else 0.0) * (1 - chance) + (exactly[n - 1] * chance if n else 0.0)
            for n in range(len(exactly) + 1)
        ]
    return sum(exactly[hits:])
