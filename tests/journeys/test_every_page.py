"""Every page of the team, as axe sees it: light and dark, phone and desk, in the three languages; nothing is to be found."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from survey.demo.build import SLUG
from tests.journeys.conftest import House

STUDY = f"/studies/{SLUG}"
PAGES = (
    "/studies",
    "/studies/new",
    STUDY,
    f"{STUDY}/questionnaire",
    f"{STUDY}/people",
    f"{STUDY}/settings",
    f"{STUDY}/team",
    f"{STUDY}/release",
    f"{STUDY}/coding",
    f"{STUDY}/coding/reports_why",
    f"{STUDY}/codebook",
    f"{STUDY}/codebook/formal-reporting",
    f"{STUDY}/results",
    f"{STUDY}/exports",
    "/account",
    f"{STUDY}/nothing-here",
)


@pytest.mark.journey
@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(1440, "light", "en"), (1440, "dark", "kk"), (390, "light", "ru"), (390, "dark", "en")]
)
def test_axe_finds_nothing_on_any_page_of_the_team(
    house: House, visit: Callable[..., Page], axe: Callable[[Page], None], width: int, scheme: str, language: str
) -> None:
    """Given the lead of the demo study, when each page is opened, then axe finds no violation and no page scrolls sideways."""
    page = visit(width=width, scheme=scheme)
    page.goto(house.rebuild().sign_in["lead of the study"])
    page.get_by_role("button").first.click()
    page.wait_for_url("**/studies")
    for address in PAGES:
        answer = page.goto(f"{house.url}{address}?language={language}")
        assert answer is not None
        assert answer.status == (404 if address.endswith("nothing-here") else 200), address
        assert urlsplit(page.url).path.startswith(address), f"{address} led to {page.url}"
        page.wait_for_load_state("networkidle")
        assert page.locator("h1").count() == 1, address
        assert page.locator("html").get_attribute("lang") == language, address
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), (
            f"{address} scrolls sideways"
        )


@pytest.mark.journey
def test_axe_finds_nothing_before_the_door(house: House, visit: Callable[..., Page], axe: Callable[[Page], None]) -> None:
    """Sign-in, a forgotten password and a page that is not there, in three languages, light and dark."""
    for scheme in ("light", "dark"):
        page = visit(width=390, scheme=scheme)
        for language in ("kk", "ru", "en"):
            for address in ("/sign-in", "/new-password", "/nowhere"):
                page.goto(f"{house.url}{address}?language={language}")
                axe(page)
