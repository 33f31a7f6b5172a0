"""A page drawn once and kept in pieces: what differs between experts stands in slots, so that their pages are a matter of filling places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

_OPEN, _CLOSE, _BETWEEN = "\x00", "\x01", "\x02"


def slot(*key: str) -> Markup:
    """A place in a template that is filled later."""
    return Markup(f"{_OPEN}{_BETWEEN.join(key)}{_CLOSE}")  # noqa: S704 - names of questions and choices, escaped when the template is split


@dataclass(frozen=True)
class Pieces:
    """`places` says at which indices of `texts` a slot stands; an unfilled slot is empty."""

    texts: tuple[str, ...]
    places: Mapping[tuple[str, ...], tuple[int, ...]]

    @classmethod
    def of(cls, drawn: str) -> Pieces:
        """A drawn template, cut at its slots."""
        texts: list[str] = []
        places: dict[tuple[str, ...], tuple[int, ...]] = {}
        first, *others = drawn.split(_OPEN)
        texts.append(first)
        for other in others:
            key, _, literal = other.partition(_CLOSE)
            name = tuple(key.split(_BETWEEN))
            places[name] = (*places.get(name, ()), len(texts))
            texts += ["", literal]
        return cls(tuple(texts), places)


class Page:
    """One expert's page on its way: places are filled, then `text()` is the page."""

    def __init__(self, pieces: Pieces) -> None:
        self._texts = list(pieces.texts)
        self._places = pieces.places

    def put(self, value: str, *key: str) -> None:
        """The slot says that; a slot that the page does not have is no fault."""
        for place in self._places.get(key, ()):
            self._texts[place] = value

    def has(self, *key: str) -> bool:
        """Whether the page has that slot."""
        return key in self._places

    def text(self) -> str:
        """The page."""
        return "".join(self._texts)
