"""Pages for what does not go as it should: what happened, what is safe, the way on."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, request

from survey.respond.cookies import language_of
from survey.respond.pages import page, plain
from survey.respond.studies import StudyFacts
from survey.respond.texts import catalogue


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
