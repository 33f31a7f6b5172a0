"""One wording in several languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

#: Tried in this order when a wording lacks the language that was asked for.
FALLBACKS: Mapping[str, tuple[str, ...]] = {"kk": ("ru", "en"), "ru": ("kk", "en"), "en": ("ru", "kk")}


@dataclass(frozen=True)
class Text:
    """A wording by language; languages are those of the questionnaire ("kk", "ru", "en", "" for a column without a language)."""

    wordings: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, wordings: Mapping[str, str]) -> Text:
        """From a mapping; empty wordings are left out, order is kept."""
        return cls(tuple((language, wording) for language, wording in wordings.items() if wording.strip()))

    def in_(self, language: str) -> str:
        """The wording in a language or, where it is missing, in the next best one; "" when nothing was written."""
        said = dict(self.wordings)
        for candidate in (language, *FALLBACKS.get(language, ()), ""):
            if candidate in said:
                return said[candidate]
        return next(iter(said.values()), "")

    def language_of(self, language: str) -> str:
        """The language that `in_` will answer in: what the `lang` attribute of the page must say."""
        said = dict(self.wordings)
        for candidate in (language, *FALLBACKS.get(language, ()), ""):
            if candidate in said:
                return candidate or language
        return next(iter(said), language)

    def __bool__(self) -> bool:
        return bool(self.wordings)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.wordings)
