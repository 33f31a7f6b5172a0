"""The page of a code: what it says, to whom, and which numbers it covers."""

from __future__ import annotations

import uuid

import pytest
from sqlmodel import Session

from coding.codebook import load_codebook
from coding.viewers import Viewer
from coding.workflow import assign, code_segment, mark_done, write_memo
from exports.gather import read_material
from questionnaires.models import Study
from survey.access import Member
from survey.permissions import Role
from survey.studio.codebook.people import read_people
from tests.coding.conftest import NOW, House
from tests.conftest import SignIn
from tests.survey.studio.codebook.conftest import BOOK, Enter, coded, plain, words


def answers(
    house: House, count: int, *, group: str = "theologians", text: str = "{}-жауап: әр орталық өзінше 🙂"
) -> list[uuid.UUID]:
    return [house.answered(text.format(number), language="kk", group=group) for number in range(count)]


def test_an_empty_codebook_says_why_and_offers_two_ways(study: Study, sign_in: SignIn):
    """Given a study without codes, then who may edit is offered the starter codebook and a first code, a reader is told who writes it."""
    page = sign_in("researcher").get(BOOK).text
    assert "No codes yet" in page
    assert "13 codes, 4 parts" in words(page)
    assert 'action="/studies/oralu/codebook/-/starter"' in page
    assert 'href="/studies/oralu/codebook/-/new"' in page
    page = sign_in("reader").get(BOOK).text
    assert "The lead of the study or a researcher writes it." in page
    assert "/-/" not in page


def test_the_first_code_stands_at_the_address_of_the_codebook(house: House, enter: Enter):
    """The address without a code shows the first one, marked in the tree."""
    page = enter("a").get(BOOK).text
    assert '<h2 class="book-name" id="code-name">Formal reporting</h2>' in page
    assert page.count('aria-current="page"') == 2  # the tab and the code


def test_a_code_that_is_not_there_is_no_page(house: House, enter: Enter):
    """A key that was typed finds nothing; so does one of another study."""
    assert enter("a").get(f"{BOOK}/nothing").status_code == 404


@pytest.mark.parametrize(
    ("language", "name", "others"),
    [
        ("en", "Formal reporting", ["Формалды есептілік", "Формальная отчётность"]),
        ("ru", "Формальная отчётность", ["Формалды есептілік", "Formal reporting"]),
        ("kk", "Формалды есептілік", ["Формальная отчётность", "Formal reporting"]),
    ],
)
def test_a_code_has_its_name_in_the_language_of_the_page_and_in_the_others(
    house: House, enter: Enter, language: str, name: str, others: list[str]
):
    """The name of the page's language is the heading, the two others stand under it, each marked with its language."""
    page = enter("a", language=language).get(f"{BOOK}/reports").text
    assert f'id="code-name">{name}</h2>' in page
    assert all(f">{other}</span>" in page for other in others)


def test_numbers_are_those_of_the_results(returnees: Study, session: Session):
    """Total and questionnaires of every code, covered or not, are what the results show: two tables that differ would uncover each other."""
    member = Member(study=returnees, role=Role.READER, account_id=uuid.uuid4(), label="", coder_id=None, session=session)
    mine = read_people(member, load_codebook(session, returnees.id)).themes
    theirs = read_material(session, study=returnees, viewer=Viewer(study_id=returnees.id, coder_id=None)).themes
    assert mine.table.splits[0] == theirs.table.splits[0]
    assert len(mine.lines) == 17
    assert {key: (line.total, line.counts[0]) for key, line in mine.lines.items()} == {
        key: (line.total, line.counts[0]) for key, line in theirs.lines.items()
    }
    assert any(line.total is None for line in mine.lines.values()), "nothing was covered: the comparison proves little"


@pytest.mark.parametrize(("having", "shown"), [(4, None), (5, "5"), (7, "7"), (8, None), (11, None), (12, "12"), (0, "0")])
def test_a_small_number_is_covered_in_tree_numbers_and_passages(house: House, enter: Enter, having: int, shown: str | None):
    """Of twelve people, 1 to 4 with a code or without it are covered (k is 5), and then no passage is shown by which to count them."""
    sources = answers(house, 12)
    coded(house, "reports", sources[:having])
    house.session.commit()
    page = enter("a").get(f"{BOOK}/reports").text
    cell = page[page.index('<span class="cnt">') :].removeprefix('<span class="cnt">')
    said = words(page)
    if shown is None:
        assert cell.startswith('<span class="hid">covered</span>')
        assert "People covered Change" in said
        assert "so no passages are shown" in said
        assert "әр орталық өзінше" not in said
    else:
        assert cell.startswith(f"{shown}</span>")
        assert f"People {shown} of 12" in said
        assert said.count("әр орталық өзінше 🙂") == having


