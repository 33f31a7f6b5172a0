"""Before opening, the team sees which groups of its panel are too small to be shown."""

from __future__ import annotations

import pytest
from sqlmodel import Session

from questionnaires.models import Study
from survey.fieldwork.panel import small_groups
from tests.linking.staging import MakeStage


@pytest.mark.parametrize(
    ("plan", "found"),
    [
        ("closing", [({"region": "Атырау"}, 2, True)]),
        ("interim", [({"region": "Атырау"}, 2, True), ({"region": "Шымкент"}, 6, False)]),
    ],
)
def test_small_groups_are_named_before_anybody_answers(stage: MakeStage, plan: str, found: list[object]) -> None:
    """Two places of Atyrau are under k = 5; six of Shymkent only wait for the closing where batches come before it."""
    play = stage(plan=plan, travelling=["region"])
    for region, count in (("Атырау", 2), ("Шымкент", 6), ("Ақтөбе", 11)):
        play.invite(count, {"region": region, "phone": f"+7 {count}"})
    with Session(play.engine) as session:
        groups = small_groups(session, study=session.get_one(Study, play.study_id))
    assert [(group.attributes, group.people, group.under_k) for group in groups] == found
