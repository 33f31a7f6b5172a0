"""The whole way: an expert answers, the lead closes the study, codes by keys, takes a step back, and opens the workbook."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect
from sqlmodel import Session, col, select

from coding.models import Code, CodedSegment, Coder, Memo, Source
from questionnaires.models import Answer, Response
from survey.database import make_engine
from survey.demo.build import SLUG
from tests.journeys.conftest import House

STUDY = f"/studies/{SLUG}"
WHY = "Есеп үшін есеп: бәрі «орындалды» деп жазылады 🙂 ал әйелдің өмірінде өзгеріс жоқ. Өлшем де жоқ."


def answer_as_an_expert(page: Page, url: str) -> None:
    """A theologian answers a few questions, one of them in his own words, and sends."""
    page.goto(url)
    page.wait_for_load_state("networkidle")
    page.check("input[value=take_part]")
    page.check("input[value=own]")
    page.locator("main form button.btn--main").last.click()
    page.wait_for_url("**/r/part/1")
    page.locator("input[name=profession][value=theologian]").check()
    for part in range(1, 9):
        if page.url.endswith("/part/3"):
            page.locator("input[name=reports_overstated][value='8']").check(force=True)
            page.locator("textarea[name=reports_why]").fill(WHY)
        if "/r/review" in page.url:
            break
        page.locator("button.btn--main[value=on]").first.click()
        page.wait_for_url(re.compile(rf"/r/(part/{part + 1}|review)$"))
    page.wait_for_url("**/r/review")
    page.locator("button.btn--main[value=send]").click()
    page.wait_for_url("**/r/done")


def close_the_study(page: Page, house: House) -> None:
    """The lead closes; all that waited is released."""
    page.goto(f"{house.url}{STUDY}/release")
    page.get_by_label("Yes, nobody shall answer any more.").check()
    page.get_by_role("button", name="Close and release everything").click()
    expect(page.get_by_text("21 responses have been released.")).to_be_visible()


def open_the_answer(page: Page, house: House, label: str) -> None:
    """The coding page stands at that answer, with the keys awake."""
    page.goto(f"{house.url}{STUDY}/coding/reports_why?answer={label}")
    page.wait_for_load_state("networkidle")
    expect(page.locator("#label")).to_have_text(label)
    page.locator("#answer").focus()


@pytest.mark.journey
def test_from_an_experts_words_to_a_cell_of_the_workbook(own_house: House, visit: Callable[..., Page], tmp_path: Path) -> None:
    """Given an answer sent just now, when it is released, coded by keys and exported, then each cell of it reads back as it was coded."""
    letter = next(letter for letter in own_house.letters if letter.number in _theologians(own_house))
    answer_as_an_expert(visit(width=390, locale="kk"), letter.url)

    page = visit(width=1440)
    page.goto(own_house.sign_in["lead of the study"])
    page.get_by_role("button").first.click()
    page.wait_for_url("**/studies")
    close_the_study(page, own_house)

    engine = make_engine(own_house.settings.database_url)
    with Session(engine) as session:
        source = session.exec(select(Source).where(Source.question == "reports_why", Source.text == WHY)).one()
    open_the_answer(page, own_house, source.label)

    # the whole answer by its key; then the second sentence by words; then a step too many, taken back; then done
    page.keyboard.press("3")
    expect(page.locator("#whole")).to_contain_text("Formal reporting")
    page.evaluate(
        """() => { const text = document.getElementById('text'), walk = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
        let node, at = 0; const range = document.createRange(), whole = text.textContent, from = whole.indexOf('Өлшем'), to = from + 'Өлшем де жоқ'.length;
        while ((node = walk.nextNode())) { const end = at + node.length;
          if (from >= at && from <= end) range.setStart(node, from - at);
          if (to >= at && to <= end) { range.setEnd(node, to - at); break; } at = end; }
        const picked = getSelection(); picked.removeAllRanges(); picked.addRange(range); document.dispatchEvent(new Event('selectionchange')); }"""
    )
    page.keyboard.press("4")
    expect(page.locator("#passages")).to_contain_text("Өлшем де жоқ")
    page.keyboard.press("Escape")
    page.keyboard.press("8")
    expect(page.locator("#whole")).to_contain_text("Securitization")
    page.keyboard.press("z")
    expect(page.locator("#whole")).not_to_contain_text("Securitization")
    page.keyboard.press("m")
    page.locator("#memo").fill("Өлшем сөзі тағы шықты; қараңыз.")
    page.keyboard.press("Escape")
    page.wait_for_load_state("networkidle")
    page.locator("#answer").focus()
    page.keyboard.press("Space")
    expect(page.locator("#progress")).to_contain_text("1 of")
    page.wait_for_load_state("networkidle")

    page.goto(f"{own_house.url}{STUDY}/exports")
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the Excel file").click()
    path = tmp_path / "study.xlsx"
    download.value.save_as(path)

    with Session(engine) as session:
        compare(openpyxl.load_workbook(path), session, source)
        memo = session.exec(select(Memo).where(Memo.source_id == source.id)).one()
        assert memo.revision >= 1
    engine.dispose()


def _theologians(house: House) -> set[str]:
    from questionnaires.models import StudyQuestionnaire
    from survey.respond.models import Invitation

    engine = make_engine(house.settings.database_url)
    with Session(engine) as session:
        rows = session.exec(
            select(Invitation.number)
            .join(StudyQuestionnaire, col(StudyQuestionnaire.id) == col(Invitation.questionnaire_id))
            .where(StudyQuestionnaire.name == "theologians", col(Invitation.slot).is_(None))
        ).all()
    engine.dispose()
    return set(rows)


def table(book: openpyxl.Workbook, title: str, *, heads: int = 1) -> list[dict[str, object]]:
    """The rows of a sheet by the names in its first row; `heads` rows are heads."""
    rows = list(book[title].iter_rows(values_only=True))
    names = [str(name) for name in rows[0]]
    return [dict(zip(names, row, strict=True)) for row in rows[heads:]]


def compare(book: openpyxl.Workbook, session: Session, source: Source) -> None:
    """Sheets and rows equal what the database holds."""
    assert len(book.sheetnames) == 7
    assert book.properties.creator in {None, ""}
    segments = session.exec(
        select(CodedSegment, Code, Coder, Source)
        .join(Code, col(Code.id) == col(CodedSegment.code_id))
        .join(Coder, col(Coder.id) == col(CodedSegment.coder_id))
        .join(Source, col(Source.id) == col(CodedSegment.source_id))
    ).all()
    written = table(book, "Coded segments")
    assert len(written) == len(segments)
    kept = {(s.quote, s.start, s.stop, code.key, coder.label, of.label, of.question) for s, code, coder, of in segments}
    read = {
        (row["Passage"], row["Start"], row["Stop"], row["Code key"], row["Coder"], row["Label"], row["Variable"]) for row in written
    }
    assert read == kept
    mine = {(s.quote, code.key) for s, code, _coder, of in segments if of.id == source.id}
    assert mine == {(WHY, "formal-reporting"), ("Өлшем де жоқ", "unclear-indicators")}

    answers = table(book, "Open answers")
    sources = session.exec(select(Source)).all()
    assert {(row["Label"], row["Variable"], row["Answer"]) for row in answers} == {(s.label, s.question, s.text) for s in sources}

    responses = table(book, "Responses", heads=2)
    assert len(responses) == len(session.exec(select(Response)).all()) == 61
    of_ten = select(Answer.value).where(Answer.question == "reports_overstated", col(Answer.missing).is_(None))
    overstated = sorted(str(value) for value in session.exec(of_ten))
    assert len(overstated) > 20
    assert sorted(str(row["reports_overstated"]) for row in responses if str(row["reports_overstated"]).isdigit()) == overstated
    for sheet in book.worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row), f"{sheet.title} holds a formula"
