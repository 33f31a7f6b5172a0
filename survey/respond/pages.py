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


def elsewhere() -> Response:
    """The invitation was opened on another device."""
    _ = catalogue(language_of(request)).gettext
    return plain(
        _("This link was opened on another device"),
        _("An invitation opens on one device, so that nobody else can answer in its place. Answers are not lost."),
        facts=(
            (_("If it was you"), _("Continue on that device, or type the resume code that you were shown there.")),
            (
                _("If the other device is gone"),
                _("Without the resume code nobody can open the answers. Write to the research team: they can give you a new link."),
            ),
            (
                _("If it was not you"),
                _("Write to the research team. They can stop the link and give you a new one; they cannot see what was answered."),
            ),
        ),
        ways=((("/r/resume"), _("Enter a resume code")), ("/r/withdraw", _("Enter a withdrawal code"))),
        status=409,
    )


def closed(study: StudyFacts | None = None, typed: Sequence[tuple[str, str]] = ()) -> Response:
    """The study takes no answers any more; what was typed is given back."""
    _ = catalogue(language_of(request)).gettext
    sentences = [_("No more answers are taken. Thank you for your time.")]
    if typed:
        sentences.append(
            _(
                "What you had written was not sent. You can copy it from here, and write to the research team if you want them to have it."
            )
        )
    else:
        sentences.append(_("Answers that you had sent before are safe. Answers that were not sent are wiped unread."))
    return plain(
        _("This survey is closed"),
        *sentences,
        typed=typed,
        ways=(("/r/withdraw", _("Enter a withdrawal code")),),
        study=study,
        status=410,
    )


def nothing_open() -> Response:
    """No study takes answers on this server."""
    _ = catalogue(language_of(request)).gettext
    return plain(
        _("No survey is open here"),
        _(
            "Your link is kept for the time of the survey. If you expected one now, write to the research team at the address in your invitation."
        ),
        ways=(("/r/withdraw", _("Enter a withdrawal code")),),
    )


def malformed_link() -> Response:
    """An address under /r that is no page: as a rule a link that was copied in part."""
    _ = catalogue(language_of(request)).gettext
    return plain(
        _("This link is not complete"),
        _("A part of it may have been lost when it was copied. Nothing is wrong with your invitation."),
        facts=(
            (_("What you can do"), _("Open the link in the letter again, or type the code of the letter on the start page.")),
            (_("If you have begun already"), _("What you have written is kept. Open the start page on the same device.")),
        ),
        ways=(("/r", _("Go to the start page")),),
        status=404,
    )


def too_large() -> Response:
    """More was posted than any answer needs."""
    _ = catalogue(language_of(request)).gettext
    return plain(
        _("This is too long to be sent"),
        _("One page can take about 150,000 letters. What was saved before is safe; this last step was not saved."),
        _("Go back with your browser, shorten the text, and press Continue again."),
        ways=(("/r", _("Go to the start page")),),
        status=413,
    )


def too_often(seconds: int) -> Response:
    """Codes are being guessed, or an office mistypes a lot."""
    words = catalogue(language_of(request))
    _ = words.gettext
    minutes = max(1, -(-seconds // 60))
    response = plain(
        _("Too many codes from this place"),
        _("To guard answers against guessing, we wait a little after many wrong codes."),
        words.ngettext("You can try again in %(num)s minute.", "You can try again in %(num)s minutes.", minutes) % {"num": minutes},
        _("Several people behind one office network count together. What you have written is kept."),
        ways=(("/r", _("Go to the start page")),),
        status=429,
    )
    response.headers["Retry-After"] = str(seconds)
    return response


def broken() -> Response:
    """Something failed on our side."""
    _ = catalogue(language_of(request)).gettext
    return plain(
        _("Something broke on our side"),
        _("What was saved before is safe. The fault has been written down, without your texts."),
        _("Go back with your browser and try the step again. If it fails again, write to the research team."),
        ways=(("/r", _("Go to the start page")),),
        status=500,
    )


def not_understood(status: int = 400) -> Response:
    """A request that no page of ours sends."""
    _ = catalogue(language_of(request)).gettext
    return plain(
        _("This could not be read"),
        _("What your browser sent could not be understood. Nothing was changed, and what was saved before is safe."),
        ways=(("/r", _("Go to the start page")),),
        status=status,
    )


def lost(
    *,
    title: str = "",
    paragraphs: Sequence[str] = (),
    typed: Sequence[tuple[str, str]],
    kept: Sequence[tuple[str, str]],
    part: int | None,
) -> Response:
    """The browser came without K in the middle of an answer: the resume code brings everything back, what was typed included."""
    _ = catalogue(language_of(request)).gettext
    return page(
        "resume.html",
        status=401 if part else 200,
        title=title or _("This browser does not know you any more"),
        paragraphs=paragraphs
        or (_("It was closed, or its data were cleared. What reached us is kept. Type your resume code to go on."),),
        typed=typed,
        kept=kept,
        part=part,
        csrf="",
        code="",
        fault="",
        device="shared",
    )


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
