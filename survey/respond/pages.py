"""The plain pages of the experts' side: what each says, in the language of the request. Questions are drawn elsewhere (`sheet`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, request

from questionnaires.models import ReleasePlan
from survey.respond.consent import last_day
from survey.respond.context import here
from survey.respond.cookies import language_of
from survey.respond.device import Device
from survey.respond.studies import StudyFacts
from survey.respond.texts import catalogue, draw
from survey.security import csp_nonce

Way = tuple[str, str]


class TurnedAway(Exception):
    """The request ends with this response."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def see_other(address: str) -> Response:
    """Go there, by GET."""
    return Response(status=303, headers={"Location": address})


def page(template: str, *, status: int = 200, language: str = "", study: StudyFacts | None = None, **values: Any) -> Response:
    """A template under templates/respond, drawn for this request."""
    spoken = language or language_of(request)
    if study is None and len(only := here().studies.all()) == 1:
        study = only[0]
    drawn = draw(
        template,
        spoken,
        nonce=csp_nonce(),
        study=study.name(spoken) if study else "",
        contact=study.contact if study else "",
        illustrative=bool(study and study.illustrative),
        **values,
    )
    return Response(drawn, status, mimetype="text/html")


def plain(
    title: str,
    *paragraphs: str,
    facts: Sequence[tuple[str, str]] = (),
    typed: Sequence[tuple[str, str]] = (),
    ways: Sequence[Way] = (),
    status: int = 200,
    study: StudyFacts | None = None,
) -> Response:
    """A page that says something and shows the way on."""
    return page("plain.html", status=status, study=study, title=title, paragraphs=paragraphs, facts=facts, typed=typed, ways=ways)


def done(device: Device, study: StudyFacts, csrf: str) -> Response:
    """Thank you, the withdrawal code, and what happens now."""
    language = language_of(request)
    _ = catalogue(language).gettext
    until = last_day(study.withdraw_until, language) if study.withdraw_until else _("until the answers are released to the team")
    released = (
        _("Answers are released to the team in batches and in mixed order, so the day of sending does not show either.")
        if study.plan == ReleasePlan.INTERIM
        else _("Answers are released to the team together, after the survey closes, in mixed order.")
    )
    return page(
        "done.html",
        study=study,
        title=_("Thank you. Your answers have been sent."),
        progress=100,
        code=device.withdrawal_code(study.id).replace("-", " "),
        csrf=csrf,
        keep_words=_(
            "Keep it if you might want your answers deleted. Anyone who has this code can have them deleted %(until)s, so store it where you store private things."
        )
        % {"until": until},
        next=(
            _("Your link no longer opens the questions."),
            _("The drafts on this device and on our side will be wiped, ours together with those of others."),
            released,
            _("The report will show results only for groups of %(k)s or more.") % {"k": study.k},
        ),
    )


def sent() -> Response:
    """Answers were sent from this browser, but it no longer knows for which survey."""
    _ = catalogue(language_of(request)).gettext
    return plain(
        _("Answers were sent from this browser"),
        _("There is nothing more to do. Thank you."),
        ways=(("/r/withdraw", _("Enter a withdrawal code")),),
    )


def privacy() -> Response:
    """How answers are kept, in plain words."""
    _ = catalogue(language_of(request)).gettext
    return plain(
        _("How your answers are kept"),
        _(
            "This page says what the program does with answers of surveys that promise not to link them to people, and what it cannot prevent."
        ),
        facts=(
            (
                _("Your link and your answers"),
                _(
                    "The code of your letter opens the survey once. Then your browser draws a secret of its own, and from there on only that secret counts. We keep neither of them."
                ),
            ),
            (
                _("While you answer"),
                _(
                    "Your answers are kept as a draft, locked with the secret of your device. We cannot read drafts. The resume code is that secret: it opens your draft on another device."
                ),
            ),
            (
                _("After sending"),
                _(
                    "Your answers are sealed with a key that this server does not have, and wait. They all look equally long. Nothing says when they came, from where or in which order."
                ),
            ),
            (
                _("When answers are released"),
                _(
                    "An owner of the study unseals many at once. They are mixed, get new numbers, and keep no trace of your invitation. From then on nobody can link them to you, neither the team nor the program."
                ),
            ),
            (
                _("What the team sees"),
                _("Which links were opened, as of the last release, and never who has sent. Results of small groups are covered."),
            ),
            (
                _("What we do not keep"),
                _(
                    "No internet addresses, no times, no list of visits. Cookies: one for the secret of your device, one that shows your right to answer, one for the language."
                ),
            ),
            (
                _("What can still point to you"),
                _(
                    "Your own words. The time when your phone visited this address, for whoever watches the network. And until the release: someone who took the running server together with its key."
                ),
            ),
            (
                _("If you want your answers deleted"),
                _(
                    "Use the withdrawal code that you get after sending. Deletion takes place together with others, so that it does not show whose answers they were."
                ),
            ),
        ),
        ways=(("/r", _("Go to the start page")), ("/r/withdraw", _("Enter a withdrawal code"))),
    )


def declined() -> Response:
    """Somebody does not want to take part."""
    _ = catalogue(language_of(request)).gettext
    return plain(
        _("Thank you for reading this"),
        _("You do not take part. Nothing about you was kept, and your link was not used."),
        _("If you change your mind, open the link again while the survey is open."),
        ways=(("/r", _("Back to the start page")),),
    )


def forgotten() -> Response:
    """The browser has forgotten the expert."""
    _ = catalogue(language_of(request)).gettext
    return plain(
        _("This browser has forgotten you"),
        _("Answers that reached us are kept. To go on with answers that were not sent, you need the resume code."),
        _("You can close this page."),
        ways=(("/r/resume", _("Enter a resume code")),),
    )
