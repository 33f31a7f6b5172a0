"""What the review page shows: all answers by section, in words, with what is empty and what has to be mended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from questionnaires.instrument import Questionnaire
from questionnaires.questions import ChoiceQuestion, Group, Missing, Question, Rank, TextQuestion
from survey.respond.flow import Judged
from survey.respond.pieces import Page, Pieces, slot
from survey.respond.sheet import Raw
from survey.respond.texts import catalogue, draw, environment
from survey.respond.wayside import part, progress, step


@dataclass(frozen=True, kw_only=True)
class Row:
    """One question, or a grid or group of parts with a line for each; an answer is "" where nothing was answered."""

    label: str
    address: str
    answer: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    faults: tuple[str, ...] = ()
    open: bool = False

    @property
    def fault(self) -> bool:
        """Whether something has to be mended here."""
        return bool(self.faults)


@dataclass(frozen=True)
class ReviewSection:
    """A section that was asked."""

    title: str
    rows: tuple[Row, ...]


def told(questionnaire: Questionnaire, question: Question, raw: Raw | None, judged: Judged, language: str) -> str:
    """An answer in words: labels of choices, a ranking with its places, words as they were written."""
    if not raw:
        return ""
    if isinstance(question, ChoiceQuestion):
        names = raw if isinstance(raw, list) else [raw]
        options = questionnaire.choices(question)
        labels = [choice.label.in_(language) if (choice := options.get(name)) else name for name in names]
        if isinstance(question, Rank):
            return "\n".join(f"{place}. {label}" for place, label in enumerate(labels, 1))
        return ", ".join(labels)
    value = judged.checked.values.get(question.name)
    if isinstance(value, date):
        return value.strftime("%d.%m.%Y")
    if question.type == "acknowledge":
        return catalogue(language).gettext("Yes, I have read this")
    return raw if isinstance(raw, str) else " ".join(raw)


class _Section:
    """Gathers the rows of one section."""

    def __init__(self, judged: Judged, raw: Mapping[str, Raw], number: int, language: str) -> None:
        self.judged, self.raw, self.number, self.language = judged, raw, number, language
        self.of = judged.outline.questionnaire
        self.rows: list[Row] = []

    def add(self, item: Question | Group) -> None:
        if isinstance(item, Question):
            self.add_question(item)
        elif item.grid or item.total:
            self.add_lines(item)
        else:
            for inner in item.items:
                self.add(inner)

    def faults(self, question: Question) -> tuple[str, ...]:
        return tuple(fault.message for fault in self.judged.checked.faults.get(self.of.path(question.name), ()))

    def add_question(self, question: Question) -> None:
        if not question.asked or question.name not in self.judged.asked:
            return
        self.rows.append(
            Row(
                label=question.label.in_(self.language),
                address=f"/r/part/{self.number}#q-{question.name}",
                answer=told(self.of, question, self.raw.get(question.name), self.judged, self.language),
                faults=self.faults(question),
                open=isinstance(question, TextQuestion),
            )
        )

    def add_lines(self, group: Group) -> None:
        asked = [question for question in group.questions() if question.asked and question.name in self.judged.asked]
        if not asked:
            return
        lines = [
            (question.label.in_(self.language), told(self.of, question, self.raw.get(question.name), self.judged, self.language))
            for question in asked
        ]
        faults = tuple(sentence for question in asked for sentence in self.faults(question))
        self.rows.append(
            Row(
                label=group.label.in_(self.language),
                address=f"/r/part/{self.number}#q-{group.name}",
                lines=tuple(lines),
                faults=faults,
            )
        )


def rows_of(judged: Judged, raw: Mapping[str, Raw], language: str) -> list[ReviewSection]:
    """The sections that were asked, with their rows."""
    sections = judged.outline.questionnaire.sections
    found: list[ReviewSection] = []
    for place, number in enumerate(judged.parts, 1):
        section = sections[number - 1]
        gathered = _Section(judged, raw, number, language)
        for item in section.items:
            gathered.add(item)
        title = section.label.in_(language) if section.label else part(place, language)
        found.append(ReviewSection(title, tuple(gathered.rows)))
    return found


def empty_questions(judged: Judged) -> list[str]:
    """The addresses of questions that were asked and left empty, in order."""
    outline = judged.outline
    return [
        f"/r/part/{outline.section_of(question.name)}#q-{question.name}"
        for question in outline.questionnaire.questions()
        if question.asked and judged.checked.missing.get(question.name) is Missing.SKIPPED
    ]


@lru_cache(maxsize=64)
def _frame(language: str, study: str, contact: str, illustrative: bool) -> Pieces:  # noqa: FBT001 - a key
    """The page around the answers, the same for everyone."""
    return Pieces.of(
        draw(
            "review.html",
            language,
            slot=slot,
            form="review",
            enter="stay",
            title=catalogue(language).gettext("Check your answers before you send them"),
            title_prefix=slot("title-prefix"),
            nonce=slot("nonce"),
            progress=slot("progress"),
            study=study,
            contact=contact,
            illustrative=illustrative,
        )
    )


def draw_review(
    judged: Judged, raw: Mapping[str, Raw], language: str, *, csrf: str, nonce: str, study: str, contact: str, illustrative: bool
) -> str:
    """The page with all answers in it; what has to be mended stands above them."""
    sections = rows_of(judged, raw, language)
    faults = [(row.address, sentence) for section in sections for row in section.rows for sentence in row.faults]
    empty = empty_questions(judged)
    parts: Any = environment(language).get_template("respond/review_parts.html").module
    words = catalogue(language)
    last = len(judged.parts) + 1
    page = Page(_frame(language, study, contact, illustrative))
    page.put(csrf, "csrf")
    page.put(nonce, "nonce")
    page.put(step(last, last, 1, language), "step")
    page.put(progress(last, last), "progress")
    page.put(str(judged.parts[-1]), "last")
    if faults:
        page.put(words.gettext("To mend:") + " ", "title-prefix")
        page.put(parts.to_mend(faults), "to-mend")
    if empty:
        page.put(parts.left_empty(empty), "left-empty")
    page.put(parts.answers(sections, words.gettext("Change"), words.gettext("not answered")), "answers")
    return page.text()
