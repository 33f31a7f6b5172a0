"""A page of questions, drawn once in a language and kept in pieces, so that an expert's page is a matter of filling places.

A section of a published version never changes: the template runs once a process for each (version, section, language). What differs
between experts (ticks, words, faults, what is shown) stands in slots.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from questionnaires.instrument import Questionnaire
from questionnaires.questions import Choice, ChoiceQuestion, Group, IntegerQuestion, Question, Rank
from survey.respond.pieces import Page, Pieces, slot
from survey.respond.texts import catalogue, environment, script_words

#: An answer as it was typed: one string, or several (ticks, a ranking).
Raw = str | list[str]


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A page of questions in pieces."""

    questionnaire: Questionnaire
    section: Group
    number: int  # of the section, from 1
    language: str
    pieces: Pieces
    questions: tuple[Question, ...]  # those that are asked, in order
    totals: tuple[Group, ...]  # groups whose parts must make a number
    rankings: tuple[tuple[Rank, bool], ...]  # and whether the ranking is the heading of its page
    keys: Mapping[str, str]  # the key under which a form posts it -> question name
    conditional: tuple[str, ...]  # questions, notes included, that stand under a condition of their own or of a group
    groups: tuple[tuple[str, frozenset[str]], ...]  # groups of which all may vanish, with their questions


def _groups(group: Group) -> Iterator[Group]:
    yield group
    for item in group.items:
        if isinstance(item, Group):
            yield from _groups(item)


def heading(section: Group) -> Group | Question | None:
    """Whose words head the page: the section's, else those of its only item, else nobody's ("Part 3")."""
    if section.label:
        return section
    return section.items[0] if len(section.items) == 1 and section.items[0].label else None


def bounds(question: Question) -> tuple[int | None, int | None]:
    """Least and greatest whole number that a constraint of the plain form `. >= a and . <= b` allows; the steppers stop there."""
    import re

    text = getattr(question.constraint, "text", "")
    low = re.search(r"(?<![\w}])\.\s*>=\s*(-?\d+)", text)
    high = re.search(r"(?<![\w}])\.\s*<=\s*(-?\d+)(?!\s*[-+*])", text)
    return (int(low[1]) if low else None, int(high[1]) if high else None)


def steps_of(question: Question) -> list[str]:
    """The numbers of a range question, as they are posted; empty when its parameters are not whole numbers."""
    said = dict(question.parameters)
    try:
        start, end, step = (int(said.get(name, default)) for name, default in (("start", "0"), ("end", "10"), ("step", "1")))
    except ValueError:
        return []
    return [str(n) for n in range(start, end + 1, step)] if step > 0 else []


def make_sheet(questionnaire: Questionnaire, number: int, language: str, **frame: Any) -> Sheet:
    """The page of section `number` (from 1) in a language. `frame` is what the base template needs of the study."""
    section = questionnaire.sections[number - 1]
    top = heading(section)
    questions = tuple(question for question in section.questions() if question.asked)
    conditional = tuple(
        question.name
        for question in section.questions()
        if question.relevant or any(group.relevant for group in questionnaire.chains[question.name])
    )
    drawn = (
        environment(language)
        .get_template("respond/part.html")
        .render(
            slot=slot,
            number=number,
            title=top.label.in_(language) if top else slot("part"),
            title_prefix=slot("title-prefix"),
            heading=top,
            items=section.items,
            anything_needed=any(question.required for question in questions),
            form="answers",
            nonce=slot("nonce"),
            progress=slot("progress"),
            choices_of=lambda question: questionnaire.choices(question).choices,
            key_of=lambda question: questionnaire.path(question.name),
            steps_of=steps_of,
            bounds=bounds,
            script_words=Markup(json.dumps(script_words(language), ensure_ascii=False).replace("<", "\\u003c")),  # noqa: S704 - JSON in a data block
            **frame,
        )
    )
    return Sheet(
        questionnaire=questionnaire,
        section=section,
        number=number,
        language=language,
        pieces=Pieces.of(drawn),
        questions=questions,
        totals=tuple(group for group in _groups(section) if group.total),
        rankings=tuple((question, question is top) for question in questions if isinstance(question, Rank)),
        keys={questionnaire.path(question.name): question.name for question in questions},
        conditional=conditional,
        groups=tuple(
            (group.name, names)
            for group in _groups(section)
            if (names := frozenset(question.name for question in group.questions())) and names <= set(conditional)
        ),
    )


