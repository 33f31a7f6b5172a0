"""The ground of coding, with people who are signed in to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import Session

from coding.models import Coder, Source
from survey.models import Membership
from tests.coding.conftest import House, house  # noqa: F401 - a fixture
from tests.conftest import SignIn, StaffClient

BASE = "/studies/oralu/coding/why"


@pytest.fixture
def at_work(session: Session, house: House, sign_in: SignIn) -> Callable[[str], StaffClient]:  # noqa: F811
    """at_work("a") is the browser of coder A of the house."""

    def enter(letter: str) -> StaffClient:
        browser = sign_in("coder", name=f"person {letter}")
        member = session.execute(select(Membership).where(Membership.account_id == browser.account_id)).scalar_one()
        made = member.coder_id
        member.coder_id = getattr(house, letter)
        session.flush()
        session.delete(session.get(Coder, made))
        session.commit()
        return browser

    return enter


def label_of(house: House, source_id: Any) -> str:  # noqa: F811
    label = house.session.get(Source, source_id).label
    house.session.commit()
    return label


def kept(house: House, statement: Any) -> list[Any]:  # noqa: F811
    """What the tables hold now; the test's session gives back the write lock at once."""
    house.session.expire_all()
    found = house.session.scalars(statement).all()
    house.session.commit()
    return list(found)


def data_of(page: str) -> dict[str, Any]:
    """The JSON that a page holds for its script."""
    start = page.index('id="coding-data">') + len('id="coding-data">')
    return json.loads(page[start : page.index("</script>", start)])
