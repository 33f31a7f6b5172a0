"""Files for others: consent kept, groups of few covered, nothing that joins words with rows or one file with the next."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable

from sqlmodel import Session, select

from coding.models import Source
from coding.viewers import Viewer
from exports.export import Export
from exports.gather import gather, read_material
from exports.manifest import LeftOut
from exports.quotations import MOST_FROM_ONE, quotations
from exports.statements import covered_statements
from exports.wording import sayer
from questionnaires.models import Response, Study
from questionnaires.questions import Missing

Exported = Callable[..., Export]


def test_rows_are_those_of_people_who_let_their_answers_be_kept(exported: Exported) -> None:
    """One of 60 did not agree to the archive: 59 rows outside, 60 for the team, and the file says so."""
    outside = exported("outside")
    assert len(exported("team").dataset.records) == 60
    assert len(outside.dataset.records) == 59
    assert outside.manifest.left_out[LeftOut.NOT_ARCHIVED] == 1
    said = covered_statements(outside.manifest, outside.themes, sayer("en"))
    expected = "People who did not agree that their answers are kept for others: 1. They have no row."
    assert ("Responses", expected) in said


def test_every_combination_of_identifying_values_is_shared_by_five(exported: Exported) -> None:
    """Questionnaire, region, years, sex, profession and language together: each row is one of five or more that read the same."""
    data = exported("outside").dataset
    grouping = [variable.name for variable in data.variables if variable.identifying]
    assert set(grouping) == {"profession", "region", "years", "sex"}
    rows = Counter(
        (
            record.questionnaire,
            record.language,
            *(record.values.get(name) or record.missing.get(name, Missing.NOT_ASKED) for name in grouping),
        )
        for record in data.records
    )
    assert min(rows.values()) >= 5
    assert any(Missing.COVERED in row for row in rows)


def test_covering_changes_no_value(exported: Exported) -> None:
    """What is still shown of the closed answers is what people said: as many of each value as in the team's rows, or fewer."""
    team, outside = exported("team").dataset, exported("outside").dataset
    for variable in outside.variables:
        before = Counter(str(record.values.get(variable.name)) for record in team.records)
        after = Counter(str(record.values.get(variable.name)) for record in outside.records if variable.name in record.values)
        assert not after - before, variable.name
        if not variable.identifying:
            assert before.total() - after.total() <= before["None"] + 1


def test_no_words_stand_in_the_rows_for_others(exported: Exported) -> None:
    """Open answers and short texts are not columns there: words could be joined with a person's other answers."""
    outside = exported("outside")
    names = {variable.name for variable in outside.dataset.variables}
    assert not names & {"reports_why", "first_change", "region_other", "tools_prison_other"}
    assert {"reports_why", "region_other"} <= {variable.name for variable in exported("team").dataset.variables}
    assert outside.manifest.left_out[LeftOut.WORDS_IN_ROWS] == 16


def test_words_are_quoted_only_of_those_who_agreed(exported: Exported, session: Session) -> None:
    """Three did not agree to be quoted or archived: none of their words is in the file, but their codes count."""
    outside = exported("outside")
    refused = [r.id for r in session.exec(select(Response)) if not (r.may_quote and r.may_archive)]
    assert len(refused) == 3
    theirs = [s.text for s in session.exec(select(Source)) if s.response_id in refused]
    told = [source.text for source in outside.project.sources if source.text is not None]
    quotes = [passage.quote for passage in outside.project.passages if passage.quote is not None]
    assert theirs
    assert not set(theirs) & set(told)
    assert not any(quote in text for quote in quotes for text in theirs if len(quote) > 30)
    silent = [passage for passage in outside.project.passages if passage.quote is None]
    assert silent
    assert all(passage.start is None and passage.stop is None and passage.code for passage in silent)
    assert outside.manifest.left_out[LeftOut.NOT_QUOTED] == len(theirs)


def test_labels_are_drawn_anew_for_each_file(exported: Exported) -> None:
    """In two files for others the same words have other labels, and the order of rows says nothing: nothing joins file to file."""
    one, two = exported("outside", language="ru"), exported("outside", language="kk")
    labels = [{source.text: source.label for source in export.project.sources if source.text} for export in (one, two)]
    same = sum(labels[0][text] == labels[1][text] for text in labels[0])
    assert len(labels[0]) > 300
    assert same < 10  # by chance about one in the whole file
    team = {source.text: source.label for source in exported("team").project.sources}
    assert not set(labels[0].values()) & set(team.values())


def test_answers_of_one_person_carry_no_common_label(exported: Exported) -> None:
    """Each text is a label of its own; a person cannot be put together from the file."""
    sources = exported("outside").project.sources
    assert len({source.label for source in sources}) == len(sources)


def test_a_change_of_one_answer_draws_all_labels_anew(exported: Exported, session: Session) -> None:
    """Labels come from everything in the file: after a change they are others, so that two files cannot be laid side by side."""
    before = {source.text: source.label for source in exported("outside").project.sources if source.text}
    response = session.exec(select(Response)).first()
    assert response is not None
    response.may_quote = not response.may_quote
    session.flush()
    after = {source.text: source.label for source in exported("outside").project.sources if source.text}
    assert sum(before[text] == after.get(text) for text in before) < 10


