"""The experts' words in three languages, and the templates that say them.

Templates of this side have an environment of their own, one for each language: the page of a questionnaire is drawn once in a
language, kept in pieces, and filled for everyone (`survey.respond.sheet`), so nothing here may depend on a request.
"""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from questionnaires.languages import OWN_NAMES, Language, words
from questionnaires.texts import Text
from survey.assets import read_manifest

DOMAIN = "respond"


def catalogue(language: str) -> NullTranslations:
    """The experts' words in a language."""
    return words("survey", language, domain=DOMAIN)


@cache
def asset(name: str) -> str:
    """The address of a built file: asset("respond.css"). Raises KeyError for a name that was never built."""
    return f"/static/{read_manifest()[name]}"


@cache
def environment(language: str) -> Environment:
    """The templates in a language; `say(text)` writes a Text and marks the language it fell back to."""
    made = Environment(
        loader=PackageLoader("survey", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
    )
    made.install_gettext_translations(catalogue(language), newstyle=True)  # type: ignore[attr-defined]

    def say(text: Text) -> Markup:
        told = text.language_of(language)
        wording = Markup("<br>").join(text.in_(language).splitlines())
        return wording if told == language or not text else Markup('<span lang="{}">{}</span>').format(told, wording)

    def plain(text: Text) -> str:
        return text.in_(language)

    made.globals.update(
        language=language,
        languages=[(code.value, OWN_NAMES[code]) for code in Language],
        say=say,
        plain=plain,
        asset=asset,
        escape=escape,
    )
    return made


def draw(template: str, language: str, **values: Any) -> str:
    """A template under templates/respond in a language."""
    return environment(language).get_template(f"respond/{template}").render(**values)


@cache
def script_words(language: str) -> dict[str, str]:
    """What scripts say on a page of questions; {x} is filled by the script."""
    _ = catalogue(language).gettext
    return {
        "saved": _("Saved."),
        "saving": _("Saving ..."),
        "waiting": _("Not saved yet. There is no connection; it is tried again by itself. Do not close this page."),
        "refused": _("Not saved. Press Continue to see why."),
        "words": _("Words: {n}"),
        "moved": _("“{label}” is now in place {place} of {all}."),
        "added": _("“{label}” is added, in place {place} of {all}."),
        "removed": _("“{label}” is taken out."),
        "lifted": _("“{label}” is lifted. The arrow keys move it, Space sets it down."),
        "dropped": _("“{label}” is set down in place {place} of {all}."),
        "place": _("You name a place: “{word}”. In a small group a place can point to you."),
        "person": _("You may name a person: “{word}”. A name can point to you or to others."),
        "number": _("This looks like a telephone number or a date of birth: “{word}”. It can point to you or to others."),
        "instead-place": _("in my town"),
        "instead-person": _("one person"),
        "instead-number": _("(number left out)"),
        "write": _("Write “{word}”"),
        "leave": _("Leave it"),
        "sum-more": _("{sum} ({n} too many)"),
        "sum-less": _("{sum} ({n} too few)"),
        "up": _("Move up: {label}"),
        "down": _("Move down: {label}"),
        "out": _("Take out: {label}"),
        "add-label": _("Add: {label}"),
        "add": _("Add"),
        "appeared": _("Another question has appeared below."),
    }
