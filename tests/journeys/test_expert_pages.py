"""Every page of the experts, as axe sees it: light and dark, telephone and desk, three languages; nothing is to be found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import House
from tests.journeys.letters import fresh_letter
from tests.journeys.test_expert_in_kazakh import begin

LOOKS = (("light", 390), ("dark", 390), ("light", 1440), ("dark", 1440))
OUTSIDE = ("/r", "/r/privacy", "/r/no", "/r/resume", "/r/withdraw", "/r/used", "/r/forgotten", "/r/part/1", "/r/cut-off-link")


def judge_all_looks(page: Page, axe: Callable[[Page], None]) -> None:
    """Axe finds nothing and nothing scrolls sideways, in light and dark, at both widths; at 320 px the page still fits."""
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways at {width}"
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways at 320"
    assert page.locator("h1").count() == 1, page.url


@pytest.mark.journey
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_axe_finds_nothing_on_pages_before_the_start(
    house: House, visit: Callable[..., Page], axe: Callable[[Page], None], language: str
) -> None:
    """Start page, refusals, privacy, codes: each in its language."""
    page = visit(locale=language, reduced_motion="reduce")
    for address in OUTSIDE:
        page.goto(f"{house.url}{address}?language={language}")
        assert page.locator("html").get_attribute("lang") == language, address
        judge_all_looks(page, axe)
    page.goto(f"{house.url}/r")
    page.locator(".nav button[value=start]").click()
    assert page.locator("[aria-invalid=true]").count() >= 1
    judge_all_looks(page, axe)
    page.goto(f"{house.url}/r")
    page.get_by_role("link").nth(-2).click()
    judge_all_looks(page, axe)


@pytest.mark.journey
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_axe_finds_nothing_on_the_way(house: House, visit: Callable[..., Page], axe: Callable[[Page], None], language: str) -> None:
    """Every part empty, a part with faults, a ranking in hand, the review, the codes, the end."""
    page = visit(locale=language, reduced_motion="reduce")
    begin(page, fresh_letter(house, language), language=language, device="shared")
    judge_all_looks(page, axe)
    page.goto(f"{house.url}/r/part/1")
    parts = 0
    while "/r/part/" in page.url:
        parts += 1
        if page.locator("#f-staff_total").count():
            page.locator("#f-staff_total").fill("1")
            page.locator("#f-staff_psychologists").fill("2")
            page.locator("form .nav .btn--main").click()
            assert page.locator(".err-summary").count() == 1
        if page.locator(".q-rank").count():
            page.locator(".rank--rest button").first.click()
            page.locator(".rank--rest button").first.click()
            page.locator(".rank[data-chosen] li").first.focus()
            page.keyboard.press("Space")
        if page.locator("#f-reports_why").count():
            page.locator('label:has(> input[name="reports_overstated"][value="7"])').click()
            page.locator("#f-reports_why").fill("Айгүл Серікқызы, Жезказган, +7 701 123 45 67")
            page.locator("#q-reports_why .notice--warn").wait_for()
        judge_all_looks(page, axe)
        if page.locator("button[value='total:staff_parts']").count():
            page.locator("button[value='total:staff_parts']").click()
        page.locator("form .nav .btn--main").click()
        page.wait_for_load_state()
    assert parts >= 8
    assert page.url == f"{house.url}/r/review"
    judge_all_looks(page, axe)
    for address in ("/r/left", "/r/code", "/r"):
        page.goto(house.url + address)
        judge_all_looks(page, axe)
    page.goto(f"{house.url}/r/review")
    page.locator("button[value=send]").click()
    assert page.url == f"{house.url}/r/done"
    judge_all_looks(page, axe)
