"""Small numbers: what is covered, and that what needs no covering is shown."""

from __future__ import annotations

import pytest

from questionnaires.disclosure import (
    cover_combinations,
    cover_counts,
    cover_line,
    is_small,
    share,
    split_people,
    tabulate,
)

PROFESSIONS = ("theologian", "psychologist")


def panel(**groups: int) -> dict[int, dict[str, str]]:
    """People numbered from 0, with the professions given."""
    values = [profession for profession, size in groups.items() for _ in range(size)]
    return {number: {"profession": value} for number, value in enumerate(values)}


def test_one_to_four_people_and_all_but_one_to_four_are_small() -> None:
    """With k = 5 the counts 1-4 and their complements are small; 0, 5 and everyone are not."""
    assert [count for count in range(21) if is_small(count, 20, k=5)] == [1, 2, 3, 4, 16, 17, 18, 19]


def test_a_table_without_small_numbers_is_shown_whole() -> None:
    """Nothing is covered that needs no covering: 27 of 58, 13 of 31 theologians, 14 of 27 psychologists."""
    people = panel(theologian=31, psychologist=27)
    table = tabulate(people, {"гендер": {*range(13), *range(31, 45)}}, k=5, variables={"profession": PROFESSIONS})
    assert table.people == 58
    assert table.splits[0].groups == PROFESSIONS
    assert table.splits[0].sizes == (31, 27)
    assert table.lines[0].cells() == (27, 13, 14)
    assert table.covered == 0


def test_one_small_cell_covers_its_split_and_leaves_the_total() -> None:
    """18 people, of them 4 psychologists: with 14 theologians shown, 4 would be left, so both are covered."""
    people = panel(theologian=31, psychologist=27)
    table = tabulate(people, {"correction": {*range(14), *range(31, 35)}}, k=5, variables={"profession": PROFESSIONS})
    assert table.lines[0].cells() == (18, None, None)
    assert table.covered == 2


def test_splits_are_covered_each_by_itself() -> None:
    """A small number among regions does not hide the professions: the total they share is shown."""
    people = {n: {"profession": PROFESSIONS[n % 2], "region": "ақтөбе" if n < 30 else "маңғыстау"} for n in range(60)}
    having = {*range(12), 30, 31}
    table = tabulate(people, {"stigma": having}, k=5, variables={"profession": PROFESSIONS, "region": ()})
    assert table.lines[0].cells() == (14, 7, 7, None, None)


def test_a_small_total_covers_the_whole_line() -> None:
    """Three people in all: even the zero among psychologists would say that all three are theologians."""
    people = panel(theologian=31, psychologist=27)
    table = tabulate(people, {"legal": {0, 1, 2}}, k=5, variables={"profession": PROFESSIONS})
    assert table.lines[0].cells() == (None, None, None)


def test_all_but_a_few_covers_the_whole_line() -> None:
    """55 of 58 says which three did not write it, as clearly as 3 of 58 would say who did."""
    people = panel(theologian=31, psychologist=27)
    table = tabulate(people, {"everyone nearly": set(range(55))}, k=5, variables={"profession": PROFESSIONS})
    assert table.lines[0].cells() == (None, None, None)


def test_zeros_are_shown() -> None:
    """A theme that nobody, or no psychologist, wrote about keeps its zeros: 0 points to no one."""
    people = panel(theologian=31, psychologist=27)
    themes = {"nobody": set(), "theologians only": set(range(12))}
    table = tabulate(people, themes, k=5, variables={"profession": PROFESSIONS})
    assert [line.cells() for line in table.lines] == [(0, 0, 0), (12, 12, 0)]


def test_a_zero_beside_covered_cells_stays_when_they_keep_their_room() -> None:
    """12 people: 3, 9 and 0. The 3 may be anything from 1 to 11 though the 0 is shown."""
    assert cover_counts([3, 9, 0], [22, 21, 15], k=5) == (None, None, 0)


def test_a_zero_that_would_give_a_cell_away_is_covered() -> None:
    """5 people: 4, 1 and 0. Knowing of the 0, of 1 or more each and of the sum, too little would be left to guess."""
    assert cover_counts([4, 1, 0], [10, 10, 10], k=5) == (None, None, None)


