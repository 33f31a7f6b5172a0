"""The three languages of the house, and the words that a package says in them.

Every package keeps its own gettext catalogues in `translations/<language>/LC_MESSAGES/<domain>.mo`; English is the language of
the message ids, so it needs none. Catalogues are read once a process and never need Flask.
"""

from __future__ import annotations

import unicodedata
from enum import StrEnum
from functools import cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files


class Language(StrEnum):
    """Interface and questionnaire languages, in the order in which they are offered."""

    KAZAKH = "kk"
    RUSSIAN = "ru"
    ENGLISH = "en"


#: The name of each language in itself: what a language link says.
OWN_NAMES = {Language.KAZAKH: "Қазақша", Language.RUSSIAN: "Русский", Language.ENGLISH: "English"}

_ALPHABETS = {
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "en": "abcdefghijklmnopqrstuvwxyz",
}


@cache
def words(package: str, language: str, *, domain: str = "messages") -> NullTranslations:
    """The catalogue of a package in a language; English, and only English, is without a file.

    `words("coding", "kk").gettext("New code")`. Raises FileNotFoundError when a catalogue was not built: `make` builds them.
    """
    if language == Language.ENGLISH:
        return NullTranslations()
    place = files(package).joinpath("translations", language, "LC_MESSAGES", f"{domain}.mo")
    with place.open("rb") as source:
        return GNUTranslations(source)


@cache
def _ranks(language: str) -> dict[str, int]:
    letters = _ALPHABETS[language]
    return {letter: rank for rank, letter in enumerate(dict.fromkeys(letters))}


def alphabet_key(text: str, *, language: str) -> tuple[tuple[int, int | str], ...]:
    """Names sorted by this key follow the alphabet of a language; `key=lambda name: alphabet_key(name, language="kk")`.

    Letters of the alphabet come in its order, then everything else by code point; case does not count.
    """
    ranks = _ranks(language)
    folded = unicodedata.normalize("NFC", text).casefold()
    return tuple((0, ranks[letter]) if letter in ranks else (-1 if letter == " " else 1, letter) for letter in folded)
