"""Groups of people who look alike, none smaller than k: the one rule by which attributes and identifying answers are made coarse.

Top-down: people are divided by the first variable, each part by the next. Values held by fewer than k are pooled and the variable is
covered there; a pool under k takes the smallest other value in, since covering only the few would say who they are (everybody else
is shown). The division depends on nothing but these variables. So even somebody who knows the variables of every single person, and
this program, finds at least k people for any row, in each batch for itself (docs/method/anonymity.md has the argument).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Person = TypeVar("Person")
Value = Hashable | None


@dataclass(frozen=True)
class Group(Generic[Person]):
    """People with the same shown values; a variable that is not in `shown` is covered for all of them."""

    people: tuple[Person, ...]
    shown: Mapping[str, Value]


def groups_of_k(people: Sequence[tuple[Person, Mapping[str, Value]]], variables: Sequence[str], *, k: int) -> list[Group[Person]]:
    """Everybody is in one group of k or more. Values a, a, a, b with k = 3 are one group of four without the value.

    `people` come with their values (a value that is missing is a value, None); earlier variables are kept rather than later ones.
    Raises ValueError when there are fewer than k people: then nothing may be shown at all.
    """
    if len(people) < k:
        raise ValueError(f"{len(people)} people cannot make a group of {k}.")
    if not variables:
        return [Group(tuple(person for person, _ in people), {})]
    first, rest = variables[0], variables[1:]
    kept, pooled = _divide(people, first, k)
    found = [
        Group(group.people, {first: value, **group.shown}) for value, part in kept.items() for group in groups_of_k(part, rest, k=k)
    ]
    return found + (groups_of_k(pooled, rest, k=k) if pooled else [])


def _divide(
    people: Sequence[tuple[Person, Mapping[str, Value]]], variable: str, k: int
) -> tuple[dict[Value, list[tuple[Person, Mapping[str, Value]]]], list[tuple[Person, Mapping[str, Value]]]]:
    """People by value where k or more hold it, and the pool of the others: none, or k and more."""
    parts: dict[Value, list[tuple[Person, Mapping[str, Value]]]] = {}
    for person, values in people:
        parts.setdefault(values.get(variable), []).append((person, values))
    by_size = sorted(parts, key=lambda value: (len(parts[value]), repr(value)))
    pooled: list[tuple[Person, Mapping[str, Value]]] = []
    for value in by_size:
        if len(parts[value]) >= k and (not pooled or len(pooled) >= k):
            break
        pooled += parts.pop(value)
    return parts, pooled