class Filling(Page):
    """One expert's page of questions on its way."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__(sheet.pieces)
        self.sheet = sheet

    def answers(self, raw: Mapping[str, Raw]) -> None:
        """What was answered, or typed, stands in the fields."""
        for question in self.sheet.questions:
            said = raw.get(question.name)
            if not said:
                continue
            if isinstance(said, list):
                for value in said:
                    self.put(" checked", "checked", question.name, value)
            elif self.has("value", question.name):
                self.put(f' value="{escape(said)}"', "value", question.name)
            elif self.has("text", question.name):
                self.put(str(escape(said)), "text", question.name)
            else:
                self.put(" checked", "checked", question.name, said)
                self.put(" selected", "selected", question.name, said)
        self._sums(raw)

    def _sums(self, raw: Mapping[str, Raw]) -> None:
        for group in self.sheet.totals:
            total = sum_of_parts(group, raw)
            if total is not None:
                self.put(str(escape(told_sum(total, raw.get(group.total), self.sheet.language))), "sum", group.name)

    def relevance(self, asked: frozenset[str] | set[str]) -> None:
        """Questions whose condition does not hold, and groups of which nothing is asked, are hidden."""
        for name in self.sheet.conditional:
            if name not in asked:
                self.put(" hidden", "hidden", name)
        for group, names in self.sheet.groups:
            if names.isdisjoint(asked):
                self.put(" hidden", "hidden", group)

    def faults(self, told: Mapping[str, Sequence[str]]) -> None:
        """Each fault stands at its question; `told` is sentences by name of a question or group."""
        for name, sentences in told.items():
            words = "".join(f"<span>{escape(sentence)}</span>" for sentence in sentences)
            self.put(f'<p class="err" id="e-{name}">{words}</p>', "error", name)
            self._mark(name)
            self.put(" bad", "bad", name)
            for group in self.sheet.totals:
                if group.name == name:
                    for part in group.questions():
                        self._mark(part.name, by=name)

    def _mark(self, name: str, *, by: str | None = None) -> None:
        self.put(' aria-invalid="true"', "invalid", name)
        self.put(f" e-{by or name}", "describe", name)
        self.put(f' aria-describedby="e-{by or name}"', "describedby", name)

    def rankings(self, raw: Mapping[str, Raw], told: Mapping[str, Sequence[str]]) -> None:
        """Rankings stand in their order."""
        for question, promoted in self.sheet.rankings:
            said = raw.get(question.name) or []
            self.put(
                self._ranking(question, said if isinstance(said, list) else said.split(), promoted, told.get(question.name, ())),
                *_rank_key(question, promoted),
            )

    def _ranking(self, question: Rank, said: Sequence[str], promoted: bool, told: Sequence[str]) -> str:  # noqa: FBT001 - one call
        choices = self.sheet.questionnaire.choices(question)
        chosen = [choice for choice in map(choices.get, dict.fromkeys(said)) if choice is not None]
        return draw_ranking(
            question,
            chosen,
            choices.choices,
            told,
            key=self.sheet.questionnaire.path(question.name),
            language=self.sheet.language,
            promoted=promoted,
        )


def _rank_key(question: Rank, promoted: bool) -> tuple[str, str, str]:  # noqa: FBT001 - one call
    return ("rank", question.name, "h1" if promoted else "h2")


def draw_ranking(
    question: Rank,
    chosen: Sequence[Choice],
    choices: Iterable[Choice],
    told: Sequence[str],
    *,
    key: str,
    language: str,
    promoted: bool,
) -> str:
    """The two lists of a ranking as they stand now."""
    limit = question.limit
    words = catalogue(language)
    full = limit is not None and len(chosen) >= limit
    return (
        environment(language)
        .get_template("respond/rank.html")
        .render(
            question=question,
            key=key,
            chosen=chosen,
            rest=[choice for choice in choices if choice not in chosen],
            promoted=promoted,
            full=full,
            full_words=words.ngettext(
                "%(num)s is chosen. Take it out to add another.", "%(num)s are chosen. Take one out to add another.", limit or 0
            )
            % {"num": limit},
            told=told,
        )
    )


def sum_of_parts(group: Group, raw: Mapping[str, Raw]) -> int | None:
    """The sum of the parts that are whole numbers; None when none is."""
    found = [
        int(said)
        for part in group.questions()
        if isinstance(part, IntegerQuestion) and isinstance(said := raw.get(part.name), str) and _whole(said)
    ]
    return sum(found) if found else None


def _whole(said: str) -> bool:
    return said.strip().isascii() and said.strip().isdigit() and len(said.strip()) <= 9


def told_sum(total: int, whole: Raw | None, language: str) -> str:
    """The sum with what is too much or lacking: "10 (1 too many)"."""
    words = catalogue(language)
    if not isinstance(whole, str) or not _whole(whole) or int(whole) == total:
        return str(total)
    off = total - int(whole)
    if off > 0:
        return words.gettext("%(sum)s (%(n)s too many)") % {"sum": total, "n": off}
    return words.gettext("%(sum)s (%(n)s too few)") % {"sum": total, "n": -off}


def choice_label(questionnaire: Questionnaire, question: ChoiceQuestion, name: str, language: str) -> str:
    """The words of a choice, or the name itself when the list has no such choice."""
    choice = questionnaire.choices(question).get(name)
    return choice.label.in_(language) if choice else name
