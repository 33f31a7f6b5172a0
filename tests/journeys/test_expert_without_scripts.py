"""An expert whose browser runs no scripts answers in Russian on a shared computer, and comes back by code."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import House
from tests.journeys.letters import fresh_letter


def onward(page: Page) -> None:
    """The main button at the end of the page."""
    page.locator("form .nav .btn--main").click()


@pytest.mark.journey
def test_an_expert_answers_in_russian_without_scripts(house: House, visit: Callable[..., Page]) -> None:
    """Everything that scripts make easier is there as buttons: language, ranking, sums; and the resume code brings the draft to another browser."""
    page = visit(width=390, locale="ru", scripts=False)
    letter = fresh_letter(house, "ru", "theologians")
    page.goto(f"{house.url}/r")
    page.locator("#f-code").fill(letter.code.lower())
    page.locator("input[value=take_part]").check()

    # the language is changed on the start page: code and tick stay
    page.locator(".choices--lang [lang=kk]").click()
    assert page.locator("#f-code").input_value() == letter.code.lower()
    assert page.locator("input[value=take_part]").is_checked()
    page.locator(".choices--lang [lang=ru]").click()

    # Start without a choice of device: told, nothing lost
    page.locator(".nav button[value=start]").click()
    expect(page.locator(".err-summary")).to_contain_text("Укажите, ваше ли это устройство.")
    page.locator("input[value=shared]").check()
    page.locator(".nav button[value=start]").click()
    assert page.url == f"{house.url}/r/code"
    resume = page.locator(".wcode").inner_text()
    page.get_by_role("link", name="Дальше").click()

    # a question that depends on this page comes when the page is sent
    page.locator("input[name=region][value=other]").check()
    expect(page.locator("#q-region_other")).to_be_hidden()
    onward(page)
    assert page.url == f"{house.url}/r/part/1#q-region_other"
    page.locator("#f-region_other").fill("Улытауская область 🌾")
    onward(page)
    assert page.url == f"{house.url}/r/part/2"
    page.locator('label:has(> input[name="ach.ach_takfir"][value="2"])').click()
    page.locator("button[value=back]").click()
    assert page.locator("#f-region_other").input_value() == "Улытауская область 🌾"
    onward(page)
    expect(page.locator('input[name="ach.ach_takfir"][value="2"]')).to_be_checked()
    onward(page)
    onward(page)
    onward(page)

    # parts that do not fit
    page.locator("#f-staff_total").fill("три")
    onward(page)
    expect(page.locator("#e-staff_total")).to_be_visible()
    assert page.locator("#f-staff_total").input_value() == "три"
    page.locator("#f-staff_total").fill("3")
    page.locator("#f-staff_psychologists").fill("4")
    onward(page)
    page.locator("button[value='total:staff_parts']").click()
    assert page.locator("#f-staff_total").input_value() == "4"
    while page.locator(".q-rank").count() == 0:
        onward(page)

    # a ranking by buttons alone
    for value in ("poverty", "internet", "condemnation"):
        page.locator(f"button[value='rank:risks_ranked:add:{value}']").click()
    page.locator("button[value='rank:risks_ranked:up:condemnation']").click()
    page.locator("button[value='rank:risks_ranked:out:poverty']").click()
    lines = page.locator(".rank[data-chosen] li")
    assert [line.get_attribute("data-value") for line in lines.all()] == ["condemnation", "internet"]

    # leaving, and coming back in another browser
    page.locator("form .nav button[value=leave]").click()
    assert page.locator("h1").inner_text() == "Ответы сохранены"
    assert page.locator(".wcode").inner_text() == resume
    page.get_by_role("button", name="Забыть меня на этом устройстве").click()
    page.goto(f"{house.url}/r/part/1")
    assert "Улытауская" not in page.content()
    other = visit(width=1440, locale="ru", scripts=False)
    other.goto(f"{house.url}/r")
    other.get_by_role("link", name="Продолжить по коду").click()
    other.locator("#f-code").fill(resume.replace(" ", "-").lower())
    onward(other)
    expect(other.locator(".rank[data-chosen] li")).to_have_count(2)
    onward(other)
    assert other.url == f"{house.url}/r/review"
    expect(other.locator("main")).to_contain_text("Улытауская область 🌾")
    other.locator("button[value=send]").click()
    assert other.url == f"{house.url}/r/done"
    code = other.locator(".wcode").inner_text()

    # the code asks for deletion; the page tells nobody whether it exists
    other.goto(f"{house.url}/r/withdraw")
    other.locator("#f-code").fill(code.lower())
    onward(other)
    assert other.locator("h1").inner_text() == "Ваша просьба принята"
