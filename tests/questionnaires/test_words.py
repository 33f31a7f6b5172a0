"""What the package says, it says in three languages."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import questionnaires
from questionnaires.wording import say

HOME = Path(questionnaires.__file__).parent
CALLS = {"say", "marked", "gettext"}


def spoken() -> set[str]:
    """All msgids in the code: literal first arguments of what says or marks words."""
    found = set()
    for source in HOME.rglob("*.py"):
        for node in ast.walk(ast.parse(source.read_text("utf-8"))):
            name = getattr(node.func, "id", getattr(node.func, "attr", "")) if isinstance(node, ast.Call) else ""
            if name in CALLS and node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str):
                found.add(node.args[0].value)
    return found


def fields(template: str) -> list[str]:
    """The names that a template fills in."""
    return sorted(field for _, field, _, _ in string.Formatter().parse(template) if field)


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_every_sentence_is_translated_and_none_is_left_over(language: str) -> None:
    """Code and catalogue hold the same sentences, each translation fills in the same values and ends as its original does."""
    with (HOME / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as source:
        catalogue = {message.id: message.string for message in read_po(source) if message.id}
    assert set(catalogue) == spoken()
    for msgid, translation in catalogue.items():
        assert translation, msgid
        assert fields(str(translation)) == fields(msgid), msgid
        assert ("!" in str(translation)) is False
        assert str(translation)[-1] == msgid[-1], msgid


def test_a_language_that_the_house_does_not_have_hears_english() -> None:
    """A page in German, of a questionnaire brought from elsewhere, says its faults in English."""
    assert say("This option has no name.", language="de") == "This option has no name."
    assert say("This option has no name.", language="kk") == "Бұл нұсқаның атауы жоқ."
