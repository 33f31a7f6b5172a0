"""The numbers of the overview: none of them points at a person."""

from __future__ import annotations

import uuid

import pytest

from survey.studio.figures import Progress, cover_opened

A, B, C = (uuid.UUID(int=number) for number in (1, 2, 3))


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ([(A, 40, 31), (B, 44, 27)], [31, 27]),
        ([(A, 40, 0), (B, 44, 0)], [0, 0]),
        ([(A, 40, 3), (B, 44, 27), (C, 20, 9)], [None, 27, None]),  # 3 is small; 9, the least of the others, covers it
        ([(A, 40, 37), (B, 44, 27)], [None, None]),  # 3 unopened is as small as 3 opened
        ([(A, 4, 2), (B, 4, 2), (C, 40, 20)], [None, None, 20]),
        ([(A, 40, 2)], [None]),
    ],
)
def test_small_numbers_of_opened_links_are_covered_with_their_complements(
    rows: list[tuple[uuid.UUID, int, int]], shown: list[int | None]
) -> None:
    """1 to k-1 opened or unopened is covered; a covered line among open ones takes a second with it, since the sum is no secret."""
    assert [line.opened for line in cover_opened(rows, k=5)] == shown


def test_a_hundred_percent_means_all() -> None:
    """219 of 220 is 99 percent, and nothing to code has no percentage."""
    assert (Progress(219, 220).percent, Progress(220, 220).percent, Progress(0, 0).percent) == (99, 100, None)
