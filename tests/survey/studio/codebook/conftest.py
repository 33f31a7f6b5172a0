"""The ground of coding, with people who are signed in to it and know their codebook."""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlmodel import Session

from coding.models import Coder
from coding.workflow import code_source
from survey.models import Membership
from tests.coding.conftest import NOW, House, house  # noqa: F401 - a fixture
from tests.conftest import SignIn, StaffClient
from tests.exports.conftest import returnees  # noqa: F401 - a fixture

BOOK = "/studies/oralu/codebook"

Enter = Callable[..., StaffClient]


@pytest.fixture
def enter(session: Session, house: House, sign_in: SignIn) -> Enter:  # noqa: F811
    """enter("a") is the browser of a researcher who is coder A of the house; enter("b", "coder") of a coder."""

    def made(letter: str, role: str = "researcher", language: str = "en") -> StaffClient:
        browser = sign_in(role, name=f"person {letter}", language=language)
        member = session.execute(select(Membership).where(Membership.account_id == browser.account_id)).scalar_one()
        own = member.coder_id
        member.coder_id = getattr(house, letter)
        session.flush()
        session.delete(session.get(Coder, own))
        session.commit()
        return browser

    return made


def coded(house: House, code: str, sources: list[uuid.UUID], coder: str = "a") -> None:  # noqa: F811
    """Each of the answers has the code, whole."""
    for source in sources:
        code_source(house.session, study_id=house.study.id, coder_id=getattr(house, coder), source=source, code=code, now=NOW)


def plain(page: str) -> str:
    """The page without what differs from one request to the next by design."""
    return re.sub(r'nonce="[^"]+"|name="csrf[-_]token" (?:content|value)="[^"]+"', "", page)


def words(page: str) -> str:
    """What a page says, without its tags, with single spaces."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page[page.index("<main") :])).split())


def hidden(page: str, name: str) -> str:
    """The value of the first hidden field of that name."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]
