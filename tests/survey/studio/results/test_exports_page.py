"""The page of exports: what the file will hold, the file itself, and one line in the book of acts."""

from __future__ import annotations

from html import unescape
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlmodel import Session, select

from coding.models import CodedSegment
from questionnaires.models import Study
from survey.models import AuditEntry
from tests.conftest import NOW, SignIn

PAGE = "/studies/women-returnees/exports"
CHOICE = {"format": "xlsx", "audience": "team", "file_language": "en"}


def test_the_file_is_what_was_chosen(sign_in: SignIn, returnees: Study) -> None:
    """An Excel file for outside in Kazakh: its name says so, its sheets speak Kazakh, it is kept by no cache."""
    owner = sign_in("owner", returnees)
    answer = owner.post(PAGE, data=CHOICE | {"audience": "outside", "file_language": "kk"})
    assert answer.status_code == 200
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=women-returnees-outside-kk-")
    assert "no-store" in answer.headers["Cache-Control"]
    book = load_workbook(BytesIO(answer.data))
    assert book.sheetnames[0] == "Файл туралы"
    assert book["Толтырылған сауалнамалар"].max_row == 61


def test_the_same_choice_gives_the_same_file(sign_in: SignIn, returnees: Study) -> None:
    """Two people who export the same study in the same way hold the same bytes."""
    first, second = (sign_in("researcher", returnees).post(PAGE, data=CHOICE).data for _ in range(2))
    assert first == second


def test_the_book_of_acts_keeps_the_fingerprint_and_no_word(sign_in: SignIn, session: Session, returnees: Study) -> None:
    """Who exported what, for whom, how many rows, and the fingerprint by which a found file is recognised."""
    owner = sign_in("owner", returnees)
    name = owner.post(PAGE, data=CHOICE).headers["Content-Disposition"]
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "exported")).one()
    assert (entry.actor, entry.study_id, entry.at.replace(tzinfo=NOW.tzinfo)) == (owner.account_id, returnees.id, NOW)
    detail = dict(entry.detail)
    assert detail.pop("fingerprint")[:8] in name
    assert detail == {"format": "xlsx", "audience": "team", "language": "en", "responses": 60, "rows": 60}


def test_looking_at_the_page_is_no_act(sign_in: SignIn, session: Session, returnees: Study) -> None:
    """Only a file that was made is written down."""
    assert sign_in("owner", returnees).get(PAGE).status_code == 200
    assert session.exec(select(AuditEntry).where(AuditEntry.action == "exported")).all() == []


def test_the_page_says_before_what_the_file_says_inside(sign_in: SignIn, returnees: Study) -> None:
    """What is covered for others stands on the page as it stands in Read me, word for word."""
    owner = sign_in("owner", returnees)
    page = owner.get(PAGE + "?audience=outside&file_language=en").text
    content = owner.post(PAGE, data=CHOICE | {"audience": "outside"}).data
    rows = list(load_workbook(BytesIO(content))["Read me"].iter_rows(values_only=True))
    terms = [row[0] for row in rows]
    part = rows[terms.index("What is covered or left out") + 1 : terms.index("Marks where there is no answer") - 1]
    assert len(part) >= 8
    assert all(words in unescape(page) for _, words in part)
    assert "60 rows" not in page
    assert "59 rows" in page


def test_the_file_language_is_not_that_of_the_page(sign_in: SignIn, returnees: Study) -> None:
    """The page speaks Russian, the file will be in Kazakh: chosen apart."""
    page = sign_in("owner", returnees).get(PAGE + "?language=ru&file_language=kk").text
    assert "Новая выгрузка" in page
    assert 'name="file_language" value="kk"' in page
    assert "Оралған әйелдер, 2026" in page


@pytest.mark.parametrize("wrong", [{"format": "exe"}, {"audience": "world"}, {"file_language": "tr"}, {"format": ""}])
def test_a_choice_that_was_never_offered_is_refused(
    sign_in: SignIn, session: Session, returnees: Study, wrong: dict[str, str]
) -> None:
    """400, no file, no line in the book."""
    assert sign_in("owner", returnees).post(PAGE, data=CHOICE | wrong).status_code == 400
    assert session.exec(select(AuditEntry).where(AuditEntry.action == "exported")).all() == []


@pytest.mark.parametrize(
    ("role", "status"), [("owner", 200), ("researcher", 200), ("coder", 403), ("reader", 403), ("fieldworker", 403)]
)
def test_owners_and_researchers_export(sign_in: SignIn, returnees: Study, role: str, status: int) -> None:
    """Page and file alike."""
    browser = sign_in(role, returnees)
    assert browser.get(PAGE).status_code == status
    assert browser.post(PAGE, data=CHOICE).status_code == status


def test_a_file_without_the_token_of_the_visit_is_refused(sign_in: SignIn, returnees: Study) -> None:
    """Another site cannot make a browser fetch the file in somebody's name."""
    browser = sign_in("owner", returnees)
    browser.csrf_token = ""
    assert browser.post(PAGE, data=CHOICE).status_code == 400


def test_an_empty_study_can_be_exported(sign_in: SignIn, study: Study) -> None:
    """Before any release the page says so, and the file holds what there is: heads and a codebook without codes."""
    owner = sign_in("owner")
    assert "No responses are released yet" in owner.get(f"/studies/{study.slug}/exports").text
    answer = owner.post(f"/studies/{study.slug}/exports", data=CHOICE)
    book = load_workbook(BytesIO(answer.data))
    assert book["Responses"].max_row == 2
    assert book["Themes by group"]["A1"].value == "Fewer than 5 people: nothing is counted."


def test_a_damaged_quotation_stops_the_export(sign_in: SignIn, session: Session, returnees: Study) -> None:
    """A quote that is not in its text was changed by other hands: no file is made of it."""
    segment = session.exec(select(CodedSegment)).first()
    assert segment is not None
    segment.quote = "басқа сөз"
    session.commit()
    owner = sign_in("owner", returnees)
    for answer in (owner.get(PAGE), owner.post(PAGE, data=CHOICE)):
        assert answer.status_code == 409
        assert "1 passage is not what its answer says" in answer.text
    assert session.exec(select(AuditEntry).where(AuditEntry.action == "exported")).all() == []


def test_a_file_that_no_spreadsheet_could_hold_is_refused_in_words(
    sign_in: SignIn, returnees: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More rows than Excel has: 409 and a sentence, not a file that lost its end."""
    monkeypatch.setattr("exports.formats.xlsx.book.MOST_ROWS", 61)
    answer = sign_in("owner", returnees).post(PAGE, data=CHOICE)
    assert answer.status_code == 409
    assert "more rows or columns than a spreadsheet can" in answer.text
