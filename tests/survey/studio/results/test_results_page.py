"""The page of results: people counted, small numbers covered, quotations of those who agreed; empty states that lead on."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlmodel import Session, select

from coding.models import CodedSegment
from questionnaires.models import Response, Study
from tests.conftest import SignIn

PAGE = "/studies/women-returnees/results"


def cells(page: str) -> list[str]:
    """The words in the cells of the table, row by row."""
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    return [unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", table, flags=re.DOTALL)]


def test_every_number_on_the_page_is_five_or_more_or_nought(sign_in: SignIn, returnees: Study) -> None:
    """Each cell is a number of people with its share, or covered; never 1 to 4."""
    page = sign_in("reader", returnees).get(PAGE).text
    found = cells(page)
    numbers = [int(cell.split()[0]) for cell in found if cell != "covered"]
    assert len(found) == 170
    assert found.count("covered") == 90
    assert not {1, 2, 3, 4} & set(numbers)
    assert "25 42%" in found


def test_the_covered_mark_is_one_and_says_nothing_more(sign_in: SignIn, returnees: Study) -> None:
    """All covered cells are the same HTML: no title, no class, no number that would tell them apart."""
    page = sign_in("reader", returnees).get(PAGE).text
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert len(set(re.findall(r"<td[^>]*><span class=\"hid\".*?</td>", table))) == 1


def test_quotations_follow_the_code_that_is_asked_for(sign_in: SignIn, returnees: Study) -> None:
    """?code= chooses; an unknown one gives the theme most people have; one with few people gives a sentence, no words."""
    reader = sign_in("reader", returnees)
    assert "Quotations: Formal reporting" in reader.get(PAGE).text
    assert "Quotations: Formal reporting" in reader.get(PAGE + "?code=" + "x" * 500).text
    chosen = reader.get(PAGE + "?code=stigmatization").text
    assert "Quotations: Stigmatization" in chosen
    assert chosen.count('<blockquote class="quote">') == 12
    few = reader.get(PAGE + "?code=legal-obstacles").text
    assert "<blockquote" not in few
    assert "The number of people with this code is covered, so no quotations are shown." in few


def test_each_quotation_says_its_language(sign_in: SignIn, returnees: Study) -> None:
    """Words in three languages stand on one page: each passage carries its own."""
    page = sign_in("reader", returnees).get(PAGE + "?code=formal-reporting&language=kk").text
    assert {"ru", "kk", "en"} >= set(re.findall(r'<blockquote class="quote"><p lang="(\w+)"', page)) > {"ru"}
    assert 'lang="kk"' in page[:200]
    assert "Дәйексөздер: Формалды есептілік" in page


@pytest.mark.parametrize(
    ("role", "status"), [("owner", 200), ("researcher", 200), ("coder", 200), ("reader", 200), ("fieldworker", 403)]
)
def test_those_who_read_answers_see_results(sign_in: SignIn, returnees: Study, role: str, status: int) -> None:
    """A fieldworker sees people and never answers."""
    assert sign_in(role, returnees).get(PAGE).status_code == status


def test_only_those_who_may_export_are_offered_it(sign_in: SignIn, returnees: Study) -> None:
    """The button is drawn for owners and researchers; for others it is left out, not drawn dead."""
    assert "/women-returnees/exports" in sign_in("researcher", returnees).get(PAGE).text
    assert "/women-returnees/exports" not in sign_in("reader", returnees).get(PAGE).text


def test_a_study_without_answers_says_what_comes_first(sign_in: SignIn, study: Study) -> None:
    """Nothing released: the page says when results appear and leads to what needs doing."""
    page = sign_in("owner").get(f"/studies/{study.slug}/results")
    assert page.status_code == 200
    assert "Results appear when at least 5 responses have been released and coded." in page.text


def test_four_responses_are_not_even_counted(sign_in: SignIn, session: Session, returnees: Study) -> None:
    """Under five responses the page is the empty one: the number itself is covered."""
    returnees.k = 61
    session.commit()
    page = sign_in("owner", returnees).get(PAGE).text
    assert "Nothing to count yet" in page
    assert "60" not in re.sub(r"<[^>]+>|nonce=\S+", "", page[page.index("<main") :])


def test_released_but_uncoded_leads_to_coding(sign_in: SignIn, session: Session, returnees: Study) -> None:
    """Responses without a single passage: a coder is led to coding, a reader to reading."""
    for segment in session.exec(select(CodedSegment)):
        session.delete(segment)
    session.commit()
    assert "Start coding" in sign_in("coder", returnees).get(PAGE).text
    assert "Read the answers" in sign_in("reader", returnees).get(PAGE).text
    assert session.exec(select(Response)).first() is not None


def test_words_of_an_answer_are_never_markup(sign_in: SignIn, session: Session, returnees: Study) -> None:
    """What an expert writes as HTML is shown as he wrote it and does nothing."""
    segment = session.exec(select(CodedSegment)).first()
    assert segment is not None
    from coding.models import Code, Source

    source = session.get_one(Source, segment.source_id)
    code = session.get_one(Code, segment.code_id)
    quote = '<img src=x onerror=alert(1)>«ә» & "б"'
    source.text, source.length = quote, len(quote)
    others = session.exec(select(CodedSegment).where(CodedSegment.source_id == source.id)).all()
    for other in others:
        session.delete(other)
    session.flush()
    session.add(
        CodedSegment(
            source_id=source.id,
            coder_id=segment.coder_id,
            code_id=segment.code_id,
            start=0,
            stop=len(quote),
            quote=quote,
            question=source.question,
        )
    )
    session.commit()
    page = sign_in("reader", returnees).get(f"{PAGE}?code={code.key}").text
    assert "<img src=x" not in page


def test_a_damaged_quotation_stops_the_numbers(sign_in: SignIn, session: Session, returnees: Study) -> None:
    """A quote that is not in its text was changed by other hands: nothing is counted of it, and the page says what to do."""
    segment = session.exec(select(CodedSegment)).first()
    assert segment is not None
    segment.quote = "басқа сөз 🙂"
    session.commit()
    answer = sign_in("owner", returnees).get(f"/studies/{returnees.slug}/results?language=en")
    assert answer.status_code == 409
    assert "1 passage is not what its answer says" in answer.text
    assert "<h1>Results</h1>" in answer.text
