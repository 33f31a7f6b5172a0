"""A questionnaire as a whole: sections in order, choice lists, languages, and the hash by which a version is known."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from questionnaires.questions import ChoiceList, ChoiceQuestion, Group, Question, TextQuestion
from questionnaires.texts import Text

if TYPE_CHECKING:
    from questionnaires.answers.plan import Plan


@dataclass(frozen=True, kw_only=True)
class Questionnaire:
    """What is asked, independent of any file. `name` is the form id; `languages` in the order of the workbook's columns."""

    name: str
    title: Text
    version: str = ""
    default_language: str = ""
    languages: tuple[str, ...] = ()
    items: tuple[Question | Group, ...] = ()
    lists: tuple[ChoiceList, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()

    @cached_property
    def sections(self) -> tuple[Group, ...]:
        """Pages in order: top-level groups, and runs of questions that stand outside any group as groups without a label."""
        sections: list[Group] = []
        loose: list[Question] = []

        def close() -> None:
            if loose:
                sections.append(Group(name=f"page-{len(sections) + 1}", items=tuple(loose)))
                loose.clear()

        for item in self.items:
            if isinstance(item, Group):
                close()
                sections.append(item)
            else:
                loose.append(item)
        close()
        return tuple(sections)

    def questions(self) -> Iterator[Question]:
        """All questions in order, asked or not."""
        for section in self.sections:
            yield from section.questions()

    @cached_property
    def by_name(self) -> dict[str, Question]:
        """Question by name."""
        return {question.name: question for question in self.questions()}

    @cached_property
    def chains(self) -> dict[str, tuple[Group, ...]]:
        """For each question the groups around it, outermost first: its own condition and all of theirs must hold for it to be asked."""
        found: dict[str, tuple[Group, ...]] = {}

        def walk(group: Group, above: tuple[Group, ...]) -> None:
            for item in group.items:
                if isinstance(item, Group):
                    walk(item, (*above, item))
                else:
                    found[item.name] = above

        for section in self.sections:
            walk(section, (section,))
        return found

    @cached_property
    def open_questions(self) -> tuple[TextQuestion, ...]:
        """Questions whose answers are read and coded."""
        return tuple(q for q in self.questions() if isinstance(q, TextQuestion) and q.open)

    @cached_property
    def _lists(self) -> dict[str, ChoiceList]:
        return {choices.name: choices for choices in self.lists}

    def choices(self, question: ChoiceQuestion | str) -> ChoiceList:
        """The list of a question, or the list of that name. Raises KeyError when there is none: `checks` reports that before."""
        return self._lists[question if isinstance(question, str) else question.list_name]

    def path(self, name: str) -> str:
        """The key of a question in posted forms and faults: `grid.row` for a line of a grid, else its name."""
        chain = self.chains[name]
        return f"{chain[-1].name}.{name}" if chain[-1].grid else name

    @cached_property
    def plan(self) -> Plan:
        """How answers are read and in which order conditions are decided; made once."""
        from questionnaires.answers.plan import Plan  # readers know every class, this file only names them

        return Plan.of(self)

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 over the canonical JSON, hexadecimal: equal for equal questionnaires, wherever their cells stood."""
        from questionnaires.storage import to_json  # the encoding knows every class, this file only names it

        canonical = json.dumps(to_json(self), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def with_version(self, version: str) -> Questionnaire:
        """The same questionnaire under another version name."""
        return replace(self, version=version)
