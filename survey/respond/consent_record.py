"""What an expert consented to. Which wording, in which language, which boxes: no time, since a time would link."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MAY_QUOTE, MAY_ARCHIVE = "may_quote", "may_archive"


@dataclass(frozen=True, kw_only=True)
class ConsentRecord:
    """`number` is the version of the consent text; `ticks` the names of the boxes that were ticked."""

    number: int
    language: str
    ticks: frozenset[str] = frozenset()

    @property
    def may_quote(self) -> bool:
        """Whether words of the answers may be quoted."""
        return MAY_QUOTE in self.ticks

    @property
    def may_archive(self) -> bool:
        """Whether the answers may go into an archive for other researchers."""
        return MAY_ARCHIVE in self.ticks

    def to_json(self) -> dict[str, Any]:
        """As it stands in drafts and in sealed answers."""
        return {"number": self.number, "language": self.language, "ticks": sorted(self.ticks)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> ConsentRecord:
        """From `to_json`."""
        return cls(number=int(stored["number"]), language=str(stored["language"]), ticks=frozenset(stored["ticks"]))
