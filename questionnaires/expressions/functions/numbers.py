"""Functions of numbers: nothing here raises, what has no value is NaN."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from questionnaires.expressions.functions.plain import plain
from questionnaires.expressions.registry import Kind
from questionnaires.expressions.values import rounded


def _quiet(compute: Callable[..., float]) -> Callable[..., float]:
    """The same function, with NaN where mathematics has no answer and infinity where it is too large."""

    def run(*arguments: float) -> float:
        try:
            return float(compute(*arguments))
        except ValueError:
            return math.nan
        except OverflowError:
            return math.inf

    return run


def _whole(number: float) -> float:
    return float(math.trunc(number)) if math.isfinite(number) else number


def _power(base: float, exponent: float) -> float:
    if not base and exponent < 0:
        return math.inf
    return math.pow(base, exponent)


def _logarithm(of: Callable[[float], float]) -> Callable[[float], float]:
    return lambda number: -math.inf if number == 0 else of(number)


_NUMBERS: dict[str, tuple[str, Callable[..., Any]]] = {
    "number": ("n", float),
    "int": ("n", _whole),
    "abs": ("n", abs),
    "pow": ("nn", _quiet(_power)),
    "sqrt": ("n", _quiet(math.sqrt)),
    "exp": ("n", _quiet(math.exp)),
    "exp10": ("n", _quiet(lambda number: math.pow(10.0, number))),
    "log": ("n", _quiet(_logarithm(math.log))),
    "log10": ("n", _quiet(_logarithm(math.log10))),
    "sin": ("n", _quiet(math.sin)),
    "cos": ("n", _quiet(math.cos)),
    "tan": ("n", _quiet(math.tan)),
    "asin": ("n", _quiet(math.asin)),
    "acos": ("n", _quiet(math.acos)),
    "atan": ("n", _quiet(math.atan)),
    "atan2": ("nn", _quiet(math.atan2)),
}
for _name, (_takes, _compute) in _NUMBERS.items():
    plain(_name, _takes, Kind.NUMBER, _compute, least=0 if _name == "number" else None)
plain("round", "nn", Kind.NUMBER, lambda number, places=0.0: rounded(number, places), least=1)
plain("pi", "", Kind.NUMBER, lambda: math.pi)
