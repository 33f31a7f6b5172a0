"""What goes together, whatever the panel: nobody lost, nobody alone."""

from __future__ import annotations

import random
import uuid
from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from questionnaires.models import UnderK
from questionnaires.questions import Missing
from survey.fieldwork.batch import Batch, Plan, Shown, Unsealed, closing_batch, interim_batch
from survey.respond.submit import stratum_of
from tests.linking.stage import questionnaire

VERSIONS = (uuid.UUID(int=1), uuid.UUID(int=2))
QUESTIONNAIRES = {version: questionnaire() for version in VERSIONS}
TRAVELLING = ("profession", "centre")

PEOPLE = st.lists(
    st.tuples(
        st.sampled_from(VERSIONS),
        st.fixed_dictionaries(
            {"profession": st.sampled_from(["теолог", "психолог"])}, optional={"centre": st.sampled_from(["Ақтөбе", "Атырау"])}
        ),
        st.sampled_from(["aktobe", "atyrau", "shymkent", "other", None]),
        st.sampled_from(["woman", "man"]),
    ),
    max_size=70,
)
PLANS = st.builds(Plan, k=st.integers(3, 6), travelling=st.just(TRAVELLING), under_k=st.sampled_from(list(UnderK)))


def unsealed(people: list[tuple[uuid.UUID, dict[str, str], str | None, str]]) -> list[Unsealed]:
    found = []
    for number, (version, attributes, region, sex) in enumerate(people):
        values: dict[str, Any] = {"sex": sex, "why": f"сөз {number}", **({"region": region} if region else {})}
        if region == "other":
            values["region_other"] = f"ауыл {number}"
        content = {
            "version": str(version), "attributes": attributes, "language": "kk", "w1": f"a{number}", "w2": f"b{number}",
            "consent": {"number": 1, "language": "kk", "ticks": []}, "values": values,
            "missing": {} if region else {"region": "skipped", "region_other": "not_asked"},
        }  # fmt: skip
        found.append(Unsealed.of(content, stratum=stratum_of(version, attributes)))
    return found


def shown_as(one: Shown) -> tuple[object, ...]:
    coarse = tuple((name, one.values.get(name), one.missing.get(name)) for name in ("region", "region_other", "sex"))
    return one.version_id, tuple(sorted(one.attributes.items())), coarse


def assert_kept(batch: Batch, waiting: list[Unsealed], k: int) -> None:
    words = Counter(one.values["why"] for one in (*batch.shown, *batch.staying))
    assert all(count == 1 for count in words.values())
    assert len(words) + batch.discarded == len(waiting)
    assert all(count >= k for count in Counter(shown_as(one) for one in batch.shown).values())
    for one in batch.shown:
        assert one.missing["region_other"] is Missing.COVERED
        assert one.values.get("region") in {None, "west", "south", "elsewhere"}
        assert "ауыл" not in str(one)


@given(PEOPLE, PLANS, st.integers(0, 2**32))
def test_at_closing_everybody_is_shown_among_k_or_deleted_unread(people, plan: Plan, seed: int) -> None:
    """For any panel and either rule: each combination of all that is shown is held by k or more, and nobody is lost or doubled."""
    waiting = unsealed(people)
    batch = closing_batch(waiting, plan, QUESTIONNAIRES, random.Random(seed))
    assert_kept(batch, waiting, plan.k)
    assert batch.staying == ()
    if plan.under_k == UnderK.COARSEN:
        small = sum(count for count in Counter(one.version_id for one in waiting).values() if count < plan.k)
        assert batch.discarded == small


@given(PEOPLE, PLANS, st.integers(0, 2**32))
def test_before_closing_k_of_each_kind_stay_and_k_or_more_go(people, plan: Plan, seed: int) -> None:
    """Of a stratum of 2k and more exactly k stay; of a smaller one everybody does; nobody is deleted."""
    waiting = unsealed(people)
    batch = interim_batch(waiting, plan, QUESTIONNAIRES, random.Random(seed))
    assert_kept(batch, waiting, plan.k)
    assert batch.discarded == 0
    staying = Counter(one.stratum for one in batch.staying)
    for stratum, count in Counter(one.stratum for one in waiting).items():
        assert staying[stratum] == (plan.k if count >= 2 * plan.k else count)


@given(PEOPLE, PLANS, st.integers(0, 2**32))
def test_several_batches_keep_k_each(people, plan: Plan, seed: int) -> None:
    """A batch, more people, a closing: what each batch shows is held by k or more within that batch."""
    chance = random.Random(seed)
    waiting = unsealed(people)
    early, late = waiting[: len(waiting) // 2], waiting[len(waiting) // 2 :]
    first = interim_batch(early, plan, QUESTIONNAIRES, chance)
    rest = [*first.staying, *late]
    second = closing_batch(rest, plan, QUESTIONNAIRES, chance)
    assert_kept(first, early, plan.k)
    assert_kept(second, rest, plan.k)


def test_which_part_goes_is_chance() -> None:
    """Of ten in one stratum each goes about as often as any other, whatever the order of their coming."""
    waiting = unsealed([(VERSIONS[0], {"profession": "теолог"}, "aktobe", "woman")] * 10)
    plan = Plan(k=5, travelling=TRAVELLING, under_k=UnderK.COARSEN)
    chance, gone = random.Random(3), Counter()
    for _ in range(2000):
        gone.update(one.values["why"] for one in interim_batch(waiting, plan, QUESTIONNAIRES, chance).shown)
    assert len(gone) == 10
    assert all(900 < count < 1100 for count in gone.values())
