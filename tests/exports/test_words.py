"""Every sentence that this package says has its Kazakh and its Russian."""

from __future__ import annotations

import ast
from pathlib import Path
from string import Formatter

import pytest

import exports
from exports.wording import sayer
from questionnaires.languages import words


def sentences() -> set[str]:
    """All templates that are said, read from the code."""
    found = set()
    for path in Path(str(exports.__file__)).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say" and node.args:
                assert isinstance(node.args[0], ast.Constant), (
                    f"{path.name}:{node.lineno} says something that no catalogue can know"
                )
                found.add(str(node.args[0].value))
    return found


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_every_sentence_is_translated_with_its_fields(language: str) -> None:
    """No template is missing from a catalogue, and each translation has the fields of its template, no more and no fewer."""
    catalogue = words("exports", language)
    assert len(sentences()) > 100
    for template in sentences() - {"%"}:
        said = catalogue.gettext(template)
        assert said != template, template
        assert fields(said) == fields(template), template


def test_names_of_sheets_fit_into_a_spreadsheet() -> None:
    """A sheet's name has at most 31 characters, none of []:*?/\\, in every language."""
    names = ("Read me", "Responses", "Open answers", "Coded segments", "Codebook", "Themes by group", "Data dictionary")
    for language in ("en", "ru", "kk"):
        say = sayer(language)
        said = [say(name) for name in names]
        assert len(set(said)) == 7
        assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in said)


def test_an_unknown_language_is_english() -> None:
    """A file in a language that the house does not speak has English heads."""
    assert sayer("tr")("Responses") == "Responses"
