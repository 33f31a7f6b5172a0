"""Why a study cannot open, in codes for programs and sentences for people."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from questionnaires.languages import words

DOMAIN = "fieldwork"


class OpeningFaultCode(StrEnum):
    """One code for each reason."""

    NOT_DRAFT = "not_draft"
    MODE_NOT_BUILT = "mode_not_built"
    LAST_DAY_PAST = "last_day_past"
    NO_CONSENT = "no_consent"
    NO_QUESTIONNAIRE = "no_questionnaire"
    RECORDS = "records"
    UPLOAD = "upload"
    CLOCK = "clock"
    DERIVED = "derived"


def _N(message: str) -> str:  # noqa: N802 - gettext's name for a sentence that is translated where it is said
    return message


_SENTENCES = {
    OpeningFaultCode.NOT_DRAFT: _N("The study has been opened already."),
    OpeningFaultCode.MODE_NOT_BUILT: _N("Only anonymous studies can be opened so far. Choose that mode in the settings."),
    OpeningFaultCode.LAST_DAY_PAST: _N("The last day for withdrawal, %(cause)s, has passed. Choose a later day."),
    OpeningFaultCode.NO_CONSENT: _N(
        "The consent text is missing in one language (%(cause)s). Experts must be able to read it in all three."
    ),
    OpeningFaultCode.NO_QUESTIONNAIRE: _N("The study has no published questionnaire. Add one first."),
    OpeningFaultCode.RECORDS: _N(
        "Questionnaire %(questionnaire)s, question %(question)s: the type %(cause)s records when, where or by whom it was filled. "
        "An anonymous study must not keep that. Take the row out."
    ),
    OpeningFaultCode.UPLOAD: _N(
        "Questionnaire %(questionnaire)s, question %(question)s asks for a file (%(cause)s). Files can carry names, places and times inside. "
        "Ask for words instead."
    ),
    OpeningFaultCode.CLOCK: _N(
        "Questionnaire %(questionnaire)s, question %(question)s uses %(cause)s, so the answers would show when they were given. Take it out."
    ),
    OpeningFaultCode.DERIVED: _N(
        "Questionnaire %(questionnaire)s, question %(question)s depends on %(cause)s, which is made less exact at release. "
        "Its answer would show what is covered there. Mark it as identifying too, or take the dependence out."
    ),
}


@dataclass(frozen=True)
class OpeningFault:
    """One reason, with the place: the form id, the question, and what does it (a type, a function, a language, a day)."""

    code: OpeningFaultCode
    questionnaire: str = ""
    question: str = ""
    cause: str = ""

    def say(self, language: str) -> str:
        """The reason and how to mend it, in a language."""
        sentence = words("survey", language, domain=DOMAIN).gettext(_SENTENCES[self.code])
        return sentence % {"questionnaire": self.questionnaire, "question": self.question, "cause": self.cause}
