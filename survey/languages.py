"""The language of a request, and the words of this package in it."""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations
from importlib.resources import files
from typing import Any

from flask import Flask, Response, g, has_request_context, request
from werkzeug.local import LocalProxy

from questionnaires.languages import OWN_NAMES, Language, words
from survey.access import standing

COOKIE = "language"
A_YEAR = 365 * 24 * 3600
#: What a narrow head shows of each language; its own name stands beside for screen readers.
SHORT_NAMES = {Language.KAZAKH: "ҚАЗ", Language.RUSSIAN: "РУС", Language.ENGLISH: "ENG"}
#: Whose words a page says first; the other catalogues follow, so that a shared sentence needs one translation.
_OWN_DOMAIN = {
    "respond": "respond",
    "security": "accounts",
    "accounts": "accounts",
    "coding": "coding",
    "codebook": "codebook",
    "results": "results",
    "exports": "results",
}


def known(language: str | None) -> Language | None:
    """The language of that code, if the house speaks it."""
    return Language(language) if language in set(Language) else None


def current_language() -> Language:
    """Chosen in this request, else earlier on this device, else in the account, else wished by the browser, else English."""
    if not has_request_context():
        return Language.ENGLISH
    if "language" not in g:
        chosen = known(request.args.get("language")) or known(request.cookies.get(COOKIE))
        if chosen is None and (who := standing()) is not None:
            chosen = known(who.language)
        g.language = chosen or known(request.accept_languages.best_match(list(Language))) or Language.ENGLISH
    language: Language = Language(g.language)
    return language


@cache
def domains() -> tuple[str, ...]:
    """The catalogues that this package has, by name."""
    folder = files("survey").joinpath("translations", Language.RUSSIAN, "LC_MESSAGES")
    return (
        tuple(sorted({entry.name.removesuffix(".po") for entry in folder.iterdir() if entry.name.endswith(".po")}))
        if folder.is_dir()
        else ()
    )


@cache
def catalogue(language: str, first: str) -> tuple[NullTranslations, ...]:
    """The catalogues of this package in the order in which they are asked."""
    if language == Language.ENGLISH:
        return ()
    order = sorted(domains(), key=lambda domain: (domain != first, domain))
    return tuple(words("survey", language, domain=domain) for domain in order)


def _current() -> tuple[NullTranslations, ...]:
    blueprint = request.blueprint if has_request_context() else None
    return catalogue(current_language(), _OWN_DOMAIN.get(blueprint or "", "studio"))


def gettext(message: str, **values: Any) -> str:
    """The sentence in the language of this request; `values` fill its %(name)s."""
    said = next((found for words in _current() if (found := words.gettext(message)) != message), message)
    return said % values if values else said


def ngettext(singular: str, plural: str, number: int, **values: Any) -> str:
    """The sentence for that many in the language of this request; %(num)s is the number."""
    said = next(
        (found for words in _current() if (found := words.ngettext(singular, plural, number)) not in {singular, plural}),
        singular if number == 1 else plural,
    )
    return said % {"num": number, **values}


def _remember(response: Response) -> Response:
    """A language chosen by a link is kept on the device; the experts' side keeps its own choice."""
    chosen = known(request.args.get("language"))
    if chosen and request.blueprint != "respond":
        response.set_cookie(COOKIE, chosen, max_age=A_YEAR, httponly=True, samesite="Lax", secure=request.is_secure)
    return response


def language_links() -> list[dict[str, Any]]:
    """What the head of a page needs to offer this same page in the other languages."""
    here = current_language()
    kept = {key: value for key, value in request.args.items() if key != "language"}
    from urllib.parse import urlencode

    return [
        {
            "code": code,
            "name": OWN_NAMES[code],
            "short": SHORT_NAMES[code],
            "current": code == here,
            "url": "?" + urlencode({**kept, "language": code}),
        }
        for code in Language
    ]


def prepare(app: Flask) -> None:
    """Templates can say `_`, `ngettext`, `language`, `languages`; links with `?language=kk` work on every page."""
    app.jinja_env.globals.update(
        _=gettext,
        ngettext=ngettext,
        language=LocalProxy(current_language),
        languages=list(OWN_NAMES.items()),
        language_links=language_links,
    )
    app.context_processor(lambda: {"language": str(current_language())})
    app.after_request(_remember)
