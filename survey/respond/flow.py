"""The way through a questionnaire: which parts there are for these answers, which is next, how much time is left."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import ceil

from questionnaires.answers import Checked, check
from questionnaires.instrument import Questionnaire
from questionnaires.questions import Question, Rank, SelectMultiple, TextQuestion
from survey.respond.sheet import Raw

#: Seconds that a question takes, by kind: guesses by which a questionnaire of 45 questions takes 12 to 20 minutes, as it was planned.
_OPEN, _RANK, _LINE, _SEVERAL, _OTHER, _IN_GRID = 45, 40, 15, 12, 8, 5


def _seconds(questionnaire: Questionnaire, question: Question) -> int:
    if isinstance(question, TextQuestion):
        return _OPEN if question.open else _LINE
    if isinstance(question, Rank):
        return _RANK
    if isinstance(question, SelectMultiple):
        return _SEVERAL
    return _IN_GRID if questionnaire.chains[question.name][-1].grid else _OTHER


@dataclass(frozen=True)
class Outline:
    """A questionnaire as a way of parts: for each section the names that it asks, with their seconds."""

    questionnaire: Questionnaire

    @cached_property
    def seconds(self) -> tuple[Mapping[str, int], ...]:
        """For each section, name of a question -> seconds that it takes."""
        of = self.questionnaire
        return tuple(
            {question.name: _seconds(of, question) for question in section.questions() if question.asked} for section in of.sections
        )

    @cached_property
    def names(self) -> tuple[frozenset[str], ...]:
        """For each section all names in it, notes included: a section of which none is relevant is left out."""
        return tuple(frozenset(question.name for question in section.questions()) for section in self.questionnaire.sections)

    @cached_property
    def span(self) -> tuple[int, int]:
        """Minutes for the whole, from quick to slow."""
        whole = sum(sum(part.values()) for part in self.seconds)
        return max(1, round(whole * 0.9 / 60)), max(2, ceil(whole * 1.4 / 60))

    def parts(self, asked: Collection[str]) -> list[int]:
        """The numbers (from 1) of the sections that there are for these answers."""
        return [number for number, names in enumerate(self.names, 1) if not names.isdisjoint(asked)]

    def section_of(self, name: str) -> int:
        """The number of the section that asks a question."""
        return next(number for number, names in enumerate(self.names, 1) if name in names)


@dataclass(frozen=True)
class Way:
    """The way through a questionnaire for certain answers: `asked` are the names, notes included, whose conditions hold."""

    outline: Outline
    asked: frozenset[str]

    @cached_property
    def parts(self) -> list[int]:
        """The numbers of the sections that there are now."""
        return self.outline.parts(self.asked)

    def next(self, number: int) -> int | None:
        """The section after that one, or None when the review is next."""
        return next((part for part in self.parts if part > number), None)

    def before(self, number: int) -> int | None:
        """The section before that one, or None for the first."""
        return next((part for part in reversed(self.parts) if part < number), None)

    def here(self, number: int) -> int | None:
        """That section, or the nearest one that there is: after it, else before it."""
        return number if number in self.parts else self.next(number) or self.before(number)

    def resumes_at(self, answered: Collection[str]) -> int:
        """The last section in which something was answered, else the first."""
        return max((part for part in self.parts if not self.outline.names[part - 1].isdisjoint(answered)), default=self.parts[0])

    def minutes_left(self, number: int) -> int:
        """Minutes from the beginning of that section to the end, rounded up; the review takes one more."""
        left = sum(seconds for part in self.outline.seconds[number - 1 :] for name, seconds in part.items() if name in self.asked)
        return max(1, ceil(left / 60))

    @property
    def closed(self) -> list[str]:
        """The names that are not asked: what a draft keeps of its way, so that a page can be drawn without judging anew."""
        return sorted(self.outline.questionnaire.by_name.keys() - self.asked)


@dataclass(frozen=True)
class Judged(Way):
    """What was answered so far, read and judged: the way, and what is wrong."""

    checked: Checked


def judge(outline: Outline, raw: Mapping[str, Raw], *, now: datetime, language: str) -> Judged:
    """All that was typed, judged as a whole."""
    checked = check(outline.questionnaire, raw, now=now, language=language)
    return Judged(outline, frozenset(outline.questionnaire.by_name.keys() - checked.closed), checked)


def way_of(outline: Outline, closed: Collection[str]) -> Way:
    """The way that `Way.closed` was taken from."""
    return Way(outline, frozenset(outline.questionnaire.by_name.keys() - set(closed)))
