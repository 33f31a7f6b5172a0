"""Our own tables attacked (T17): by all that is published, by non-negativity and group sizes, and by knowing the program."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.disclosure import Count, Line, Split, cover_combinations, cover_counts, cover_line, split_people, tabulate


def sums(sizes: Iterable[int]) -> set[int]:
    """All sums of whole numbers from 0 to each size."""
    reached = {0}
    for size in sizes:
        reached = {before + value for before in reached for value in range(size + 1)}
    return reached


def possible(line: Line, sizes: Sequence[Sequence[int]], people: int) -> list[tuple[str, set[int]]]:
    """For each covered cell, in the order of the columns, every value that fits what the line shows: an exact attack by enumeration."""
    totals = set(range(people + 1)) if line.total is None else {line.total}
    for counts, bounds in zip(line.counts, sizes, strict=True):
        shown = sum(count for count in counts if count is not None)
        totals &= {shown + reached for reached in sums(bound for count, bound in zip(counts, bounds, strict=True) if count is None)}
    found = [("total", totals)] if line.total is None else []
    for counts, bounds in zip(line.counts, sizes, strict=True):
        shown = sum(count for count in counts if count is not None)
        for at, count in enumerate(counts):
            if count is None:
                others = sums(bound for i, bound in enumerate(bounds) if counts[i] is None and i != at)
                found.append((f"cell {at}", {v for v in range(bounds[at] + 1) if any(t - shown - v in others for t in totals)}))
    return found


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[int]], list[list[int]], int, int]:
    """Sizes and counts of one line by one to three splits of the same people, with k from 3 to 7."""
    k = draw(st.integers(3, 7))
    people = draw(st.integers(2 * k, 90))
    total = draw(st.integers(0, people))
    sizes: list[list[int]] = []
    counts: list[list[int]] = []
    for _ in range(draw(st.integers(1, 3))):
        groups = draw(st.integers(2, max(2, min(12, people // k))))
        spare = people - groups * k
        cuts = sorted(draw(st.lists(st.integers(0, spare), min_size=groups - 1, max_size=groups - 1)))
        bounds = [k + high - low for low, high in itertools.pairwise([0, *cuts, spare])]
        order = draw(st.permutations(range(people)))
        owner = [group for group, size in enumerate(bounds) for _ in range(size)]
        having = Counter(owner[person] for person in order[:total])
        sizes.append(bounds)
        counts.append([having[group] for group in range(groups)])
    return sizes, counts, people, k


@settings(max_examples=400, deadline=None)
@given(tables())
def test_no_covered_cell_is_recovered_within_one(table: tuple[list[list[int]], list[list[int]], int, int]) -> None:
    """Whatever is shown beside it, a covered cell may be at least three values, and some of them further than 1 from the truth."""
    sizes, counts, people, k = table
    splits = [
        Split(name=str(at), groups=tuple(map(str, range(len(bounds)))), sizes=tuple(bounds)) for at, bounds in enumerate(sizes)
    ]
    line = cover_line("theme", sum(counts[0]), counts, splits, people=people, k=k)
    truths = [sum(counts[0])] if line.total is None else []
    truths += [
        true for row, shown in zip(counts, line.counts, strict=True) for true, cell in zip(row, shown, strict=True) if cell is None
    ]
    attacked = possible(line, sizes, people)
    assert len(attacked) == len(truths)
    for truth, (cell, values) in zip(truths, attacked, strict=True):
        assert truth in values, cell
        assert len(values) >= 3, cell
        assert any(abs(value - truth) > 1 for value in values), cell


@settings(max_examples=400, deadline=None)
@given(tables())
def test_nothing_small_is_shown_and_nothing_else_is_covered_needlessly(
    table: tuple[list[list[int]], list[list[int]], int, int],
) -> None:
    """No shown number is 1 to k-1 or leaves 1 to k-1; a split without such a number, under a total that is none, is shown whole."""
    sizes, counts, people, k = table
    splits = [
        Split(name=str(at), groups=tuple(map(str, range(len(bounds)))), sizes=tuple(bounds)) for at, bounds in enumerate(sizes)
    ]
    line = cover_line("theme", sum(counts[0]), counts, splits, people=people, k=k)
    small_total = 0 < sum(counts[0]) < k or 0 < people - sum(counts[0]) < k
    assert (line.total is None) == small_total
    for row, shown, bounds in zip(counts, line.counts, sizes, strict=True):
        small = [0 < count < k or 0 < size - count < k for count, size in zip(row, bounds, strict=True)]
        assert all(cell is None for cell, hidden in zip(shown, small, strict=True) if hidden)
        assert all(cell in (None, count) for cell, count in zip(shown, row, strict=True))
        if not small_total and not any(small):
            assert shown == tuple(row)


def test_knowing_the_program_does_not_help() -> None:
    """Every line of small groups is made, and lines that look alike are laid together: a covered cell keeps 4 values (k = 5).

    This is the attack that ordinary covering fails: "this cell was picked second, so that one must have been small".
    """
    for k, least in ((3, 2), (4, 3), (5, 4), (6, 4)):
        widths = [sizes for n in (2, 3) for sizes in itertools.combinations_with_replacement(range(k, k + 5), n)]
        widths += list(itertools.combinations_with_replacement(range(k, k + 2), 4))
        for sizes in widths:
            for look, truths in looks(sizes, k).items():
                for at, cell in enumerate(look[1]):
                    if cell is None:
                        assert len({truth[at] for truth in truths}) >= least, (k, sizes, look)


def test_a_part_beside_its_theme_does_not_help() -> None:
    """Every theme with every part of it, laid together by what is shown of both: each covered cell keeps 4 values (k = 5)."""
    for sizes in ((5, 5), (5, 8), (6, 7), (9, 9), (5, 5, 5), (5, 5, 6)):
        people, split = sum(sizes), Split(name="g", groups=tuple(map(str, range(len(sizes)))), sizes=sizes)
        found: dict[tuple[Count, ...], list[tuple[int, ...]]] = defaultdict(list)
        for whole in itertools.product(*(range(size + 1) for size in sizes)):
            theme = cover_line("theme", sum(whole), [whole], [split], people=people, k=5)
            for part in itertools.product(*(range(count + 1) for count in whole)):
                below = cover_line("part", sum(part), [part], [split], people=people, k=5, above=theme)
                found[theme.cells() + below.cells()].append((sum(whole), *whole, sum(part), *part))
        for look, truths in found.items():
            for at, cell in enumerate(look):
                if cell is None:
                    assert len({truth[at] for truth in truths}) >= 4, (sizes, look)


def looks(sizes: Sequence[int], k: int) -> dict[tuple[int, tuple[Count, ...]], list[tuple[int, ...]]]:
    """All lines with a shown total, by what is shown of them."""
    found: dict[tuple[int, tuple[Count, ...]], list[tuple[int, ...]]] = defaultdict(list)
    for counts in itertools.product(*(range(size + 1) for size in sizes)):
        total = sum(counts)
        if k <= total <= sum(sizes) - k:
            found[total, cover_counts(counts, sizes, k=k)].append(counts)
    return found


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from("абвгғдәө"), max_size=60), st.integers(3, 6))
def test_every_group_shown_has_k_people_and_joined_ones_stay_unknown(values: list[str], k: int) -> None:
    """Groups add up to everyone, none is under k, and no small group's size follows from the joined number alone."""
    split = split_people("region", values, k=k)
    if split is None:
        return
    sizes = Counter(values)
    assert sum(split.sizes) == len(values)
    assert min(split.sizes) >= k
    small = [value for value in split.joined if sizes[value] < k]
    if small:
        rest = len(split.joined) - len(small)
        room = split.sizes[-1]
        fits = {
            first
            for first in range(1, k)
            for others in itertools.combinations_with_replacement(range(1, k), len(small) - 1)
            if (room - first - sum(others) >= rest * k if rest else room == first + sum(others))
        }
        assert len(fits) >= min(3, k - 1)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from("тп"), st.sampled_from("әе"), st.sampled_from("12345")), min_size=1, max_size=70),
    st.integers(3, 6),
)
def test_every_combination_shown_is_shared(rows: list[tuple[str, str, str]], k: int) -> None:
    """Any row is one of at least k that read the same, unless there are fewer than k rows; no value is changed, only covered."""
    shown = cover_combinations(rows, k=k)
    if len(rows) >= k:
        assert min(Counter(shown).values()) >= k
    else:
        assert set(shown) == {(None, None, None)}
    assert all(
        cell in (None, value) for row, cells in zip(rows, shown, strict=True) for value, cell in zip(row, cells, strict=True)
    )


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_people_and_themes_does_not_matter(chance: object) -> None:
    """The same people and themes in another order give the same cells: nothing of an order of arrival can show."""
    people = {f"person {n}": {"profession": "tp"[n % 2], "region": "абвгд"[n * n % 5]} for n in range(57)}
    themes = {f"theme {t}": {f"person {n}" for n in range(57) if (n * 7 + t) % (t + 2) == 0} for t in range(9)}
    variables = {"profession": ("t", "p"), "region": ()}
    names, labels = list(people), list(themes)
    chance.shuffle(names)  # type: ignore[attr-defined]
    chance.shuffle(labels)  # type: ignore[attr-defined]
    first = tabulate(people, themes, k=5, variables=variables)
    second = tabulate({n: people[n] for n in names}, {t: themes[t] for t in labels}, k=5, variables=variables)
    assert first.splits == second.splits
    assert sorted(first.lines, key=lambda line: line.name) == sorted(second.lines, key=lambda line: line.name)


def test_a_table_of_twenty_themes_by_twelve_groups_takes_no_time() -> None:
    """Covering is linear in the cells: 200 people, 20 themes, 12 groups, far under a tenth of a second of processor time."""
    import time

    people = {n: {"region": f"r{n % 12}"} for n in range(200)}
    themes = {f"t{t}": {n for n in range(200) if (n * 31 + t * 17) % (t + 3) == 0} for t in range(20)}
    started = time.process_time()
    table = tabulate(people, themes, k=5, variables={"region": ()})
    assert time.process_time() - started < 0.1
    assert table.size == 20 * 13
