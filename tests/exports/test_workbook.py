"""The workbook of the returnees study, read back: seven sheets that hold what people answered and what was read in it."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Callable
from io import BytesIO

import pytest
from sqlmodel import Session, select

from coding.models import CodedSegment, Source
from exports.export import Export
from questionnaires.models import Answer, Response, Study
from tests.exports.conftest import bytes_of, read_back, table

Exported = Callable[..., Export]
SHEETS = ["Read me", "Responses", "Open answers", "Coded segments", "Codebook", "Themes by group", "Data dictionary"]


def test_the_team_gets_seven_sheets(exported: Exported) -> None:
    """Names, frozen heads and filters of all tables; Read me is a page of words."""
    book = read_back(bytes_of(exported()))
    assert book.sheetnames == SHEETS
    assert {page.title: page.freeze_panes for page in book} == {
        "Read me": None,
        "Responses": "B3",
        "Open answers": "B2",
        "Coded segments": "B2",
        "Codebook": "C2",
        "Themes by group": "B5",
        "Data dictionary": "B2",
    }
    assert all(page.auto_filter.ref for page in book if page.title != "Read me")


def test_no_cell_of_the_whole_workbook_is_a_formula(exported: Exported) -> None:
    """Not one <f> in any sheet, in either file."""
    for audience in ("team", "outside"):
        with zipfile.ZipFile(BytesIO(bytes_of(exported(audience)))) as archive:
            for name in archive.namelist():
                assert b"<f>" not in archive.read(name), name
                assert b"<f " not in archive.read(name), name


def test_every_response_has_a_row_with_words_and_codes(exported: Exported, session: Session, returnees: Study) -> None:
    """All 60 rows, each closed answer as its label and its code, as the database has it."""
    rows = table(read_back(bytes_of(exported())), "Responses", heads=2)
    assert len(rows) == 60
    by_label = {row["meta:response"]: row for row in rows}
    assert len(by_label) == 60
    labels = {s.response_id: s.label for s in session.exec(select(Source).where(Source.study_id == returnees.id))}
    answers = session.exec(select(Answer).join(Response, Response.id == Answer.response_id).where(Answer.missing.is_(None)))  # type: ignore[union-attr,arg-type]
    checked = Counter()
    for answer in answers:
        row = by_label[labels[answer.response_id]]
        if f"{answer.question}:code" in row:
            assert row[f"{answer.question}:code"] == answer.value
            assert row[answer.question] not in {answer.value, None} or answer.question == "reports_overstated"
            checked["choice"] += 1
        elif isinstance(answer.value, list):
            given = {name.split("/")[1]: cell for name, cell in row.items() if name.startswith(f"{answer.question}/")}
            if answer.question == "risks_ranked":
                assert {name: cell for name, cell in given.items() if cell} == {n: at for at, n in enumerate(answer.value, 1)}
            else:
                assert {name for name, cell in given.items() if cell == 1} == set(answer.value)
                assert set(given.values()) <= {0, 1}
            checked["list"] += 1
        else:
            assert row[answer.question] == answer.value
            checked[type(answer.value).__name__] += 1
    assert min(checked[kind] for kind in ("choice", "list", "int", "str")) > 100


def test_reasons_for_no_answer_stay_apart(exported: Exported) -> None:
    """Left empty, not asked, cannot say, refused, does not apply and covered read differently, in words and in codes."""
    rows = table(read_back(bytes_of(exported())), "Responses", heads=2)
    theologian = next(row for row in rows if "theologians" in row["meta:questionnaire"])
    assert theologian["psy_trauma"] == "[not asked]"
    assert theologian["psy_trauma:code"] == "[not_asked]"
    words = {cell for row in rows for cell in row.values() if isinstance(cell, str) and re.fullmatch(r"\[[a-z ]+\]", cell)}
    assert words == {"[left empty]", "[not asked]", "[prefers not to say]", "[cannot say]", "[does not apply]", "[covered]",
                     "[skipped]", "[refused]"}  # fmt: skip


def test_the_second_head_says_the_question(exported: Exported) -> None:
    """Names stand in the first row, the words of the questions in the second, in the language of the file."""
    for language, words in (
        ("en", "How achievable is each of these indicators in your own practice? She accepts the secular state and its laws"),
        ("ru", "Регион вашего центра"),
        ("kk", "Орталығыңыздың өңірі"),
    ):
        book = read_back(bytes_of(exported(language=language)))
        names, labels = book.worksheets[1].iter_rows(max_row=2, values_only=True)
        assert words in labels
        assert names[3:5] == ("profession", "profession:code")


def test_open_answers_are_whole_and_known_by_the_label_of_their_response(exported: Exported, session: Session) -> None:
    """Each source is a row with its very text; its label leads to the row of its response."""
    book = read_back(bytes_of(exported()))
    rows = table(book, "Open answers")
    sources = {(s.label, s.question): s.text for s in session.exec(select(Source))}
    assert {(row["Label"], row["Variable"]): row["Answer"] for row in rows} == sources
    assert {row["Label"] for row in rows} <= {row["meta:response"] for row in table(book, "Responses", heads=2)}
    assert sum(row["Memos"] is not None for row in rows) == 1
    assert next(row["Memos"] for row in rows if row["Memos"]) == "Coder A: Әлі де ойлану керек 🙂"


def test_coded_segments_hold_quote_place_code_and_coder(exported: Exported, session: Session) -> None:
    """Every coded segment is a row, and its offsets cut its quote out of the text of the open answer."""
    book = read_back(bytes_of(exported()))
    rows = table(book, "Coded segments")
    texts = {(row["Label"], row["Variable"]): row["Answer"] for row in table(book, "Open answers")}
    assert len(rows) == len(session.exec(select(CodedSegment)).all()) > 400
    for row in rows:
        assert texts[row["Label"], row["Variable"]][row["Start"] : row["Stop"]] == row["Passage"]
        assert row["Coder"] in {"Coder A", "Coder B"}
    part = next(row for row in rows if row["Code key"] == "women-theologians")
    assert (part["Code"], part["Part of"]) == ("Women theologians", "Specialist shortages")


def test_the_codebook_says_everything_of_each_code(exported: Exported) -> None:
    """17 codes in the order of the tree, with definition, what belongs and what does not, example and key, in Kazakh."""
    book = read_back(bytes_of(exported(language="kk")))
    rows = table(book, "Кодтар кітабы")
    assert [row["Код кілті"] for row in rows][:3] == ["gender-insensitivity", "specialist-shortages", "women-theologians"]
    assert len(rows) == 17
    first = rows[0]
    assert first["Код"] == "Гендерлік факторды ескермеу"
    assert first["Жатады"].startswith("• Ерлер колониясынан")
    assert all(first[name] for name in ("Мағынасы", "Жатпайды", "Мысал", "Перне"))


def test_themes_by_group_are_those_of_the_table(exported: Exported) -> None:
    """Every cell of the sheet is the cell of the covered table; no number from 1 to 4 is in it, nor one that leaves 1 to 4."""
    export = exported()
    page = read_back(bytes_of(export))["Themes by group"]
    shown = export.themes.table
    sizes = [shown.people, *(size for split in shown.splits for size in split.sizes)]
    for row, line in enumerate(shown.lines, 5):
        cells = [page.cell(row, 2 + 2 * at).value for at in range(len(sizes))]
        assert cells == ["[covered]" if cell is None else cell for cell in line.cells()]
        for cell, size in zip(cells, sizes, strict=True):
            assert isinstance(cell, str) or (not 0 < cell < 5 and not 0 < size - cell < 5)
    assert [page.cell(4, 2 + 2 * at).value for at in range(len(sizes))] == sizes
    assert 0 < shown.covered < shown.size


def test_the_dictionary_explains_every_column_of_the_responses(exported: Exported) -> None:
    """Each column stands in the dictionary, with the question, values, reasons, questionnaires and the condition as it is written."""
    book = read_back(bytes_of(exported()))
    rows = {row["Variable"]: row for row in table(book, "Data dictionary")}
    columns = [name for row in rows.values() for name in row["Columns"].split("\n")]
    assert columns == [cell.value for cell in book["Responses"][1]][3:]
    hard = rows["nar_hard_jihad"]
    assert hard["Shown when"] == "${nar_met_jihad} != '1'"
    assert hard["Values"].split("\n")[0] == "1 = Very easy"
    assert "[cannot say] = [dont_know]" in hard["Without an answer: mark = code"]
    assert hard["Asked in"] == "Survey of specialists, 2026: theologians"
    assert rows["region"]["Can point to a person"] == "yes"


def test_read_me_says_where_the_file_comes_from(exported: Exported) -> None:
    """Study, both questionnaires with version and hash, counts, codebook, program, fingerprint; and that the data are illustrative."""
    export = exported()
    page = read_back(bytes_of(export))["Read me"]
    said = [(row[0], row[1]) for row in page.iter_rows(values_only=True)]
    words = dict(said)
    assert said[0][0] == "Women returnees, 2026"
    assert said[1][0] == "Illustrative data: no real person answered any of this."
    hashes = [value for term, value in said if term == "Questionnaire"]
    assert len(hashes) == 2
    assert all(re.search(r"version 1 \(2026-1\); responses: 30; SHA-256 [0-9a-f]{64}$", value) for value in hashes)
    assert words["Responses"] or words["Fingerprint"] == export.manifest.fingerprint
    assert words["Program"].startswith("Saraptama ")
    assert words["Codebook"]
    assert {name for name, _ in said} >= set(SHEETS[1:])
    assert all(cell.hyperlink.location.startswith("'") for row in page.iter_rows() for cell in row if cell.hyperlink)


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_the_same_choices_give_the_same_file(exported: Exported, language: str) -> None:
    """Made twice, a file is equal byte for byte; another language or audience has another fingerprint."""
    first, second = exported("outside", language=language), exported("outside", language=language)
    assert bytes_of(first) == bytes_of(second)
    others = [exported("team", language=language), exported("outside", language={"en": "ru", "ru": "kk", "kk": "en"}[language])]
    assert first.manifest.fingerprint not in {other.manifest.fingerprint for other in others}


def test_nothing_in_the_file_is_an_id_of_the_database(exported: Exported, session: Session) -> None:
    """No id of a response, source or segment stands in a file for others: a file and a database cannot be joined."""
    content = bytes_of(exported("outside"))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        text = b"".join(archive.read(name) for name in archive.namelist()).decode()
    ids = [*session.exec(select(Response.id)), *session.exec(select(Source.id)), *session.exec(select(CodedSegment.id))]
    assert len(ids) > 700
    assert not any(one.hex in text or str(one) in text or one.hex[:8].upper() in text for one in ids)
    assert not any(f">{label}<" in text for label in session.exec(select(Source.label).distinct()))