def test_a_zero_that_leaves_one_covered_cell_is_covered() -> None:
    """8 of 10 theologians and no psychologist: 8 is small by its complement, and the 0 would leave it alone against the total."""
    assert cover_counts([8, 0], [10, 10], k=5) == (None, None)


def test_everyone_of_a_group_is_no_small_number() -> None:
    """All 10 theologians and 6 of 12 psychologists are shown."""
    assert cover_counts([10, 6], [10, 12], k=5) == (10, 6)


def test_the_covered_mark_does_not_say_why() -> None:
    """A line covered for its one small cell looks like a line covered for all of them."""
    assert cover_counts([3, 15], [20, 20], k=5) == cover_counts([15, 3], [20, 20], k=5)


def test_mentions_of_one_person_count_once() -> None:
    """Six passages of one theologian are one person: the theme is covered."""
    people = panel(theologian=30, psychologist=30)
    table = tabulate(people, {"often said by one": [7, 7, 7, 7, 7, 7]}, k=5, variables={"profession": PROFESSIONS})
    assert table.lines[0].total is None


def test_fewer_than_k_people_make_no_table() -> None:
    """Four released responses: not even how many they are is said."""
    table = tabulate(panel(theologian=4), {"any": {0}}, k=5, variables={"profession": PROFESSIONS})
    assert table.people is None
    assert table.lines == ()


def test_a_table_without_variables_has_totals() -> None:
    """Without groups to split by, totals are still counted and covered."""
    table = tabulate(panel(theologian=30), {"a": set(range(8)), "b": {1}}, k=5, variables={})
    assert [line.cells() for line in table.lines] == [(8,), (None,)]


def test_groups_keep_the_order_of_the_questionnaire() -> None:
    """Up to 5, 6 to 10, over 10 years stay in this order, whatever their sizes are."""
    order = ("5-ке дейін", "6–10", "10-нан астам")
    split = split_people("years", [order[2]] * 9 + [order[0]] * 6 + [order[1]] * 7, k=5, order=order)
    assert split is not None
    assert (split.groups, split.sizes) == (order, (6, 7, 9))


def test_small_groups_are_joined_at_the_end() -> None:
    """Regions with 2, 3 and 4 people become one group of 9; the two large ones stay."""
    places = ["Ақтөбе"] * 20 + ["Атырау"] * 15 + ["Жезқазған"] * 2 + ["Қаскелең"] * 3 + ["Шымкент"] * 4
    split = split_people("region", places, k=5, order=("Ақтөбе", "Атырау", "Шымкент"))
    assert split is not None
    assert split.groups == ("Ақтөбе", "Атырау", None)
    assert split.sizes == (20, 15, 9)
    assert set(split.joined) == {"Жезқазған", "Қаскелең", "Шымкент"}


def test_two_small_groups_that_add_up_to_their_highest_sum_take_a_third() -> None:
    """4 and 4 joined would read "8 people in two groups under 5": the next smallest group is joined too."""
    split = split_people("region", ["a"] * 4 + ["b"] * 4 + ["c"] * 7 + ["d"] * 20 + ["e"] * 9, k=5)
    assert split is not None
    assert split.groups == ("d", "e", None)
    assert split.sizes == (20, 9, 15)


def test_one_group_says_nothing() -> None:
    """A variable that leaves a single group is no split: 56 women and 2 men."""
    assert split_people("sex", ["woman"] * 56 + ["man"] * 2, k=5) is None


def test_those_without_a_value_are_a_group() -> None:
    """Six people who did not name their profession are counted with the others, so that groups add up to all."""
    people = panel(theologian=20) | {n: {} for n in range(20, 26)}
    table = tabulate(people, {"a": set(range(6))}, k=5, variables={"profession": PROFESSIONS})
    assert dict(zip(table.splits[0].groups, table.splits[0].sizes, strict=True)) == {"theologian": 20, "": 6}


@pytest.mark.parametrize(
    ("people", "size", "per_cent"), [(27, 58, 47), (1, 8, None), (None, 58, None), (0, 10, 0), (10, 10, 100), (1, 40, 3)]
)
def test_shares_are_said_from_ten_people_on(people: int | None, size: int, per_cent: int | None) -> None:
    """A percentage of eight people claims a precision that is not there; 2.5 per cent rounds up."""
    assert share(people, size) == per_cent


