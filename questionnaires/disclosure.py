"""The rule for small numbers: what a table, a list or a file may say of so few people that one of them could be recognised.

People are counted, never mentions. A count of 1 to k-1 is covered, and so is a count whose complement in its group is 1 to k-1:
"all but two" says as much as "two". One mark stands for every covered cell, whichever reason it has.

Covering one cell of a line is not enough, since the others and the total would give it away. The usual remedy picks further cells one
by one; but whoever knows the program can then reason backwards from which cells were picked. Here nothing is picked, so no order
can leak: a line of a split is shown whole or covered whole, zeros apart, and zeros too as soon as they would narrow what is covered.
A covered cell can then take at least min(4, k - 1) values, also for a reader who knows this file; tests try all lines of small groups.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

#: A number of people, or None where it is covered.
Count = int | None

#: A covered cell must be able to take this many values: of three neighbours, the middle one is known to within one.
VALUES = 4

#: Below this many people no percentage is said.
BASE_OF_SHARES = 10

Person = TypeVar("Person", bound=Hashable)


def is_small(people: int, size: int, *, k: int) -> bool:
    """Whether 1 to k-1 people of a group of that size are counted, or left out of the count."""
    return 0 < people < k or 0 < size - people < k


@dataclass(frozen=True, kw_only=True)
class Split:
    """Everyone in groups by one variable; each group shown has k people or more.

    `groups` are values in their given order; None stands last for the groups too small to stand alone, whose values are in `joined`.
    """

    name: str
    groups: tuple[str | None, ...]
    sizes: tuple[int, ...]
    joined: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Line:
    """One theme: how many people have it, and how many of each group, split by split; `above` is the theme that it is a part of."""

    name: str
    total: Count
    counts: tuple[tuple[Count, ...], ...]
    above: str | None = None

    def cells(self) -> tuple[Count, ...]:
        """The total and all counts, in the order of the columns."""
        return (self.total, *(count for split in self.counts for count in split))


@dataclass(frozen=True, kw_only=True)
class Table:
    """Themes by group, ready to be shown. `people` is None, and there are no lines, when fewer than k people are there at all.

    `left_out` names variables by which nothing is split: they leave one group, or groups that an earlier variable has (nearly) made.
    """

    k: int
    people: Count
    splits: tuple[Split, ...]
    lines: tuple[Line, ...]
    left_out: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        """How many cells the table has."""
        return sum(len(line.cells()) for line in self.lines)

    @property
    def covered(self) -> int:
        """How many of them are covered."""
        return sum(cell is None for line in self.lines for cell in line.cells())


def share(people: Count, size: int) -> int | None:
    """Whole per cent of a group, rounded half up; None where the count is covered or the group has fewer than ten people."""
    return None if people is None or size < BASE_OF_SHARES else (200 * people + size) // (2 * size)


def split_people(name: str, values: Sequence[str], *, k: int, order: Sequence[str] = ()) -> Split | None:
    """Everyone in groups by value, groups under k joined; None when one group would be left, which says nothing.

    Groups are added to the joined one, the smallest first, until it has k people and the size of none of its small groups can be
    worked out more closely than to three values: 4 and 4 joined as "8 people in two groups under 5" would give both away.
    """
    sizes = Counter(values)
    ranks = {value: rank for rank, value in enumerate(dict.fromkeys((*order, *sorted(sizes))))}
    small = {value for value, size in sizes.items() if size < k}
    joined, large = set(small), sorted(sizes.keys() - small, key=lambda value: (sizes[value], ranks[value]))
    while joined and large and not _hides(sum(sizes[value] for value in joined), len(small), len(joined) - len(small), k=k):
        joined.add(large.pop(0))
    kept = sorted(sizes.keys() - joined, key=ranks.__getitem__)
    if len(kept) + bool(joined) < 2:
        return None
    counts = [sizes[value] for value in kept] + ([sum(sizes[value] for value in joined)] if joined else [])
    return Split(
        name=name,
        groups=(*kept, None) if joined else tuple(kept),
        sizes=tuple(counts),
        joined=tuple(sorted(joined, key=ranks.__getitem__)),
    )


def _hides(people: int, small: int, added: int, *, k: int) -> bool:
    """Whether a joined group of so many people, from so many groups under k and so many larger ones, hides the size of each small one."""
    low = 1 if added else max(1, people - (small - 1) * (k - 1))
    high = min(k - 1, people - (small - 1) - added * k)
    return people >= k and high - low + 1 >= min(3, k - 1)


def cover_counts(counts: Sequence[int], sizes: Sequence[int], *, k: int) -> tuple[Count, ...]:
    """The counts of one line in one split whose total is shown: as they are, or covered whole, zeros apart.

    Guaranteed by the caller: every size is k or more, or 0, and the total is not small itself. `cover_counts([6, 3, 9], [22, 21, 15],
    k=5)` is three times None, `cover_counts([6, 0, 9], [22, 21, 15], k=5)` stays.
    """
    if not any(is_small(count, size, k=k) for count, size in zip(counts, sizes, strict=True)):
        return tuple(counts)
    shows_zeros = _zeros_are_safe(counts, sizes)
    return tuple(0 if not size or (shows_zeros and not count) else None for count, size in zip(counts, sizes, strict=True))


def _zeros_are_safe(counts: Sequence[int], sizes: Sequence[int]) -> bool:
    """Whether all other cells keep their room when the zeros are shown, and so each of the others is known to be at least 1.

    The first condition asks for room as if no cell were zero. It rests on what is shown, so that a line without a shown zero does
    not say "there was none" where that alone would be telling.
    """
    total = sum(counts)
    others = [(count, size) for count, size in zip(counts, sizes, strict=True) if count]
    room = sum(size for _, size in others)
    highest = total - (len(others) - 1)
    groups = sum(size > 0 for size in sizes)
    return total - groups + 1 >= VALUES and all(
        min(size, highest) - max(1, total - (room - size)) + 1 >= VALUES for _, size in others
    )


def cover_line(
    name: str,
    total: int,
    counts: Sequence[Sequence[int]],
    splits: Sequence[Split],
    *,
    people: int,
    k: int,
    above: Line | None = None,
) -> Line:
    """One theme's counts as they may be shown. Where the total is small everything is covered: a zero would say where the few are not.

    `above` is the line of the theme that this one is a part of, whose people hold all of this one's. "12 have the theme, 11 of them this
    part" tells of the one who has another, so the line above stands in for the groups: what it covers is covered here too.
    """
    bounds: Sequence[Sequence[Count]] = [split.sizes for split in splits] if above is None else above.counts
    covered = Line(
        name=name,
        total=None,
        counts=tuple(tuple(0 if size == 0 else None for size in sizes) for sizes in bounds),
        above=above.name if above else None,
    )
    if total == 0:
        return replace(covered, total=0, counts=tuple((0,) * len(sizes) for sizes in bounds))
    whole = people if above is None else above.total
    if whole is None or is_small(total, whole, k=k):
        return covered
    shown = tuple(_within(cells, sizes, k=k) for cells, sizes in zip(counts, bounds, strict=True))
    return replace(covered, total=total, counts=shown)


def _within(counts: Sequence[int], sizes: Sequence[Count], *, k: int) -> tuple[Count, ...]:
    """The counts as they may be shown where those of the line above, or of the groups, are as they are shown."""
    known = [size for size in sizes if size is not None]
    if len(known) < len(sizes):
        return tuple(0 if size == 0 else None for size in sizes)
    return cover_counts(counts, known, k=k)


def tabulate(
    people: Mapping[Person, Mapping[str, str]],
    themes: Mapping[str, Collection[Person]],
    *,
    k: int,
    variables: Mapping[str, Sequence[str]],
    parents: Mapping[str, str] = MappingProxyType({}),
) -> Table:
    """Themes by group over people; every covered cell is None.

    `people` gives each person's value by variable ("" where there is none: a group like another); `themes` the people of each
    theme, a subset of them; `variables` the variables in order, each with its values in order. Themes keep their order. No sum over
    lines is shown, and none can be made, since a person may have many themes. `parents` names, for a part, the theme before it in the
    order that everyone with the part has too.

    A variable is left out when one of its groups differs from a group shown before by fewer than k people, or not at all: 13
    theologians beside 12 who answered the theologians' questionnaire would tell what the one wrote by whom they differ.
    """
    if len(people) < k:
        return Table(k=k, people=None, splits=(), lines=())
    splits: tuple[Split, ...] = ()
    made: list[set[Person]] = []
    for name, order in variables.items():
        split = split_people(name, [values.get(name, "") for values in people.values()], k=k, order=order)
        groups = _members(people, split) if split else []
        if split and not any(0 < len(group ^ other) < k or group == other for group in groups for other in made):
            splits += (split,)
            made += groups
    lines: dict[str, Line] = {}
    for theme, mentioned in themes.items():
        having = set(mentioned)
        above = lines[parents[theme]] if theme in parents else None
        if above and not having <= set(themes[above.name]):
            raise ValueError(f"people have {theme} who do not have {above.name}, of which it is a part")
        counts = [_count(people, having, split) for split in splits]
        lines[theme] = cover_line(theme, len(having), counts, splits, people=len(people), k=k, above=above)
    left_out = tuple(name for name in variables if name not in {split.name for split in splits})
    return Table(k=k, people=len(people), splits=splits, lines=tuple(lines.values()), left_out=left_out)


def _members(people: Mapping[Person, Mapping[str, str]], split: Split) -> list[set[Person]]:
    """The people of each group of a split."""
    members: dict[str | None, set[Person]] = {group: set() for group in split.groups}
    for person, values in people.items():
        value = values.get(split.name, "")
        members[None if value in split.joined else value].add(person)
    return list(members.values())


def _count(people: Mapping[Person, Mapping[str, str]], having: Collection[Person], split: Split) -> list[int]:
    found: Counter[str | None] = Counter()
    for person in having:
        value = people[person].get(split.name, "")
        found[None if value in split.joined else value] += 1
    return [found[group] for group in split.groups]


def cover_combinations(rows: Sequence[Sequence[str]], *, k: int) -> list[tuple[str | None, ...]]:
    """Each row's values, None where covered, so that every combination shown is shared by k rows or more.

    Columns are taken from the left, so the first are kept longest. Among rows that are alike so far, values with fewer than k rows are
    covered; if those are under k together, the next smallest value is covered with them. Fewer than k rows are covered throughout.
    """
    shown: list[list[str | None]] = [[] for _ in rows]
    classes = [list(range(len(rows)))] if rows else []
    for column in range(len(rows[0]) if rows else 0):
        parts = [part for alike in classes for part in _parts([rows[row][column] for row in alike], alike, k=k)]
        for value, members in parts:
            for row in members:
                shown[row].append(value)
        classes = [members for _, members in parts]
    return [tuple(values) for values in shown]


def _parts(values: Sequence[str], rows: Sequence[int], *, k: int) -> list[tuple[str | None, list[int]]]:
    """The rows by value, and last those whose value is covered; every part has k rows or more if all of them together have."""
    members: dict[str, list[int]] = {}
    for value, row in zip(values, rows, strict=True):
        members.setdefault(value, []).append(row)
    by_size = sorted(members, key=lambda value: (len(members[value]), value))
    covered: list[int] = []
    while by_size and (len(members[by_size[0]]) < k or 0 < len(covered) < k):
        covered += members[by_size.pop(0)]
    parts: list[tuple[str | None, list[int]]] = [(value, members[value]) for value in sorted(by_size)]
    return [*parts, (None, sorted(covered))] if covered else parts
