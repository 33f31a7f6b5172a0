"""Tables of codes count people, never mentions."""

from __future__ import annotations

from coding.matrices import code_by_group, roll_up


def test_people_are_counted_by_group_and_in_all():
    """Three experts, two groups, one code: a person outside the groups is not counted."""
    table = code_by_group(
        {"staff": {"t1", "t2", "p1", "stranger"}},
        {"t1": "theologians", "t2": "theologians", "p1": "psychologists", "p2": "psychologists"},
        codes=["staff", "law"],
        groups=["theologians", "psychologists"],
    )
    assert table.counts == {"staff": {"theologians": 2, "psychologists": 1}, "law": {"theologians": 0, "psychologists": 0}}
    assert (table.totals, table.sizes, table.people) == ({"staff": 3, "law": 0}, {"theologians": 2, "psychologists": 2}, 4)


def test_a_code_counts_everyone_who_has_one_of_its_parts_once():
    """Two parts of one code in one answer are one person with the code."""
    assert roll_up({"a": {1}, "b": {1, 2}, "c": {2}}, {"b": "a", "c": "a"}) == {"a": {1, 2}, "b": {1, 2}, "c": {2}}


def test_a_code_that_has_only_parts_appears():
    """A heading without passages of its own has the people of its parts."""
    assert roll_up({"b": {5}}, {"b": "a"}) == {"a": {5}, "b": {5}}