def test_a_combination_of_fewer_than_five_is_covered_from_the_right() -> None:
    """One woman theologian among men: her sex is covered, with that of the smallest group beside her; her profession stays."""
    rows = [("theologian", "man")] * 6 + [("theologian", "woman")] + [("psychologist", "woman")] * 7
    shown = cover_combinations(rows, k=5)
    assert shown[:7] == [("theologian", None)] * 7
    assert shown[7:] == [("psychologist", "woman")] * 7


def test_fewer_rows_than_k_are_covered_throughout() -> None:
    """Four rows alike are still four people."""
    assert cover_combinations([("theologian", "kk")] * 4, k=5) == [(None, None)] * 4


def test_no_rows_are_no_combinations() -> None:
    """An empty study has nothing to cover."""
    assert cover_combinations([], k=5) == []


def test_a_line_without_groups_is_its_total() -> None:
    """The total alone is covered by the same rule."""
    assert cover_line("a", 3, [], [], people=40, k=5).cells() == (None,)
    assert cover_line("a", 7, [], [], people=40, k=5).cells() == (7,)


def test_two_splits_that_nearly_coincide_are_not_shown_side_by_side() -> None:
    """One psychologist answered the theologians' questionnaire: 13 of them beside 12 theologians would tell what he wrote."""
    people = {
        n: {"questionnaire": "theologians" if n < 21 else "psychologists", "profession": PROFESSIONS[n >= 20]} for n in range(50)
    }
    table = tabulate(people, {"stigma": {*range(8, 30)}}, k=5, variables={"questionnaire": (), "profession": PROFESSIONS})
    assert [split.name for split in table.splits] == ["questionnaire"]
    assert table.left_out == ("profession",)


def test_a_split_that_says_the_same_twice_is_shown_once() -> None:
    """Where each profession has its own questionnaire, the second split says nothing."""
    people = {n: {"questionnaire": "tp"[n % 2], "profession": PROFESSIONS[n % 2]} for n in range(50)}
    table = tabulate(people, {}, k=5, variables={"questionnaire": (), "profession": PROFESSIONS})
    assert table.left_out == ("profession",)


def test_a_part_is_covered_where_it_leaves_few_of_its_theme() -> None:
    """13 and 14 have the theme, 12 and 14 its part: the one theologian with another part would be told."""
    people = panel(theologian=31, psychologist=27)
    whole = {*range(13), *range(31, 45)}
    themes = {"shortage": whole, "women theologians": whole - {0}, "workload": set(range(6)) | set(range(31, 36))}
    table = tabulate(
        people,
        themes,
        k=5,
        variables={"profession": PROFESSIONS},
        parents={"women theologians": "shortage", "workload": "shortage"},
    )
    assert [line.cells() for line in table.lines] == [(27, 13, 14), (None, None, None), (11, 6, 5)]
    assert [line.above for line in table.lines] == [None, "shortage", "shortage"]


def test_what_the_theme_covers_its_parts_cover() -> None:
    """18 have the theme, 4 of them psychologists, so its split is covered; a part with 6 theologians would say "at least 6"."""
    people = panel(theologian=31, psychologist=27)
    whole = {*range(14), *range(31, 35)}
    table = tabulate(people, {"a": whole, "a1": set(range(6))}, k=5, variables={"profession": PROFESSIONS}, parents={"a1": "a"})
    assert [line.cells() for line in table.lines] == [(18, None, None), (6, None, None)]


def test_a_part_that_nobody_has_is_zero_everywhere() -> None:
    """Nobody has the part: said as 0, even under a theme whose numbers are covered."""
    people = panel(theologian=31, psychologist=27)
    table = tabulate(people, {"a": {1, 2}, "a1": set()}, k=5, variables={"profession": PROFESSIONS}, parents={"a1": "a"})
    assert [line.cells() for line in table.lines] == [(None, None, None), (0, 0, 0)]


def test_a_part_with_people_who_lack_the_theme_is_refused() -> None:
    """Themes come with the people of their parts: otherwise what is shown of the part would not be bounded by the theme."""
    with pytest.raises(ValueError, match="a1"):
        tabulate(panel(theologian=31), {"a": {1}, "a1": {2}}, k=5, variables={}, parents={"a1": "a"})
