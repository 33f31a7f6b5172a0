"""Groups of k: the rule by which attributes and identifying answers are made coarse."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.fieldwork.grouping import groups_of_k

VARIABLES = ("profession", "region", "years", "sex")
PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "profession": st.sampled_from(["theologian", "psychologist", None]),
            "region": st.sampled_from(["west", "south", "north", "elsewhere"]),
            "years": st.sampled_from(["up_to_5", "over_5"]),
            "sex": st.sampled_from(["woman", "man", None]),
        }
    ),
    min_size=3,
    max_size=60,
)


def shown(people: list[dict[str, object]], *, k: int) -> Counter[tuple[tuple[str, object], ...]]:
    groups = groups_of_k(list(enumerate(people)), VARIABLES, k=k)
    return Counter({tuple(sorted(group.shown.items())): 0 for group in groups}) + Counter(
        tuple(sorted(group.shown.items())) for group in groups for _ in group.people
    )


def test_values_held_by_enough_are_shown() -> None:
    """Six and seven people: both values stay."""
    groups = groups_of_k([(n, {"region": "west" if n < 6 else "south"}) for n in range(13)], ["region"], k=5)
    assert sorted((len(group.people), group.shown["region"]) for group in groups) == [(6, "west"), (7, "south")]


def test_a_few_are_covered_together_with_the_smallest_other_value() -> None:
    """West 2, south 6, north 9 with k = 5: covering the two alone would say who they are, so the six are covered with them."""
    people = ["west"] * 2 + ["south"] * 6 + ["north"] * 9
    groups = groups_of_k([(n, {"region": region}) for n, region in enumerate(people)], ["region"], k=5)
    assert sorted((len(group.people), sorted(group.shown.items())) for group in groups) == [(8, []), (9, [("region", "north")])]


def test_several_small_values_are_covered_together_without_a_large_one() -> None:
    """Two and three make five: nobody else has to be covered."""
    people = ["west"] * 2 + ["elsewhere"] * 3 + ["north"] * 5
    groups = groups_of_k([(n, {"region": region}) for n, region in enumerate(people)], ["region"], k=5)
    assert sorted((len(group.people), sorted(group.shown.items())) for group in groups) == [(5, []), (5, [("region", "north")])]


def test_what_is_covered_for_a_group_does_not_cover_the_rest() -> None:
    """Where the region is covered, the sex may still be shown, if five and more of those people share it."""
    people = [("west", "woman")] * 2 + [("south", "woman")] * 5 + [("south", "man")] * 1 + [("north", "man")] * 8
    groups = groups_of_k([(n, {"region": r, "sex": s}) for n, (r, s) in enumerate(people)], ["region", "sex"], k=5)
    assert sorted((len(group.people), sorted(group.shown.items())) for group in groups) == [
        (8, []),
        (8, [("region", "north"), ("sex", "man")]),
    ]


def test_fewer_than_k_people_cannot_be_shown() -> None:
    """Four people are no group of five, whatever is covered."""
    with pytest.raises(ValueError, match="4 people"):
        groups_of_k([(n, {}) for n in range(4)], [], k=5)


@given(PEOPLE, st.integers(3, 7))
def test_whoever_knows_everything_about_everybody_still_finds_k(people: list[dict[str, object]], k: int) -> None:
    """For any panel: each person is in one group, no group is under k, and nothing that is shown is untrue."""
    if len(people) < k:
        return
    groups = groups_of_k([(n, person) for n, person in enumerate(people)], VARIABLES, k=k)
    assert sorted(n for group in groups for n in group.people) == list(range(len(people)))
    assert all(len(group.people) >= k for group in groups)
    assert all(people[n][name] == value for group in groups for n in group.people for name, value in group.shown.items())


@given(PEOPLE, st.integers(3, 7), st.randoms(use_true_random=False))
def test_the_division_depends_on_nothing_but_the_variables(people: list[dict[str, object]], k: int, chance) -> None:
    """Another order of the same people gives the same groups: order cannot leak into what is covered."""
    if len(people) < k:
        return
    mixed = chance.sample(people, len(people))
    assert shown(people, k=k) == shown(mixed, k=k)


@given(PEOPLE, st.integers(3, 7))
def test_the_first_variable_is_kept_wherever_it_can_be(people: list[dict[str, object]], k: int) -> None:
    """If every profession is held by k or more, nobody's profession is covered, whatever the later variables are."""
    if any(count < k for count in Counter(person["profession"] for person in people).values()):
        return
    groups = groups_of_k([(n, person) for n, person in enumerate(people)], VARIABLES, k=k)
    assert all("profession" in group.shown for group in groups)
