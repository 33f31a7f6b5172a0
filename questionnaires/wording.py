"""What this package says to people, in the language of the reader."""

from __future__ import annotations

from questionnaires.languages import Language, words


def say(template: str, *, language: str, **values: object) -> str:
    """The template in that language with its {fields} filled in; English where the house has no such language.

    `say("The list {name} is empty.", language="ru", name="yes_no")`. Templates stand literally in the code: they are the msgids.
    """
    spoken = language if language in set(Language) else Language.ENGLISH
    return words("questionnaires", spoken).gettext(template).format(**values)


def marked(template: str) -> str:
    """The template itself: marks a msgid that stands in a table and is said later by `say`."""
    return template
