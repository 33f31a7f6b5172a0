"""What this package says to people, in the language of the file."""

from __future__ import annotations

from collections.abc import Callable

from questionnaires.languages import OWN_NAMES, Language, words
from questionnaires.questions import Missing

Say = Callable[..., str]


def sayer(language: str) -> Say:
    """A function from a template to the sentence in that language, its {fields} filled in; English where the house has no such language."""
    catalogue = words("exports", language if language in set(Language) else Language.ENGLISH)

    def say(template: str, /, **values: object) -> str:
        return catalogue.gettext(template).format(**values)

    return say


def language_name(language: str | None) -> str:
    """A language in its own name; "" for none."""
    return OWN_NAMES.get(Language(language), "") if language in set(Language) else language or ""


def missing_words(reason: Missing, say: Say) -> str:
    """Why there is no answer, as the file says it in place of one."""
    return {
        Missing.SKIPPED: say("left empty"),
        Missing.NOT_ASKED: say("not asked"),
        Missing.REFUSED: say("prefers not to say"),
        Missing.DONT_KNOW: say("cannot say"),
        Missing.NOT_APPLICABLE: say("does not apply"),
        Missing.COVERED: say("covered"),
    }[reason]
