"""Every sentence for people is there in Russian and in Kazakh."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
PACKAGES = ("questionnaires", "coding", "exports", "survey")
LANGUAGES = ("kk", "ru")
#: How a sentence is marked: said now, said in a named language, or kept for later.
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "mark": None, "say": None}
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("**/templates/**.txt", "jinja2")]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!\{)\{\w*\}(?!\})")

Sentence = str | tuple[str, ...]


@cache
def sentences(package: str) -> dict[Sentence, str]:
    """What the code and the templates of a package say, with the first place where they say it."""
    found: dict[Sentence, str] = {}
    options = {"**/templates/**.html": {"trimmed": "true"}}
    for file, line, message, _comments, _context in extract_from_dir(ROOT / package, METHODS, options, keywords=KEYWORDS):
        if message and singular(message) not in {"", "kk", "ru", "en"}:  # `fault.say("en")` names a language
            found.setdefault(tuple(message) if isinstance(message, (tuple, list)) else message, f"{package}/{file}:{line}")
    return found


@cache
def literals(package: str) -> frozenset[str]:
    """Every text that stands in the package: what templates say, and every literal of the code (tables of messages are read later)."""
    trees = [ast.parse(path.read_text("utf-8")) for path in (ROOT / package).rglob("*.py")]
    found = {
        node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return frozenset(found | {singular(said) for said in sentences(package)})


@cache
def catalogues(package: str, language: str) -> tuple[tuple[str, Catalog], ...]:
    """The catalogues of a package in a language, by domain."""
    folder = ROOT / package / "translations" / language / "LC_MESSAGES"
    made = []
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as source:
            made.append((path.stem, read_po(source, locale=language)))
    return tuple(made)


def entries(package: str, language: str) -> Iterator[tuple[str, Message]]:
    for domain, catalogue in catalogues(package, language):
        yield from ((domain, message) for message in catalogue if message.id)


def singular(sentence: Sentence) -> str:
    return sentence[0] if isinstance(sentence, (tuple, list)) else sentence


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("package", PACKAGES)
def test_every_sentence_is_translated(package: str, language: str) -> None:
    """What a package says in English it says in the other languages too; the sentences that it lacks are listed with their place."""
    known = {singular(message.id) for _, message in entries(package, language)}
    missing = {place: singular(said) for said, place in sentences(package).items() if singular(said) not in known}
    assert missing == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("package", PACKAGES)
def test_no_translation_is_empty_or_doubtful(package: str, language: str) -> None:
    """No entry is empty, none is marked fuzzy, and plural forms are all there (Kazakh has two here, Russian three)."""
    wrong = []
    for domain, message in entries(package, language):
        forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        if message.fuzzy or not all(forms):
            wrong.append(f"{domain}: {message.id}")
        if isinstance(message.id, (tuple, list)) and len(forms) < (3 if language == "ru" else 2):
            wrong.append(f"{domain}: {message.id} has {len(forms)} forms")
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("package", PACKAGES)
def test_translations_keep_the_places_of_values(package: str, language: str) -> None:
    """A translation fills in the same values as the English sentence: none is lost, none made up."""
    wrong = []
    for domain, message in entries(package, language):
        ids = message.id if isinstance(message.id, (tuple, list)) else (message.id,)
        forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        wanted = set().union(*(set(PLACEHOLDER.findall(one)) for one in ids))
        wrong += [f"{domain}: {form}" for form in forms if form and set(PLACEHOLDER.findall(form)) - wanted]
        if wanted - set().union(*(set(PLACEHOLDER.findall(form)) for form in forms)) - {"%(num)s"}:
            wrong.append(f"{domain}: {ids[0]}")
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_catalogue_holds_what_nobody_says(language: str) -> None:
    """An entry that no code says any more is taken out, so that translators read nothing in vain."""
    idle = [
        f"{package}/{domain}: {singular(message.id)}"
        for package in PACKAGES
        for domain, message in entries(package, language)
        if singular(message.id) not in literals(package)
    ]
    assert idle == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_sound_as_agreed(language: str) -> None:
    """No exclamation marks, and no sentence that was left in English."""
    wrong = [
        f"{package}/{domain}: {form}"
        for package in PACKAGES
        for domain, message in entries(package, language)
        for form in (message.string if isinstance(message.string, (tuple, list)) else (message.string,))
        if "!" in form or (form == singular(message.id) and " " in form and re.search(r"[a-z]{4}", form))
    ]
    assert wrong == []