def test_at_most_one_group_stands_beside_a_text(exported: Exported) -> None:
    """The questionnaire, where the table of themes tells it for every code on the text; else it is covered."""
    outside = exported("outside")
    covered = {line.name for line in outside.themes.table.lines if None in line.counts[0]}
    codes = defaultdict(set)
    for passage in outside.project.passages:
        codes[passage.source.label].add(passage.code)
    assert covered
    shown = [source for source in outside.project.sources if None not in source.attributes.values()]
    for source in outside.project.sources:
        assert list(source.attributes) == ["questionnaire:"]
    assert shown
    assert not any(codes[source.label] & covered for source in shown)


def test_the_group_beside_a_text_is_shared_by_five_who_write_that_language(
    exported: Exported, session: Session, returnees: Study
) -> None:
    """Words show their language: two theologians who write English are two people, however many theologians there are."""
    people = _material(session, returnees).people.values()
    together = Counter((person.language, person.record.questionnaire) for person in people)
    assert min(together.values()) < 5
    beside = {(source.language, *source.attributes.values()) for source in exported("outside").project.sources if source.text}
    assert all(group is None or together[language, group] >= 5 for language, group in beside)
    assert any(group is not None for _, group in beside)


def test_passages_of_themes_that_few_people_have_are_left_out(exported: Exported) -> None:
    """Listing the passages of a theme with a covered number would be counting its people in public."""
    outside = exported("outside")
    hidden = {line.name for line in outside.themes.table.lines if line.total is None}
    assert hidden
    assert not {passage.code for passage in outside.project.passages} & hidden
    left = outside.manifest.left_out[LeftOut.RARE_THEMES]
    assert left == len(exported("team").project.passages) - len(outside.project.passages) > 0


def test_a_questionnaire_of_few_has_no_rows(exported: Exported, session: Session, returnees: Study) -> None:
    """Where fewer than k people let a questionnaire be kept, the questions it asks would name them: they have no row."""
    export = exported("team")
    kept = {source.label for source in export.project.sources if source.question == "narratives_open"}
    labels = {s.response_id: s.label for s in session.exec(select(Source))}
    theologians = [r for r in session.exec(select(Response)) if labels[r.id] in kept]
    for response in theologians[4:]:
        response.may_archive = False
    for response in session.exec(select(Response)):
        if response not in theologians and labels[response.id] not in kept and response.version_id == theologians[0].version_id:
            response.may_archive = False
    session.flush()
    outside = exported("outside")
    assert {record.questionnaire for record in outside.dataset.records} == {"psychologists"}
    assert 0 < outside.manifest.left_out[LeftOut.RARE_QUESTIONNAIRE] < 5


def test_a_blind_coder_exports_his_own_codes(exported: Exported, session: Session, returnees: Study) -> None:
    """While A codes blind, B's codes are in no sheet and no number of A's file; the file says for how many questions."""
    from coding.workflow import assign

    whole = exported()
    a = next(
        one
        for one in {coding.coder_id: coding.coder for coding in _material(session, returnees).codings}.items()
        if one[1] == "Coder A"
    )[0]
    assign(session, study_id=returnees.id, coder_id=a, question="reports_why", blind=True)
    session.flush()
    blind = gather(session, study=returnees, viewer=Viewer(study_id=returnees.id, coder_id=a), language="en", audience="team")
    in_question = [passage for passage in blind.project.passages if passage.source.question == "reports_why"]
    assert {passage.coder for passage in in_question} == {"Coder A"}
    assert len(blind.project.passages) < len(whole.project.passages)
    assert blind.manifest.left_out == {LeftOut.BLIND: 1}


def _material(session: Session, study: Study):
    return read_material(session, study=study, viewer=Viewer(study_id=study.id, coder_id=None))


def test_gathering_takes_a_fixed_number_of_queries(session: Session, returnees: Study) -> None:
    """60 responses or 6,000: a dozen statements and no more."""
    from sqlalchemy import event

    seen: list[str] = []
    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *call: seen.append(call[2]))
    gather(session, study=returnees, viewer=Viewer(study_id=returnees.id, coder_id=None), language="en", audience="team")
    assert len(seen) <= 16


def test_quotations_come_from_people_who_agreed_two_from_each(session: Session, returnees: Study) -> None:
    """Never more than two passages of one person, never words of who refused, context around each."""
    material = _material(session, returnees)
    found = quotations(material, "formal-reporting", most=200)
    texts = {text.text: text.person for text in material.texts}
    people = Counter()
    for quote in found.shown:
        whole = next(text for text in texts if quote.words in text and quote.before.removeprefix("… ") in text)
        people[texts[whole]] += 1
        assert material.people[texts[whole]].may_quote
        assert quote.before.removeprefix("… ") + quote.words + quote.after.removesuffix(" …") in whole
    assert found.quotable >= len(found.shown) > 20
    assert max(people.values()) <= MOST_FROM_ONE


def test_no_quotations_where_people_are_few(session: Session, returnees: Study) -> None:
    """Legal obstacles: fewer than five people wrote of them, so quoting them would be counting them."""
    found = quotations(_material(session, returnees), "legal-obstacles", most=12)
    assert (found.shown, found.quotable, found.too_few) == ((), 0, True)


def test_two_coders_who_chose_the_same_words_give_one_quotation(session: Session, returnees: Study) -> None:
    """Overlapping passages are one quotation, the longest; a quotation of a part counts for its theme."""
    material = _material(session, returnees)
    found = quotations(material, "specialist-shortages", most=500)
    codes = {code for quote in found.shown for code in quote.codes}
    assert "women-theologians" in codes
    places = [(quote.label, quote.question, quote.words) for quote in found.shown]
    assert len(set(places)) == len(places)
    for one in found.shown:
        assert not any(
            one is not other and one.label == other.label and one.question == other.question and one.words in other.words
            for other in found.shown
        )
