"""A first study from nothing by the pages alone: made, described, opened, people invited, released; and what stands in the way."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from questionnaires.models import QuestionnaireVersion, Study, StudyQuestionnaire
from survey.keys import Keys
from survey.models import Membership
from survey.respond.models import Invitation, InvitationCode
from survey.settings import Settings
from tests.conftest import SignIn, StaffClient

NEW = {"title_kk": "Мамандар сауалнамасы", "title_ru": "Опрос специалистов", "title_en": "Survey of specialists", "slug": ""}
SETTINGS = {
    "title_kk": "Мамандар сауалнамасы", "title_ru": "Опрос специалистов", "title_en": "Survey of specialists", "k": "5", "readers": "4",
    "withdraw_until": "2027-01-31", "contact": "team@example.org", "plan": "interim", "under_k": "coarsen", "revision": "1",
}  # fmt: skip


@pytest.fixture
def founder(sign_in: SignIn, settings: Settings) -> StaffClient:
    """Somebody who may make studies, in an installation without any."""
    Keys.create(settings.keys)
    return sign_in(founder=True)


def read(engine: Engine, statement: Any, how: str) -> Any:
    """What the database holds now; the transaction ends at once, since the next request must write."""
    with Session(engine.execution_options(sqlite_begin="deferred")) as session:
        return getattr(session.exec(statement), how)()


def make(founder: StaffClient, **changes: object) -> str:
    """The address of a new study with both instruments."""
    answer = founder.post("/studies/new", data={**NEW, "instrument": ["theologians", "psychologists"], **changes})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def opened(founder: StaffClient) -> str:
    """The address of an open study."""
    study = make(founder)
    assert founder.post(f"{study}/settings", data=SETTINGS).status_code == 303
    answer = founder.post(f"{study}/open", data={"sure": "yes"})
    assert answer.status_code == 303, answer.text
    return study


def test_the_empty_list_leads_to_a_first_study(founder: StaffClient) -> None:
    """Given no study at all, then the list says what a study is and offers to make one."""
    page = founder.get("/studies").text
    assert "No studies yet" in page
    assert "/studies/new" in page


def test_only_who_may_make_studies_is_offered_it(sign_in: SignIn) -> None:
    """Somebody invited to no study yet is told how to get in, and the form is closed to him."""
    person = sign_in()
    page = person.get("/studies").text
    assert "/studies/new" not in page
    assert person.get("/studies/new").status_code == 403
    assert person.post("/studies/new", data=NEW).status_code == 403


def test_a_study_is_made_of_the_shipped_instruments(founder: StaffClient, engine: Engine) -> None:
    """The address comes from the title, the maker is the lead, and the overview names the next steps."""
    study = make(founder)
    assert study.endswith("/studies/survey-of-specialists")
    kept = read(engine, select(Study), "one")
    assert read(engine, select(Membership.role).where(Membership.study_id == kept.id), "one") == "owner"
    names = read(engine, select(StudyQuestionnaire.name).order_by(col(StudyQuestionnaire.position)), "all")
    assert names == ["theologians", "psychologists"]
    page = founder.get(study).text
    assert "2 questionnaires" in page
    assert f"{study}/settings" in page
    for language, words in (("kk", "Теологтар"), ("ru", "Теологи"), ("en", "heologian")):
        assert words.lower()[1:6] in founder.get(f"{study}/questionnaire?language={language}").text.lower()


@pytest.mark.parametrize(
    ("body", "name", "said"),
    [(b"no workbook at all", "form.xlsx", "xlsx"), (b"PK\x03\x04broken", "form.xlsx", "xlsx"), (b"", "form.xlsx", "")],
)
def test_a_file_that_is_no_workbook_is_refused_and_nothing_is_stored(
    founder: StaffClient, engine: Engine, body: bytes, name: str, said: str
) -> None:
    """Given a broken file, then the form comes back with what is wrong, what was typed stays, and no study is left behind."""
    answer = founder.post("/studies/new", data={**NEW, "workbook": (io.BytesIO(body), name)})
    assert answer.status_code == 422
    assert said in answer.text
    assert "Survey of specialists" in answer.text
    assert read(engine, select(Study), "all") == []


def test_all_faults_of_a_workbook_are_said_at_once(founder: StaffClient, engine: Engine) -> None:
    """Given a workbook with several faults, then each is named with sheet, row and column, and nothing is stored."""
    book = openpyxl.Workbook()
    survey = book.active
    assert survey is not None
    survey.title = "survey"
    for row in (
        ["type", "name", "label", "relevant"],
        ["select_one none", "a", "A", None],
        ["text", "b", "B", "slected(${a}, '1')"],
        ["text", "b", "B again", "${zzz} = 1"],
        ["nonsense", "c", "C", None],
    ):
        survey.append(row)
    book.create_sheet("choices").append(["list_name", "name", "label"])
    stream = io.BytesIO()
    book.save(stream)
    answer = founder.post("/studies/new", data={**NEW, "workbook": (io.BytesIO(stream.getvalue()), "faults.xlsx")})
    assert answer.status_code == 422
    places = set(re.findall(r"survey ([A-Z]\d+)", answer.text))
    assert {"A2", "D3", "D4", "A5"} <= places
    assert "selected" in answer.text
    assert read(engine, select(Study), "all") == []


def test_every_fault_of_the_settings_comes_back_with_what_was_typed(founder: StaffClient, engine: Engine) -> None:
    """Given three impossible promises, then three sentences, the typed values, and the old settings in the database."""
    study = make(founder)
    answer = founder.post(
        f"{study}/settings", data={**SETTINGS, "k": "2", "readers": "none", "withdraw_until": "31.01.2027", "contact": "қайда 🙂"}
    )
    assert answer.status_code == 422
    assert 'value="31.01.2027"' in answer.text
    assert "қайда 🙂" in answer.text
    assert answer.text.count('class="err"') >= 3
    assert read(engine, select(Study.k), "one") == 5


def test_two_people_do_not_overwrite_each_others_settings(founder: StaffClient) -> None:
    """Given settings saved meanwhile, when the older form is sent, then 409 and nothing is changed."""
    study = make(founder)
    assert founder.post(f"{study}/settings", data=SETTINGS).status_code == 303
    answer = founder.post(f"{study}/settings", data={**SETTINGS, "readers": "9"})
    assert answer.status_code == 409
    assert 'name="readers" inputmode="numeric" value="9"' in answer.text


def test_a_study_opens_once_and_its_promises_are_frozen(founder: StaffClient, engine: Engine) -> None:
    """Opening needs the tick; afterwards settings are refused and a second opening too."""
    study = make(founder)
    assert founder.post(f"{study}/open", data={}).status_code == 422
    assert founder.post(f"{study}/open", data={"sure": "yes"}).status_code == 303
    assert read(engine, select(Study.state), "one") == "open"
    assert founder.post(f"{study}/settings", data={**SETTINGS, "revision": "2"}).status_code == 422
    assert founder.post(f"{study}/open", data={"sure": "yes"}).status_code == 422


def test_a_study_without_a_questionnaire_cannot_open(founder: StaffClient) -> None:
    """Given no questionnaire, then opening is refused in words."""
    study = make(founder, instrument=[])
    answer = founder.post(f"{study}/open", data={"sure": "yes"})
    assert answer.status_code == 422
    assert "questionnaire" in answer.text


@pytest.mark.parametrize("form", ["csv", "xlsx", "page"])
def test_links_are_handed_out_once_and_kept_nowhere(founder: StaffClient, engine: Engine, form: str) -> None:
    """Twelve places give twelve codes in the chosen form; the database has their hashes, and no code in any cell."""
    study = opened(founder)
    questionnaire = read(engine, select(StudyQuestionnaire.id).where(StudyQuestionnaire.name == "theologians"), "one")
    answer = founder.post(
        f"{study}/people", data={"questionnaire": str(questionnaire), "language": "kk", "count": "12", "form": form}
    )
    assert answer.status_code == 200
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
        codes = [row["code"] for row in rows]
        assert {row["language"] for row in rows} == {"kk"}
    elif form == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
        codes = [str(row[3]) for row in sheet.iter_rows(min_row=2, values_only=True)]
    else:
        codes = re.findall(r'<td class="mono nowrap">([0-9A-Z-]+)</td>', answer.text)
    assert len(codes) == len(set(codes)) == 12
    hashes = read(engine, select(InvitationCode.h), "all")
    assert len(hashes) == 12
    assert not {code.replace("-", "") for code in codes} & set(hashes)
    assert {place.letters for place in read(engine, select(Invitation), "all")} == {1}
    assert codes[0] not in founder.get(f"{study}/people").text


@pytest.mark.parametrize("count", ["0", "501", "many", "-3", "٣"])
def test_a_slip_in_the_number_of_people_makes_no_link(founder: StaffClient, engine: Engine, count: str) -> None:
    """A number that is none, or too large, is refused in words and nothing is made."""
    study = opened(founder)
    questionnaire = read(engine, select(StudyQuestionnaire.id), "first")
    answer = founder.post(
        f"{study}/people", data={"questionnaire": str(questionnaire), "language": "ru", "count": count, "form": "csv"}
    )
    assert answer.status_code == 422
    assert "from 1 to 500" in answer.text
    assert read(engine, select(Invitation), "all") == []


def test_reminders_go_to_k_people_or_to_nobody(founder: StaffClient, engine: Engine) -> None:
    """Given four places, then no reminder can be made; given five, then each gets a fresh code."""
    study = opened(founder)
    questionnaire = str(read(engine, select(StudyQuestionnaire.id), "first"))
    place = {"questionnaire": questionnaire, "language": "ru", "form": "csv"}
    founder.post(f"{study}/people", data={**place, "count": "4"})
    assert founder.post(f"{study}/people/remind", data={"form": "csv"}).status_code == 422
    founder.post(f"{study}/people", data={**place, "count": "1"})
    answer = founder.post(f"{study}/people/remind", data={"form": "csv"})
    assert answer.status_code == 200
    assert len(list(csv.reader(io.StringIO(answer.text)))) == 6
    assert len(read(engine, select(InvitationCode.h), "all")) == 10


def test_nothing_is_released_before_a_batch_is_ready(founder: StaffClient) -> None:
    """Given no sealed answers, then the page says "Not yet", a batch is refused, and closing needs its tick."""
    study = opened(founder)
    assert "Not yet" in founder.get(f"{study}/release").text
    assert founder.post(f"{study}/release", data={"close": ""}).status_code == 409
    assert founder.post(f"{study}/release", data={"close": "yes"}).status_code == 422
    closed = founder.post(f"{study}/release", data={"close": "yes", "sure": "yes"})
    assert closed.status_code == 200
    assert "The study is closed." in closed.text
    assert founder.post(f"{study}/release", data={"close": "yes", "sure": "yes"}).status_code == 409


def test_a_new_colleague_gets_a_link_and_a_role(founder: StaffClient, app: Flask, engine: Engine) -> None:
    """A new address is shown a link that sets a password, once; the same address again is refused; removal leaves the study."""
    study = make(founder)
    person = {"email": "Aigul@Example.org", "name": "Айгүл", "role": "coder"}
    answer = founder.post(f"{study}/team", data=person)
    assert answer.status_code == 200
    link = re.search(r"http://[^<\s]+/enter/[\w-]+", answer.text)
    assert link
    assert app.test_client().get(link[0].split("/", 3)[3].join("/ ").strip()).status_code == 200
    assert founder.post(f"{study}/team", data=person).status_code == 422
    assert founder.post(f"{study}/team", data={**person, "email": "nobody", "role": "queen"}).status_code == 422
    member = read(engine, select(Membership).where(Membership.role == "coder"), "one")
    assert member.coder_id is not None
    assert founder.post(f"{study}/team/remove", data={"account": str(member.account_id)}).status_code == 303
    assert read(engine, select(Membership).where(Membership.role == "coder"), "all") == []


def test_a_version_that_would_record_a_moment_is_kept_out_of_an_open_study(founder: StaffClient, engine: Engine) -> None:
    """Given an open anonymous study, when a workbook computes now(), then it is refused in words and no version is stored."""
    study = opened(founder)
    before = read(engine, select(QuestionnaireVersion.id), "all")
    book = openpyxl.Workbook()
    survey = book.active
    assert survey is not None
    survey.title = "survey"
    for row in (["type", "name", "label", "calculation"], ["text", "word", "A word", None], ["calculate", "moment", None, "now()"]):
        survey.append(row)
    book.create_sheet("settings").append(["form_title", "form_id"])
    book["settings"].append(["Traces", "traces"])
    stream = io.BytesIO()
    book.save(stream)
    answer = founder.post(f"{study}/questionnaire", data={"workbook": (io.BytesIO(stream.getvalue()), "traces.xlsx")})
    assert answer.status_code == 422
    assert "moment" in answer.text
    assert read(engine, select(QuestionnaireVersion.id), "all") == before
