"""The instruments that stand ready, and workbooks that people bring: both become questionnaires of a study."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from sqlmodel import Session
from werkzeug.datastructures import FileStorage

from questionnaires.instrument import Questionnaire
from questionnaires.models import Study
from questionnaires.studies import StudyFault, StudyRefused, attach_questionnaire
from survey.installation import installation
from survey.languages import current_language, ngettext
from survey.languages import gettext as _

if TYPE_CHECKING:
    from questionnaires.workbook import Problem

#: Folder names under questionnaires/instruments, in the order in which they are offered.
SHIPPED = ("theologians", "psychologists")
STOPPING = frozenset({"error", "blocking"})


@dataclass(frozen=True)
class Instrument:
    """A shipped questionnaire as a form offers it."""

    slug: str
    title: str
    words: str


@dataclass(frozen=True)
class Brought:
    """What came of the questionnaires of a form: how many were stored, what is wrong with a workbook, what is worth knowing of it."""

    stored: int = 0
    problems: tuple[Problem, ...] = ()
    notices: tuple[Problem, ...] = ()
    faults: tuple[StudyFault, ...] = field(default=())


@cache
def shipped(slug: str) -> Questionnaire:
    """The shipped questionnaire of that folder. Raises KeyError for any other name."""
    from questionnaires.workbook import read_workbook

    if slug not in SHIPPED:
        raise KeyError(slug)
    with as_file(files("questionnaires").joinpath("instruments", slug, f"{slug}.xlsx")) as path:
        reading = read_workbook(path)
    if reading.questionnaire is None or any(problem.severity in STOPPING for problem in reading.problems):
        raise RuntimeError(f"the shipped questionnaire {slug} does not read: this installation is damaged")
    return reading.questionnaire


def offered() -> list[Instrument]:
    """The shipped questionnaires in the language of the request."""
    language = current_language()
    return [
        Instrument(
            slug,
            shipped(slug).title.in_(language),
            ngettext("%(num)s question in three languages", "%(num)s questions in three languages", question_count(shipped(slug))),
        )
        for slug in SHIPPED
    ]


def question_count(questionnaire: Questionnaire) -> int:
    """How many questions an expert can be asked; each line of a grid counts."""
    return sum(question.asked for question in questionnaire.questions())


def bring(session: Session, *, study: Study, chosen: Iterable[str], workbook: FileStorage | None) -> Brought:
    """The chosen instruments and the workbook are published in the study, or nothing is and the answer says why.

    The caller rolls back when `problems` or `faults` is not empty: half of a form is never stored.
    """
    questionnaires: list[Questionnaire] = []
    faults: list[StudyFault] = []
    for slug in chosen:
        try:
            questionnaires.append(shipped(slug))
        except KeyError:
            faults.append(
                StudyFault("questionnaire", "unknown-instrument", _("Choose one of the questionnaires that are offered."))
            )
    notices: tuple[Problem, ...] = ()
    if workbook is not None and workbook.filename:
        from questionnaires.workbook import read_workbook

        reading = read_workbook(workbook.stream, language=current_language())  # type: ignore[arg-type]
        stopping = tuple(problem for problem in reading.problems if problem.severity in STOPPING)
        if stopping or reading.questionnaire is None:
            return Brought(problems=stopping)
        notices = tuple(reading.problems)
        questionnaires.append(reading.questionnaire)
    stored = 0
    for questionnaire in questionnaires:
        try:
            attach_questionnaire(
                session, study=study, questionnaire=questionnaire, now=installation().now(), language=current_language()
            )
            stored += 1
        except StudyRefused as refusal:
            faults += refusal.faults
    return Brought(stored=stored, notices=notices, faults=tuple(faults))
