"""An expert with a telephone answers in Kazakh: from the letter to the withdrawal code, with scripts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from survey.fieldwork.letters import Letter
from tests.journeys.conftest import House
from tests.journeys.letters import fresh_letter

SAVED = "Сақталды."


def begin(page: Page, letter: Letter, *, language: str, device: str = "own") -> None:
    """The letter is opened in that language and Start is pressed."""
    page.goto(letter.url)
    page.locator(f"nav.langs [lang={language}]").click()
    page.locator("input[value=take_part]").check()
    page.locator(f"input[value={device}]").check()
    page.locator(".nav button[value=start]").click()


def onward(page: Page) -> None:
    """The main button at the end of the page."""
    page.locator("form .nav .btn--main").click()


def choose(page: Page, key: str, value: str) -> None:
    """A place on a scale, as a finger finds it."""
    page.locator(f'label:has(> input[name="{key}"][value="{value}"])').click()


@pytest.mark.journey
def test_an_expert_answers_in_kazakh_on_a_telephone(house: House, visit: Callable[..., Page]) -> None:
    """The code goes from the address into its field, answers save by themselves, sums and places are pointed out, and Back shows nothing after sending."""
    page = visit(width=390, locale="kk")
    letter = fresh_letter(house, "kk")
    page.goto(letter.url)
    assert page.url == f"{house.url}/r", "the code is taken off the address"
    assert page.locator("#f-code").input_value().replace("-", "") == letter.code.replace("-", "")
    assert page.locator("html").get_attribute("lang") == "kk"
    begin(page, letter, language="kk")

    # part 1: a question appears when its condition holds, and the answer is with the server without a button
    page.locator("input[name=region][value=other]").check()
    expect(page.locator("#q-region_other")).to_be_visible()
    page.locator("#f-region_other").fill("Ұлытау облысы 🌾")
    expect(page.locator("#saved")).to_have_text(SAVED)
    page.reload()
    assert page.locator("#f-region_other").input_value() == "Ұлытау облысы 🌾"
    page.locator("input[name=region][value=zhezkazgan]").check()
    expect(page.locator("#q-region_other")).to_be_hidden()
    onward(page)

    # part 2: grids; a second press takes an answer back
    for line, value in (("ach_takfir", "2"), ("ach_taghut", "3"), ("ach_madhhab", "cannot_say")):
        choose(page, f"ach.{line}", value)
    choose(page, "ach.ach_taghut", "3")
    expect(page.locator('input[name="ach.ach_taghut"]:checked')).to_have_count(0)
    expect(page.locator("#saved")).to_have_text(SAVED)
    onward(page)

    # part 3: the open question appears; a place is pointed out on the device and replaced
    choose(page, "reports_overstated", "7")
    page.locator("#f-reports_why").fill("Парақта бес ұяшық бар. Жезқазғанда қатты өзгерген бір әйел болды.")
    warning = page.locator("#q-reports_why .notice--warn")
    expect(warning).to_contain_text("«Жезқазғанда»")
    warning.locator("button").first.click()
    expect(page.locator("#f-reports_why")).to_have_value("Парақта бес ұяшық бар. Біздің қалада қатты өзгерген бір әйел болды.")
    expect(page.locator("#q-reports_why [data-words]")).to_have_text("11 сөз")
    onward(page)
    onward(page)

    # numbers that must fit: the fault stands at the parts and in the summary; one press mends it
    for name, number in (("staff_total", "9"), ("staff_women_theologians", "4"), ("staff_men_theologians", "6")):
        page.locator(f"#f-{name}").fill(number)
    expect(page.locator("#s-staff_parts")).to_have_text("10 (артығы 1)")
    onward(page)
    expect(page.locator(".err-summary")).to_be_focused()
    assert page.title().startswith("Түзету: ")
    page.locator(".err-summary a").click()
    expect(page.locator("#f-staff_women_theologians")).to_be_focused()
    page.locator("button[value='total:staff_parts']").click()
    assert page.locator("#f-staff_total").input_value() == "10"
    page.locator("#q-staff_total [data-stepper] button").last.click()
    assert page.locator("#f-staff_total").input_value() == "11"
    page.locator("#f-staff_total").fill("10")
    expect(page.locator("#saved")).to_have_text(SAVED)

    # the language is changed in the middle; answers stay
    page.locator("nav.langs [lang=ru]").click()
    assert page.locator("html").get_attribute("lang") == "ru"
    assert page.locator("#f-staff_men_theologians").input_value() == "6"
    page.locator("nav.langs [lang=kk]").click()
    while page.locator(".q-rank").count() == 0:
        onward(page)

    # a ranking: added by buttons, moved by keys and by dragging, told each time
    lines = page.locator(".rank[data-chosen] li")
    for _ in range(3):
        page.locator(".rank--rest button").first.click()
    expect(lines).to_have_count(3)
    expect(page.locator("[data-full]")).to_be_visible()
    assert page.locator(".rank--rest button[aria-disabled=true]").count() == page.locator(".rank--rest button").count()
    before = lines.evaluate_all("all => all.map(line => line.dataset.value)")
    lines.nth(2).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    assert lines.evaluate_all("all => all.map(line => line.dataset.value)") == [before[0], before[2], before[1]]
    expect(page.locator("[data-told]")).to_contain_text("2-орында")
    lines.nth(0).scroll_into_view_if_needed()
    first, last = lines.nth(0).bounding_box(), lines.nth(2).bounding_box()
    assert first
    assert last
    page.mouse.move(first["x"] + 80, first["y"] + first["height"] / 2)
    page.mouse.down()
    page.mouse.move(last["x"] + 80, last["y"] + last["height"] - 4, steps=12)
    page.mouse.up()
    after = [before[2], before[1], before[0]]
    assert lines.evaluate_all("all => all.map(line => line.dataset.value)") == after
    expect(page.locator("#saved")).to_have_text(SAVED)
    page.reload()
    assert lines.evaluate_all("all => all.map(line => line.dataset.value)") == after
    onward(page)

    # review, sending, the code, and nothing behind it
    assert page.url == f"{house.url}/r/review"
    expect(page.locator("main")).to_contain_text("Біздің қалада қатты өзгерген бір әйел болды.")
    page.locator("button[value=send]").click()
    assert page.url == f"{house.url}/r/done"
    assert re.fullmatch(r"[0-9A-Z]{4}( [0-9A-Z]{4}){3}", page.locator(".wcode").inner_text())
    for _ in range(3):
        page.go_back()
        assert "өзгерген" not in page.content()
    page.goto(f"{house.url}/r/part/3")
    assert page.url == f"{house.url}/r/done"
    page.get_by_role("button", name="Осы құрылғыда мені ұмыту").click()
    assert page.context.cookies() == [cookie for cookie in page.context.cookies() if cookie["name"] == "language"]


@pytest.mark.journey
def test_a_lost_connection_loses_nothing(house: House, visit: Callable[..., Page]) -> None:
    """Without a connection the page says that it is not saved, tries again by itself, and says so when it is."""
    page = visit(width=390, locale="kk")
    begin(page, fresh_letter(house, "kk"), language="kk")
    page.locator("input[name=sex][value=refused]").check()
    expect(page.locator("#saved")).to_have_text(SAVED)
    page.context.set_offline(True)
    page.locator("input[name=profession][value=psychologist]").check()
    expect(page.locator("#saved")).to_contain_text("Әзірге сақталмады")
    expect(page.locator("#saved")).to_have_class(re.compile("saved--wait"))
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_have_text(SAVED, timeout=10_000)
    page.reload()
    expect(page.locator("input[name=profession][value=psychologist]")).to_be_checked()


@pytest.mark.journey
def test_two_tabs_lose_nothing(house: House, visit: Callable[..., Page]) -> None:
    """Each tab saves what was touched in it: the other's answers stay."""
    page = visit(width=390, locale="kk")
    begin(page, fresh_letter(house, "kk"), language="kk")
    other = page.context.new_page()
    other.goto(page.url)
    page.locator("input[name=sex][value=woman]").check()
    expect(page.locator("#saved")).to_have_text(SAVED)
    other.locator("input[name=years][value=over_10]").check()
    expect(other.locator("#saved")).to_have_text(SAVED)
    page.reload()
    expect(page.locator("input[name=sex][value=woman]")).to_be_checked()
    expect(page.locator("input[name=years][value=over_10]")).to_be_checked()
