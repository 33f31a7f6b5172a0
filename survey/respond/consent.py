"""The consent text of a study, composed from its settings in three languages, so that nothing is promised that is not set.

Opening stores what `compose` gives as a `Consent` row; the start page draws the stored row, never the settings. PROTOCOL, section 10,
says what must be printed: who reads, what links, what can still betray, what is covered, until when one can withdraw.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Protocol, TypedDict

from questionnaires.languages import Language
from questionnaires.models import Mode, ReleasePlan, UnderK
from survey.respond.consent_record import MAY_ARCHIVE, MAY_QUOTE
from survey.respond.texts import catalogue

TAKE_PART = "take_part"
Say = Callable[[str], str]


class Promises(Protocol):
    """The settings of a study that its consent text rests on (`questionnaires.models.Study` has them)."""

    title: dict[str, str]
    mode: str
    k: int
    plan: str
    under_k: str
    travelling: list[str]
    withdraw_until: date | None
    readers: int
    contact: str
    illustrative: bool


class Tick(TypedDict):
    """One box: its name in the sealed response, its words, whether one cannot start without it."""

    name: str
    words: str
    required: bool


class Shown(TypedDict):
    """What an expert sees in one language."""

    title: str
    facts: list[list[str]]
    ticks: list[Tick]


def _N(message: str) -> str:  # noqa: N802 - gettext's name for a sentence that is translated elsewhere
    return message


#: A last day is included, and the text says so. One sentence a month, since case endings differ.
_LAST_DAYS = (
    _N("until %(day)s January %(year)s, that day included"),
    _N("until %(day)s February %(year)s, that day included"),
    _N("until %(day)s March %(year)s, that day included"),
    _N("until %(day)s April %(year)s, that day included"),
    _N("until %(day)s May %(year)s, that day included"),
    _N("until %(day)s June %(year)s, that day included"),
    _N("until %(day)s July %(year)s, that day included"),
    _N("until %(day)s August %(year)s, that day included"),
    _N("until %(day)s September %(year)s, that day included"),
    _N("until %(day)s October %(year)s, that day included"),
    _N("until %(day)s November %(year)s, that day included"),
    _N("until %(day)s December %(year)s, that day included"),
)


#: What travels as a rule, named as it stands in a sentence; other attributes are named by whoever opens the study, or by themselves.
_ATTRIBUTES = {
    "profession": _N("profession"),
    "region": _N("region"),
    "sex": _N("sex"),
    "years": _N("years of work"),
    "centre": _N("centre"),
}


def last_day(day: date, language: str) -> str:
    """Until when, in words: last_day(date(2027, 1, 31), "ru") is "до 31 января 2027 года включительно"."""
    return catalogue(language).gettext(_LAST_DAYS[day.month - 1]) % {"day": day.day, "year": day.year}


def _who_reads(study: Promises, language: str) -> str:
    words = catalogue(language)
    who = words.ngettext("%(num)s researcher reads the answers.", "%(num)s researchers read the answers.", study.readers) % {
        "num": study.readers
    }
    if study.mode == Mode.ANONYMOUS:
        return (
            who + " " + words.gettext("They see answers without names. No centre, employer or state body is given single answers.")
        )
    return who + " " + words.gettext("No centre, employer or state body is given single answers.")


def _what_links(study: Promises, _: Say) -> str:
    if study.mode == Mode.ANONYMOUS:
        return _(
            "Nothing, once you send. Invitations and answers are kept apart: with no common key, no times and no internet addresses."
        )
    if study.mode == Mode.CONFIDENTIAL:
        return _("The research team can see which answers are yours. It keeps the list of names apart and shows it to nobody else.")
    return _("This survey invites nobody by name. The time of sending is kept with the answers.")


def _what_travels(study: Promises, labels: Mapping[str, Mapping[str, str]], language: str) -> str:
    _ = catalogue(language).gettext
    if not study.travelling:
        return _("Nothing from your invitation goes along with the answers.")
    named = ", ".join(labels.get(name, {}).get(language) or _(_ATTRIBUTES.get(name, name)) for name in study.travelling)
    return _("From your invitation only this goes along with the answers: %(named)s.") % {"named": named}


def _what_betrays(_: Say) -> str:
    return " ".join(
        (
            _("Your own words, if they tell of something only you could know. Please leave out names and small places."),
            _("Until your answers are released: the time when your phone visited this address, for whoever watches the network."),
            _("And whoever took the running server together with its key could read what waits there."),
        )
    )


def _what_is_covered(study: Promises, _: Say) -> str:
    if study.under_k == UnderK.DISCARD:
        rest = _("If fewer than %(k)s people of a group have answered when the survey closes, their answers are destroyed unread.")
    else:
        rest = _(
            "If fewer than %(k)s people of a group have answered when the survey closes, the group is joined with others before anyone reads. "
            "Where that cannot be done, their answers are destroyed unread."
        )
    coarse = _("Answers about you yourself, such as years of work, are made less exact if they would single you out.")
    return " ".join(
        (_("Results are never shown for groups of fewer than %(k)s people.") % {"k": study.k}, coarse, rest % {"k": study.k})
    )


def _when_read(study: Promises, _: Say) -> str:
    if study.plan == ReleasePlan.INTERIM:
        return _(
            "In batches of %(k)s people or more, in mixed order and with some held back by chance, so the day of sending does not show. "
            "Before that nobody can read them: they are sealed."
        ) % {"k": study.k}
    return _("After the survey closes, all together and in mixed order. Before that nobody can read them: they are sealed.")


def _change_of_mind(study: Promises, language: str, backup_days: int | None) -> str:
    _ = catalogue(language).gettext
    before = _("Before sending you can stop at any time; what you have not sent is never read.")
    if study.withdraw_until is None:
        after = _(
            "After sending you get a code. With it you can have your answers deleted until they are released to the team; later nobody can find them."
        )
    else:
        after = _(
            "After sending you get a code. With it you can have your answers deleted %(until)s. Deletion takes place together with others, not at once."
        )
        after %= {"until": last_day(study.withdraw_until, language)}
    said = [before, after]
    if backup_days is not None:
        told = catalogue(language).ngettext(
            "Backups keep deleted answers for %(num)s more day.", "Backups keep deleted answers for %(num)s more days.", backup_days
        )
        said.append(told % {"num": backup_days})
    return " ".join(said)


def _ticks(_: Say) -> list[Tick]:
    return [
        Tick(name=TAKE_PART, words=_("I have read and understood this and want to take part."), required=True),
        Tick(name=MAY_QUOTE, words=_("My words may be quoted without anything that identifies me."), required=False),
        Tick(
            name=MAY_ARCHIVE,
            words=_("My answers may be kept for later research after removal of identifying details."),
            required=False,
        ),
    ]


def _facts(study: Promises, language: str, labels: Mapping[str, Mapping[str, str]], backup_days: int | None) -> list[list[str]]:
    _ = catalogue(language).gettext
    contact = (
        _("Write to the research team: %(contact)s") % {"contact": study.contact}
        if study.contact
        else _("Write to the research team at the address in your invitation.")
    )
    return [
        [_("Who reads your answers"), _who_reads(study, language)],
        [_("What links you to your answers"), _what_links(study, _)],
        [_("What goes along with your answers"), _what_travels(study, labels, language)],
        [_("What could still point to you"), _what_betrays(_)],
        [_("What is covered"), _what_is_covered(study, _)],
        [_("When answers are read"), _when_read(study, _)],
        [_("If you change your mind"), _change_of_mind(study, language, backup_days)],
        [_("Whom to ask"), contact],
    ]


def compose(
    study: Promises, *, labels: Mapping[str, Mapping[str, str]] | None = None, backup_days: int | None = None
) -> dict[str, dict[str, Any]]:
    """Language -> {title, facts: [[heading, text], ...], ticks: [{name, words, required}, ...]}, plain data to be stored and hashed.

    `labels` names travelling attributes: {"region": {"ru": "регион", ...}}; one without a label stands under its own name.
    `backup_days`: how long backups keep what was deleted, when the operator has said so.
    """
    composed: dict[str, dict[str, Any]] = {}
    for language in Language:
        title = study.title.get(language) or next(iter(study.title.values()), "")
        shown = Shown(
            title=title, facts=_facts(study, language, labels or {}, backup_days), ticks=_ticks(catalogue(language).gettext)
        )
        composed[language.value] = dict(shown)
    return composed