def test_a_code_counts_people_of_its_parts_and_does_not_say_which_part(house: House, enter: Enter):
    """Six have the code, six others its part: the code counts 12 people and shows 12 passages; none names the part."""
    sources = answers(house, 20)
    coded(house, "staff", sources[:6])
    coded(house, "women", sources[6:12])
    house.session.commit()
    said = words(enter("a").get(f"{BOOK}/staff").text)
    assert "People 12 of 20, 60 %" in said
    assert said.count("әр орталық өзінше") == 12
    assert said.count("Women theologians") == 1  # in the tree


def test_a_rare_code_beside_a_passage_is_covered(house: House, enter: Enter):
    """Codes on the same words are named beside a passage, but one that few people have only as covered."""
    sources = answers(house, 20)
    coded(house, "reports", sources[:8])
    coded(house, "staff", sources[:6])
    house.session.commit()
    a = enter("a")
    page = a.get(f"{BOOK}/reports").text
    assert page.count('<span class="book-also">') == 6
    coded(house, "women", sources[:2])
    house.session.commit()
    table = a.get(f"{BOOK}/reports").text.partition('class="tbl book-passages"')[2]
    assert table.count("Specialist shortages") == 6
    assert "Women theologians" not in table


def test_a_group_stands_beside_a_passage_only_where_its_number_is_shown(house: House, enter: Enter):
    """Ten of each questionnaire: with 5 and 5 the groups of the passages are told, with 6 and 4 they are covered, since one can count them."""
    there, here = answers(house, 10), answers(house, 10, group="psychologists")
    coded(house, "reports", [*there[:5], *here[:5]])
    coded(house, "staff", [*there[4:10], *here[6:10]])
    house.session.commit()
    a = enter("a")
    told = a.get(f"{BOOK}/reports").text.partition('class="tbl book-passages"')[2].partition("</table>")[0]
    assert (told.count("theologians: talk"), told.count("psychologists: talk")) == (4, 5)  # one of the five has the other code too
    covered = a.get(f"{BOOK}/staff").text.partition('class="tbl book-passages"')[2].partition("</table>")[0]
    assert covered.count("talk") == 0
    assert covered.count("covered") == 10


def test_coders_who_chose_the_same_words_give_one_line(house: House, enter: Enter):
    """A passage that both coders have is shown once; "mine" keeps what the visitor has coded himself."""
    sources = answers(house, 20)
    coded(house, "reports", sources[:7], "a")
    coded(house, "reports", sources[5:12], "b")
    house.session.commit()
    a = enter("a")
    assert words(a.get(f"{BOOK}/reports").text).count("әр орталық өзінше") == 12
    assert words(a.get(f"{BOOK}/reports?whose=mine").text).count("әр орталық өзінше") == 7


def test_passages_come_in_pages(house: House, enter: Enter):
    """Of thirty passages the first page has 25, the second 5; a page beyond the end is the last one."""
    coded(house, "reports", answers(house, 30))
    house.session.commit()
    a = enter("a")
    counted = [words(a.get(f"{BOOK}/reports?page={page}").text).count("әр орталық өзінше") for page in ("0", "1", "9", "-3", "x")]
    assert counted == [25, 5, 5, 25, 25]


def test_a_blind_coder_sees_the_same_page_whether_the_other_has_coded_or_not(house: House, enter: Enter):
    """Tree, numbers, passages and memos of a code are byte for byte the same before and after B's work."""
    sources = answers(house, 12)
    assign(house.session, study_id=house.study.id, coder_id=house.a, question="why")
    coded(house, "reports", sources[:6])
    house.session.commit()
    a, reader = enter("a", "coder"), enter("b", "coder")
    before, other = plain(a.get(f"{BOOK}/reports").text), plain(reader.get(f"{BOOK}/reports").text)
    act = {"study_id": house.study.id, "coder_id": house.b, "now": NOW}
    coded(house, "reports", sources[:11], "b")
    code_segment(house.session, source=sources[0], code="staff", start=0, stop=7, **act)
    write_memo(house.session, code_id=house.book.by_key["reports"].id, text="Б ойы: үлгі ме?", revision=0, **act)
    mark_done(house.session, source=sources[0], **act)
    house.session.commit()
    assert plain(a.get(f"{BOOK}/reports").text) == before
    assert "Where you code blind" in before
    assert plain(reader.get(f"{BOOK}/reports").text) != other


def test_a_reader_sees_everything_and_changes_nothing(house: House, sign_in: SignIn):
    """A reader sees rules, numbers and passages; there is no button to edit, no memo of his own, and the doors are shut."""
    coded(house, "reports", answers(house, 12)[:6])
    house.session.commit()
    reader = sign_in("reader")
    page = reader.get(f"{BOOK}/reports").text
    assert words(page).count("әр орталық өзінше") == 6
    assert "<form" not in page
    for address in ("-/new", "-/starter", "-/undo", "reports/edit", "reports/retire", "reports/memo"):
        assert reader.post(f"{BOOK}/{address}").status_code == 403, address


def test_whoever_may_not_read_answers_may_not_read_the_codebook(house: House, sign_in: SignIn):
    """Those who make links see people, so they see no passage and no code."""
    assert sign_in("fieldworker").get(BOOK).status_code == 403
