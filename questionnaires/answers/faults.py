"""What is wrong with an answer, in words that say the numbers and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.texts import Text
from questionnaires.wording import say


@dataclass(frozen=True)
class Fault:
    """One fault of one answer. `group` names the group whose parts do not fit together, "" for a fault of the answer alone."""

    code: str
    message: str
    group: str = ""


class UnreadableError(ValueError):
    """What was typed is no answer to this question: code, template and values of the fault (a Text among them is said in the language of the page)."""

    def __init__(self, code: str, template: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.template, self.values = code, template, values

    def fault(self, language: str) -> Fault:
        """The fault in the language of the page."""
        values = {name: value.in_(language) if isinstance(value, Text) else value for name, value in self.values.items()}
        return Fault(self.code, say(self.template, language=language, **values))
