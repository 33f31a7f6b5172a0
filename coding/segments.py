"""Spans of a text: half-open, counted in code points from 0.

A passage is a span; passages may overlap. To be painted they are cut into runs at every edge; each passage keeps one underline
lane for all its runs. Browsers count in UTF-16 units; the two functions at the end translate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


class SpanError(ValueError):
    """These offsets are no span of this text; the message says which and why."""


@dataclass(frozen=True, order=True)
class Span:
    """The characters from `start` up to, not including, `stop`. Never empty."""

    start: int
    stop: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.stop:
            raise SpanError(f"A passage begins at 0 or later and ends after its beginning, not {self.start} to {self.stop}.")

    def __len__(self) -> int:
        return self.stop - self.start

    def __contains__(self, other: Span) -> bool:
        return self.start <= other.start and other.stop <= self.stop

    def overlaps(self, other: Span) -> bool:
        """Whether at least one character belongs to both."""
        return self.start < other.stop and other.start < self.stop

    def of(self, text: str) -> str:
        """The words of the span: Span(4, 7).of("мен сен") is "сен". Raises SpanError where the text is shorter."""
        if self.stop > len(text):
            raise SpanError(f"The text has {len(text)} characters, the passage would end at {self.stop}.")
        return text[self.start : self.stop]


@dataclass(frozen=True)
class Run:
    """Neighbouring characters that lie in the same passages; `marks` are positions in the list that was cut, in its order."""

    start: int
    stop: int
    marks: tuple[int, ...]


def whole(text: str) -> Span:
    """The span of all characters. Raises SpanError for an empty text."""
    return Span(0, len(text))


def trim(text: str, span: Span) -> Span:
    """The span without white space at its edges. Raises SpanError where nothing else is in it."""
    words = span.of(text)
    kept = words.strip()
    if not kept:
        raise SpanError("Only spaces were chosen. Choose at least one word.")
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, start + len(kept))


def runs(length: int, spans: Sequence[Span]) -> tuple[Run, ...]:
    """The characters 0 to `length` cut at every edge of the spans, in order, without gaps; a run in no span has no marks.

    runs(5, [Span(0, 3), Span(2, 4)]) is 0-2 (0), 2-3 (0, 1), 3-4 (1), 4-5 ().
    """
    edges = sorted({0, length, *(edge for span in spans for edge in (span.start, span.stop) if edge < length)})
    pieces = pairwise(edges)
    return tuple(Run(a, b, tuple(n for n, span in enumerate(spans) if span.start <= a < span.stop)) for a, b in pieces)


def lanes(spans: Sequence[Span]) -> tuple[int, ...]:
    """For each span the lane of its underline: passages that overlap never share one, and lanes are as low as can be in reading order."""
    given = [0] * len(spans)
    ends: list[int] = []  # where the last passage of each lane ended
    for number in sorted(range(len(spans)), key=lambda n: (spans[n].start, -spans[n].stop)):
        span = spans[number]
        lane = next((at for at, end in enumerate(ends) if end <= span.start), len(ends))
        ends[lane : lane + 1] = [span.stop]
        given[number] = lane
    return tuple(given)


def to_utf16(text: str, offset: int) -> int:
    """The UTF-16 offset of a code-point offset: place 1 of "🙂а" is 2. Raises SpanError outside the text."""
    if not 0 <= offset <= len(text):
        raise SpanError(f"The text has {len(text)} characters; there is no place {offset} in it.")
    return len(text[:offset].encode("utf-16-le")) // 2


def from_utf16(text: str, offset: int) -> int:
    """The code-point offset of a UTF-16 offset. Raises SpanError outside the text and in the middle of a surrogate pair."""
    units = text.encode("utf-16-le")
    if not 0 <= 2 * offset <= len(units):
        raise SpanError(f"The text has {len(units) // 2} UTF-16 units; there is no place {offset} in it.")
    try:
        return len(units[: 2 * offset].decode("utf-16-le"))
    except UnicodeDecodeError as fault:
        raise SpanError(f"Place {offset} lies inside a character that takes two UTF-16 units.") from fault
