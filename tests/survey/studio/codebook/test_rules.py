"""Rules of a code name other codes; the page leads there."""

from __future__ import annotations

import pytest

from coding.codes import CODE_KEYS, Book, CodeEntry
from survey.studio.codebook.rules import pieces, wording
from tests.coding.conftest import CODES

BOOK = Book(
    1,
    tuple(
        CodeEntry(id=f"{number}", revision=1, key=said["key"], name=said["name"], hotkey=said["hotkey"])  # type: ignore[arg-type]
        for number, said in enumerate(CODES["codes"])
    ),
)


@pytest.mark.parametrize(
    ("line", "links"),
    [
        ("A report that claims too much: “Formal reporting” (1)", [("“Formal reporting” (1)", "reports")]),
        ("Отчёт приписывает лишнее: «Формальная отчётность» (1)", [("«Формальная отчётность» (1)", "reports")]),
        ("Есеп асыра жазылса: «формалды есептілік»", [("«формалды есептілік»", "reports")]),
        ("Since renumbered: “Women theologians” (2), see (1)", [("“Women theologians” (2)", "women"), ("(1)", "reports")]),
        ("An old name, but its key: “Reporting for show” (1)", [("“Reporting for show” (1)", "reports")]),
        ("Keys that nobody has (9), and a word in brackets (only one)", []),
        ("«Бұл жай дәйексөз 🙂»", []),
    ],
)
def test_a_rule_leads_to_the_codes_that_it_names(line: str, links: list[tuple[str, str]]):
    """By name in any language first, since keys change; else by key. What is not a code stays words, and no word is lost."""
    cut = pieces(line, BOOK)
    assert [(piece.words, piece.code.key) for piece in cut if piece.code] == links
    assert "".join(piece.words for piece in cut) == line


def test_a_wording_that_is_missing_is_said_in_the_next_best_language():
    """Kazakh falls back to Russian and says so to whoever reads the page aloud; nothing written is nothing."""
    said = wording({"en": ["one"], "ru": ["первое", "", "второе"]}, "kk", BOOK)
    assert (said.language, [line[0].words for line in said.lines]) == ("ru", ["первое", "второе"])
    assert wording({}, "kk", BOOK).lines == ()
    assert len(CODE_KEYS) == 19
