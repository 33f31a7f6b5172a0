"""Tables of codes by group. People are counted, never mentions; what is too small to be shown is for `questionnaires.disclosure` to cover."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

Person = TypeVar("Person", bound=Hashable)
Theme = TypeVar("Theme", bound=Hashable)


@dataclass(frozen=True, kw_only=True)
class CodeByGroup:
    """Rows are codes, columns are groups. `counts[code][group]` people have the code, of `sizes[group]`; `totals[code]` of all `people`."""

    codes: tuple[Hashable, ...]
    groups: tuple[str, ...]
    counts: Mapping[Hashable, Mapping[str, int]]
    totals: Mapping[Hashable, int]
    sizes: Mapping[str, int]
    people: int


def roll_up(people: Mapping[Theme, Iterable[Person]], parents: Mapping[Theme, Theme | None]) -> dict[Theme, frozenset[Person]]:
    """Each code with everyone who has it or one of its parts. A person who has two parts of a code is one person.

    roll_up({"a": {1}, "b": {1, 2}}, {"b": "a"}) is {"a": {1, 2}, "b": {1, 2}}.
    """
    found: dict[Theme, set[Person]] = {}
    for code, having in people.items():
        members = set(having)
        above: Theme | None = code
        seen: set[Theme] = set()
        while above is not None and above not in seen:
            found.setdefault(above, set()).update(members)
            seen.add(above)
            above = parents.get(above)
    return {code: frozenset(members) for code, members in found.items()}


def code_by_group(
    people: Mapping[Theme, Iterable[Person]], group_of: Mapping[Person, str], *, codes: Iterable[Theme], groups: Iterable[str]
) -> CodeByGroup:
    """How many people of each group have each code. `group_of` names everyone who could have one; people outside it are not counted."""
    order, rows = tuple(groups), tuple(codes)
    sizes = {group: sum(1 for one in group_of.values() if one == group) for group in order}
    counts: dict[Hashable, Mapping[str, int]] = {}
    for code in rows:
        having = {person for person in people.get(code, ()) if person in group_of}
        counts[code] = {group: sum(1 for person in having if group_of[person] == group) for group in order}
    return CodeByGroup(
        codes=rows,
        groups=order,
        counts=counts,
        totals={code: sum(counts[code].values()) for code in rows},
        sizes=sizes,
        people=len(group_of),
    )
