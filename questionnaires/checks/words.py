"""Checks of wordings: nothing that is said in one language of the questionnaire is left out in another."""

from __future__ import annotations

from collections.abc import Iterator

from questionnaires.checks.inspection import Inspection
from questionnaires.languages import OWN_NAMES, Language
from questionnaires.problems import Problem, Severity
from questionnaires.questions import Place, Question
from questionnaires.texts import Text
from questionnaires.wording import marked


def _wordings(inspection: Inspection) -> Iterator[tuple[str, str, Text, Place | None, str]]:
    """Sheet, field, wording, place and the name of what it belongs to."""
    yield "settings", "form_title", inspection.questionnaire.title, None, inspection.questionnaire.name
    for item in inspection.items:
        yield "survey", "label", item.label, item.place, item.name
        yield "survey", "hint", item.hint, item.place, item.name
        if isinstance(item, Question):
            yield "survey", "constraint_message", item.constraint_message, item.place, item.name
            yield "survey", "required_message", item.required_message, item.place, item.name
    for choices in inspection.questionnaire.lists:
        for choice in choices.choices:
            yield "choices", "label", choice.label, choice.place, choice.name


def spoken_name(language: str) -> str:
    """What a language is called: its name in itself, or its code."""
    return OWN_NAMES[Language(language)] if language in set(Language) else language


def missing_translations(inspection: Inspection) -> Iterator[Problem]:
    """What is said in one language is said in all. A column that is missing altogether is one problem, not one for each row."""
    reported: set[tuple[str, str, str]] = set()
    for sheet, field, wording, place, name in _wordings(inspection):
        if not wording:
            continue
        said = {language for language, _ in wording}
        for language in inspection.questionnaire.languages:
            column = (sheet, field, language)
            if language in said or column in reported:
                continue
            if inspection.columns and column not in inspection.columns:
                reported.add(column)
                yield inspection.problem(
                    "missing-language-column",
                    Severity.WARNING,
                    marked("The column “{field}” has no translation: {spoken_language}."),
                    sheet=sheet,
                    hint=f"{field}::{spoken_name(language)} ({language})",
                    field=field,
                    spoken_language=spoken_name(language),
                )
                continue
            yield inspection.problem(
                "missing-translation",
                Severity.WARNING,
                marked("“{name}”: the translation is missing ({spoken_language})."),
                at=place,
                sheet=sheet,
                column=field,
                spoken=language,
                name=name,
                spoken_language=spoken_name(language),
            )


def piped_answers(inspection: Inspection) -> Iterator[Problem]:
    """Wordings that would show an answer, ${name}, are not filled in yet."""
    for sheet, field, wording, place, _ in _wordings(inspection):
        for language, words in wording:
            if "${" in words:
                yield inspection.problem(
                    "piped-answer",
                    Severity.BLOCKING,
                    marked("Answers inside a wording, such as ${{name}}, are not supported yet. Write the sentence without it."),
                    at=place,
                    sheet=sheet,
                    column=field,
                    spoken=language,
                )
