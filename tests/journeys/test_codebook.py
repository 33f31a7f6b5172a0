"""The codebook in a browser: read, changed, undone, with and without scripts; axe finds nothing on any of its pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from survey.demo.build import SLUG
from tests.journeys.conftest import House

BOOK = f"/studies/{SLUG}/codebook"


def enter(page: Page, house: House, who: str = "lead of the study") -> None:
    """The person is signed in by a fresh link and its button."""
    page.goto(house.rebuild().sign_in[who])
    page.get_by_role("button").first.click()
    page.wait_for_url("**/studies")


@pytest.mark.journey
@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(1440, "light", "kk"), (1440, "dark", "ru"), (390, "light", "en"), (390, "dark", "kk")]
)
def test_axe_finds_nothing_on_the_pages_of_the_codebook(
    house: House, visit: Callable[..., Page], axe: Callable[[Page], None], width: int, scheme: str, language: str
) -> None:
    """A code, one whose number is covered, the form of a code, an empty form and one with faults: no violation, nothing scrolls sideways."""
    page = visit(width=width, scheme=scheme)
    enter(page, house)
    for address in ("/unclear-indicators", "/legal-obstacles", "/unclear-indicators/edit", "/-/new", "faults"):
        if address == "faults":
            page.locator("main form button[type=submit]").click()
            expect(page.locator(".err-summary")).to_be_focused()
        else:
            page.goto(f"{house.url}{BOOK}{address}?language={language}")
        page.wait_for_load_state("networkidle")
        assert page.locator("h1").count() == 1, address
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), address


@pytest.mark.journey
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_researcher_changes_a_code_and_takes_it_back(own_house: House, visit: Callable[..., Page], *, scripts: bool) -> None:
    """Given the demo, when the lead follows a rule to the code it names, edits that, and undoes it, then each page says what was done."""
    page = visit(width=1440, scripts=scripts)
    enter(page, own_house)
    page.goto(f"{own_house.url}{BOOK}/unclear-indicators")
    page.get_by_role("link", name="“Formal reporting” (3)").click()
    expect(page.locator("#code-name")).to_have_text("Formal reporting")
    page.get_by_role("link", name="Edit", exact=True).click()
    page.locator("#definition_kk").fill("Есеп бір бөлек, өмір бір бөлек: ұяшыққа белгі қойылады 🙂")
    page.get_by_role("button", name="Save the code").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Codebook, version 2")
    page.goto(f"{own_house.url}{BOOK}/formal-reporting?language=kk")
    expect(page.get_by_text("Есеп бір бөлек, өмір бір бөлек: ұяшыққа белгі қойылады 🙂")).to_be_visible()
    page.goto(f"{own_house.url}{BOOK}/formal-reporting?language=en")
    page.get_by_role("button", name="Undo “Formal reporting: definition”").click()
    expect(page.get_by_text("Taken back: definition")).to_be_visible()
    expect(page.get_by_role("button", name="Redo “Formal reporting: definition”")).to_be_visible()


@pytest.mark.journey
def test_a_coder_reads_the_codebook_and_keeps_a_memo(own_house: House, visit: Callable[..., Page]) -> None:
    """A coder finds rules and passages and no button to change them; the memo that he saves is there when he comes back."""
    page = visit(width=390)
    enter(page, own_house, "coder A")
    page.goto(f"{own_house.url}{BOOK}/stigmatization")
    expect(page.get_by_role("link", name="Edit", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="Retire")).to_have_count(0)
    page.get_by_label("Memo").fill("Көршілер мен мектеп: екі код па, әлде бір ме?")
    page.get_by_role("button", name="Save the memo").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.goto(f"{own_house.url}{BOOK}/stigmatization")
    expect(page.get_by_label("Memo")).to_have_value("Көршілер мен мектеп: екі код па, әлде бір ме?")
