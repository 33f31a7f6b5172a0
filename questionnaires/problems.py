"""What is wrong with a questionnaire, and where in its workbook."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem hinders. Error: no model can be built. Blocking: it can be read, not published."""

    ERROR = "error"
    BLOCKING = "blocking"
    WARNING = "warning"
    NOTICE = "notice"
    ADVICE = "advice"


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One fault: sheet, row and column as Excel shows them (17, "F"; 0 and "" where it concerns more than one), words, and how to mend it."""

    code: str
    severity: Severity
    message: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    hint: str = ""

    @property
    def hinders(self) -> bool:
        """Whether the questionnaire cannot be published with it."""
        return self.severity in {Severity.ERROR, Severity.BLOCKING}
